"""What leaves for a journal: the package as its schema says, text that keeps its shape, and the list of what is not filed."""

import hashlib
import io
import json
import re
import zipfile

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.documents import issue, withdraw_document
from cases.actions.journal import write_journal_plan
from cases.models import IssuedDocument, JournalPlan
from core.plaintext import text_of
from insight.papers.kinds import KINDS, TITLES
from insight.papers.package import as_text, facts_of
from tests.cast import acting

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((settings.BASE_DIR / "docs/journal-package.schema.json").read_text())
IS = {"object": dict, "array": list, "string": str, "null": type(None)}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00")


def broken(value, schema, at="$"):
    """Where `value` is not as the schema says: the few words of JSON Schema that ours uses, and no others."""
    known = {"$schema", "title", "description", "type", "enum", "pattern", "minLength", "minItems", "items", "properties", "required", "additionalProperties"}  # fmt: skip
    assert set(schema) <= known, f"{at}: {set(schema) - known} is not looked at here"
    types = schema.get("type", [])
    if types and not isinstance(value, tuple(IS[each] for each in ([types] if isinstance(types, str) else types))):
        return [at]
    wrong = "enum" in schema and value not in schema["enum"]
    if isinstance(value, str):
        wrong |= len(value) < schema.get("minLength", 0) or not re.search(schema.get("pattern", ""), value)
    found = [at] if wrong or isinstance(value, list) and len(value) < schema.get("minItems", 0) else []
    for number, each in enumerate(value if isinstance(value, list) else ()):
        found += broken(each, schema.get("items", {}), f"{at}[{number}]")
    if isinstance(value, dict):
        found += [f"{at}.{name}" for name in schema.get("required", ()) if name not in value]
        for name, each in value.items():
            found += (
                broken(each, schema["properties"][name], f"{at}.{name}")
                if name in schema["properties"]
                else [f"{at}.{name}"]
            )
    return found


