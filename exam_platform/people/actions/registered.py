"""What the platform has registered of the units and persons in a file: a fixed number of queries for any of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from exam_platform.people.access import Scope, importing_scope
from exam_platform.people.models import Person, Post, PostCategory, PostRequest, Unit
from exam_platform.people.roster_plan import KnownPerson, KnownPost
from exam_platform.people.roster_rows import Line
from exam_platform.people.sealing import blind_index
from exam_platform.people.unit_names import KnownUnit, UnitNames
from questions.imports.problems import FileProblem


def rights_of_importer(person: Person) -> Scope:
    """As they are now: a file may wait for days. Raises FileProblem."""
    scope = importing_scope(person)
    if not scope:
        raise FileProblem("no_rights", "您已没有导入的权限。")
    return scope


def unit_names(scope: Scope) -> UnitNames:
    """Every unit, one query: names and codes of units outside the scope are refused by their own reason."""
    rows = Unit.objects.filter(is_rehearsal=False).values_list("id", "code", "name", "path", "kind")
    return UnitNames((KnownUnit(*row) for row in rows), scope.covers)


def id_number_index(value: str) -> str:
    """`value` in normal form (id_numbers.normal_form)."""
    return blind_index("id_number", value)


def phone_index(value: str) -> str:
    """`value` in normal form (phones.normal_form)."""
    return blind_index("phone", value)


def known_persons(lines: Sequence[Line], scope: Scope) -> dict[str, KnownPerson]:
    """By ID number: those of the lines' persons who are registered. Four queries."""
    by_index = {id_number_index(line.id_number): line.id_number for line in lines if line.id_number}
    persons = Person.objects.filter(id_number_index__in=by_index)
    known: dict[int, KnownPerson] = {}
    found: dict[str, KnownPerson] = {}
    for person in persons.only("name", "sex", "phone", "employee_number", "is_active", "id_number_index"):
        values = {"sex": person.sex, "phone": person.phone, "employee_number": person.employee_number or ""}
        known[person.pk] = KnownPerson(
            person.pk, person.name, values, person.is_active, visible=scope.everywhere, has_main_post=False
        )
        found[by_index[person.id_number_index or ""]] = known[person.pk]
    _add_posts(known, scope)
    for person_id, unit_id in PostRequest.objects.filter(person__in=known, state=PostRequest.State.PENDING).values_list(
        "person_id", "unit_id"
    ):
        known[person_id].requested.add(unit_id)
    return found


def _add_posts(known: dict[int, KnownPerson], scope: Scope) -> None:
    posts = list(Post.objects.filter(person__in=known, valid_to=None).select_related("unit"))
    categories = defaultdict(list)
    for post_id, category in PostCategory.objects.filter(post__in=[post.pk for post in posts]).values_list(
        "post_id", "category"
    ):
        categories[post_id].append(category)
    for post in posts:
        person = known[post.person_id]
        person.visible = person.visible or scope.covers(post.unit.path)
        person.has_main_post = person.has_main_post or post.is_main
        person.posts[post.unit_id] = KnownPost(post.pk, _values(post, categories[post.pk]))


def _values(post: Post, categories: list[str]) -> dict[str, object]:
    """As a line of a roster would have them."""
    return {
        "office": post.office,
        "title": post.title,
        "rank": post.rank,
        "categories": tuple(sorted(categories)),
        "is_leading": post.is_leading,
        "office_phone": post.office_phone,
        "valid_from": post.valid_from.isoformat() if post.valid_from else "",
        "remark": post.remark,
    }


def employee_number_holders(lines: Iterable[Line]) -> dict[str, int]:
    """Employee number → id of the person who has it."""
    numbers = {line.employee_number for line in lines if line.employee_number}
    if not numbers:
        return {}
    holders = Person.objects.filter(employee_number__in=numbers).values_list("employee_number", "id")
    return {number: person_id for number, person_id in holders if number}
