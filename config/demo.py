"""`make demo`: servers, web, worker and beat as real processes. Ctrl-C, SIGTERM or a closed terminal stops all of them."""

import ctypes
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from config import embedded
from scripts.compile_messages import compile_messages

PORT = os.environ.get("PORT") or "8000"
ADDRESS = f"http://127.0.0.1:{PORT}"
BIN = Path(sys.executable).parent
RUNNING = embedded.LOCAL / "demo.env"  # manage.py reads it
SERVER_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # there is one worker: nobody to talk to
CHILDREN = {
    "web": [
        "gunicorn",
        "config.wsgi",
        "-c",
        "deploy/gunicorn.conf.py",
        "-b",
        f"127.0.0.1:{PORT}",
        "--log-level",
        "warning",
    ],
    "worker": ["celery", "-q", "-A", "config", "worker", "-c", "1", "-l", "warning", *ALONE],
    "beat": ["celery", "-q", "-A", "config", "beat", "-l", "warning", "-s", ".local/beat", "--pidfile="],
}
PEOPLE = {
    "ressourcevejleder": "resource advisor",
    "gruppeleder": "leader of the parent group",
    "skoleleder": "principal",
    "udfoererleder": "manager of the social provider",
    "laerer": "teacher in the class team",
    "raadgiver": "caseworker",
    "ppr": "PPR advisor",
    "laeringskoordinator": "learning coordinator",
    "laeringsvejleder": "learning advisor",
    "styregruppe": "steering group",
    "evaluator": "evaluator",
    "kursusleder": "training lead",
    "administrator": "administrator",
    "dpo": "data protection officer",
}


def main():
    os.chdir(embedded.ROOT)
    os.environ["SAMSPIL_DEMO"] = "1"
    with stopping_on_signals():
        {"run": run, "reset": reset, "prepare": prepare}[sys.argv[1] if sys.argv[1:] else "run"]()


def run():
    own = _uses_embedded()
    embedded.make_keys()
    only = _refuse_second_demo()  # kept open: the file's lock ends with us
    _refuse_taken_port()
    servers, children = (embedded.Servers().start() if own else None), []
    try:
        _remember(own)
        _prepare_apart()
        children = [_start(*command) for command in CHILDREN.values()]
        _wait_for_page(children)
        _show_accounts()
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        raise SystemExit(f"{_ended(children)} stopped by itself, so the demo stops.")
    finally:
        _stop(children)
        RUNNING.unlink(missing_ok=True)
        if servers:
            servers.stop()
        only.close()


def reset():
    if not _uses_embedded():
        raise SystemExit("make demo-reset empties the embedded database only: unset DATABASE_URL and its companions.")
    servers = embedded.Servers().start()
    try:
        embedded.empty()
        _prepare_apart()
    finally:
        servers.stop()
    print("The demo starts over: `make demo`.")


# --- Building the ground: one process, as the owner -------------------------------------------------------------------


def prepare():
    import django
    from django.core.management import call_command

    compile_messages()  # before anything asks for a word: a catalogue found missing stays English for the whole process
    django.setup()
    from accounts.models import Municipality

    _say("migrating")
    call_command("migrate", interactive=False, verbosity=0)
    _load_programmes(call_command)
    if not Municipality.objects.exists():
        _say("making the demo's people and pathways")
        call_command("seed_demo", verbosity=0)
    _collect_static(call_command)


def _load_programmes(call_command):
    from django.core.management import CommandError

    try:
        call_command("load_programmes", verbosity=0)
    except CommandError as refused:
        raise SystemExit(
            f"{refused}\nIf the demo's data is from an earlier Samspil: `make demo-reset` starts over."
        ) from None


def _prepare_apart():
    environment = os.environ | {"SAMSPIL_LOGIN": "owner"}
    if subprocess.run([sys.executable, "-m", "config.demo", "prepare"], env=environment, check=False).returncode:
        raise SystemExit("The demo could not be made ready: see above.")


def _collect_static(call_command):
    """Only when a file changed: names, sizes and times of all of them are kept in a stamp."""
    files = sorted((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in Path("static").rglob("*") if f.is_file())
    now = hashlib.sha256(repr(files).encode()).hexdigest()
    stamp = Path("staticfiles/.stamp")
    if stamp.exists() and stamp.read_text() == now:
        return
    _say("collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


# --- Processes --------------------------------------------------------------------------------------------------------


@contextmanager
def stopping_on_signals():
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def leave(number, frame):
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)  # make and the terminal may both signal us
        raise SystemExit(0)

    for each in numbers:
        signal.signal(each, leave)
    yield


def _start(program, *args):
    quiet = os.environ | {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}  # a demo may
    return subprocess.Popen(
        [BIN / program, *args],
        env=quiet,
        start_new_session=True,  # in make's own group each child would get Ctrl-C twice
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,
    )


def _die_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: nothing is left when we are killed with -9


def _stop(children):
    """TERM to each group, ten seconds, then KILL to what is left of it (the workers of a dead master too)."""
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    until = time.monotonic() + 10
    while time.monotonic() < until and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _wait_for_page(children):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            raise SystemExit(f"{_ended(children)} did not start: see above.")
        with suppress(OSError), urllib.request.urlopen(f"{ADDRESS}/readyz", timeout=5):
            return
        time.sleep(0.05)
    raise SystemExit(f"{ADDRESS}/readyz does not answer that all is well.")


def _ended(children):
    return ", ".join(name for name, child in zip(CHILDREN, children, strict=True) if child.poll() is not None)


# --- Small talk -------------------------------------------------------------------------------------------------------


def _uses_embedded():
    given = [name for name in SERVER_VARIABLES if os.environ.get(name)]
    if given and len(given) < len(SERVER_VARIABLES):
        raise SystemExit(f"Set all of {', '.join(SERVER_VARIABLES)}, or none of them (only {', '.join(given)} found).")
    return not given


def _refuse_second_demo():
    lock = (embedded.LOCAL / "demo.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit("A demo of this checkout is running already, in another terminal.") from None
    return lock


def _refuse_taken_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError:
            raise SystemExit(
                f"Port {PORT} is taken. Stop what uses it (a demo of another checkout?), or choose another: PORT=8001 make demo"
            ) from None


def _remember(own):
    """What `manage.py` in another terminal must know to reach the same servers."""
    found = {"PID": os.getpid(), "SAMSPIL_DEMO": "1", "PORT": PORT}
    if not own:
        found |= {name: os.environ[name] for name in SERVER_VARIABLES}
    RUNNING.touch(mode=0o600)
    RUNNING.write_text("".join(f"{name}={value}\n" for name, value in found.items()))


def _say(what):
    print(f"Samspil: {what} …", flush=True)


def _show_accounts():
    print(f"\nSamspil is ready: {ADDRESS}\n", flush=True)
    for name, role in PEOPLE.items():
        print(f"  {name + '@fjordby.example':38} {role}")
    password = os.environ.get("SAMSPIL_DEMO_PASSWORD") or "samspil-demo-2026"
    print(f"\nThe same names @bakkerup.example belong to another municipality. Password of all: {password}")
    print("Mail is written to .local/outbox. Ctrl-C stops everything; the data stays.\n", flush=True)


if __name__ == "__main__":
    main()
