"""What comes in from outside is looked at and, where it can be, made anew: pictures lose everything but the picture.

Allowed: PDF, PNG, JPEG and Word. What the file is, its first bytes say; its name must say the same, but that a phone may
call one kind of picture the other. Source: trust.md A6.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TIMES = 100  # how many times its own size a Word file may hold
PICTURES = ("png", "jpg")
KINDS = ("pdf", *PICTURES, "docx")
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FIRST_BYTES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "docx": b"PK\x03\x04"}
IPHONE = re.compile(rb"....ftyp(heic|heix|hevc|heim|mif1|msf1)", re.DOTALL)
ALSO_CALLED = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
RUNS = re.compile(
    r"\.(exe|com|scr|bat|cmd|msi|dll|jar|js|mjs|vbs|ps1|sh|py|php|html?|xhtml|svg|hta|lnk|zip|docm|dotm)(?=\.|$)", re.I
)


@dataclass(frozen=True)
class Cleaned:
    """A file that may be kept: `name` is safe to fetch it under, `kind` one of KINDS."""

    name: str
    kind: str
    content_type: str
    data: bytes
    sha256: str


class Cap(TemporaryFileUploadHandler):
    """Writes a file down as it comes in, and stops when it is too large: neither memory nor disk is filled by it."""

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= LARGEST:
            super().receive_data_chunk(raw_data, start)


def clean_upload(file, kinds=KINDS) -> Cleaned:
    """The file as it may be kept. Raises ValidationError with words that say what to do."""
    kind = _kind_of(file.name, kinds)
    data = _read(file)
    if not data:
        raise ValidationError(_("The file is empty. Choose it again."))
    if IPHONE.match(data):
        raise _from_an_iphone()
    if kind in PICTURES:  # drawn anew whichever it is
        kind = next((each for each in PICTURES if each in kinds and data.startswith(FIRST_BYTES[each])), kind)
    if not data.startswith(FIRST_BYTES[kind]):
        raise ValidationError(
            _("“%(name)s” is not what its name says. Attach the document or the picture itself."),
            params={"name": _safe_stem(file.name)},
        )
    data = {"pdf": _pdf, "docx": _docx}.get(kind, _picture)(data, kind)
    return Cleaned(
        f"{_safe_stem(file.name)}.{kind}", kind, CONTENT_TYPES[kind], data, sha256(data).hexdigest()
    )  # fmt: skip


def accept(kinds=KINDS):
    """The `accept` of a file field: phones offer the camera where pictures may come."""
    return ",".join(f".{kind}" for kind in (*kinds, *(["jpeg"] if "jpg" in kinds else []))) + (
        ",image/jpeg,image/png" if "jpg" in kinds else ""
    )


def _kind_of(name, kinds):
    last = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    kind = ALSO_CALLED.get(last, last)
    if kind in kinds and not RUNS.search(_plain(name)):
        return kind
    if last in ("heic", "heif"):
        raise _from_an_iphone()
    if set(kinds) <= set(PICTURES):
        raise ValidationError(_("Choose a photo or a picture (JPG or PNG)."))
    raise ValidationError(
        _("This kind of file cannot be kept. Attach a PDF, a Word document (.docx) or a picture (JPG or PNG).")
    )


def _from_an_iphone():
    return ValidationError(
        _("The photo is in the iPhone's own format (HEIC). Choose “Most Compatible” under Settings, Camera, Formats and take it again, or take a picture of the screen.")
    )  # fmt: skip


def _read(file):
    if (file.size or 0) > LARGEST:
        raise _too_large()
    data = bytearray()
    for chunk in file.chunks():
        data += chunk
        if len(data) > LARGEST:
            raise _too_large()
    return bytes(data)


def _too_large():
    return ValidationError(
        _("The file is larger than 20 MB. Save it in a smaller size, or take the photo again in a lower quality.")
    )


def _plain(name):
    """Without what turns the reading direction or is not seen: “gpj.exe” must not be read as “exe.jpg”."""
    return "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")


def _safe_stem(name):
    stem = PurePosixPath(_plain(name).replace("\\", "/")).stem
    stem = re.sub(r"[^\w \-()]+", "_", stem).strip(" _-")[:80]
    return stem or _("file")


# ---- pictures: drawn anew, so that nothing but the picture is left ----


def _picture(data, kind):
    from PIL import Image, ImageFile, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process: half a picture would pass
    form = {"png": "PNG", "jpg": "JPEG"}[kind]
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise _too_many_pixels()
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large photo is unfolded no further than it is kept
            if found.mode == "P":
                found = found.convert("RGBA")
            exif = found.getexif()
            found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            found.info.pop("exif", None)
            turned = ImageOps.exif_transpose(_with(found, exif)) or found
            kept = io.BytesIO()
            _on_white(turned).save(kept, form, **({"quality": 85} if kind == "jpg" else {"optimize": True}))
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:  # noqa: BLE001 (whatever a broken picture makes its decoder say)
        raise ValidationError(_("The picture cannot be read. Take it again, or choose another.")) from None
    return kept.getvalue()


def _with(image, exif):
    image._exif = exif
    return image


def _on_white(image):
    """Only the points: no comment, no colour profile, no place and no camera come along."""
    from PIL import Image

    clean = Image.new("RGB", image.size, "white")
    seen = image.convert("RGBA") if "A" in image.mode or "transparency" in image.info else image.convert("RGB")
    clean.paste(seen, mask=seen.getchannel("A") if seen.mode == "RGBA" else None)
    return clean


def _too_many_pixels():
    return ValidationError(
        _("The picture is too large to be opened. Save it smaller, at most 2,000 points on each side.")
    )


# ---- PDF: kept as it is, when it only shows something ----

ACTS = re.compile(rb"/(JavaScript|Launch|Rendition|RichMedia|EmbeddedFiles?|SubmitForm|ImportData|XFA)(?![A-Za-z])")
PACKED = re.compile(rb"stream\r?\n")
LAST_LINES = re.compile(rb"%%EOF[\s\x00]{0,64}\Z")


def _pdf(data, _kind):
    named = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), data)
    if re.search(rb"/Encrypt(?![A-Za-z])", named):
        raise ValidationError(_("The PDF is locked with a password. Save it without one, and attach that."))
    if not LAST_LINES.search(data):
        raise ValidationError(
            _("The PDF is damaged, or something has been hung on behind it. Save it anew, and attach that.")
        )
    if ACTS.search(named) or _hides(named) or any(ACTS.search(each) for each in _unpacked(data)):
        raise ValidationError(
            _(
                "The PDF can do more than show pages: it runs something, or carries other files. Print it to a new PDF, and attach that."
            )
        )
    return data


def _hides(named):
    """Objects packed in a way that is not looked into here."""
    for found in re.finditer(rb"/ObjStm(?![A-Za-z])", named):
        begins = max(named.rfind(b" obj", 0, found.start()), 0)
        head = named[begins : named.find(b"stream", found.end()) + 1]
        filters = re.findall(rb"/(\w+)(?:Decode)(?![A-Za-z])", head)
        if [each for each in filters if each != b"Flate"] or len(filters) > 1 or b"/Predictor" in head:
            return True
    return False


def _unpacked(data):
    """What the packed parts hold, a piece at a time, with the names in it spelled out."""
    left = MOST_UNPACKED * 2
    for found in PACKED.finditer(data):
        reader, at = zlib.decompressobj(), found.end()
        if data[at : at + 1] not in (b"x", b"h", b"X", b"8", b"H", b"(", b"\x18"):
            continue
        try:
            piece = reader.decompress(data[at:], 4_000_000)
            while piece:
                yield re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), piece)
                left -= len(piece)
                if left < 0:
                    raise _bomb()
                piece = reader.decompress(reader.unconsumed_tail, 4_000_000)
        except zlib.error:
            continue


# ---- Word: kept as it is, when it is only a document ----

MUST_HOLD = {"[Content_Types].xml", "word/document.xml"}
CARRIES = re.compile(
    r"vbaproject|/activex/|/embeddings/|\.(bin|exe|dll|js|vbs|ps1|bat|cmd|html?|svg|zip|docm|jar)$", re.I
)
FETCHES = re.compile(
    rb"<Relationship\s[^>]*(attachedTemplate|oleObject|frame|subDocument)[^>]*TargetMode\s*=\s*.External"
    rb"|<Relationship\s[^>]*TargetMode\s*=\s*.External[^>]*(attachedTemplate|oleObject|frame|subDocument)",
    re.I,
)


def _docx(data, _kind):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _check_size(parts, len(data))
            names = [part.filename for part in parts]
            if not set(names) >= MUST_HOLD or len(names) != len(set(names)) or _is_odd(packed, parts, data):
                raise _not_word()
            if any(CARRIES.search(name) for name in names) or _asks_for_more(packed, names):
                raise ValidationError(
                    _(
                        "The document holds macros or other files. Save it as a plain Word document (.docx) or as a PDF, and attach that."
                    )
                )
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise _not_word() from None
    return data


def _check_size(parts, size):
    total = sum(part.file_size for part in parts)
    if len(parts) > 2_000 or total > MOST_UNPACKED or total > size * MOST_TIMES:
        raise _bomb()


def _is_odd(packed, parts, data):
    """Something before or behind the document, locked parts, or parts that would land elsewhere."""
    away = [part for part in parts if part.filename.startswith("/") or ".." in part.filename or "\\" in part.filename]
    locked = [part for part in parts if part.flag_bits & 1]
    return bool(
        away or locked or packed.comment or min(p.header_offset for p in parts) or data[-22:-18] != b"PK\x05\x06"
    )


def _asks_for_more(packed, names):
    for name in names:
        if name == "[Content_Types].xml" or name.endswith(".rels"):
            with packed.open(name) as part:
                words = part.read(2_000_000)
            if b"macroEnabled" in words or (name.endswith(".rels") and FETCHES.search(words)):
                return True
    return False


def _not_word():
    return ValidationError(
        _("The document cannot be read as Word. Save it anew as .docx or as a PDF, and attach that.")
    )


def _bomb():
    return ValidationError(
        _("The file unfolds into far more than it seems. Save it anew, or as a PDF, and attach that.")
    )
