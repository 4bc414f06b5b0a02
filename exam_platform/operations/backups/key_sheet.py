"""密钥保管单: the keys on paper for the safe, and the same as text that `restore --keys` reads."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from exam_platform import __version__
from exam_platform.people.slips import qr_code
from exam_platform.typesetting import typeset

from .key_ring import KeyRing

TEMPLATE = Path(__file__).with_name("key_sheet.typ")
MEANINGS = {
    "SECRET_KEY": "会话、答卷凭证与试卷地址的签名",
    "FIELD_KEYS": "证件号码、手机号、导入文件的加密",
    "BLIND_INDEX_KEY": "按证件号码、手机号查找和登录",
    "AUDIT_KEY": "审计链",
    "AUDIT_KEY_FALLBACKS": "更换之前的审计密钥",
}


def text(ring: KeyRing) -> str:
    """Lines that stand for themselves in an environment file too."""
    lines = [
        f"# 密钥保管单 · {settings.SITE_NAME} · {settings.PUBLIC_URL}",
        f"# 打印时间 {timezone.localtime():%Y-%m-%d %H:%M},平台版本 {__version__}",
        "# 与备份分开保管。恢复:exam-platform restore 备份目录 --keys 本文件",
    ]
    for name, value in printed(ring).items():
        lines += [f"# {MEANINGS[name]}", f"{name}={value}"]
    return "\n".join([*lines, ""])


def printed(ring: KeyRing) -> dict[str, str]:
    return {name: value for name, value in ring.settings().items() if value}


def pdf(ring: KeyRing) -> bytes:
    """The QR code holds the same lines, to be scanned instead of typed."""
    prints = ring.fingerprints()
    keys = [
        {
            "name": name,
            "meaning": MEANINGS[name],
            "value": value,
            "prints": [f"{each} {prints[each]}" for each in prints if each.split()[0] == name],
        }
        for name, value in printed(ring).items()
    ]
    data = {
        "site": settings.SITE_NAME,
        "url": settings.PUBLIC_URL,
        "printed": f"{timezone.localtime():%Y年%m月%d日 %H:%M}",
        "version": __version__,
        "keys": keys,
        "qr": qr_code("\n".join(f"{name}={value}" for name, value in printed(ring).items())),
    }
    return typeset(TEMPLATE, data)


def write(ring: KeyRing, path: Path) -> list[Path]:
    """The PDF and the text beside it, readable by their owner alone; never over an older sheet."""
    written = [path.with_suffix(".pdf"), path.with_suffix(".txt")]
    for file, content in zip(written, (pdf(ring), text(ring).encode()), strict=True):
        with file.open("xb") as opened:
            file.chmod(0o600)
            opened.write(content)
    return written
