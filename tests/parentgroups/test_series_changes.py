"""A series that lives: moved past holidays, cancelled, added to, and taken back."""

from datetime import date, time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from followup.models import SchoolBreak
from parentgroups.actions import add_session, cancel_session, move_session, save_register, undo_series
from parentgroups.models import GroupSession, ParentGroup
from parentgroups.series import later_by_a_week
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
SPRING = ["03-12", "03-26", "04-09", "04-23", "05-07", "05-21", "06-04"]


@pytest.fixture
def series(story, make_group):
    group = make_group(parents=2)
    with time_machine.travel("2026-03-20", tick=False), acting(story, "group_leader") as by:
        yield (
            group,
            by,
            lambda: list(GroupSession.objects.visible_to(by).filter(group=group).order_by("on_day", "number")),
        )


def days(sessions):
    return [f"{each.on_day:%m-%d}" for each in sessions]


def stamp_of(group, by):
    return ParentGroup.objects.visible_to(by).get(pk=group.pk).series_before["stamp"]


def test_the_series_jumps_over_the_winter_holiday(story, make_group):
    with acting(story, "administrator"):
        story.make(SchoolBreak, name="Vinterferie", starts_on=date(2026, 2, 7), ends_on=date(2026, 2, 15))
    group = make_group(parents=0, first_on=date(2026, 2, 5), weeks_between=1, count=3)
    with acting(story, "group_leader") as by:
        found = list(GroupSession.objects.visible_to(by).filter(group=group))
    assert [(f"{each.on_day:%m-%d}", each.moved_because) for each in found] == [
        ("02-05", ""),
        ("02-19", "12. februar: vinterferie"),
        ("02-26", ""),
    ]


def test_later_by_a_week_never_puts_two_on_one_day():
    closed = {date(2026, 5, 14): "Kristi himmelfartsdag"}
    found = later_by_a_week([date(2026, 5, 7), date(2026, 5, 14), date(2026, 5, 21)], closed)
    assert [each.on for each in found] == [date(2026, 5, 21), date(2026, 5, 28), date(2026, 6, 4)]
    assert found[0].because == "14. maj: Kristi himmelfartsdag"


def test_one_is_moved_and_the_others_stay(series):
    group, by, now = series
    move_session(session=now()[2], on_day=date(2026, 4, 10), reason="Lokalet er optaget", by=by)
    assert days(now()) == [*SPRING[:2], "04-10", *SPRING[3:]]
    assert now()[2].moved_because == "Lokalet er optaget"
    undo_series(group=group, stamp=stamp_of(group, by), by=by)
    assert (days(now()), now()[2].moved_because) == (SPRING, "")


def test_the_rest_follows_a_week_later_past_closed_days(series):
    group, by, now = series
    move_session(session=now()[3], on_day=date(2026, 4, 30), reason="Sygdom", rest_follows=True, by=by)
    moved = now()
    assert days(moved) == ["03-12", "03-26", "04-09", "04-30", "05-21", "05-28", "06-11"]
    assert moved[4].moved_because == "Sygdom; 14. maj: Kristi himmelfartsdag"
    group.pathway.refresh_from_db()
    assert group.pathway.planned_end_on == date(2026, 6, 11)
    undo_series(group=group, stamp=stamp_of(group, by), by=by)
    group.pathway.refresh_from_db()
    assert (days(now()), group.pathway.planned_end_on) == (SPRING, date(2026, 6, 4))


def test_numbers_follow_the_days(series):
    group, by, now = series
    move_session(session=now()[2], on_day=date(2026, 4, 30), reason="Bytter", by=by)
    assert [each.number for each in now()] == [1, 2, 3, 4, 5, 6, 7]
    assert now()[3].theme != now()[2].theme and days(now())[3] == "04-30"
    undo_series(group=group, stamp=stamp_of(group, by), by=by)
    assert [(each.number, day) for each, day in zip(now(), days(now()), strict=True)] == list(enumerate(SPRING, 1))


def test_a_taken_day_and_a_held_session_are_refused(series, story):
    group, by, now = series
    with pytest.raises(ValidationError) as taken:
        move_session(session=now()[2], on_day=now()[3].on_day, reason="Bytter", by=by)
    first = now()[0]
    save_register(session=first, marks={}, fill_present=True, by=by)
    with pytest.raises(ValidationError):
        move_session(session=first, on_day=date(2026, 3, 19), reason="For sent", by=by)
    with pytest.raises(ValidationError):
        cancel_session(session=first, reason="For sent", by=by)
    assert list(taken.value.message_dict) == ["on_day"] and days(now()) == SPRING


def test_cancelled_with_a_make_up_session_and_taken_back(series):
    group, by, now = series
    theme = now()[1].theme
    cancel_session(session=now()[1], reason="Sygdom", make_up_on=date(2026, 4, 16), by=by)
    found = now()
    assert [each.state for each in found if each.theme == theme] == ["cancelled", "planned"]
    assert (days(found)[3], [each.number for each in found]) == ("04-16", list(range(1, 9)))
    undo_series(group=group, stamp=stamp_of(group, by), by=by)
    assert (days(now()), {each.state for each in now()}) == (SPRING, {"planned"})


