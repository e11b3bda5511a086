"""`make bench`: what our pages cost, measured against a bare answer from the first middleware of the same server.

gunicorn gthread, 2 workers × 4 threads, keep-alive, preloaded, garbage collector frozen after that; persistent
connections as the runtime role with row-level security on; one logged-in client; every round asks for the bare answer
and each page once. Three runs; of each page the run with the middle ratio counts.
"""

import http.client
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client
from bench.rows import PAPER, ROWS, SEED
from config import embedded

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 300)
RUNS = 3
BIN = Path(sys.executable).parent
PASSWORD = os.environ.get("SAMSPIL_DEMO_PASSWORD") or "samspil-demo-2026"
ENVIRONMENT = os.environ | {
    "SAMSPIL_BENCH": "1",
    "SAMSPIL_DEMO": "1",
    "DATABASE_URL": embedded.RUNTIME_URL.replace("/samspil?", "/samspil_bench?"),
    "DATABASE_OWNER_URL": embedded.OWNER_URL.replace("/samspil?", "/samspil_bench?"),
    "REDIS_URL": embedded.REDIS_URL,
}


@dataclass
class Result:
    median: float
    p95: float
    queries: str
    size: int
    ratio: float


def main():
    servers = embedded.Servers().start()
    try:
        if "--keep" not in sys.argv or not _has_database():
            _make_database()
        _collect_static()
        with _server() as port:
            runs = [_run(port, number) for number in range(1, RUNS + 1)]
        paper = _paper()
        bundle = _bundle()
        links = _links()
        job = _daily_job()
    finally:
        servers.stop()
    _show(runs)
    _show_paper(*paper)
    _show_job(job)
    _show_bundle(bundle)
    _show_links(links)


# --- Measuring --------------------------------------------------------------------------------------------------------


def _run(port, number):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    bare, clients = Client(connection), {}
    for row in ROWS:
        if row.person not in clients:
            clients[row.person] = Client(connection)
            if row.person:
                clients[row.person].log_in(row.person, PASSWORD)
    asks = [(row, _ask_for(row, clients[row.person])) for row in ROWS]
    for _ in range(20):  # warm: both workers, all threads, templates
        for _, ask in asks:
            ask()
    taken = {None: [], **{row.name: [] for row in ROWS}}
    last = {}
    for done in range(ROUNDS):
        taken[None].append(bare.get("/bare").seconds)
        for row, ask in asks:
            last[row.name] = ask()
            taken[row.name].append(last[row.name].seconds)
        if done % 50 == 49:
            print(f"run {number} of {RUNS}: {done + 1} of {ROUNDS} rounds", flush=True)
    base = statistics.median(taken[None])
    results = {row.name: _result(taken[row.name], last[row.name], base) for row in ROWS}
    return {"bare answer": Result(base, _p95(taken[None]), "0", 2, 1.0)} | results


def _ask_for(row, client):
    path = row.find(client)
    if row.data is None:
        return lambda: _expect(row, client.get(path), (200,))
    forms = itertools.cycle(row.data(client.get(path)))
    return lambda: _expect(row, client.post(path, next(forms)), (204, 302, 303))


def _expect(row, answer, statuses):
    if answer.status not in statuses:
        raise SystemExit(f"bench: {row.name} answers {answer.status}\n{answer.body[:500]}")
    return answer


def _result(seconds, answer, base):
    median = statistics.median(seconds)
    return Result(median, _p95(seconds), answer.headers.get("X-Queries", "?"), len(answer.body.encode()), median / base)


