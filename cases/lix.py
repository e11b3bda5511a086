"""How easily child and parents read a text: the measure itself is the house's."""

from core.lix import Lix, lix

__all__ = ["Lix", "lix"]
