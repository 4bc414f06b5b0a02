from questions.models.citation import Citation
from questions.models.law import Law, LawQuerySet, LawVersion, LawVersionQuerySet, Provision, Status
from questions.models.law_import import LawImport, LawImportRow
from questions.models.must_know import MustKnowItem, MustKnowList, MustKnowVersion
from questions.models.picture import Picture, PictureUpload, RevisionPicture
from questions.models.question import Question, QuestionQuerySet, Review, Revision
from questions.models.question_import import QuestionImport, QuestionImportRow
from questions.models.question_key import Key
from questions.models.question_report import QuestionReport
from questions.models.question_set import QuestionSet, QuestionSetItem, QuestionSetVersion, QuestionSetVersionItem
from questions.models.stale_mark import StaleMark, StaleMarkQuerySet
from questions.models.topic import Topic

__all__ = [
    "Citation",
    "Key",
    "Law",
    "LawImport",
    "LawImportRow",
    "LawQuerySet",
    "LawVersion",
    "LawVersionQuerySet",
    "MustKnowItem",
    "MustKnowList",
    "MustKnowVersion",
    "Picture",
    "PictureUpload",
    "Provision",
    "Question",
    "QuestionImport",
    "QuestionImportRow",
    "QuestionQuerySet",
    "QuestionReport",
    "QuestionSet",
    "QuestionSetItem",
    "QuestionSetVersion",
    "QuestionSetVersionItem",
    "Review",
    "Revision",
    "RevisionPicture",
    "StaleMark",
    "StaleMarkQuerySet",
    "Status",
    "Topic",
]
