"""`make faults`: 10,000 due reminders, real processes, and everything that can be killed is killed.

PostgreSQL and Valkey of its own, two clocks, four workers, a mail server with moods. Workers die by kill -9 fifty times, the
broker once with all it held, PostgreSQL is restarted as after a power cut, both clocks stand still for a while. It ends with
a table, and with 1 unless nothing was lost, each notice stands in Samspil once, and no kill made more than one double mail.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SHORT = "--short" in sys.argv
os.environ["SAMSPIL_SERVERS"] = "faults-short" if SHORT else "faults"  # before config.embedded reads it

from config import embedded  # noqa: E402
from faults.ground import REFUSED_EACH  # noqa: E402

DUE, KILLS, WORKERS = (300, 4, 2) if SHORT else (10_000, 50, 4)
PATIENCE = 150 if SHORT else 540  # seconds from the first tick to the last mail
CLOCKS = ("clock-1", "clock-2")
BIN = Path(sys.executable).parent
ENVIRONMENT = os.environ | {
    "DJANGO_SETTINGS_MODULE": "faults.settings",
    "DATABASE_URL": embedded.RUNTIME_URL,
    "DATABASE_OWNER_URL": embedded.OWNER_URL,
    "REDIS_URL": embedded.REDIS_URL,
    "EMAIL_HOST": "127.0.0.1",
    "FAULTS_LEASE": "12" if SHORT else "20",
    "FAULTS_HANGS_EACH": "120" if SHORT else "700",
    "PYTHONWARNINGS": "ignore",
    "SAMSPIL_LOG_LEVEL": "CRITICAL",
}


@dataclass
class Run:
    book: Path
    children: dict = field(default_factory=dict)
    killed: list = field(default_factory=list)  # how many mails had been taken at each kill
    events: list = field(default_factory=list)
    began: float = 0.0

    def start(self, name):
        program = {"sink": self._sink, "clock": self._clock, "worker": self._worker}[name.partition("-")[0]]
        log = (embedded.LOCAL / f"{name}.log").open("a")
        self.children[name] = subprocess.Popen(
            program(name), env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    def _sink(self, name):
        return [sys.executable, "-m", "faults.sink", self.book, embedded.LOCAL / "port"]

    def _clock(self, name):
        return [BIN / "celery", "-q", "-A", "config", "beat", "-s", embedded.LOCAL / name, "--pidfile="]

    def _worker(self, name):
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return [BIN / "celery", "-q", "-A", "config", "worker", "-c", "1", "-l", "error", "-n", name, *alone]

    def kill(self, name):
        """-9 to the whole group: a worker and the process it sends with."""
        with suppress(ProcessLookupError):
            os.killpg(self.children[name].pid, signal.SIGKILL)
        self.children[name].wait()

    def kill_sending_process(self, name):
        """-9 to the process that sends; the worker above it starts another one."""
        found = Path(f"/proc/{self.children[name].pid}/task/{self.children[name].pid}/children")
        for pid in found.read_text().split() if found.exists() else ():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def taken(self):
        return sum(line.startswith("taken") for line in self.lines())

    def lines(self):
        return self.book.read_text().splitlines() if self.book.exists() else []

    def say(self, what):
        self.events.append(what)
        print(f"{time.monotonic() - self.began:6.1f} s  {self.taken():6} mails  {what}", flush=True)


def main():
    embedded.throw_away()
    servers = embedded.Servers().start()
    run = Run(embedded.LOCAL / "mails")
    try:
        _make_ground(run)
        ok = _play(run)
    finally:
        for name in list(run.children):
            run.kill(name)
        servers.stop()
    embedded.throw_away() if ok else print(f"The logs are in {embedded.LOCAL}.")
    raise SystemExit(0 if ok else 1)


def _make_ground(run):
    print(f"faults: {DUE:,} due reminders in two municipalities", flush=True)
    as_owner = ENVIRONMENT | {"SAMSPIL_LOGIN": "owner"}
    subprocess.run([sys.executable, "-m", "faults.ground", str(DUE)], env=as_owner, check=True)
    run.start("sink-1")
    while not (embedded.LOCAL / "port").exists() or not (embedded.LOCAL / "port").read_text():
        time.sleep(0.05)
    ENVIRONMENT["FAULTS_SMTP_PORT"] = (embedded.LOCAL / "port").read_text()


def _play(run):
    run.began = time.monotonic()
    for name in (*CLOCKS, *_workers()):
        run.start(name)
    until, kills, done = run.began + PATIENCE, 0, set()
    wanted = DUE - DUE // REFUSED_EACH
    while time.monotonic() < until:
        taken = run.taken()
        if kills < KILLS and taken >= (kills + 1) * wanted / (KILLS + 2):
            kills += 1
            _kill_a_worker(run, kills)
        for share, event in EVENTS.items():
            if event not in done and taken >= share * wanted:
                done.add(event)
                event(run)
        if kills == KILLS and _all_settled():
            break
        time.sleep(0.02)
    return _judge(run, kills)


def _workers():
    return [f"worker-{number}" for number in range(1, WORKERS + 1)]


def _kill_a_worker(run, number):
    name = _workers()[number % WORKERS]
    run.killed.append(run.taken())
    if number % 2:
        run.kill_sending_process(name)
    else:
        run.kill(name)
        run.start(name)
    if number % 10 == 0 or SHORT:
        run.say(f"kill -9 number {number} of a worker")


def _stop_the_clocks(run):
    for name in CLOCKS:
        run.kill(name)
    run.say("both clocks stopped")
    time.sleep(1 if SHORT else 10)
    for name in CLOCKS:
        run.start(name)
    run.say("both clocks started again")


def _empty_the_broker(run):
    embedded.kill_valkey()
    run.say("broker killed with all it held")
    time.sleep(1)
    embedded.start_valkey()
    run.say("broker started again, empty")


def _restart_postgres(run):
    embedded.restart_postgres()
    run.say("PostgreSQL restarted as after a power cut")


EVENTS = {0.2: _stop_the_clocks, 0.4: _empty_the_broker, 0.6: _restart_postgres}


# --- The verdict ------------------------------------------------------------------------------------------------------


def _ask(sql):
    import psycopg

    with psycopg.connect(host=str(embedded.SOCKETS), user="app_owner", dbname="samspil", autocommit=True) as db:
        return db.execute(sql).fetchall()


def _all_settled():
    with suppress(Exception):  # PostgreSQL may be away
        waiting, made = _ask(
            "select count(*) filter (where state in ('queued', 'sending')), count(*) from followup_outboxmail"
        )[0]
        return made == DUE and waiting == 0
    return False


def _judge(run, kills):
    seconds = time.monotonic() - run.began
    notices, told = _ask("select count(*), count(distinct occurrence_id) from followup_reminder where kind = 'day'")[0]
    states = dict(_ask("select state, count(*) from followup_outboxmail group by state"))
    bounced = {address for (address,) in _ask(
        "select u.email from followup_outboxmail m join accounts_staffmember s on s.id = m.recipient_id "
        "join accounts_user u on u.id = s.user_id where m.state = 'bounced'"
    )}  # fmt: skip
    taken = [line.split() for line in run.lines() if line.startswith("taken")]
    people, ids = {words[1] for words in taken}, Counter(words[2] for words in taken)
    everybody = {address for (address,) in _ask("select email from accounts_user where is_active")}
    lost = everybody - people - {address for address in bounced if address.startswith("gone")}
    double = sum(count - 1 for count in ids.values())
    extra_ids = len(ids) - len(people)
    rows = [
        ("due", DUE), ("notices in Samspil", notices), ("... of different things", told), ("mails taken", len(taken)),
        ("people who got one", len(people)), ("refused for good (550)", len(bounced)), ("given up", states.get("dead", 0)),
        ("lost", len(lost)), ("kill -9 of a worker", kills), ("double mails", double),
        ("... per kill", f"{double / max(kills, 1):.2f}"), ("most of one mail", max(ids.values(), default=0)), ("seconds", f"{seconds:.0f}"),
    ]  # fmt: skip
    print("\n" + "\n".join(f"{name:28}{value:>10}" for name, value in rows) + "\n")
    ok = (
        (notices, told, len(lost), extra_ids, kills) == (DUE, DUE, 0, 0, KILLS)
        and double <= kills
        and not states.get("dead")
    )
    print("All held." if ok else f"NOT held: {states}", flush=True)
    return ok


if __name__ == "__main__":
    main()
