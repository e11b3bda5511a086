"""What a link sees in PostgreSQL alone: its own rows, and nothing of anybody else."""

import pytest
from django.db import connection

from cases.models import AccessLink, Child, CustodyRelation, IssuedDocument, Parent
from core.links import NoLink, by_link, hash_of
from mapping.models import Ask, ClassAnswer, Perspective
from tests.cast import acting
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def seen(model):
    return model._base_manager.count()  # no visible_to: PostgreSQL alone


def test_mother_sees_her_link_and_what_was_given_to_her(cast):
    with by_link(hash_of(token(cast.fjord, "LinkMor1"))) as holder:
        assert (seen(AccessLink), seen(IssuedDocument)) == (1, 1)
        assert [seen(m) for m in (Child, Parent, CustodyRelation, Ask, Perspective, ClassAnswer)] == [0] * 6
        assert IssuedDocument.objects.visible_to(holder).get().pk == cast.fjord.issued.pk
        assert holder.link["parent_id"] == cast.fjord.mother.pk


def test_pupils_see_only_their_round(cast):
    with by_link(hash_of(token(cast.fjord, "Klasselink1"))):
        assert [seen(m) for m in (Ask, ClassAnswer, Perspective, IssuedDocument)] == [1, 1, 0, 0]


def test_a_link_deletes_and_issues_nothing(cast):
    with by_link(hash_of(token(cast.fjord, "LinkMor1"))):
        assert IssuedDocument._base_manager.update(title="x") == 0
        with connection.cursor() as db:
            db.execute("delete from cases_accesslink")
            assert db.rowcount == 0


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (AccessLink, {"expires_at": "2026-05-21T08:59:59+02:00"}),
        (AccessLink, {"revoked_at": "2026-05-20T12:00:00+02:00"}),
        (AccessLink, {"locked_at": "2026-05-20T12:00:00+02:00"}),
        (CustodyRelation, {"suspended_from": "2026-05-01", "suspended_until": "2026-06-01"}),
        (CustodyRelation, {"ends_on": "2026-05-20"}),
        (CustodyRelation, {"has_custody": False}),
    ],
)
def test_dead_links_are_all_alike(cast, model, fields):
    x = cast.fjord
    row = x.mother_link if model is AccessLink else x.mother_custody
    who = "group_leader" if model is AccessLink else "resource_advisor"
    with acting(x, who):
        assert model._base_manager.filter(pk=row.pk).update(**fields) == 1
        with pytest.raises(NoLink), by_link(hash_of(token(x, "LinkMor1"))):
            pass


def test_a_guessed_link_is_dead_too(cast):
    with pytest.raises(NoLink), by_link(hash_of("guess")):
        pass
