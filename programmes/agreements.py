"""What a version suggests for the cooperation agreement of two units: headings, what to think of, and words to begin with."""

from dataclasses import dataclass

from programmes.wording import Source, Text

PARTS = ("workflow", "roles", "channels", "meetings")


@dataclass(frozen=True, slots=True)
class AgreementStep:
    """One row of the workflow."""

    who: Text
    what: Text
    when: Text


@dataclass(frozen=True, slots=True)
class AgreementPart:
    """A heading, what to think of under it, and words to begin with. key: workflow, roles, channels or meetings."""

    key: str
    title: Text
    prompt: Text
    suggestion: Text | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    intro: Text
    parts: tuple[AgreementPart, ...]
    steps: tuple[AgreementStep, ...]
    source: Source

    def part(self, key: str) -> AgreementPart:
        return next(part for part in self.parts if part.key == key)
