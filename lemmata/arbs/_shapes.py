"""Rearrangements, joins and constant arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from flint import arb

from ._entries import as_array, to_arb
from ._registry import known
from ._tensor import ArbTensor, all_arbs


def _moves(name: str) -> Callable[..., Any]:
    """Rearrangements: torch moves the positions, numpy follows them."""

    def move(x: ArbTensor, *args: Any, **kwargs: Any) -> Any:
        positions = torch.arange(x.numel()).reshape(x.shape)
        moved = getattr(positions, name)(*args, **kwargs)
        if isinstance(moved, torch.Tensor):
            return _taken(x, moved)
        return tuple(_taken(x, m) for m in moved)

    return move


def _taken(x: ArbTensor, positions: torch.Tensor) -> ArbTensor:
    return ArbTensor(as_array(x.data.reshape(-1)[positions.numpy()]), x.prec, x.dtype)


for _name in (
    "reshape", "view", "flatten", "expand", "expand_as", "view_as", "reshape_as", "permute",
    "transpose", "swapaxes", "swapdims", "t", "squeeze", "unsqueeze", "movedim", "moveaxis",
    "flip", "roll", "diagonal", "select", "narrow", "gather", "index_select", "take_along_dim",
    "repeat", "repeat_interleave", "tile", "broadcast_to", "unflatten", "ravel", "adjoint",
    "unbind", "split", "chunk", "tensor_split",
):  # fmt: skip
    known(_name)(_moves(_name))


@known("linalg.diagonal")
def _linalg_diagonal(x: ArbTensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> ArbTensor:
    return ArbTensor(np.diagonal(x.data, offset, dim1, dim2), x.prec, x.dtype)


def _masked(name: str) -> Callable[..., ArbTensor]:
    """Rearrangements that fill with zeros: position 0 stands for the zero."""

    def move(x: ArbTensor, *args: Any, **kwargs: Any) -> ArbTensor:
        positions = torch.arange(1, x.numel() + 1).reshape(x.shape)
        moved = getattr(torch, name)(positions, *args, **kwargs)
        padded = np.concatenate([np.array([arb(0)], dtype=object), x.data.reshape(-1)])
        return ArbTensor(padded[moved.numpy()], x.prec, x.dtype)

    return move


for _name in ("diag", "diag_embed", "tril", "triu"):
    known(_name)(_masked(_name))


@known("stack")
def _stack(tensors: Sequence[Any], dim: int = 0) -> ArbTensor:
    parts, prec, dtype = all_arbs(*tensors)
    return ArbTensor(np.stack([p.data for p in parts], dim), prec, dtype)


@known("cat", "concat", "concatenate")
def _cat(tensors: Sequence[Any], dim: int = 0) -> ArbTensor:
    parts, prec, dtype = all_arbs(*tensors)
    return ArbTensor(np.concatenate([p.data for p in parts], dim), prec, dtype)


@known("broadcast_tensors")
def _broadcast_tensors(*tensors: Any) -> tuple[ArbTensor, ...]:
    parts, prec, dtype = all_arbs(*tensors)
    arrays = np.broadcast_arrays(*(p.data for p in parts))
    return tuple(ArbTensor(as_array(a), prec, dtype) for a in arrays)


def _filled(shape: Any, value: Any, like: ArbTensor) -> ArbTensor:
    data = np.empty(tuple(shape), dtype=object)
    data[...] = to_arb(value, like.prec)
    return ArbTensor(data, like.prec, like.dtype)


@known("zeros_like")
def _zeros_like(x: ArbTensor, **_: Any) -> ArbTensor:
    return _filled(x.shape, 0, x)


@known("ones_like")
def _ones_like(x: ArbTensor, **_: Any) -> ArbTensor:
    return _filled(x.shape, 1, x)


@known("full_like")
def _full_like(x: ArbTensor, fill_value: Any, **_: Any) -> ArbTensor:
    return _filled(x.shape, fill_value, x)


@known("new_zeros")
def _new_zeros(x: ArbTensor, *size: Any, **_: Any) -> ArbTensor:
    return _filled(size[0] if size and not isinstance(size[0], int) else size, 0, x)


@known("new_ones")
def _new_ones(x: ArbTensor, *size: Any, **_: Any) -> ArbTensor:
    return _filled(size[0] if size and not isinstance(size[0], int) else size, 1, x)