def _paper():
    """(WeasyPrint alone, the plan's PDF): of each the run with the middle ratio."""
    print("bench: the plan as PDF", flush=True)
    command = [BIN / "python", "-m", "bench.paper", PAPER.person]
    made = json.loads(subprocess.run(command, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout)
    ratio = lambda run: statistics.median(run["page"]) / statistics.median(run["alone"])  # noqa: E731
    run = sorted(made["runs"], key=ratio)[len(made["runs"]) // 2]
    page, alone = run["page"], run["alone"]
    return (
        Result(statistics.median(alone), _p95(alone), "0", made["size"], 1.0),
        Result(statistics.median(page), _p95(page), made["queries"], made["size"], ratio(run)),
    )


def _bundle():
    """Forty plans with one worker and with two (bench.bundle)."""
    print("bench: forty plans with one worker and with two", flush=True)
    command = [BIN / "python", "-m", "bench.bundle", PAPER.person]
    return json.loads(subprocess.run(command, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout)


def _links():
    """The door of links that open nothing, by why (bench.links)."""
    print("bench: dead links", flush=True)
    command = [BIN / "python", "-m", "bench.links", PAPER.person]
    return json.loads(subprocess.run(command, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout)


def _daily_job():
    """The daily job over 100,000 open occurrences (bench.job)."""
    print("bench: the daily job over 100,000 open occurrences", flush=True)
    command = [BIN / "python", "-m", "bench.job"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _p95(seconds):
    return statistics.quantiles(seconds, n=20)[-1]


def _show(runs):
    targets = {row.name: row.at_most for row in ROWS}
    print(f"\n{'':28}{'median ms':>10}{'p95 ms':>9}{'p95/med':>9}{'queries':>9}{'bytes':>9}{'ratio':>8}{'at most':>9}")
    for name in runs[0]:
        one = sorted((run[name] for run in runs), key=lambda result: (result.ratio, result.median))[len(runs) // 2]
        _show_line(name, one, targets.get(name))
    print(
        f"\n{ROUNDS} rounds, {len(runs)} runs, the middle one counts. Ratio: times the bare answer of the same server."
    )


def _show_paper(alone, paper):
    _show_line("WeasyPrint alone", alone, None)
    _show_line(PAPER.name, paper, PAPER.at_most)
    print("\nRatio: times WeasyPrint alone on the same HTML.")


def _show_job(job):
    bare, whole = (Result(job[name], job[name], "0", 0, job[name] / job["bare"]) for name in ("bare", "job"))
    whole.queries = str(job["queries"])
    _show_line("bare INSERT … SELECT", bare, None)
    _show_line("daily job", whole, 3)
    print(
        f"\n{job['open']:,} open occurrences, {job['made']}. Ratio: times the bare insert of the same notices and mails."
    )


def _show_bundle(bundle):
    print(
        f"\n{bundle['plans']} plans: {bundle['one']:.2f} s with one worker, {bundle['two']:.2f} s with two,"
        f" {bundle['ratio']:.2f} times as fast (at least 1.7 asked for)."
    )


def _show_links(links):
    print("\nA link that opens nothing, by why (ratio: times a guessed one; all between 0.9 and 1.1 asked for):")
    for kind, (median, ratio) in links.items():
        print(f"{kind:28}{median * 1000:>10.2f}{ratio:>35.2f}{'' if 0.9 <= ratio <= 1.1 else '  over'}")


def _show_line(name, one, target):
    print(
        f"{name:28}{one.median * 1000:>10.2f}{one.p95 * 1000:>9.2f}{one.p95 / one.median:>9.2f}{one.queries:>9}"
        f"{one.size:>9}{one.ratio:>8.2f}{target or '':>9}{'  over' if target and one.ratio > target else ''}"
    )


# --- The ground -------------------------------------------------------------------------------------------------------


def _owner(database):
    import psycopg

    return psycopg.connect(host=str(embedded.SOCKETS), user="app_owner", dbname=database, autocommit=True)


def _has_database():
    with _owner("postgres") as db:
        return bool(db.execute("select 1 from pg_database where datname = 'samspil_bench'").fetchone())


def _make_database():
    with _owner("postgres") as db:
        db.execute("drop database if exists samspil_bench with (force)")
        db.execute("create database samspil_bench")
    for command in (("migrate", "-v", "0"), ("load_programmes",), SEED):
        print("bench:", *command, flush=True)
        subprocess.run([BIN / "python", "manage.py", *command], env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
    with _owner("samspil_bench") as db:
        db.execute("analyze")


def _collect_static():
    command = [BIN / "python", "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(command, env=ENVIRONMENT, check=True)


@contextmanager
def _server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [BIN / "gunicorn", "config.wsgi", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}"]
    quiet = ["--log-level", "warning", "--max-requests", "0"]
    process = subprocess.Popen([*command, *quiet], env=ENVIRONMENT | {"PORT": str(port)}, start_new_session=True)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(process, port):
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit("bench: the server does not become ready")


if __name__ == "__main__":
    main()
