"""A mail server with moods, in a process of its own: takes most mails, and writes down the Message-ID of each it took.

By turns it says "later" (451), or takes a mail's text and never answers; some addresses it refuses for good (550).
"""

import asyncio
import os
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP

LATER_EACH, REFUSED = 20, "gone"
HANGS_EACH = int(os.environ.get("FAULTS_HANGS_EACH") or 700)


class Moods:
    def __init__(self, book):
        self.book, self.asked, self.texts = book.open("a"), 0, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked += 1
        if address.startswith(REFUSED):
            self._write("refused", address)
            return "550 nobody here by that name"
        if self.asked % LATER_EACH == 0:
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        self.texts += 1
        if self.texts % HANGS_EACH == 0:
            await asyncio.sleep(30)
            return "451 where was I"
        text = envelope.content.decode("ascii", "replace")
        said = next(line for line in text.splitlines() if line.lower().startswith("message-id:"))
        self._write("taken", envelope.rcpt_tos[0], said.partition(":")[2].strip())
        return "250 taken"

    def _write(self, *words):
        self.book.write(" ".join(words) + "\n")
        self.book.flush()


async def main(book, port_file):
    moods = Moods(Path(book))
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(moods, enable_SMTPUTF8=False), "127.0.0.1", 0)
    Path(port_file).write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
