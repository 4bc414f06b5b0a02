"""Cells that were changed in the preview (B62): put over the table that was read, and judged as if the file said so."""

from collections.abc import Iterator, Mapping

from questions.imports.importer import Judged
from questions.imports.problems import note
from questions.imports.reading import Cell, Table

Corrections = Mapping[int, Mapping[str, str]]
# Of larger files the cells are not held twice while they are judged: a row is corrected there without its old values.
CELLS_KEPT = 20_000
NOTE = "已在预览中修改，文件里仍是原值。"


def correct_table(table: Table, corrections: Corrections) -> None:
    columns = {header: column for column, header in table.headers.items()}
    for row in table.rows:
        for header, text in corrections.get(row.number, {}).items():
            row.cells.pop(columns[header], None)
            if text:
                row.cells[columns[header]] = Cell("text", text)


def cells_by_row(table: Table) -> dict[int, dict[str, Cell]]:
    """The rows' own cells, for those that turn out to be wrong; nothing for a file that is too large."""
    return {row.number: row.cells for row in table.rows} if len(table.rows) <= CELLS_KEPT else {}


def with_notes(verdicts: Iterator[Judged], corrections: Corrections) -> Iterator[Judged]:
    """Says of each corrected cell that the file has another value: the annotated copy is the file."""
    for judged in verdicts:
        judged.notes.extend(note(header, "corrected", NOTE) for header in corrections.get(judged.row, {}))
        yield judged
