"""Units, persons, posts and roles with only what they must have."""

from itertools import count

from exam_platform.people.models import Category, Person, Post, PostCategory, Role, RoleGrant, Unit

_numbers = count(1)


def make_unit(name: str = "", parent: Unit | None = None, **fields: object) -> Unit:
    number = next(_numbers)
    fresh = Unit(**{"code": f"U{number:06}", "name": name or f"单位{number}", **fields})
    if parent is None:
        unit = Unit.objects.add_root(instance=fresh)
    else:
        # Read anew: an earlier child has raised the count of children on another object of the parent.
        unit = Unit.objects.add_child(Unit.objects.get(pk=parent.pk), instance=fresh)
    assert isinstance(unit, Unit)
    return unit


def make_person(name: str = "", **fields: object) -> Person:
    number = next(_numbers)
    return Person.objects.create(name=name or f"考生{number}", user_name=f"person{number}", **fields)


def make_post(person: Person, unit: Unit, *categories: Category, is_main: bool = True, **fields: object) -> Post:
    post = Post.objects.create(person=person, unit=unit, is_main=is_main, **fields)
    PostCategory.objects.bulk_create(
        PostCategory(post=post, category=category) for category in categories or (Category.CIVIL_SERVANT,)
    )
    return post


def make_staff(role: Role, unit: Unit | None = None, name: str = "") -> Person:
    """Somebody with one role, over `unit` or, without one, over everything."""
    person = make_person(name or role.label)
    RoleGrant.objects.create(person=person, role=role, unit=unit)
    return person


def make_crowd(units: list[Unit], size: int, category: Category = Category.CIVIL_SERVANT) -> None:
    """`size` persons with one post each, spread over the units, in a handful of statements."""
    start = next(_numbers) * 1_000_000
    persons = Person.objects.bulk_create(
        Person(name=f"考生{number}", user_name=f"crowd{start + number}") for number in range(size)
    )
    posts = Post.objects.bulk_create(
        Post(person=person, unit=units[number % len(units)], is_leading=number % 20 == 0)
        for number, person in enumerate(persons)
    )
    PostCategory.objects.bulk_create(PostCategory(post=post, category=category) for post in posts)
