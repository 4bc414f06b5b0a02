import pytest


@pytest.fixture
def figures(client, district):
    district.sat(district.finance, 9500)
    district.sat(district.finance, 5000)
    district.sat(district.justice, 7000)
    district.entry(district.justice)
    district.sat(district.town, 6000)
    district.sat(district.village, 8000)
    district.entry(district.village, standing="exempt")
    district.tally()

    def ask(person, **query):
        if person:
            client.force_login(person)
        return client.get(f"/api/v1/exams/{district.exam.pk}/statistics/", query)

    return ask


def test_it_sums_the_district_and_lists_the_units_below_it(figures, district):
    page = figures(district.administrator).json()
    assert page["unit"]["name"] == "东河区"
    assert page["closed"]
    totals = page["totals"]
    assert (totals["roster"], totals["exempt"], totals["due"], totals["sat"], totals["absent"]) == (7, 1, 6, 5, 1)
    assert totals["participation_rate"] == {"numerator": 5, "denominator": 6, "percent": "83.33"}
    assert totals["pass_rate"] == {"numerator": 4, "denominator": 5, "percent": "80.00"}
    assert totals["pass_rate_of_due"] == {"numerator": 4, "denominator": 6, "percent": "66.67"}
    assert totals["average"] == 7100
    assert [child["unit"]["name"] for child in page["children"]] == ["财政局", "司法局", "青石镇"]
    assert page["own"]["roster"] == 0


def test_it_adds_up_at_each_unit_and_up_the_tree(figures, district):
    for unit in (district.root, district.town):
        page = figures(district.administrator, unit=unit.pk).json()
        for name in ("roster", "exempt", "due", "sat", "passed", "failed", "absent", "excellent"):
            assert page["totals"][name] == page["own"][name] + sum(child[name] for child in page["children"])


def test_it_drills_down_to_a_town(figures, district):
    page = figures(district.administrator, unit=district.town.pk).json()
    assert (page["totals"]["sat"], page["own"]["sat"]) == (2, 1)
    assert page["children"][0]["unit"] == {"id": district.village.pk, "name": "上河村", "has_children": False}


def test_it_spreads_the_scores(figures, district):
    bands = {band["from"]: band["count"] for band in figures(district.administrator).json()["distribution"]}
    assert bands == {0: 0, 10: 0, 20: 0, 30: 0, 40: 0, 50: 1, 60: 1, 70: 1, 80: 1, 90: 1}


def test_it_shows_a_unit_administrator_the_own_subtree_alone(figures, district):
    own = figures(district.finance_administrator)
    assert own.json()["unit"]["name"] == "财政局"
    assert own.json()["totals"]["sat"] == 2
    assert "司法局" not in own.content.decode()
    assert figures(district.finance_administrator, unit=district.justice.pk).status_code == 404
    assert figures(district.finance_administrator, unit=district.root.pk).status_code == 404


def test_it_shows_the_auditor_everything(figures, district):
    assert figures(district.auditor).json()["totals"]["roster"] == 7


def test_it_is_not_there_for_who_has_no_role(figures, district):
    stranger = district.sat(district.finance, 1).person
    assert figures(stranger).status_code == 404


def test_it_takes_a_fixed_number_of_queries(figures, district, django_assert_max_num_queries):
    figures(district.administrator)
    with django_assert_max_num_queries(16):
        assert figures(None).status_code == 200


@pytest.mark.parametrize("query", [{"unit": "x"}, {"unit": "0"}, {"category": "nobody"}, {"ordering": "password"}])
def test_it_refuses_what_it_does_not_know(figures, district, query):
    answer = figures(district.administrator, **query)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_it_shows_nothing_but_dashes_before_anyone_sat(client, district):
    district.entry(district.finance)
    district.tally()
    client.force_login(district.administrator)
    totals = client.get(f"/api/v1/exams/{district.exam.pk}/statistics/").json()["totals"]
    assert totals["pass_rate"] == {"numerator": 0, "denominator": 0, "percent": None}
    assert totals["average"] is None


SCORES = ("average", "excellent", "excellent_rate")


def test_no_figure_of_a_unit_tells_the_score_of_a_leading_cadre_that_the_district_keeps(client, district):
    """One alone would be its unit's average, and what is left when the scores that the unit may read are subtracted."""
    district.exam.leading_scores_to_district_only = True
    district.exam.save()
    district.sat(district.finance, 9500, is_leading=True)
    district.tally()

    def page(person):
        client.force_login(person)
        shown = client.get(f"/api/v1/exams/{district.exam.pk}/statistics/", {"unit": district.finance.pk}).json()
        return shown, {band["from"]: band["count"] for band in shown["distribution"] if band["count"]}

    nothing = [None, 0, {"numerator": 0, "denominator": 0, "percent": None}]
    shown, bands = page(district.finance_administrator)
    assert [shown["totals"][name] for name in SCORES] == nothing
    assert [shown["own"][name] for name in SCORES] == nothing
    assert (shown["totals"]["sat"], shown["totals"]["pass_rate"]["percent"], bands) == (1, "100.00", {})
    assert shown["definitions"][-1]["term"] == "领导干部成绩"

    district.sat(district.finance, 5000)
    district.sat(district.finance, 9100)
    district.tally()
    shown, bands = page(district.finance_administrator)
    half = {"numerator": 1, "denominator": 2, "percent": "50.00"}
    assert ([shown["totals"][name] for name in SCORES], bands) == ([7050, 1, half], {50: 1, 90: 1})
    assert (shown["totals"]["sat"], shown["totals"]["passed"]) == (3, 2)
    shown, bands = page(district.administrator)
    assert ([shown["totals"][name] for name in SCORES[:2]], bands) == ([7867, 2], {50: 1, 90: 2})
    assert shown["definitions"][-1]["term"] != "领导干部成绩"
