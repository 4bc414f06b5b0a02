"""The product's own settings on the stack that TEST_STACK names: `sqlite` (default) or `postgresql` (with Redis).

The process that starts the run also starts the servers and passes their addresses to its xdist workers.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.servers import Postgresql, Redis, server_folder, until_exit

STACK = os.environ.setdefault("TEST_STACK", "sqlite")

if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "PORT", "DEMO", "SECRET_KEY", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    os.environ["TEST_FOLDER"] = tempfile.mkdtemp(prefix="exam-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_FOLDER"], ignore_errors=True)
    if STACK == "postgresql":
        os.environ["DATABASE_URL"] = until_exit(Postgresql(server_folder("postgresql"))).url
        os.environ["REDIS_URL"] = until_exit(Redis(server_folder("redis"))).url
# As the worker has it: some tests do its work, and a machine that runs two suites at once is slow.
os.environ["STATEMENT_SECONDS"] = "300"
os.environ["DATA_DIR"] = str(Path(os.environ["TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "main"))

from exam_platform.settings import *  # noqa: E402, F403, TID251 (the environment has to stand first)

# Hashing takes time on purpose: only the tests of signing in ask for the real one (the fixture `real_hasher`).
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405 (by the star)
