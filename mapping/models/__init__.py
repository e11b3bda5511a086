from mapping.models.asks import Ask, ClassAnswer
from mapping.models.voices import EnvironmentAnswer, NeedsMapping, Perspective

__all__ = ["Ask", "ClassAnswer", "EnvironmentAnswer", "NeedsMapping", "Perspective"]
