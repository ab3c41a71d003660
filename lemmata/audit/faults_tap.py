"""Taps: every call of what a factory makes goes through a function, to be watched or spoilt."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

Factory = Callable[..., Any]
Alike = Callable[[Any], Any]
"""A normal form of values: those with the same one are the same to the protocol of the slot."""
Call = tuple[str, str]
"""A slot and a method of what its factory makes; "" is a call of the thing itself."""
Tap = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
"""tap(method, function, args, kwargs) stands in for a call of the function; "" is `__call__`."""


class _Tapped:
    """An object or function whose calls go through a tap."""

    def __init__(self, made: Any, tap: Tap) -> None:
        self._made, self._tap = made, tap

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._tap("", self._made, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._made, name)
        if not callable(found):
            return found
        return lambda *args, **kwargs: self._tap(name, found, args, kwargs)


class _TappedModule(nn.Module):
    """The same for modules: parameters stay parameters."""

    def __init__(self, made: nn.Module, tap: Tap) -> None:
        super().__init__()
        self.made, self._tap = made, tap

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self._tap("", self.made, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(_Tapped(self.made, self._tap), name)


class _TappedOptimiser:
    """The same for optimisers, whose `step` changes parameters in place: these are its value."""

    def __init__(self, made: Any, parameters: Sequence[Tensor], tap: Tap) -> None:
        self._made, self._parameters, self._tap = made, parameters, tap

    def zero_grad(self) -> None:
        self._made.zero_grad()

    def step(self) -> None:
        def moved() -> Tensor:
            self._made.step()
            return self._parameters[0].detach()

        self._parameters[0].data = self._tap("step", moved, (), {})


def tapped(default: Factory, tap: Tap) -> Factory:
    """A factory of what `default` makes, every call of which goes through the tap.

    A factory that returns tensors is itself the function.
    """

    def factory(*args: Any, **kwargs: Any) -> Any:
        made = default(*args, **kwargs)
        if isinstance(made, (Tensor, tuple)):

            def function(*given: Any, **named: Any) -> Any:
                same = all(g is a for g, a in zip(given, args, strict=True))
                return made if same else default(*given, **named)

            return tap("", function, args, kwargs)
        if isinstance(made, nn.Module):
            return _TappedModule(made, tap)
        if hasattr(made, "zero_grad"):
            return _TappedOptimiser(made, args[0], tap)
        return _Tapped(made, tap)

    return factory


def on_values(default: Factory, method: str, change: Callable[[Any], Any]) -> Factory:
    """`default` with what one method returns changed."""

    def tap(name: str, function: Any, args: Any, kwargs: Any) -> Any:
        value = function(*args, **kwargs)
        return change(value) if name == method else value

    return tapped(default, tap)


def on_argument(default: Factory, method: str, place: int, change: Callable[[Any], Any]) -> Factory:
    """`default` with one argument of a method changed before the call."""

    def tap(name: str, function: Any, args: Any, kwargs: Any) -> Any:
        if name == method:
            args = tuple(change(a) if i == place else a for i, a in enumerate(args))
        return function(*args, **kwargs)

    return tapped(default, tap)


# What is seen of a method -------------------------------------------------------------------------


def halved(value: Tensor) -> Tensor:
    """Rounded to half the digits of float64."""
    return value.to(torch.float32).to(value.dtype)


@dataclass
class Signature:
    """What was seen of a method: values and tensor arguments by their place, over all calls.

    Values are a tensor (place 0) or a tuple; differentiable: some require gradients; mapped: some
    come from under `vmap`.
    """

    many: bool = False
    values: dict[int, Shape] = field(default_factory=dict)
    arguments: dict[int, Shape] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    differentiable: bool = False
    mapped: bool = False

    def see(self, function: Any, args: Sequence[Any], value: Any) -> None:
        self.many |= isinstance(value, tuple)
        for place, part in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(part, Tensor):
                self.values.setdefault(place, Shape()).see(part)
                self.differentiable |= part.requires_grad
                self.mapped |= torch._C._functorch.is_functorch_wrapped_tensor(part)
        for place, part in enumerate(args):
            if isinstance(part, Tensor):
                self.arguments.setdefault(place, Shape()).see(part)
        if not self.names:
            try:
                called = function.forward if isinstance(function, nn.Module) else function
                self.names = dict(enumerate(inspect.signature(called).parameters))
            except (TypeError, ValueError):  # a builtin
                self.names = {}

    def add(self, other: Signature) -> None:
        """Take over what was seen elsewhere."""
        self.many |= other.many
        self.differentiable |= other.differentiable
        self.mapped |= other.mapped
        self.names = self.names or other.names
        for own, theirs in ((self.values, other.values), (self.arguments, other.arguments)):
            for place, shape in theirs.items():
                own.setdefault(place, Shape()).add(shape)


@dataclass
class Shape:
    """What was seen of an array in some call.

    rows, wide: more than one row, more than one entry in the last dimension; askew: square matrices
    that are not symmetric; fine: entries that float32 does not have; again: two calls in a row with
    the same shape and other entries.
    """

    rows: bool = False
    wide: bool = False
    askew: bool = False
    fine: bool = False
    again: bool = False
    before: Tensor | None = field(default=None, repr=False)

    def see(self, array: Tensor) -> None:
        self.rows |= array.ndim > 0 and len(array) > 1
        self.wide |= array.ndim > 1 and array.shape[-1] > 1
        if torch._C._functorch.is_functorch_wrapped_tensor(array):
            return
        array = array.detach()
        square = array.ndim > 2 and array.shape[-1] == array.shape[-2]
        self.askew |= square and not torch.equal(array, array.mT)
        self.fine |= not torch.equal(array, halved(array))
        last, self.before = self.before, array.clone()
        same = last is not None and last.shape == array.shape
        self.again |= same and not torch.equal(array, last)  # type: ignore[arg-type]

    def add(self, other: Shape) -> None:
        """Take over what was seen elsewhere."""
        self.rows |= other.rows
        self.wide |= other.wide
        self.askew |= other.askew
        self.fine |= other.fine
        self.again |= other.again
