"""A migrated database that test databases are copied from: migrating costs a worker 20 s, a copy a fifth of a second.

It is named by what its making depends on, so that another migration makes another template; the old ones go.
"""

import fcntl
import hashlib
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

from config import embedded

PREFIX = "template_samspil_"
MAKERS = ("*/migrations/*.py", "core/tenancy.py", "accounts/roles.py", "deploy/roles.sql")


def name_of_today():
    found = hashlib.sha256()
    for pattern in MAKERS:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            found.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return PREFIX + found.hexdigest()[:16]


def copy(name):
    """Make database `name` from the template, and go on in it. The connection is the owner's."""
    with _alone():
        template = name_of_today()
        if template not in _databases():
            _make(template)
        _run(f'drop database if exists "{name}" with (force)', f'create database "{name}" template "{template}"')
    _run(f'revoke temp on database "{name}" from public')  # rights on a database itself are not copied
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def drop(name):
    _run(f'drop database if exists "{name}" with (force)')


@contextmanager
def _alone():
    """One worker migrates, the others wait and copy."""
    embedded.LOCAL.mkdir(exist_ok=True)
    with (embedded.LOCAL / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(template):
    half = template + "_half"
    _run(*(f'drop database if exists "{old}" with (force)' for old in _databases()))
    test = connection.settings_dict["TEST"]
    before, test["NAME"] = test["NAME"], half
    home = connection.settings_dict["NAME"]
    setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    connection.close()
    connection.settings_dict["NAME"], test["NAME"] = home, before
    _run(f'alter database "{half}" rename to "{template}"')


def _databases():
    with connection._nodb_cursor() as db:
        db.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])
        return [name for (name,) in db.fetchall()]


def _run(*statements):
    connection.close()
    with connection._nodb_cursor() as db:
        for statement in statements:
            db.execute(statement)
