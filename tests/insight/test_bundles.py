"""A school's plans in one go: claimed one by one, resumed after a kill, stopped, seen by whoever asked alone."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from insight import actions_bundles as acts
from insight.models import BundlePart, DocumentBundle
from insight.queries.bundles import progress_of, zip_of
from tests.cast import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00", tick=False)


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    bells = []
    monkeypatch.setattr(acts, "nudge", lambda task, *ids: bells.append(task))
    return bells


def work(x, bundle, who="principal"):
    return acts.make_parts(x.municipality.pk, x.users[who].pk, bundle.pk)


def state(x, bundle, who="principal"):
    with acting(x, who) as person:
        page = progress_of(DocumentBundle.objects.visible_to(person).get(pk=bundle.pk), person)
        return page.made, page.total, page.is_going


def test_every_plan_of_the_school_is_made_once(cast, rung):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
        plans = list(acts.plans_to_bundle(x.school, person))
    assert rung == ["insight.make_bundle"] * acts.WORKERS
    assert (work(x, bundle), work(x, bundle)) == (len(plans), 0)
    assert state(x, bundle) == (len(plans), len(plans), False)


def test_what_a_killed_worker_held_is_made_by_the_next_once_its_minute_is_over(cast, time_machine):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
    assert acts._claim(x.municipality.pk, x.users["principal"].pk, bundle.pk) is not None  # and then it died
    held = state(x, bundle)[1]
    assert work(x, bundle) == held - 1
    time_machine.move_to(timezone.now() + acts.LEASE + timedelta(seconds=1), tick=False)
    assert work(x, bundle) == 1


def test_stopped_nothing_more_is_made_until_it_goes_on(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
        acts.cancel_bundle(bundle=bundle, by=person)
    assert work(x, bundle) == 0
    with acting(x, "principal") as person:
        acts.go_on(bundle=bundle, by=person)
    assert work(x, bundle) > 0


def test_one_that_cannot_be_made_is_named_and_the_others_are_made(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
        BundlePart.objects.visible_to(person).filter(bundle=bundle, order=1).update(subject=x.c1.uuid, title="Ukendt")
    total = state(x, bundle)[1]
    assert work(x, bundle) == total - 1
    with acting(x, "principal") as person:
        assert progress_of(bundle, person).failed == ("Ukendt",)
    assert state(x, bundle)[2] is False


def test_nobody_else_sees_it(cast):
    x = cast.fjord
    with acting(x, "provider_manager") as person:
        assert not DocumentBundle.objects.visible_to(person).filter(pk=x.bundle.pk).exists()
        assert DocumentBundle._base_manager.count() == 0


def test_a_unit_without_plans_and_a_role_that_gives_none_are_refused(cast):
    x = cast.fjord
    with acting(x, "principal") as person, pytest.raises(ValidationError):
        acts.ask_for_bundle(unit=x.other_school, by=person)
    with acting(x, "teacher") as person, pytest.raises(PermissionDenied):
        acts.ask_for_bundle(unit=x.school, by=person)


# ---- the tick goes on with what has stopped ----


def asked(x):
    with acting(x, "principal") as person:
        return acts.ask_for_bundle(unit=x.school, by=person)


def tick(x):
    """How many bundles it rang for."""
    with acting(x, "system"):
        return (acts.resume_bundles(timezone.localdate()) or {"bundles": 0})["bundles"]


def later(time_machine, seconds):
    time_machine.move_to(timezone.now() + timedelta(seconds=seconds), tick=False)


@pytest.fixture
def alone(cast):
    """The cast's own bundle is out of the way."""
    with acting(cast.fjord, "principal") as person:
        BundlePart.objects.visible_to(person).filter(bundle=cast.fjord.bundle).update(body=b"%PDF")
    return cast.fjord


def test_a_lost_bell_is_rung_again_by_the_tick_once(alone, rung, time_machine):
    x, bundle = alone, asked(alone)
    rung.clear()
    assert tick(x) == 0  # its bell rang a moment ago
    later(time_machine, 61)
    assert (tick(x), tick(x), rung) == (1, 0, ["insight.make_bundle"] * acts.WORKERS)
    work(x, bundle)
    later(time_machine, 61)
    assert tick(x) == 0


