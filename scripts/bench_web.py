"""Print how the site does under load, beside the same server answering "hello" in the same run.

    python scripts/bench_web.py [--seconds N] [--checks N]

For each server (that of `forethought serve`; gunicorn as docs/hosting.md has it) a live check, as the page asks for one
while its user types, is asked for by 1, 8 and 64 clients that keep their connections, on loopback. Clients run in a
process of their own. The posts are of the corpus's measuring half, 120 to 400 characters.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

import corpus

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 8, 64)
PARTS = ("/", "/favicon.svg", *(f"/static/{name}" for name in (
    "forethought.css", "early.js", "site.js", "check.js", "htmx.min.js",
)))  # fmt: skip
FORM = "application/x-www-form-urlencoded"


def posts(most: int = 400) -> list[str]:
    """Drafts as people type them."""
    found = [row["text"] for row in corpus.read_corpus("measure") if 120 <= len(row["text"]) <= 400]
    random.Random(7).shuffle(found)
    return found[:most]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[int]:
    """Run a server until it answers; yields its process id."""
    env = os.environ | {
        "FORETHOUGHT_CHECKS_A_MINUTE": "0",
        "FORETHOUGHT_CONFIG": os.devnull,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'scripts'}",
    }
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            time.sleep(0.1)
            try:
                ask(port, "GET", "/robots.txt")
                break
            except OSError:
                continue
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def ask(port: int, method: str, path: str) -> tuple[bytes, list[tuple[str, str]]]:
    """One request, on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers={"Host": "localhost"})
    answer = connection.getresponse()
    read = answer.read(), answer.getheaders()
    connection.close()
    return read


def clients(port: int, path: str, number: int, seconds: float) -> dict[str, float]:
    """Ask again and again from so many clients at once, in this process; how often, how long it took, what failed."""
    html, headers = ask(port, "GET", "/")
    cookie = next(value.split(";")[0] for name, value in headers if name.lower() == "set-cookie")
    token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)', html)
    assert token
    bodies = [
        urllib.parse.urlencode({"csrfmiddlewaretoken": token[1].decode(), "text": text}).encode() for text in posts()
    ]
    sent = {"Host": "localhost", "Cookie": cookie, "Content-Type": FORM, "HX-Request": "true"}
    times: list[float] = []
    errors = [0]
    end = time.perf_counter() + seconds

    def visit(first: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        n = first
        while time.perf_counter() < end:
            before = time.perf_counter()
            try:
                if path == "/":
                    connection.request("POST", "/", bodies[n % len(bodies)], sent)
                else:
                    connection.request("GET", path, headers={"Host": "localhost"})
                answer = connection.getresponse()
                answer.read()
                errors[0] += answer.status != 200
                times.append(time.perf_counter() - before)
            except (OSError, HTTPException):
                errors[0] += 1
                connection.close()
            n += number
        connection.close()

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(number)]
    begun = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    took = time.perf_counter() - begun
    times.sort()
    return {
        "a_second": len(times) / took, "p50": median(times), "p95": times[int(len(times) * 0.95)],
        "p99": times[int(len(times) * 0.99)], "errors": errors[0], "asked": len(times),
    }  # fmt: skip


def apart(port: int, path: str, number: int, seconds: float) -> dict[str, float]:
    """The same from a process of its own, so that asking takes nothing from answering but a core."""
    command = [sys.executable, __file__, "--ask", str(port), path, str(number), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(done.stdout))


def memory(pid: int) -> float:
    """What a process and its children hold, in MB."""
    pids = [pid]
    for one in pids:
        children = Path(f"/proc/{one}/task/{one}/children")
        pids += [int(child) for child in children.read_text().split()] if children.exists() else []
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def first_paint(port: int) -> float | None:
    """Seconds to the first words on the screen in Chromium, the median of five; None where there is none."""
    chromium = shutil.which("chromium")
    if not chromium:
        return None
    from playwright.sync_api import sync_playwright

    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(5):
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"http://localhost:{port}/")
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
            took.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
            context.close()
        browser.close()
    return median(took)


def commit() -> str:
    """The commit that is checked out, as far as it is told without running anything."""
    git = ROOT / ".git"
    try:
        said = (git / "HEAD").read_text().strip()
        found = (git / said.removeprefix("ref: ")).read_text().strip() if said.startswith("ref: ") else said
    except OSError:
        return "unknown"
    return found[:7]


def machine() -> str:
    """The processor and how many cores there are."""
    names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores of {names[0] if names else 'an unknown processor'}"


def main() -> None:
    """Measure and print."""
    args = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    args.add_argument("--seconds", type=float, default=6, help="how long each load lasts")
    args.add_argument("--checks", type=int, default=2_000, help="checks after which memory is looked at again")
    args.add_argument("--ask", nargs=4, help=argparse.SUPPRESS)
    chosen = args.parse_args()
    if chosen.ask:
        port, path, number, seconds = chosen.ask
        print(json.dumps(clients(int(port), path, int(number), float(seconds))))
        return
    print(f"On {machine()}, commit {commit()}, perhaps changed since; clients on the same machine.\n")
    python = [sys.executable, "-m"]
    ports = [free_port() for _ in range(3)]
    gunicorn = [*python, "gunicorn", "-c", "hosting/gunicorn.conf.py", "--max-requests", "0", "bench_wsgi"]
    servers = [
        ("serve (waitress, 4 threads)", [*python, "bench_wsgi", str(ports[0])], ports[0]),
        ("gunicorn, 1 process", [*gunicorn, "--workers", "1", "--bind", f"127.0.0.1:{ports[1]}"], ports[1]),
        ("gunicorn, 2 processes", [*gunicorn, "--workers", "2", "--bind", f"127.0.0.1:{ports[2]}"], ports[2]),
    ]
    print("| server | clients | checks a second | p50 ms | p95 ms | p99 ms | errors | hello a second | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, command, port in servers:
        with serving(command, port) as pid:
            warmed = sum(apart(port, "/", 4, 1)["asked"] for _ in range(2))
            if port == ports[0]:
                while warmed < 100:
                    warmed += apart(port, "/", 4, 1)["asked"]
                early = f"{memory(pid):.0f} MB after {warmed:,.0f} checks"
            for number in CLIENTS:
                checks, hello = (apart(port, path, number, chosen.seconds) for path in ("/", "/hello"))
                row = [f"{checks[key] * 1000:.1f}" for key in ("p50", "p95", "p99")]
                ratio = f"{checks['a_second'] / hello['a_second']:.3f}"
                print(
                    f"| {name} | {number} | {checks['a_second']:.0f} | {' | '.join(row)} | {checks['errors']:.0f} | "
                    f"{hello['a_second']:.0f} | {ratio} |", flush=True,
                )  # fmt: skip
            if port == ports[0]:
                before, asked = memory(pid), 0.0
                while asked < chosen.checks:
                    asked += apart(port, "/", 4, 10)["asked"]
                after = memory(pid)
                sizes = {path: len(ask(port, "GET", path)[0]) for path in PARTS}
                paint = first_paint(port)
    print(
        f"\nMemory of `serve`: {early}, {before:.0f} MB after the loads above, "
        f"{after:.0f} MB after {asked:,.0f} checks more."
    )
    told = ", ".join(f"{path} {size / 1000:.1f}" for path, size in sizes.items())
    print(f"The first page: {sum(sizes.values()) / 1000:.1f} kB in all, not compressed ({told}).")
    print(f"First words on the screen: {paint:.2f} s." if paint else "First words on the screen: no Chromium here.")


if __name__ == "__main__":
    main()
