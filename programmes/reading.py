"""From a TOML file, or the stored copy of one, to `Content`; every mistake is reported with file, key and reason."""

import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from programmes import rules
from programmes.content import Content
from programmes.instruments.parts import COMPLETE, LANGUAGES, Words
from programmes.wording import Source, Text

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Mistake:
    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.reason}"


class ContentInvalid(ValueError):
    """A file of a programme or an instrument that cannot be used; `mistakes` holds all that was found."""

    def __init__(self, mistakes):
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def read_toml(path: Path) -> dict:
    """The raw tables of a file, figures with decimals kept as written. ContentInvalid when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentInvalid([Mistake(place_of(path), "(file)", f"not TOML: {error}")]) from error


def read_file(path: Path) -> Content:
    """The content of `<folder>/<slug>/<number>.toml`. ContentInvalid with all mistakes, the names included."""
    content = read_content(read_toml(path), place_of(path))
    named = [
        Mistake(place_of(path), key, f"is {said!r}, but the file is {place_of(path)}")
        for key, said, expected in (("slug", content.slug, path.parent.name), ("number", content.number, path.stem))
        if said != expected
    ]
    if named:
        raise ContentInvalid(named)
    return content


def read_content(raw: dict, file: str = "stored version") -> Content:
    """Raw tables to `Content`: first the shape, then (when the shape is right) what refers to what."""
    reader = Reader(raw)
    content = reader.table(Content, raw, "")
    found = reader.found or list(rules.broken(content))
    if found:
        raise ContentInvalid(Mistake(file, path or "(file)", reason) for path, reason in found)
    return content


def place_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


class Wrong:
    """Stands for a value that could not be read, so that reading can go on and find the rest."""


WRONG: Any = Wrong()


class Reader:
    """Walks the raw tables beside the dataclasses' type hints and notes each mistake by its path."""

    def __init__(self, raw: dict):
        self.found: list[tuple[str, str]] = []
        origin = raw.get("origin") if isinstance(raw, dict) else None
        self.document = origin.get("document") if isinstance(origin, dict) else None

    def wrong(self, path: str, reason: str):
        self.found.append((path, reason))
        return WRONG

    def table(self, kind, raw, path: str):
        if not isinstance(raw, dict):
            return self.wrong(path, f"must be a table, not {name_of(raw)}")
        if kind is Source and "document" not in raw and self.document is not None:
            raw = raw | {"document": self.document}
        known = hints(kind)
        for key in raw.keys() - known.keys():
            self.wrong(joined(path, key), "unknown key")
        values = {f.name: self.field(f, known[f.name], raw, path) for f in fields(kind)}
        if any(value is WRONG for value in values.values()):
            return WRONG
        return kind(**values)

    def field(self, field, hint, raw, path):
        path = joined(path, field.name)
        if field.name in raw:
            return self.value(hint, raw[field.name], path)
        if field.default is not MISSING:
            return field.default
        if field.default_factory is not MISSING:
            return field.default_factory()
        return self.wrong(path, "missing")

    def value(self, hint, raw, path: str):
        if get_origin(hint) in (Union, types.UnionType):
            hint = next(part for part in get_args(hint) if part is not types.NoneType)
        if get_origin(hint) is tuple:
            return self.items(get_args(hint), raw, path)
        if get_origin(hint) is Mapping:
            return self.mapping(get_args(hint)[1], raw, path)
        if hint is Text:
            return self.text(raw, path)
        if hint is Words:
            return self.said(raw, path)
        if is_dataclass(hint):
            return self.table(hint, raw, path)
        return self.plain(hint, raw, path)

    def items(self, args, raw, path: str):
        if not isinstance(raw, list):
            return self.wrong(path, f"must be a list, not {name_of(raw)}")
        if args[-1] is not Ellipsis and len(raw) != len(args):
            return self.wrong(path, f"must have {len(args)} items, not {len(raw)}")
        read = tuple(self.value(args[0], item, f"{path}[{label(item, at)}]") for at, item in enumerate(raw))
        return WRONG if any(item is WRONG for item in read) else read

    def mapping(self, hint, raw, path: str):
        if not isinstance(raw, dict):
            return self.wrong(path, f"must be a table, not {name_of(raw)}")
        read = {key: self.value(hint, value, joined(path, key)) for key, value in raw.items()}
        return WRONG if any(item is WRONG for item in read.values()) else types.MappingProxyType(read)

    def text(self, raw, path: str):
        if not isinstance(raw, dict):
            return self.wrong(path, f"must hold da and en, not {name_of(raw)}")
        for key in raw.keys() - {"da", "en"}:
            self.wrong(joined(path, key), "unknown language")
        said = [self.words(raw, language, path) for language in ("da", "en")]
        return WRONG if WRONG in said else Text(*said)

    def said(self, raw, path: str):
        """Words in Danish and English at least, and in any other language that an instrument may have."""
        if not isinstance(raw, dict):
            return self.wrong(path, f"must hold {' and '.join(COMPLETE)}, not {name_of(raw)}")
        for key in raw.keys() - LANGUAGES.keys():
            self.wrong(joined(path, key), "unknown language")
        wanted = [*COMPLETE, *(key for key in LANGUAGES if key in raw and key not in COMPLETE)]
        said = {language: self.words(raw, language, path) for language in wanted}
        return WRONG if WRONG in said.values() else Words(types.MappingProxyType(said))

    def words(self, raw, language, path):
        value = raw.get(language)
        if value is None:
            return self.wrong(joined(path, language), "missing")
        if not isinstance(value, str) or not value.strip():
            return self.wrong(joined(path, language), "must be words")
        return value

    def plain(self, hint, raw, path: str):
        if issubclass(hint, Enum):
            allowed = [member.value for member in hint]
            return (
                hint(raw) if raw in allowed else self.wrong(path, f"must be one of {', '.join(allowed)}, not {raw!r}")
            )
        if hint is Decimal:
            return self.figure(raw, path)
        if not isinstance(raw, hint) or (hint is int and isinstance(raw, bool)):
            return self.wrong(path, f"must be {WORDS_OF[hint]}, not {name_of(raw)}")
        if hint is str and not raw.strip():
            return self.wrong(path, "must not be empty")
        if path.endswith(".key") and not KEY.fullmatch(raw):
            return self.wrong(path, f"must be letters, digits and _, not {raw!r}")
        return raw

    def figure(self, raw, path: str):
        try:
            figure = Decimal(raw if isinstance(raw, str) else int(raw)) if not isinstance(raw, bool) else None
        except (InvalidOperation, TypeError, ValueError):
            figure = None
        if figure is None or not figure.is_finite():
            return self.wrong(path, f"must be a number, not {raw!r}")
        return figure


WORDS_OF = {str: "words", int: "a whole number", bool: "true or false"}


@cache
def hints(kind) -> dict[str, Any]:
    return get_type_hints(kind)


def joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def label(item, at: int):
    """How an item of a list is named in a path: by its key, else by its place."""
    return item.get("key", at) if isinstance(item, dict) else at


def name_of(raw) -> str:
    return {dict: "a table", list: "a list", str: "words", bool: "true or false", int: "a number"}.get(
        type(raw), repr(raw)
    )
