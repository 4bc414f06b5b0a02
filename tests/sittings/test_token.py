import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.exams.actions.blueprints import MOST_CASES, MOST_QUESTIONS
from exam_platform.sittings.errors import BadToken
from exam_platform.sittings.token import Token, check_content, make_token, pack, read_token, sign_content
from questions.kinds.case import MOST_PARTS

OUTLINE = {1: "single4", 2: "single4", 3: "multiple5", 4: "true_false0", 5: "case(fill_in2,matching3x4)"}
HASH = "a" * 64


@pytest.fixture(autouse=True)
def forget_verified():
    read_token.cache_clear()
    yield
    read_token.cache_clear()


def token(**given):
    given = {"attempt": 7, "entry": 8, "lease": 2, "outline": OUTLINE, **given}
    return make_token(**{**given, "outline": pack(given["outline"])})


def test_it_comes_back_as_it_was_made():
    assert read_token(token()) == Token(7, 8, 2, OUTLINE)


@given(
    st.integers(1, 2**60),
    st.integers(1, 2**31),
    st.lists(
        st.tuples(st.sampled_from(["single", "multiple", "fill_in", "true_false"]), st.integers(0, 10)), max_size=100
    ).map(lambda questions: [f"{kind}{size}" for kind, size in questions]),
)
def test_any_paper_fits(attempt, lease, questions):
    outline = dict(enumerate(questions, start=1))
    text = token(attempt=attempt, lease=lease, outline=outline)
    assert read_token(text) == Token(attempt, 8, lease, outline)
    assert len(text) < 2100


def test_the_largest_paper_that_a_blueprint_may_ask_for_fits():
    case = f"case({','.join(['short_answer0'] * MOST_PARTS)})"
    # no two neighbours alike, so that nothing is saved by runs
    shapes = [f"{case[:-2]}{place % 2})" for place in range(MOST_CASES)]
    shapes += [f"matching8x{11 + place % 2}" for place in range(MOST_QUESTIONS - MOST_CASES)]
    outline = dict(enumerate(shapes, start=1))
    assert read_token(token(attempt=2**62, outline=outline)).outline == outline


def test_one_changed_bit_is_refused():
    raw = bytearray(base64.urlsafe_b64decode(token() + "=="))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(BadToken):
            read_token(base64.urlsafe_b64encode(raw).rstrip(b"=").decode())
        raw[place] ^= 1


@pytest.mark.parametrize("text", ["", "x", "é", "....", "A" * 5000, "null", "\0", "=" * 8])
def test_anything_else_is_refused(text):
    with pytest.raises(BadToken):
        read_token(text)


def test_another_spelling_of_the_same_bytes_is_refused():
    text = token(outline={1: "single4"})
    for spelt in (text + "=", text + "\n", " " + text, text.replace("_", "/").replace("-", "+") + "=="):
        with pytest.raises(BadToken):
            read_token(spelt)


def test_it_outlives_a_change_of_the_secret_key(settings):
    """S56: nobody is logged out of an attempt by a rotated key; without the fallback it is dead."""
    text, signature = token(), sign_content(attempt=7, form=3, content_hash=HASH)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert read_token(text).attempt == 7
    assert check_content(signature, attempt=7, form=3, content_hash=HASH)
    read_token.cache_clear()
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadToken):
        read_token(text)
    assert not check_content(signature, attempt=7, form=3, content_hash=HASH)


@pytest.mark.parametrize("other", [{"attempt": 8}, {"form": 4}, {"content_hash": "b" * 64}])
def test_the_address_of_a_paper_is_good_for_one_attempt_and_form(other):
    place = {"attempt": 7, "form": 3, "content_hash": HASH}
    assert check_content(sign_content(**place), **place)
    assert not check_content(sign_content(**place), **place | other)
    assert not check_content("ü", **place)
