"""The cooperation agreements of the demo: one in force, one that two have signed; the other schools have none."""

from cases.actions.agreements import send_out, sign, start_agreement, write_agreement
from cases.models import CooperationAgreement

COLUMNS = ("advisor", "leader", "principal", "manager")
OWN_WORDS = {
    "channels": "Om et barn: kun i Samspil, og kun når der er et grundlag for at dele.\n"
    "Om aftaler og tider: telefon eller arbejdsmail, uden navne. Vi svarer inden for to hverdage.\n"
    "Haster det, ringer vi. Fredag efter kl. 12 ringer vi til den andens leder."
}


def play_agreements(stage, c6, a4):
    """Fjordby Skole signed before its first class began; Strandskolen's manager and principal have not come to it."""
    fjordby = ("ressourcevejleder", "gruppeleder", "skoleleder", "udfoererleder")
    strand = ("ressourcevejleder2", "gruppeleder", "skoleleder2", "udfoererleder")
    play_agreement(stage, c6, fjordby, "2026-01-14", signed=("2026-01-14", "2026-01-15", "2026-01-19", "2026-01-20"))
    play_agreement(stage, a4, strand, "2026-05-12", signed=("2026-05-12", "2026-05-13"))


def play_agreement(stage, story, four, day, *, signed, sent=True):
    """Written, sent out and signed by as many as there are days in `signed`; a draft when not `sent`. Gives the version."""
    people = [stage.staff[who] for who in four]
    with stage.acting(four[0], day) as by:
        made = start_agreement(pathway=story.pathway, by=by)
        texts = {name: getattr(made, name) for name in made.TEXTS} | OWN_WORDS
        signers = dict(zip(COLUMNS, people, strict=True))
        write_agreement(
            agreement=made, row_version=made.row_version, steps=made.steps, review_on=made.review_on, signers=signers,
            by=by, **texts,
        )  # fmt: skip
        if sent:
            send_out(agreement=made, by=by)
    for who, on in zip(four, signed, strict=False):
        with stage.acting(who, on, hour=13) as by:
            agreement = CooperationAgreement.objects.visible_to(by).get(pk=made.pk)
            sign(agreement=agreement, content_hash=agreement.content_hash, by=by)
    return made
