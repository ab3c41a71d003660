"""Arithmetic of the margin map: enclosed slacks, their quantiles, rank correlation, short forms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lemmata.evaluate import Slack
from lemmata.measure import Draw

SHARES = (0, 1, 5, 25, 50, 75, 100)
"""The quantiles of a map, in percent."""

ENTRIES = 6
"""Arrays of at most so many entries are shown entry by entry."""

Numbers = Any
"""A NumPy array of one number or truth value per row."""


@dataclass(frozen=True)
class Ends:
    """Ends of the slack of each row, where it is known; both_zero: both sides are exactly 0."""

    lower: Numbers
    upper: Numbers
    known: Numbers
    both_zero: Numbers


def ends(slack: Slack, size: int, relative: bool) -> Ends:
    """Ends of slack over scale (of the slack alone, unless `relative`), rounded outwards.

    Whatever the sides are, their difference is at most twice the larger one, if that is not 0: an
    enclosure that says no more than this knows nothing.
    """
    low, high = slack.gap.lower().expand(size).cpu(), slack.gap.upper().expand(size).cpu()
    least, most = slack.least.expand(size).cpu(), slack.most.expand(size).cpu()
    known = torch.isfinite(low) & torch.isfinite(high)
    if not relative:
        return Ends(low.numpy(), high.numpy(), known.numpy(), torch.zeros_like(known).numpy())
    lower = _quotient(low, torch.where(low >= 0, most, least), down=True).clamp(min=-2, max=2)
    upper = _quotient(high, torch.where(high >= 0, least, most), down=False).clamp(min=-2, max=2)
    scaled = known & (least > 0) & ((lower > -2) | (upper < 2))
    return Ends(lower.numpy(), upper.numpy(), scaled.numpy(), (known & (most == 0)).numpy())


def _quotient(top: Tensor, bottom: Tensor, down: bool) -> Tensor:
    """The quotient in float64, one number further out than it was rounded to; 0 stays exact."""
    rounded = top.double() / bottom.double()
    outwards = torch.full_like(rounded, -torch.inf if down else torch.inf)
    return torch.where(top == 0, torch.zeros_like(rounded), torch.nextafter(rounded, outwards))


def quantiles(lower: Numbers, upper: Numbers) -> dict[str, tuple[float, float]]:
    """The quantiles of the exact values, each enclosed: of n values the one at rank ceil(q n).

    The k-th smallest value lies between the k-th smallest lower and the k-th smallest upper end.
    """
    low, high = np.sort(lower), np.sort(upper)
    ranks = {share: max(0, math.ceil(Fraction(share, 100) * len(low)) - 1) for share in SHARES}
    return {str(share): (float(low[k]), float(high[k])) for share, k in ranks.items()}


def scalars(
    named: Mapping[str, Any], sizes: Mapping[Any, int], draw: Draw, size: int
) -> dict[str, Numbers]:
    """What may tell tight rows from loose ones, one number a row; NaN where it is unknown.

    Measured scalars by their names, sizes of arrays, and drawn inputs and options that are numbers.
    """
    found: dict[str, Numbers] = {}
    for name, value in named.items():
        if value.ndim == 1:
            found[name] = _filled(_middle(value), size)
    for symbol, extent in sizes.items():
        if getattr(symbol, "is_Symbol", False):
            found[str(symbol)] = np.full(size, float(extent))
    for name, tensor in draw.inputs.items():
        if tensor.ndim == 1 and name not in found:
            found[f"input {name}"] = _filled(tensor, size)
    for name, option in draw.options.items():
        number = isinstance(option, (int, float, Fraction)) and not isinstance(option, bool)
        if number and name not in found:
            found[f"option {name}"] = np.full(size, float(option))
    return found


def _middle(value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value
    middle: Tensor = value.mid
    return middle.masked_fill(~value.is_informative(), torch.nan)


def _filled(tensor: Tensor, size: int) -> Numbers:
    return tensor.detach().cpu().double().repeat(size // len(tensor)).numpy()


def ranks(values: Numbers) -> Numbers:
    """Ranks from 1, equal values sharing the average of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + 1 + last) / 2)[inverse]


def correlation(first: Numbers, second: Numbers) -> float | None:
    """Of two lists of ranks; None when one of them is constant or there are less than 3."""
    if len(first) < 3:
        return None  # two rows always correlate
    a, b = first - first.mean(), second - second.mean()
    if not a.any() or not b.any():
        return None
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def best_rank(slack: Numbers, candidates: Mapping[str, Numbers]) -> tuple[str, float] | None:
    """The candidate of largest absolute rank correlation with the slack, the first of ties."""
    own = ranks(slack)
    best: tuple[str, float] | None = None
    for name, values in candidates.items():
        found = correlation(own, ranks(values))
        if found is not None and (best is None or abs(found) > abs(best[1])):
            best = (name, found)
    return best


def shown(value: Any, row: int) -> str:
    """A measured quantity on one row: numbers to six digits, large arrays by their shape."""
    middle = _middle(value)[row % len(value)]
    if middle.numel() > ENTRIES:
        return f"array({'x'.join(map(str, middle.shape))})"
    return _short(middle.tolist())


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    return "unknown" if value != value else f"{value:.6g}"


__all__ = [
    "SHARES",
    "Ends",
    "Numbers",
    "best_rank",
    "correlation",
    "ends",
    "quantiles",
    "ranks",
    "scalars",
    "shown",
]
