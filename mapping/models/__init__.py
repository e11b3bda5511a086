from mapping.models.asks import Ask, ClassAnswer
from mapping.models.drawings import Drawing
from mapping.models.evidence import Evidence
from mapping.models.findings import Finding
from mapping.models.translations import TranslationCheck
from mapping.models.voices import EnvironmentAnswer, NeedsMapping, Perspective

__all__ = [
    "Ask",
    "ClassAnswer",
    "Drawing",
    "EnvironmentAnswer",
    "Evidence",
    "Finding",
    "NeedsMapping",
    "Perspective",
    "TranslationCheck",
]
