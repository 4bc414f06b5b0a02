from questions.models.citation import Citation
from questions.models.question import Question, QuestionQuerySet, Review, Revision
from questions.models.question_import import QuestionImport, QuestionImportRow
from questions.models.question_key import Key
from questions.models.question_set import QuestionSet, QuestionSetItem
from questions.models.topic import Topic

__all__ = [
    "Citation",
    "Key",
    "Question",
    "QuestionImport",
    "QuestionImportRow",
    "QuestionQuerySet",
    "QuestionSet",
    "QuestionSetItem",
    "Review",
    "Revision",
    "Topic",
]
