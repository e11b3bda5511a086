"""A document as text that keeps its shape: for a journal that takes words only."""

import re
from html.parser import HTMLParser

SILENT = {"head", "header", "style", "script", "svg", "figure"}
BLOCKS = {
    "p",
    "div",
    "section",
    "table",
    "ul",
    "ol",
    "dl",
    "blockquote",
    "article",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
}
VOID = {"br", "img", "link", "meta", "input", "hr", "col", "path", "use"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.out, self.silent = [], []

    def handle_starttag(self, tag, attrs):
        if self.silent or tag in SILENT:
            if tag not in VOID:
                self.silent.append(tag)
            return
        if tag in ("h1", "h2", "h3", "h4"):
            self.out.append("\n\n")
        elif tag == "li":
            self.out.append("\n- ")
        elif tag in ("td", "th"):
            self.out.append("\0")
        elif tag == "tr" or tag in ("br", "dt"):
            self.out.append("\n")
        elif tag == "dd":
            self.out.append(": ")
        elif tag in BLOCKS or tag == "span" and ("class", "sub") in attrs:
            self.out.append("\n" if tag != "span" else " ")

    def handle_endtag(self, tag):
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag in ("h1", "h2", "h3", "h4") or tag in BLOCKS:
            self.out.append("\n")

    def handle_data(self, data):
        if not self.silent:
            self.out.append(re.sub(r"\s+", " ", data))


def text_of(html):
    """Headings on lines of their own, items with a dash, the cells of a row with a bar between them; nothing drawn."""
    reader = _Reader()
    reader.feed(html)
    lines = []
    for line in "".join(reader.out).split("\n"):
        cells = [re.sub(r"\s+", " ", cell).strip() for cell in line.split("\0")]
        lines.append(" | ".join(cell for cell in cells if cell) if len(cells) > 1 else cells[0])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
