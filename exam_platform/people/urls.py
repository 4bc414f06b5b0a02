from django.urls import path
from rest_framework.routers import SimpleRouter

from .views import accounts, audit_records, session
from .views.imports import RosterImportViews, UnitImportViews
from .views.people import PersonViews
from .views.post_requests import PostRequestViews
from .views.units import UnitViews

router = SimpleRouter()
router.register("units", UnitViews, basename="unit")
router.register("people", PersonViews, basename="person")
router.register("post-requests", PostRequestViews, basename="post-request")
router.register("unit-imports", UnitImportViews, basename="unit-import")
router.register("roster-imports", RosterImportViews, basename="roster-import")

urlpatterns = [
    path("session/", session.SessionView.as_view(), name="session"),
    path("session/activation/", session.ActivationView.as_view(), name="session-activation"),
    path("session/password/", session.PasswordView.as_view(), name="session-password"),
    path(
        "people/<int:person_id>/activation-codes/",
        accounts.ActivationCodesView.as_view(),
        name="person-activation-codes",
    ),
    path("people/<int:person_id>/roles/", accounts.RolesView.as_view(), name="person-roles"),
    path("people/<int:person_id>/roles/<int:grant_id>/", accounts.RoleView.as_view(), name="person-role"),
    path("activation-slips/", accounts.ActivationSlipsView.as_view(), name="activation-slips"),
    path("audit-records/", audit_records.AuditRecordsView.as_view(), name="audit-records"),
    *router.urls,
]
