"""The site's own settings with a faster clock: what takes minutes in a town hall takes seconds here."""

import os

from config.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ.get("FAULTS_SMTP_PORT") or 0), False
EMAIL_TIMEOUT = 5  # far below the lease: a slow answer must not outlive it
POST_LEASE_SECONDS = int(os.environ.get("FAULTS_LEASE") or 20)
POST_BACKOFF_SECONDS = (1, 2, 4, 8)
DAILY_JOBS = ["followup.post.remind"]
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "followup.tick", "schedule": 2.0, "options": {"expires": 2}},
    "send": {"task": "followup.send", "schedule": 0.5, "options": {"expires": 1}},
}
