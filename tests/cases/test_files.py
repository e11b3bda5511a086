"""Attached files: on their writer's side, opened when scanned, served so that nothing in them runs here."""

import os
import time
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Sector
from cases.actions.attachments import attach
from cases.actions.sharing import withdraw_basis
from cases.files import State
from cases.models import Attachment, GoalDrawing, InformationExchange
from cases.queries.sharing import live_basis
from cases.schedule import kept_in, look_after_files
from cases.walls import ATTACHMENT
from core import files
from core.uploads import clean_upload
from mapping.models import Drawing
from tests.cast import TODAY, acting
from tests.core.test_uploads import PDF, clamd, picture

__all__ = ["clamd"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(cast):
    with time_machine.travel("2026-05-21T09:00+02:00"):
        yield


@pytest.fixture
def as_(cast, client):
    def log_in(who):
        client.force_login(cast.fjord.users[who])
        return client

    return log_in


def sent(name="Brev fra skolen.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


def post_child(client, x, **fields):
    return client.post(
        reverse("child_file_create", args=[x.c1.uuid]),
        {"title": "Testen fra maj", "file": sent()} | fields,
        follow=True,
    )


def newest(x, who="resource_advisor"):
    with acting(x, who) as person:
        return Attachment.objects.visible_to(person).order_by("-pk").first()


def bytes_of(row):
    return files.read(row.stored, row.municipality_id)


def undo_of(page):
    return next(m.extra_tags for m in page.context["messages"] if m.extra_tags).removeprefix("undo:")


def test_a_file_is_attached_opened_and_stays_on_its_side(cast, as_):
    x = cast.fjord
    page = post_child(as_("resource_advisor"), x)
    row = newest(x)
    assert "Filen er vedhæftet." in page.content.decode()
    assert (row.title, row.name, row.kind, row.size, row.sector, row.state) == (
        "Testen fra maj", "Brev fra skolen.pdf", "pdf", len(PDF), "school", "clean",
    )  # fmt: skip
    assert "Testen fra maj" in page.content.decode()
    answer = as_("resource_advisor").get(reverse("file_open", args=[row.uuid]))
    assert answer.content == PDF
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", 'attachment; filename="Brev fra skolen.pdf"',
    )  # fmt: skip
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    for who in ("group_leader", "caseworker", "ppr_advisor", "other_principal"):
        assert as_(who).get(reverse("file_open", args=[row.uuid])).status_code == 404
    assert str(row.stored) not in page.content.decode()


def test_its_name_on_disk_tells_nothing_and_lies_outside_the_web(cast, as_, settings):
    post_child(as_("resource_advisor"), cast.fjord)
    row = newest(cast.fjord)
    place = settings.FILES_DIR / str(row.municipality_id) / row.stored[:2] / row.stored
    assert (place.read_bytes(), place.stat().st_mode & 0o777, len(row.stored)) == (PDF, 0o600, 32)
    assert not settings.FILES_DIR.is_relative_to(settings.STATIC_ROOT)


def test_a_photo_loses_its_place_before_it_is_written(cast, as_):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825)[1], exif[0x010F] = "N", "QxKamera"
    photo = sent("foto.jpg", picture("JPEG", exif=exif))
    post_child(as_("teacher"), cast.fjord, file=photo)
    kept = bytes_of(newest(cast.fjord))
    assert b"Exif" not in kept and b"QxKamera" not in kept and kept.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("spil.pdf", b"MZ" + bytes(100), "noget andet, end dens navn siger"),
        ("spil.exe", b"MZ" + bytes(100), "Den slags fil kan ikke gemmes"),
        ("tegning.png", b"\x89PNG\r\n\x1a\n" + bytes(50 * 1024 * 1024), "større end 20 MB"),
        ("tom.pdf", b"", "tom"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_title_kept(cast, as_, name, data, words):
    x = cast.fjord
    before = newest(x).pk
    page = post_child(as_("resource_advisor"), x, file=sent(name, data))
    assert (page.status_code, words in page.content.decode(), "Testen fra maj" in page.content.decode()) == (
        422,
        True,
        True,
    )
    assert newest(x).pk == before


def test_sent_twice_it_is_one_file(cast, as_):
    x = cast.fjord
    client, key = as_("resource_advisor"), "0f6c6a52-7a3e-4f0e-9f8c-3f2f3d1e0a11"
    post_child(client, x, form_key=key)
    post_child(client, x, form_key=key, file=sent())
    with acting(x, "resource_advisor") as person:
        assert Attachment.objects.visible_to(person).filter(title="Testen fra maj").count() == 1


def test_undo_of_attaching_leaves_nothing(cast, as_, django_capture_on_commit_callbacks):
    x = cast.fjord
    client = as_("resource_advisor")
    page = post_child(client, x)
    row = newest(x)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(undo_of(page))
    with pytest.raises(FileNotFoundError):
        bytes_of(row)
    assert newest(x).pk != row.pk


def test_removed_it_is_gone_for_all_and_its_row_stays(cast, as_, django_capture_on_commit_callbacks):
    x = cast.fjord
    client = as_("teacher")
    post_child(client, x)
    row = newest(x)
    page = client.post(reverse("file_remove", args=[row.uuid]), follow=True)
    assert "Filen er fjernet." in page.content.decode() and "Testen fra maj" not in page.content.decode()
    assert client.get(reverse("file_open", args=[row.uuid])).status_code == 404
    assert client.post(reverse("file_remove", args=[row.uuid])).status_code == 404
    client.post(undo_of(page))
    assert client.get(reverse("file_open", args=[row.uuid])).status_code == 200
    client.post(reverse("file_remove", args=[row.uuid]))
    with django_capture_on_commit_callbacks(execute=True), acting(x, "resource_advisor") as person:
        Attachment.objects.filter(pk=row.pk).update(removed_at=timezone.now() - timedelta(days=1))
        assert Attachment.objects.visible_to(person).get(pk=row.pk).removed_by_id == x.staff["teacher"].pk
        with system(x):
            assert look_after_files(date(2026, 5, 22))["forgotten"] == 1
    with pytest.raises(FileNotFoundError):
        bytes_of(row)
    gone = newest(x)
    assert (gone.pk, gone.stored, gone.title) == (row.pk, "", "Testen fra maj")


def test_a_pathways_file_names_no_child_and_all_around_the_class_open_it(cast, as_):
    x = cast.fjord
    address = reverse("pathway_file_create", args=[x.w.uuid])
    client = as_("teacher")
    wrong = client.post(address, {"title": f"Aftale med {x.c1.name}", "file": sent()})
    assert wrong.status_code == 422
    client.post(address, {"title": "Retningslinjer for overgange", "file": sent()})
    row = newest(x)
    assert (row.child_id, row.pathway_id) == (None, x.w.pk)
    for who in ("group_leader", "principal", "ppr_advisor"):
        assert as_(who).get(reverse("file_open", args=[row.uuid])).content == PDF
    assert (
        "Retningslinjer for overgange"
        in as_("group_leader").get(reverse("plan_detail", args=[x.w.uuid])).content.decode()
    )
    assert as_("caseworker").get(reverse("file_open", args=[row.uuid])).status_code == 404


def test_a_files_own_name_tells_no_more_than_its_title(cast, as_):
    x = cast.fjord
    client, before = as_("teacher"), newest(x).pk
    words = {"title": "Aftale om pauser", "file": sent(f"aftale_{x.c1.name.replace(' ', '_')}.pdf")}
    of_class = client.post(reverse("pathway_file_create", args=[x.w.uuid]), words)
    of_child = post_child(client, x, file=sent("010190-1234 udtalelse.pdf"))
    assert (of_class.status_code, of_child.status_code, newest(x).pk) == (422, 422, before)
    assert "CPR" in of_child.content.decode()
    assert post_child(client, x, file=sent(f"aftale med {x.c1.name}.pdf")).status_code == 200  # on the child's own page


def test_shared_by_name_it_crosses_and_stops_with_the_basis(cast, as_):
    x = cast.fjord
    client = as_("resource_advisor")
    post_child(client, x)
    row = newest(x)
    page = client.post(reverse("file_share", args=[x.p1.uuid]), {"file": row.pk, "to_sector": "provider"}, follow=True)
    assert "Filen er delt." in page.content.decode() and "En vedhæftet fil" in page.content.decode()
    assert as_("group_leader").get(reverse("file_open", args=[row.uuid])).content == PDF
    assert as_("caseworker").get(reverse("file_open", args=[row.uuid])).status_code == 404
    assert as_("group_leader").post(reverse("file_remove", args=[row.uuid])).status_code == 403
    with acting(x, "resource_advisor"):
        InformationExchange.objects.filter(noun="attachment", object_id=row.pk).update(withdrawn_at=timezone.now())
    assert as_("group_leader").get(reverse("file_open", args=[row.uuid])).status_code == 404


def test_when_the_ground_is_withdrawn_the_wall_of_postgresql_closes_too(cast, as_):
    x = cast.fjord
    client = as_("resource_advisor")
    post_child(client, x)
    row = newest(x)
    client.post(reverse("file_share", args=[x.p1.uuid]), {"file": row.pk, "to_sector": "provider"})
    seen = lambda: Attachment._base_manager.filter(pk=row.pk).count()  # noqa: E731 (no visible_to: PostgreSQL alone)
    with acting(x, "group_leader"):
        assert seen() == 1
    with acting(x, "resource_advisor") as person:
        basis = live_basis(x.c1.pk, x.w, person)
        withdraw_basis(basis=basis, reason="Mor ringede.", by=person)
    with acting(x, "group_leader"):
        assert seen() == 0
    with acting(cast.bakke, "resource_advisor"):
        assert seen() == 0
    assert as_("group_leader").get(reverse("file_open", args=[row.uuid])).status_code == 404
    client.force_login(cast.bakke.users["resource_advisor"])
    for name in ("file_open", "file_check", "file_remove"):
        method = client.get if name == "file_open" else client.post
        assert method(reverse(name, args=[row.uuid])).status_code == 404


def test_every_download_says_what_it_is_and_is_kept_by_nobody(cast, as_):
    x = cast.fjord
    client = as_("resource_advisor")
    post_child(client, x, file=sent("Æblegrød på Ærø og øvrige øer, " + "æøå" * 16 + ".pdf"))
    fetched = [
        reverse("file_open", args=[newest(x).uuid]), reverse("plan_pdf", args=[x.w.uuid]), reverse("annex_pdf", args=[x.p1.uuid]),
        reverse("paper_pdf", args=["plan", x.w.uuid]), reverse("meeting_pdf", args=[x.meeting.uuid]),
        reverse("paper_open", args=[x.class_issued.uuid]), reverse("paper_package", args=[x.class_issued.uuid]),
    ]  # fmt: skip
    for address in fetched:
        answer = client.get(address)
        assert answer.status_code == 200, address
        kind, _sep, name = answer["Content-Disposition"].partition("; filename")
        assert (kind in ("inline", "attachment"), bool(name), answer["X-Content-Type-Options"]) == (
            True,
            True,
            "nosniff",
        ), address
        assert (answer["Cache-Control"], kind == "attachment" or answer["Content-Type"] == "application/pdf") == (
            "no-store",
            True,
        )
        assert x.c1.given_name not in answer["Content-Disposition"]


def test_a_file_with_something_in_it_is_not_kept(cast, as_, clamd):
    x = cast.fjord
    before = newest(x).pk
    page = post_child(as_("resource_advisor"), x, file=sent(data=PDF.replace(b"Catalog", b"EICAR")))
    assert (page.status_code, "noget skadeligt" in page.content.decode(), newest(x).pk) == (422, True, before)


def test_while_the_scanner_is_down_the_file_waits_and_is_scanned_later(cast, as_, settings):
    x = cast.fjord
    settings.SAMSPIL_CLAMD = "127.0.0.1:1"
    client = as_("resource_advisor")
    page = post_child(client, x)
    row = newest(x)
    assert (row.state, "venter på at blive tjekket" in page.content.decode()) == ("waiting", True)
    assert client.get(reverse("file_open", args=[row.uuid])).status_code == 302
    assert "svarer ikke" in client.post(reverse("file_check", args=[row.uuid]), follow=True).content.decode()
    with system(x):
        assert look_after_files(TODAY)["scanned"] == 0
    settings.SAMSPIL_CLAMD = "none"
    with system(x):
        assert look_after_files(TODAY)["scanned"] == 1
    assert client.get(reverse("file_open", args=[row.uuid])).content == PDF


def test_what_is_found_later_loses_its_bytes(cast, as_, settings, clamd, django_capture_on_commit_callbacks):
    x = cast.fjord
    there, settings.SAMSPIL_CLAMD = settings.SAMSPIL_CLAMD, ""
    client = as_("resource_advisor")
    post_child(client, x, file=sent(data=PDF.replace(b"Catalog", b"EICAR")))
    row, settings.SAMSPIL_CLAMD = newest(x), there
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("file_check", args=[row.uuid]), follow=True)
    assert "afvist af virusscanneren" in page.content.decode()
    with pytest.raises(FileNotFoundError):
        bytes_of(row)
    assert (newest(x).state, newest(x).stored) == ("refused", "")


