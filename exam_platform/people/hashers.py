import os
import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# Two thousand people sign in within a minute: more hashes at once than cores only add memory and waiting.
_at_once = threading.BoundedSemaphore(os.cpu_count() or 1)


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, t=2, p=1 (OWASP's second profile), as many at once as there are cores."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _at_once:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _at_once:
            return super().verify(password, encoded)
