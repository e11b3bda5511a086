"""The family's page looked at again: two pages in one browser, form of the day, words nobody has read, wishes at the meeting."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts.models import StaffMember
from cases import page_words
from cases.actions.families import keep_language, save_day, save_wish, tick_wishes, withdraw_by_link
from cases.actions.page_words import confirm_words, take_back_words
from cases.models import (
    AccessLink,
    Carer,
    Child,
    ChildAnnex,
    DailyNote,
    FamilyWish,
    InformationExchange,
    PageWordsCheck,
    SpokenWish,
)
from cases.queries.family_page import family_page
from core.links import by_link, hash_of
from followup.models import Occurrence
from followup.queries.meetings import wishes_at
from tests.cases.test_family_page import holder, opened, page_of, planned
from tests.cast import acting
from tests.cast_voices import LATE, token

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def another_link(x, name, *, by="resource_advisor", sector="school", **whom):
    """A second page about Adam: of the other side, or of a colleague."""
    return x.make(
        AccessLink, kind="family", who=name, made_by=x.staff[by], sector=sector, token_hash=hash_of(token(x, name)), expires_at=LATE,
        child=x.c1, pathway_child=x.p1, pathway=x.w, **whom,
    )  # fmt: skip


# ---- one browser, two pages ----


def test_what_is_sent_from_another_childs_tab_is_not_saved_here(cast, client):
    x = cast.fjord
    opened(client, x, "LinkPlejer1")
    assert f'name="page" value="{x.carer_link.uuid}"' in client.get("/familien/").content.decode()
    sent = {"form": "calm", "how": "Om en anden", "page": str(x.mother_link.uuid)}
    said = client.post(reverse("family_day"), sent, follow=True).content.decode()
    assert "Intet er gemt: Der er åbnet en anden side i denne browser siden. Den her handler om Adam." in said
    with acting(x, "caseworker") as caseworker:
        assert not DailyNote.objects.visible_to(caseworker).filter(day=date(2026, 5, 21)).exists()


def test_a_ground_is_not_stopped_from_another_childs_tab(cast, client):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    address = reverse("family_withdraw", args=[x.basis.uuid])
    assert "Intet er gemt" in client.post(address, {"page": str(x.father_link.uuid)}, follow=True).content.decode()
    assert (
        "Delingen er stoppet." in client.post(address, {"page": str(x.mother_link.uuid)}, follow=True).content.decode()
    )


def test_the_language_she_chose_is_her_links_from_now_on(cast, client):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    client.post("/familien/sprog", {"language": "ar"})
    client.post("/familien/sprog", {"language": "xx"})
    with holder(x, "LinkMor1") as person:
        assert person.link["language"] == "ar"
        keep_language(language="tr", by=person)
    with holder(x, "LinkFar1") as person:
        assert person.link["language"] == "da"
    with holder(x, "LinkMor1") as person:
        assert person.link["language"] == "tr"


# ---- each side its own words ----


def test_two_links_of_one_mother_keep_two_wishes(cast):
    x = cast.fjord
    both, _his = planned(x)
    with acting(x, "resource_advisor"):
        another_link(x, "Mor skole", parent=x.mother)
    with holder(x, "LinkMor1") as person:
        save_wish(meeting=both.uuid, text="Til huset", by=person)
    with holder(x, "Mor skole") as person:
        assert family_page(person).meeting.wish == ""
        save_wish(meeting=both.uuid, text="Til skolen", by=person)
    for who, words in (("group_leader", ["Til huset"]), ("resource_advisor", ["Til skolen"])):
        with acting(x, who) as reader:
            rows = FamilyWish.objects.visible_to(reader).filter(meeting=both.uuid)
            assert list(rows.values_list("text", flat=True)) == words


# ---- the carer's day ----


def test_the_day_ends_at_six_in_the_morning(cast, time_machine):
    x = cast.fjord
    time_machine.move_to("2026-05-22T01:30:00+02:00")
    with holder(x, "LinkPlejer1") as person:
        save_day(form="hard", by=person)
        assert family_page(person).my_day.day == date(2026, 5, 21)
    time_machine.move_to("2026-05-22T06:00:00+02:00")
    assert page_of(x, "LinkPlejer1").my_day is None


def test_one_tap_is_a_day_and_a_line_keeps_the_tap(cast, client):
    x = cast.fjord
    opened(client, x, "LinkPlejer1")
    assert client.post(reverse("family_day"), {"form": "great"}).status_code == 422
    client.post(reverse("family_day"), {"form": "hard"})
    said = client.post(reverse("family_day"), {"how": "Mange tårer"}, follow=True).content.decode()
    assert "Gemt. Du kan ændre det indtil klokken seks i morgen tidlig." in said and "En svær dag" in said
    client.post(reverse("family_day"), {"form": "mixed", "how": "Mange tårer", "worked": "En tur"})
    client.post(reverse("family_day"), {"form": "mixed", "how": "Mange tårer", "worked": "En tur"})
    with acting(x, "caseworker") as caseworker:
        rows = DailyNote.objects.visible_to(caseworker).filter(day=date(2026, 5, 21))
        assert list(rows.values_list("form", "how", "worked")) == [("mixed", "Mange tårer", "En tur")]


def test_a_colleague_of_the_same_home_reads_the_line_and_writes_her_own(cast):
    x = cast.fjord
    with acting(x, "caseworker") as caseworker:
        Carer.objects.visible_to(caseworker).filter(pk=x.carer.pk).update(kind="home_staff", home="Birken")
        other = x.make(Carer, child=x.c1, name="Åse Nat", starts_on="2026-01-01", kind="home_staff", home="birken")
        another_link(x, "Nattevagt", by="caseworker", carer=other, sector="authority")
    with holder(x, "LinkPlejer1") as person:
        save_day(form="calm", how="Dagvagt", by=person)
    with holder(x, "Nattevagt") as person:
        save_day(form="mixed", how="Nattevagt", by=person)
        days = {each.how: each.mine for each in family_page(person).days}
        assert days == {"Dagvagt": False, "Nattevagt": True, "QxFjordDagslinje1": False}
        assert DailyNote.objects.visible_to(person).count() == DailyNote._base_manager.count() == 1


def test_goals_of_a_side_that_the_giver_may_not_read_are_not_the_carers(cast):
    """Shared with the group leader alone, the school's goals are no goals of the page that the caseworker gave."""
    x = cast.fjord
    with acting(x, "resource_advisor") as advisor:
        annex = ChildAnnex.objects.visible_to(advisor).get(pathway_child=x.p1, sector="school")
        goals = set(annex.goals.filter(reached_on=None, dropped_on=None).values_list("text", flat=True))
    assert goals and goals <= set(page_of(x, "LinkPlejer1").goals)
    with acting(x, "resource_advisor") as advisor:
        rows = InformationExchange.objects.visible_to(advisor).filter(noun="annex", object_id=annex.pk)
        assert rows.filter(to_sector="authority").update(withdrawn_at=STORY) == 1
        assert rows.filter(to_sector="provider", withdrawn_at=None).exists()
    assert not goals & set(page_of(x, "LinkPlejer1").goals)


