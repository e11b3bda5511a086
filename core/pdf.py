"""PDF from our templates: the only place that knows WeasyPrint, and what it may read."""

import re
from functools import cache, wraps

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static

from core.plaintext import text_of

FOLDERS = {"pdf": "static/pdf", "fonts": "static/vendor/fonts"}
TYPES = {".css": "text/css", ".woff2": "font/woff2"}
PICTURE_DPI = 150
NAVY, SCHOOL, HOME = "#1D3B53", "#0F6B66", "#9A4A1F"
COLOURS = {
    "ar-s": SCHOOL, "c-s": SCHOOL, "ar-h": HOME, "c-h": HOME, "st-plan": "#3C5468", "st-done": "#1F6B3A",
    "st-due": "#7A4B00", "st-over": "#A3222B", "st-not": "#57535E",
}  # fmt: skip
STYLES = '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">'
ASSET = re.compile(r"asset:///pdf/([\w.-]+\.css)")
SHAPE = re.compile(r'(?:<span class="(?P<around>[^"]*)">)?<svg(?: class="(?P<own>[^"]*)")?[^>]*>.*?</svg>', re.DOTALL)


def render(template, context):
    """The template as a tagged PDF (pdf/ua-1). It reads style sheets and fonts of ours, and nothing else anywhere.

    A document's own `pictures` (each with `address`, `content_type` and `read()`) stand in it; one whose bytes are gone does not.
    """
    given = {each.address: (data, each.content_type) for each in _pictures(context) if (data := each.read())}
    html = SHAPE.sub(_coloured, render_to_string(template, context | {"without": _without(context, given)}))
    return written(html, given)


def _pictures(context):
    return getattr(context.get("doc"), "pictures", ())


def _without(context, given):
    """Addresses of the pictures that cannot be drawn."""
    return [each.address for each in _pictures(context) if each.address not in given]


def preview(template, context):
    """The same template as a page to look at before it is given: the sheet's own CSS, served as any static file."""
    html = SHAPE.sub(_coloured, render_to_string(template, context))
    html = html.replace('<link rel="stylesheet" href="asset:///pdf/fonts.css">', "")
    html = ASSET.sub(lambda found: static(f"pdf/{found[1]}"), html)
    return html.replace(
        "</head>", STYLES.format(static("vendor/fonts/plex.css"), static("pdf/preview.css")) + "</head>", 1
    )


def words(template, context):
    """The same template as text that keeps its shape, for a journal: no style sheet is asked for."""
    return text_of(render_to_string(template, context))


def way(request):
    """How the address asks for a document to be drawn: with `?vis` as a page to look at, else as the PDF itself."""
    return preview if "vis" in request.GET else render


def answered(drawn, name):
    """What `render` or `preview` made, to be opened in the browser; a file is called `name`."""
    if isinstance(drawn, str):
        return HttpResponse(drawn)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _coloured(shape):
    """WeasyPrint draws a shape without the page's CSS: what would take the text's colour gets it written in."""
    names = f"{shape['around']} {shape['own']}".split()
    colour = next((COLOURS[name] for name in names if name in COLOURS), NAVY)
    drawn = shape[0].replace("currentColor", colour)
    return drawn if ' fill="' in drawn else drawn.replace("<svg", f'<svg fill="{colour}"', 1)


def written(html, pictures=None):
    """The given HTML as a tagged PDF; raises FatalURLFetchingError (a BaseException) for any address but asset:///.

    pictures: path -> (bytes, content type). They are drawn no finer than paper shows.
    """
    from weasyprint import HTML

    _tells_languages()
    document = HTML(string=html, base_url="asset:///", url_fetcher=_assets()(pictures))
    finer = {"dpi": PICTURE_DPI, "optimize_images": True} if pictures else {}
    return document.write_pdf(font_config=_fonts(), pdf_variant="pdf/ua-1", **finer)


@cache
def _tells_languages():
    """WeasyPrint tags the document's language alone: what stands in another is tagged too, to be read in its own voice."""
    from pydyf import String
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    @wraps(build)  # tests/core/test_pdf.py says why it is wrapped, and when it need no longer be
    def build_with_language(box, *rest):
        element = getattr(box, "element", None)
        language = element.get("lang") if element is not None and element.tag != "html" else None
        for tag in build(box, *rest):
            if language:
                tag["Lang"] = String(language)
            yield tag

    tags._build_box_tree = build_with_language


@cache
def _fonts():
    """One for the process: fonts are looked up once, which takes two thirds of the time of a short document."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _assets():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        def __init__(self, pictures):
            super().__init__()
            self.pictures = pictures or {}

        def fetch(self, url, headers=None):
            if picture := self.pictures.get(url.removeprefix("asset://")):
                return URLFetcherResponse(url, picture[0], {"Content-Type": picture[1]})
            path = _asset(url)
            if path is None:
                raise FatalURLFetchingError(f"not ours: {url}")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    return Assets


def _asset(url):
    """The file behind asset:///<folder>/<name>, or None for everything else."""
    folder, _, name = url.removeprefix("asset:///").partition("/")
    if not url.startswith("asset:///") or folder not in FOLDERS:
        return None
    root = (settings.BASE_DIR / FOLDERS[folder]).resolve()
    path = (root / name).resolve()
    return path if path.parent == root and path.suffix in TYPES and path.is_file() else None
