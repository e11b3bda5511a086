"""What comes in from outside: kept only as what it says it is, and pictures only as pictures."""

import io
import socket
import struct
import subprocess
import sys
import threading
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import scanner
from core.uploads import LARGEST, PICTURES, RUNS, Cap, clean_upload

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'


def sent(name, data):
    return SimpleUploadedFile(name, data)


def refused(name, data, **options):
    with pytest.raises(ValidationError) as found:
        clean_upload(sent(name, data), **options)
    return found.value.messages[0]


def picture(form="PNG", size=(60, 40), mode="RGB", colour="red", **options):
    kept = io.BytesIO()
    Image.new(mode, size, colour).save(kept, form, **options)
    return kept.getvalue()


def docx(more=(), types=TYPES, **options):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", "<w:document>Hej</w:document>")
        for name, data in more:
            packed.writestr(name, data)
    return kept.getvalue()


def chunk(kind, data):
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def wide_png(side):
    """A PNG of side × side in a few hundred kilobytes, without drawing it here."""
    packer, rows = zlib.compressobj(9), bytearray()
    for _row in range(side):
        rows += packer.compress(bytes(side // 8 + 1))
    head = struct.pack("!IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows += packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", bytes(rows)) + chunk(b"IEND", b"")


def test_a_photo_keeps_the_picture_and_loses_where_and_when():
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x0112] = "QxKamera", "2026:05:21 09:00:00", 6
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (55.0, 40.0, 33.0), "E", (12.0, 33.0, 1.0)
    photo = picture("JPEG", (3000, 1000), exif=exif, comment=b"QxKommentar", icc_profile=b"QxProfil")
    assert all(word in photo for word in (b"Exif", b"QxKamera", b"QxKommentar", b"QxProfil"))

    kept = clean_upload(sent("Ferie på Møn.JPEG", photo))

    assert (kept.name, kept.kind, kept.content_type) == ("Ferie på Møn.jpg", "jpg", "image/jpeg")
    assert not [word for word in (b"Exif", b"GPS", b"Qx", b"2026:05") if word in kept.data]
    seen = Image.open(io.BytesIO(kept.data))
    assert (seen.size, dict(seen.getexif())) == ((667, 2000), {})  # turned as the phone was held, and made smaller


def test_a_png_loses_its_words_and_stands_on_white():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "QxForfatter")
    kept = clean_upload(sent("tegning.png", picture(mode="RGBA", colour=(0, 0, 0, 0), pnginfo=words)))
    seen = Image.open(io.BytesIO(kept.data))
    assert (b"Qx" in kept.data, seen.mode, seen.getpixel((1, 1))) == (False, "RGB", (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_pictures_of_every_kind_are_made_anew(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    kept = clean_upload(sent(f"a.{'jpg' if mode == 'CMYK' else 'png'}", picture(form, mode=mode, colour=None)))
    assert Image.open(io.BytesIO(kept.data)).size == (60, 40)


def test_what_else_a_photo_carries_is_gone():
    kept = clean_upload(
        sent("a.jpg", picture("JPEG", xmp=b"<x:xmpmeta>QxSted 55.67</x:xmpmeta>", icc_profile=b"QxProfil"))
    )
    assert not [word for word in (b"Qx", b"xmp", b"ICC_PROFILE", b"Exif") if word in kept.data]


@pytest.mark.parametrize(("name", "form", "kind"), [("a.png", "JPEG", "jpg"), ("a.jpeg", "PNG", "png")])
def test_a_picture_called_the_other_kind_is_what_it_is(name, form, kind):
    kept = clean_upload(sent(name, picture(form)))
    assert (kept.name, kept.kind, Image.open(io.BytesIO(kept.data)).format) == (f"a.{kind}", kind, form)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)


@pytest.mark.parametrize("name", ["IMG_0042.HEIC", "IMG_0042.jpg", "IMG_0042.heif", "IMG_0042.png"])
def test_an_iphones_own_format_is_refused_with_what_to_do(name):
    assert "Mest kompatibelt" in refused(name, HEIC)
    assert "Mest kompatibelt" in refused(name, HEIC, kinds=PICTURES)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_AND_SCRIPT = b"GIF89a=1/*" + bytes(20) + b"*/;alert(1)"


@pytest.mark.parametrize(
    "data", [GIF_AND_SCRIPT, SVG, docx(), b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20), b"%!PS-Adobe", b"BM" + bytes(60)]
)
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.pdf"])
def test_what_is_two_things_at_once_is_neither(name, data):
    assert "noget andet, end dens navn siger" in refused(name, data)


def test_a_picture_that_is_a_zip_too_is_a_picture_alone():
    for name, form in (("a.jpg", "JPEG"), ("a.png", "PNG")):
        kept = clean_upload(sent(name, picture(form) + docx()))
        assert (zipfile.is_zipfile(io.BytesIO(kept.data)), b"PK\x03\x04" in kept.data) == (False, False)


def test_what_hangs_behind_a_picture_is_gone():
    page = b"<script>alert(1)</script>PK\x03\x04"
    kept = clean_upload(sent("a.jpg", picture("JPEG") + page))
    assert page not in kept.data and b"<script" not in kept.data


def test_a_picture_of_fifty_thousand_points_a_side_is_refused_in_little_memory():
    """In a process of its own: the most memory that it ever held is measured (getrusage tells the parent's too)."""
    code = (
        "import django, os, re; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings'); django.setup()\n"
        "from tests.core.test_uploads import refused, sent, wide_png\n"
        "from core.uploads import clean_upload\n"
        "assert 'for stort' in refused('a.png', wide_png(50_000)), 'not refused'\n"
        "clean_upload(sent('b.png', wide_png(6_000)))\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 300  # megabytes


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("regning.pdf", b"MZ\x90\x00" + bytes(200)),  # a program called a document
        ("regning.pdf", b"\x7fELF" + bytes(200)),
        ("billede.png", PDF),
        ("billede.jpg", b"GIF89a" + bytes(200)),
        ("brev.docx", PDF),
        ("ark.pdf", b"\n" + PDF),  # a PDF that begins as something else
        ("ark.pdf", b"<html>%PDF-1.7"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, data):
    assert "noget andet, end dens navn siger" in refused(name, data)


@pytest.mark.parametrize(
    "name",
    [
        "spil.exe", "ark.pdf.exe", "ark.exe.pdf", "brev.docm", "tegning.svg", "side.html", "side.html.jpg", "fil", "fil.",
        "a.pdf\u202egpj.exe", "ark.php.png", "pakke.zip", ".pdf",
    ],
)  # fmt: skip
def test_other_kinds_and_double_names_are_refused(name):
    assert "PDF, et Word-dokument" in refused(name, PDF)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\ark.pdf", "ark.pdf"),
        ("ark.v2.pdf", "ark_v2.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_bSet-Cookie_ x.pdf"),
        ("Særlig ære på Ø.pdf", "Særlig ære på Ø.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        ("æøå" * 26 + "ÆØ.pdf", "æøå" * 26 + "ÆØ.pdf"),
    ],
)
def test_names_are_made_safe(name, kept):
    file = sent("a.pdf", PDF)
    file._name = name  # past Django, which looks at it too
    assert clean_upload(file).name.replace("__", "_") == kept


@pytest.mark.parametrize(
    "inside",
    [
        b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
        b"/OpenAction <</S /J#61vaScript /JS (app.alert(1))>>",
        b"/AA <</O <</S /Launch /F (cmd.exe)>>>>",
        b"/Names <</EmbeddedFiles 3 0 R>>",
        b"/A <</S /SubmitForm /F (http://example.org)>>",
    ],
)
def test_a_pdf_that_does_something_is_refused(inside):
    assert "kan mere end at vise sider" in refused("a.pdf", PDF.replace(b"/Type /Catalog", inside))


def test_a_pdf_that_hides_what_it_does_is_refused():
    packed = zlib.compress(b"1 0 <</S /JavaScript /JS (app.alert(1))>>")
    hidden = b"2 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n" + packed + b"\nendstream endobj\ntrailer"
    assert "kan mere end" in refused("a.pdf", PDF.replace(b"trailer", hidden))
    odd = b"2 0 obj <</Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]>> stream\n789c\nendstream endobj\ntrailer"
    assert "kan mere end" in refused("a.pdf", PDF.replace(b"trailer", odd))
    plain = (
        b"2 0 obj <</Filter /FlateDecode>> stream\n" + zlib.compress(b"BT (Hej) Tj ET") + b"\nendstream endobj\ntrailer"
    )
    assert clean_upload(sent("a.pdf", PDF.replace(b"trailer", plain))).kind == "pdf"


def test_a_pdf_with_something_behind_it_or_a_password_is_refused():
    assert "hængt noget på" in refused("a.pdf", PDF + docx())
    assert "adgangskode" in refused("a.pdf", PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"))


def test_a_word_document_passes_and_those_that_carry_more_do_not():
    assert clean_upload(sent("brev.docx", docx())).data == docx()
    assert "makroer" in refused("a.docx", docx([("word/vbaProject.bin", b"x")]))
    assert "makroer" in refused("a.docx", docx(types=TYPES.replace("document.main", "document.macroEnabled.main")))
    assert "makroer" in refused("a.docx", docx([("word/embeddings/oleObject1.bin", b"x")]))
    away = '<Relationship Id="1" Type="http://x/attachedTemplate" Target="http://example.org/a.dotm" TargetMode="External"/>'
    assert "makroer" in refused("a.docx", docx([("word/_rels/settings.xml.rels", away)]))
    link = '<Relationship Id="1" Type="http://x/hyperlink" Target="http://example.org" TargetMode="External"/>'
    assert clean_upload(sent("a.docx", docx([("word/_rels/document.xml.rels", link)]))).kind == "docx"


def test_a_word_document_that_is_no_document_or_a_bomb_is_refused():
    assert "folder sig ud" in refused("a.docx", docx([("word/media/a.xml", bytes(60_000_000))]))
    assert "som Word" in refused("a.docx", b"PK\x03\x04" + bytes(100))
    assert "som Word" in refused("a.docx", docx([("../../a.xml", "x")]))
    assert "som Word" in refused("a.docx", docx() + PDF)
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as packed:
        packed.writestr("xl/workbook.xml", "x")
    assert "som Word" in refused("a.docx", bare.getvalue())


def test_a_file_of_fifty_megabytes_is_neither_kept_nor_read():
    handler, piece = Cap(), bytes(1024 * 1024)
    handler.new_file("drawing", "drawing.png", "image/png", None)
    for number in range(50):
        handler.receive_data_chunk(piece, number * len(piece))
    with handler.file_complete(50 * len(piece)) as file:
        file.seek(0)
        assert (file.size, len(file.file.read())) == (50 * len(piece), LARGEST)
        with pytest.raises(ValidationError, match="20 MB"):
            clean_upload(file)
    assert "20 MB" in refused("a.pdf", b"%PDF-" + bytes(LARGEST))


def test_only_pictures_where_only_pictures_may_come():
    assert "foto eller et billede" in refused("a.pdf", PDF, kinds=PICTURES)
    assert "tom" in refused("a.png", b"")
    assert "kan ikke læses" in refused("a.png", picture()[:60], kinds=PICTURES)


@settings(max_examples=150, deadline=None)
@given(
    name=st.one_of(st.text(max_size=40), st.sampled_from(["a.pdf", "a.png", "a.jpg", "a.docx", "a.pdf.docx", "../a.png"])),
    start=st.sampled_from([b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"PK\x03\x04", picture()[:50], docx()[:200]]),
    rest=st.binary(max_size=400),
    end=st.sampled_from([b"", b"%%EOF", docx()[-120:], picture("JPEG")[-40:]]),
)  # fmt: skip
def test_whatever_comes_is_kept_safely_or_refused_with_words(name, start, rest, end):
    file = SimpleUploadedFile("x.pdf", start + rest + end)
    file._name = name or "x"
    try:
        kept = clean_upload(file)
    except ValidationError as error:
        assert all(error.messages)
        return
    assert kept.name.endswith(f".{kept.kind}")
    assert not RUNS.search(kept.name) and "/" not in kept.name and "\\" not in kept.name and ".." not in kept.name
    assert kept.kind not in PICTURES or rest not in kept.data or len(rest) < 8


# ---- the scanner ----


@pytest.fixture
def clamd(settings):
    """A small clamd on a port of its own: finds something in what holds “EICAR”. Gives what it was sent."""
    server, heard = socket.create_server(("127.0.0.1", 0)), []

    def answer():
        while True:
            try:
                wire, _address = server.accept()
            except OSError:
                return
            with wire, wire.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                data = b""
                while size := struct.unpack("!I", file.read(4))[0]:
                    data += file.read(size)
                heard.append(data)
                wire.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in data else b"stream: OK\0")

    threading.Thread(target=answer, daemon=True).start()
    settings.SAMSPIL_CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    yield heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def test_the_scanner_is_asked_over_its_socket(clamd):
    assert (scanner.scan(bytes(200_000)), scanner.scan(b"EICAR")) == (True, False)
    assert clamd == [bytes(200_000), b"EICAR"]


def test_without_an_answer_nobody_knows(settings):
    settings.SAMSPIL_CLAMD = "127.0.0.1:1"
    assert scanner.scan(b"x") is None
    settings.SAMSPIL_CLAMD = "/nowhere/clamd.ctl"
    assert scanner.scan(b"x") is None
    settings.SAMSPIL_CLAMD = ""
    assert scanner.scan(b"x") is None
    settings.SAMSPIL_CLAMD = "none"
    assert scanner.scan(b"x") is True
