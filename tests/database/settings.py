"""Settings of a test run: an installation of its own in a folder that goes away."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="samsyn-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ |= {"SAMSYN_HOME": _home, "SAMSYN_DEMO": "1"}

from samsyn.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, not safe
