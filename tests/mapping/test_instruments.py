"""Pages of the instruments: what staff read, and which translations an administrator has confirmed."""

from html import unescape

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.context import tenant
from mapping.actions.translations import confirm_translation, take_back_translation
from mapping.models import TranslationCheck
from mapping.queries.instruments import instrument_rows, is_checked

TURKISH = {"slug": "child_voices", "number": "1", "language": "tr"}
CONFIRM = reverse("instrument_confirm")


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel("2026-05-21T12:00+02:00", tick=False):
        yield


@pytest.fixture
def f(cast, db):
    return cast.fjord


def page(client, x, who, address):
    client.force_login(x.users[who])
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def acting(x, who):
    return tenant(x.users[who].pk, x.municipality.pk)


def confirmed(x, who="administrator"):
    with acting(x, who) as person:
        return [
            (row.slug, row.language) for row in TranslationCheck.objects.visible_to(person).order_by("slug", "language")
        ]


# ---- reading ----


def test_the_list_shows_each_once_the_class_first(client, f):
    text = page(client, f, "teacher", reverse("instrument_list"))
    titles = [
        "Vores klasse",
        "Hverdagen lige nu",
        "Min dag",
        "Trivsel fra 1 til 10",
        "Tre huse",
        "At komme i skole",
        "Afdækning af fire områder",
        "SDQ, kun summer",
    ]
    places = [text.index(f">{title}</a>") for title in titles]
    assert places == sorted(places)
    assert "venter på en læser" not in text  # only the administrator can do something about it


def test_the_administrator_is_told_how_many_wait(client, f):
    text = page(client, f, "administrator", reverse("instrument_list"))
    assert "9 oversættelser venter på en læser" in text  # five in Arabic and Turkish each, but one is confirmed


def test_the_list_costs_three_reads_of_its_own(f, django_assert_max_num_queries):
    with acting(f, "teacher") as person, django_assert_max_num_queries(3):
        assert len(instrument_rows(person)) == 8


def test_one_page_shows_every_question_of_a_perspective(client, f):
    address = reverse("instrument_detail", args=["child_voices"])
    text = page(client, f, "group_leader", f"{address}?syn=parent")
    assert "Hvad er dit barn godt til, og hvad gør dit barn glad?" in text
    assert "Hvad er du god til" not in text
    assert "Tæller med i tallet, vendt om: et højt tal betyder svært" in text
    assert "Hvor står det?" in text


def test_a_child_below_nine_is_shown_with_its_own_words(client, f):
    text = page(client, f, "group_leader", reverse("instrument_detail", args=["child_voices"]))
    assert "Hvad hjælper dig, når noget bliver svært?" in text
    assert "Under 9 år:" in text
    assert "Hvad hjælper dig, når du er vred?" in text


def test_arabic_runs_from_right_to_left_with_danish_beside(client, f):
    text = page(
        client, f, "group_leader", reverse("instrument_detail", args=["wellbeing_ruler"]) + "?syn=parent&sprog=ar"
    )
    assert '<div lang="ar" dir="rtl">' in text
    assert "Hvor godt har dit barn det for tiden?" in text
    assert "إلى أي درجة حال طفلك جيد هذه الأيام؟" in text
    assert "Ikke læst endnu af en med sproget som modersmål" in text


def test_english_is_written_and_not_waiting(client, f):
    text = page(client, f, "group_leader", reverse("instrument_detail", args=["three_houses"]) + "?sprog=en")
    assert "The house of good things" in text
    assert "Ikke læst endnu" not in text


def test_what_opens_an_item_is_said(client, f):
    text = page(client, f, "group_leader", reverse("instrument_detail", args=["absence_fields"]))
    assert "Kun efter svaret: Lidt / En del / Meget" in text


@pytest.mark.parametrize("query", ["?syn=teacher", "?sprog=xx", "?syn=professional&sprog=ar", "?syn=&sprog="])
def test_an_address_that_asks_for_something_else_shows_what_there_is(client, f, query):
    assert "Hverdagen lige nu" in page(
        client, f, "teacher", reverse("instrument_detail", args=["child_voices"]) + query
    )


@pytest.mark.parametrize(
    "address",
    [
        "/redskaber/nothing",
        "/redskaber/child_voices?version=9",
        "/redskaber/child_voices?version=x",
        "/redskaber/child_voices?version=%00",
    ],
)
def test_what_is_not_there_is_not_found(client, f, address):
    client.force_login(f.users["teacher"])
    assert client.get(address).status_code == 404


