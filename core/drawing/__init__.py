"""Charts as SVG strings. Presentation attributes only: PDF does not see style sheets, and the CSP forbids inline style.

Drawn at the width they are shown, so that 12 px stays 12 px: `WIDE` in a full panel, `HALF` in half of one,
`NARROW` on a phone, `PAPER` on a sheet of A4.
"""

from core.drawing.bars import bars, stacked
from core.drawing.dumbbells import dumbbells
from core.drawing.lines import lines
from core.drawing.pencils import HALF, NARROW, PAPER, WIDE, swatch
from core.drawing.spark import spark
from core.drawing.strip import week_strip
from core.drawing.timeline import timeline

__all__ = [
    "HALF",
    "NARROW",
    "PAPER",
    "WIDE",
    "bars",
    "dumbbells",
    "lines",
    "spark",
    "stacked",
    "swatch",
    "timeline",
    "week_strip",
]
