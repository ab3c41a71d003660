"""The stationary points of sum_i x_i^4 on the sphere, listed and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import torch
from torch import Tensor

from lemmata.implementations import ImplementationError, slot
from lemmata.measure import Measured, Output, WrongValue, plain


def stationary_points(d: int) -> Tensor:
    """All stationary points for a_i = e_i, n = d, scaled to integers; shape (3^d - 1, d).

    Every nonzero vector c of entries 0, 1 and -1; the point is c / |c|.
    """
    signs = torch.tensor(list(product((-1, 0, 1), repeat=d)), dtype=torch.float64)
    return signs[(signs != 0).any(1)]


LISTED = slot(
    "stationary_points",
    lambda: stationary_points,
    "factory() -> callable(d) -> (count, d), float64: the stationary points of sum_i x_i^4 on the "
    "sphere in any order, scaled to entries -1, 0 and 1",
)


def counted(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The lists for k and for k + 1 coordinates; input k (batch,), natural numbers.

    `count` is the number of distinct stationary points in a list and `euler` the sum over them of
    (-1)^(k - s), s the number of nonzero entries; `power` is (-1)^k. Measured with the endings _k,
    _next and _start, for k, k + 1 and 0.
    """
    k = p["k"]
    sizes = {"k": plain(k), "next": plain(k) + 1, "start": 0 * plain(k)}

    def over(list_of: Callable[[int], Tensor], ends: Tensor) -> dict[str, Tensor]:
        tallies = [_tally(list_of, int(end)) for end in ends]
        return {n: ends.new_tensor([tally[n] for tally in tallies]) for n in ("count", "euler")}

    one, reference = torch.ones_like(k), {"k": k}
    for name, ends in sizes.items():
        found = {**over(stationary_points, ends), "power": 1 - 2 * (ends % 2)}
        reference |= {f"{n}_{name}": one * entry for n, entry in found.items()}
    if not implementation:
        return Measured(reference)
    listed = LISTED()
    theirs: dict[str, Output] = {}
    for name, ends in sizes.items():
        found = over(listed, ends)
        theirs |= {f"{n}_{name}": Output(v, torch.zeros_like(v)) for n, v in found.items()}
    return Measured(reference, theirs)


def _tally(list_of: Callable[[int], Tensor], d: int) -> dict[str, int]:
    """How many distinct stationary points a list has, less the entries that are none, and the sum.

    0 and 0 for d = 0. All entries are integers, so that stationarity is decided exactly. Raises
    `ImplementationError` for what is no list of such points.
    """
    if d == 0:
        return {"count": 0, "euler": 0}
    listed = list_of(d)
    if not isinstance(listed, Tensor) or listed.ndim != 2 or listed.shape[1] != d:
        shape = tuple(getattr(listed, "shape", ()))
        raise ImplementationError(
            f"a list for d = {d} is a {type(listed).__name__} of shape {shape}, not (count, {d})"
        )
    if listed.dtype != torch.float64:
        raise ImplementationError(f"a list of stationary points is of {listed.dtype}, not float64")
    if bool(((listed.abs() != 1) & (listed != 0)).any()):
        raise WrongValue("a list of stationary points has entries other than -1, 0 and 1")
    c = torch.unique(listed, dim=0)
    square, quartic = (c**2).sum(1, True), (c**4).sum(1, True)
    is_one = (square[:, 0] != 0) & (square * c**3 == quartic * c).all(1)
    nonzero = (c[is_one] != 0).sum(1)
    count, others = int(is_one.sum()), int((~is_one).sum())
    return {"count": count - others, "euler": int((1 - 2 * ((d - nonzero) % 2)).sum())}
