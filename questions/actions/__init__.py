from questions.actions.picture import keep_picture, keep_pictures, sweep_pictures, unknown_pictures
from questions.actions.question import add_revision, check_sound, create_question, create_questions
from questions.actions.report import report_question, settle_report
from questions.actions.review import (
    each_question,
    resume_question,
    retire_question,
    review_question,
    submit_question,
    suspend_question,
)
from questions.actions.staleness import confirm_citations
from questions.actions.starter import load_starter_bank
from questions.actions.topic import topics_named

__all__ = [
    "add_revision",
    "check_sound",
    "confirm_citations",
    "create_question",
    "create_questions",
    "each_question",
    "keep_picture",
    "keep_pictures",
    "load_starter_bank",
    "report_question",
    "resume_question",
    "retire_question",
    "review_question",
    "settle_report",
    "submit_question",
    "suspend_question",
    "sweep_pictures",
    "topics_named",
    "unknown_pictures",
]
