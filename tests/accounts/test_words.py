import pytest
from django.urls import reverse

from accounts.actions import add_words, save_word
from accounts.models import WordAdvice
from accounts.words import advise, find, missing_from, read_lines, starter_list
from cases.models import CaseNote, Goal
from tests.cast import acting

LIST = [
    ("voldelig", "slår, når …", "Skriv, hvad der sker."),
    ("doven", "kommer ikke i gang", ""),
    ("slem", "gør det svært", ""),
    ("nægter", "siger nej til", ""),
    ("straf", "aftale", ""),
    ("problembarn", "barnet har det svært", ""),
    ("ressourcesvag", "har det svært", ""),
    ("ressourcesvage forældre", "forældrene kan", ""),
    ("årsag til uro", "uroen begynder, når", ""),
    ("sur", "ked af det", ""),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Han er voldelig.", ["voldelig"]),
        ("VOLDELIGE børn", ["VOLDELIGE"]),
        ("voldeligt, voldeliges", ["voldeligt"]),
        ("dovne elever", ["dovne"]),
        ("dovent", ["dovent"]),
        ("slemme drenge", ["slemme"]),
        ("Hun nægtede i går", ["nægtede"]),
        ("nægtet", ["nægtet"]),
        ("straffen", ["straffen"]),
        ("straffenes", ["straffenes"]),
        ("straffri bane", []),
        ("problembarnets", ["problembarnets"]),
        ("en problem-barn", []),
        ("ressourcesvage  forældres ord", ["ressourcesvage  forældres"]),
        ("Årsagen til uroen", ["Årsagen til uroen"]),
        ("surt og sur", ["surt"]),
        ("surret, surfer", []),
        ("voldelighed", []),
        ("uvoldelig", []),
        ("dovendyr", []),
        ("", []),
    ],
)
def test_words_are_found_in_their_endings_and_only_there(text, found):
    assert [each.written for each in find(text, LIST)] == found


def test_each_entry_is_said_once_in_the_order_of_the_text():
    found = find("Slemme, dovne, slem og doven.", LIST)
    assert [(each.written, each.instead) for each in found] == [
        ("Slemme", "gør det svært"),
        ("dovne", "kommer ikke i gang"),
    ]


def test_the_starter_list_finds_itself_and_offers_nothing_that_it_would_find():
    rows = starter_list()
    assert len(rows) == 21
    assert [word for word, _instead, _why in rows if not find(f"… {word}.", rows)] == []
    assert [instead for _word, instead, _why in rows if find(instead, rows)] == []


def test_pasted_lines():
    rows, wrong = read_lines("doven; kommer ikke i gang; Fordi\n\nslem\tgør det svært\nkun et ord\n; uden ord")
    assert rows == [("doven", "kommer ikke i gang", "Fordi"), ("slem", "gør det svært", "")]
    assert wrong == [(4, "kun et ord"), (5, "; uden ord")]


# ---- the list ----


@pytest.mark.usefixtures("db")
def test_the_list_is_the_municipalitys_own(cast):
    with acting(cast.bakke, "administrator") as person:
        save_word(word="klovn", instead="er sjov", by=person)
    with acting(cast.bakke, "teacher") as person:
        assert [each.written for each in advise(["En klovn"], person)] == ["klovn"]
    with acting(cast.fjord, "teacher") as person:
        assert advise(["En klovn"], person) == []


def last_undo(page):
    """Of the newest message: those of posts that were not followed still wait before it."""
    return [each.extra_tags for each in page.context["messages"] if "undo:" in (each.extra_tags or "")][-1][5:]


def words(x):
    with acting(x, "administrator") as person:
        return set(WordAdvice.objects.visible_to(person).in_use().values_list("word", flat=True))


@pytest.mark.usefixtures("db")
def test_the_suggestions_are_taken_over_once_and_taken_back_together(cast, client):
    x = cast.fjord
    client.force_login(x.users["administrator"])
    ticked = {"word": ["voldelig", "straf", "doven"]}
    page = client.post(reverse("word_starter"), ticked, follow=True)
    assert "2 ord er kommet på listen." in page.content.decode()  # “doven” stands in the cast's list
    assert words(x) == {"doven", "voldelig", "straf"}
    again = client.post(reverse("word_starter"), ticked, follow=True)
    assert "Der er ikke kommet noget til" in again.content.decode()
    client.post(last_undo(page))
    assert words(x) == {"doven"}
    assert "allerede fortrudt" in client.post(last_undo(page), follow=True).content.decode()


