"""The persons, posts and changes of one roster, built before the transaction and written in it."""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from exam_platform.people import id_numbers, phones
from exam_platform.people.models import Person, Post, PostCategory, PostRequest
from exam_platform.people.roster_plan import POST_COLUMNS, KnownPerson, Plan
from exam_platform.people.roster_rows import Line

from .registered import id_number_index, phone_index

BATCH = 1_000
CHANGE_BATCH = 200
PERSON_FIELDS = ["sex", "phone", "phone_index", "phone_masked", "employee_number"]
POST_FIELDS = [name for name in POST_COLUMNS if name != "categories"]


@dataclass(slots=True)
class PreparedRoster:
    """New persons by ID number, changed ones by primary key. `counts`: lines by what they came to."""

    requested_by: Person
    persons: dict[str, Person] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    categories: list[tuple[Post, tuple[str, ...]]] = field(default_factory=list)
    person_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    post_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    requests: list[PostRequest] = field(default_factory=list)
    given_main_post: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line, plan: Plan, known: KnownPerson | None) -> None:
        self.counts[plan.kind] += 1
        if known is None:
            self._add_person(line)
        elif plan.kind == "request":
            content = {name: getattr(line, name) for name in POST_COLUMNS}
            self.requests.append(
                PostRequest(person_id=known.id, unit_id=line.unit, content=content, requested_by=self.requested_by)
            )
        elif plan.kind in ("post", "change"):
            if plan.person:
                self.person_changes.setdefault(known.id, {}).update(plan.person)
            if plan.kind == "post":
                is_main = not known.has_main_post and known.id not in self.given_main_post
                self.given_main_post.add(known.id)
                self._add_post(line, is_main, person_id=known.id)
            elif plan.post:
                self.post_changes[known.posts[line.unit].id] = plan.post

    def _add_person(self, line: Line) -> None:
        """A person's first line gives her main post; what it leaves blank a later one may fill in."""
        is_first = line.id_number not in self.persons
        person = self.persons[line.id_number] = self.persons.get(line.id_number) or _new_person(line)
        if line.phone and not person.phone:
            for name, value in phone_fields(line.phone).items():
                setattr(person, name, value)
        person.employee_number = person.employee_number or line.employee_number or None
        self._add_post(line, is_first, person=person)

    def _add_post(self, line: Line, is_main: bool, **person: Any) -> None:
        post = new_post({name: getattr(line, name) for name in POST_COLUMNS}, line.unit, is_main, **person)
        self.posts.append(post)
        self.categories.append((post, line.categories))

    def write(self) -> None:
        """A fixed number of statements for each thousand rows; a constraint that fails is left to the caller."""
        Person.objects.bulk_create(self.persons.values(), batch_size=BATCH)
        Post.objects.bulk_create(self.posts, batch_size=BATCH)
        self._change_persons()
        self._change_posts()
        PostCategory.objects.bulk_create(
            (PostCategory(post=post, category=category) for post, codes in self.categories for category in codes),
            batch_size=BATCH,
        )
        PostRequest.objects.bulk_create(self.requests, batch_size=BATCH)

    def _change_persons(self) -> None:
        for ids in _slices(self.person_changes):
            persons = list(Person.objects.filter(pk__in=ids).only(*PERSON_FIELDS))
            for person in persons:
                changes = self.person_changes[person.pk]
                for name, value in (changes | phone_fields(changes.get("phone", ""))).items():
                    setattr(person, name, value)
            Person.objects.bulk_update(persons, PERSON_FIELDS)

    def _change_posts(self) -> None:
        for ids in _slices(self.post_changes):
            posts = list(Post.objects.filter(pk__in=ids))
            recategorised = {post.pk: self.post_changes[post.pk].get("categories") for post in posts}
            PostCategory.objects.filter(post__in=[pk for pk, codes in recategorised.items() if codes]).delete()
            for post in posts:
                self.categories.append((post, recategorised[post.pk] or ()))
                for name, value in self.post_changes[post.pk].items():
                    if name != "categories":
                        setattr(post, name, value)
            Post.objects.bulk_update(posts, POST_FIELDS)


def _slices(ids: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(ids)
    return (every[start : start + CHANGE_BATCH] for start in range(0, len(every), CHANGE_BATCH))


def new_post(values: dict[str, Any], unit_id: int, is_main: bool, **person: Any) -> Post:
    """`values` by the names of POST_COLUMNS; the categories are stored apart. `person` or `person_id` beside them."""
    given = {name: values[name] for name in POST_FIELDS if name not in ("is_leading", "valid_from")}
    since = values["valid_from"]
    return Post(
        unit_id=unit_id,
        is_main=is_main,
        is_leading=bool(values["is_leading"]),
        valid_from=dt.date.fromisoformat(since) if since else None,
        **given,
        **person,
    )


def phone_fields(phone: str) -> dict[str, str]:
    if not phone:
        return {}
    return {"phone": phone, "phone_index": phone_index(phone), "phone_masked": phones.masked(phone)}


def _new_person(line: Line) -> Person:
    # Django's make_password(None) means the same and takes forty draws for each of 100,000 persons
    return Person(
        name=line.name,
        sex=line.sex,
        id_type=line.id_type,
        id_number=line.id_number,
        id_number_index=id_number_index(line.id_number),
        id_number_tail=line.id_number[-4:],
        id_number_masked=id_numbers.masked(line.id_number),
        password=f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_hex(20)}",
    )
