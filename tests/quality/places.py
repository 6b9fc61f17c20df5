"""Where the annotated texts stand: ours in the repository, others beside it where someone has them."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN_GOLD = Path(__file__).parent / "gold"
SEEDS = ROOT / "seeds"
BESIDE = Path(os.environ.get("DUIKOU_MEASURING", ROOT.parent / "shared"))
"""A folder with further annotated texts, for measuring only; tests that need it are skipped where it is missing."""

SCORER = BESIDE / "contract" / "score.py"
