"""Runs the tests that touch the database on PostgreSQL.

    python -m tests.database.postgres [options for pytest]

On SAMSYN_TEST_DATABASE_URL if it is set, otherwise on a cluster of its own that is thrown
away afterwards. Says in one line when there is no PostgreSQL, and then leaves them out.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql")


def main(options: list[str]) -> int:
    url = os.environ.get("SAMSYN_TEST_DATABASE_URL")
    if url:
        return run_tests(url, options)
    programs = find_programs()
    if programs is None:
        print("PostgreSQL finns inte här: testerna kördes bara på SQLite.")
        return 0
    with cluster(programs) as own:
        return run_tests(own, options)


def run_tests(url: str, options: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "--only-database", *options]
    return subprocess.run(
        command, env=os.environ | {"SAMSYN_DATABASE_URL": url}, check=False
    ).returncode


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine, if there is one."""
    folders = sorted(
        PROGRAMS.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster on a port of its own, give its address, and throw it away."""
    folder = Path(tempfile.mkdtemp(prefix="samsyn-postgres-"))
    port = free_port()
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off "
    settings += "-c synchronous_commit=off -c full_page_writes=off -c max_connections=50"
    data, log = str(folder / "data"), str(folder / "log")
    as_server = serve_as(folder)
    try:
        run(as_server, programs / "initdb", "-D", data, "-U", "samsyn", "-A", "trust", "-N",
            "-E", "UTF8", "--locale=C")  # fmt: skip
        run(
            as_server, programs / "pg_ctl", "-D", data, "-l", log, "-o", settings, "-w", "start"
        )
        try:
            yield f"postgresql://samsyn@127.0.0.1:{port}/postgres"
        finally:
            run(as_server, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve_as(folder: Path) -> dict[str, object]:
    """Return how to start the server: it refuses to run as root, so then as `postgres`."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def run(as_server: dict[str, object], *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **as_server,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
