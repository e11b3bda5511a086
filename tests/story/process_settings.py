"""Settings of a process that a test starts: the site's own, with its mails in the test's folder."""

import os
from datetime import datetime

import time_machine

from config.settings import *  # noqa: F403

EMAIL_FILE_PATH = os.environ["TEST_MAILBOX"]

if now := os.environ.get("TEST_NOW"):  # a process lives in the story's time too: mails go out in office hours only
    time_machine.travel(datetime.fromisoformat(now)).start()
