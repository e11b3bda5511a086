"""What is new since the reader was here: others' work that she may see, by day; never a word across the wall."""

from datetime import date, datetime, timedelta

import time_machine
from django.utils import timezone

from cases.models import CaseNote
from classes.models import ClassSession
from insight.queries.news import since
from tests.cast import PASSWORD, TODAY, acting, canary

VISIT = "2026-05-18T15:00:00+02:00"


def moment(text):
    return timezone.localtime(since(TODAY, text)).date()


def test_since_is_the_day_of_the_last_visit_yesterday_at_the_latest_two_weeks_at_most():
    assert moment(None) == date(2026, 5, 20)
    assert moment("2026-05-21T08:00:00+02:00") == date(2026, 5, 20)
    assert moment(VISIT) == date(2026, 5, 18)
    assert moment("2026-01-02T08:00:00+01:00") == TODAY - timedelta(days=14)


def test_logging_in_remembers_the_visit_before(cast, db, client):
    x = cast.fjord
    user = x.users["principal"]
    for on in ("2026-05-18T15:00+02:00", "2026-05-21T08:00+02:00"):
        with time_machine.travel(datetime.fromisoformat(on), tick=False):
            client.post("/konto/login", {"login": user.email, "password": PASSWORD})
            text = client.get("/").content.decode()
            client.post("/konto/logout")
    assert "Nyt siden mandag 18. maj" in text


def session(x, line, logged, pathway=None, who="resource_advisor"):
    with acting(x, who):
        row = ClassSession.objects.create(
            municipality=x.municipality, pathway=pathway or x.w, held_on=date(2026, 5, 18), kind="class", line=line, author=x.staff[who]
        )  # fmt: skip
        ClassSession.objects.filter(pk=row.pk).update(logged_at=datetime.fromisoformat(logged))


def test_days_stand_apart_with_the_hour_of_each(visit, cast):
    x = cast.fjord
    session(x, "Ét", "2026-05-18T10:00+02:00", x.w2, "other_advisor")
    visit.as_(x, "other_principal")
    kept = visit.client.session
    kept["last_visit"] = VISIT
    kept.save()
    text = visit.text("/")
    assert "Nyt siden mandag 18. maj" in text
    assert '<h3 class="when">For 3 dage siden</h3>' in text
    assert "Kl. 10.00" in text


def test_before_the_visit_is_not_new(visit, cast):
    x = cast.fjord
    session(x, "Gammelt", "2026-05-18T10:00+02:00")
    assert "Gammelt" not in visit.as_(x, "principal").text("/")


def test_a_note_of_the_other_side_is_no_news(visit, cast):
    x = cast.fjord
    with acting(x, "caseworker"):
        CaseNote.objects.create(
            municipality=x.municipality, child=x.c1, sector="authority", author=x.staff["caseworker"], body=canary(x, "SocialNotat9")
        )  # fmt: skip
    for who in ("resource_advisor", "principal", "teacher", "group_leader"):
        assert canary(x, "SocialNotat9") not in visit.as_(x, who).text("/")


def test_the_other_schools_principal_hears_nothing(visit, cast):
    x = cast.fjord
    session(x, "Ny linje", "2026-05-21T10:00+02:00")
    text = visit.as_(x, "other_principal").text("/")
    assert "Ny linje" not in text and "5.B" not in text
