"""Documents: parts chosen, given and kept, filed, packed for the journal; the same data are the same bytes."""

import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.models import IssuedDocument
from core.plaintext import text_of
from insight.papers.kinds import KINDS
from tests.cast import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00")


def test_the_same_data_are_the_same_bytes(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        kind = KINDS["plan"]
        draw = lambda: kind.pdf(kind.find(x.w.uuid, person), kind.default_parts(), person)  # noqa: E731
        first = draw()
        assert first[:5] == b"%PDF-"
        assert draw() == first


def test_a_part_that_is_not_chosen_is_not_in_it(cast):
    x, heading = cast.fjord, "Hvem er med"
    with acting(x, "resource_advisor") as person:
        kind = KINDS["plan"]
        doc = kind.find(x.w.uuid, person)
        whole = kind.chosen(doc, ["people", "follow_ups"], person)
        less = kind.chosen(doc, ["follow_ups"], person)
        assert (whole.people, whole.timeline, less.people) == (doc.doc.people, None, ())
        assert (heading in kind.page(doc, ["people"], person), heading in kind.page(doc, [], person)) == (True, False)


def test_a_restricted_part_needs_a_tick_and_a_right(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        kind = KINDS["annex"]
        doc = kind.find(x.p1.uuid, person)
        everything = [part.key for part in kind.parts]
        assert "said" not in kind.default_parts()
        told = kind.chosen(doc, everything, person)
        assert told.said == doc.doc.said
        assert kind.chosen(doc, kind.default_parts(), person).said == ()
    with acting(x, "teacher") as person:
        doc = kind.find(x.p1.uuid, person)
        assert kind.chosen(doc, everything, person).said == ()  # ticked by hand, without the right


def give(client, x, kind="annex", uuid=None, **data):
    return client.post(
        reverse("paper_make", args=[kind, uuid or x.p1.uuid]), {"chosen": "1", "parts": ["goals"]} | data
    )


def test_it_is_given_to_each_that_was_chosen_and_kept_as_given(cast, client):
    x = cast.fjord
    client.force_login(x.users["group_leader"])
    answered = give(client, x, to=[f"parent-{x.mother.pk}"], other="Netværksmødet")
    assert answered.status_code == 302
    with acting(x, "group_leader") as person:
        rows = IssuedDocument.objects.visible_to(person).filter(kind="annex").order_by("pk")
        assert [(row.parent_id, row.recipient) for row in rows] == [
            (x.mother.pk, x.mother.name),
            (None, "Netværksmødet"),
        ]
        assert len({row.sha256 for row in rows}) == 1
        opened = client.get(reverse("paper_open", args=[rows[0].uuid]))
    assert opened["Content-Disposition"] == f'inline; filename="barnets-bilag-{rows[0].uuid.hex[:8]}.pdf"'
    assert (opened["Content-Type"], opened.content) == ("application/pdf", bytes(rows[0].body))


def test_it_is_given_to_all_that_were_chosen_or_to_none(cast, client, monkeypatch):
    from cases.actions import documents as acts

    x, alone = cast.fjord, acts.issue

    def suspended_meanwhile(*, recipient, **row):
        if recipient == "Netværksmødet":
            raise ValidationError("Netværksmødet har ikke adgang.")
        return alone(recipient=recipient, **row)

    monkeypatch.setattr(acts, "issue", suspended_meanwhile)
    client.force_login(x.users["group_leader"])
    answered = give(client, x, to=[f"parent-{x.mother.pk}"], other="Netværksmødet")
    assert (answered.status_code, "har ikke adgang" in answered.content.decode()) == (422, True)
    with acting(x, "group_leader") as person:
        assert not IssuedDocument.objects.visible_to(person).filter(kind="annex").exists()


def test_nobody_named_is_refused_with_what_was_typed(cast, client):
    x = cast.fjord
    client.force_login(x.users["group_leader"])
    answered = give(client, x)
    assert answered.status_code == 422
    assert 'value="goals"' in answered.content.decode()


def test_the_package_is_the_pdf_and_what_a_journal_asks_for(cast, client):
    x = cast.fjord
    client.force_login(x.users["group_leader"])
    packed = client.get(reverse("paper_package", args=[x.issued.uuid]))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.namelist() == ["plan_parents.pdf", "plan_parents.json"]
        facts = json.loads(archive.read("plan_parents.json"))
    assert facts["kle"] == "27.24.00"
    assert facts["references"] == [{"system": "DUBU", "reference": f"Qx{x.name}Dubu1"}]
    assert packed.content == client.get(reverse("paper_package", args=[x.issued.uuid])).content


def test_filed_it_leaves_the_list_of_what_is_not(cast, client):
    x = cast.fjord
    client.force_login(x.users["group_leader"])
    listed = lambda: str(x.issued.uuid) in client.get(reverse("papers_to_file")).content.decode()  # noqa: E731
    assert listed()
    client.post(reverse("paper_file", args=[x.issued.uuid]), {"back": "papers_to_file"})
    assert not listed()


def test_a_reference_is_written_of_a_child_of_the_pathway_only(cast, client):
    x, y = cast.fjord, cast.bakke
    client.force_login(x.users["group_leader"])
    page = reverse("reference_edit", args=[x.w.uuid])
    assert [client.get(f"{page}?barn={row}").status_code for row in (x.p1.uuid, y.p1.uuid, "noget")] == [200, 404, 404]


def test_text_keeps_its_shape():
    html = "<head><title>no</title></head><h1>Plan</h1><p>En  linje</p><ul><li>et</li><li>to</li></ul><table><tr><th>Mål</th><td>Ro<span class='sub'>nu</span></td></tr></table><svg>x</svg>"
    assert text_of(html) == "Plan\n\nEn linje\n\n- et\n- to\n\nMål | Ro · nu\n"
