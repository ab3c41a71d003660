"""Matrix products and everything that is one: matmul, linear, outer, einsum, tensordot."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np
import torch

from ._arithmetic import add, mul
from ._entries import as_array
from ._reductions import reduce, summed
from ._registry import known, no_rule
from ._tensor import ArbTensor, all_arbs

_FREE_LETTERS = "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA"


@known("matmul", "__matmul__", "mm", "bmm", "mv", "dot")
def _matmul(x: Any, y: Any) -> ArbTensor:
    (a, b), prec, dtype = all_arbs(x, y)
    with flint.ctx.workprec(prec):
        left = a.data[None, :] if a.ndim == 1 else a.data
        right = b.data[:, None] if b.ndim == 1 else b.data
        terms = left[..., :, :, None] * right[..., None, :, :]
        result = reduce(terms, (terms.ndim - 2,), False)
    if a.ndim == 1:
        result = result[..., 0, :]
    if b.ndim == 1:
        result = result[..., 0]
    return ArbTensor(as_array(result), prec, dtype)


@known("nn.functional.linear")
def _linear(x: Any, weight: Any, bias: Any = None) -> ArbTensor:
    (a, w), prec, dtype = all_arbs(x, weight)
    product = _matmul(a, ArbTensor(np.swapaxes(w.data, -1, -2), prec, dtype))
    return product if bias is None else add(product, bias)


@known("matrix_power", "linalg.matrix_power")
def _matrix_power(x: ArbTensor, n: int) -> ArbTensor:
    if n < 0:
        raise no_rule("linalg.matrix_power with a negative exponent")
    eye = ArbTensor.from_tensor(torch.eye(x.shape[-1], dtype=torch.float64), x.prec)
    result = ArbTensor(np.broadcast_to(eye.data, x.data.shape), x.prec, x.dtype)
    for _ in range(n):
        result = _matmul(result, x)
    return result


@known("outer", "ger")
def _outer(x: Any, y: Any) -> ArbTensor:
    (a, b), _, _ = all_arbs(x, y)
    return mul(a[:, None], b[None, :])


@known("inner")
def _inner(x: Any, y: Any) -> ArbTensor:
    (a, b), prec, dtype = all_arbs(x, y)
    flat = ArbTensor(b.data.reshape(-1, b.data.shape[-1]).T, prec, dtype)
    result = _matmul(a, flat)
    return ArbTensor(result.data.reshape(a.data.shape[:-1] + b.data.shape[:-1]), prec, dtype)


@known("linalg.vecdot")
def _vecdot(x: Any, y: Any, *, dim: int = -1) -> ArbTensor:
    return summed(mul(x, y), dim)


@known("functional.einsum", "einsum")
def _einsum(equation: str, *operands: Any) -> ArbTensor:
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    tensors, prec, dtype = all_arbs(*operands)
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(tensors):
        raise ValueError(f"{equation!r} does not name {len(tensors)} operands")
    free = [c for c in _FREE_LETTERS if c not in equation]
    hidden = [t.ndim - (len(s) - 3) for s, t in zip(terms, tensors, strict=True) if "..." in s]
    dots = "".join(free[: max(hidden, default=0)])
    terms = [
        s.replace("...", dots[len(dots) - (t.ndim - (len(s) - 3)) :]) if "..." in s else s
        for s, t in zip(terms, tensors, strict=True)
    ]
    everything = "".join(terms)
    if not arrow:
        right = dots + "".join(
            sorted(c for c in set(everything) - set(dots) if everything.count(c) == 1)
        )
    right = right.replace("...", dots)
    letters = right + "".join(dict.fromkeys(c for c in everything if c not in right))
    with flint.ctx.workprec(prec):
        product: Any = None
        for term, tensor in zip(terms, tensors, strict=True):
            aligned = _aligned(term, tensor.data, letters)
            product = aligned if product is None else product * aligned
        inner = tuple(range(len(right), len(letters)))
        result = reduce(as_array(product), inner, False) if inner else product
    return ArbTensor(as_array(result), prec, dtype)


@known("functional.tensordot", "tensordot")
def _tensordot(x: Any, y: Any, dims: Any = 2) -> ArbTensor:
    (a, b), _, _ = all_arbs(x, y)
    if isinstance(dims, int):
        dims = (list(range(a.ndim - dims, a.ndim)), list(range(dims)))
    left = list(_FREE_LETTERS[: a.ndim])
    right = list(_FREE_LETTERS[a.ndim : a.ndim + b.ndim])
    for i, j in zip(dims[0], dims[1], strict=True):
        right[j] = left[i]
    kept = [c for c in left if c not in right] + [c for c in right if c not in left]
    return _einsum(f"{''.join(left)},{''.join(right)}->{''.join(kept)}", a, b)


def _aligned(term: str, data: Any, letters: str) -> Any:
    """The operand with one axis for each letter, extent 1 where the letter is absent."""
    while len(set(term)) < len(term):
        letter = next(c for c in term if term.count(c) > 1)
        i = term.index(letter)
        j = term.index(letter, i + 1)
        data = np.diagonal(data, axis1=i, axis2=j)
        term = term[:i] + term[i + 1 : j] + term[j + 1 :] + letter
    present = [c for c in letters if c in term]
    data = np.transpose(data, [term.index(c) for c in present])
    extents = iter(data.shape)
    return data.reshape([next(extents) if c in term else 1 for c in letters])
