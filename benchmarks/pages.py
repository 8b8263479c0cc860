"""Every page of the demo county with ten users at once: the time of 95 requests in 100.

Starts `samsyn run` on a free port with a database of its own, logs in ten users' sessions and
lets each ask for the pages in turn. Run: python benchmarks/pages.py
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from samsyn.cli.run import DEMO_PASSWORD

PAGES = (
    "/",
    "/jamfor/",
    "/jamfor/?lan=18&ar=2019&indikator=cost_per_positive_exit",
    "/forbund/",
    "/forbund/sydnarke/",
    "/fynd/",
    "/siffror/",
    "/definitioner/",
    "/rapport/",
    "/ekonomi/",
    "/ekonomi/statens-modell/",
)
USERS = 10


class Client:
    """A browser without pictures: keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if body else "GET", path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return response.status, text

    def log_in(self) -> None:
        _, page = self.ask("/logga-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise SystemExit("no log-in form")
        status, _ = self.ask(
            "/logga-in/",
            {
                "csrfmiddlewaretoken": token[1],
                "username": "controller",
                "password": DEMO_PASSWORD,
            },
        )
        if status != 302:
            raise SystemExit(f"could not log in: {status}")


@contextmanager
def served() -> Iterator[int]:
    """A running demo of its own; the port it listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            [sys.executable, "-m", "samsyn", "run", f"--port={port}"],
            env={**os.environ, "SAMSYN_HOME": home, "SAMSYN_DEMO": "1"},
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def timed(
    port: int, rounds: int, taken: dict[str, list[float]], start: threading.Barrier
) -> None:
    client = Client(port)
    client.log_in()
    start.wait()
    for _ in range(rounds):
        for path in PAGES:
            begun = time.perf_counter()
            status, _ = client.ask(path)
            taken[path].append(time.perf_counter() - begun)
            if status != 200:
                raise SystemExit(f"{path}: {status}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    taken: dict[str, list[float]] = {path: [] for path in PAGES}
    with served() as port:
        for _ in range(6):  # both processes have read the facts once
            warm = Client(port)
            warm.log_in()
            for path in PAGES:
                warm.ask(path)
        start = threading.Barrier(USERS)
        users = [
            threading.Thread(target=timed, args=(port, options.rounds, taken, start))
            for _ in range(USERS)
        ]
        for user in users:
            user.start()
        for user in users:
            user.join()
    for path, times in taken.items():
        ordered = sorted(times)
        half, most = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.95))
        print(f"median {half:6.1f} ms   95 % {most:6.1f} ms   {path}")
    every = sorted(t for times in taken.values() for t in times)
    print(f"all pages: 95 % {every[int(len(every) * 0.95)] * 1000:.1f} ms, {USERS} users")


if __name__ == "__main__":
    main()
