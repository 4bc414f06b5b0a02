"""The person who signs in, her roles, and what bounds guessing."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from exam_platform.people.sealing import SealedTextField

from .unit import Unit


class Role(models.TextChoices):
    CANDIDATE = "candidate", "考生"
    TRAINER = "trainer", "题库教师"
    REVIEWER = "reviewer", "审题人"
    OFFICER = "officer", "考务管理员"
    UNIT_ADMINISTRATOR = "unit_administrator", "单位管理员"
    DISTRICT_ADMINISTRATOR = "district_administrator", "区级管理员"
    AUDITOR = "auditor", "审计员"


class Person(AbstractBaseUser):
    """One human being, who is also the account. Without a usable password until activated."""

    class Sex(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    name = models.CharField(max_length=60, db_index=True)
    sex = models.CharField(max_length=10, choices=Sex, blank=True)
    # Logins. The two sealed ones are looked up by their keyed blind indexes only.
    user_name = models.CharField(max_length=60, null=True, unique=True)
    employee_number = models.CharField(max_length=40, null=True, unique=True)
    id_type = models.CharField(max_length=30, default="居民身份证")
    id_number = SealedTextField(blank=True)
    id_number_index = models.CharField(max_length=64, null=True, unique=True)
    # Kept open: two persons of one name are told apart by it (DOMAIN.md).
    id_number_tail = models.CharField(max_length=4, blank=True)
    phone = SealedTextField(blank=True)
    # Not unique: several villagers may share a phone; then it is nobody's login.
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    id_number_masked = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    # Part of the session hash: raising it ends every session of the person.
    session_epoch = models.PositiveIntegerField(default=0)
    activated_at = models.DateTimeField(null=True)
    password_changed_at = models.DateTimeField(null=True)
    is_rehearsal = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "user_name"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def held_grants(self) -> list[tuple[str, str | None]]:
        """Role and unit path (None: everywhere) of each grant. One query per loaded object."""
        return list(self.role_grants.values_list("role", "unit__path"))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return session_mark(self.password, self.session_epoch, secret)


def session_mark(password: str, epoch: int, secret: str | None = None) -> str:
    """What a person's session must carry to count as hers: it changes with the password and with the epoch (I23)."""
    value = f"{password}:{epoch}"
    return salted_hmac("people.Person.session", value, secret=secret, algorithm="sha256").hexdigest()


class RoleGrant(models.Model):
    """A role over a unit and everything below it; without a unit, over everything."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40, choices=Role)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="role_grants")
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "unit"], name="role_once_per_person_and_unit"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(unit=None), name="role_once_per_person_without_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"


class ActivationCode(models.Model):
    """A one-time code for the first sign-in (S11); only its hash is kept. A new one voids the older."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="activation_code")
    code_hash = models.CharField(max_length=128)
    valid_until = models.DateTimeField()
    issued_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid_until:%Y-%m-%d}"


class SignInCounter(models.Model):
    """Recent failures of an account, of an account from one place, or of an address (S1–S5); the key is a keyed hash.

    A guess is counted as failed before it is checked, so that guesses made at once cannot slip through together;
    a right one is taken back. `people/lockout.py` has the limits.
    """

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    successes = models.PositiveIntegerField(default=0)
    period_start = models.DateTimeField()
    last_failure_at = models.DateTimeField()

    class Meta:
        # read by the task that forgets old counters
        indexes = [models.Index(fields=["last_failure_at"])]

    def __str__(self) -> str:
        return self.key
