"""`make screenshots`: pages of a running `make demo` as its people see them, at 390 and 1280 px, in docs/screenshots."""

import os
import re
import sys
from pathlib import Path
from urllib.request import urlopen

from scripts.find_chromium import find_chromium

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
PASSWORD = os.environ.get("SAMSPIL_DEMO_PASSWORD") or "samspil-demo-2026"
FOLDER = Path(__file__).resolve().parent.parent / "docs/screenshots"
WIDTHS = (390, 1280)
FAMILY = "a mother, by the demo's own link"
# File name, who looks, and the way there: the first address, then the links to follow (each a pattern of its address).
PAGES = [
    ("today-advisor", "ressourcevejleder@fjordby.example", ["/"]),
    ("class", "ressourcevejleder@fjordby.example", ["/forloeb/?q=5.B", r"/forloeb/[0-9a-f-]{36}"]),
    ("session", "ressourcevejleder@fjordby.example", ["/", r"/forloeb/[0-9a-f-]{36}/session"]),
    (
        "plan",
        "ressourcevejleder@fjordby.example",
        ["/forloeb/?q=5.B", r"/forloeb/[0-9a-f-]{36}", r"/forloeb/[0-9a-f-]{36}/plan"],
    ),
    (
        "board",
        "ressourcevejleder@fjordby.example",
        [
            "/forloeb/?q=5.B",
            r"/forloeb/[0-9a-f-]{36}",
            r"/forloeb/[0-9a-f-]{36}/plan",
            r"/forloeb/[0-9a-f-]{36}/plan/tavle.*",
        ],
    ),
    (
        "mapping",
        "ressourcevejleder@fjordby.example",
        ["/forloeb/?q=5.B", r"/forloeb/[0-9a-f-]{36}", r"/forloeb/[0-9a-f-]{36}/kortlaegning"],
    ),
    (
        "comparison",
        "ressourcevejleder@fjordby.example",
        [
            "/forloeb/?q=5.B",
            r"/forloeb/[0-9a-f-]{36}",
            r"/forloeb/[0-9a-f-]{36}/kortlaegning",
            r"/barn-i-forloeb/[0-9a-f-]{36}/tre-syn.*",
        ],
    ),
    ("family", FAMILY, ["/familien/"]),
    ("family-ar", FAMILY, ["/familien/"]),
    ("register", "gruppeleder@fjordby.example", ["/", r"/moedegang/[0-9a-f-]{36}"]),
    ("group", "gruppeleder@fjordby.example", ["/foraeldregrupper/", r"/foraeldregruppe/[0-9a-f-]{36}"]),
    ("today-team", "laerer@fjordby.example", ["/"]),
    ("overview", "udfoererleder@fjordby.example", ["/overblik/"]),
    ("calendar", "ressourcevejleder@fjordby.example", ["/kalender/"]),
    (
        "before-meeting",
        "ressourcevejleder@fjordby.example",
        ["/", r"/opfoelgning/[0-9a-f-]{36}/hold", r"/opfoelgning/[0-9a-f-]{36}/foer"],
    ),
]


def main():
    try:
        urlopen(f"{ADDRESS}/healthz", timeout=5).close()
    except OSError:
        sys.exit(f"Nothing answers on {ADDRESS}: start `make demo` in another terminal first.")
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            take_all(browser, width, [page for page in PAGES if not wanted or page[0] in wanted])
        browser.close()


def take_all(browser, width, pages):
    contexts = {}
    for name, person, way in pages:
        if person not in contexts:
            contexts[person] = browser.new_context(
                base_url=ADDRESS, viewport={"width": width, "height": 900}, locale="da-DK", reduced_motion="reduce"
            )
            log_in(contexts[person].new_page(), person)
        page = contexts[person].new_page()
        walk(page, way)
        if name.endswith("-ar"):
            page.get_by_role("button", name="العربية").click()
            page.wait_for_load_state()
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
        page.close()
        print(f"{name}-{width}.png", flush=True)
    for context in contexts.values():
        context.close()


def log_in(page, person):
    page.goto("/konto/login")
    if person == FAMILY:
        code = page.locator("p:has(a[href*='/l/']) b").inner_text()
        page.locator("a[href*='/l/']").click()
        page.locator("main input:visible").first.fill(code)
        page.locator("main button[type=submit]:visible").first.click()
        page.wait_for_url("**/familien/")
        page.close()
        return
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url(lambda address: "/konto/login" not in address)
    page.close()


def walk(page, way):
    page.goto(way[0])
    for pattern in way[1:]:
        addresses = page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        following = next((address for address in addresses if re.fullmatch(pattern, address)), None)
        if following is None:
            sys.exit(f"No link like {pattern} on {page.url}")
        page.goto(following)


if __name__ == "__main__":
    main()
