"""What the demo draws itself: a child's football pitch, a photo of a timetable, a page to attach. Nobody else's work."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from core.pdf import written

GRASS, SKY, SUN, SHIRT, SKIN, INK = "#8CBF6B", "#BFE0F2", "#F5C542", "#C8452F", "#E8B98F", "#2B2B2B"


def pitch():
    """Two friends, a ball and a goal, as a boy of eleven might draw his break."""
    picture = Image.new("RGB", (900, 620), SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 360, 900, 620), fill=GRASS)
    pen.ellipse((740, 40, 850, 150), fill=SUN)
    for line in ((700, 260, 700, 470), (850, 230, 850, 440), (700, 260, 850, 230)):
        pen.line(line, fill="white", width=12)
    for n, shirt in ((0, SHIRT), (220, "#2F6FA8")):
        _friend(pen, 160 + n, 250, shirt)
    pen.ellipse((540, 480, 600, 540), fill="white", outline=INK, width=6)
    return _file("tegning.png", picture)


def _friend(pen, x, y, shirt):
    pen.ellipse((x - 40, y - 40, x + 40, y + 40), fill=SKIN, outline=INK, width=5)
    pen.arc((x - 20, y - 16, x + 20, y + 22), 20, 160, fill=INK, width=5)
    for eye in (-14, 14):
        pen.ellipse((x + eye - 4, y - 14, x + eye + 4, y - 6), fill=INK)
    pen.rectangle((x - 38, y + 44, x + 38, y + 150), fill=shirt, outline=INK, width=5)
    for side in (-1, 1):
        pen.line((x + side * 38, y + 60, x + side * 90, y + 20), fill=SKIN, width=18)
        pen.line((x + side * 20, y + 150, x + side * 30, y + 240), fill=INK, width=16)


def board():
    """The programme of the day on the class's board, as squares of colour with a pause in the middle."""
    picture = Image.new("RGB", (800, 500), "#F4F1EA")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 760, 460), fill="#2F4A3F", outline="#8A6B45", width=16)
    for n, colour in enumerate(("#F5C542", "#C8452F", "#8CBF6B", "#BFE0F2", "#F4F1EA")):
        pen.rectangle((90, 80 + n * 74, 150, 134 + n * 74), fill=colour)
        pen.line((180, 107 + n * 74, 620 - n * 50, 107 + n * 74), fill="white", width=10)
    return _file("tavlen.jpg", picture)


def support_page():
    """One page about a break, of those that a school writes in its own papers and lays beside the plan."""
    lines = (
        "Adam vælger selv før frikvarteret: fodbold, klubben eller at gå en tur med en voksen.",
        "Pausetegnet er en hånd på skulderen. Alle voksne på gangen kender det.",
        "Ingen spørger i gangen. Vi taler om det bagefter, når der er ro.",
    )
    body = "".join(f"<li>{line}</li>" for line in lines)
    html = f"<!doctype html><html lang='da'><head><meta charset='utf-8'><title>Aftale om frikvarteret</title></head><body><h1>Aftale om frikvarteret</h1><ol>{body}</ol></body></html>"
    return ContentFile(written(html), name="aftale-om-frikvarteret.pdf")


def _file(name, picture):
    kept = io.BytesIO()
    picture.save(kept, "JPEG" if name.endswith("jpg") else "PNG")
    return ContentFile(kept.getvalue(), name=name)
