"""S56: keys are changed while the platform runs: nobody is logged out, no value becomes unreadable or is lost."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exam_platform.audit.models import AuditRecord
from exam_platform.people import sealed_values
from exam_platform.people.models import Person, RosterImport, RosterImportRow
from exam_platform.people.sealed_values import counts_by_key, reseal, unreadable_keys
from exam_platform.people.sealing import seal_bytes
from tests.cast import client_of, id_number_of, phone_of
from tests.people.doors import Browser

NEW_KEY = b"n" * 32
PERSONS = 450


def quietly(_: int) -> None:
    pass


def make_sealed(count: int) -> None:
    Person.objects.bulk_create(
        Person(name=f"人{i}", user_name=f"person-{i}", id_number=id_number_of(i), phone=phone_of(i))
        for i in range(count)
    )
    job = RosterImport.objects.create(
        created_by=Person.objects.all()[0], file_name="名册.csv", content=seal_bytes(b"file"), state="cancelled"
    )
    RosterImportRow.objects.create(job=job, row=2, verdict="accept", payload=seal_bytes(b'{"a": 1}'))
    RosterImportRow.objects.create(job=job, row=3, verdict="reject")


@pytest.fixture
def rotated(settings):
    """Values under the old key, and a new key before it; gives the old one's id."""
    (old,) = settings.FIELD_KEYS
    make_sealed(PERSONS)
    settings.FIELD_KEYS = {"k9": NEW_KEY, **settings.FIELD_KEYS}
    return old


def sealed_text(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person WHERE id = %s", [person.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_every_value_moves_to_the_new_key_and_can_be_read_at_each_step(rotated, settings):
    assert counts_by_key()[rotated]["people.Person.phone"] == PERSONS
    steps = []

    def look(count: int) -> None:
        steps.append(count)
        assert unreadable_keys() == []

    assert reseal(look) == 2 * PERSONS + 2
    assert max(steps) <= 200, "a batch is short: savers may wait for it"
    assert set(counts_by_key()) == {"k9"}
    settings.FIELD_KEYS = {"k9": NEW_KEY}
    assert unreadable_keys() == []
    assert Person.objects.get(user_name="person-7").phone == phone_of(7)
    assert Person.objects.get(user_name="person-7").id_number == id_number_of(7)
    assert RosterImport.objects.get().file_bytes == b"file"
    assert RosterImportRow.objects.get(row=2).content(RosterImport) == {"a": 1}
    assert reseal(quietly) == 0


@pytest.mark.django_db
def test_it_goes_on_where_it_was_stopped(rotated):
    class Stopped(Exception):
        pass

    def stop(_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        reseal(stop)
    assert set(counts_by_key()) == {"k9", rotated}
    assert reseal(quietly) == 2 * PERSONS + 2 - 200


@pytest.mark.django_db(transaction=True)
def test_what_is_changed_meanwhile_is_not_undone(rotated):
    """With two real connections: a phone that somebody corrects while the values are sealed anew stays corrected."""
    person = Person.objects.get(user_name="person-300")
    corrected = threading.Event()

    def correct() -> None:
        changed = Person.objects.get(pk=person.pk)
        changed.phone = "13900000000"
        changed.save(update_fields=["phone"])
        connection.close()
        corrected.set()

    def look(_: int) -> None:
        if not corrected.is_set():
            thread = threading.Thread(target=correct)
            thread.start()
            thread.join(30)

    reseal(look)
    assert corrected.is_set()
    assert Person.objects.get(pk=person.pk).phone == "13900000000"
    assert set(counts_by_key()) == {"k9"}


@pytest.mark.django_db
def test_without_the_key_a_value_reads_as_empty_and_is_written_back_as_it_was(cast, settings):
    person = cast.candidate
    before, keys = sealed_text(person), settings.FIELD_KEYS
    settings.FIELD_KEYS = {"k9": NEW_KEY}
    unreadable = Person.objects.get(pk=person.pk)
    assert not unreadable.phone
    unreadable.save()
    assert sealed_text(person) == before
    answer = client_of(cast.district_administrator).post(
        f"/api/v1/people/{person.pk}/reveal/", {"reason": "核对"}, "application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "numbers_unreadable")
    assert not AuditRecord.objects.filter(kind="person.revealed").exists()
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, **keys}
    assert Person.objects.get(pk=person.pk).phone == phone_of(1)


@pytest.mark.django_db
def test_the_command_says_what_is_left_and_what_may_go(rotated, settings):
    def said(act: str) -> str:
        output = io.StringIO()
        call_command("keys", act, stdout=output)
        return output.getvalue()

    assert f"{rotated}:people.Person.id_number {PERSONS}、people.Person.phone {PERSONS}" in said("status")
    assert f"重新加密 {2 * PERSONS + 2} 项" in said("reseal")
    assert f"可以从 FIELD_KEYS 中去掉:{rotated}" in said("status")
    assert AuditRecord.objects.get(kind="keys.resealed").detail["key"] == "k9"
    assert said("new").partition(":")[0] not in (rotated, "k9")
    settings.FIELD_KEYS = {"k8": b"8" * 32}
    with pytest.raises(CommandError, match="k9"):
        said("status")


@pytest.mark.django_db
def test_nobody_is_logged_out_by_a_new_secret_key(cast, settings):
    browser = Browser()
    assert browser.sign_in(id_number_of(1)).status_code == 200
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" * 8, [settings.SECRET_KEY]
    assert browser.who()["name"] == cast.candidate.name
    # The session has moved to the new key by that: the old one may go.
    settings.SECRET_KEY_FALLBACKS = []
    assert browser.who()["name"] == cast.candidate.name


@pytest.mark.django_db
def test_a_session_under_a_key_that_is_gone_is_over(cast, settings):
    browser = Browser()
    assert browser.sign_in(id_number_of(1)).status_code == 200
    settings.SECRET_KEY = "another-" * 8
    assert browser.who() is None


def test_every_sealed_field_of_a_person_is_among_the_columns():
    from exam_platform.people.sealing import SealedTextField

    fields = {field.name for field in Person._meta.get_fields() if isinstance(field, SealedTextField)}
    assert {column.field for column in sealed_values.COLUMNS if column.model is Person} == fields
