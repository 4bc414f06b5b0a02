"""S41, S42: where the source may do what is dangerous elsewhere; a new place has to be read by two before it joins."""

import re

from tests.live import ROOT

# SQL written by hand: every value in it is a parameter. Besides these, what the operator runs (operations/).
SQL_BY_HAND = {
    "exam_platform/api.py",
    "exam_platform/audit/actions.py",
    "exam_platform/audit/retention.py",
    "exam_platform/exams/actions/rosters.py",
    "exam_platform/grading/actions/entries.py",
    "exam_platform/grading/actions/grade.py",
    "exam_platform/grading/actions/marks.py",
    "exam_platform/postgresql/base.py",
    "exam_platform/sittings/actions/close.py",
    "exam_platform/sittings/actions/late.py",
    "exam_platform/sittings/actions/save.py",
    "exam_platform/sittings/counting.py",
    "exam_platform/statements.py",
    "questions/text_index.py",
}
RAW = re.compile(r"\.execute\(|\.executemany\(|RawSQL\(|\.raw\(|\.extra\(")
DANGEROUS = re.compile(r"\bpickle\b|\byaml\.load\(|\beval\(|\bexec\(|shell=True|mark_safe|\|safe\b")
MARKUP = re.compile(r"v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|\beval\(")


def sources(*folders: str, suffixes: tuple[str, ...]) -> dict[str, str]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    kept = [path for path in paths if "migrations" not in path.parts and "built" not in path.parts]
    return {str(path.relative_to(ROOT)): path.read_text() for path in kept if path.is_file()}


def test_sql_is_written_by_hand_in_known_places_alone():
    """S42."""
    python = sources("exam_platform", "questions", suffixes=(".py",))
    found = {name for name, text in python.items() if RAW.search(text)}
    assert {name for name in found if not name.startswith("exam_platform/operations/")} <= SQL_BY_HAND


def test_nothing_runs_what_it_reads():
    """S57: no pickle, no eval, no shell, no markup declared safe."""
    python = sources("exam_platform", "questions", suffixes=(".py", ".html"))
    assert {name: found[0] for name, text in python.items() if (found := DANGEROUS.search(text))} == {}


def test_no_page_makes_markup_of_text():
    """S41: not one v-html; text reaches the page as text."""
    frontend = sources("frontend/src", suffixes=(".vue", ".ts"))
    assert len(frontend) > 50
    assert {name: found[0] for name, text in frontend.items() if (found := MARKUP.search(text))} == {}
