"""How many guesses an account is worth, and from where. Pure; docs/sign-in.md has the reasons.

Three counters, each forgotten after PERIOD without a checked guess:
- the account together with where the guess comes from (a device it knows, else an address): PAIR_LIMIT wrong guesses;
- the account as a whole, for guesses from anywhere but its known devices: ACCOUNT_LIMIT, slower and slower before that;
- the address, which never refuses a right password: it only tells spraying by the share of failures.
"""

import datetime as dt

PERIOD = dt.timedelta(minutes=15)

PAIR_LIMIT = 5
ACCOUNT_LIMIT = 10
# Failures of the account as a whole after which each further guess has to wait for, in seconds.
DELAYS = {6: 2, 7: 4, 8: 8, 9: 16}

# An address is suspect when it failed this often within PERIOD, and in at least every second sign-in.
SUSPECT_FAILURES = 30
SUSPECT_PAIR_LIMIT = 2
SUSPECT_WAIT = dt.timedelta(seconds=60)


def is_suspect(failures: int, successes: int) -> bool:
    return failures >= SUSPECT_FAILURES and failures >= successes


def wait_for_pair(failures: int, since_last: dt.timedelta, limit: int) -> dt.timedelta:
    """How long the next guess from there has to wait."""
    return _rest(PERIOD, since_last) if failures >= limit else dt.timedelta()


def wait_for_account(failures: int, since_last: dt.timedelta) -> dt.timedelta:
    if failures >= ACCOUNT_LIMIT:
        return _rest(PERIOD, since_last)
    return _rest(dt.timedelta(seconds=DELAYS.get(failures, 0)), since_last)


def _rest(wait: dt.timedelta, passed: dt.timedelta) -> dt.timedelta:
    """`passed` is below nought where another guess was counted while this one waited for the counter."""
    return max(wait - max(passed, dt.timedelta()), dt.timedelta())
