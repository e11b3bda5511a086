"""Loading, and what the database itself refuses."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Municipality
from programmes.actions import DATA, Outcome, load_programmes
from programmes.models import Programme, ProgrammeVersion, VersionContent
from tests.conftest import log_in_as

A = (DATA / "externalising_behaviour/0.toml").read_text(encoding="utf-8")
SLUG = "trial_programme"


@pytest.fixture
def folder(tmp_path):
    return put(tmp_path, "0")


def put(folder, number, *, state="published", title="Prøve"):
    """A copy of programme A under another slug, so that the loaded one is left alone."""
    said = A.replace('slug = "externalising_behaviour"', f'slug = "{SLUG}"').replace(
        'number = "0"', f'number = "{number}"', 1
    )
    said = said.replace('state = "published"', f'state = "{state}"')
    said = said.replace('title = { da = "Tværfaglig indsats for inklusion i skolen"', f'title = {{ da = "{title}"', 1)
    file = folder / SLUG / f"{number}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(said, encoding="utf-8")
    return folder


def version(number="0"):
    return ProgrammeVersion.objects.get(programme__slug=SLUG, number=number)


def outcomes(folder):
    return [loading.outcome for loading in load_programmes(folder=folder)]


@pytest.mark.usefixtures("as_owner", "db")
class TestAsOwner:
    def test_loading_again_changes_nothing(self, folder):
        assert outcomes(folder) == [Outcome.LOADED]
        first = version().published_at
        assert outcomes(folder) == [Outcome.UNCHANGED]
        assert (version().published_at, Programme.objects.get(slug=SLUG).title) == (first, "Prøve")

    def test_comments_and_layout_are_no_change(self, folder):
        outcomes(folder)
        file = folder / SLUG / "0.toml"
        file.write_text("# hello\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
        assert outcomes(folder) == [Outcome.UNCHANGED]

    def test_a_changed_file_of_a_published_version_is_refused(self, folder):
        outcomes(folder)
        [loading] = load_programmes(folder=put(folder, "0", title="Noget andet"))
        assert loading.outcome == Outcome.ERROR
        assert [str(mistake) for mistake in loading.mistakes] == [
            f"{SLUG}/0.toml: number: version 0 is published and cannot change; put the changes in a file with a new number"
        ]
        assert version().programme_content.title.da == "Prøve"

    def test_a_draft_may_change_and_then_be_published(self, folder):
        assert outcomes(put(folder, "0", state="draft")) == [Outcome.LOADED]
        assert (version().state, version().published_at) == ("draft", None)
        assert version().programme_content.title.da == "Prøve"
        assert outcomes(put(folder, "0", title="Rettet")) == [Outcome.LOADED]
        assert (version().is_published, version().programme_content.title.da) == (True, "Rettet")

    def test_a_new_number_stands_beside_the_old_one(self, folder):
        outcomes(folder)
        assert outcomes(put(folder, "1", title="Nyere")) == [Outcome.UNCHANGED, Outcome.LOADED]
        assert [version(n).programme_content.title.da for n in "01"] == ["Prøve", "Nyere"]
        assert ProgrammeVersion.objects.current().get(programme__slug=SLUG).number == "1"

    def test_current_leaves_drafts_out(self, folder):
        outcomes(put(folder, "1", state="draft"))
        assert ProgrammeVersion.objects.current().get(programme__slug=SLUG).number == "0"
        assert ProgrammeVersion.objects.published().filter(programme__slug=SLUG).count() == 1

    def test_content_is_read_once_per_process(self, folder, django_assert_num_queries):
        outcomes(folder)
        first = version()
        first.programme_content  # noqa: B018
        again = version()
        with django_assert_num_queries(0):
            assert again.programme_content is first.programme_content

    def test_stored_content_is_the_content_of_the_file(self, folder):
        outcomes(folder)
        stored = version().programme_content
        assert str(stored.limit("co_teaching").minimum) == "10.5"
        assert len(stored.fidelity_rules) == 18

    @pytest.mark.parametrize(
        "change",
        [
            lambda: ProgrammeVersion.objects.filter(pk=version().pk).update(number="9"),
            lambda: ProgrammeVersion.objects.filter(pk=version().pk).update(sha256="0" * 64),
            lambda: ProgrammeVersion.objects.filter(pk=version().pk).update(state="draft", published_at=None),
            lambda: ProgrammeVersion.objects.filter(pk=version().pk).update(
                programme=Programme.objects.create(slug="x", title="x")
            ),
            lambda: VersionContent.objects.filter(version=version()).update(content={}),
            lambda: VersionContent.objects.filter(version=version()).delete(),
            lambda: version().delete(),
        ],
        ids=["number", "digest", "state", "programme", "content", "content deleted", "deleted"],
    )
    def test_the_database_refuses_to_change_a_published_version(self, folder, change):
        outcomes(folder)
        with pytest.raises(DatabaseError, match="a published programme version never changes"), transaction.atomic():
            change()

    def test_content_is_not_added_to_a_published_version(self, folder):
        outcomes(folder)
        bare = ProgrammeVersion.objects.create(
            programme=version().programme, number="7", state="published", published_at=version().published_at
        )
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            VersionContent.objects.create(version=bare, content={})

    def test_a_draft_can_be_deleted(self, folder):
        outcomes(put(folder, "0", state="draft"))
        version().delete()
        assert VersionContent.objects.filter(version__programme__slug=SLUG).count() == 0

    def test_one_version_of_each_number(self, folder):
        outcomes(folder)
        with pytest.raises(DatabaseError, match="one_version_of_each_number"), transaction.atomic():
            ProgrammeVersion.objects.create(programme=version().programme, number="0")

    def test_the_command_tells_each_file(self, folder):
        said = StringIO()
        call_command("load_programmes", folder, stdout=said)
        call_command("load_programmes", folder, stdout=said)
        assert said.getvalue() == f"loaded    {SLUG}/0.toml\nunchanged {SLUG}/0.toml\n"

    def test_the_command_loads_the_good_files_and_names_the_mistakes(self, folder):
        bad = folder / SLUG / "1.toml"
        bad.write_text(f'slug = "{SLUG}"\ntitle.da = "Kun dansk"\n', encoding="utf-8")
        said, wrong = StringIO(), StringIO()
        with pytest.raises(CommandError, match="1 of 2 files not loaded"):
            call_command("load_programmes", folder, stdout=said, stderr=wrong)
        assert said.getvalue() == f"loaded    {SLUG}/0.toml\nerror     {SLUG}/1.toml\n"
        assert "title.en: missing" in wrong.getvalue()

    def test_the_command_refuses_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="is not a folder"):
            call_command("load_programmes", tmp_path / "nowhere")


@pytest.fixture(scope="module")
def local_draft(django_db_setup, django_db_blocker, tmp_path_factory):
    """A draft of one municipality's own, committed by the owner and taken away again."""
    folder = put(tmp_path_factory.mktemp("local"), "0", state="draft")
    with django_db_blocker.unblock():
        log_in_as("owner")
        load_programmes()
        home = Municipality.objects.create(name="Programby")
        load_programmes(folder=folder, municipality=home)
        log_in_as("runtime")
    yield home
    with django_db_blocker.unblock():
        log_in_as("owner")
        ProgrammeVersion.objects.filter(municipality=home).delete()
        Programme.objects.filter(slug=SLUG).delete()
        home.delete()
        log_in_as("runtime")