# ---- confirming ----


def test_confirmed_by_the_administrator_and_undone(client, f):
    client.force_login(f.users["administrator"])
    answer = client.post(CONFIRM, TURKISH, follow=True)
    text = unescape(answer.content.decode())
    assert "Tyrkisk er bekræftet og er ikke længere mærket som ikke læst." in text
    assert "bekræftede den 21. maj 2026, at en med sproget som modersmål har læst den." in text
    assert confirmed(f) == [("child_voices", "tr"), ("wellbeing_ruler", "tr")]
    undo = next(iter(answer.context["messages"])).extra_tags.removeprefix("undo:")
    text = unescape(client.post(undo, follow=True).content.decode())
    assert "Fortrudt: oversættelsen er mærket som ikke læst endnu." in text
    assert confirmed(f) == [("wellbeing_ruler", "tr")]


def test_confirmed_twice_is_confirmed_once(f):
    with acting(f, "administrator") as person:
        first = confirm_translation(**TURKISH, by=person)
        assert confirm_translation(**TURKISH, by=person).pk == first.pk


def test_taken_back_and_that_undone(client, f):
    client.force_login(f.users["administrator"])
    about = {**TURKISH, "slug": "wellbeing_ruler"}
    answer = client.post(CONFIRM, {**about, "take_back": "1"}, follow=True)
    assert "Oversættelsen er mærket som ikke læst endnu." in unescape(answer.content.decode())
    assert confirmed(f) == []
    undo = next(iter(answer.context["messages"])).extra_tags.removeprefix("undo:")
    client.post(undo)
    assert confirmed(f) == [("wellbeing_ruler", "tr")]


def test_taken_back_twice_does_nothing(f):
    with acting(f, "administrator") as person:
        about = {**TURKISH, "slug": "wellbeing_ruler"}
        assert [take_back_translation(**about, by=person) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    "about",
    [
        {"language": "da"},
        {"language": "en"},
        {"language": "de"},
        {"language": ""},
        {"slug": "class_environment"},
        {"slug": "nothing"},
        {"number": "7"},
        {"slug": "x\x00", "number": "1"},
        {"number": "\x00"},
        {"language": "\x00"},
        {"language": "de", "take_back": "1"},
        {"slug": "x\x00", "take_back": "1"},
    ],
)
def test_what_is_no_translation_is_refused(client, f, about):
    asked = {**TURKISH, **about}
    with acting(f, "administrator") as person, pytest.raises(ValidationError):
        confirm_translation(**{name: asked[name] for name in TURKISH}, by=person)
    client.force_login(f.users["administrator"])
    assert client.post(CONFIRM, asked).status_code == 302
    assert confirmed(f) == [("wellbeing_ruler", "tr")]


@pytest.mark.parametrize("who", ["teacher", "group_leader", "principal", "dpo"])
def test_nobody_else_confirms(f, who):
    with acting(f, who) as person:
        for act in (confirm_translation, take_back_translation):
            with pytest.raises(PermissionDenied):
                act(**TURKISH, by=person)


def test_the_database_refuses_it_too(f):
    from django.db import DatabaseError, transaction

    with acting(f, "teacher") as person:
        row = {
            "municipality_id": person.municipality_id,
            "confirmed_by_id": person.staff_id,
            "confirmed_on": "2026-05-21",
        }
        with pytest.raises(DatabaseError), transaction.atomic():
            TranslationCheck.objects.create(**TURKISH, **row)
        assert TranslationCheck.objects.visible_to(person).update(confirmed_on="2020-01-01") == 0


def test_one_municipality_confirms_for_itself(cast, f):
    with acting(f, "administrator") as person:
        confirm_translation(**TURKISH, by=person)
    assert confirmed(cast.bakke) == [("wellbeing_ruler", "tr")]


def test_is_checked(f, django_assert_num_queries):
    with acting(f, "teacher"):
        with django_assert_num_queries(0):
            assert is_checked("child_voices", "1", "da") is is_checked("child_voices", "1", "en") is True
        assert is_checked("wellbeing_ruler", "1", "tr") is True
        assert is_checked("wellbeing_ruler", "1", "ar") is False
        assert is_checked("wellbeing_ruler", "2", "tr") is False  # new words are read anew
