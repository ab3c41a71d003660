"""What balls hand to the table of rules: operators, methods and torch functions."""

from __future__ import annotations

import numbers
from typing import Any, Self

from torch import Tensor

from . import _registry
from ._errors import NoBallRule


def _operator(name: str, swap: bool = False) -> Any:
    def apply(self: Any, other: Any) -> Any:
        found = _registry.method(name)
        if found is None or not _is_operand(other):
            return NotImplemented
        return found(other, self) if swap else found(self, other)

    return apply


def _in_place(name: str) -> Any:
    def refuse(self: Any, other: Any) -> Any:  # noqa: ARG001
        raise NoBallRule(f"balls are immutable: write x = x {name} y instead of x {name}= y")

    return refuse


def _is_operand(value: Any) -> bool:
    return isinstance(value, Dispatched | Tensor | numbers.Real)


class Dispatched:
    """The base of `Ball`: whatever is asked of it goes to the rule that is registered for it."""

    __slots__ = ()

    @classmethod
    def __torch_function__(
        cls,
        func: Any,
        types: tuple[type, ...],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        return _registry.dispatch(func, args, dict(kwargs or {}))

    def __getattr__(self, name: str) -> Any:
        found = _registry.method(name)
        if found is not None:
            return found.__get__(self)
        if name.startswith("__") or not hasattr(Tensor, name):
            raise AttributeError(f"neither balls nor tensors have an attribute {name!r}")
        raise _registry.no_rule(f"Tensor.{name}")

    def __setitem__(self, index: Any, value: Any) -> None:
        raise NoBallRule("balls are immutable: use torch.where, torch.stack or torch.cat instead")

    @property
    def T(self) -> Self:  # noqa: N802
        """Reversed dimensions (two at most)."""
        return self.t()  # type: ignore[no-any-return]

    @property
    def mT(self) -> Self:  # noqa: N802
        """Last two dimensions exchanged."""
        return self.transpose(-2, -1)  # type: ignore[no-any-return]

    H = T
    mH = mT  # noqa: N815

    __add__ = _operator("add")
    __sub__ = _operator("sub")
    __mul__ = _operator("mul")
    __truediv__ = _operator("div")
    __pow__ = _operator("pow")
    __matmul__ = _operator("matmul")
    __radd__ = _operator("add", swap=True)
    __rsub__ = _operator("sub", swap=True)
    __rmul__ = _operator("mul", swap=True)
    __rtruediv__ = _operator("div", swap=True)
    __rpow__ = _operator("pow", swap=True)
    __rmatmul__ = _operator("matmul", swap=True)
    __iadd__ = _in_place("+")
    __isub__ = _in_place("-")
    __imul__ = _in_place("*")
    __itruediv__ = _in_place("/")
    __ipow__ = _in_place("**")
    __imatmul__ = _in_place("@")
    __lt__ = _operator("lt")
    __le__ = _operator("le")
    __gt__ = _operator("gt")
    __ge__ = _operator("ge")
    __eq__ = _operator("eq")
    __ne__ = _operator("ne")
    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> Self:
        return self.neg()  # type: ignore[no-any-return]

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self.abs()  # type: ignore[no-any-return]
