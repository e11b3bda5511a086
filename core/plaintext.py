"""A document as text that keeps its shape: for a journal that takes words only."""

import re
from html.parser import HTMLParser

SILENT = {"head", "header", "style", "script", "svg", "figure"}
HEADINGS = {"h1", "h2", "h3", "h4"}
APART = {"p", "section", "table", "ul", "ol", "dl", "blockquote", "article", *HEADINGS}  # an empty line around it
LINES = {"div", "tr", "dt", "li", "caption"}
VOID = {"br", "img", "link", "meta", "input", "hr", "col", "path", "use"}
DEEPER = "\1"  # before an item, once for each list around it
BETWEEN = " · "  # what stands below something else in a cell, or in small letters behind it


class _Reader(HTMLParser):
    """out: pieces of text. cells: those of the row that is being read; what is in one stands on one line."""

    def __init__(self):
        super().__init__()
        self.out, self.silent, self.lists, self.cells = [], [], [], None

    def handle_starttag(self, tag, attrs):
        if self.silent or tag in SILENT:
            if tag not in VOID:
                self.silent.append(tag)
            return
        if tag == "tr":
            self._break(1)
            self.cells = []
        elif tag in ("td", "th"):
            self.cells = [*(self.cells or ()), ""]
        elif tag in ("ul", "ol"):
            self._break(1 if self.lists else 2)
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._break(1)
            self._say(self._item())
        elif tag == "dd":
            self._say(": ")
        elif tag == "span" and ("class", "sub") in attrs:
            self._say(BETWEEN)
        elif tag == "br" or tag in LINES | APART:
            self._break(2 if tag in APART and not self.lists else 1)

    def _item(self):
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number = number + 1
        return DEEPER * (len(self.lists) - 1) + (f"{number}. " if number else "- ")

    def _say(self, words):
        if self.cells:
            self.cells[-1] += words
        else:
            self.out.append(words)

    def _break(self, lines):
        """At least that many ends of lines; not between an item's sign and its words, and in a cell none at all."""
        if self.cells:
            self.cells[-1] += BETWEEN
            return
        while self.out and self.out[-1] == " ":
            self.out.pop()
        if self.out and re.fullmatch(rf"{DEEPER}*(-|\d+\.) ", self.out[-1]):
            return
        there = next((n for n, piece in enumerate(reversed(self.out)) if piece != "\n"), len(self.out))
        self.out.extend("\n" * max(0, lines - there))

    def handle_endtag(self, tag):
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag == "tr":
            self.out.append(_row(self.cells or ()))
            self.cells = None
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self._break(1 if self.lists else 2)
        elif tag in (APART | LINES) - {"dt"}:
            self._break(2 if tag in APART and not self.lists else 1)

    def handle_data(self, data):
        words = re.sub(r"\s+", " ", data)
        if not self.silent and (self.cells or self.cells is None):  # between the cells of a row stands nothing
            self._say(words)


def _row(cells):
    """The cells with a bar between them; an empty one holds its place."""
    said = [_clean(cell) for cell in cells]
    return " | ".join(each or "–" for each in said) if any(said) else ""


def _clean(words):
    """Without signs that stand between nothing."""
    words = re.sub(r"\s+", " ", words)
    return re.sub(r"(·\s*)+", "· ", words).strip(" ·")


def text_of(html):
    """Headings on lines of their own, items with a dash or their number, a bar between the cells of a row; nothing drawn."""
    reader = _Reader()
    reader.feed(html)
    lines = [re.sub(r"\s+", " ", line).strip(" ·").replace(DEEPER, "   ") for line in "".join(reader.out).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return re.sub(r" +: ", ": ", text) + "\n"
