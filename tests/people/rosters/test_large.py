"""N32: a roster of 100,000 rows, the most that a file may have."""

import resource
from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Post, Unit
from exam_platform.people.roster_rows import COLUMNS
from questions.imports.extraction import read_table_safely
from questions.imports.problems import FileProblem
from tests.people.rosters.files import id_number, person
from tests.people.rosters.runs import Run

MOST_ROWS = 100_000
PER_DAY = 400


def large_file() -> bytes:
    """What is required and nothing else, so that it stays below the limit of 10 MB."""
    return "\r\n".join(["姓名,身份证号,单位,人员类别", *_lines()]).encode()


def _lines() -> Iterator[str]:
    for number in range(MOST_ROWS):
        day, place = divmod(number, PER_DAY)
        birth = f"{1970 + day // 336}{day // 28 % 12 + 1:02}{day % 28 + 1:02}"
        yield f"{person(place)['姓名']},{id_number(place, birth=birth)},司法办公室,国家工作人员"


def test_n32_it_is_read_within_the_childs_memory_and_a_longer_one_is_refused() -> None:
    data = large_file()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    table = read_table_safely(data, "a.csv", COLUMNS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(table.rows) == MOST_ROWS
    assert len({row.text("身份证号") for row in table.rows}) == MOST_ROWS
    # Of the processor: the clock tells of the machine's other work too.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 30
    with pytest.raises(FileProblem) as problem:
        read_table_safely(data + data[-1_000:] * 10, "a.csv", COLUMNS)
    assert problem.value.code == "too_many_rows"


@pytest.mark.long
@pytest.mark.timeout(900)
def test_n32_it_is_imported_whole(district: APIClient, units: dict[str, Unit]) -> None:
    run = Run(district, "roster-imports", large_file(), "名册.csv")
    assert run.job["counts"] == {"accept": MOST_ROWS, "reject": 0, "skip": 0, "warning": 0, "empty": 0}
    run.confirm()
    assert run.job["processed"] == run.job["total"] == MOST_ROWS
    assert Person.objects.count() - 1 == Post.objects.count() == MOST_ROWS
