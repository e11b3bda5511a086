import pytest
from django.db import OperationalError

from core import health


def test_healthz_is_alive_without_login(client):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_readyz_on_the_runtime_role(client):
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()) == (200, {"database": True, "migrated": True, "walled": True})


def test_readyz_refuses_a_login_that_passes_the_walls(as_owner, db, client):
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()) == (503, {"database": True, "migrated": True, "walled": False})


@pytest.mark.django_db
def test_readyz_without_database(client, monkeypatch):
    def gone():
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(health, "_migrated", gone)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()) == (503, {"database": False})