@pytest.mark.usefixtures("db")
def test_a_word_is_added_once_changed_taken_off_and_put_back(cast, client):
    x = cast.fjord
    client.force_login(x.users["administrator"])
    twice = client.post(reverse("word_list"), {"word": "Doven", "instead": "x"})
    assert twice.status_code == 422
    assert "“Doven” står allerede på listen." in twice.content.decode()
    client.post(reverse("word_edit", args=[x.word.uuid]), {"word": "doven", "instead": "begynder ikke", "why": "Fordi"})
    with acting(x, "teacher") as person:
        assert [each.instead for each in advise(["dovne"], person)] == ["begynder ikke"]
    changed = client.post(reverse("word_edit", args=[x.word.uuid]), {"word": "dvask", "instead": "x"}, follow=True)
    client.post(last_undo(changed))
    assert words(x) == {"doven"}
    page = client.post(reverse("word_remove", args=[x.word.uuid]), follow=True)
    assert words(x) == set()
    client.post(last_undo(page))
    assert words(x) == {"doven"}


@pytest.mark.usefixtures("db")
def test_a_pasted_list_says_which_line_is_wrong_and_keeps_the_text(cast, client):
    client.force_login(cast.fjord.users["administrator"])
    wrong = client.post(reverse("word_import"), {"lines": "slem; gør det svært\nkun et ord"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Linje 2: “kun et ord”." in page
    assert "slem; gør det svært" in page
    client.post(reverse("word_import"), {"lines": "slem; gør det svært"})
    assert words(cast.fjord) == {"doven", "slem"}
    assert len(missing_from(words(cast.fjord))) == 20


# ---- where families read ----


def advice(page):
    return [str(each.message) for each in page.context["messages"] if "words" in (each.extra_tags or "")]


@pytest.mark.usefixtures("db")
def test_a_note_is_saved_and_another_word_is_offered(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    address = reverse("note_create", args=[x.c1.uuid])
    page = client.post(address, {"body": "Han er doven i dag."}, follow=True)
    [said] = advice(page)
    assert "“doven”: skriv hellere “kommer ikke i gang”." in said
    assert "Teksten er gemt, som du skrev den." in said
    with acting(x, "resource_advisor") as person:
        assert CaseNote.objects.visible_to(person).filter(body="Han er doven i dag.").count() == 1
    assert advice(client.post(address, {"body": "Han kom i gang."}, follow=True)) == []


@pytest.mark.usefixtures("db")
def test_a_goal_leads_back_to_its_text_and_is_not_nagged_about_twice(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    empty = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
    page = client.post(
        reverse("annex_goal_create", args=[x.annex_school.uuid]),
        {"text": "Mindre doven.", "child_words": "Jeg er doven", "baseline": "", **empty},
        follow=True,
    )
    with acting(x, "resource_advisor") as person:
        goal = Goal.objects.visible_to(person).get(text="Mindre doven.")
    [said] = advice(page)
    assert f'href="/maal/{goal.uuid}"' in said
    same = {"text": "Mindre doven.", "child_words": "Jeg er meget doven", "baseline": "Hver dag", **empty}
    assert (
        advice(client.post(f"/maal/{goal.uuid}", same, follow=True)) == []
    )  # only what is new, never a child's own words


@pytest.mark.usefixtures("db")
def test_what_is_being_written_is_looked_at_and_not_kept(cast, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    found = client.post(reverse("word_check"), {"text": "De er dovne."}).json()["found"]
    assert found == [{"written": "dovne", "instead": "kommer ikke i gang", "why": ""}]
    assert client.post(reverse("word_check"), {"text": ""}).json()["found"] == []
    assert client.get(reverse("word_check")).status_code == 405


@pytest.mark.usefixtures("db")
def test_fields_that_families_read_are_marked_for_the_list(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("occurrence_hold", args=[x.occurrence.uuid])).content.decode()
    # what we saw, twelve decisions (two in sight), two goals, how the cooperation works, why a child was not heard
    assert page.count('data-words=""') == 1 + 12 + 2 + 1 + 1
    assert "data-words" not in client.get(reverse("search")).content.decode().split("<body")[1].split(">", 1)[1]


@pytest.mark.usefixtures("db")
def test_words_of_a_list_of_hundreds_cost_one_question(cast, django_assert_num_queries):
    with acting(cast.fjord, "administrator") as person:
        add_words(rows=[(f"ord{'abcdefghij'[n % 10]}{'abcdefghij'[n // 10]}", "x", "") for n in range(60)], by=person)
        with django_assert_num_queries(1):
            advise(["En tekst uden dem."], person)
