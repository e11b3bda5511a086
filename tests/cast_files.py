"""The cast's attached files and a drawing. No bytes lie behind them: what they are called is what must not be seen."""

from cases.models import Attachment
from mapping.models import Drawing
from tests.cast_followup import canary


def files(x):
    """A file of each side about Adam, one of the pathway itself, and what Adam drew."""
    what = {"kind": "pdf", "content_type": "application/pdf", "size": 1200, "sha256": "0" * 64, "state": "clean"}

    def file(name, sector, author, **more):
        return x.make(
            Attachment, title=canary(x, name), name="ark.pdf", sector=sector, author=x.staff[author], stored=f"{x.name}{name}", **what, **more
        )  # fmt: skip

    x.school_file = file("SkoleFil1", "school", "teacher", child=x.c1)
    x.provider_file = file("HusFil1", "provider", "group_leader", child=x.c1)
    x.class_file = file("KlasseFil1", "school", "teacher", pathway=x.w)
    x.drawing = x.make(
        Drawing, child=x.c1, perspective=x.child_voice, sector="school", author=x.staff["resource_advisor"], name=f"{canary(x, 'Tegning1')}.png",
        instrument="three_houses", item="drawing", stored=f"{x.name}Tegning1", **what | {"kind": "png", "content_type": "image/png"},
    )  # fmt: skip
