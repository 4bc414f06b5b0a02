"""Every setting comes from the environment and has a default that runs: SQLite, no Redis, all files in DATA_DIR.

docs/operators.md lists them for whoever installs the platform.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from environs import Env
from marshmallow.validate import OneOf

from exam_platform.keys import decode_field_keys, decode_key, read_or_make_keys

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var").resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# ---- keys ----
# secrets.json is written only where the environment leaves a key out.
_given = {name: env.str(name, "") for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "AUDIT_KEY")}
_kept: Any = {} if all(_given.values()) else read_or_make_keys(DATA_DIR / "secrets.json")
SECRET_KEY: str = _given["SECRET_KEY"] or _kept["secret_key"]
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
FIELD_KEYS: dict[str, bytes] = decode_field_keys(_given["FIELD_KEYS"] or _kept["field_keys"])
BLIND_INDEX_KEY: bytes = decode_key(_given["BLIND_INDEX_KEY"] or _kept["blind_index_key"])
AUDIT_KEY: bytes = decode_key(_given["AUDIT_KEY"] or _kept["audit_key"])
# Keys that sealed earlier; what they sealed can still be verified.
_older_audit_keys: str = env.str("AUDIT_KEY_FALLBACKS", "") or _kept.get("audit_key_fallbacks", "")
AUDIT_KEY_FALLBACKS: list[bytes] = [decode_key(key.strip()) for key in _older_audit_keys.split(",") if key.strip()]

# ---- what the installation is ----
DEBUG = env.bool("DEBUG", False)
# True where demonstration data was loaded: it is a fact about the data, so it stands beside the data.
DEMO: bool = (DATA_DIR / "demo-data").exists()
SITE_NAME: str = env.str("SITE_NAME", "法律知识考试与培训平台")
SUPPORT_PHONE: str = env.str("SUPPORT_PHONE", "")
SMALL_GROUP: int = env.int("SMALL_GROUP", 5)
AUDIT_MONTHS: int = env.int("AUDIT_MONTHS", 36)
GRACE_SECONDS: int = env.int("GRACE_SECONDS", 30)
REVIEW_BY_SECOND_PERSON: bool = env.bool("REVIEW_BY_SECOND_PERSON", True)
PASSWORD_PROFILE: str = env.str("PASSWORD_PROFILE", "ASVS", validate=OneOf(["ASVS", "GB_L3"]))

# ---- where it is served ----
HOST: str = env.str("HOST", "127.0.0.1")
PORT: int = env.int("PORT", 8000)
WEB_WORKERS: int = env.int("WEB_WORKERS", 2)
PUBLIC_URL: str = env.str("PUBLIC_URL", f"http://127.0.0.1:{PORT}/").rstrip("/") + "/"
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in ("http", "https") or not _public.hostname:
    raise ValueError(f"PUBLIC_URL is no http or https address: {PUBLIC_URL}")
HTTPS = _public.scheme == "https"
FORCE_SCRIPT_NAME: str | None = _public.path.rstrip("/") or None
_cookie_path = _public.path
ALLOWED_HOSTS: list[str] = ["127.0.0.1", "localhost", "[::1]", _public.hostname, *env.list("ALLOWED_HOSTS", [])]
CSRF_TRUSTED_ORIGINS: list[str] = [f"{_public.scheme}://{_public.netloc}"]
# Networks, like 10.0.0.0/8: of the proxies in front, and of those who may read /metrics.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])
METRICS_ALLOW: list[str] = env.list("METRICS_ALLOW", ["127.0.0.0/8", "::1/128"])

# A `__Host-` cookie must have the path "/", so below a sub-path `__Secure-` is the strongest name there is.
_prefix = "" if not HTTPS else "__Host-" if _cookie_path == "/" else "__Secure-"
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = _cookie_path
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE: int = env.int("SESSION_HOURS", 12) * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"(^|/)(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Browsers ignore the header on plain http and say so in the console of every page.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# ---- the database ----
DATABASE_URL: str = env.str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
# For `exam-platform backup`: a role that may replicate (PostgreSQL).
BACKUP_DATABASE_URL: str = env.str("BACKUP_DATABASE_URL", DATABASE_URL)
STATEMENT_SECONDS: int = env.int("STATEMENT_SECONDS", 10)
# A statement that waits for a lock makes those behind it wait too: a migration gives up sooner (deploy, F21).
LOCK_SECONDS: int = env.int("LOCK_SECONDS", min(STATEMENT_SECONDS, 10))
DATABASE_POOL: int = env.int("DATABASE_POOL", 4)
_database: Any = dj_database_url.parse(DATABASE_URL)
SQLITE = _database["ENGINE"].endswith("sqlite3")
if SQLITE:
    # One writer at a time, durable at each commit; IMMEDIATE lets a writer wait for the lock instead of failing.
    _database |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        # A file, not memory: tests with two real connections need one database.
        "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
    }
else:
    # No wait longer than ten seconds on the web's side, whatever the database does. The server's time-out comes before
    # the client's own (exam_platform/postgresql), which is for a server that is stopped.
    _database |= {
        "ENGINE": "exam_platform.postgresql",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 2, "max_lifetime": 1800},
            "server_side_binding": True,
            "connect_timeout": 3,
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 10,
            "options": (
                f"-c statement_timeout={STATEMENT_SECONDS * 1000 - 500} -c lock_timeout={LOCK_SECONDS}s"
                " -c idle_in_transaction_session_timeout=60s -c TimeZone=UTC"
            ),
        },
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- broker and cache ----
# The cache holds nothing that may not vanish: without Redis each process has its own.
REDIS_URL: str = env.str("REDIS_URL", "")
CACHES: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "exam",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# ---- Django ----
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["exam_platform.people.sessions.SessionBackend"]
QUESTION_BANK_ACCESS = "exam_platform.exams.bank_access.ExamBankAccess"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "questions",
    "exam_platform.audit",
    "exam_platform.people",
    "exam_platform.exams",
    "exam_platform.sittings",
    "exam_platform.grading",
    "exam_platform.training",
    "exam_platform.results",
    "exam_platform.operations",
]
MIDDLEWARE = [
    "exam_platform.audit.context.RequestContextMiddleware",
    "exam_platform.operations.middleware.believe_known_proxies",
    "exam_platform.operations.middleware.record_requests",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "exam_platform.operations.middleware.refuse_nul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "exam_platform.people.sessions.flag_other_places",
]
ROOT_URLCONF = "exam_platform.urls"
WSGI_APPLICATION = "exam_platform.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}}]
PASSWORD_HASHERS = [
    "exam_platform.people.hashers.BoundedArgon2Hasher",
]
# Which passwords are refused stands in people/password_rules.py.
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
BUILT_DIR = Path(__file__).resolve().parent / "built"
BUILT_DIR.mkdir(exist_ok=True)
WHITENOISE_ROOT = BUILT_DIR
WHITENOISE_INDEX_FILE = True
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 0
# The build puts a hash of the content into the names of everything in assets/.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
APPEND_SLASH = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["exam_platform.api.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["exam_platform.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["questions.strict.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "exam_platform.api.Pages",
    # OPTIONS is no door: api/v1/schema/ describes the API, and DRF's own description asks views for what they lack.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "exam_platform.api.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    # The renderer writes UTC; a format of DRF's would first turn the time into TIME_ZONE, and say Z all the same.
    "DATETIME_FORMAT": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "法律知识考试与培训平台",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # Sets of choices that several shapes share, or whose field names ("kind", "state") say too little.
    "ENUM_NAME_OVERRIDES": {
        "ExamStateEnum": ["draft", "frozen", "assembled", "published", "cancelled"],
        "AttemptStateEnum": "exam_platform.sittings.models.Attempt.State",
        "ExportStateEnum": "exam_platform.results.models.Export.State",
        "CandidateStateEnum": ["upcoming", "open", "in_progress", "finished"],
        "VerdictEnum": "exam_platform.exams.models.Entry.Verdict",
        "ReleaseEnum": "exam_platform.exams.models.Exam.Release",
        "WindowKindEnum": "exam_platform.exams.models.Window.Kind",
        "QuestionKindEnum": "questions.serializers.KIND_CODES",
        "QuestionStateEnum": "questions.models.question.State",
        "LawStatusEnum": "questions.models.Status",
        "StaleReasonEnum": "questions.models.StaleMark.Reason",
        "ReviewDecisionEnum": "questions.models.Review.Decision",
        "RowDecisionEnum": ["keep", "skip", "overwrite"],
        "QuestionReportStateEnum": "questions.models.QuestionReport.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "exam_platform.sittings.openapi.describe_plain_doors",
        "exam_platform.operations.openapi.describe_problems",
    ],
}

LOG_LEVEL: str = env.str("LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "exam_platform.operations.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "json_ensure_ascii": False,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # A line for each message sent, received and done would bury everything else.
        **{name: {"level": "WARNING"} for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace")},
        # Each request has its own line already; this one adds the traceback of a 500.
        "django.request": {"level": "ERROR"},
    },
}
