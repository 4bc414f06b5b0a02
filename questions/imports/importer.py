"""What a kind of file import has to say; everything else is the machinery's (actions.py, views.py)."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from questions.imports.extraction import read_table_safely
from questions.imports.models import FileImport, ImportRow
from questions.imports.problems import Note
from questions.imports.reading import Columns, Table

Prepared = TypeVar("Prepared")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one row; the verdict is `reject` as soon as a note is an error.

    `payload` (JSON) is what the confirmation will need; `change` and `summary` as in ImportRow, personal data masked.
    """

    row: int
    notes: list[Note] = field(default_factory=list)
    change: dict[str, Any] | None = None
    summary: str = ""
    payload: Any = None
    skip: bool = False

    @property
    def verdict(self) -> ImportRow.Verdict:
        if any(note.level == "error" for note in self.notes):
            return ImportRow.Verdict.REJECT
        return ImportRow.Verdict.SKIP if self.skip else ImportRow.Verdict.ACCEPT

    @property
    def has_warning(self) -> bool:
        return any(note.level == "warning" for note in self.notes)


NEW: dict[str, Any] = {"kind": "new"}


def changed(columns: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """`columns`: header as in the file → old and new value, as they may be shown."""
    return {"kind": "changed", "columns": {column: list(pair) for column, pair in columns.items()}}


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted row on its way into the database."""

    row: int
    payload: Any


class Importer(ABC, Generic[Prepared]):
    """One kind of file. The three steps run in a worker; each may run twice, so that none may rest on having run once.

    Any of them may raise FileProblem, which fails the job with its code and leaves the database as it was.
    """

    job_model: ClassVar[type[FileImport]]
    # concrete, with its foreign key `job`
    row_model: ClassVar[type[Any]]
    columns: ClassVar[Columns]

    def read(self, job: Any) -> Table:
        """The file as rows. Only a kind of file that is no table does it otherwise."""
        return read_table_safely(job.file_bytes, job.file_name, self.columns)

    @abstractmethod
    def judge(self, job: Any, table: Table) -> Iterator[Judged]:
        """A verdict for each row of the table, in order. Load what the rows are compared with first, in few queries."""

    @abstractmethod
    def prepare(self, job: Any, rows: Iterator[Accepted]) -> Prepared:
        """All that takes time (hashing, sealing), outside the transaction. Drawing `rows` shows progress."""

    @abstractmethod
    def commit(self, job: Any, prepared: Prepared) -> None:
        """Write it all, inside one transaction, checking anew what may have changed since the preview."""

    def confirmed(self, job: Any) -> None:
        """Its creator confirmed the preview; for a record, in the same transaction."""

    def cancelled(self, job: Any) -> None:
        """Its creator cancelled it; for a record, in the same transaction."""
