"""What a check of a theorem says of an implementation, for tests that spoil it."""

from __future__ import annotations

import torch

from lemmata.checks import Runner, Setting
from lemmata.measure import Draw
from lemmata.theorem import Theorem


class _Collector(Runner):
    """Keeps the draws of a check and judges nothing."""

    def examine(self, draw: Draw) -> None:
        self.draws = [*getattr(self, "draws", []), draw]


def failing(theorem: Theorem, name: str, dtype: torch.dtype = torch.float64) -> set[str]:
    """Relations that the implementation violates on a draw of the check `name`.

    Raises `AssertionError` where the mathematics fails, which an implementation cannot do.
    """
    check = next(c for c in theorem.checks if c.name == name)
    setting, found = Setting(dtype=dtype), set()
    drawn = _Collector(theorem, check, setting)
    drawn.explore()
    runner = Runner(theorem, check, setting)
    for draw in drawn.draws:
        for judged in runner.verdicts(draw):
            if judged.violated.any():
                assert judged.role == "implementation", f"{judged.name}, {judged.role}: {draw}"
                found.add(judged.name)
    return found