def test_an_extra_session_takes_over_what_was_lost(series):
    group, by, now = series
    lost = now()[4]
    cancel_session(session=lost, reason="Sne", by=by)
    extra = add_session(group=group, on_day=date(2026, 6, 11), starts_at=time(17, 0), by=by)
    assert (extra.theme, extra.ends_at) == (lost.theme, time(19, 0))
    spare = add_session(group=group, on_day=date(2026, 6, 18), by=by)
    assert spare.theme == str(group.pathway.content.group_series.spare.theme)


def test_a_register_after_the_change_stands_in_the_way_of_undo(series):
    group, by, now = series
    move_session(session=now()[1], on_day=date(2026, 3, 19), reason="Bytter", by=by)
    stamp = stamp_of(group, by)
    save_register(session=now()[1], marks={}, fill_present=True, by=by)
    with pytest.raises(ValidationError):
        undo_series(group=group, stamp=stamp, by=by)
    assert days(now())[1] == "03-19"


# ---- pages ----


@pytest.fixture
def leader(story, client):
    with time_machine.travel("2026-03-20T12:00+01:00", tick=False):
        client.force_login(story.users["group_leader"])
        yield client


@pytest.fixture
def sessions(story, make_group):
    group = make_group(parents=1)
    with acting(story, "group_leader") as by:
        return list(GroupSession.objects.visible_to(by).filter(group=group).select_related("group__pathway"))


def test_move_page_shows_what_would_follow_and_keeps_typed_text(leader, sessions):
    address = reverse("session_move", args=[sessions[3].uuid])
    page = leader.get(address).content.decode()
    assert "Springer over 14. maj: Kristi himmelfartsdag" in page
    wrong = leader.post(address, {"on_day": "2026-05-07", "reason": "Lokalet er optaget", "rest": "stay"})
    assert wrong.status_code == 422 and 'value="Lokalet er optaget"' in wrong.content.decode()
    saved = leader.post(address, {"on_day": "2026-05-01", "reason": "Lokalet er optaget", "rest": "stay"}, follow=True)
    words = saved.content.decode()
    assert "Mødegang 4 er nu fredag 1. maj. Sig det til familierne" in words and "/moedegange/fortryd/" in words
    undo = words.split('action="')[1:]
    address = next(each.split('"')[0] for each in undo if "/moedegange/fortryd/" in each.split('"')[0])
    assert "Rækken af mødegange står som før." in leader.post(address, follow=True).content.decode()


def test_move_suggests_a_week_later_and_that_the_rest_follows_when_that_day_is_taken(leader, sessions):
    address = reverse("session_move", args=[sessions[3].uuid])
    suggested = lambda: leader.get(address).context["form"].initial  # noqa: E731
    assert suggested()["rest"] == "stay"
    leader.post(address, {"on_day": "2026-04-30", "reason": "Lokalet er optaget", "rest": "stay"})
    assert (suggested()["on_day"], suggested()["rest"]) == (date(2026, 5, 7), "follow")


def test_cancel_and_add_through_the_pages(story, leader, sessions):
    assert (
        leader.post(reverse("session_cancel", args=[sessions[2].uuid]), {"make_up_on": "2026-04-16"}).status_code == 422
    )
    leader.post(reverse("session_cancel", args=[sessions[2].uuid]), {"reason": "Sygdom", "make_up_on": ""})
    page = leader.get(reverse("session_add", args=[sessions[0].group.pathway.uuid]))
    assert page.context["form"].initial["theme"] == sessions[2].theme
    sent = {
        "on_day": "2026-06-11",
        "starts_at": "16.30",
        "theme": sessions[2].theme,
        "form_key": "1f8f7e9e-6d3c-4d54-9d1e-0a0f0a0f0a0f",
    }
    for _ in range(2):
        leader.post(reverse("session_add", args=[sessions[0].group.pathway.uuid]), sent)
    with acting(story, "group_leader") as by:
        assert GroupSession.objects.visible_to(by).filter(group=sessions[0].group).count() == 8
    words = leader.get(reverse("group_series", args=[sessions[0].group.pathway.uuid])).content.decode()
    assert "Sygdom" in words and "Find en ny dag" in words


def test_prepare_asks_first_about_last_time(leader, sessions):
    words = leader.get(reverse("session_prepare", args=[sessions[5].uuid])).content.decode()
    order = [words.index(each) for each in ("1. Spørg til hjemmeøvelsen", "2. Tema", "3. Øvelse", "4. Ny hjemmeøvelse")]
    assert order == sorted(order) and "Fra sidste gang, 7. maj" in words and "Hvor mange aftener lykkedes det?" in words


def test_the_days_of_a_new_group_stand_there_before_it_is_saved(leader):
    address = reverse("group_days")
    version = leader.get(reverse("group_create")).context["form"].initial["version"]
    asked = {"version": version, "first_on": "2026-04-30", "count": "3", "weeks_between": "2"}
    shown = leader.get(address, asked).content.decode()
    assert (
        'value="2026-04-30,2026-05-21,2026-06-04"' in shown and "Springer over 14. maj: Kristi himmelfartsdag" in shown
    )
    assert "så står dagene her" in leader.get(address, asked | {"first_on": "i morgen"}).content.decode()
