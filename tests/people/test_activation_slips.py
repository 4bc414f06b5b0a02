"""密码条 for a subtree."""

import re
import subprocess
import time

import pytest
from django.utils import timezone

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import ActivationCode, Person, Post
from exam_platform.people.slips import Slip, render
from tests.cast import client_of, id_number_of, make_somebody, phone_of
from tests.factories.people import make_crowd, make_post
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomers(cast):
    """Everybody but the administrators has no password yet."""
    Person.objects.filter(role_grants=None).update(password="", activated_at=None)


def order(cast, actor, unit, **body):
    body = {"unit": getattr(cast, unit).pk, **body}
    return client_of(getattr(cast, actor)).post("/api/v1/activation-slips/", body, "application/json")


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "slips.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def pages_of(pdf: bytes, tmp_path) -> int:
    path = tmp_path / "slips.pdf"
    path.write_bytes(pdf)
    info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert "A4" in info
    return int(re.search(r"Pages:\s+([0-9]+)", info)[1])


def test_it_prints_what_the_person_needs_and_the_code_works(cast, newcomers, tmp_path):
    Person.objects.filter(pk=cast.candidate.pk).update(user_name=None, employee_number=None)
    answer = order(cast, "unit_administrator", "justice")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = text_of(answer.content, tmp_path)
    for expected in ("王晓梅", "司法局", "综合科", f"身份证号（****{id_number_of(1)[-4:]}）", "http://127.0.0.1:8000/"):
        assert expected in text, text
    assert id_number_of(1) not in text
    assert phone_of(1) not in text
    code = re.search(r"激活码：\s*([A-Z0-9]{5}-[A-Z0-9]{5})", text)[1]
    body = {"login": id_number_of(1), "code": code, "password": "harbour-lights-84"}
    assert Browser().send("POST", "/api/v1/session/activation/", body).status_code == 200


@pytest.mark.parametrize(
    ("actor", "unit", "status"),
    [
        ("district_administrator", "district", 200),
        ("unit_administrator", "justice", 200),
        ("unit_administrator", "finance", 404),
        ("unit_administrator", "district", 404),
        ("town_administrator", "town", 200),
        ("town_administrator", "east_village", 200),
        ("officer", "justice", 403),
        ("auditor", "justice", 403),
        ("trainer", "justice", 403),
        ("candidate", "justice", 404),
    ],
)
def test_who_may_print_for_which_unit(cast, newcomers, actor, unit, status):
    assert order(cast, actor, unit).status_code == status
    assert ActivationCode.objects.exists() is (status == 200)


def test_it_prints_for_the_own_subtree_alone(cast, newcomers, tmp_path):
    """I17."""
    text = text_of(order(cast, "town_administrator", "town").content, tmp_path)
    assert "孙大壮" in text
    assert "赵国强" not in text
    assert "王晓梅" not in text


def test_accounts_beyond_her_rights_are_left_out(cast):
    """With the code of an officer a unit administrator would be an officer."""
    answer = order(cast, "unit_administrator", "justice", only_not_activated=False)
    assert answer.status_code == 200
    assert set(ActivationCode.objects.values_list("person", flat=True)) == {cast.candidate.pk}


def test_who_is_activated_or_disabled_gets_none(cast):
    nobody = order(cast, "unit_administrator", "justice")
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody_to_print")
    Person.objects.filter(pk=cast.candidate.pk).update(is_active=False, activated_at=None)
    assert order(cast, "unit_administrator", "justice").status_code == 409


def test_a_person_with_two_posts_gets_one_slip(cast, newcomers, tmp_path):
    make_post(cast.villager, cast.west_village, is_main=False)
    text = text_of(order(cast, "town_administrator", "town").content, tmp_path)
    assert text.count("激活码") == 1
    assert "上河村" in text


def test_it_is_one_record(cast, newcomers):
    order(cast, "unit_administrator", "justice")
    row = AuditRecord.objects.get(kind="activation.slips_printed")
    assert (row.subject, row.unit_path, row.detail) == (
        f"unit:{cast.justice.pk}",
        cast.justice.path,
        {"persons": 1},
    )


def test_two_thousand_take_seconds_and_a_bounded_number_of_queries(
    cast, newcomers, tmp_path, django_assert_max_num_queries
):
    make_crowd([cast.justice, cast.finance, cast.town], 2010)
    Person.objects.filter(user_name__startswith="crowd").update(user_name=None, id_number_tail="7510")
    client = client_of(cast.district_administrator)
    begun = time.monotonic()
    with django_assert_max_num_queries(25):
        answer = client.post("/api/v1/activation-slips/", {"unit": cast.district.pk}, "application/json")
    assert answer.status_code == 200
    assert time.monotonic() - begun < 60
    people = ActivationCode.objects.count()
    assert people == 2010 + 3
    assert pages_of(answer.content, tmp_path) == -(-people // 10)
    assert ActivationCode.objects.values("code_hash").distinct().count() == people


def test_text_is_never_markup(cast, newcomers, tmp_path):
    hostile = '#panic("x") *粗* $x$ \\ ] } " <b>'
    Person.objects.filter(pk=cast.candidate.pk).update(name=hostile[:60])
    Post.objects.filter(person=cast.candidate).update(office='#eval("1+1") @ref')
    text = text_of(order(cast, "unit_administrator", "justice").content, tmp_path)
    assert '#panic("x") *粗* $x$' in text
    assert '#eval("1+1") @ref' in text


def test_long_names_stay_on_their_slip(tmp_path):
    slips = [Slip("𠮷" * 30, "某某区" * 20, "科室" * 20, "身份证号(****7510)", "ABCDE-FGHJK")] * 10
    assert pages_of(render(slips, timezone.now()), tmp_path) == 1


def test_a_login_is_named_by_its_kind(cast, newcomers, tmp_path):
    person = make_somebody("何小雨", 77, password="", activated_at=None, id_number_tail="", id_number_index=None)
    make_post(person, cast.justice)
    text = text_of(order(cast, "unit_administrator", "justice").content, tmp_path)
    assert "登录名：wang" in text
    assert "手机号（138****0077）" in text
