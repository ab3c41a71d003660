"""The tangent kernel of a two-layer ReLU network with signs a_k = +-1, by counting open gates.

H_ij = (1/m) <x_i, x_j> #{k: <w_k, x_i> > 0 and <w_k, x_j> > 0}. No Jacobian is formed: the gates of
a block of neurons are bytes, and their Gram matrix is counted in integers, the lower half of it. A
gate is decided in float32 where its sign is certain there, and in float64 near zero, so that the
counts are those of `models.networks.kernel` in float64 up to the order in which a sum near zero is
rounded; memory is one block of gates and the (n, n) counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import torch
from torch import Tensor

FOLD = 32
"""Bytes of a block of gates that are looked at together for one that is uncertain."""

_U32 = 2.0**-24


def _sizes(device: torch.device) -> tuple[int, int, int]:
    """Gates of a block of neurons, sides of a float32 product and of one of integers.

    On a CPU the caches hold each of them; elsewhere they are large for the sake of fewer calls.
    """
    return (2**21, 512, 256) if device.type == "cpu" else (2**24, 2**12, 2**10)


def _product(left: Tensor, right: Tensor) -> Tensor:
    """left @ right' for bytes 0 and 1, exactly; (p, B), (q, B) -> (p, q), int32, for B < 2^24."""
    if _trusted(len(left), left.shape[1], len(right), left.device):
        counted: Tensor = torch._int_mm(left, right.mT)
        return counted
    return _float_product(left, right)


def _float_product(left: Tensor, right: Tensor) -> Tensor:
    """The same in float32, which is exact below 2^24, whatever the inputs are rounded to."""
    return (left.to(torch.float32) @ right.to(torch.float32).mT).to(torch.int32)


@lru_cache(maxsize=64)
def _trusted(p: int, B: int, q: int, device: torch.device) -> bool:
    """Whether the integer product of torch is right for these shapes.

    It is private, wants certain shapes on CUDA, and returns numbers from uninitialised memory for
    B = 1 on the CPU (torch 2.13): so each set of shapes is tried on random bytes first.
    """
    if not hasattr(torch, "_int_mm"):
        return False
    coins = torch.Generator(device).manual_seed(0)
    tried = torch.randint(2, (p + q, B), generator=coins, dtype=torch.int8, device=device)
    left, right = tried.split([p, q])
    try:
        found = torch._int_mm(left, right.mT)
    except RuntimeError:
        return False
    return torch.equal(found, _float_product(left, right))


