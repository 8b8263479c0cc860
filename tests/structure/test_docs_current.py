"""The reference pages are what the code says."""

import subprocess
import sys

from tests.structure.house import ROOT


def test_the_reference_pages_are_current():
    done = subprocess.run(
        [sys.executable, "tools/make_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
