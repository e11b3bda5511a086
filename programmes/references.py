"""Keys of a version that must refer to something: what does not is told as (path, reason)."""

from collections.abc import Iterator

Broken = Iterator[tuple[str, str]]


def names(items) -> set[str]:
    return {item.key for item in items}


def listed(found) -> str:
    return ", ".join(sorted(found))


def each(path, items, name, allowed) -> Broken:
    """Items whose field `name` (one key or several) refers to nothing in `allowed`."""
    for item in items:
        value = getattr(item, name)
        yield from refers(f"{path}[{item.key}].{name}", (value,) if isinstance(value, str) else value, allowed)


def refers(path, found, allowed) -> Broken:
    for key in found:
        if key not in allowed:
            yield path, f"{key!r} is none of {listed(allowed - {''})}"