def gate_counts(W: Tensor, X: Tensor) -> Tensor:
    """#{k: <w_k, x_i> > 0 and <w_k, x_j> > 0} for W (m, d), X (n, d); shape (n, n), int32.

    Computed in float64 whatever the dtype. Raises `ValueError` for other shapes, for m >= 2^31,
    which int32 cannot count, and where an input or a weight is not finite.
    """
    if W.ndim != 2 or X.ndim != 2 or W.shape[1] != X.shape[1]:
        raise ValueError(f"expected W (m, d), X (n, d), got {tuple(W.shape)}, {tuple(X.shape)}")
    if len(W) >= 2**31:
        raise ValueError(f"{len(W)} neurons are too many to count in int32")
    W, X = W.to(torch.float64), X.to(torch.float64)
    n, d = X.shape
    size, _, side = _sizes(X.device)
    unit = _unit(X, _certain(n, len(W), d, X.device))
    total = torch.zeros(n, n, dtype=torch.int32, device=X.device)
    # The weights of a block are to take no more bytes than its gates, unless there are few of
    # either; the bytes of a row are added up in float32 if need be.
    block = min(max(size // max(n, 1), 1024), max(size // (8 * max(d, 1)), 64), 2**23)
    tiles = list(_spans(n, side))
    for neurons in _spans(len(W), block):
        gates = _gates(W[neurons], X, unit)
        for k, rows in enumerate(tiles):
            for columns in tiles[: k + 1]:
                total[rows, columns] += _product(gates[rows], gates[columns])
    for rows in tiles:
        total[: rows.start, rows] = total[rows, : rows.start].mT
    return total


def _spans(length: int, step: int) -> Iterator[slice]:
    """Slices of at most `step` that cover range(length)."""
    return (slice(start, min(start + step, length)) for start in range(0, length, step))


def _certain(n: int, m: int, d: int, device: torch.device) -> float:
    """A number s such that the sign of <x, w> is certain where float32 finds |<s x, w>| >= 1.

    For n unit x and m unit w of d entries, given in float64. Rounding s x and w, d products and
    their sum in any order err by at most gamma_(d + 2) s, gamma_k = k u / (1 - k u); d + 8 leaves
    room for roundings in float64 and entries below the range of float32. 0: no sign is certain.
    """
    if not _in_float32(n, m, d, device):
        return 0.0
    return max(0.0, 1 / ((d + 8) * _U32) - 1)


def _in_float32(n: int, m: int, d: int, device: torch.device) -> bool:
    """Whether the products (n, d) (d, m) in tiles round no more than float32 does.

    Settings of torch let them go through TF32 or bfloat16, which lose the last bit of 1 + 2u.
    """
    side = _sizes(device)[1]
    probe = torch.zeros(max(min(n, side), min(m, side)), d, device=device, dtype=torch.float32)
    probe[:, :1] = 1 + 2 * _U32
    return bool((probe[:n] @ probe[:m].mT == 1 + 4 * _U32).all())


def _unit(rows: Tensor, scale: float) -> Tensor:
    """Rows (k, d) of float64 at length `scale`, in float32; zeros where a length is out of range.

    Raises `ValueError` where a row is not finite.
    """
    length = torch.linalg.vector_norm(rows, dim=1, keepdim=True)
    # There no square that matters overflows or underflows.
    outside = ~((length > 2.0**-500) & (length < 2.0**500))
    if bool(outside.any()):
        if not bool(torch.isfinite(rows).all()):
            raise ValueError("inputs and weights must be finite")
        length = length.masked_fill(outside, math.inf)
    return (rows / (length / scale) if scale else 0 * rows).to(torch.float32)


def _gates(part: Tensor, X: Tensor, unit: Tensor) -> Tensor:
    """The gates of a block of neurons (b, d) as bytes 0 and 1, (n, B), B >= b; the rest are 0."""
    n, b, side = len(X), len(part), _sizes(X.device)[1]
    weights = _unit(part, 1.0)
    # -1 is shut, 1 open, 0 uncertain; columns are added so that the bytes fold.
    gates = torch.full((n, -(-b // FOLD) * FOLD), -1, dtype=torch.int8, device=X.device)
    for rows in _spans(n, side):
        for columns in _spans(b, side):
            gates[rows, columns] = (unit[rows] @ weights[columns].mT).clamp_(-1, 1)
    i, k = _zeros(gates)
    if 2 * len(i) * X.shape[1] > n * b:  # the whole product holds fewer numbers
        gates[:, :b] = X @ part.mT > 0
    else:
        gates[i, k] = ((X[i] * part[k]).sum(1) > 0).to(torch.int8)
    return gates.clamp_(min=0)


def _zeros(gates: Tensor) -> tuple[Tensor, Tensor]:
    """Where a matrix of bytes, (n, B) with B a multiple of FOLD, is zero: rows and columns."""
    sizes = gates.abs().reshape(FOLD, -1)
    folded = (sizes.amin(0) == 0).nonzero()[:, 0]
    part, which = (sizes[:, folded] == 0).nonzero().unbind(1)
    place = part * sizes.shape[1] + folded[which]
    return place // gates.shape[1], place % gates.shape[1]


def counted_kernel(W: Tensor, a: Tensor, X: Tensor) -> Tensor:
    """Kernels of networks W (batch, m, d), a (batch, m), X (batch, n, d); (batch, n, n).

    In the protocol of the slot `tangent_kernel`. Raises `ValueError` where an a_k is not +-1.
    """
    if not bool((a.abs() == 1).all()):
        odd = a[a.abs() != 1][0].item()
        raise ValueError(f"output weights must be +-1, got {odd!r}")
    counts = torch.stack([gate_counts(w, x) for w, x in zip(W, X, strict=True)])
    return (X @ X.mT) * counts.to(X.dtype) / W.shape[1]
