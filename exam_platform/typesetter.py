"""The child process of typesetting.py: JSON on standard input, the PDF on standard output."""

import sys
from pathlib import Path

import typst

FONT_IS_MISSING = 3


def main(template: Path) -> int:
    compiler = typst.Compiler(template, sys_inputs={"data": sys.stdin.read()})
    pdf, warnings = compiler.compile_with_warnings()
    if any(warning.message.startswith("unknown font family") for warning in warnings):
        return FONT_IS_MISSING
    assert isinstance(pdf, bytes)
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
