"""The grounds on which a municipality may share, filled in from what the product knows when it was made."""

import tomllib
from pathlib import Path

from cases.models import LegalBasis

FILE = Path(__file__).parent.parent / "data/legal_bases.toml"


def load_legal_bases(municipality):
    """Give the municipality the default grounds it does not have; those it has are left as they are. Returns the new ones.

    Run as the owner (create_municipality, seed), or inside the context of an administrator. Source: L01, L09.
    """
    made = []
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["legal_bases"]:
        fields = {**row, "text": row["text"].strip()}
        basis, new = LegalBasis.objects.get_or_create(
            municipality=municipality, key=fields.pop("key"), valid_from=fields.pop("valid_from"), defaults=fields
        )
        made += [basis] if new else []
    return made
