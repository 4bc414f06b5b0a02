"""`exam-platform doctor`: what of this installation is sound, what deserves a look, what is broken."""

import datetime as dt
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from exam_platform.api import database_now
from exam_platform.operations import readiness
from exam_platform.people.sealed_values import unreadable_keys

CLOCKS_APART = dt.timedelta(seconds=2)
FREE_GIGABYTES = 2
# The wheels of the cryptography, typst and calamine packages are built for this C library or newer.
OLDEST_GLIBC = (2, 28)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
BROWSER_FLOOR = "考生页面:Chromium 78、iOS 13 及以上;管理页面:Chromium 88 及以上"

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    level: Level
    subject: str
    text: str


def address() -> Iterator[Finding]:
    if not settings.HTTPS:
        text = f"{settings.PUBLIC_URL} 为明文 http:口令和答案在网络上可被窃听,仅应在受控的内网中使用。"
        yield Finding("warning", "访问地址", text)
    elif not settings.TRUSTED_PROXIES:
        text = "PUBLIC_URL 为 https,但未设置 TRUSTED_PROXIES:反向代理的 X-Forwarded-Proto 不被采信,页面会无限重定向。"
        yield Finding("error", "访问地址", text)
    else:
        yield Finding("ok", "访问地址", settings.PUBLIC_URL)


def secrets_file() -> Iterator[Finding]:
    file = settings.DATA_DIR / "secrets.json"
    if not file.exists():
        yield Finding("ok", "密钥", "全部来自环境变量。")
    elif stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("error", "密钥", f"{file} 可被其他用户读取,请执行 chmod 600。")
    else:
        yield Finding("ok", "密钥", f"保存在 {file}。请另行备份:丢失后证件号码和手机号无法解密。")


def sealed_values() -> Iterator[Finding]:
    if unreadable := unreadable_keys():
        text = (
            f"密钥 {'、'.join(unreadable)} 不在 FIELD_KEYS 中,或与其编号不符:其下的证件号码和手机号无法读取,显示为空。"
        )
        yield Finding("error", "加密数据", text)
    else:
        yield Finding("ok", "加密数据", "均可读取。")


def mode() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("error", "运行方式", "DEBUG 已打开:出错页面会显示内部信息。")
    if settings.DEMO:
        yield Finding("warning", "运行方式", "演示数据:账号口令是公开的,只在本机 127.0.0.1 上提供服务。")
    if not settings.SUPPORT_PHONE:
        yield Finding("warning", "运行方式", "未设置 SUPPORT_PHONE:考生遇到问题时看不到联系电话。")


def database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            name = f"SQLite {cursor.fetchone()[0]}"
            cursor.execute("PRAGMA journal_mode")
            journal = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            durable = (journal, cursor.fetchone()[0]) == ("wal", 2)
        else:
            cursor.execute("SHOW server_version")
            name = f"PostgreSQL {cursor.fetchone()[0]}"
            cursor.execute("SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'")
            durable = cursor.fetchone()[0]
    if durable:
        yield Finding("ok", "数据库", name)
    else:
        yield Finding("error", "数据库", f"{name}:未开启落盘保证,断电会丢失已确认的答案。")


def clocks() -> Iterator[Finding]:
    apart = abs(timezone.now() - database_now())
    shown = timezone.localtime().strftime("%Y-%m-%d %H:%M:%S")
    if apart > CLOCKS_APART:
        text = f"本机与数据库的时钟相差 {apart.total_seconds():.1f} 秒。考试以数据库时钟为准,请启用时间同步(NTP)。"
        yield Finding("error", "时钟", text)
    else:
        yield Finding("ok", "时钟", f"本机与数据库一致。现在是北京时间 {shown},请与您的手表核对。")


def services() -> Iterator[Finding]:
    names = {"broker": "消息队列", "migrations": "数据库结构", "worker": "后台进程"}
    broken = {
        "broker": "无法连接。答题不受影响,阅卷和统计会延后到恢复为止。",
        "migrations": "有尚未执行的迁移,请执行 exam-platform migrate。",
        "worker": "一分钟内没有心跳:平台未启动,或后台进程、调度进程没有运行。",
    }
    for check, subject in names.items():
        sound = readiness.CHECKS[check]()
        level: Level = "ok" if sound else "warning" if check == "worker" else "error"
        yield Finding(level, subject, "正常。" if sound else broken[check])


def machine() -> Iterator[Finding]:
    library, version = platform.libc_ver()
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    old = library == "glibc" and numbers < OLDEST_GLIBC
    text = f"Python {platform.python_version()},{library or '未知 C 库'} {version}"
    yield Finding("error" if old else "ok", "系统", text + (",需要 glibc 2.28 或更新的版本。" if old else ""))
    free = shutil.disk_usage(settings.DATA_DIR).free / 1024**3
    level: Level = "ok" if free >= FREE_GIGABYTES else "error"
    yield Finding(level, "磁盘", f"{settings.DATA_DIR} 所在磁盘剩余 {free:.1f} GB。")


def fonts() -> Iterator[Finding]:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    found = {file.name for folder in folders if folder.is_dir() for file in folder.rglob("Noto*CJK*")}
    missing = [face for face in ("Sans", "Serif") if not any(name.startswith(f"Noto{face}CJK") for name in found)]
    if missing:
        text = f"缺少 Noto {'、'.join(missing)} CJK:密码条等 PDF 无法生成。Debian:apt install fonts-noto-cjk"
        yield Finding("error", "字体", text)
    else:
        yield Finding("ok", "字体", "Noto Sans CJK、Noto Serif CJK")


def pages() -> Iterator[Finding]:
    built = [settings.BUILT_DIR / "index.html", settings.BUILT_DIR / "staff" / "index.html"]
    if all(file.exists() for file in built):
        yield Finding("ok", "页面", f"已构建。{BROWSER_FLOOR}。")
    else:
        yield Finding("error", "页面", "前端尚未构建,请执行 make run 或使用发布的安装包。")


PARTS: dict[str, Callable[[], Iterator[Finding]]] = {
    "访问地址": address,
    "密钥": secrets_file,
    "加密数据": sealed_values,
    "运行方式": mode,
    "数据库": database,
    "时钟": clocks,
    "服务": services,
    "系统": machine,
    "字体": fonts,
    "页面": pages,
}


def examine() -> Iterator[Finding]:
    """Every finding of every part; a part that the database refuses is a finding too."""
    for subject, part in PARTS.items():
        try:
            yield from part()
        except DatabaseError as error:
            yield Finding("error", subject, f"数据库不可用:{type(error).__name__}")
