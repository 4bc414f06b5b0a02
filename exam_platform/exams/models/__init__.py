from .blueprint import Blueprint, BlueprintRow
from .entry import AudienceRule, Entry, EntryChange
from .exam import Exam, Window
from .form import Assembly, Form, FormItem

__all__ = [
    "Assembly",
    "AudienceRule",
    "Blueprint",
    "BlueprintRow",
    "Entry",
    "EntryChange",
    "Exam",
    "Form",
    "FormItem",
    "Window",
]
