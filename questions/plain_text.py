"""What is asked of any text, whether it came from a file or from a browser. Pure."""

import unicodedata

# A spreadsheet program may run a cell that begins with one of these (ASVS 1.2.10), once it has been saved as CSV.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def is_control(character: str) -> bool:
    """Control characters and lone surrogates, line breaks and tabs excepted: not every database takes them."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n\r"


def folded(text: str) -> str:
    """For comparing wordings: NFKC, trimmed, inner runs of spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def without_spaces(text: str) -> str:
    """For comparing names and texts in which a space means nothing: NFKC, no white space at all."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def guarded(text: str) -> str:
    """For a cell: an apostrophe before what a spreadsheet program could run; `unguarded` takes it away again."""
    return "'" + text if _is_runnable(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _is_runnable(text) else text


def _is_runnable(text: str) -> bool:
    return text.lstrip("'").startswith(FORMULA_STARTS)
