"""Settings of a process that a test starts: the site's own, with its mails in the test's folder."""

import os

from config.settings import *  # noqa: F403

EMAIL_FILE_PATH = os.environ["TEST_MAILBOX"]