def packed(client, document):
    answer = client.get(reverse("paper_package", args=[document.uuid]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pdf, facts = archive.namelist()
        return archive.read(pdf), json.loads(archive.read(facts))


def given(x, by, **more):
    fields = {
        "pathway": x.w,
        "kind": "plan",
        "title": "Fælles plan for 5.B",
        "pdf": b"%PDF 1",
        "recipient": "Netværksmødet",
    } | more
    return issue(by=by, **fields)


def test_the_schema_itself_refuses_what_is_wrong():
    good = facts("27.24.00")
    assert broken(good, SCHEMA) == []
    assert broken(good | {"kle": "27-24"}, SCHEMA) == ["$.kle"]
    assert broken(good | {"kind": "letter", "more": 1}, SCHEMA) == ["$.kind", "$.more"]
    assert broken({**good, "parties": [{"name": ""}]}, SCHEMA) == [
        "$.parties",
        "$.parties[0].part",
        "$.parties[0].name",
    ]


def facts(kle):
    return {
        "title": "Plan", "kind": "plan", "kle": kle, "date": "2026-05-21", "version": "2", "language": "da", "sha256": "0" * 64,
        "parties": [{"part": "sender", "name": "A", "unit": "B"}, {"part": "recipient", "name": "C"}], "pathway": "5.B",
        "filed_on": None, "withdrawn_on": None, "references": [],
    }  # fmt: skip


def test_every_kind_that_is_given_is_in_the_schema():
    assert set(SCHEMA["properties"]["kind"]["enum"]) == set(TITLES) >= set(KINDS)


@pytest.mark.parametrize(
    ("who", "child", "kle"), [("group_leader", True, "27.24.00"), ("resource_advisor", False, "17.01.00")]
)
def test_the_package_is_as_the_schema_says(cast, client, who, child, kle):
    x = cast.fjord
    with acting(x, who) as person:
        document = given(x, person, pathway_child=x.p1 if child else None, version="2")
    client.force_login(x.users[who])
    pdf, told = packed(client, document)
    assert broken(told, SCHEMA) == []
    assert (told["sha256"], told["kle"], told["date"]) == (hashlib.sha256(pdf).hexdigest(), kle, "2026-05-21")
    assert told["parties"][0]["unit"] == (x.provider if child else x.school).name  # of the two that one gave it
    assert [each["name"] for each in told["parties"] if each["part"] == "child"] == ([x.c1.name] if child else [])
    with acting(x, who) as person:
        withdraw_document(document=document, by=person)
    assert packed(client, document)[1]["withdrawn_on"] == "2026-05-21"


def test_the_number_is_the_municipalitys_own(cast):
    x = cast.fjord
    with acting(x, "administrator") as person:
        write_journal_plan(kle_child="27.03.00", kle_pathway="", by=person)
    with acting(x, "group_leader") as person:
        assert facts_of(given(x, person, pathway_child=x.p1), person)["kle"] == "27.03.00"
        told = facts_of(given(x, person), person)
        assert (told["kle"], broken(told, SCHEMA)) == ("", [])
        assert JournalPlan.objects.visible_to(person).count() == 1


# ---- text ----


def test_lists_and_rows_keep_their_shape():
    html = (
        "<h1>Plan</h1><p>Et</p><p>To</p><ol><li>Først</li><li>Så<ul><li>et skridt</li></ul></li></ol>"
        "<dl><dt>Fra</dt><dd>21. maj 2026</dd></dl><h2>Mål</h2><ul><li>Ro</li></ul>"
    )
    assert text_of(html) == (
        "Plan\n\nEt\n\nTo\n\n1. Først\n2. Så\n   - et skridt\n\nFra: 21. maj 2026\n\nMål\n\n- Ro\n"
    )


@pytest.mark.parametrize("kind", ["plan", "annex", "minutes", "agreement", "closing", "sharing"])
def test_every_kind_is_text_that_can_be_pasted(cast, kind):
    x = cast.fjord
    subject = {"annex": x.p1, "sharing": x.p1, "minutes": x.meeting}.get(kind, x.w)
    with acting(x, "resource_advisor") as person:
        made = KINDS[kind].find(subject.uuid, person)
        text = KINDS[kind].text(made, KINDS[kind].default_parts(), person)
    assert text.startswith(made.doc.sheet.title + "\n")
    assert [line for line in text.splitlines() if line != line.rstrip() or "<" in line or "\t" in line] == []
    assert re.search(
        r"\d\d?\. (januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december) 20\d\d", text
    )
    assert not re.search(r"\b(January|February|March|May|June|July|October)\b|\d{4}-\d\d-\d\d|\n\n\n", text)


def test_the_page_to_copy_from_says_what_when_and_to_whom(cast, client):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        document = given(x, person, facts={"text": "Plan\n\n- Ro\n"})
        text = as_text(document)
    assert (
        text == f"Fælles plan, 21. maj 2026\nTil: Netværksmødet\nAf: {x.staff['group_leader'].name}\n\nPlan\n\n- Ro\n"
    )
    client.force_login(x.users["group_leader"])
    with acting(x, "group_leader") as person:
        assert f"\nOm: {x.c1.name}\nTil: " in as_text(given(x, person, pathway_child=x.p1))
    assert "Plan\n\n- Ro" in client.get(reverse("paper_text", args=[document.uuid])).content.decode()


# ---- the list ----


def test_it_lists_what_ones_own_side_gave_oldest_first(cast, client):
    x = cast.fjord
    said = {}
    for who in ("resource_advisor", "group_leader", "teacher"):
        client.force_login(x.users[who])
        page = client.get(reverse("papers_to_file")).content.decode()
        said[who] = (str(x.class_issued.uuid) in page, str(x.issued.uuid) in page)
    assert said == {"resource_advisor": (True, False), "group_leader": (False, True), "teacher": (False, False)}


def test_the_lists_cost_the_same_with_one_and_thirty(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    pages = [reverse("papers_to_file"), reverse("paper_list", args=[x.w.uuid])]
    costs = []
    for many in (1, 30):
        with acting(x, "resource_advisor") as person:
            for number in range(many):
                given(x, person, pdf=f"%PDF {many} {number}".encode())
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as asked:
            for page in pages:
                assert client.get(page).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_second_page_leads_back_to_the_older_ones(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        for number in range(60):
            given(x, person, pdf=f"%PDF {number}".encode())
    client.force_login(x.users["resource_advisor"])
    first = client.get(reverse("papers_to_file")).content.decode()
    second = client.get(reverse("papers_to_file") + "?side=2").content.decode()
    assert ('href="?side=2">Nyere' in first, 'href="?side=1">Ældre' in second) == (True, True)


def test_undo_takes_back_only_what_was_given_now(cast, client):
    x = cast.fjord
    page = reverse("paper_make", args=["agreement", x.w.uuid])
    told = {}
    for who in ("resource_advisor", "principal"):
        client.force_login(x.users[who])
        answer = client.post(page, {"chosen": "1", "other": "Netværksmødet"}, follow=True)
        told[who] = [(str(each), bool(each.extra_tags)) for each in answer.context["messages"]]
    assert told == {
        "resource_advisor": [("Udleveret. Kopien er gemt, som den blev givet.", True)],
        "principal": [("Det samme er allerede udleveret til de samme i dag. Der er ikke lavet en kopi mere.", False)],
    }
    with acting(x, "resource_advisor") as person:
        assert IssuedDocument.objects.visible_to(person).filter(kind="agreement").count() == 1
