import pytest

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Exam
from exam_platform.exams.presets import PRESETS
from exam_platform.people.models import Role
from tests.factories.people import make_staff, make_unit

pytestmark = pytest.mark.django_db
URL = "/api/v1/exams/"


def refusals(response):
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}


def test_a_preset_brings_rules_and_blueprint(officer, district):
    response = officer.post(URL, {"title": "2026 年学法考试", "preset": "jining"}, format="json")
    assert response.status_code == 201
    body = response.json()
    assert (body["title"], body["state"], body["phase"], body["preset"]) == ("2026 年学法考试", "draft", "", "jining")
    assert (body["duration_minutes"], body["pass_points"], body["full_points"]) == (60, 8000, 10000)
    assert (body["attempts_allowed"], body["bank_openness"]) == (1, "open")
    assert body["unit"] == {"id": district.root.pk, "name": "测试区"}
    rows = officer.get(f"{URL}{body['id']}/blueprint/").json()
    assert [(row["kind"], row["count"], row["points"]) for row in rows] == [
        ("single", 40, 100),
        ("multiple", 20, 200),
        ("true_false", 20, 100),
    ]
    assert [problem["code"] for problem in body["problems"]] == ["no_window", "no_audience", "no_forms"]


def test_what_the_officer_says_goes_before_the_preset(officer):
    body = officer.post(URL, {"title": "考试", "preset": "jining", "pass_points": 6000}, format="json").json()
    assert (body["pass_points"], body["duration_minutes"]) == (6000, 60)


def test_without_a_preset_the_usual_rules_hold(officer):
    body = officer.post(URL, {"title": "考试"}, format="json").json()
    assert (body["preset"], body["pass_points"], body["excellent_points"]) == ("", 6000, 9000)
    assert (body["score_release"], body["review_release"]) == ("at_once", "after_last_window")
    assert [problem["code"] for problem in body["problems"]] == ["no_window", "no_blueprint", "no_audience", "no_forms"]


@pytest.mark.parametrize("code", PRESETS)
def test_every_preset_makes_a_sound_examination(officer, code):
    body = officer.post(URL, {"title": "考试", "preset": code}, format="json").json()
    rows = officer.get(f"{URL}{body['id']}/blueprint/").json()
    for paper in {row["paper"] for row in rows}:
        assert sum(row["count"] * row["points"] for row in rows if row["paper"] == paper) == body["full_points"]
    assert "points_differ" not in {problem["code"] for problem in body["problems"]}


def test_the_presets_are_listed_with_all_their_rules(officer):
    presets = {preset["code"]: preset for preset in officer.get("/api/v1/exam-presets/").json()}
    assert set(presets) == set(PRESETS)
    jining = presets["jining"]
    assert (jining["exam"]["pass_points"], jining["exam"]["shuffle_options"]) == (8000, True)
    assert jining["blueprint"][1] == {"paper": "all", "kind": "multiple", "count": 20, "points": 200}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("duration_minutes", 0),
        ("duration_minutes", -1),
        ("duration_minutes", 100_000),
        ("duration_minutes", "60"),
        ("duration_minutes", 60.5),
        ("attempts_allowed", 0),
        ("pass_points", -1),
        ("pass_points", 99.5),
        ("full_points", 10**9),
        ("title", "  "),
        ("title", "长" * 121),
        ("counting", "worst"),
        ("review_release", "tomorrow"),
        ("late_entry_minutes", 0),
        ("year", 3000),
        ("published_at", "2026-11-23T10:31:00Z"),
        ("created_by", 1),
    ],
)
def test_it_refuses_values_that_cannot_be(officer, field, value):
    """N69, N71, N77, N91."""
    response = officer.post(URL, {"title": "考试", field: value}, format="json")
    assert response.status_code == 400
    assert [pointer for pointer, _ in refusals(response)] == [f"/{field}"]
    assert not Exam.objects.exists()


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"pass_points": 10001, "excellent_points": 10001}, "pass_above_full"),
        ({"excellent_points": 10001}, "excellent_above_full"),
        ({"pass_points": 9500}, "excellent_below_pass"),
    ],
)
def test_it_refuses_marks_that_contradict_each_other(officer, rules, code):
    """N71."""
    response = officer.post(URL, {"title": "考试", **rules}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_rules")
    assert code in {code for _, code in refusals(response)}


def test_it_refuses_an_unknown_preset(officer):
    response = officer.post(URL, {"title": "考试", "preset": "nowhere"}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "unknown_preset")


def test_it_refuses_a_unit_outside_the_scope(officer):
    elsewhere = make_unit("别的区")
    response = officer.post(URL, {"title": "考试", "unit": elsewhere.pk}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_unit")


def test_an_administrator_of_everything_gets_the_top_of_the_tree(as_person, district):
    everywhere = as_person(make_staff(Role.DISTRICT_ADMINISTRATOR))
    body = everywhere.post(URL, {"title": "考试"}, format="json").json()
    assert body["unit"]["id"] == district.root.pk


@pytest.mark.parametrize("role", ["unit_administrator", "auditor"])
def test_others_may_not(as_person, district, role):
    client = as_person(getattr(district, role))
    assert client.post(URL, {"title": "考试"}, format="json").status_code == 403
    assert client.get("/api/v1/exam-presets/").status_code == 403


def test_it_is_on_record(officer, district):
    exam = officer.post(URL, {"title": "考试"}, format="json").json()["id"]
    record = AuditRecord.objects.get(kind="exam.created")
    assert (record.actor, record.subject, record.unit_path) == (district.officer, f"exam:{exam}", district.root.path)
