"""Lix by hand, in Python and in the browser, and the meter below a field."""

import tomllib
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

from core.forms import HouseForm
from core.lix import lix

TEXTS = tomllib.loads((Path(__file__).parent.parent / "data" / "lix.toml").read_text())["texts"]


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["text"][:30])
def test_lix_is_as_counted_by_hand(row):
    found = lix(row["text"])
    assert (found.value, found.level, list(found.long_words)) == (row.get("value"), row["level"], row["long_words"])


def test_the_browser_counts_the_same(cast, open_page):
    page = open_page(width=390)
    page.goto("/konto/login")
    address = page.evaluate(
        "[...document.scripts].find(each => /app/.test(each.src)).src.replace(/app[^/]*$/, 'lix.js')"
    )
    found = page.evaluate(
        "async ([address, texts]) => { const { lix } = await import(address); return texts.map(lix); }",
        [address, [row["text"] for row in TEXTS]],
    )
    expected = [{"value": row.get("value"), "level": row["level"], "longWords": row["long_words"]} for row in TEXTS]
    assert found == expected


class Family(HouseForm):
    for_families, own_words = ("text", "said"), ("said",)
    text = forms.CharField(widget=forms.Textarea)
    said = forms.CharField(widget=forms.Textarea)
    other = forms.CharField(widget=forms.Textarea)


def meter(name, text):
    form = Family(data={name: text})
    return Template("{% load dkfds %}{% lix_meter field %}").render(Context({"field": form[name]}))


def test_the_meter_stands_below_what_families_read_and_nowhere_else():
    hard = "Ressourcevejlederen samarbejder med forældrene om koordineringen af indsatsen."
    assert "Lix 71: svær at læse" in meter("text", hard)
    assert "Ressourcevejlederen, samarbejder" in meter("text", hard)
    assert "Lix 5: let at læse" in meter("text", "Vi går ud. Vi leger sammen med de andre.")
    assert "hidden" in meter("text", "")
    assert meter("said", hard).strip() == "" and meter("other", hard).strip() == ""