def test_the_own_sides_goals_need_no_sharing(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as advisor:
        another_link(x, "Skolens plejer", carer=x.carer)
        annex = ChildAnnex.objects.visible_to(advisor).get(pathway_child=x.p1, sector="school")
        goals = set(annex.goals.filter(reached_on=None, dropped_on=None).values_list("text", flat=True))
    with holder(x, "LinkMor1") as person:
        withdraw_by_link(basis=x.basis.uuid, by=person)
    assert set(page_of(x, "Skolens plejer").goals) == goals


def test_a_carer_may_call_the_team_of_the_class_and_a_parent_sees_no_such_numbers(cast, client):
    x = cast.fjord
    teachers = page_of(x, "LinkPlejer1").teachers
    assert "teacher@fjord.example" in {each.mail for each in teachers} and {each.role for each in teachers} == {
        "class_team"
    }
    assert page_of(x, "LinkMor1").teachers == []
    assert "teacher@fjord.example" in opened(client, x, "LinkPlejer1").get("/familien/").content.decode()


def test_whom_a_family_may_call_stands_with_the_address_for_post(cast):
    x = cast.fjord
    with acting(x, "administrator"):
        theirs = StaffMember.objects.filter(pk__in=[x.staff[who].pk for who in ("group_leader", "teacher")])
        assert theirs.update(post_email="post@fjord.example") == 2
    assert page_of(x, "LinkMor1").contact.mail == "post@fjord.example"
    assert "post@fjord.example" in {each.mail for each in page_of(x, "LinkPlejer1").teachers}


def test_the_next_visit_stands_on_a_carers_page(cast):
    x = cast.fjord
    assert page_of(x, "LinkPlejer1").visit is None
    with acting(x, "group_leader"):
        for number, (cadence, day) in enumerate((("small_talk", date(2026, 5, 25)), ("visit", date(2026, 6, 11)))):
            x.make(
                Occurrence, pathway=x.w, pathway_child=x.p1, cadence=cadence, form="contact", number=number + 1,
                computed_on=day, due_on=day, window_opens_on=day,
            )  # fmt: skip
    assert page_of(x, "LinkPlejer1").visit is None  # this version knows no visit where the child lives


# ---- at the meeting ----


def test_a_wish_is_ticked_when_it_was_spoken_of_and_only_by_the_side_that_reads_it(cast):
    x = cast.fjord
    both, _his = planned(x)
    with holder(x, "LinkMor1") as person:
        wish = save_wish(meeting=both.uuid, text="Lektierne", by=person)
    with acting(x, "resource_advisor") as advisor:
        tick_wishes(wishes=[wish], spoken=[wish.pk], by=advisor)
        assert SpokenWish._base_manager.count() == 0
    with acting(x, "group_leader") as leader:
        for _twice in range(2):
            tick_wishes(wishes=[wish], spoken=[wish.pk], by=leader)
        assert list(SpokenWish.objects.visible_to(leader).filter(wish=wish).values_list("by", flat=True)) == [
            leader.staff_id
        ]
        tick_wishes(wishes=[wish], spoken=[], by=leader)
        assert not SpokenWish.objects.visible_to(leader).filter(wish=wish).exists()
    with holder(x, "LinkMor1") as person:
        assert SpokenWish._base_manager.count() == SpokenWish.objects.visible_to(person).count() == 0


def test_a_wish_of_a_meeting_that_was_called_off_comes_along_until_it_is_spoken_of(cast, client):
    x = cast.fjord
    both, his = planned(x)
    with holder(x, "LinkMor1") as person:
        wish = save_wish(meeting=both.uuid, text="Lektierne", by=person)
    with acting(x, "group_leader") as leader:
        both.state = "cancelled"
        both.save()
        assert [(each.text, each.is_left_over) for each in wishes_at(his, leader)] == [("Lektierne", True)]
        client.force_login(x.users["group_leader"])
        page = client.get(reverse("meeting_before", args=[his.uuid])).content.decode()
        assert "Lektierne" in page and "det nåede I ikke sidst" in page
        tick_wishes(wishes=[wish], spoken=[wish.pk], by=leader)
        assert wishes_at(his, leader) == []
        his.pathway_child = x.p2
        tick_wishes(wishes=[wish], spoken=[], by=leader)
        assert wishes_at(his, leader) == []  # another child's meeting


def test_the_meeting_shows_the_wishes_folded_and_keeps_what_was_ticked(cast, client):
    x = cast.fjord
    both, _his = planned(x)
    with holder(x, "LinkMor1") as person:
        wish = save_wish(meeting=both.uuid, text="Lektierne", by=person)
    client.force_login(x.users["group_leader"])
    address = reverse("meeting_hold", args=[both.uuid])
    page = client.get(address).content.decode()
    assert f"LinkMor1 · {x.c1.short_name}: Lektierne" in page and "1 ønske" in page
    form = client.get(address).context["form"]
    sent = {
        "held_on_0": "21",
        "held_on_1": "5",
        "held_on_2": "2026",
        "held_on": "2026-05-21",
        "wishes": [str(wish.pk), "999999"],
    }
    sent |= {field.html_name: "present" for field in form if field.name.startswith("part_")}
    sent |= {field.html_name: "ordinary" for field in form if field.name.startswith("placement_")}
    held = client.post(address, sent)
    assert held.status_code == 302, held.context["form"].errors
    assert "Talt om" in client.get(reverse("meeting_detail", args=[both.uuid])).content.decode()
    client.force_login(x.users["resource_advisor"])
    assert "Lektierne" not in client.get(reverse("meeting_detail", args=[both.uuid])).content.decode()


# ---- stopping ----


def test_before_and_after_the_stop_she_is_told_what_stays_and_keeps_her_papers(cast, client):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    address = reverse("family_withdraw", args=[x.basis.uuid])
    before = client.get(address).content.decode()
    assert "Det, de allerede har læst, ved de." in before and "Det, du har fået, bliver stående på din side." in before
    after = client.post(address, follow=True).content.decode()
    assert reverse("family_document", args=[x.issued.uuid]) in after
    assert client.get(reverse("family_document", args=[x.issued.uuid])).status_code == 200


# ---- words that nobody has read ----


def test_arabic_is_marked_until_an_administrator_confirms_and_again_when_the_words_change(cast, client, monkeypatch):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    marked = "نحن من ترجم العناوين والأزرار هنا"
    assert "Vi har selv oversat" not in client.get("/familien/").content.decode()
    client.post("/familien/sprog", {"language": "ar"})
    pages = ["/familien/", reverse("family_withdraw", args=[x.basis.uuid])]
    assert [marked in client.get(each).content.decode() for each in pages] == [True, True]
    with acting(x, "administrator") as admin:
        confirm_words(language="ar", by=admin)
        confirm_words(language="ar", by=admin)
        assert PageWordsCheck.objects.visible_to(admin).filter(language="ar").count() == 1
    assert [marked in client.get(each).content.decode() for each in pages] == [False, False]
    with by_link(hash_of(token(cast.bakke, "LinkMor1"))) as person:
        assert not PageWordsCheck.objects.visible_to(person).filter(language="ar").exists()
    monkeypatch.setattr(page_words, "fingerprint", lambda language: "other")
    assert marked in client.get("/familien/").content.decode()


def test_only_administrators_confirm_and_take_back(cast, client):
    x = cast.fjord
    with acting(x, "group_leader") as leader:
        for act in (confirm_words, take_back_words):
            with pytest.raises(PermissionDenied):
                act(language="ar", by=leader)
        with connection.cursor() as db:
            db.execute("delete from cases_pagewordscheck")
            assert db.rowcount == 0
    client.force_login(x.users["administrator"])
    read = client.get(reverse("page_words", args=["tr"])).content.decode()
    assert "Bu haftanın adımı" in read and "Ugens skridt" in read
    assert client.get(reverse("page_words", args=["da"])).status_code == 404
    assert client.post(reverse("page_words_confirm"), {"language": "da"}).status_code == 404
    done = client.post(reverse("page_words_confirm"), {"language": "tr"}, follow=True).content.decode()
    assert "Læst og bekræftet" in done and "Fortryd" in done
    assert (
        "Ikke læst endnu af en med sproget som modersmål"
        in client.post(
            reverse("page_words_confirm"), {"language": "tr", "take_back": "1"}, follow=True
        ).content.decode()
    )


@pytest.mark.parametrize("language", ["da", "en", "ar", "tr"])
def test_a_name_of_eighty_letters_and_every_date_in_the_readers_language(cast, client, language):
    x = cast.fjord
    planned(x)
    with acting(x, "resource_advisor"):
        Child.objects.filter(pk=x.c1.pk).update(given_name="Æ" * 80)  # the cast's own object stays as all tests know it
    opened(client, x, "LinkMor1")
    client.post("/familien/sprog", {"language": language})
    page = client.get("/familien/").content.decode()
    assert "Æ" * 80 in page
    month = {"da": "juni", "en": "June", "ar": "يونيو", "tr": "Haziran"}[language]
    assert month in page
