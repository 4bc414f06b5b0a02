from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exam_platform.operations.diagnosis import examine

SIGNS = {"ok": "✓", "warning": "!", "error": "✗"}


class Command(BaseCommand):
    help = "Examines the installation: address, keys, database, clocks, broker, worker, disk, fonts, pages."
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{SIGNS[finding.level]} {finding.subject}:{finding.text}")
        errors = sum(finding.level == "error" for finding in findings)
        if errors:
            raise CommandError(f"发现 {errors} 个问题。")
