"""Recruiting for the Tuesday group: who was asked, who thinks it over, who waits, and what its leaders keep to themselves."""

from cases.models import CustodyRelation
from parentgroups.actions import add_caution, edit_group, invite_parent, note_contact
from parentgroups.models import GroupEnrolment, ParentGroup

LEADER = "gruppeleder"
CONTACTS = (  # one line a family: (day, outcome, line), the latest last
    (),
    (("2026-05-08", "not_reached", ""), ("2026-05-12", "thinking", "Vil gerne, men ved ikke, om arbejdstiden passer.")),
    (("2026-05-19", "not_reached", "Lagt en besked."),),
    (("2026-05-11", "waiting", "Vil meget gerne med, når der er plads."),),
    (("2026-05-11", "no", "Måske en anden gang."),),
)


def play_recruitment(stage, group, story):
    """Other parents of the same class are asked: the group was full at nine until one stopped on the way."""
    with stage.acting("udfoererleder", "2026-05-06", 9) as by:
        group = ParentGroup.objects.visible_to(by).select_related("pathway__lead", "pathway__co_lead").get(pk=group.pk)
        names = (
            "age_band",
            "language",
            "interpreter",
            "cultural_liaison",
            "venue",
            "childcare",
            "starts_at",
            "minutes",
        )
        edit_group(
            group=group, title=group.pathway.title, lead=group.pathway.lead, co_lead=group.pathway.co_lead, planned_size=9, phone="20 30 40 50", by=by,
            **{name: getattr(group, name) for name in names},
        )  # fmt: skip
    with stage.acting(LEADER, "2026-05-06", 10) as by:
        others = (
            CustodyRelation.objects.visible_to(by).filter(child__in=list(story.children)).exclude(relation="mother")
        )
        asked = [
            invite_parent(group=group, custody=custody, invited_on=stage.clock.day("2026-05-06"), by=by)
            for custody in others.order_by("pk")[: len(CONTACTS)]
        ]
    for enrolment, contacts in zip(asked, CONTACTS, strict=False):
        for day, outcome, line in contacts:
            with stage.acting(LEADER, day, 13) as by:
                note_contact(
                    enrolment=enrolment, outcome=outcome, line=line, by=by, reason="work_or_care" if outcome == "no" else ""
                )  # fmt: skip
    with stage.acting(LEADER, "2026-05-12", 15) as by:
        first = GroupEnrolment.objects.visible_to(by).filter(group=group, state="joined").order_by("pk").first()
        if asked:
            add_caution(
                parents=[first.parent, asked[0].parent], note="Hold pauserne hver for sig, og ring først.", by=by
            )
