from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from questions import views

router = SimpleRouter()
router.register("questions", views.QuestionViews, basename="question")
router.register("question-submissions", views.QuestionSubmissionViews, basename="question-submission")
router.register("question-reviews", views.QuestionReviewViews, basename="question-review")
router.register("question-imports", views.QuestionImportViews, basename="question-import")
router.register("topics", views.TopicViews, basename="topic")

urlpatterns: list[URLPattern | URLResolver] = [
    path("question-template/", views.QuestionTemplateView.as_view(), name="question-template"),
    *router.urls,
]
