"""PDFs by Typst: a template beside the module that fills it; the data go in as JSON, as text and never as markup.

A child process does the work: Typst keeps in memory whatever it has ever set, some 20 MB for a report of ten pages.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from exam_platform.api import Refusal
from exam_platform.typesetter import FONT_IS_MISSING

WALL_SECONDS = 50
# What tells where fonts are; nothing else of the platform's environment is the child's business.
PASSED_ON = ("HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class FontMissing(Refusal):
    status_code = 503
    default_code = "font_missing"
    default_detail = "服务器缺少中文字体 Noto Sans CJK SC,无法生成 PDF。请联系运维安装 fonts-noto-cjk。"


class TypesettingTooSlow(Refusal):
    status_code = 503
    default_code = "typesetting_too_slow"
    default_detail = "PDF 生成时间过长,已停止。请缩小范围或稍后再试。"


def typeset(template: Path, data: dict[str, Any]) -> bytes:
    """Refused without the font that the template names: Typst would print boxes for characters and only warn."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "exam_platform.typesetter", template],
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise TypesettingTooSlow from expired
    if child.returncode == FONT_IS_MISSING:
        raise FontMissing
    if child.returncode != 0:
        raise RuntimeError(f"{template.name}: {child.stderr.decode(errors='replace')[-1000:]}")
    return child.stdout
