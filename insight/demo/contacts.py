"""What 5.B's people log between meetings, and the hour of sparring that they have set aside."""

from datetime import time

from cases.models import PathwayChild
from followup.actions import create_slot, drop_time, hold_time, log_contact
from followup.slots import slots_between

WHO = ("ressourcevejleder", "laerer", "laerer2")
# (day, who, kind, with whom, line, what is said of Adam and of Selma; None: it was not about the child)
CONTACTS = (
    ("2026-03-25", "gruppeleder", "call", ["home"], "", ("Aftenroen holder. Mor vil gerne høre mere om ros.", None)),
    ("2026-04-14", "ressourcevejleder", "visit", ["team"], "Så med i to timer. Starten går af sig selv nu.", ("", "")),
    ("2026-05-06", "laerer2", "small_success", ["home"], "", ("Ventede på tur i rundbold, også da det gik stærkt.", None)),
    ("2026-05-12", "laerer", "small_success", ["child"], "Hele holdet ryddede op uden at blive bedt om det.", ("", "Tegnede kortet til klassens væg.")),
    ("2026-05-20", "laerer", "daily_note", ["home"], "", ("God dag. Øvede sit pausetegn to gange.", None)),
)  # fmt: skip


def play_contacts(story):
    for day, who, kind, withs, line, said in CONTACTS:
        with story.stage.acting(who, day, 15) as by:
            rows = PathwayChild.objects.seen_with_child(by)
            about = [
                (rows.filter(pk=row.pk).first(), note)
                for row, note in zip((story.adam, story.selma), said, strict=True)
            ]
            log_contact(
                pathway=story.pathway, kind=kind, held_on=story.stage.clock.day(day), with_whom=withs, line=line, by=by,
                children=[{"pathway_child": row, "note": note} for row, note in about if row and note is not None],
            )  # fmt: skip
    _sparring(story)


def _sparring(story):
    """Every second Wednesday at two; once nobody had the time."""
    stage = story.stage
    first, last = stage.clock.day("2026-03-04"), stage.clock.day("2026-05-13")
    with stage.acting(story.advisor, "2026-02-26") as by:
        slot = create_slot(
            pathway=story.pathway, kind="sparring", first_on=first, every_weeks=2, starts_at=time(14), ends_at=time(14, 45),
            people=[stage.staff[who].pk for who in WHO], place="Teamets mødelokale", by=by,
        )  # fmt: skip
        times = [each for each in slots_between(by, first, last) if each.slot.pk == slot.pk]
    for number, each in enumerate(times):
        with stage.acting(story.advisor, each.day, 15) as by:
            act = drop_time if number == len(times) - 2 else hold_time
            act(slot=each.slot, on=each.on, by=by)
