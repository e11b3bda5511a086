"""What `make bench` measures: the pages, who asks for them, and how dear they may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from config import settings

SEED = ("seed_demo", "--times", "20")  # the small demo, twenty times over


@dataclass(frozen=True)
class Row:
    """One page. `find` gets the logged-in client and gives the address.

    person: who is logged in; "" for somebody who comes by link. data: gives from the page the forms that are posted in turn, each different from the one before; None for a page that
    is read. at_most: times the bare answer.
    """

    name: str
    person: str
    find: Callable
    at_most: float
    data: Callable | None = None


def at(path):
    return lambda client: path


def class_page(client):
    """The page of 5.B, the class whose pathway holds most."""
    body = client.get("/forloeb/").body
    found = re.search(rf'href="/forloeb/({UUID})"[^>]*>\s*5\.B', body)
    if not found:
        raise SystemExit("bench: no pathway of 5.B in the list of pathways")
    return f"/forloeb/{found.group(1)}"


def class_plan(client):
    return f"{class_page(client)}/plan"


def comparison(client):
    """The voices about the first child of 5.B whose page leads there."""
    for child in dict.fromkeys(re.findall(rf'href="(/barn/{UUID})"', client.get(class_page(client)).body)):
        if found := re.search(rf'href="(/barn-i-forloeb/{UUID}/tre-syn)', client.get(child).body):
            return found.group(1)
    raise SystemExit("bench: no child of 5.B has voices to lay side by side")


def family_page(client):
    """The page of the demo's mother: the door is opened here, outside the measuring."""
    door = f"/l/{settings.DEMO_FAMILY_TOKEN}"
    client.get(door)
    if client.post(door, {"factor": settings.DEMO_FAMILY_CODE}).status != 302:
        raise SystemExit("bench: the family's link does not open")
    return "/familien/"


def register_of(parents):
    """`find` for the first register of so many parents in the person's groups."""

    def find(client):
        groups = re.findall(rf'href="(/foraeldregruppe/{UUID})"', client.get("/foraeldregrupper/").body)
        for group in dict.fromkeys(groups):
            for path in re.findall(rf'href="(/moedegang/{UUID})"', client.get(group).body):
                if len(registered(client.get(path).body)) == parents:
                    return path
        raise SystemExit(f"bench: {client.person} has no register of {parents} parents")

    return find


def registered(body):
    """Names of the fields that say whether a parent came: p<enrolment>."""
    return sorted(set(re.findall(r'name="(p\d+)"', body)))


def all_here_then_all_away(page):
    fields = {name: value for name, value in page.fields().items() if not name.endswith("_was")}  # all 14 are touched
    for status in ("present", "absent"):
        yield fields | dict.fromkeys(registered(page.body), [status])


UUID = r"[0-9a-f-]{36}"
ROWS = [
    Row("I dag", "ressourcevejleder@fjordby.example", at("/"), at_most=50),
    Row("list of pathways", "udfoererleder@fjordby.example", at("/forloeb/"), at_most=40),
    Row(
        "save a register of 14",
        "gruppeleder2@fjordby.example",
        register_of(14),
        at_most=25,
        data=all_here_then_all_away,
    ),
    Row("register form of 14", "gruppeleder2@fjordby.example", register_of(14), at_most=40),
    Row("plan page", "ressourcevejleder@fjordby.example", class_plan, at_most=60),
    Row("class page", "ressourcevejleder@fjordby.example", class_page, at_most=60),
    Row("dashboard", "udfoererleder@fjordby.example", at("/overblik/"), at_most=60),
    Row("comparison of a child", "ressourcevejleder@fjordby.example", comparison, at_most=60),
    Row("family's page", "", family_page, at_most=40),
    Row("search", "ressourcevejleder@fjordby.example", at("/soeg?q=an"), at_most=40),
]
PAPER = Row("plan as PDF", "ressourcevejleder@fjordby.example", class_plan, at_most=1.3)  # times WeasyPrint alone
