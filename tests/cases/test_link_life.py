"""How long a link lives, what opens it, and what is asked or can be undone before it dies."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.links import make_link, renew_link, restore_link, revoke_link
from cases.forms.links import day_in
from cases.models import AccessLink, CustodyRelation, PathwayChild
from cases.queries.family_links import usual_end
from core.links import NoLink, by_link, hash_of
from followup.models import Occurrence
from tests.cases.test_links import mothers, open_door, pupils
from tests.cast import acting
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def opens(link_token):
    try:
        with by_link(hash_of(link_token)):
            return True
    except NoLink:
        return False


def log_in(client, x, who="group_leader"):
    client.force_login(x.users[who])
    return client


def undo(client):
    return client.post(reverse("undo", args=[client.session["undo"][0]["key"]]), follow=True).content.decode()


# ---- how long ----


@pytest.mark.parametrize(("kind", "last"), [("answer", "2026-07-20"), ("family", "2026-12-07")])
def test_questions_live_sixty_days_and_a_familys_page_two_hundred(cast, kind, last):
    last = date.fromisoformat(last)
    assert timezone.localdate(mothers(cast.fjord, kind=kind, until=last).link.expires_at) == last
    with pytest.raises(ValidationError) as refused:
        mothers(cast.fjord, kind=kind, until=last + timedelta(days=1))
    assert list(refused.value.message_dict) == ["until"]


def end_with(x, due=None, cadence="follow_up"):
    """What the link would end with, were this the only meeting to come."""
    with acting(x, "group_leader") as leader:
        rows = Occurrence._base_manager.filter(pathway=x.w)
        rows.update(state="before")
        if due:
            days = {"computed_on": due, "due_on": due, "window_opens_on": due}
            x.make(Occurrence, pathway=x.w, cadence=cadence, number=100 + rows.count(), **days)
        return str(usual_end(x.p1, leader))


def test_it_ends_two_weeks_after_the_next_status_meeting(cast):
    x = cast.fjord
    assert end_with(x, "2026-08-20") == "2026-09-03"
    assert end_with(x, "2026-05-22") == "2026-07-20"  # never less than sixty days
    assert end_with(x, "2026-12-01") == "2026-12-07"  # never more than two hundred
    assert end_with(x) == end_with(x, "2026-06-20", cadence="closing_mapping") == "2026-09-18"  # else 120 days


def test_the_day_stands_in_the_box_and_another_can_be_chosen(cast, client):
    x = cast.fjord
    log_in(client, x, "resource_advisor")
    page = reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"])
    with acting(x, "resource_advisor") as by:
        usual = usual_end(x.p1, by)
    assert f'value="{usual}"' in client.get(reverse("family_side", args=[x.p1.uuid])).content.decode()
    refused = client.post(page, {"language": "da", "factor": "code", "until": "2027-11-30"})
    words = refused.content.decode()
    kept = ["til og med 7. december 2026" in words, 'value="2027-11-30"' in words]
    assert (refused.status_code, kept) == (422, [True, True])
    said = client.post(page, {"language": "da", "factor": "code", "until": "2026-11-30"}).content.decode()
    assert "virker til og med 30. november 2026" in said


@pytest.mark.parametrize(("day", "told"), [("2026-06-05", None), ("2026-06-04", "om 14 dage"), ("2026-05-21", "i dag")])
def test_two_weeks_before_its_end_the_page_offers_to_renew(cast, client, day, told):
    x = cast.fjord
    with acting(x, "group_leader"):
        AccessLink.objects.filter(pk=x.mother_link.pk).update(expires_at=f"{day}T23:59:59+02:00")
        AccessLink.objects.filter(pk=x.father_link.pk).update(revoked_at=STORY)
    words = log_in(client, x).get(reverse("family_side", args=[x.p1.uuid])).content.decode()
    assert ("Linket udløber" in words, bool(told) and f"Linket udløber {told}." in words) == (bool(told), bool(told))


def test_nobody_gets_a_new_link_when_the_childs_part_is_over(cast):
    x = cast.fjord
    with acting(x, "group_leader") as by:
        PathwayChild._base_manager.filter(pk=x.p1.pk).update(ends_on="2026-05-20")
        with pytest.raises(ValidationError):
            make_link(kind="family", pathway=x.w, pathway_child=x.p1, parent=x.mother, who="Mor", by=by)
        with pytest.raises(ValidationError):
            renew_link(link=x.mother_link, by=by)


def test_a_new_one_takes_the_place_of_the_old_for_the_own_side_alone(cast):
    x = cast.fjord
    mothers(x, kind="family")  # the school's
    assert opens(token(x, "LinkMor1"))  # the group leader's
    first = mothers(x, "group_leader", kind="family")
    second = mothers(x, "group_leader", kind="family")
    assert [opens(each) for each in (token(x, "LinkMor1"), first.token, second.token)] == [False, False, True]
    assert opens(token(x, "LinkFar1"))


@pytest.mark.parametrize("who", ["Mor til {}", "{}s mor", "mor, {}", "{}’ mor"])
def test_no_form_of_a_childs_name_stands_on_a_link(cast, who):
    with pytest.raises(ValidationError) as refused:
        mothers(cast.fjord, who=who.format(cast.fjord.c1.given_name.lower()))
    assert list(refused.value.message_dict) == ["who"]


# ---- the end, asked about or undone ----


def test_renewing_asks_first(cast, client):
    x = cast.fjord
    log_in(client, x)
    page = reverse("family_link_renew", args=[x.mother_link.uuid])
    asked = client.get(page).content.decode()
    told = ["Lav et nyt link?" in asked, "virker til og med" in asked]
    assert (told, opens(token(x, "LinkMor1"))) == ([True, True], True)
    assert f'href="{page}"' in client.get(reverse("family_side", args=[x.p1.uuid])).content.decode()
    assert client.post(page).status_code == 200
    assert not opens(token(x, "LinkMor1"))


def test_another_municipalitys_link_is_not_asked_about(cast, client):
    log_in(client, cast.fjord)
    assert client.get(reverse("family_link_renew", args=[cast.bakke.mother_link.uuid])).status_code == 404


def test_taken_back_and_undone_the_same_link_opens(cast, client):
    x = cast.fjord
    log_in(client, x)
    client.post(reverse("family_link_revoke", args=[x.mother_link.uuid]))
    client.post(reverse("family_link_revoke", args=[x.mother_link.uuid]))  # a second press is no second act
    assert not opens(token(x, "LinkMor1"))
    assert "samme adresse åbner siden igen, på samme måde som før" in undo(client)
    assert opens(token(x, "LinkMor1"))
    assert len(client.session["undo"]) == 1


def test_what_was_renewed_meanwhile_is_not_brought_back(cast, client, time_machine):
    x = cast.fjord
    log_in(client, x)
    client.post(reverse("family_link_revoke", args=[x.mother_link.uuid]))
    time_machine.move_to("2026-05-21T09:01:00+02:00", tick=False)
    with acting(x, "group_leader") as by:
        made = renew_link(link=x.mother_link, by=by)
        revoke_link(link=made.link, by=by)
    assert "ændret siden" in undo(client)
    assert not opens(made.token)


@pytest.mark.parametrize("why", ["expired", "another", "custody", "over"])
def test_a_link_that_may_not_live_is_not_brought_back(cast, why):
    x = cast.fjord
    with acting(x, "resource_advisor") as by:
        link = make_link(kind="family", pathway=x.w, pathway_child=x.p1, parent=x.mother, who="Mor", by=by).link
        revoke_link(link=link, by=by)
        if why == "expired":
            AccessLink._base_manager.filter(pk=link.pk).update(expires_at=STORY)
        elif why == "another":
            make_link(kind="family", pathway=x.w, pathway_child=x.p1, parent=x.mother, who="Mor", by=by)
        elif why == "custody":
            CustodyRelation._base_manager.filter(pk=x.mother_custody.pk).update(ends_on="2026-05-20")
        else:
            PathwayChild._base_manager.filter(pk=x.p1.pk).update(ends_on="2026-05-20")
        with pytest.raises(ValidationError):
            restore_link(link=link, by=by)
        assert AccessLink._base_manager.get(pk=link.pk).revoked_at is not None


def test_a_class_gets_its_link_back(cast):
    made = pupils(cast.fjord)
    with acting(cast.fjord, "teacher") as by:
        revoke_link(link=made.link, by=by)
        restore_link(link=made.link, by=by)
    assert opens(made.token)


# ---- what opens it ----


@pytest.mark.parametrize(
    "typed",
    ["03-05-2016", "3/5 2016", "03052016", "030516", "3.5.16", "2016-05-03", " 3 - 5 - 2016 ", "٠٣٠٥٢٠١٦", "٣/٥/٢٠١٦", "۳ ۵ ۲۰۱۶", "3–5–2016"],
)  # fmt: skip
def test_all_ways_of_writing_a_day(typed):
    assert day_in(typed) == date(2016, 5, 3)


@pytest.mark.parametrize(
    "typed", ["", "3. maj", "2016", "31 2 2016", "3 5", "1 2 3 4", "13 13 2016", "0305201", "9" * 30]
)
def test_what_is_no_day_costs_no_try(cast, client, typed):
    made = mothers(cast.fjord, factor="birth_date")
    answer = client.post(f"/l/{made.token}", {"factor": typed})
    assert (answer.status_code, typed in answer.content.decode()) == (422, True)
    with acting(cast.fjord, "resource_advisor"):
        assert AccessLink._base_manager.get(pk=made.link.pk).tries == 0


def test_a_year_of_two_figures_is_one_that_has_been():
    assert (day_in("241126"), day_in("241127")) == (date(2026, 11, 24), date(1927, 11, 24))


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}-{1}", "{0}–{1}", "\u200f{0}\u00a0{1}\u200e", " {0}.{1}\n"])
def test_a_code_is_pasted_as_it_was_sent(cast, client, shape):
    made = mothers(cast.fjord)
    assert client.post(f"/l/{made.token}", {"factor": shape.format(made.code[:3], made.code[3:])}).status_code == 302


@pytest.mark.parametrize(("factor", "complete"), [("code", "one-time-code"), ("birth_date", "off")])
def test_the_box_asks_the_phone_for_figures(cast, client, factor, complete):
    page = client.get(f"/l/{mothers(cast.fjord, factor=factor).token}").content.decode()
    assert ('inputmode="numeric"' in page, f'autocomplete="{complete}"' in page) == (True, True)


def test_the_family_link_by_date_of_birth_is_told_in_words(cast, client):
    x = cast.fjord
    log_in(client, x, "resource_advisor")
    page = reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"])
    words = client.post(page, {"language": "da", "factor": "birth_date"}).content.decode()
    assert ("skriv barnets fødselsdato" in words, "code-shown" in words) == (True, False)
    assert str(x.c1.born_on) not in words


def test_a_date_that_nobody_knows_is_not_offered(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        type(x.c1)._base_manager.filter(pk=x.c1.pk).update(born_on=None)
    log_in(client, x, "resource_advisor")
    pages = [client.get(reverse(name, args=[x.p1.uuid])).content.decode() for name in ("family_side", "child_ask")]
    assert ['name="factor"' in page for page in pages] == [False, False]
    page = reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"])
    assert "code-shown" in client.post(page, {"language": "da", "factor": "birth_date"}).content.decode()


def test_a_dead_address_says_what_to_do_in_four_languages(client):
    page = client.get("/l/guess").content.decode()
    for words in ("Bed den, der gav dig den", "Ask the person who gave it to you", "اطلب", "isteyin"):
        assert words in page, words
    assert 'lang="ar" dir="rtl"' in page


@pytest.mark.parametrize("address", ["/l/guess", "/svar/sprog", "/familien/dag"])
def test_a_phone_without_cookies_is_told_so_and_not_of_logins_and_drafts(address):
    answer = Client(enforce_csrf_checks=True).post(address, {"factor": "123456"})
    words = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    for told in ("gemme cookies", "keep cookies", "ملفات تعريف الارتباط", "çerez"):
        assert told in words, told
    assert [word for word in ("kladde", "logget", 'href="/"') if word in words] == []


def test_what_a_link_is_called_is_danish_whatever_staff_reads(cast, client, settings):
    x = cast.fjord
    log_in(client, x, "resource_advisor").cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post(
        reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"]), {"language": "da", "factor": "code"}
    )
    with acting(x, "resource_advisor") as by:
        assert AccessLink.objects.visible_to(by).get(kind="family", parent=x.mother).who == "Mor"


def test_what_a_link_may_not_do_is_the_page_that_opens_nothing(cast, client):
    """A mother writes no carer's day: the page of staff's rights would tell her of roles and lead her to a login."""
    x, made = cast.fjord, mothers(cast.fjord, kind="family")
    open_door(client, made)
    answer = client.post(reverse("family_day"), {"form": "good", "how": "Fint", "worked": ""})
    assert (answer.status_code, answer.content) == (404, client.get("/l/guess").content)
    assert x.mother.name not in answer.content.decode()


def test_after_a_break_nobody_is_told_that_the_address_opens_nothing(cast, client, time_machine):
    open_door(client, mothers(cast.fjord, kind="family"))
    nobody = Client().get("/familien/")
    time_machine.move_to("2026-05-21T09:31:00+02:00", tick=False)
    page = client.get("/familien/")
    assert (page.status_code, "Har du holdt en pause?" in page.content.decode()) == (404, True)
    assert page.content == nobody.content  # whether there ever was a link is not told
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "strict-origin")


def test_whoever_has_one_link_does_not_meet_what_was_said_to_another(cast, client):
    """Mother's last message is not said to the father, who opens his page in the same browser."""
    x = cast.fjord
    open_door(client, mothers(x, kind="family"))
    session = client.session
    session["link_said"] = "Det er sendt til skolen."
    session.save()
    fathers = mothers(x, kind="family", parent=x.father, who="Far")
    page = client.get(open_door(client, fathers).url).content.decode()
    assert ("Det er sendt til skolen." in page, "link_said" in client.session) == (False, False)
