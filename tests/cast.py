"""The cast: two municipalities with the same people, made as the owner and committed, so that no test needs a flush.

Every text that somebody must not see carries a canary: a word that begins with "Qx", the municipality's name and what it is.
"""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import (
    ClassName,
    LocalText,
    Municipality,
    OrganisationUnit,
    ReceivedKey,
    RoleAssignment,
    SchoolClass,
    StaffMember,
    User,
    WordAdvice,
)
from cases.models import (
    Child,
    ClassMembership,
    ConcernNotification,
    CustodyRelation,
    LegalBasis,
    Parent,
)
from core.context import tenant
from followup.models import (
    SchoolBreak,
)
from insight.models import InsightFigure
from programmes.actions import load_programmes
from programmes.models import ProgrammeVersion
from tests.cast_agreement import agreement
from tests.cast_audiences import audiences
from tests.cast_classes import class_track
from tests.cast_closing import closing
from tests.cast_contacts import contacts
from tests.cast_family import family
from tests.cast_files import files
from tests.cast_findings import findings
from tests.cast_followup import canary, follow_up
from tests.cast_group import group_track
from tests.cast_heard import heard
from tests.cast_papers import papers
from tests.cast_plan import plan, sharing
from tests.cast_post import post
from tests.cast_rhythm import rhythm
from tests.cast_rounds import rounds
from tests.cast_voices import voices

BEGAN = date(2020, 8, 1)
TODAY = date(2026, 5, 21)
PASSWORD = "samspil-demo-2026"


@cache
def _password():
    return make_password(PASSWORD)


def make_cast():
    load_programmes()
    version = ProgrammeVersion.objects.get(programme__slug="externalising_behaviour", number="0")
    return SimpleNamespace(fjord=make_municipality("Fjord", version), bakke=make_municipality("Bakke", version))


def make_municipality(name, version):
    m = Municipality.objects.create(name=name, is_fictional=True)
    x = SimpleNamespace(name=name, municipality=m, version=version, users={}, staff={})
    x.make = lambda model, **fields: model.objects.create(municipality=m, **fields)
    _units(x)
    _people(x)
    _children(x)
    class_track(x)
    sharing(x)
    plan(x)
    heard(x)
    group_track(x)
    follow_up(x)
    post(x)
    agreement(x)
    closing(x)
    contacts(x)
    voices(x)
    rounds(x)
    family(x)
    audiences(x)
    findings(x)
    files(x)
    papers(x)
    rhythm(x)
    _figures(x)
    _concerns(x)
    _roles(x)
    return x


def _units(x):
    unit = lambda **fields: x.make(OrganisationUnit, **fields)  # noqa: E731
    x.top = unit(kind="administration", name=f"{x.name} Kommune")
    x.school = unit(kind="school", sector="school", parent=x.top, name=f"{x.name}by Skole")
    x.other_school = unit(kind="school", sector="school", parent=x.top, name=f"{x.name}strand Skole")
    x.ppr = unit(kind="ppr", sector="ppr", parent=x.top, name="PPR")
    x.provider = unit(kind="provider", sector="provider", parent=x.top, name="Familiehuset")
    x.authority = unit(kind="authority", sector="authority", parent=x.top, name="Familieafdelingen")
    x.b5, x.c6 = (
        x.make(SchoolClass, school=x.school, name=name, grade=grade) for name, grade in (("5.B", 5), ("6.C", 6))
    )
    x.a4 = x.make(SchoolClass, school=x.other_school, name="4.A", grade=4)
    for school_class in (x.b5, x.c6, x.a4):
        x.make(
            ClassName,
            school_class=school_class,
            name=school_class.name,
            grade=school_class.grade,
            starts_on=date(2025, 8, 1),
        )
    x.make(ReceivedKey, key=uuid4(), location="/")
    x.a_break = x.make(SchoolBreak, name="Sommerferie", starts_on=date(2026, 6, 27), ends_on=date(2026, 8, 10))
    x.basis_kind = x.make(
        LegalBasis,
        key="consent",
        title="Skriftligt samtykke",
        text="Forældrene har sagt ja til, at skole og social deler.",
        needs_consent=True,
        valid_from=BEGAN,
    )


PEOPLE = {
    "resource_advisor": "Karen Lindholm",
    "group_leader": "Samira Nygaard",
    "principal": "Henrik Toft",
    "provider_manager": "Birthe Damsgaard",
    "teacher": "Anders Bech",
    "caseworker": "Mette Krogh",
    "ppr_advisor": "Ole Vestergaard",
    "learning_coordinator": "Jytte Holm",
    "learning_advisor": "Nina Aagaard",
    "steering_group": "Pia Mortensen",
    "evaluator": "Erik Lund",
    "training_lead": "Kirsten Bruun",
    "administrator": "Allan Dahl",
    "dpo": "Dorthe Poulsen",
    "other_principal": "Ulla Strand",
    "other_advisor": "Jens Østergaard",
    "other_leader": "Lone Frost",
    "other_teacher": "Rikke Munk",
    "mixed": "Mads Blandt",
    "both": "Bente Begge",
    "ended": "Egon Slut",
    "system": "Samspil",
}


