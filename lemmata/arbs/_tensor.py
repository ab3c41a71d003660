"""The class `ArbTensor` itself: construction, end points, dispatch, operators."""

# Property names are torch's.
# ruff: noqa: N802

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import flint
import numpy as np
import torch
from flint import arb

from ._entries import as_array, plain_index, to_arb, to_fraction, zero_dim
from ._errors import NoArbRule
from ._registry import BY_METHOD, dispatch, no_rule

if TYPE_CHECKING:
    from ._truth import ArbTruth


class ArbTensor:
    """An array of real enclosures `flint.arb` with a working precision in bits.

    `dtype` and `device` only repeat what the source tensor had, for code that asks; nothing is
    rounded to that dtype. Immutable.
    """

    __slots__ = ("data", "dtype", "prec")
    __array_ufunc__ = None

    def __init__(self, data: Any, prec: int = 256, dtype: torch.dtype = torch.float64) -> None:
        if prec < 2:
            raise ValueError(f"precision must be at least 2 bits, got {prec}")
        self.data = data if isinstance(data, np.ndarray) else zero_dim(data)
        self.prec = prec
        self.dtype = dtype

    # ------------------------------------------------------------------ construction

    @classmethod
    def from_tensor(cls, tensor: torch.Tensor, prec: int = 256) -> ArbTensor:
        """The entries of a real tensor, exactly (NaN and infinities become NaN)."""
        if tensor.is_complex():
            raise TypeError("ArbTensor is real; got a complex tensor")
        plain = tensor.detach().cpu()
        values = plain.double() if plain.is_floating_point() else plain
        data = np.empty(tuple(plain.shape), dtype=object)
        for index in np.ndindex(data.shape):
            data[index] = to_arb(values[index].item(), prec)
        dtype = plain.dtype if plain.is_floating_point() else torch.float64
        return cls(data, prec, dtype)

    @classmethod
    def from_fractions(cls, nested: Any, prec: int = 256) -> ArbTensor:
        """Nested lists of `Fraction` or int; exact where the value is dyadic, else enclosed."""
        array = np.array(nested, dtype=object)
        flat = np.empty(array.shape, dtype=object)
        for index in np.ndindex(array.shape):
            flat[index] = to_arb(array[index], prec)
        return cls(flat, prec)

    # ------------------------------------------------------------------ what a judge asks

    @property
    def shape(self) -> torch.Size:
        """Shape of the array."""
        return torch.Size(self.data.shape)

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return int(self.data.ndim)

    @property
    def device(self) -> torch.device:
        """Always the CPU."""
        return torch.device("cpu")

    def entry(self, *index: int) -> arb:
        """One entry as `flint.arb`."""
        found = self.data[index]
        if not isinstance(found, arb):
            raise IndexError(f"{index} does not name one entry of shape {tuple(self.shape)}")
        return found

    def lower(self) -> Any:
        """Lower ends as an object array of `Fraction`; -inf (a float) where undefined."""
        return self._ends("lower", -math.inf)

    def upper(self) -> Any:
        """Upper ends as an object array of `Fraction`; inf (a float) where undefined."""
        return self._ends("upper", math.inf)

    def _ends(self, side: str, unknown: float) -> Any:
        with flint.ctx.workprec(self.prec):
            ends = np.frompyfunc(
                lambda a: to_fraction(getattr(a, side)()) if a.is_finite() else unknown, 1, 1
            )
            return as_array(ends(self.data))

    def tolist(self) -> Any:
        """Nested lists of `flint.arb`."""
        return self.data.tolist()

    def size(self, dim: int | None = None) -> Any:
        """Shape, or one extent."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        """Number of dimensions."""
        return self.ndim

    def numel(self) -> int:
        """Number of entries."""
        return int(self.data.size)

    def to(self, *args: Any, **kwargs: Any) -> ArbTensor:
        """Only remembers a dtype that is named; the entries do not change."""
        for value in (*args, *kwargs.values()):
            if isinstance(value, torch.dtype):
                return ArbTensor(self.data, self.prec, value)
        return self

    def double(self) -> ArbTensor:
        """`to(torch.float64)`."""
        return self.to(torch.float64)

    def float(self) -> ArbTensor:
        """`to(torch.float32)`."""
        return self.to(torch.float32)

    # ------------------------------------------------------------------ torch

    @classmethod
    def __torch_function__(
        cls,
        func: Any,
        types: tuple[type, ...],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        return dispatch(func, args, kwargs or {})

    def __getattr__(self, name: str) -> Any:
        if name in BY_METHOD:
            return lambda *args, **kwargs: BY_METHOD[name](self, *args, **kwargs)
        if name.startswith("__") or not hasattr(torch.Tensor, name):
            raise AttributeError(f"ArbTensor has no attribute {name!r}")
        raise no_rule(f"Tensor.{name}")

    def __getitem__(self, index: Any) -> ArbTensor:
        return ArbTensor(self.data[plain_index(index)], self.prec, self.dtype)

    def __setitem__(self, index: Any, value: Any) -> None:
        raise NoArbRule("ArbTensor is immutable")

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[ArbTensor]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        raise TypeError("an ArbTensor has no truth value")

    def __repr__(self) -> str:
        body = np.array2string(
            np.frompyfunc(lambda a: a.str(12), 1, 1)(self.data) if self.ndim else self.data,
            threshold=12,
        )
        return f"ArbTensor({tuple(self.shape)}, {self.prec} bits; {body})"

    @property
    def T(self) -> ArbTensor:
        """Reversed dimensions."""
        return ArbTensor(self.data.T, self.prec, self.dtype)

    @property
    def mT(self) -> ArbTensor:
        """Last two dimensions exchanged."""
        return ArbTensor(np.swapaxes(self.data, -1, -2), self.prec, self.dtype)

    def __neg__(self) -> ArbTensor:
        return _number("neg", self)

    def __pos__(self) -> ArbTensor:
        return self

    def __abs__(self) -> ArbTensor:
        return _number("abs", self)

    def __add__(self, other: Any) -> ArbTensor:
        return _number("add", self, other)

    def __radd__(self, other: Any) -> ArbTensor:
        return _number("add", other, self)

    def __sub__(self, other: Any) -> ArbTensor:
        return _number("sub", self, other)

    def __rsub__(self, other: Any) -> ArbTensor:
        return _number("sub", other, self)

    def __mul__(self, other: Any) -> ArbTensor:
        return _number("mul", self, other)

    def __rmul__(self, other: Any) -> ArbTensor:
        return _number("mul", other, self)

    def __truediv__(self, other: Any) -> ArbTensor:
        return _number("div", self, other)

    def __rtruediv__(self, other: Any) -> ArbTensor:
        return _number("div", other, self)

    def __pow__(self, other: Any) -> ArbTensor:
        return _number("pow", self, other)

    def __matmul__(self, other: Any) -> ArbTensor:
        return _number("matmul", self, other)

    def __rmatmul__(self, other: Any) -> ArbTensor:
        return _number("matmul", other, self)

    def __lt__(self, other: Any) -> ArbTruth:
        return _decision("lt", self, other)

    def __le__(self, other: Any) -> ArbTruth:
        return _decision("le", self, other)

    def __gt__(self, other: Any) -> ArbTruth:
        return _decision("gt", self, other)

    def __ge__(self, other: Any) -> ArbTruth:
        return _decision("ge", self, other)

    def __eq__(self, other: Any) -> ArbTruth:  # type: ignore[override]
        return _decision("eq", self, other)

    def __ne__(self, other: Any) -> ArbTruth:  # type: ignore[override]
        return _decision("ne", self, other)

    __hash__ = None  # type: ignore[assignment]


def _number(name: str, *operands: Any) -> ArbTensor:
    """Apply the rule of an arithmetic operator; the rules are built on this class."""
    result: ArbTensor = BY_METHOD[name](*operands)
    return result


def _decision(name: str, *operands: Any) -> ArbTruth:
    """Apply the rule of a comparison."""
    result: ArbTruth = BY_METHOD[name](*operands)
    return result


def all_arbs(*values: Any) -> tuple[list[ArbTensor], int, torch.dtype]:
    first = next(v for v in values if isinstance(v, ArbTensor))
    prec = max(v.prec for v in values if isinstance(v, ArbTensor))
    out = []
    for value in values:
        if isinstance(value, ArbTensor):
            out.append(value)
        elif isinstance(value, torch.Tensor):
            out.append(ArbTensor.from_tensor(value, prec))
        else:
            out.append(ArbTensor(to_arb(value, prec), prec))
    return out, prec, first.dtype


def entrywise(function: Callable[..., Any], *values: Any) -> ArbTensor:
    tensors, prec, dtype = all_arbs(*values)
    with flint.ctx.workprec(prec):
        result = np.frompyfunc(function, len(tensors), 1)(*(t.data for t in tensors))
    return ArbTensor(as_array(result), prec, dtype)
