from .account import ActivationCode, Person, Role, RoleGrant, SignInCounter
from .post import Category, Post, PostCategory
from .unit import Unit

__all__ = [
    "ActivationCode",
    "Category",
    "Person",
    "Post",
    "PostCategory",
    "Role",
    "RoleGrant",
    "SignInCounter",
    "Unit",
]
