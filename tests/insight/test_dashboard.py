import pytest

from insight.schedule import refresh_figures
from tests.cast import TODAY, acting, canary

LISTS = ("forloeb", "boern", "foraeldre", "sessioner", "fremmoede", "opfoelgninger", "advarsler")


@pytest.fixture
def counted(cast, db, noon):
    with acting(cast.fjord, "system"):
        refresh_figures(TODAY)
    return cast.fjord


def test_management_reads_figures_and_no_person(counted, visit):
    text = visit.as_(counted, "steering_group").text("/overblik/")
    assert "skjult" in text and "2 klasseforløb: Fjordby Skole 1, Fjordstrand Skole 1." in text
    assert "/overblik/boern/" not in text and "Qx" not in text


@pytest.mark.parametrize("slug", LISTS)
@pytest.mark.parametrize("who", ["steering_group", "evaluator", "teacher", "dpo"])
def test_list_is_not_there_for_those_without_persons(visit, cast, slug, who):
    assert visit.as_(cast.fjord, who).get(f"/overblik/{slug}/").status_code == 404


@pytest.mark.parametrize("slug", LISTS)
def test_list_opens_for_principal_and_leader(visit, cast, slug):
    for who in ("principal", "provider_manager", "group_leader"):
        assert visit.as_(cast.fjord, who).get(f"/overblik/{slug}/").status_code == 200


def test_list_shows_only_own_rows(visit, cast):
    x = cast.fjord
    mine = visit.as_(x, "principal").text("/overblik/boern/")
    assert "Adam" in mine and "Noah" not in mine
    assert canary(x, "Mor1") not in visit.text("/overblik/foraeldre/")
    assert canary(x, "Mor1") in visit.as_(x, "group_leader").text("/overblik/foraeldre/")


def test_warnings_say_what_and_how_strongly(visit, cast):
    text = visit.as_(cast.fjord, "principal").text("/overblik/advarsler/", hvad="co_teaching")
    assert "10,0 tolærertimer om ugen" in text and "Modellen anbefaler" in text


def test_unknown_list_is_404(visit, cast):
    assert visit.as_(cast.fjord, "principal").get("/overblik/findes-ikke/").status_code == 404


def test_filters_that_make_no_sense_fall_back(counted, visit):
    assert visit.as_(counted, "principal").get("/overblik/", periode="x", skole="y").status_code == 200


def test_nothing_counted_yet_is_said(visit, cast):
    from insight.models import InsightFigure

    with acting(cast.fjord, "system") as person:
        InsightFigure.objects.visible_to(person).delete()
    assert "Ingen tal endnu" in visit.as_(cast.fjord, "steering_group").text("/overblik/")
