"""Prints the path of a Chromium for browser tests and screenshots: $CHROMIUM, the system's, or Playwright's own."""

import os
import shutil
import sys
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium():
    if given := os.environ.get("CHROMIUM"):
        return given
    for program in PROGRAMS:
        if found := shutil.which(program):
            return found
    return next((path for path in (*ON_A_MAC, _of_playwright()) if path and Path(path).exists()), None)


def _of_playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if __name__ == "__main__":
    found = find_chromium()
    print(found or "no Chromium found")
    sys.exit(not found)
