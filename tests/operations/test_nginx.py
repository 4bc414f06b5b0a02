"""deploy/nginx*.conf in front of a running platform: what people meet there, whoever of the two answers (S47, N95)."""

import contextlib
import datetime as dt
import http.client
import ipaddress
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.live import ROOT, LivePlatform
from tests.operations.restore_drill import CANARY_ID_NUMBER, CANARY_PHONE, MAKE_ROOM
from tests.servers import Server, free_port, server_folder

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
# On everything: found pages, refusals, redirects, errors, whether the platform or nginx says it.
REQUIRED = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options", "x-request-id")
UNDER_HTTPS = ("strict-transport-security", "cross-origin-opener-policy")


class Nginx(Server):
    """With the files that the compose service mounts; addresses and ports are of this machine."""

    def __init__(self, folder: Path, profile: str, web: int) -> None:
        super().__init__(folder)
        self.plain = free_port()
        self.profile, self.web = profile, web

    def write(self) -> None:
        for name in ("platform.conf", "doors.conf", "own-answers.conf", self.profile):
            (self.folder / name).write_text(self.here((ROOT / "deploy" / name).read_text()))

    def here(self, text: str) -> str:
        changes = {
            "/etc/nginx/mime.types": "/etc/nginx/mime.types",
            "/etc/nginx/tls/": f"{self.folder}/",
            "/etc/nginx/": f"{self.folder}/",
            "/dev/stdout": f"{self.folder}/access.log",
            "/dev/stderr": f"{self.folder}/error.log",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            f"{COMPOSE['services']['web']['networks']['inside']['ipv4_address']}:8000": f"127.0.0.1:{self.web}",
            # operators sit at 127.0.0.2, everybody else at 127.0.0.1
            "allow 127.0.0.0/8;": "allow 127.0.0.2/32;",
            "http {\n": "http {\n" + "".join(f"{name}_temp_path {self.folder}/{name};\n" for name in TEMPORARY),
        }
        for there, own in changes.items():
            text = text.replace(there, own) if there != "/etc/nginx/mime.types" else text.replace(there, "MIME")
        text = text.replace("MIME", "/etc/nginx/mime.types")
        if version() < (1, 25, 1):
            # http2 was an option of `listen` then.
            text = text.replace("http2 on;", "").replace(" ssl;", " ssl http2;")
        return text

    def command(self) -> list[str]:
        assert NGINX
        main = f"daemon off; pid {self.folder}/pid;"
        return [NGINX, "-p", str(self.folder), "-c", str(self.folder / self.profile), "-g", main]

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=5)
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        return False

    def stop(self) -> None:
        self.kill(signal.SIGTERM)


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def version() -> tuple[int, ...]:
    assert NGINX
    said = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/([\d.]+)", said)
    assert found
    return tuple(map(int, found[1].split(".")))


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime.fromtimestamp(time.time(), dt.UTC) - dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    # read by the servers' user
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@dataclass
class Door:
    """What a browser at `source` is answered through nginx."""

    nginx: Nginx
    platform: LivePlatform

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        source: str = "127.0.0.1",
        plain: bool = False,
        **headers: str,
    ) -> tuple[int, dict[str, list[str]], bytes]:
        where: http.client.HTTPConnection
        if plain:
            where = http.client.HTTPConnection("127.0.0.1", self.nginx.plain, timeout=20, source_address=(source, 0))
        else:
            context = ssl.create_default_context(cafile=str(self.nginx.folder / "fullchain.pem"))
            where = http.client.HTTPSConnection(
                "127.0.0.1", self.nginx.port, timeout=20, source_address=(source, 0), context=context
            )
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            where.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = where.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        content = answer.read()
        where.close()
        return answer.status, found, content


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    if not NGINX:
        pytest.skip("nginx is not installed: its configuration is not tried (Debian: apt install nginx-light)")
    folder = server_folder("nginx")
    make_certificate(folder)
    platform = LivePlatform(tmp_path_factory.mktemp("behind"))
    nginx = Nginx(folder, "nginx.conf", platform.port)
    platform.environment = {"PUBLIC_URL": f"https://127.0.0.1:{nginx.port}/", "TRUSTED_PROXIES": "127.0.0.1/32"}
    nginx.write()
    with platform, nginx:
        yield Door(nginx, platform)


