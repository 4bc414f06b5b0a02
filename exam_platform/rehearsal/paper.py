"""The rehearsal's own questions: as many and as long as those of a real paper, and about nothing. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from .answers import WORDS

# Kind, questions of a paper, points of each in hundredths: 80 questions, 100 points.
ROWS = (("single", 40, 100), ("multiple", 20, 200), ("true_false", 15, 100), ("fill_in", 5, 100))
FORMS = 20
LETTERS = "ABCD"
PHRASES = (
    *(
        "行政机关应当依照法定权限和程序履行职责",
        "公民、法人和其他组织有权依法提出申请",
        "有关部门应当自受理之日起二十日内作出决定",
    ),
    *("法律、行政法规另有规定的,从其规定", "任何单位和个人不得违反规定设定条件", "应当遵循公开、公平、公正的原则"),
    *("涉及公共利益的重大事项应当向社会公告", "利害关系人可以要求举行听证", "应当说明理由并告知救济途径和期限"),
)


@dataclass(frozen=True)
class Drawn:
    kind: str
    stem: str
    options: list[dict[str, str]]
    key: list[str]


def draw_questions(seed: int) -> Iterator[Drawn]:
    """Twice as many of each kind as a paper takes."""
    random = Random(seed)
    for kind, count, _ in ROWS:
        for number in range(1, 2 * count + 1):
            yield _draw(kind, number, random)


def _draw(kind: str, number: int, random: Random) -> Drawn:
    stem = f"演练题 {kind} {number}:" + ";".join(random.sample(PHRASES, 2))
    if kind == "true_false":
        return Drawn(kind, stem, [], [random.choice("TF")])
    if kind == "fill_in":
        return Drawn(kind, f"{stem}。应当做到____和____。", [], [random.choice(WORDS) for _ in range(2)])
    texts = random.sample(PHRASES, len(LETTERS))
    options = [{"letter": letter, "text": text} for letter, text in zip(LETTERS, texts, strict=True)]
    right = 1 if kind == "single" else random.randint(2, 4)
    return Drawn(kind, f"{stem}。下列说法正确的是", options, sorted(random.sample(LETTERS, right)))
