from insight.models.bundles import BundlePart, DocumentBundle
from insight.models.figures import SMALLEST, InsightFigure, InsightFigureQuerySet

__all__ = ["SMALLEST", "BundlePart", "DocumentBundle", "InsightFigure", "InsightFigureQuerySet"]
