"""The story's group in a municipality of its own: eight parents of children at two schools, one with a companion."""

from datetime import date, time

import pytest
import time_machine

from cases.models import (
    Child,
    ClassMembership,
    CustodyRelation,
    InformationExchange,
    Offer,
    OfferAnswer,
    Parent,
    PathwayChild,
    SharingBasis,
)
from tests.cast import acting, make_municipality
from tests.conftest import log_in_as

PARENTS = [
    "Amina Warsame",
    "Bo Kristensen",
    "Camilla Juhl",
    "Dariusz Nowak",
    "Fatma Yıldız",
    "Gitte Østergaard",
    "Lars-Ole Bæk-Jensen",
    "Mia Sand",
]
FIRST = date(2026, 3, 12)
INVITED = "2026-02-20"


@pytest.fixture(scope="session")
def story(cast, django_db_blocker):
    with django_db_blocker.unblock():
        log_in_as("owner")
        x = make_municipality("Lund", cast.fjord.version)
        x.w2.co_lead = x.staff["group_leader"]
        x.w2.save()
        x.custody = [_family(x, number, name) for number, name in enumerate(PARENTS)]
        x.suspended = _suspended_father(x, x.custody[2].child)
        log_in_as("runtime")
    return x


def _suspended_father(x, child):
    father = x.make(Parent, name="Carl Juhl", known_through=child)
    suspension = {"suspended_from": date(2026, 2, 1), "suspended_until": date(2026, 12, 31)}
    return x.make(
        CustodyRelation, child=child, parent=father, relation="father", starts_on=date(2015, 3, 1), **suspension
    )


def _family(x, number, name):
    """A child with a parent and a live basis; the other school's half of them come from 4.A."""
    pathway, school, school_class = (x.w, x.school, x.b5) if number < 4 else (x.w2, x.other_school, x.a4)
    child = x.make(
        Child,
        given_name=f"Barn{number}",
        family_name=name.split()[-1],
        school=school,
        born_on=date(2015, 3, 1 + number),
    )
    x.make(ClassMembership, child=child, school_class=school_class, starts_on=date(2025, 8, 1))
    parent = x.make(
        Parent,
        name=name,
        known_through=child,
        phone=f"20 10 20 1{number}",
        needs_interpreter=number == 4,
        language="tyrkisk" if number == 4 else "",
    )
    custody = x.make(CustodyRelation, child=child, parent=parent, relation="mother", starts_on=date(2015, 3, 1))
    place = x.make(PathwayChild, pathway=pathway, child=child, starts_on=date(2026, 2, 2))
    advisor = x.staff["resource_advisor"]
    offer = x.make(
        Offer,
        pathway_child=place,
        child=child,
        sector="school",
        informed_on=date(2026, 2, 9),
        method="meeting",
        recorded_by=advisor,
    )
    x.make(OfferAnswer, offer=offer, custody=custody, answer="yes", answered_on=date(2026, 2, 12))
    basis = x.make(
        SharingBasis,
        child=child,
        pathway=pathway,
        legal_basis=x.basis_kind,
        text_shown="Tekst",
        decided_on=date(2026, 2, 13),
        recorded_by=advisor,
    )
    noun, row = ("offer", offer) if number else ("participation", place)  # the first family's answer is not shared
    x.make(
        InformationExchange,
        basis=basis,
        child=child,
        from_sector="school",
        to_sector="provider",
        noun=noun,
        object_id=row.pk,
        started_by=advisor,
    )
    return custody


@pytest.fixture
def make_group(story, db):
    """`make_group(parents=8)` starts the story's group as its leader in February; the parents named have joined it."""
    from parentgroups.actions import create_group, invite_parent, join_group

    def make(parents=8, entered_on=INVITED, **changes):
        with time_machine.travel(entered_on, tick=False), acting(story, "group_leader") as by:
            group = create_group(by=by, **(new_group(story) | changes))
            for number, custody in enumerate(story.custody[:parents]):
                enrolment = invite_parent(group=group, custody=custody, invited_on=date(2026, 2, 20), by=by)
                join_group(enrolment=enrolment, companion="Inger Sand" if number == 7 else "", by=by)
        return group

    return make


def new_group(x):
    return {
        "version": x.version, "title": "Forældregruppe forår", "unit": x.provider, "lead": x.staff["group_leader"], "first_on": FIRST,
        "count": 7, "weeks_between": 2, "starts_at": time(16, 30), "minutes": 120, "venue": "Biblioteket",
    }  # fmt: skip
