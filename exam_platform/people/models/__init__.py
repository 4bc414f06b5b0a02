from .account import ActivationCode, Person, Role, RoleGrant, SignInCounter, session_mark
from .imports import PostRequest, RosterImport, RosterImportRow, UnitImport, UnitImportRow
from .post import Category, Post, PostCategory
from .unit import Unit, VacatedPath, upward_from

__all__ = [
    "ActivationCode",
    "Category",
    "Person",
    "Post",
    "PostCategory",
    "PostRequest",
    "Role",
    "RoleGrant",
    "RosterImport",
    "RosterImportRow",
    "SignInCounter",
    "Unit",
    "UnitImport",
    "UnitImportRow",
    "VacatedPath",
    "session_mark",
    "upward_from",
]
