"""A question paper's lines → blocks: the one reader behind Word files and plain text. Pure.

The layout is that of printed papers; docs/manuals/trainer.md describes it for its writers.
"""

from collections.abc import Sequence

from questions.formats.blocks import Block, check_count
from questions.formats.line_drafts import block_of
from questions.formats.line_shapes import Line
from questions.formats.line_structure import structure_of
from questions.imports.problems import error, note

# a template's notes and examples end with this line
START = "试题从这里开始"


def read_lines(lines: Sequence[Line]) -> list[Block]:
    """In the order of the file. Raises FileProblem where there is no question at all."""
    start = next((place for place, line in enumerate(lines, start=1) if line.text.strip("=-—↓:： ") == START), 0)
    paper = structure_of(lines[start:])
    check_count(len(paper.asked))
    paper.answers.hand_over(paper.asked)
    blocks = {one.line.number: block_of(one) for one in paper.asked}
    for line in paper.passages:
        said = note(None, "not_a_question", f"{line.shown}不是试题,没有读取。")
        blocks.setdefault(line.number, Block(line.number, None, [said], line.text[:200]))
    if start:
        said = note(None, "notes_of_template", f"“{START}”以上的说明和示例没有读取。")
        blocks[lines[0].number] = Block(lines[0].number, None, [said], lines[0].text[:200])
    for line, message in paper.answers.refused:
        found = blocks.setdefault(line.number, Block(line.number, None, [], line.text[:200]))
        found.notes.append(error(None, "answers_refused", f"{line.shown}:{message}"))
    check_count(len(blocks))
    return [blocks[number] for number in sorted(blocks)]
