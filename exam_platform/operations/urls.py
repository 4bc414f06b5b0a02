from django.urls import path

from exam_platform.operations import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    path("api/docs/", views.api_documentation, name="api_documentation"),
    path("metrics", views.prometheus, name="metrics"),
    path("", views.not_built, name="root"),
    path("staff/", views.not_built, name="staff"),
]
