"""The pages of links speak Arabic and Turkish too: every text of theirs, and nothing of staff's pages, which stay in two languages."""

import ast
import gettext
import re

import pytest
from django.conf import settings
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from cases.links import direction

ROOT = settings.BASE_DIR
# What these pages say besides their templates.
SOURCES = (
    "cases/forms/links.py",
    "cases/handing_over.py",
    "cases/queries/family_page.py",
    "cases/views/family_page.py",
    "cases/views/links.py",
    "core/forms.py",
    "mapping/kept.py",
    "mapping/views/answering.py",
    "programmes/instruments/values.py",
    "templates/link",
)
NOT_THERE = re.compile(r"Name no child|No names\. Write|Write so that child")  # hints of staff's forms
CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}


def said_in_templates():
    found = set()
    for path in (ROOT / "templates/link").rglob("*.html"):
        nodes = engines["django"].get_template(str(path.relative_to(ROOT / "templates"))).template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            found.add(node.filter_expression.var.literal)
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            found.add(
                node.render_token_list(node.singular)[0].strip()
                if node.trimmed
                else node.render_token_list(node.singular)[0]
            )
    return found


def said_in_code():
    found = set()
    for path in SOURCES:
        if path.endswith(".py"):
            for node in ast.walk(ast.parse((ROOT / path).read_text())):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", "") in CALLS
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found.add(node.args[0].value)
    return {text for text in found if not NOT_THERE.search(text)}


def catalogue(language):
    return gettext.translation("django", ROOT / "locale", [language])._catalog


@pytest.mark.parametrize("language", ["ar", "tr"])
def test_every_text_of_the_links_pages_is_translated(language):
    known = {key[0] if isinstance(key, tuple) else key for key, said in catalogue(language).items() if said}
    assert sorted((said_in_templates() | said_in_code()) - known) == []


@pytest.mark.parametrize("language", ["ar", "tr"])
def test_placeholders_are_kept(language):
    wrong = []
    for key, said in catalogue(language).items():
        asked = set(re.findall(r"%\(\w+\)s", key[0] if isinstance(key, tuple) else key))
        if key and not isinstance(key, tuple) and asked != set(re.findall(r"%\(\w+\)s", said)):
            wrong.append(key)
    assert wrong == []


def test_staff_choose_between_danish_and_english():
    assert [key for key, _name in settings.LANGUAGES] == ["da", "en"]


def test_arabic_runs_from_the_right():
    assert [direction(each) for each in ("da", "en", "ar", "tr")] == ["ltr", "ltr", "rtl", "ltr"]
