import os

import pytest

from config import demo, embedded


def test_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(SystemExit, match="belongs to somebody else"):
        embedded._own_folder(tmp_path / "link", mode=0o700, uid=os.getuid())


def test_keys_are_made_once(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "KEYS", tmp_path / "keys")
    embedded.make_keys()
    first = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    embedded.make_keys()
    assert {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()} == first
    assert sorted(first) == ["index", "seal", "secret"]


def test_taken_port_gets_a_clear_message(monkeypatch):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(demo, "PORT", str(other.getsockname()[1]))
        with pytest.raises(SystemExit, match="is taken"):
            demo._refuse_taken_port()


def test_some_of_the_three_addresses_are_refused(monkeypatch):
    for name in demo.SERVER_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert demo._uses_embedded() is True
    monkeypatch.setenv("DATABASE_URL", "postgres://app_rw@db/samspil")
    with pytest.raises(SystemExit, match="or none of them"):
        demo._uses_embedded()
