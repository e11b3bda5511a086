from audit.queries import LogFilter, looks
from tests.cast import acting, canary


def test_name_is_found_whatever_the_spelling_of_aa(visit, cast):
    for words in ("Åse", "aase", "ÅSE"):
        assert str(cast.fjord.c4.uuid) in visit.as_(cast.fjord, "resource_advisor").text("/soeg", q=words)


def test_other_school_is_not_found(visit, cast):
    text = visit.as_(cast.fjord, "resource_advisor").text("/soeg", q="Noah")
    assert str(cast.fjord.c3.uuid) not in text
    assert "Intet fundet" in text


def test_protected_address_is_in_no_list(visit, cast):
    assert canary(cast.fjord, "Adresse2") not in visit.as_(cast.fjord, "resource_advisor").text("/soeg", q="Selma")


def test_one_letter_is_too_few(visit, cast):
    assert "/barn/" not in visit.as_(cast.fjord, "resource_advisor").text("/soeg", q="A")


def test_search_is_logged(visit, cast):
    visit.as_(cast.fjord, "principal").get("/soeg", q="Adam")
    with acting(cast.fjord, "dpo"):
        row = looks(LogFilter(child_id=cast.fjord.c1.pk))[0:1][0]
    assert (row.action, row.actor, row.roles) == ("search", cast.fjord.users["principal"].pk, ["principal"])


def test_cpr_leads_to_the_child_with_and_without_hyphen(visit, cast):
    visit.as_(cast.fjord, "resource_advisor")
    for number in ("630914-4011", "6309144011", " 630914 4011 "):
        answer = visit.client.post("/soeg/cpr", {"number": number})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/barn/{cast.fjord.c1.uuid}")


def test_cpr_of_somebody_elses_child_is_not_found_like_one_that_is_nowhere(visit, cast):
    visit.as_(cast.fjord, "other_principal")
    known, nowhere = (visit.client.post("/soeg/cpr", {"number": number}) for number in ("630914-4011", "630914-0099"))
    assert (known.status_code, nowhere.status_code) == (422, 422)
    assert known.content.decode().count("Ingen af de børn, du kan se, har det nummer") == 2
    assert "630914-4011" in known.content.decode()


def test_cpr_is_never_asked_for_by_get(visit, cast):
    assert visit.as_(cast.fjord, "resource_advisor").get("/soeg/cpr", number="6309144011").status_code == 405


def test_queries_of_a_search_do_not_grow(visit, cast):
    visit.as_(cast.fjord, "resource_advisor").get("/soeg", q="Selma")
    visit.get("/soeg", q="Selma")
    one = visit.queries
    visit.get("/soeg", q="Qx")
    assert visit.queries == one
