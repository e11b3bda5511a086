"""What `make bench` measures: the pages, who asks for them, and how dear they may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass

SEED = ("seed_demo", "--times", "20")  # the small demo, twenty times over


@dataclass(frozen=True)
class Row:
    """One page. `find` gets the logged-in client and gives the address; `data` gives what is posted, or nothing."""

    name: str
    person: str
    find: Callable
    at_most: int  # times the bare answer
    data: Callable | None = None


def first_link(page, pattern):
    """`find` for an address that holds a UUID: the first link of `page` whose address matches `pattern`."""

    def find(client):
        body = client.get(page).body
        if not (found := re.search(rf'href="({pattern})"', body)):
            raise SystemExit(f"bench: no link like {pattern} on {page}")
        return found.group(1)

    return find


def form_of(page_of, change=None):
    """`data` for a form: what a browser would send from the page as it stands, with `change(fields)` applied."""

    def data(client):
        fields = client.get(page_of(client)).fields()
        return change(fields) if change else fields

    return data


ROWS = [
    Row("I dag", "ressourcevejleder@fjordby.example", lambda client: "/", at_most=50),
]
