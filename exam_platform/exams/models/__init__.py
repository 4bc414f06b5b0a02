from .blueprint import Blueprint, BlueprintRow
from .entry import AudienceRule, Entry, EntryChange, EntryQuerySet, Status
from .exam import Exam, ExamQuerySet, Window
from .form import Assembly, Form, FormItem

__all__ = [
    "Assembly",
    "AudienceRule",
    "Blueprint",
    "BlueprintRow",
    "Entry",
    "EntryChange",
    "EntryQuerySet",
    "Exam",
    "ExamQuerySet",
    "Form",
    "FormItem",
    "Status",
    "Window",
]
