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


def test_two_words_in_any_order(visit, cast):
    x = cast.fjord
    full = visit.as_(x, "resource_advisor").text("/soeg", q="Adam")
    name = full.split(f'href="/barn/{x.c1.uuid}">')[1].split("<")[0]
    first, *_rest, last = name.split()
    for words in (f"{first} {last}", f"{last} {first}", f"{last}, {first}", f"{first[:2]} {last[:3]}"):
        assert f"/barn/{x.c1.uuid}" in visit.text("/soeg", q=words), words
    assert "Intet fundet" in visit.text("/soeg", q=f"{first} Findesikke")


def test_class_is_found_however_it_is_written(visit, cast):
    x = cast.fjord
    visit.as_(x, "resource_advisor")
    for words in ("5.B", "5b", "5B", "5 b", "5. b", "5.b Fjordby", "fjordby 5b"):
        text = visit.text("/soeg", q=words)
        assert f"/klasser/{x.b5.uuid}" in text or f"/klasse/{x.b5.uuid}" in text, words
        assert f"/forloeb/{x.w.uuid}" in text, words


def test_schools_name_alone_finds_no_class(visit, cast):
    assert "Klasser</h2>" not in visit.as_(cast.fjord, "resource_advisor").text("/soeg", q="by Skole")


def test_parent_is_found_by_those_who_see_the_child_and_by_no_others(visit, cast):
    x = cast.fjord
    name = canary(x, "Mor1")
    for who, finds in (
        ("resource_advisor", True),
        ("principal", True),
        ("group_leader", True),
        ("other_principal", False),
        ("other_leader", False),
    ):
        text = visit.as_(x, who).text("/soeg", q="Mor1")
        assert (name in text, f"/barn/{x.c1.uuid}" in text) == (finds, finds), who


def test_child_of_a_parent_found_is_logged(visit, cast):
    visit.as_(cast.fjord, "principal").get("/soeg", q="Mor1")
    with acting(cast.fjord, "dpo"):
        row = looks(LogFilter(child_id=cast.fjord.c1.pk))[0:1][0]
    assert (row.action, row.actor) == ("search", cast.fjord.users["principal"].pk)


def test_protected_child_is_marked(visit, cast):
    assert "adressebeskyttelse" in visit.as_(cast.fjord, "resource_advisor").text("/soeg", q="Selma")


def test_way_back_from_a_child_is_where_she_came_from(visit, cast):
    x = cast.fjord
    client = visit.as_(x, "resource_advisor").client
    page = client.get(f"/barn/{x.c1.uuid}", headers={"referer": "http://testserver/soeg?q=adam"}).content.decode()
    assert 'class="crumb"><a href="/soeg?q=adam">' in page
    for came in ("", "http://evil.example/soeg?q=x", "http://testserver/soeg"):
        page = client.get(f"/barn/{x.c1.uuid}", headers={"referer": came}).content.decode()
        assert 'class="crumb"><a href="/forloeb' in page
