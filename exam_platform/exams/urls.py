from django.urls import path

from . import views

urlpatterns = [
    path("bank-health/", views.BankHealthView.as_view(), name="bank-health"),
    path("exam-presets/", views.PresetsView.as_view(), name="exam-presets"),
    path("exams/", views.ExamsView.as_view(), name="exams"),
    path("exams/<int:exam_id>/", views.ExamView.as_view(), name="exam"),
    path("exams/<int:exam_id>/windows/", views.WindowsView.as_view(), name="exam-windows"),
    path("exams/<int:exam_id>/windows/<int:window_id>/", views.WindowView.as_view(), name="exam-window"),
    path("exams/<int:exam_id>/blueprint/", views.BlueprintView.as_view(), name="exam-blueprint"),
    path("exams/<int:exam_id>/pool/", views.PoolView.as_view(), name="exam-pool"),
    path("exams/<int:exam_id>/audience/", views.AudienceView.as_view(), name="exam-audience"),
    path("exams/<int:exam_id>/roster/", views.RosterView.as_view(), name="exam-roster"),
    path("exams/<int:exam_id>/entries/", views.EntriesView.as_view(), name="exam-entries"),
    path(
        "exams/<int:exam_id>/entries/<int:entry_id>/exemption/",
        views.ExemptionView.as_view(),
        name="entry-exemption",
    ),
    path(
        "exams/<int:exam_id>/entries/<int:entry_id>/result-cancellation/",
        views.ResultCancellationView.as_view(),
        name="entry-result-cancellation",
    ),
    path("exams/<int:exam_id>/forms/", views.FormsView.as_view(), name="exam-forms"),
    path("exams/<int:exam_id>/forms/<int:form_id>/preview/", views.FormPreviewView.as_view(), name="form-preview"),
    path("exams/<int:exam_id>/publication/", views.PublicationView.as_view(), name="exam-publication"),
    path(
        "exams/<int:exam_id>/results-publication/",
        views.ResultsPublicationView.as_view(),
        name="exam-results-publication",
    ),
]
