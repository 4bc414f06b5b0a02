from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from questions import law_views, must_know_views, picture_views, provision_views, report_views, set_views, views

router = SimpleRouter()
router.register("questions", views.QuestionViews, basename="question")
router.register("question-submissions", views.QuestionSubmissionViews, basename="question-submission")
router.register("question-reviews", views.QuestionReviewViews, basename="question-review")
router.register("question-reports", report_views.QuestionReportViews, basename="question-report")
router.register("question-sets", set_views.QuestionSetViews, basename="question-set")
router.register("question-imports", views.QuestionImportViews, basename="question-import")
router.register("similar-questions", views.SimilarQuestionViews, basename="similar-question")
router.register("question-pictures", picture_views.QuestionPictureViews, basename="question-picture")
router.register("question-exports", views.QuestionExportViews, basename="question-export")
router.register("stale-questions", law_views.StaleQuestionViews, basename="stale-question")
router.register("laws", law_views.LawViews, basename="law")
router.register("provisions", provision_views.ProvisionViews, basename="provision")
router.register("law-imports", law_views.LawImportViews, basename="law-import")
router.register("must-know-lists", must_know_views.MustKnowViews, basename="must-know-list")
router.register("topics", views.TopicViews, basename="topic")

urlpatterns: list[URLPattern | URLResolver] = [
    path("question-template/", views.QuestionTemplateView.as_view(), name="question-template"),
    path("question-template/word/", views.QuestionWordTemplateView.as_view(), name="question-word-template"),
    path("citation-lookup/", law_views.CitationLookUpView.as_view(), name="citation-lookup"),
    *router.urls,
]
