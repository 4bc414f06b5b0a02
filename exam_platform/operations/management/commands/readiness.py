import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exam_platform.operations.readiness import check_all


class Command(BaseCommand):
    help = "Says whether database, broker, migrations and worker are ready; fails when one is not (for health checks)."
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        report = check_all()
        self.stdout.write(json.dumps(report))
        if not report["ready"]:
            raise CommandError("not ready")
