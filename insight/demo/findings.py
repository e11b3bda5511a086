"""What the two have written of 5.B's answers in May: of the class, of Adam on each side, and how he is told."""

from mapping.actions.findings import say_how_told, write_finding
from mapping.models import NeedsMapping

WELLBEING, CALM = "child_voices.wellbeing", "child_voices.behaviour"


def play_findings(b5):
    """The advisor on 15 May, the group leader on the 18th; nothing of it is a goal yet."""
    stage = b5.stage
    with stage.acting("ressourcevejleder", "2026-05-15") as by:
        mapping = NeedsMapping.objects.visible_to(by).filter(pathway=b5.pathway, kind="follow_up").first()
        mapping.pathway = b5.pathway
        write_finding(
            mapping=mapping, by=by, dimension="class_environment.calm", text="Timerne begynder roligt, og uroen kommer i skiftene.",
            meaning_class="Samme åbning i alle fag, og et tegn på tavlen to minutter før skift.",
        )  # fmt: skip
        write_finding(
            mapping=mapping, pathway_child=b5.adam, by=by, dimension=WELLBEING,
            text="Adam har det bedst, når han ved, hvem han skal være sammen med.",
            meaning_class="Én aftalt leg i det store frikvarter hver dag.",
        )  # fmt: skip
        say_how_told(
            mapping=mapping, pathway_child=b5.adam, by=by,
            text="Karen fortæller Adam det fredag med tegningen foran sig: “Du sagde, hvad der hjælper. Det gør vi nu.”",
        )  # fmt: skip
    with stage.acting("gruppeleder", "2026-05-18") as by:
        write_finding(
            mapping=mapping, pathway_child=b5.adam, by=by, dimension=CALM, text="Hjemme er det sværest søndag aften.",
            meaning_home="Mor og Adam ser ugens skema sammen søndag kl. 17.",
        )  # fmt: skip
