"""Counting guesses: of passwords at sign-in, of the old password at a change, of activation codes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from exam_platform.api import database_now
from exam_platform.audit import context
from exam_platform.audit.actions import record
from exam_platform.people import lockout
from exam_platform.people.errors import TooManyAttempts
from exam_platform.people.logins import Login
from exam_platform.people.models import Person, SignInCounter
from exam_platform.people.sealing import blind_index
from exam_platform.people.sessions import KnownDevice

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess that was admitted and counted as failed; `settle_guess` says how it ended.

    `door` names what was knocked at in the audit record: session, password, activation. `account` is "" for a guess
    from a device that the account knows.
    """

    door: str
    person_id: int | None
    pair: str
    account: str
    address: str
    suspect: bool


def take_guess(*, door: str, login: Login, person: Person | None, device: KnownDevice, refusal: str) -> Guess:
    """Admit a guess, or raise TooManyAttempts with the text `refusal`. Nothing is held while the secret is checked.

    An unknown login is counted like an account, so that being counted tells nothing.
    """
    network = context.network_of(context.current().address)
    account = f"person:{person.pk}" if person else f"login:{login.key}"
    knows = person is not None and device.knows(person.pk)
    place = f"device:{device.number}" if knows else f"address:{network}"
    guess = Guess(
        door=door,
        person_id=person.pk if person else None,
        pair=_key("pair", f"{account}|{place}"),
        account="" if knows else _key("account", account),
        address=_key("address", network) if network else "",
        suspect=_is_suspect(network),
    )
    wait = _count_as_failed(guess)
    if wait:
        raise TooManyAttempts(refusal, wait)
    return guess


@transaction.atomic
def settle_guess(*, guess: Guess, right: bool, reason: str = "") -> None:
    """Take a right guess back, or leave a wrong one counted and put it on record."""
    if right:
        SignInCounter.objects.filter(key=guess.account, failures__gt=0).update(failures=F("failures") - 1)
        SignInCounter.objects.filter(key=guess.pair).update(failures=0)
    else:
        _record_refusal(guess, reason)
    if guess.address:
        _count_for_address(guess, right)


@transaction.atomic
def forget_old_guesses() -> None:
    SignInCounter.objects.filter(last_failure_at__lt=database_now() - 2 * lockout.PERIOD).delete()


def _key(kind: str, text: str) -> str:
    return f"{kind}:{blind_index('sign_in_counter', text)[:40]}"


def _is_suspect(network: str) -> bool:
    counter = SignInCounter.objects.filter(key=_key("address", network)).first() if network else None
    if counter is None or database_now() - counter.period_start >= lockout.PERIOD:
        return False
    return lockout.is_suspect(counter.failures, counter.successes)


@transaction.atomic
def _count_as_failed(guess: Guess) -> timedelta:
    """Count the guess if it may be made now; else answer how long to wait, which is on record as well."""
    now = database_now()
    keys = [key for key in (guess.account, guess.pair) if key]
    counters = {counter.key: counter for counter in _locked(keys, now)}
    pair = counters[guess.pair]
    limit = lockout.SUSPECT_PAIR_LIMIT if guess.suspect else lockout.PAIR_LIMIT
    wait = lockout.wait_for_pair(pair.failures, now - pair.last_failure_at, limit)
    if guess.account:
        account = counters[guess.account]
        wait = max(wait, lockout.wait_for_account(account.failures, now - account.last_failure_at))
    if wait:
        _record_refusal(guess, "too_many_attempts")
        return wait
    for counter in counters.values():
        counter.failures += 1
        counter.last_failure_at = now
        counter.save(update_fields=["failures", "last_failure_at"])
    return wait


def _locked(keys: Sequence[str], now: datetime) -> list[SignInCounter]:
    """The counters, made where missing, locked until the end of the transaction; what is too old counts no more."""
    new = [SignInCounter(key=key, period_start=now, last_failure_at=now) for key in sorted(keys)]
    SignInCounter.objects.bulk_create(new, ignore_conflicts=True)
    counters = list(SignInCounter.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for counter in counters:
        if now - counter.last_failure_at >= lockout.PERIOD:
            counter.failures = 0
    return counters


def _count_for_address(guess: Guess, right: bool) -> None:
    """In the last statement of the transaction: everyone behind one address shares the row."""
    now = database_now()
    new = SignInCounter(key=guess.address, period_start=now, last_failure_at=now)
    SignInCounter.objects.bulk_create([new], ignore_conflicts=True)
    row = SignInCounter.objects.filter(key=guess.address)
    row.filter(period_start__lte=now - lockout.PERIOD).update(period_start=now, failures=0, successes=0)
    if right:
        row.update(successes=F("successes") + 1, last_failure_at=now)
        return
    row.update(failures=F("failures") + 1, last_failure_at=now)
    counter = row.get()
    if not guess.suspect and lockout.is_suspect(counter.failures, counter.successes):
        shares = {"failures": counter.failures, "successes": counter.successes}
        record(kind="session.spraying_suspected", actor=None, detail=shares)
        logger.warning("most sign-ins from one address fail: passwords may be tried on many accounts", extra=shares)


def _record_refusal(guess: Guess, reason: str) -> None:
    subject = f"person:{guess.person_id}" if guess.person_id else ""
    record(kind=f"{guess.door}.refused", actor=None, subject=subject, detail={"reason": reason})
