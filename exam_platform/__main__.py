"""`exam-platform`, or `python -m exam_platform`: Django's commands and the platform's own."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exam_platform.settings")
    execute_from_command_line(["exam-platform", *sys.argv[1:]])


if __name__ == "__main__":
    main()
