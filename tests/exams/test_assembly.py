import time
from collections import Counter
from dataclasses import dataclass
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.exams.assembly import PoolTooSmall, draw_forms, find_shortages, order_for, overlaps, paper_for


@dataclass(frozen=True)
class Row:
    count: int


def rows(*counts):
    return [Row(count) for count in counts]


def fits(counts, pools):
    """Hall's condition, tried on every subset of rows: the reference for small cases."""
    return all(
        sum(counts[i] for i in subset) <= len(set().union(*(pools[i] for i in subset)))
        for size in range(1, len(counts) + 1)
        for subset in combinations(range(len(counts)), size)
    )


SMALL_POOLS = st.lists(st.tuples(st.integers(1, 4), st.sets(st.integers(1, 12), max_size=9)), min_size=1, max_size=5)


@given(SMALL_POOLS, st.integers(1, 5), st.integers())
def test_every_row_gets_its_count_and_no_question_stands_twice(drawn, count, seed):
    """N72, N73: papers come out whole, or the rows that lack something are named."""
    counts, pools = [count for count, _ in drawn], [pool for _, pool in drawn]
    if not fits(counts, pools):
        with pytest.raises(PoolTooSmall) as refused:
            draw_forms(rows(*counts), pools, count, seed)
        largest = max(
            sum(counts[i] for i in subset) - len(set().union(*(pools[i] for i in subset)))
            for size in range(1, len(counts) + 1)
            for subset in combinations(range(len(counts)), size)
        )
        assert sum(short.lacking for short in refused.value.shortages) == largest
        return
    assert find_shortages(rows(*counts), pools) == []
    forms = draw_forms(rows(*counts), pools, count, seed)
    assert len(forms) == count
    for form in forms:
        assert [len(questions) for questions in form] == counts
        assert all(set(questions) <= pool for questions, pool in zip(form, pools, strict=True))
        drawn_questions = [question for questions in form for question in questions]
        assert len(set(drawn_questions)) == len(drawn_questions)


def test_a_row_says_how_many_it_lacks():
    """N72: draw 50 from a pool of 49."""
    with pytest.raises(PoolTooSmall) as refused:
        draw_forms(rows(50, 2), [range(49), range(100, 110)], 1, 1)
    (short,) = refused.value.shortages
    assert (short.row, short.wanted, short.found, short.lacking) == (0, 50, 49, 1)


def test_overlapping_rows_share_without_repeating():
    """N73: the second row may draw what the first could have had."""
    (form,) = draw_forms(rows(3, 2), [range(5), range(3, 5)], 1, 1)
    assert sorted(form[0] + form[1]) == [0, 1, 2, 3, 4]
    assert sorted(form[1]) == [3, 4]
    assert overlaps([range(5), range(3, 5), range(9, 12)]) == [[1], [0], []]


@given(st.integers(1, 10), st.integers(1, 30), st.integers(1, 8), st.integers())
def test_papers_repeat_a_question_only_when_the_pool_is_too_small_not_to(count, spare, forms, seed):
    pool = range(count + spare)
    drawn = draw_forms(rows(count), [pool], forms, seed)
    uses = Counter(question for form in drawn for question in form[0])
    used = [uses[question] for question in pool]
    assert max(used) - min(used) <= 1


def test_the_same_seed_gives_the_same_papers_and_another_seed_others():
    arguments = rows(10, 5), [range(100), range(50, 200)], 3
    assert draw_forms(*arguments, seed=7) == draw_forms(*arguments, seed=7)
    assert draw_forms(*arguments, seed=7) != draw_forms(*arguments, seed=8)


def test_a_thousand_questions_make_twenty_papers_of_eighty_in_a_moment():
    pools = [range(600), range(600, 900), range(900, 1032), range(300)]
    started = time.process_time()
    forms = draw_forms(rows(30, 20, 20, 10), pools, 20, 1)
    assert time.process_time() - started < 3
    assert len({frozenset(chain(*form)) for form in forms}) == 20


OUTLINE = [
    *[[position, "single", 4] for position in range(1, 6)],
    *[[position, "multiple", 5] for position in range(6, 9)],
    *[[position, "true_false", 0] for position in range(9, 12)],
]


@given(st.integers())
def test_questions_are_shuffled_within_their_section_and_options_within_the_question(seed):
    order = order_for(OUTLINE, seed, True)
    positions = [position for position, _ in order]
    assert (sorted(positions[:5]), sorted(positions[5:8]), sorted(positions[8:])) == (
        [1, 2, 3, 4, 5],
        [6, 7, 8],
        [9, 10, 11],
    )
    letters = dict(order)
    assert all(sorted(letters[position]) == list("ABCD") for position in range(1, 6))
    assert all(sorted(letters[position]) == list("ABCDE") for position in range(6, 9))
    assert all(letters[position] == "" for position in range(9, 12))
    assert order == order_for(OUTLINE, seed, True)


def test_candidates_do_not_see_the_same_order():
    assert len({tuple(order_for(OUTLINE, seed, True)) for seed in range(50)}) == 50


def test_options_keep_their_order_where_the_examination_says_so():
    assert all(letters in ("ABCD", "ABCDE", "") for _, letters in order_for(OUTLINE, 3, False))


@pytest.mark.parametrize(
    ("is_leading", "papers", "paper"),
    [
        (True, {"all"}, "all"),
        (False, {"all"}, "all"),
        (True, {"leading", "others"}, "leading"),
        (False, {"leading", "others"}, "others"),
        (True, {"others"}, None),
        (False, {"leading"}, None),
    ],
)
def test_rank_picks_the_paper(is_leading, papers, paper):
    assert paper_for(is_leading, papers) == paper
