"""The doors of examinations: parse → access → action → shape."""

from .bank_health import BankHealthView
from .entries import AudienceView, EntriesView, ExemptionView, ResultCancellationView, RosterView
from .exams import (
    ExamsView,
    ExamView,
    PresetsView,
    PublicationView,
    ResultsPublicationView,
    WindowsView,
    WindowView,
)
from .forms import BlueprintView, FormPreviewView, FormsView, PoolView

__all__ = [
    "AudienceView",
    "BankHealthView",
    "BlueprintView",
    "EntriesView",
    "ExamView",
    "ExamsView",
    "ExemptionView",
    "FormPreviewView",
    "FormsView",
    "PoolView",
    "PresetsView",
    "PublicationView",
    "ResultCancellationView",
    "ResultsPublicationView",
    "RosterView",
    "WindowView",
    "WindowsView",
]
