"""Which instruments there are: read once for all pages, never changed once published, and old answers keep their version."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from programmes.actions import Outcome, load_programmes
from programmes.instruments import catalogue
from programmes.models import InstrumentVersion
from tests.programmes.instruments.trial import TRIAL


@pytest.fixture(autouse=True)
def fresh():
    catalogue.forget()
    yield
    catalogue.forget()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "instruments/trial").mkdir(parents=True)
    return tmp_path


def put(folder, number="1", *changes):
    said = TRIAL.replace('number = "1"', f'number = "{number}"')
    for before, after in changes:
        said = said.replace(before, after, 1)
    (folder / "instruments/trial" / f"{number}.toml").write_text(said, encoding="utf-8")
    return [(loading.file, loading.outcome) for loading in load_programmes(folder=folder)]


@pytest.mark.usefixtures("as_owner", "db")
class TestLoading:
    def test_it_is_loaded_once(self, folder):
        assert put(folder) == [("instruments/trial/1.toml", Outcome.LOADED)]
        assert put(folder) == [("instruments/trial/1.toml", Outcome.UNCHANGED)]
        assert InstrumentVersion.objects.filter(slug="trial").count() == 1

    def test_a_published_version_never_changes(self, folder):
        put(folder)
        assert put(folder, "1", ('da = "Prøve"', 'da = "Andet"')) == [("instruments/trial/1.toml", Outcome.ERROR)]
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            InstrumentVersion.objects.filter(slug="trial").update(state="draft")
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            InstrumentVersion.objects.filter(slug="trial").delete()

    def test_a_draft_may_grow(self, folder):
        draft = ('state = "published"', 'state = "draft"')
        assert put(folder, "1", draft) == [("instruments/trial/1.toml", Outcome.LOADED)]
        assert put(folder, "1", draft, ('da = "Prøve"', 'da = "Andet"')) == [
            ("instruments/trial/1.toml", Outcome.LOADED)
        ]
        assert str(catalogue.instrument("trial", "1").title) == "Andet"
        with pytest.raises(catalogue.UnknownInstrument):  # it is not offered before it is published
            catalogue.instrument("trial")

    def test_an_answer_keeps_the_version_it_was_given_on(self, folder):
        for number in ("1", "2", "10"):
            put(folder, number, ('da = "Prøve"', f'da = "Prøve {number}"'))
        assert [str(catalogue.instrument("trial", number).title) for number in ("1", "2")] == ["Prøve 1", "Prøve 2"]
        assert str(catalogue.instrument("trial").title) == "Prøve 10"

    def test_the_command_tells_file_key_and_reason_and_loads_the_rest(self, folder, capsys):
        put(folder, "1", ("at_least = 5", "at_least = 50"))
        (folder / "instruments/trial/2.toml").write_text(
            TRIAL.replace('number = "1"', 'number = "2"'), encoding="utf-8"
        )
        with pytest.raises(CommandError, match="1 of 2 files not loaded"):
            call_command("load_programmes", folder)
        told = capsys.readouterr()
        assert told.out == "error     instruments/trial/1.toml\nloaded    instruments/trial/2.toml\n"
        assert "sections[second].items[words].shown_if: 'worry' is never between 50 and 10" in told.err


@pytest.mark.django_db
class TestReading:
    def test_no_query_after_the_first(self, cast, django_assert_num_queries):
        with django_assert_num_queries(1):
            catalogue.instruments()
        with django_assert_num_queries(0):
            catalogue.instruments_for("externalising_behaviour", "child", "initial")
            catalogue.instrument("child_voices")
            catalogue.instrument("child_voices", "1")

    def test_what_is_offered(self, cast):
        def offered(about):
            return [each.slug for each in catalogue.instruments_for("externalising_behaviour", about, "initial")]

        assert offered("class") == ["class_environment"]
        assert offered("child") == [
            "child_voices",
            "child_pictures",
            "wellbeing_ruler",
            "three_houses",
            "absence_fields",
            "assessment_areas",
            "sdq_totals",
        ]
        assert catalogue.instruments_for("externalising_behaviour", "child", "never") == []

    def test_an_instrument_that_is_not_there(self, cast):
        for asked in (("nothing",), ("nothing", "1"), ("child_voices", "99"), ("child_voices", "x")):
            with pytest.raises(catalogue.UnknownInstrument):
                catalogue.instrument(*asked)

    def test_nobody_but_the_owner_writes_them(self, cast):
        with connection.cursor() as db, pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            db.execute(
                "insert into programmes_instrumentversion (slug, number, state, sha256, content) values ('x', '1', 'draft', '', '{}')"
            )
