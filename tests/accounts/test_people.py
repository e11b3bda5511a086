"""Inviting, giving and ending roles; the municipality that was just made."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actions import assign_role, create_municipality, end_role
from accounts.models import OrganisationUnit, RoleAssignment, User
from accounts.roles import ROLE_SCOPES, ROLE_SECTOR
from tests.cast import PASSWORD, acting

NOW = datetime.fromisoformat("2026-05-21T10:00+02:00")


@pytest.fixture
def fjord(cast, db):
    with time_machine.travel(NOW):
        yield cast.fjord


@pytest.fixture
def admin(client, fjord):
    client.force_login(fjord.users["administrator"])
    return client


def invite(client, **fields):
    return client.post(
        reverse("staff_create"), {"name": "Ny Åse", "email": "ny@fjord.example", "title": "", "unit": ""} | fields
    )


def test_invited_colleague_chooses_a_password_and_logs_in(
    admin, fjord, client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = invite(admin)
    assert answer.status_code == 302
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["ny@fjord.example"], "Invitation til Samspil")]
    link = re.search(r"https?://\S+?(/konto/nulstil/\S+)", mailoutbox[0].body).group(1)
    client.logout()
    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "et helt nyt kodeord 7", "password2": "et helt nyt kodeord 7"}
    )
    client.post(reverse("account_login"), {"login": "ny@fjord.example", "password": "et helt nyt kodeord 7"})
    assert client.get(reverse("unit_list")).status_code == 403  # no role yet: a kind page


def test_forgotten_password_is_no_invitation(client, fjord, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": fjord.users["teacher"].email})
    assert [mail.subject for mail in mailoutbox] == ["Ny adgangskode til Samspil"]
    assert fjord.users["teacher"].email not in mailoutbox[0].body


def test_wrong_password_is_said_in_plain_words(client, fjord):
    answer = client.post(reverse("account_login"), {"login": fjord.users["teacher"].email, "password": "forkert"})
    said = answer.content.decode()
    assert "E-mail og adgangskode passer ikke sammen." in said
    assert "<title>Fejl: Log ind" in said
    assert said.count("Glemt din adgangskode?") == 1


def test_administrator_reads_what_each_role_opens(admin, fjord):
    said = admin.get(reverse("role_create", args=[fjord.staff["teacher"].uuid])).content.decode()
    assert "Loggen. Børn står som numre." in said
    assert '<option value="" selected>Vælg</option>' in said


def test_unit_belongs_to_the_municipality_until_another_is_chosen(admin, fjord):
    with acting(fjord, "administrator"):
        top = OrganisationUnit.objects.get(parent=None)
    said = admin.get(reverse("unit_create")).content.decode()
    assert f'<option value="{top.pk}" selected>' in said


def test_same_person_is_not_invited_twice(admin, fjord):
    answer = invite(admin, email=fjord.users["teacher"].email)
    assert answer.status_code == 422
    assert fjord.users["teacher"].email in answer.content.decode()


def test_form_sent_twice_invites_once(admin, fjord):
    first = invite(admin, form_key="0f8fad5b-d9cb-469f-a165-70867728950e")
    second = invite(admin, form_key="0f8fad5b-d9cb-469f-a165-70867728950e")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert User.objects.filter(email="ny@fjord.example").count() == 1


def test_role_opens_on_its_first_day_and_nothing_the_day_after_its_last(admin, fjord, client):
    staff = fjord.staff["ended"]
    answer = admin.post(
        reverse("role_create", kwargs={"uuid": staff.uuid}),
        {"role": "principal", "place": f"unit:{fjord.school.pk}", "starts_on": "22.5.2026", "ends_on": "2026-05-23"},
    )
    assert answer.status_code == 302
    seen = {}
    for day in (21, 22, 23, 24):
        with time_machine.travel(datetime(2026, 5, day, 12), tick=False):
            client.force_login(fjord.users["ended"])
            seen[day] = client.get(reverse("staff_list")).content.decode().count("ingen aktiv rolle") > 0
    assert seen == {21: True, 22: False, 23: False, 24: True}


def test_a_role_is_given_once_and_only_as_far_as_it_reaches(fjord):
    with acting(fjord, "administrator") as by:
        give = {"staff_member": fjord.staff["teacher"], "starts_on": date(2026, 5, 21), "by": by}
        with pytest.raises(ValidationError):
            assign_role(role="class_team", scope="class", scope_id=fjord.b5.pk, **give)
        with pytest.raises(ValidationError):
            assign_role(role="class_team", scope="municipality", scope_id=None, **give)
    with acting(fjord, "principal") as by, pytest.raises(PermissionDenied):
        assign_role(
            role="principal",
            scope="school",
            scope_id=fjord.other_school.pk,
            staff_member=fjord.staff["principal"],
            starts_on=date(2026, 5, 21),
            by=by,
        )


def test_the_last_administrator_stays(fjord):
    with acting(fjord, "administrator") as by:
        own = RoleAssignment.objects.get(staff_member=fjord.staff["administrator"])
        with pytest.raises(ValidationError, match="administrator"):
            end_role(assignment=own, ends_on=date(2026, 5, 21), by=by)


def test_wrong_place_is_said_at_the_field_and_everything_stays(admin, fjord):
    answer = admin.post(
        reverse("role_create", kwargs={"uuid": fjord.staff["ended"].uuid}),
        {"role": "principal", "place": "", "starts_on": "31.2.2026", "ends_on": ""},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "31.2.2026" in page
    assert answer.context["form"].errors.keys() == {"place", "starts_on"}


def test_every_role_with_a_login_can_be_given():
    assert set(ROLE_SCOPES) == set(ROLE_SECTOR) - {"system"}


def test_new_municipality_is_empty_and_its_administrator_gets_in(as_owner, db, client):
    made = create_municipality(name="Nyby", administrator_email="Chef@nyby.example", administrator_name="Chefen")
    assert list(OrganisationUnit._base_manager.filter(municipality=made).values_list("kind", flat=True)) == [
        "administration"
    ]
    assert sorted(RoleAssignment._base_manager.filter(municipality=made).values_list("role", flat=True)) == [
        "administrator",
        "system",
    ]
    with pytest.raises(ValidationError):
        create_municipality(name="Nyby", administrator_email="x@nyby.example", administrator_name="X")


def test_login_logout_and_six_wrong_tries(client, fjord):
    email = fjord.users["teacher"].email
    assert client.post(reverse("account_login"), {"login": email, "password": PASSWORD}).url == "/"
    assert client.post(reverse("account_logout")).status_code == 302
    for number in range(7):
        client.post(
            reverse("account_login"),
            {"login": fjord.users["dpo"].email, "password": "forkert"},
            REMOTE_ADDR=f"10.0.0.{number}",
        )
    client.post(
        reverse("account_login"), {"login": fjord.users["dpo"].email, "password": PASSWORD}, REMOTE_ADDR="10.0.0.99"
    )
    assert client.get(reverse("staff_list")).status_code == 302


def test_session_ends_after_ten_hours_however_busy(client, fjord):
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(fjord.users["administrator"])
        assert client.get(reverse("staff_list")).status_code == 200
        for _ in range(21):
            clock.shift(29 * 60)
            answer = client.get(reverse("staff_list"))
        assert answer.status_code == 302
        assert answer.url.startswith("/konto/login")


def test_idle_session_ends_after_half_an_hour(client, fjord):
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(fjord.users["administrator"])
        clock.shift(31 * 60)
        assert client.get(reverse("staff_list")).url.startswith("/konto/login")
