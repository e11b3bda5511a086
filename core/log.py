"""One JSON object a line, without what PostgreSQL says about a row: its DETAIL holds names and CPR numbers."""

import json
import logging
import re

DETAIL = re.compile(
    r"^(?:DETAIL|CONTEXT|HINT):.*?(?=^\S*Error|^The above exception|^During handling|^Traceback|\Z)", re.M | re.S
)
ADDRESS = re.compile(r"/(feed|l)/[^\s\"'?]+")  # the secret of somebody's calendar, or of a link
CPR = re.compile(r"\b(\d{6})-?\d{4}\b")


def without_persons(text):
    return ADDRESS.sub(r"/\1/…", CPR.sub(r"\1-xxxx", DETAIL.sub("", text)))


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
            "text": without_persons(record.getMessage()).strip(),
        }
        if record.exc_info:
            line["error"] = without_persons(self.formatException(record.exc_info)).strip()
        return json.dumps(line, ensure_ascii=False)
