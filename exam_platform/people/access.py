"""Who may see and do what: roles give scopes, a scope is a set of prefixes of the unit tree.

Deny by default: an empty scope selects nothing. Every scoping queryset of the platform is built from `scope_of`.

A rehearsal is a world of its own: its accounts see what is of rehearsals alone, and nobody else sees any of it
(`world_of`). So no list, search, count or export can mix the two, whatever the scope.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from exam_platform.audit.models import AuditRecord

from .models import Person, Post, PostRequest, Role, RoleGrant, Unit

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

READERS_OF_PEOPLE = (Role.UNIT_ADMINISTRATOR, Role.DISTRICT_ADMINISTRATOR, Role.OFFICER, Role.AUDITOR)

READERS_OF_AUDIT = (Role.AUDITOR, Role.DISTRICT_ADMINISTRATOR)


@dataclass(frozen=True)
class Scope:
    """The subtrees in which a person holds one of the roles asked for; `everywhere` works without any unit."""

    prefixes: tuple[str, ...] = ()
    everywhere: bool = False

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.prefixes)

    def covers(self, path: str) -> bool:
        return self.everywhere or path.startswith(self.prefixes or ("\0",))

    def within(self, field: str) -> Q:
        """The condition that `field` (a unit path) lies in the scope; false for an empty scope."""
        if self.everywhere:
            return Q()
        condition = Q(pk__in=[])
        for prefix in self.prefixes:
            condition |= Q(**{f"{field}__startswith": prefix})
        return condition


def below(field: str, path: str) -> Q:
    """The condition that `field` (a unit path) is `path` or lies below it, for a list in the order of paths.

    Said as a range too: an index that knows no prefixes begins and ends there.
    """
    last = path.ljust(Unit._meta.get_field("path").max_length, Unit.alphabet[-1])
    return Q(**{f"{field}__gte": path, f"{field}__lte": last, f"{field}__startswith": path})


def scope_of(person: "Person | AnonymousUser", *roles: Role) -> Scope:
    """One query the first time a person's grants are read; kept on the object for the rest of the request."""
    grants = [(role, path) for role, path in held_grants(person) if role in roles]
    if any(path is None for _, path in grants):
        return Scope(everywhere=True)
    paths = sorted({path for _, path in grants if path})
    return Scope(tuple(path for path in paths if not any(path != other and path.startswith(other) for other in paths)))


def held_grants(person: "Person | AnonymousUser") -> list[tuple[str, str | None]]:
    if not isinstance(person, Person) or not person.is_active:
        return []
    return person.held_grants


def has_role(person: "Person | AnonymousUser", *roles: Role) -> bool:
    return any(role in roles for role, _ in held_grants(person))


def is_staff(person: "Person | AnonymousUser") -> bool:
    return any(role != Role.CANDIDATE for role, _ in held_grants(person))


def signed_in(request: Request) -> Person:
    """The person of a view that only signed-in persons reach."""
    if not isinstance(request.user, Person):
        raise NotAuthenticated
    return request.user


def world_of(person: "Person | AnonymousUser", field: str = "is_rehearsal") -> Q:
    """The condition that a row is of the person's world, the real one or that of rehearsals."""
    return Q(**{field: getattr(person, "is_rehearsal", False)})


def scope_of_units(person: "Person | AnonymousUser") -> Scope:
    """Where she sees the tree."""
    return scope_of(person, *READERS_OF_PEOPLE, Role.TRAINER, Role.REVIEWER)


def visible_units(person: "Person | AnonymousUser") -> QuerySet[Unit]:
    units: QuerySet[Unit] = Unit.objects.filter(world_of(person), scope_of_units(person).within("path"))
    return units


def visible_people(person: "Person | AnonymousUser") -> QuerySet[Person]:
    """Persons with a current post in the scope; for a scope without a unit, everyone."""
    scope = scope_of(person, *READERS_OF_PEOPLE)
    if scope.everywhere:
        return Person.objects.filter(world_of(person))
    return Person.objects.filter(
        world_of(person),
        pk__in=Person.objects.filter(scope.within("posts__unit__path"), posts__valid_to=None).values("pk"),
    )


def visible_audit_records(person: "Person | AnonymousUser") -> QuerySet[AuditRecord]:
    """Records of units in the scope; those of no unit are for who sees everything."""
    return AuditRecord.objects.filter(scope_of(person, *READERS_OF_AUDIT).within("unit_path"))


def importing_scope(person: "Person | AnonymousUser") -> Scope:
    """Where she may bring in units and persons, and reads ID numbers in full."""
    return scope_of(person, Role.UNIT_ADMINISTRATOR, Role.DISTRICT_ADMINISTRATOR)


def visible_posts(person: "Person | AnonymousUser") -> QuerySet[Post]:
    """Current posts in the scope: of a person with posts in two units each unit sees its own."""
    scope = scope_of(person, *READERS_OF_PEOPLE)
    return Post.objects.filter(world_of(person, "unit__is_rehearsal"), scope.within("unit__path"), valid_to=None)


def visible_grants(person: "Person | AnonymousUser") -> QuerySet[RoleGrant]:
    """Roles over units in the scope; those over everything are for a scope without a unit."""
    return RoleGrant.objects.filter(scope_of(person, *READERS_OF_PEOPLE).within("unit__path"))


def decidable_post_requests(person: "Person | AnonymousUser") -> QuerySet[PostRequest]:
    """Those of persons with a current post in her scope: the other unit, or the district."""
    scope = importing_scope(person)
    if scope.everywhere:
        return PostRequest.objects.all()
    posts = Post.objects.filter(scope.within("unit__path"), valid_to=None)
    return PostRequest.objects.filter(person__in=posts.values("person"))


def may_reveal(viewer: "Person | AnonymousUser", person: Person) -> bool:
    """Numbers in full are for those who keep the roster; officers and auditors see them masked."""
    scope = importing_scope(viewer)
    if scope.everywhere:
        return True
    return Post.objects.filter(scope.within("unit__path"), person=person, valid_to=None).exists()


def with_visible_relations(people: QuerySet[Person], viewer: "Person | AnonymousUser") -> QuerySet[Person]:
    """For showing: posts and roles as far as the viewer may see their units (I17). Three queries for any page."""
    posts = visible_posts(viewer).select_related("unit").prefetch_related("categories").order_by("-is_main", "id")
    grants = visible_grants(viewer).select_related("unit").order_by("id")
    return people.defer("id_number", "phone").prefetch_related(
        Prefetch("posts", queryset=posts), Prefetch("role_grants", queryset=grants)
    )