def require_headers(headers: dict[str, list[str]], names: tuple[str, ...] = (*REQUIRED, *UNDER_HTTPS)) -> None:
    assert {name: headers.get(name, []) for name in names if len(headers.get(name, [])) != 1} == {}


def test_the_compose_service_mounts_every_file_that_is_included():
    mounted = {line.split(":")[1] for line in COMPOSE["services"]["nginx"]["volumes"]}
    included = {
        path
        for name in ("nginx.conf", "nginx-http.conf", "platform.conf", "doors.conf", "own-answers.conf")
        for path in re.findall(r"include (\S+);", (ROOT / "deploy" / name).read_text())
    }
    assert included - mounted == {"/etc/nginx/mime.types"}


def test_web_believes_nginx_alone():
    """Not the whole network: connections that the engine passes on may come from its gateway."""
    nginx = COMPOSE["services"]["nginx"]["networks"]["inside"]["ipv4_address"]
    assert COMPOSE["services"]["web"]["environment"]["TRUSTED_PROXIES"] == f"{nginx}/32"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(
    ("version", "ciphers", "taken"),
    [
        (ssl.TLSVersion.TLSv1_2, "ECDHE+AESGCM", True),
        (ssl.TLSVersion.TLSv1_1, "ALL", False),
        (ssl.TLSVersion.TLSv1_2, "AES128-GCM-SHA256", False),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-SHA", False),
    ],
)
def test_s48_old_versions_and_weak_ciphers_are_refused(door, version, ciphers, taken):
    """By the server's own alert: a client that could not offer them would show nothing."""
    context = ssl.create_default_context(cafile=str(door.nginx.folder / "fullchain.pem"))
    context.minimum_version = context.maximum_version = version
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    refused = contextlib.nullcontext() if taken else pytest.raises(ssl.SSLError, match=r"(?i)alert")
    with socket.create_connection(("127.0.0.1", door.nginx.port), timeout=20) as plain, refused:
        context.wrap_socket(plain, server_hostname="127.0.0.1").close()


@pytest.mark.parametrize("profile", ["nginx.conf", "nginx-http.conf"])
def test_nginx_finds_nothing_wrong_with_the_configuration(door, profile, tmp_path):
    make_certificate(tmp_path)
    nginx = Nginx(tmp_path, profile, 9)
    nginx.write()
    done = subprocess.run([*nginx.command(), "-t"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/api/v1/session/", 200),
        ("GET", "/api/v1/units/", 401),
        ("GET", "/nothing/", 404),
        ("POST", "/api/v1/session/", 403),
        ("GET", "/metrics", 404),
        ("GET", "/api/v1/%00", 400),
    ],
)
def test_every_answer_has_the_headers_once(door, method, path, status):
    answered, headers, _ = door.ask(method, path)
    assert answered == status
    require_headers(headers)
    assert "nginx/" not in headers.get("server", [""])[0]


def test_plain_http_is_sent_to_https_with_the_headers(door):
    status, headers, _ = door.ask("GET", "/take?x=1", plain=True)
    assert status == 301
    assert headers["location"] == ["https://127.0.0.1/take?x=1"]
    require_headers(headers, REQUIRED)
    assert door.ask("GET", "/healthz", plain=True)[0] == 200


@pytest.mark.parametrize("prefix", ["", "/xuefa", "/", "/./x/.."])
@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/api/docs/", "/api/v1/schema/", "/%6detrics"])
def test_what_is_for_operators_does_not_exist_for_others(door, prefix, path):
    status, headers, content = door.ask("GET", prefix + path)
    assert (status, json.loads(content)["code"]) == (404, "not_found")
    require_headers(headers)


def test_operators_reach_readiness(door):
    assert door.ask("GET", "/readyz", source="127.0.0.2")[0] in (200, 503)


def test_a_body_that_is_too_large_is_refused_in_the_words_of_the_api(door):
    status, headers, content = door.ask("PUT", "/api/v1/attempts/1/responses/", b"x" * (3 * 1024 * 1024))
    assert (status, json.loads(content)["code"]) == (413, "body_too_large")
    assert headers["content-type"] == ["application/problem+json"]
    require_headers(headers)


@pytest.mark.parametrize("_time", range(5))
def test_a_file_of_ten_megabytes_passes_to_the_platform(door, _time):
    """Several times: a connection closed before the file was through made it 502 now and then."""
    status, headers, _ = door.ask("POST", "/api/v1/roster-imports/", b"x" * (10 * 1024 * 1024))
    assert status in (401, 403), "the platform itself refuses it, for want of a session"
    require_headers(headers)


