"""What a page of panels shows, as plain data: Today is made of these for every role."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Act:
    """A button, or a plain link beside the buttons."""

    label: str
    url: str
    look: str = "secondary"  # primary | secondary | link | post: done by one tap


@dataclass(frozen=True)
class Item:
    """One thing a row: status, name, one line of why, what to do."""

    title: str
    url: str = ""
    kind: str = ""  # a status of core's `status` tag
    words: str = ""  # instead of the status' own word
    when: str = ""
    text: str = ""
    acts: tuple[Act, ...] = ()
    glyph: str = ""
    clock: str = ""
    until: str = ""

    @property
    def shown_acts(self):
        return [act for act in self.acts if act.url]


@dataclass
class Panel:
    """`look`: alert for what is overdue, feed for what happened, kind for a friendly word; else plain rows.

    A panel of its own making names its `template`.
    """

    key: str
    title: str
    items: list[Item] = field(default_factory=list)
    look: str = ""
    note: str = ""
    url: str = ""
    label: str = ""
    empty: str = ""
    template: str = "insight/panel.html"

    def __bool__(self):
        return bool(self.items or self.empty)


@dataclass(frozen=True)
class FirstStep:
    """What an empty home says: what comes first here, and who does it."""

    title: str
    text: str
    url: str = ""
    label: str = ""
