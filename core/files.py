"""Files outside the database and outside the web: each under a random name in its municipality's folder.

The rows in PostgreSQL say what a name is and who may have it. What no row knows is left over from a page that failed.
"""

import os
import secrets
import time

from django.conf import settings

DAY = 24 * 60 * 60


def keep(data, municipality_id):
    """Write the bytes; gives the name that the row keeps. Should the page fail, `sweep` takes them away."""
    name = secrets.token_hex(16)
    path = _path(name, municipality_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    return name


def read(name, municipality_id):
    """The bytes; raises FileNotFoundError when they are gone."""
    return _path(name, municipality_id).read_bytes()


def drop(name, municipality_id):
    _path(name, municipality_id).unlink(missing_ok=True)


def sweep(known, municipality_id, older_than=2 * DAY):
    """Remove what no row knows and has lain for two days. known: every name in use. Gives how many went."""
    folder, gone = settings.FILES_DIR / str(municipality_id), 0
    for path in folder.glob("??/*"):
        if path.name not in known and time.time() - path.stat().st_mtime > older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _path(name, municipality_id):
    if not name.isalnum():
        raise FileNotFoundError(name)
    return settings.FILES_DIR / str(municipality_id) / name[:2] / name
