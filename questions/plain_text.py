"""What is asked of any text, whether it came from a file or from a browser. Pure."""

import unicodedata


def is_control(character: str) -> bool:
    """Control characters and lone surrogates, line breaks and tabs excepted: not every database takes them."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n\r"


def folded(text: str) -> str:
    """For comparing wordings: NFKC, trimmed, inner runs of spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def without_spaces(text: str) -> str:
    """For comparing names and texts in which a space means nothing: NFKC, no white space at all."""
    return "".join(unicodedata.normalize("NFKC", text).split())