def work_in(municipality_id):
    with connection.cursor() as db:
        db.execute("select set_config('app.municipality_id', %s, true)", [str(municipality_id)])


@pytest.mark.django_db
class TestAsRuntime:
    def test_programme_a_is_read_without_a_municipality(self, local_draft):
        [found] = ProgrammeVersion.objects.current().filter(programme__slug="externalising_behaviour")
        assert found.programme_content.element("praise").number == 5
        assert not ProgrammeVersion.objects.filter(programme__slug=SLUG).exists()

    def test_a_local_version_is_seen_in_its_own_municipality_only(self, local_draft):
        work_in(local_draft.pk)
        assert version().programme_content.title.da == "Prøve"
        work_in(local_draft.pk + 1000)
        assert not ProgrammeVersion.objects.filter(programme__slug=SLUG).exists()
        assert not VersionContent.objects.filter(version__programme__slug=SLUG).exists()

    def test_visible_to_is_the_first_wall(self, local_draft):
        work_in(local_draft.pk)
        own, other = (
            SimpleNamespace(municipality_id=local_draft.pk),
            SimpleNamespace(municipality_id=local_draft.pk + 1000),
        )
        assert version() in ProgrammeVersion.objects.visible_to(own)
        assert version() not in ProgrammeVersion.objects.visible_to(other)
        assert ProgrammeVersion.objects.visible_to(other).filter(programme__slug="externalising_behaviour").exists()

    @pytest.mark.parametrize(
        "write",
        [
            lambda: Programme.objects.create(slug="x", title="x"),
            lambda: Programme.objects.update(title="x"),
            lambda: ProgrammeVersion.objects.update(number="9"),
            lambda: VersionContent.objects.update(content={}),
            lambda: VersionContent.objects.all().delete(),
        ],
        ids=["add", "rename", "renumber", "rewrite", "delete"],
    )
    def test_the_runtime_role_may_only_read(self, local_draft, write):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            write()
