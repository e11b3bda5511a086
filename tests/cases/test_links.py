"""Links are made, proved, locked, renewed and taken back; every dead one is one and the same page."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions.links import MadeLink, make_link, prove, renew_link, revoke_link
from cases.models import AccessLink, CustodyRelation, LinkVisit
from core.links import by_link, hash_of
from tests.cast import acting

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def mothers(x, role="resource_advisor", **more) -> MadeLink:
    with acting(x, role) as by:
        wanted = {"kind": "answer", "pathway": x.w, "pathway_child": x.p1, "parent": x.mother, "who": "Mor", "by": by}
        return make_link(**wanted | more)


def pupils(x, who="teacher") -> MadeLink:
    with acting(x, who) as by:
        return make_link(kind="class", pathway=x.w, who="Klassen", by=by)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def open_door(client, made):
    return client.post(f"/l/{made.token}", {"factor": made.code})


# ---- making ----


def test_a_link_is_shown_once_and_kept_as_hashes(cast):
    made = mothers(cast.fjord)
    assert (len(made.token), len(made.code), made.code.isdigit()) == (43, 6, True)
    link = made.link
    assert (link.token_hash, link.sector, link.child_id) == (hash_of(made.token), "school", cast.fjord.c1.pk)
    assert made.code not in link.code_hash
    assert timezone.localtime(link.expires_at).strftime("%d.%m %H:%M") == "20.06 23:59"


@pytest.mark.parametrize(
    ("who", "sector"),
    [("resource_advisor", "school"), ("group_leader", "provider"), ("caseworker", "authority"), ("ppr_advisor", "ppr")],
)
def test_each_side_hands_out_its_own(cast, who, sector):
    assert mothers(cast.fjord, who).link.sector == sector


@pytest.mark.parametrize("who", ["teacher", "principal", "provider_manager", "other_advisor", "administrator"])
def test_others_hand_out_none_about_a_child(cast, who):
    with pytest.raises(PermissionDenied):
        mothers(cast.fjord, who)


def test_the_class_team_hands_out_one_for_the_pupils(cast):
    link = pupils(cast.fjord).link
    assert (link.kind, link.sector, link.child_id) == ("class", "school", None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"until": date(2026, 7, 21)}, "until"),
        ({"until": date(2026, 5, 21)}, "until"),
        ({"language": "fr"}, "language"),
        ({"who": "  "}, "who"),
        ({"kind": "family", "parent": None}, "parent"),
    ],
)
def test_what_does_not_hold_is_refused_in_words(cast, more, field):
    with pytest.raises(ValidationError) as refused:
        mothers(cast.fjord, **more)
    assert list(refused.value.message_dict) == [field]


def test_a_link_carries_no_childs_name(cast):
    with pytest.raises(ValidationError) as refused:
        mothers(cast.fjord, who=f"Mor til {cast.fjord.c1.given_name}")
    assert list(refused.value.message_dict) == ["who"]


@pytest.mark.parametrize(
    "fields",
    [{"has_custody": False}, {"ends_on": "2026-05-20"}, {"suspended_from": "2026-05-01", "suspended_until": "2026-06-01"}],
)  # fmt: skip
def test_only_who_holds_custody_today_gets_one(cast, fields):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        CustodyRelation._base_manager.filter(pk=x.mother_custody.pk).update(**fields)
    with pytest.raises(ValidationError):
        mothers(x)


# ---- the door ----


def test_the_right_code_leads_to_an_address_without_the_secret(cast, client):
    made = mothers(cast.fjord)
    door = client.get(f"/l/{made.token}")
    answer = open_door(client, made)
    assert (door.status_code, answer.status_code, answer.url) == (200, 302, "/svar/")
    assert made.token not in str(dict(client.session))
    with acting(cast.fjord, "resource_advisor"):
        assert list(LinkVisit._base_manager.filter(link=made.link).values_list("what", flat=True)) == ["opened"]
    assert client.get(f"/l/{made.token}").url == "/svar/"  # this browser has proved it


def test_the_door_names_nobody(cast, client):
    x, made = cast.fjord, mothers(cast.fjord)
    page = client.get(f"/l/{made.token}").content.decode()
    named = (x.c1.given_name, x.c1.family_name, x.mother.name, "Mor", x.municipality.name, x.w.title)
    assert [word for word in named if word in page] == []


def test_the_code_may_be_written_as_it_was_read_aloud(cast, client):
    made = mothers(cast.fjord)
    spaced = f"{made.code[:3]} {made.code[3:]}".translate({ord(str(n)): 0x660 + n for n in range(10)})
    assert client.post(f"/l/{made.token}", {"factor": spaced}).status_code == 302


def test_half_a_code_costs_no_try(cast, client):
    made = mothers(cast.fjord)
    answer = client.post(f"/l/{made.token}", {"factor": "12 34"})
    assert (answer.status_code, "12 34" in answer.content.decode()) == (422, True)
    assert _link(cast.fjord, made).tries == 0


def _link(x, made):
    with acting(x, "resource_advisor"):
        return AccessLink._base_manager.get(pk=made.link.pk)


def test_five_wrong_codes_lock_it_and_only_renewing_opens_it(cast, client):
    x, made = cast.fjord, mothers(cast.fjord)
    got = [client.post(f"/l/{made.token}", {"factor": wrong(made.code)}).status_code for _ in range(5)]
    assert (got, open_door(client, made).status_code) == ([422] * 4 + [404], 404)
    with acting(x, "resource_advisor") as by:
        again = renew_link(link=made.link, by=by)
    assert (open_door(client, made).status_code, open_door(client, again).url) == (404, "/svar/")


def test_a_right_code_forgets_the_wrong_ones(cast, client):
    made = mothers(cast.fjord)
    client.post(f"/l/{made.token}", {"factor": wrong(made.code)})
    open_door(client, made)
    assert _link(cast.fjord, made).tries == 0


def test_guesses_after_the_lock_are_not_weighed(cast):
    """The row is read again under its lock: whoever entered before it was locked is refused all the same."""
    made = mothers(cast.fjord)
    with by_link(hash_of(made.token)) as holder:
        for _ in range(5):
            prove(by=holder, given=wrong(made.code), device="a")
        assert prove(by=holder, given=made.code, device="a") is None


def test_the_date_of_birth_opens_and_another_does_not(cast, client):
    x = cast.fjord
    made = mothers(x, factor="birth_date")
    assert made.code is None
    other = x.c1.born_on + timedelta(days=1)
    assert client.post(f"/l/{made.token}", {"factor": other.isoformat()}).status_code == 422
    assert client.post(f"/l/{made.token}", {"factor": f"{x.c1.born_on:%d.%m.%Y}"}).url == "/svar/"


def test_the_function_answers_only_a_link(cast):
    from django.db import connection

    with acting(cast.fjord, "resource_advisor"), connection.cursor() as db:
        db.execute("select app.link_birth_date_is(%s)", [cast.fjord.c1.born_on])
        assert db.fetchone() == (False,)


# ---- the end of a link ----


def test_taken_back_it_is_dead_in_the_browser_that_had_it_open(cast, client):
    x, made = cast.fjord, mothers(cast.fjord)
    open_door(client, made)
    with acting(x, "resource_advisor") as by:
        first = revoke_link(link=made.link, by=by).revoked_at
        assert revoke_link(link=made.link, by=by).revoked_at == first
    assert client.get("/svar/").status_code == 404


@pytest.mark.parametrize("act", [renew_link, revoke_link])
@pytest.mark.parametrize("who", ["group_leader", "teacher"])
def test_another_side_neither_renews_nor_revokes(cast, act, who):
    x, made = cast.fjord, mothers(cast.fjord)
    with acting(x, who) as by, pytest.raises((PermissionDenied, AccessLink.DoesNotExist)):
        act(link=made.link, by=by)


def test_half_an_hour_at_rest_closes_it(cast, client, time_machine):
    made = mothers(cast.fjord)
    open_door(client, made)
    time_machine.move_to("2026-05-21T09:31:00+02:00", tick=False)
    assert client.get("/svar/").status_code == 404


def test_closing_it_forgets_it_here(cast, client):
    made = mothers(cast.fjord)
    open_door(client, made)
    assert client.post("/svar/luk").status_code == 200
    assert client.get("/svar/").status_code == 404


def test_a_link_of_questions_opens_no_familys_page(cast, client):
    open_door(client, mothers(cast.fjord))
    assert client.post("/familien/luk").status_code == 404
