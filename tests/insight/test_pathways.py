from datetime import date

from cases.models import Pathway
from classes.models import ClassSession
from followup.models import Occurrence
from tests.cast import acting, canary


def detail(visit, x, who, pathway=None):
    return visit.as_(x, who).text(f"/forloeb/{(pathway or x.w).uuid}")


def test_list_holds_own_pathways_with_the_next_follow_up(visit, cast):
    text = visit.as_(cast.fjord, "resource_advisor").text("/forloeb/")
    assert "5.B, Fjordby Skole" in text and "Forfalder om 5 dage" in text
    assert "4.A" not in text and "Forældregruppe" not in text


def test_list_is_filtered_by_school_phase_and_words(visit, cast):
    visit.as_(cast.fjord, "provider_manager")
    assert "5.B" in visit.text("/forloeb/", enhed=str(cast.fjord.school.pk))
    assert "4.A" not in visit.text("/forloeb/", enhed=str(cast.fjord.school.pk))
    assert "5.B" in visit.text("/forloeb/", fase="course")
    assert "Ingen forløb passer" in visit.text("/forloeb/", fase="maintenance")
    assert "Ingen forløb passer" in visit.text("/forloeb/", q="findes ikke")
    assert "4.A" in visit.text("/forloeb/", q="Jens Ø")


def test_queries_of_the_list_do_not_grow(visit, cast):
    x = cast.fjord
    visit.as_(x, "principal").get("/forloeb/")
    visit.get("/forloeb/")
    few = visit.queries
    with acting(x, "principal"):
        for n in range(30):
            Pathway.objects.create(
                municipality=x.municipality, programme_version=x.version, track="class", unit=x.school, side="school", title=f"Klasse {n}", state="accepted", phase="mapping",
                lead=x.staff["resource_advisor"],
            )  # fmt: skip
    visit.get("/forloeb/")
    assert visit.queries == few


def test_group_pathway_leads_to_its_own_page(visit, cast):
    answer = visit.as_(cast.fjord, "group_leader").get(f"/forloeb/{cast.fjord.g.uuid}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/foraeldregruppe/{cast.fjord.g.uuid}")


def test_class_page_tells_phase_next_and_why(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(
            moved_because=[{"on": "2026-05-24", "why": "pinsedag"}, {"on": "2026-05-25", "why": "2. pinsedag"}]
        )
    text = detail(visit, x, "resource_advisor")
    assert "Fase 4 af 6: Forløb, uge 13" in text
    assert "Tirsdag 26. maj 2026" in text
    assert "Det er pinsedag, og mandag er 2. pinsedag. Derfor tirsdag." in text
    assert "10,0 tolærertimer om ugen" in text


def test_missing_ground_is_for_advisor_and_leader(visit, cast):
    assert "1 barn afventer grundlag" in detail(visit, cast.fjord, "resource_advisor")
    assert "1 barn afventer grundlag" in detail(visit, cast.fjord, "group_leader")
    assert "afventer grundlag" not in detail(visit, cast.fjord, "teacher")


def test_leader_sees_no_name_before_a_ground(visit, cast):
    text = detail(visit, cast.fjord, "group_leader")
    assert "Adam" in text and "Selma" not in text


def test_team_sees_no_list_of_children(visit, cast):
    text = detail(visit, cast.fjord, "teacher")
    assert "Adam" not in text and "Selma" not in text


def test_caseworker_gets_no_class_log_and_is_not_named(visit, cast):
    text = detail(visit, cast.fjord, "caseworker")
    assert "Kerneelementer uge for uge" not in text and "tolærertimer" not in text
    assert "Mette Krogh" not in detail(visit, cast.fjord, "resource_advisor")


def test_group_sessions_are_drawn_for_the_leader_only(visit, cast):
    assert "Forældregruppen: mødegang 1" in detail(visit, cast.fjord, "group_leader")
    for who in ("resource_advisor", "principal", "teacher", "caseworker", "ppr_advisor"):
        assert "Forældregruppen: mødegang 1" not in detail(visit, cast.fjord, who)
    assert canary(cast.fjord, "Afbudsgrund1") not in detail(visit, cast.fjord, "group_leader")


def test_before_the_start_the_page_is_a_list_of_what_is_next(visit, cast):
    x = cast.fjord
    with acting(x, "principal"):
        waiting = Pathway.objects.create(
            municipality=x.municipality, programme_version=x.version, track="class", unit=x.school, side="school", school_class=x.c6, title="6.C", state="accepted", phase="mapping",
            lead=x.staff["resource_advisor"],
        )  # fmt: skip
    text = detail(visit, x, "resource_advisor", waiting)
    assert "Før start" in text and "Åbn kortlægningen" in text
    assert "Forløbet på én linje" not in text


def test_queries_of_the_class_page_do_not_grow(visit, cast):
    x = cast.fjord
    visit.as_(x, "resource_advisor").get(f"/forloeb/{x.w.uuid}")
    visit.get(f"/forloeb/{x.w.uuid}")
    few = visit.queries
    with acting(x, "resource_advisor"):
        for n in range(30):
            ClassSession.objects.create(
                municipality=x.municipality,
                pathway=x.w,
                held_on=date(2026, 3, 2 + n % 28),
                kind="class",
                elements=["praise"],
                line=f"Linje {n}",
                author=x.staff["resource_advisor"],
            )
    visit.get(f"/forloeb/{x.w.uuid}")
    assert visit.queries == few


def test_people_and_closing_are_doors_of_those_who_may(visit, cast):
    x = cast.fjord
    words = ("Ret, hvem der er med", "Afslut forløbet")
    shown = {
        who: tuple(word in detail(visit, x, who) for word in words)
        for who in ("resource_advisor", "principal", "group_leader", "teacher")
    }
    assert shown == {
        "resource_advisor": (True, True),
        "principal": (True, False),
        "group_leader": (False, False),
        "teacher": (False, False),
    }  # fmt: skip
