"""PDF from our templates: the only place that knows WeasyPrint, and what it may read."""

from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

FOLDERS = {"pdf": "static/pdf", "fonts": "static/vendor/fonts"}
TYPES = {".css": "text/css", ".woff2": "font/woff2"}


def render(template, context):
    """The template as a tagged PDF (pdf/ua-1). It reads style sheets and fonts of ours, and nothing else anywhere."""
    return written(render_to_string(template, context))


def written(html):
    """The given HTML as a tagged PDF; raises FatalURLFetchingError (a BaseException) for any address but asset:///."""
    from weasyprint import HTML

    document = HTML(string=html, base_url="asset:///", url_fetcher=_assets())
    return document.write_pdf(font_config=_fonts(), pdf_variant="pdf/ua-1")


@cache
def _fonts():
    """One for the process: fonts are looked up once, which takes two thirds of the time of a short document."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _assets():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        def fetch(self, url, headers=None):
            path = _asset(url)
            if path is None:
                raise FatalURLFetchingError(f"not ours: {url}")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    return Assets()


def _asset(url):
    """The file behind asset:///<folder>/<name>, or None for everything else."""
    folder, _, name = url.removeprefix("asset:///").partition("/")
    if not url.startswith("asset:///") or folder not in FOLDERS:
        return None
    root = (settings.BASE_DIR / FOLDERS[folder]).resolve()
    path = (root / name).resolve()
    return path if path.parent == root and path.suffix in TYPES and path.is_file() else None
