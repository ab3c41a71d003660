"""The table from torch functions to arb rules, filled while the package is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import torch

from ._errors import NoArbRule

_F = TypeVar("_F", bound=Callable[..., Any])

BY_METHOD: dict[str, Callable[..., Any]] = {}
_BY_FUNCTION: dict[Any, Callable[..., Any]] = {}
_NAMES: list[str] = []


def known(*names: str) -> Callable[[_F], _F]:
    """Attach an implementation to torch functions; a dotted name is that function alone."""

    def attach(function: _F) -> _F:
        for name in names:
            _NAMES.append(name)
            home: Any = torch
            *path, last = name.split(".")
            for part in path:
                home = getattr(home, part)
            if not path:
                BY_METHOD[last] = function
                if hasattr(torch.Tensor, last):
                    _BY_FUNCTION[getattr(torch.Tensor, last)] = function
            if hasattr(home, last):
                _BY_FUNCTION[getattr(home, last)] = function
        return function

    return attach


def no_rule(name: str) -> NoArbRule:
    return NoArbRule(f"ArbTensor cannot do {name}. It can do: {', '.join(sorted(_NAMES))}")


def dispatch(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if func not in _BY_FUNCTION:
        raise no_rule(getattr(func, "__name__", repr(func)))
    if kwargs.get("out") is not None:
        raise NoArbRule("out= would write in place; ArbTensor is immutable")
    return _BY_FUNCTION[func](*args, **{k: v for k, v in kwargs.items() if k != "out"})
