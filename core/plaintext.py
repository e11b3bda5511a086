"""A document as text that keeps its shape: for a journal that takes words only."""

import re
from html.parser import HTMLParser

SILENT = {"head", "header", "style", "script", "svg", "figure"}
HEADINGS = {"h1", "h2", "h3", "h4"}
BLOCKS = {"p", "div", "section", "table", "caption", "ul", "ol", "dl", "blockquote", "article", "tr", *HEADINGS}
VOID = {"br", "img", "link", "meta", "input", "hr", "col", "path", "use"}
CELL, DEEPER = "\0", "\1"  # between the cells of a row; before an item, once for each list around it


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.out, self.silent, self.lists = [], [], []

    def handle_starttag(self, tag, attrs):
        if self.silent or tag in SILENT:
            if tag not in VOID:
                self.silent.append(tag)
            return
        if tag in HEADINGS:
            self.out.append("\n\n")
        elif tag in ("ul", "ol"):
            self.out.append("" if self.lists else "\n")
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.out.append(self._item())
        elif tag in ("td", "th"):
            self.out.append(CELL)
        elif tag in ("tr", "br", "dt"):
            self.out.append("\n")
        elif tag == "dd":
            self.out.append(": ")
        elif tag in BLOCKS and not self._opens_item():
            self.out.append("\n")
        elif tag == "span" and ("class", "sub") in attrs:
            self.out.append(" ")

    def _item(self):
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number = number + 1
        return "\n" + DEEPER * (len(self.lists) - 1) + (f"{number}. " if number else "- ")

    def _opens_item(self):
        """A paragraph that an item begins with stands on the item's own line."""
        return bool(self.lists and self.out and re.fullmatch(rf"\n{DEEPER}*(-|\d+\.) ", self.out[-1]))

    def handle_endtag(self, tag):
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCKS and not (tag in ("ul", "ol") and self.lists):
            self.out.append("\n")

    def handle_data(self, data):
        words = re.sub(r"\s+", " ", data)
        if not self.silent and not (words == " " and self._opens_item()):
            self.out.append(words)


def text_of(html):
    """Headings on lines of their own, items with a dash or their number, a bar between the cells of a row; nothing drawn."""
    reader = _Reader()
    reader.feed(html)
    lines = []
    for line in "".join(reader.out).split("\n"):
        cells = [re.sub(r"\s+", " ", cell).strip() for cell in line.split(CELL)]
        words = " | ".join(cell for cell in cells if cell) if len(cells) > 1 else cells[0]
        lines.append(words.replace(DEEPER, "   "))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
