"""B75: a person named in another unit's roster; her own unit or the district decides about the post."""

import pytest
from playwright.sync_api import expect

from tests.browser.staff.desk import Desk

# What a roster of another unit leaves behind, for two persons of one unit.
ASK = """
from exam_platform.people.models import Person, PostRequest, Unit
from exam_platform.people.roster_plan import POST_COLUMNS
asking = Unit.objects.exclude(depth=1).order_by("-pk")[0]
for person in Person.objects.filter(posts__is_main=True).exclude(posts__unit=asking).order_by("pk")[:2]:
    content = dict.fromkeys(POST_COLUMNS, "") | {
        "title": "调解员", "office": "综合办", "categories": ["mediator"], "is_leading": False,
    }
    PostRequest.objects.create(person=person, unit=asking, content=content, requested_by=person)
"""


@pytest.fixture
def administrator(demo_desk) -> Desk:
    desk: Desk = demo_desk("district_administrator")
    return desk


def test_b75_without_requests_the_page_says_so(administrator: Desk):
    administrator.open("post-requests")
    administrator.sees("没有待处理的任职申请")
    administrator.shoot("b75-post-requests-empty")


def test_b75_a_request_is_granted_or_refused_for_a_reason(administrator: Desk, demo_district):
    demo_district.python(ASK)
    administrator.open("post-requests")
    rows = administrator.rows("任职申请")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("综合办 · 调解员")
    administrator.shoot("b75-post-requests")
    rows.first.get_by_role("button", name="同意", exact=True).click()
    administrator.agree("同意")
    administrator.sees("已同意，任职已增加")
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button", name="不同意").click()
    dialog = administrator.page.get_by_role("dialog")
    administrator.agree("不同意")
    expect(dialog).to_contain_text("请填写理由")
    dialog.get_by_role("textbox").fill("不在该单位工作")
    administrator.agree("不同意")
    administrator.sees("已记为不同意")
    administrator.choose("状态", "未同意")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("不在该单位工作")
    administrator.shoot("b75-post-requests-declined")
