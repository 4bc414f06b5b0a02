from django.urls import path

from . import views

urlpatterns = [
    path("exams/<int:exam_id>/statistics/", views.StatisticsView.as_view(), name="exam-statistics"),
    path("exams/<int:exam_id>/results/", views.ResultsView.as_view(), name="exam-results"),
    path("exams/<int:exam_id>/items/", views.ItemsView.as_view(), name="exam-items"),
    path(
        "must-know-lists/<int:list_id>/versions/<int:number>/tested/",
        views.TestedView.as_view(),
        name="must-know-tested",
    ),
    path("exports/", views.ExportsView.as_view(), name="exports"),
    path("exports/questions/", views.QuestionExportsView.as_view(), name="exports-of-questions"),
    path("exports/<int:export_id>/", views.ExportView.as_view(), name="export"),
    path("exports/<int:export_id>/download/", views.ExportDownloadView.as_view(), name="export-download"),
    path("exports/<int:export_id>/file/", views.ExportFileView.as_view(), name="export-file"),
]
