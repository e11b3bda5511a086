"""The cast's contacts between meetings, and the time that they have set aside."""

from datetime import date, datetime, time

from followup.models import Contact, ContactChild, Slot, SlotDay
from tests.cast_followup import canary


def contacts(x):
    """Two contacts about Adam and Selma, one from each side of the house; and the team's hour of sparring."""
    staff = x.staff
    x.contact = x.make(
        Contact,
        pathway=x.w,
        kind="call",
        held_on=date(2026, 5, 12),
        with_whom=["home"],
        line=canary(x, "Kontakt1"),
        sector="school",
        by=staff["resource_advisor"],
        children_count=2,
    )
    Contact.objects.filter(pk=x.contact.pk).update(logged_at=datetime.fromisoformat("2026-05-21T08:00+02:00"))
    x.contact_child = x.make(
        ContactChild, contact=x.contact, pathway_child=x.p1, child=x.c1, sector="school", note=canary(x, "KontaktA1")
    )
    x.make(
        ContactChild, contact=x.contact, pathway_child=x.p2, child=x.c2, sector="school", note=canary(x, "KontaktA2")
    )
    x.house_contact = x.make(
        Contact,
        pathway=x.w,
        kind="visit",
        held_on=date(2026, 5, 13),
        with_whom=["home"],
        sector="provider",
        by=staff["group_leader"],
        children_count=1,
    )
    x.make(
        ContactChild, contact=x.house_contact, pathway_child=x.p1, child=x.c1, sector="provider", note=canary(x, "KontaktB1")
    )  # fmt: skip
    Contact.objects.filter(pk=x.house_contact.pk).update(logged_at=datetime.fromisoformat("2026-05-13T16:00+02:00"))
    x.slot = x.make(
        Slot,
        pathway=x.w,
        kind="sparring",
        first_on=date(2026, 3, 5),
        every_weeks=1,
        starts_at=time(14, 0),
        ends_at=time(15, 0),
        place=canary(x, "Tid1"),
        people=[staff["resource_advisor"].pk, staff["teacher"].pk],
        made_by=staff["resource_advisor"],
    )
    x.make(
        SlotDay,
        slot=x.slot,
        on=date(2026, 5, 7),
        day=date(2026, 5, 7),
        starts_at=time(14, 0),
        ends_at=time(15, 0),
        state="not_held",
        by=staff["resource_advisor"],
    )
