"""Two devices on the same instances: both enclose the same numbers, so that they must agree.

Enclosures of one quantity on two devices contain its exact value, and outputs differ from it by no
more than each explains. So no tolerance is needed: quantities measured from the drawn numbers alone
must overlap, and outputs lie within the sum of what is explained. A run visits other iterates on
another device; there only the enclosures from the draw are compared, and this is counted. The
margins, the closest that the rows of a device came to equality, are reported side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from lemmata.balls import Ball
from lemmata.checks import Runner, Setting, measured
from lemmata.library import select
from lemmata.measure import Draw, Output
from lemmata.statements import Check
from lemmata.theorem import Theorem


@dataclass
class Agreement:
    """What two devices said of one check.

    quantities, outputs: how many arrays were compared; entries: their numbers that both know;
    moved: draws whose outputs were not compared, as they stand at other iterates; share: the
    largest difference of two midpoints over what their radii allow; apart: what does not agree.
    """

    theorem: str
    check: str
    dtype: str
    rows: int = 0
    quantities: int = 0
    outputs: int = 0
    entries: int = 0
    moved: int = 0
    share: float = 0.0
    margins: dict[str, tuple[float, float]] = field(default_factory=dict)
    apart: list[str] = field(default_factory=list)
    failed: str = ""

    @property
    def agrees(self) -> bool:
        """Whether something was compared and nothing is apart."""
        return bool(self.entries) and not self.apart and not self.failed


class _Pair(Runner):
    """Runs a check for its draws and measures each on two devices instead of judging it."""

    def __init__(self, theorem: Theorem, check: Check, first: Setting, second: Setting) -> None:
        super().__init__(theorem, check, first)
        self.other = Runner(theorem, check, second)
        name = str(first.dtype).removeprefix("torch.")
        self.found = Agreement(theorem.id, check.name, name)

    def examine(self, draw: Draw) -> None:
        if self.found.failed:
            return
        try:
            self._compare(draw)
        except Exception as error:  # Hypothesis would shrink it; the first one says enough
            self.found.failed = f"{type(error).__name__}: {error}"

    def _compare(self, draw: Draw) -> None:
        found = self.found
        found.rows += len(draw)
        bare = [measured(self.check, draw, s, False) for s in (self.setting, self.other.setting)]
        found.quantities += self._overlaps(bare[0].reference, bare[1].reference)
        full = [measured(self.check, draw, s) for s in (self.setting, self.other.setting)]
        if any(made.implementation is None for made in full):
            return
        theirs = [made.implementation or {} for made in full]
        if self._same(bare[0].reference, full[0].reference):
            found.outputs += self._overlaps(*theirs)
        else:
            found.moved += 1

    def _same(self, bare: Mapping[str, Any], full: Mapping[str, Any]) -> bool:
        """Whether nothing is measured elsewhere when the implementation runs."""
        return all(_equal(bare[name], value) for name, value in full.items() if name in bare)

    def _overlaps(self, here: Mapping[str, Any], there: Mapping[str, Any]) -> int:
        if set(here) != set(there):
            self.found.apart.append(f"names {sorted(set(here) ^ set(there))}")
        shared = [name for name in here if name in there]
        for name in shared:
            (a, r), (b, s) = _ends(here[name]), _ends(there[name])
            if a.shape != b.shape:
                self.found.apart.append(f"{name}: shape {tuple(a.shape)} and {tuple(b.shape)}")
                continue
            known = torch.isfinite(r) & torch.isfinite(s) & torch.isfinite(a) & torch.isfinite(b)
            gap, room = (a - b).abs()[known], (r + s)[known]
            self.found.entries += int(known.sum())
            # Differences of float64 numbers round once: relative to themselves, upwards.
            off = gap * (1 - 2.0**-50) > room * (1 + 2.0**-50)
            lost = torch.isfinite(a) != torch.isfinite(b)
            if isinstance(here[name], Output) and bool(lost.any()):
                self.found.apart.append(f"{name}: no number on one of the devices")
            if bool(off.any()):
                worst = int((gap - room).argmax())
                text = f"{gap[worst].item():.3e} apart, {room[worst].item():.3e} explained"
                self.found.apart.append(f"{name}: {text}")
            elif bool((room > 0).any()):
                self.found.share = max(self.found.share, float((gap / room)[room > 0].max()))
        return len(shared)


def _equal(a: Any, b: Any) -> bool:
    return all(
        x.shape == y.shape and torch.equal(x, y) for x, y in zip(_ends(a), _ends(b), strict=True)
    )


def _ends(value: Any) -> tuple[Tensor, Tensor]:
    """Midpoint and radius on the CPU, in float64; plain tensors are exact."""
    if isinstance(value, Output):
        pair = value.value, value.explained
    elif isinstance(value, Ball):
        pair = value.mid, value.rad
    else:
        pair = value, torch.zeros_like(value, dtype=torch.float64)
    mid, rad = (t.detach().cpu().to(torch.float64) for t in pair)
    return mid, rad


def agreement(theorem: Theorem, check: Check, first: Setting, second: Setting) -> Agreement:
    """Compare the two settings, of one dtype, on the draws of the check."""
    pair = _Pair(theorem, check, first, second)
    pair.explore()
    if not pair.found.failed:
        for runner in (Runner(theorem, check, first), Runner(theorem, check, second)):
            runner.explore()
            for name, close in runner.tally.closest.items():
                pair.found.margins.setdefault(name, (close, close))
                pair.found.margins[name] = (pair.found.margins[name][0], close)
    return pair.found


def run_theorem(target: str, first: Setting, second: Setting) -> list[Agreement]:
    """The agreements of a theorem id, catalogue id, file or folder; they can be pickled."""
    return [
        agreement(theorem, check, first, replace(second, dtype=first.dtype))
        for theorem in select([target])
        for check in theorem.checks
        if not first.narrow or check.bfloat16
    ]


__all__ = ["Agreement", "agreement", "run_theorem"]