def test_while_somebody_works_on_it_nobody_else_is_called(alone, rung, time_machine):
    x, bundle = alone, asked(alone)
    later(time_machine, 61)
    assert acts._claim(x.municipality.pk, x.users["principal"].pk, bundle.pk) is not None
    rung.clear()
    with acting(x, "principal") as person:
        acts.ring_if_still(bundle, person)
    assert (tick(x), rung) == (0, [])


def test_a_bundle_whose_workers_are_killed_again_and_again_ends(alone, time_machine):
    x, bundle = alone, asked(alone)
    total = state(x, bundle)[1]
    for _kill in range(total * BundlePart.ATTEMPTS):
        assert acts._claim(x.municipality.pk, x.users["principal"].pk, bundle.pk) is not None
        later(time_machine, 61)
    assert (tick(x), work(x, bundle), state(x, bundle)) == (0, 0, (0, total, False))


def test_stopped_or_a_day_old_it_is_left_alone(alone, rung, time_machine):
    x, bundle = alone, asked(alone)
    with acting(x, "principal") as person:
        acts.cancel_bundle(bundle=bundle, by=person)
    later(time_machine, 61)
    assert tick(x) == 0
    with acting(x, "principal") as person:
        acts.go_on(bundle=bundle, by=person)
    later(time_machine, 24 * 3600 + 1)
    assert (tick(x), work(x, bundle)) == (0, 0)


def test_whoever_has_no_role_any_more_is_not_worked_for(alone, time_machine):
    from accounts.models import RoleAssignment

    x, _bundle = alone, asked(alone)
    later(time_machine, 61)
    with acting(x, "system"):
        assert acts.DocumentBundle.objects.stood_still(timezone.now()).count() == 1
    ended = {"ends_on": timezone.localdate() - timedelta(days=1)}
    with acting(x, "administrator"):
        assert RoleAssignment._base_manager.filter(staff_member=x.staff["principal"]).update(**ended) > 0
    assert tick(x) == 0


def test_after_a_shift_a_worker_rings_for_the_next(alone, rung, monkeypatch):
    x, bundle = alone, asked(alone)
    total = state(x, bundle)[1]
    rung.clear()
    monkeypatch.setattr(acts, "SHIFT", -1)
    assert (work(x, bundle), rung) == (1, ["insight.make_bundle"])
    monkeypatch.setattr(acts, "SHIFT", 60)
    assert work(x, bundle) == total - 1


def test_stopped_midway_what_is_made_can_be_fetched(alone, client, monkeypatch):
    x, bundle = alone, asked(alone)
    monkeypatch.setattr(acts, "SHIFT", -1)
    work(x, bundle)
    client.force_login(x.users["principal"])
    client.post(reverse("bundle_cancel", args=[bundle.uuid]))
    assert work(x, bundle) == 0
    fetched = client.get(reverse("bundle_zip", args=[bundle.uuid]))
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as archive:
        assert [name[:3] for name in archive.namelist()] == ["001"]


def test_a_plan_she_no_longer_reads_is_not_in_the_file(alone, client):
    x, bundle = alone, asked(alone)
    work(x, bundle)
    with acting(x, "principal") as person:
        parts = BundlePart.objects.visible_to(person).filter(bundle=bundle)
        parts.filter(order=1).update(subject=x.c1.uuid)  # a pathway that is not hers
        parts.filter(order=2).update(title="5.Ø på Ærøskolen")
        names = zipfile.ZipFile(io.BytesIO(zip_of(bundle, person))).namelist()
        assert (len(names), [name for name in names if name[:3] == "001"]) == (parts.count() - 1, [])
        assert [name for name in names if name[:3] == "002"] == ["002-5ø-på-ærøskolen.pdf"] * parts.filter(
            order=2
        ).count()


def test_a_day_old_it_is_nobodys_also_before_the_daily_job(cast, client, time_machine):
    x, bundle = cast.fjord, asked(cast.fjord)
    client.force_login(x.users["principal"])
    pages = [reverse(name, args=[bundle.uuid]) for name in ("bundle_detail", "bundle_zip")]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    later(time_machine, 24 * 3600 + 1)
    client.force_login(x.users["principal"])
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_after_a_day_it_is_gone(cast, time_machine):
    x = cast.fjord
    time_machine.move_to(timezone.now() + acts.KEPT + timedelta(days=400), tick=False)
    with acting(x, "system") as person:
        acts.forget_bundles(timezone.localdate())
        assert (DocumentBundle.objects.visible_to(person).count(), BundlePart.objects.visible_to(person).count()) == (
            0,
            0,
        )
