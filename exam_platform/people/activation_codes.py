"""One-time codes: how they are made, written and compared. No secret but the server's key is needed to check one."""

import secrets
import unicodedata

from .sealing import blind_index

# Nothing that looks like something else on a poor printout: no 0 O 1 I L, no 2 Z, 5 S, 8 B.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
# 25 letters, 10 places: 46 bits, against ten guesses in a quarter of an hour.
LENGTH = 10


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def printed(code: str) -> str:
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def code_hash(person_id: int, code: str) -> str:
    """Of a code however it was typed: small letters, full width, with or without the dash.

    A keyed digest is enough, as the code is random: nothing shorter than trying all of them reverses it.
    """
    folded = unicodedata.normalize("NFKC", code).upper()
    plain = "".join(character for character in folded if character in ALPHABET)
    return blind_index("activation_code", f"{person_id}:{plain}")