def _people(x):
    for who, full_name in PEOPLE.items():
        user = User.objects.create(
            email=f"{who}@{x.name}.example".lower(), password=_password(), is_active=who != "system"
        )
        x.users[who], x.staff[who] = user, x.make(StaffMember, user=user, name=full_name)


def _roles(x):
    def give(who, role, scope="municipality", scope_id=None, **dates):
        return x.make(
            RoleAssignment,
            staff_member=x.staff[who],
            role=role,
            scope=scope,
            scope_id=scope_id,
            **{"starts_on": BEGAN} | dates,
        )

    give("resource_advisor", "resource_advisor", "school", x.school.pk)
    give("principal", "principal", "school", x.school.pk)
    give("group_leader", "group_leader", "group", x.g.pk)
    give("provider_manager", "provider_manager", "unit", x.provider.pk)
    x.team_role = give("teacher", "class_team", "class", x.b5.pk).pk
    give("caseworker", "caseworker", "child", x.c1.pk)
    give("ppr_advisor", "ppr_advisor", "pathway", x.w.pk)
    give("learning_coordinator", "learning_coordinator", "unit", x.ppr.pk)
    give("learning_advisor", "learning_advisor", "school", x.school.pk)
    x.a_role = give("training_lead", "training_lead").pk
    for role in ("steering_group", "evaluator", "administrator", "dpo", "system"):
        give(role, role)
    give("other_principal", "principal", "school", x.other_school.pk)
    give("other_advisor", "resource_advisor", "school", x.other_school.pk)
    give("other_leader", "group_leader", "group", x.g2.pk)
    give("other_teacher", "class_team", "class", x.a4.pk)
    give("mixed", "class_team", "class", x.b5.pk)
    give("mixed", "caseworker", "child", x.c3.pk)
    give("both", "steering_group")
    give("both", "class_team", "class", x.b5.pk)
    give("ended", "principal", "school", x.school.pk, ends_on=date(2026, 1, 31))


def _child(x, given, what, school, school_class, **fields):
    child = x.make(
        Child, given_name=given, family_name=canary(x, what), school=school, **{"born_on": date(2014, 9, 3)} | fields
    )
    x.make(ClassMembership, child=child, school_class=school_class, starts_on=date(2025, 8, 1))
    return child


def _parent(x, child, name, relation, **custody):
    parent = x.make(Parent, name=canary(x, name), known_through=child, phone="20 00 00 00")
    return parent, x.make(
        CustodyRelation, child=child, parent=parent, relation=relation, **{"starts_on": date(2014, 9, 3)} | custody
    )


def _children(x):
    """c1: live basis. c2: protected, custody holders disagree, no basis. c3: the other school's. c4: 5.B, not in the pathway."""
    x.c1 = _child(x, "Adam", "Barn1", x.school, x.b5)
    x.c1.seal_cpr("6309144011" if x.name == "Fjord" else "6309144022")
    x.c1.save()
    x.c2 = _child(x, "Selma", "Barn2", x.school, x.b5, protected=True, address=canary(x, "Adresse2"))
    x.c3 = _child(x, "Noah", "Barn3", x.other_school, x.a4)
    x.c4 = _child(x, "Åse", "Barn4", x.school, x.b5)
    x.mother, x.mother_custody = _parent(x, x.c1, "Mor1", "mother")
    x.father, x.father_custody = _parent(x, x.c1, "Far1", "father")
    x.mother2, x.mother2_custody = _parent(x, x.c2, "Mor2", "mother")
    x.father2, x.father2_custody = _parent(x, x.c2, "Far2", "father")
    x.mother3, x.mother3_custody = _parent(x, x.c3, "Mor3", "mother")


SENT = {
    "school1": date(2021, 3, 2),
    "provider1": date(2021, 3, 3),
    "ppr1": date(2021, 3, 4),
    "school3": date(2021, 3, 5),
}


def _figures(x):
    x.make(
        InsightFigure, indicator="active_pathways", period=TODAY, unit=x.school, key="running", n=1, value=Decimal("1")
    )


def _concerns(x):
    """That somebody is worried stands in no words: days of 2021 are the canaries here."""
    admin = x.staff["administrator"]
    x.local_text = x.make(LocalText, key="concern", body="Vi hjælper hinanden.", contact="Vagten", changed_by=admin)
    x.word = x.make(WordAdvice, word="doven", instead="kommer ikke i gang", changed_by=admin, batch=uuid4())
    x.concerns = {
        what: x.make(ConcernNotification, child=child, sector=sector, by=x.staff[who], sent_on=SENT[what])
        for what, child, sector, who in (
            ("school1", x.c1, "school", "teacher"),
            ("provider1", x.c1, "provider", "group_leader"),
            ("ppr1", x.c1, "ppr", "ppr_advisor"),
            ("school3", x.c3, "school", "other_teacher"),
        )
    }


@contextmanager
def acting(x, who):
    """Inside `with acting(fjord, "teacher") as person:` the walls stand as they do for that person."""
    with tenant(x.users[who].pk, x.municipality.pk) as person:
        yield person


def today():
    return timezone.localdate()
