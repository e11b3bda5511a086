"""The virus scanner: clamd, asked over its socket. It is the only thing that says a file may be opened."""

import socket
import struct

from django.conf import settings

CHUNK = 64 * 1024
NOBODY = "none"  # SAMSPIL_CLAMD=none: somebody has decided that files are opened unscanned


def scan(data):
    """True: nothing found. False: something was. None: the scanner did not answer, so nobody knows."""
    if settings.SAMSPIL_CLAMD == NOBODY:
        return True
    if not settings.SAMSPIL_CLAMD:
        return None
    try:
        answer = _ask(settings.SAMSPIL_CLAMD, data)
    except OSError:
        return None
    if answer.endswith(b": OK"):
        return True
    return False if answer.endswith(b" FOUND") else None


def _ask(address, data):
    host, _colon, port = address.rpartition(":")
    unix = address.startswith("/")
    with socket.socket(socket.AF_UNIX if unix else socket.AF_INET) as wire:
        wire.settimeout(settings.SAMSPIL_CLAMD_SECONDS)
        wire.connect(address if unix else (host, int(port)))
        wire.sendall(b"zINSTREAM\0")
        for begin in range(0, len(data), CHUNK):
            piece = data[begin : begin + CHUNK]
            wire.sendall(struct.pack("!I", len(piece)) + piece)
        wire.sendall(struct.pack("!I", 0))
        return b"".join(iter(lambda: wire.recv(4096), b"")).strip(b"\0\n ")
