"""B63: a row whose stem is nearly a stored question's is looked at beside it and skipped; who writes one is told."""

from playwright.sync_api import expect

from questions.drafts import Draft
from questions.formats import json_
from tests.browser.staff.conftest import import_file
from tests.browser.staff.desk import Desk
from tests.questions.formats.drafts import BYTES, KEPT, shown

STEM = "乡镇人民政府应当在每年的第一季度向村民公开上一年度的财务收支情况，接受村民监督。"
NEAR = STEM.replace("应当在", "应当于")


def file_of(folder, stem, key):
    """Each with a picture of its own."""
    file = folder / f"{key}.json"
    picture = shown(list(KEPT)["TF".index(key)], f"公开栏{key}")
    draft = Draft(kind="true_false", stem=stem, key=[key], explanation="公开村务。", details={"pictures": [picture]})
    file.write_bytes(json_.write([draft], BYTES).content)
    return file


def test_b63_similar_questions_are_shown_side_by_side_and_decided(bank: None, trainer: Desk, tmp_path):
    import_file(trainer, "question-imports", file_of(tmp_path, STEM, "T"), "1")
    trainer.open("question-imports")
    trainer.upload(file_of(tmp_path, NEAR, "F"))
    trainer.press("与相似的题比较")
    sides = trainer.page.get_by_role("dialog")
    expect(sides).to_contain_text(NEAR)
    expect(sides).to_contain_text(STEM)
    for key in "TF":
        expect(sides.get_by_role("img", name=f"公开栏{key}")).to_have_js_property("naturalWidth", 3)
    trainer.shoot("b63-similar")
    trainer.press("跳过这一行")
    trainer.sees("没有可导入的行")
    trainer.open("questions/new")
    stem = trainer.page.get_by_label("题干", exact=True)
    stem.fill(NEAR)
    stem.blur()
    trainer.sees("题库中有 1 道试题与它相似")
    trainer.shoot("b63-editor")
