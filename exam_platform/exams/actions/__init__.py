from .blueprints import RowFields, set_blueprint
from .entries import cancel_result, excuse_entry, restore_result, take_back_standing
from .exams import ExamFields, create_exam, update_exam
from .forms import assemble_forms, request_assembly, unfinished_assemblies
from .publication import cancel_exam, publish_exam, publish_results, record_preview
from .rosters import RuleFields, count_persons, freeze_roster, set_audience
from .windows import WindowFields, add_window, change_window, set_windows

__all__ = [
    "ExamFields",
    "RowFields",
    "RuleFields",
    "WindowFields",
    "add_window",
    "assemble_forms",
    "cancel_exam",
    "cancel_result",
    "change_window",
    "count_persons",
    "create_exam",
    "excuse_entry",
    "freeze_roster",
    "publish_exam",
    "publish_results",
    "record_preview",
    "request_assembly",
    "restore_result",
    "set_audience",
    "set_blueprint",
    "set_windows",
    "take_back_standing",
    "unfinished_assemblies",
    "update_exam",
]
