"""Why a value that someone typed or imported is refused. Pure."""


class BadValue(ValueError):
    """`message` is Chinese, says what is expected, and never repeats personal data."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
