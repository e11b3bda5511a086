"""The cast's rows of part four: links, a carer, what was asked and what was issued."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.models import AccessLink, Carer, IssuedDocument, LinkVisit
from core.links import hash_of
from mapping.models import Ask, ClassAnswer, TranslationCheck
from tests.cast_followup import canary

LATE = datetime(2026, 8, 1, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))


def token(x, what):
    """The secret part of a link of the cast: known to tests, 43 characters as any other."""
    return f"{x.name}{what}".ljust(43, "x")


def voices(x):
    """A link of Adam's mother (given by the group leader) and one for Adam himself (by the advisor); the pupils' link."""
    row = {"pathway": x.w, "expires_at": LATE}
    about = {"child": x.c1, "pathway_child": x.p1}

    def link(kind, what, sector, by, **more):
        return x.make(
            AccessLink, kind=kind, who=canary(x, what), sector=sector, made_by=x.staff[by], token_hash=hash_of(token(x, what)), **row, **more
        )  # fmt: skip

    x.carer = x.make(Carer, child=x.c1, name=canary(x, "Plejer1"), starts_on=date(2026, 1, 1), kind="foster_parent")
    x.mother_link = link("family", "LinkMor1", "provider", "group_leader", parent=x.mother, **about)
    x.child_link = link("answer", "LinkBarn1", "school", "resource_advisor", **about)
    x.class_link = link("class", "Klasselink1", "school", "resource_advisor")
    x.make(LinkVisit, link=x.mother_link, device="abcdef123456", what="opened")
    asked = {"mapping": x.mapping, "due_on": date(2026, 6, 1), "instruments": [], "sector": "school"}
    x.child_ask = x.make(
        Ask, informant="child", link=x.child_link, made_by=x.staff["resource_advisor"], who=canary(x, "SpurgtBarn1"), **asked, **about
    )  # fmt: skip
    x.teacher_ask = x.make(
        Ask, informant="professional", way="logged_in", staff=x.staff["teacher"], made_by=x.staff["resource_advisor"],
        who=canary(x, "Spurgt1"), **asked, **about,
    )  # fmt: skip
    x.class_ask = x.make(
        Ask, informant="pupils", link=x.class_link, made_by=x.staff["resource_advisor"], who=canary(x, "Klassespurgt1"), **asked
    )  # fmt: skip
    x.make(ClassAnswer, mapping=x.mapping, ask=x.class_ask, informant="pupils", answered_on=date(2026, 5, 18))
    issued = {"pathway": x.w, "version": "plan 1", "sha256": "0" * 64, "body": b"%PDF"}
    x.issued = x.make(
        IssuedDocument, kind="plan_parents", title=canary(x, "Udleveret1"), sector="provider", parent=x.mother,
        issued_by=x.staff["group_leader"], **about, **issued,
    )  # fmt: skip
    x.class_issued = x.make(
        IssuedDocument, kind="plan_class", title=canary(x, "Klasseark1"), sector="school", issued_by=x.staff["resource_advisor"], **issued
    )  # fmt: skip
    x.make(
        TranslationCheck, slug="wellbeing_ruler", number="1", language="tr", confirmed_by=x.staff["administrator"], confirmed_on=date(2026, 5, 4)
    )  # fmt: skip
