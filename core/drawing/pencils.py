"""The few strokes every chart is made of."""

from zlib import crc32

from django.utils.html import escape
from django.utils.safestring import SafeString

from core.charts import INK_2

WIDE, HALF, NARROW, PAPER = 1118, 522, 324, 656
LINE, AMBER, RED = "#D5DDDE", "#7A4B00", "#A3222B"
FONT = "IBM Plex Sans, sans-serif"
BOTH = (
    "M4.5 2H13a2.5 2.5 0 0 1 2.5 2.5V8A7 7 0 1 1 8 15.5H4.5A2.5 2.5 0 0 1 2 13V4.5A2.5 2.5 0 0 1 4.5 2z"
    "M15.5 8V13a2.5 2.5 0 0 1-2.5 2.5H8A7.2 7.2 0 0 1 15.5 8z"
)


# Widths of the letters in bold, in parts of the size of the type; read from the font that stands in static/vendor/.
WIDTHS = {
    letter: wide
    for letters, wide in {
        " ": 0.24, "'": 0.27, "ijl.,": 0.31, "!:;": 0.33, "()": 0.34, "f·": 0.36, "t": 0.38, "r-": 0.4, "I": 0.43, "/": 0.46,
        "s?": 0.5, "czyL": 0.53, "vg": 0.55, "eoxJ": 0.56, "aøåkFT": 0.58, "hnu0123456789×–": 0.6, "bdpqEZS": 0.62,
        "CVYP": 0.66, "BRXAUÅ": 0.69, "DKOQØGHN": 0.72, "Mw": 0.84, "æ": 0.86, "m": 0.89, "WÆ…": 0.97,
    }.items()
    for letter in letters
}  # fmt: skip


def c(value: float) -> str:
    """A coordinate: at most one decimal, a point whatever the language."""
    return f"{value:.1f}".removesuffix(".0")


def svg(width: float, height: float, title: str, body: list[str]) -> SafeString:
    return SafeString(
        f'<svg viewBox="0 0 {c(width)} {c(height)}" width="{c(width)}" height="{c(height)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


def text(x, y, words, *, size=12, weight=400, fill=INK_2, anchor="start") -> str:
    return (
        f'<text x="{c(x)}" y="{c(y)}" text-anchor="{anchor}" font-family="{FONT}" font-size="{size}" '
        f'font-weight="{weight}" fill="{fill}">{escape(words)}</text>'
    )


def rect(x, y, width, height, fill, *, radius=2, stroke="", stroke_width=0) -> str:
    edge = f' stroke="{stroke}" stroke-width="{stroke_width}"' if stroke else ""
    return f'<rect x="{c(x)}" y="{c(y)}" width="{c(width)}" height="{c(height)}" rx="{radius}" fill="{fill}"{edge}/>'


def circle(x, y, radius, fill, *, stroke="", stroke_width=0) -> str:
    edge = f' stroke="{stroke}" stroke-width="{stroke_width}"' if stroke else ""
    return f'<circle cx="{c(x)}" cy="{c(y)}" r="{c(radius)}" fill="{fill}"{edge}/>'


def line(x1, y1, x2, y2, *, stroke=LINE, width=1, dash="") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{c(x1)}" y1="{c(y1)}" x2="{c(x2)}" y2="{c(y2)}" stroke="{stroke}" stroke-width="{width}"{dashes}/>'
    )


def length(words: str, size: float = 12) -> float:
    """How wide the words are in IBM Plex Sans bold, the widest cut in use; a little less in the lighter ones."""
    return sum(WIDTHS.get(letter, 0.72) for letter in words) * size


def hatch(chart, width: int) -> tuple[str, str]:
    """A hatched pattern and its address; the id comes from the content, so it differs between charts of a page."""
    name = f"hatch-{crc32(repr(chart).encode()):x}-{width}"
    pattern = (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#F0F2F2"/><line x1="0" y1="0" x2="0" y2="6" stroke="#C3CDCF" stroke-width="2"/>'
        "</pattern></defs>"
    )
    return pattern, f"url(#{name})"


def shape(name: str, x: float, y: float, fill: str) -> str:
    """A small sign centred on (x, y)."""
    if name == "school":
        return rect(x - 7, y - 7, 14, 14, fill)
    if name == "home":
        return circle(x, y, 7.5, fill)
    if name == "child":
        return f'<path d="M{c(x)} {c(y - 8)}l8 8-8 8-8-8z" fill="{fill}"/>'
    if name == "over":
        return f'<path d="M{c(x - 5)} {c(y + 5)}l5-9.5 5 9.5z" fill="{fill}"/>'
    half = f'<path d="M{c(x)} {c(y - 5)}a5 5 0 0 1 0 10z" fill="{fill}"/>'
    return circle(x, y, 5, "none", stroke=fill, stroke_width=1.8) + half


def swatch(kind) -> SafeString:
    sign = shape(kind.shape, 8, 8, kind.ink) if kind.shape else ""
    field = rect(0, 1, 16, 14, kind.fill)
    return SafeString(f'<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{field}{sign}</svg>')


def apart(words: list[tuple[float, str]], y: float, low: float, high: float) -> list[str]:
    """Centred labels, first come first served; one that would touch another is left to the table."""
    taken, body = [], []
    for x, word in words:
        half = length(word) / 2
        x = min(max(x, low + half), high - half)
        if all(x + half + 8 < a or x - half - 8 > b for a, b in taken):
            taken.append((x - half, x + half))
            body.append(text(x, y, word, anchor="middle"))
    return body
