"""Rebuild `static/vendor/` and `tests/vendor/` (developers only; needs node and npm).

Installs pinned packages in a temporary folder, compiles the dkfds neutral theme with our
colours, keeps only what the pages use and prints versions and SHA-256 sums. The result is
committed, so neither users nor servers ever need node.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
THEME = ROOT / "scripts" / "theme" / "main.scss"
VENDOR = ROOT / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
PACKAGES = (
    "dkfds@11.2.0",
    "sass@1.108.2",
    "htmx.org@4.0.1",
    "axe-core@4.14.1",
    "signature_pad@5.1.4",
    "@fontsource/ibm-plex-sans-arabic@5.3.0",
)
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
# Latin1 has æøå and »«–…€, Latin2 has ł ş ğ, Pi has arrows and ticks; complete faces are for PDF.
SUBSETS = ("Latin1", "Latin2", "Pi")
ICONS = (
    "account arrow-back arrow-downward arrow-forward arrow-upward assignment attach-file calendar-month chat check"
    " checklist chevron-down chevron-left chevron-right chevron-up close copy delete document download edit email error"
    " feedback file-excel file-pdf flag forum groups help home hourglass info link list-bulleted location lock menu"
    " minus more-horiz notifications open-in-new person person-add person-remove persons plus print refresh reply save"
    " search send settings share sort-table-ascending sort-table-descending sort-table-none star student success sync"
    " time trainee tune upload view-in-list visibility visibility-off warning"
).split()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        install(work)
        for folder in (VENDOR, TEST_VENDOR):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        modules = work / "node_modules"
        write_theme(work, modules)
        write_sprite(modules / "dkfds" / "dist" / "img" / "all-svg-icons.svg")
        write_fonts(modules / "dkfds" / "dist" / "fonts" / "IBMPlexSans")
        write_arabic(modules / "@fontsource" / "ibm-plex-sans-arabic")
        write_scripts(modules)
        report(modules)


def install(work: Path) -> None:
    (work / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES], cwd=work, check=True)


def write_theme(work: Path, modules: Path) -> None:
    """Compile the theme and copy the few pictures that its rules point at."""
    target = VENDOR / "dkfds.css"
    command = ["npx", "sass", "--quiet", "--no-source-map", "--style=compressed", f"--load-path={modules}"]
    subprocess.run([*command, str(THEME), str(target)], cwd=work, check=True)
    (VENDOR / "img").mkdir()
    for picture in sorted(set(re.findall(r'url\("?img/([^")]+)"?\)', target.read_text()))):
        shutil.copy(modules / "dkfds" / "dist" / "img" / "svg-icons" / picture, VENDOR / "img" / picture)
    shutil.copy(modules / "dkfds" / "LICENSE.md", VENDOR / "dkfds-LICENSE.md")


def write_sprite(source: Path) -> None:
    symbols = dict(re.findall(r'(?s)(?=<symbol id="([^"]+)")(<symbol .*?</symbol>)', source.read_text()))
    chosen = "\n".join(symbols[name] for name in ICONS)
    (VENDOR / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{chosen}\n</svg>\n')


def write_fonts(source: Path) -> None:
    """Write the split faces with their exact unicode-range, and the complete ones that PDFs embed."""
    fonts = VENDOR / "fonts"
    fonts.mkdir()
    faces = []
    for name, weight in WEIGHTS.items():
        shutil.copy(source / "complete" / "woff2" / f"IBMPlexSans-{name}.woff2", fonts)
        for subset in SUBSETS:
            file = source / "split" / "woff2" / f"IBMPlexSans-{name}-{subset}.woff2"
            shutil.copy(file, fonts)
            faces.append(face(file.name, weight, ranges(TTFont(file).getBestCmap())))
    (fonts / "plex.css").write_text("\n".join(faces) + "\n")
    shutil.copy(source / "complete" / "woff2" / "license.txt", fonts / "IBMPlexSans-LICENSE.txt")


def write_arabic(source: Path) -> None:
    """The same letters' Arabic sister: a browser takes it for Arabic only, PDFs name it after IBM Plex Sans."""
    fonts, faces = VENDOR / "fonts", []
    for name, weight in WEIGHTS.items():
        target = fonts / f"IBMPlexSansArabic-{name}.woff2"
        shutil.copy(source / "files" / f"ibm-plex-sans-arabic-arabic-{weight}-normal.woff2", target)
        arabic = [point for point in TTFont(target).getBestCmap() if point >= 0x600 and not 0x2000 <= point < 0x2E00]
        faces.append(face(target.name, weight, ranges(arabic)))
    with (fonts / "plex.css").open("a") as file:
        file.write("\n".join(faces) + "\n")
    shutil.copy(source / "LICENSE", fonts / "IBMPlexSansArabic-LICENSE.txt")


def face(file: str, weight: int, unicode_range: str) -> str:
    return (
        f'@font-face{{font-family:"IBM Plex Sans";font-style:normal;font-weight:{weight};font-display:swap;'
        f'src:url("{file}") format("woff2");unicode-range:{unicode_range}}}'
    )


def ranges(codepoints) -> str:
    """Write code points as a CSS unicode-range: 65, 66, 67, 70 becomes U+41-43,U+46."""
    spans: list[list[int]] = []
    for point in sorted(codepoints):
        if spans and point == spans[-1][1] + 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in spans)


def write_scripts(modules: Path) -> None:
    for source, target in (
        (modules / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.js"),
        (modules / "signature_pad" / "dist" / "signature_pad.min.js", VENDOR / "signature_pad.js"),
        (modules / "axe-core" / "axe.min.js", TEST_VENDOR / "axe.min.js"),
    ):
        target.write_text(re.sub(r"\n?//# sourceMappingURL=.*\n?", "\n", source.read_text()))
    shutil.copy(modules / "htmx.org" / "LICENSE", VENDOR / "htmx-LICENSE.txt")
    shutil.copy(modules / "signature_pad" / "LICENSE", VENDOR / "signature_pad-LICENSE.txt")
    shutil.copy(modules / "axe-core" / "LICENSE", TEST_VENDOR / "axe-LICENSE.txt")


def report(modules: Path) -> None:
    for package in PACKAGES:
        name = package.rpartition("@")[0]
        print(name, json.loads((modules / name / "package.json").read_text())["version"])
    for file in sorted(path for folder in (VENDOR, TEST_VENDOR) for path in folder.rglob("*") if path.is_file()):
        print(hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_size, file.relative_to(ROOT))


if __name__ == "__main__":
    main()
