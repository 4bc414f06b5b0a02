import gzip
import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from exam_platform.exams.form_content import FormQuestion, compress, content_hash, outline_of, render_form

QUESTIONS = st.lists(
    st.builds(
        FormQuestion,
        label=st.sampled_from(["单选题", "判断题"]),
        points=st.integers(1, 1000),
        delivered=st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["single", "true_false"]),
                "stem": st.text(max_size=20),
                "options": st.just([]),
                "blanks": st.just(0),
            }
        ),
    ),
    max_size=5,
)


@given(QUESTIONS)
def test_the_same_questions_give_the_same_bytes(questions):
    content = render_form("1-1", questions)
    assert compress(content) == compress(render_form("1-1", questions))
    assert gzip.decompress(compress(content)) == content
    assert content_hash(content) == hashlib.sha256(content).hexdigest()
    assert [question["stem"] for question in json.loads(content)["questions"]] == [
        question.delivered["stem"] for question in questions
    ]
    assert len(outline_of(questions)) == len(questions)
