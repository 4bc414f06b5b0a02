"""Who may do what with other persons' accounts: codes, roles, disabling. docs/sign-in.md has it as a table."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from .access import importing_scope, scope_of, visible_units
from .errors import BeyondYourRights, NotYourOwn
from .models import Person, Post, Role, RoleGrant, Unit

# What a unit administrator may give to others within her own subtree.
GRANTED_BY_UNITS = (Role.CANDIDATE, Role.UNIT_ADMINISTRATOR)


def may_administer(actor: Person, person: Person) -> bool:
    """Whether the person is one of those whose accounts the actor looks after, by their units."""
    scope = importing_scope(actor)
    return scope.everywhere or any(scope.covers(path) for path in current_unit_paths(person))


def may_grant(actor: Person, role: str, unit_path: str | None) -> bool:
    """Whether the actor may give and take the role there; whose it is does not matter here.

    The district administrator: every role within her scope. A unit administrator: her own role within her own subtree,
    and none that opens the bank or examinations, which she cannot see herself.
    """
    district = scope_of(actor, Role.DISTRICT_ADMINISTRATOR)
    if unit_path is None:
        return district.everywhere
    if district.covers(unit_path):
        return True
    return role in GRANTED_BY_UNITS and scope_of(actor, Role.UNIT_ADMINISTRATOR).covers(unit_path)


def refuse_account_beyond(actor: Person, person: Person) -> None:
    """Whoever can reset an account has its rights in hand, so nobody may touch one with more than her own."""
    if actor.pk == person.pk:
        raise NotYourOwn
    if not may_administer(actor, person):
        raise PermissionDenied
    if not all(may_grant(actor, role, path) for role, path in person.held_grants):
        raise BeyondYourRights


def refuse_grant_beyond(actor: Person, person: Person, role: str, unit_path: str | None) -> None:
    if actor.pk == person.pk:
        raise NotYourOwn
    if not may_administer(actor, person):
        raise PermissionDenied
    if not may_grant(actor, role, unit_path):
        raise BeyondYourRights


def administered_unit(actor: Person, unit_id: int) -> Unit:
    """The unit, if she looks after its roster: 404 for one that she cannot see, 403 for one that she may only read."""
    unit: Unit = get_object_or_404(visible_units(actor), pk=unit_id)
    if not importing_scope(actor).covers(unit.path):
        raise PermissionDenied
    return unit


def slip_posts(actor: Person, unit: Unit, *, only_not_activated: bool) -> list[Post]:
    """One post for each person of the unit's subtree to whom the actor may give a code, by units and names.

    Two queries. Nothing sealed is read.
    """
    posts = Post.objects.filter(unit__path__startswith=unit.path, valid_to=None, person__is_active=True)
    if only_not_activated:
        posts = posts.filter(person__activated_at=None)
    kept = ("name", "user_name", "employee_number", "id_type", "id_number_tail", "phone_masked")
    posts = posts.select_related("person", "unit").only(
        "office", "unit__name", "unit__path", *(f"person__{name}" for name in kept)
    )
    beyond = {
        grant.person_id
        for grant in RoleGrant.objects.filter(
            person__posts__unit__path__startswith=unit.path, person__posts__valid_to=None
        ).select_related("unit")
        if not may_grant(actor, grant.role, grant.unit.path if grant.unit else None)
    }
    by_person: dict[int, Post] = {}
    for post in posts.order_by("-is_main", "pk"):
        by_person.setdefault(post.person_id, post)
    chosen = [post for person, post in by_person.items() if person != actor.pk and person not in beyond]
    return sorted(chosen, key=lambda post: (post.unit.path, post.office, post.person.name, post.person_id))


def current_unit_paths(person: Person) -> list[str]:
    """Of her posts, the main one first. One query."""
    posts = person.posts.filter(valid_to=None).order_by("-is_main", "pk")
    return list(posts.values_list("unit__path", flat=True))


def main_unit_path(person: Person) -> str:
    """Where an audit record of the person belongs; "" for one without a post."""
    return next(iter(current_unit_paths(person)), "")
