"""What must hold inside one programme version besides its shape: keys that refer to keys, figures that agree."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from string import Formatter

from programmes.agreements import PARTS
from programmes.content import WHOLE, WORDS, Content
from programmes.references import Broken, each, listed, names, refers
from programmes.rhythm_rules import rhythms
from programmes.wording import STRENGTHS, Source, Text

STATES = ("draft", "published")


def broken(content: Content) -> Broken:
    """(path, reason) of everything that does not hold."""
    if content.state not in STATES:
        yield "state", f"must be one of {', '.join(STATES)}, not {content.state!r}"
    for check in (
        whole,
        keys,
        sources,
        people,
        phases,
        elements,
        selection,
        mapping,
        rhythms,
        limits,
        series,
        agreement,
        fidelity,
        ending,
        words,
    ):
        yield from check(content)


def whole(content) -> Broken:
    if content.state == "published":
        yield from ((name, "missing") for name in WHOLE if not getattr(content, name))


def keys(content) -> Broken:
    for path, items in keyed_lists(content, ""):
        seen = set()
        for item in items:
            if item.key in seen:
                yield f"{path}[{item.key}]", "the key is used twice"
            seen.add(item.key)


def sources(content) -> Broken:
    for path, value in walk(content, ""):
        if isinstance(value, Source) and value.strength not in STRENGTHS:
            yield f"{path}.strength", f"must be one of {', '.join(STRENGTHS)}, not {value.strength!r}"


def people(content) -> Broken:
    sides, roles = names(content.sides), names(content.roles)
    yield from each("roles", content.roles, "side", sides | {""})
    yield from each("tracks", content.tracks, "side", sides)
    yield from each("tracks", content.tracks, "responsible", roles)
    yield from each("tracks", content.tracks, "length", names(content.limits) | {""})
    if content.plan:
        yield from each("plan.arenas", content.plan.arenas, "side", sides)
        yield from each("plan.aligned_plans", content.plan.aligned_plans, "side", sides)
    if content.target:
        yield from ages(content)


def ages(content) -> Broken:
    if content.target.youngest > content.target.oldest:
        yield "target.youngest", "is above target.oldest"
    if content.target.first_grade > content.target.last_grade:
        yield "target.first_grade", "is above target.last_grade"


def phases(content) -> Broken:
    yield from each("phases", content.phases, "group", names(content.phase_groups) | {""})
    for of in dict.fromkeys(phase.of for phase in content.phases):
        yield from one_process(content.phases_of(of))


def one_process(found) -> Broken:
    """Moves stay inside the process, each phase can be reached from its first, and it can end."""
    yield from each("phases", found, "moves", names(found))
    reached, waiting = set(), [found[0].key]
    moves = {phase.key: phase.moves for phase in found}
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += moves.get(key, ())
    for phase in found:
        if phase.key not in reached:
            yield f"phases[{phase.key}]", f"cannot be reached from {found[0].key!r}"
    if not any(phase.is_last for phase in found):
        yield f"phases[{found[0].key}].of", f"{found[0].of!r} has no phase to end in"


def elements(content) -> Broken:
    yield from each("core_elements", content.core_elements, "tracks", names(content.tracks))
    yield from each("measure_templates", content.measure_templates, "element", names(content.core_elements))
    yield from each(
        "measure_templates", content.measure_templates, "arena", names(content.plan.arenas if content.plan else ())
    )
    numbers = [element.number for element in content.core_elements]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "core_elements", f"must be numbered 1, 2, 3 …, not {numbers}"


def selection(content) -> Broken:
    if content.selection:
        yield from refers("selection.parties", content.selection.parties, names(content.roles))


def mapping(content) -> Broken:
    tool = content.mapping
    if tool is None:
        return
    yield from refers("mapping.responsible", tool.responsible, names(content.roles))
    for name, questions, asked in (
        ("class_questions", tool.class_questions, tool.class_perspectives),
        ("child_questions", tool.child_questions, tool.perspectives),
    ):
        for question in questions:
            if set(question.ask) != names(asked):
                yield f"mapping.{name}[{question.key}].ask", f"must ask {listed(names(asked))}"
        if not questions or not questions[0].strengths:
            yield f"mapping.{name}", "must begin with strengths"
    if tool.scale.lowest >= tool.scale.highest:
        yield "mapping.scale.lowest", "must be below highest"


def limits(content) -> Broken:
    for limit in content.limits:
        path = f"limits[{limit.key}]"
        if limit.minimum is None and limit.maximum is None and not limit.bands:
            yield path, "must have minimum, maximum or bands"
        if limit.minimum is not None and limit.maximum is not None and limit.minimum > limit.maximum:
            yield f"{path}.minimum", "is above maximum"
        for band in limit.bands:
            if band.minimum > band.maximum:
                yield f"{path}.bands[{band.key}].minimum", "is above maximum"
        yield from placeholders(f"{path}.message", limit.message)


def placeholders(path, text: Text) -> Broken:
    for language in ("da", "en"):
        try:
            used = {name for _, name, _, _ in Formatter().parse(getattr(text, language)) if name is not None}
        except ValueError as error:
            yield f"{path}.{language}", str(error)
            continue
        for name in sorted(used - {"value", "minimum", "maximum"}):
            yield f"{path}.{language}", f"unknown placeholder {{{name}}}"


def series(content) -> Broken:
    if content.group_series is None:
        return
    found = content.group_series
    content_elements = {element.key for element in content.elements_of(found.track) if element.is_content}
    yield from refers("group_series.track", (found.track,), names(content.tracks))
    yield from each("group_series.sessions", found.sessions, "elements", content_elements)
    yield from refers("group_series.spare.elements", found.spare.elements, content_elements)
    if not found.sessions:
        yield "group_series.sessions", "must have a session"
    elif found.default_count < min(session.from_count for session in found.sessions):
        yield "group_series.default_count", "is below the shortest series"


def agreement(content) -> Broken:
    if content.agreement and sorted(part.key for part in content.agreement.parts) != sorted(PARTS):
        yield "agreement.parts", f"must be {', '.join(PARTS)}"


def fidelity(content) -> Broken:
    yield from each("fidelity_rules", content.fidelity_rules, "limit", names(content.limits) | {""})
    for rule in content.fidelity_rules:
        path = f"fidelity_rules[{rule.key}]"
        if not rule.measure.isidentifier():
            yield f"{path}.measure", f"must be the name of a measure, not {rule.measure!r}"
        if rule.limit and rule.threshold is not None:
            yield f"{path}.threshold", "is written twice: the limit has it"


def ending(content) -> Broken:
    yield from each("closing_decisions", content.closing_decisions, "tracks", names(content.tracks))
    yield from each("closing_decisions", content.closing_decisions, "leads_to", names(content.phases) | {""})


def words(content) -> Broken:
    for key in WORDS:
        if key not in content.words and content.state == "published":
            yield f"words.{key}", "missing"
    for key in content.words.keys() - set(WORDS):
        yield f"words.{key}", "no page uses this word"


def keyed_lists(value, path) -> Iterator[tuple[str, tuple]]:
    for at, inner in walk(value, path):
        if isinstance(inner, tuple) and inner and all(hasattr(item, "key") for item in inner):
            yield at, inner


def walk(value, path) -> Iterator[tuple[str, object]]:
    """Every value of a version with its path: dataclasses, lists and tables are followed."""
    yield path, value
    if is_dataclass(value):
        for field in fields(value):
            yield from walk(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from walk(item, f"{path}[{getattr(item, 'key', at)}]")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}")
