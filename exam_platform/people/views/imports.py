"""`unit-imports/` and `roster-imports/`: the shape is the machinery's, the rights are ours."""

from exam_platform.people import tasks
from exam_platform.people.access import importing_scope
from exam_platform.people.models import RosterImport, UnitImport
from questions.imports.views import FileImportViews


class UnitImportViews(FileImportViews):
    queryset = UnitImport.objects.none()
    importer = tasks.UNITS
    run_parse = tasks.parse_unit_import
    run_commit = tasks.commit_unit_import

    def may_import(self) -> bool:
        return bool(importing_scope(self.request.user))


class RosterImportViews(FileImportViews):
    queryset = RosterImport.objects.none()
    importer = tasks.ROSTERS
    run_parse = tasks.parse_roster_import
    run_commit = tasks.commit_roster_import

    def may_import(self) -> bool:
        return bool(importing_scope(self.request.user))
