"""What our PDFs hang on in WeasyPrint: said here, so that another version of it fails here and says why."""

import io

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.pdf import tags

from core import pdf

PAGE = (
    '<html lang="da"><head><title>Plan</title></head><body><h1>Plan</h1><p>Hej</p>'
    '<p lang="tr">Merhaba</p><section lang="ar" dir="rtl"><p>مرحبا</p></section></body></html>'
)
WHY = (
    "core.pdf._tells_languages wraps weasyprint.pdf.tags._build_box_tree, for WeasyPrint 70 writes the language of the document"
    " alone: write_pdf's options, its finisher and its metadata know nothing of a paragraph in another language, and PDF/UA asks"
    " for it (a screen reader would read Turkish aloud as Danish)."
)


def languages(content):
    found, reader = [], PdfReader(io.BytesIO(content))

    def walk(node):
        node = node.get_object()
        for each in node if isinstance(node, list) else ():
            walk(each)
        if isinstance(node, dict):
            found.extend([(node["/S"], str(node["/Lang"]))] if "/Lang" in node else [])
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return sorted(found)


def test_what_stands_in_another_language_is_tagged_so():
    assert languages(pdf.written(PAGE)) == [("/P", "tr"), ("/Sect", "ar")], WHY


def test_weasyprint_alone_still_tags_no_language(monkeypatch):
    """The day this fails, WeasyPrint does it itself: take `_tells_languages` away."""
    pdf._tells_languages()
    monkeypatch.setattr(tags, "_build_box_tree", tags._build_box_tree.__wrapped__)
    assert languages(HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1")) == [], (
        "WeasyPrint tells languages itself now. " + WHY
    )


def test_what_is_wrapped_is_there_and_calls_itself_by_name():
    assert callable(getattr(tags, "_build_box_tree", None)), WHY


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "file:///etc/passwd", "asset:///pdf/../settings.py", "data:text/css,a"]
)
def test_nothing_is_read_but_what_is_ours(address):
    with pytest.raises(BaseException, match="not ours"):
        pdf.written(PAGE.replace("</head>", f'<link rel="stylesheet" href="{address}"></head>'))