def system(x):
    return acting(x, "system")


def test_the_sweep_takes_what_no_row_knows_and_nothing_else(cast, as_, settings):
    x = cast.fjord
    post_child(as_("resource_advisor"), x)
    row = newest(x)
    left = files.keep(b"left over", x.municipality.pk)
    new = files.keep(b"being written", x.municipality.pk)
    old = time.time() - 3 * files.DAY
    for name in (left, row.stored):
        os.utime(files._path(name, x.municipality.pk), (old, old))
    with system(x):
        assert look_after_files(TODAY)["swept"] == 1
    assert bytes_of(row) == PDF and files.read(new, x.municipality.pk) == b"being written"
    with pytest.raises(FileNotFoundError):
        files.read(left, x.municipality.pk)


def test_the_daily_job_sees_every_file_of_its_municipality(cast, db):
    """What it did not see it would sweep away: each sector has the system among its readers."""
    assert set(ATTACHMENT.own) == set(Sector.values)
    assert set(kept_in()) == {Attachment, Drawing, GoalDrawing}
    with system(cast.fjord) as person:
        assert Attachment.objects.visible_to(person).count() == 3
        assert Drawing.objects.visible_to(person).count() == 1
        assert GoalDrawing.objects.visible_to(person).count() == 1


def test_names_that_lead_elsewhere_are_not_files(settings):
    for name in ("../keys/secret", "", "a/b", "/etc/passwd"):
        with pytest.raises(FileNotFoundError):
            files.read(name, 1)


def test_the_panel_costs_the_same_with_one_and_thirty(cast, as_, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    x = cast.fjord
    client, address = as_("resource_advisor"), reverse("child_detail", args=[x.c1.uuid])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    with acting(x, "resource_advisor") as person:
        for number in range(30):
            attach(title=f"Ark {number}", cleaned=clean_upload(sent()), by=person, child=x.c1)
    with CaptureQueriesContext(connection) as thirty:
        page = client.get(address)
    assert len(one) == len(thirty)
    assert "De nyeste tyve er vist." in page.content.decode()


def test_states_are_said_in_words():
    assert [str(state.label) for state in State] == ["bliver tjekket", "tjekket", "afvist"]