TOO_LONG = {
    "an address of 64 KB": ("/" + "x" * 65536, {}),
    "a cookie of 1 MB": ("/", {"Cookie": "a=" + "x" * 1024 * 1024}),
    "20,000 headers": ("/", {f"X-{number}": "y" for number in range(20_000)}),
}


@pytest.mark.parametrize(("path", "headers"), TOO_LONG.values(), ids=TOO_LONG.keys())
def test_n95_what_is_too_long_is_refused_at_the_door(door, path, headers):
    status, answered, _ = door.ask("GET", path, **headers)
    assert 400 <= status < 500
    require_headers(answered)
    assert door.ask("GET", "/healthz")[0] == 200


def test_n95_the_platform_refuses_it_by_itself_too(door):
    """Where no proxy stands before it: refused, or the connection is closed; the next is served."""
    for path, headers in TOO_LONG.values():
        where = http.client.HTTPConnection("127.0.0.1", door.platform.port, timeout=20)
        with contextlib.suppress(ConnectionError):
            where.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            assert 400 <= where.getresponse().status < 500
        where.close()
        assert door.platform.answers()


def test_signing_in_works_through_it(door):
    """Cookies, CSRF by the origin, and the client's address all depend on what nginx passes on."""
    _, headers, content = door.ask("GET", "/api/v1/session/")
    (cookie,) = headers["set-cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert "Secure" in cookie
    origin = f"https://127.0.0.1:{door.nginx.port}"
    refused = door.ask(
        "POST",
        "/api/v1/session/",
        json.dumps({"login": "nobody", "password": "wrong"}).encode(),
        Cookie=cookie.split(";")[0],
        X_CSRFToken=json.loads(content)["csrf_token"],
        Content_Type="application/json",
        Origin=origin,
        Referer=origin + "/",
        source="127.0.0.2",
        # must not pass for the client's address
        X_Forwarded_For="198.51.100.7",
    )
    assert (refused[0], json.loads(refused[2])["code"]) == (401, "wrong_credentials")
    seen = door.platform.python(
        "from exam_platform.audit.models import AuditRecord;"
        "print(AuditRecord.objects.filter(kind='session.refused').values_list('address', flat=True)[0])"
    )
    assert seen.strip() == "127.0.0.2"


def test_a_save_passes_with_the_headers(door):
    """Answered before Django's handler; the answer is like any other."""
    code = MAKE_ROOM.format(candidates=1, id_number=CANARY_ID_NUMBER, phone=CANARY_PHONE)
    ((attempt, token),) = json.loads(door.platform.python(code).splitlines()[-1]).items()
    for seq in (1, 2):
        body = json.dumps({"changes": [{"seq": seq, "position": 1, "answer": ["B"]}]}).encode()
        known = {"Authorization": f"Attempt {token}", "Content_Type": "application/json"}
        status, headers, content = door.ask("PUT", f"/api/v1/attempts/{attempt}/responses/", body, **known)
        assert (status, json.loads(content)["acked"]) == (200, [seq])
        require_headers(headers)


def test_the_log_has_neither_queries_nor_cookies(door):
    door.ask("GET", "/api/v1/asked-for-the-log/?search=110101199003077512", Cookie="canary=1")
    deadline = time.monotonic() + 30
    # It is written when the answer has gone.
    while " /api/v1/asked-for-the-log/ " not in (written := (door.nginx.folder / "access.log").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    written += (door.nginx.folder / "error.log").read_text()
    assert "110101199003077512" not in written
    assert "canary" not in written


def test_while_nobody_answers_people_are_told_and_the_door_opens_again(door):
    """Last in this file: the web process is stopped for a while."""
    web = door.platform.process_id("web")
    os.killpg(web, signal.SIGKILL)
    status, headers, content = door.ask("GET", "/api/v1/session/")
    page = door.ask("GET", "/")
    assert (status, json.loads(content)["code"]) == (502, "unavailable")
    assert headers["retry-after"] == ["5"]
    require_headers(headers)
    assert page[0] == 502
    assert "系统暂时无法连接" in page[2].decode()
    assert page[1]["content-type"] == ["text/html; charset=utf-8"]
    require_headers(page[1])
    deadline = time.monotonic() + 60
    while door.ask("GET", "/healthz")[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
