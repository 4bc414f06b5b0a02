"""A question paper's lines → blocks: the one reader behind Word files and plain text. Pure.

The layout is that of printed papers; docs/manuals/trainer.md describes it for its writers.
"""

from collections.abc import Sequence

from questions.formats.blocks import Block, check_count
from questions.formats.line_drafts import block_of
from questions.formats.line_shapes import Line
from questions.formats.line_structure import structure_of
from questions.imports.problems import error, note


def read_lines(lines: Sequence[Line]) -> list[Block]:
    """In the order of the file. Raises FileProblem where there is no question at all."""
    paper = structure_of(lines)
    check_count(len(paper.asked))
    paper.answers.hand_over(paper.asked)
    blocks = {one.line.number: block_of(one) for one in paper.asked}
    for line in paper.passages:
        said = note(None, "not_a_question", f"{line.shown}不是试题,没有读取。")
        blocks.setdefault(line.number, Block(line.number, None, [said], line.text[:200]))
    for line, message in paper.answers.refused:
        found = blocks.setdefault(line.number, Block(line.number, None, [], line.text[:200]))
        found.notes.append(error(None, "answers_refused", f"{line.shown}:{message}"))
    check_count(len(blocks))
    return [blocks[number] for number in sorted(blocks)]
