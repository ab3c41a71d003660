"""The table from torch functions to ball rules, filled while the package is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import torch

from ._errors import NoBallRule

Rule = Callable[..., Any]
_R = TypeVar("_R", bound=Rule)

_RULES: dict[Any, Rule] = {}
_METHODS: dict[str, Rule] = {}
_NAMES: set[str] = set()


def rule(*names: str) -> Callable[[_R], _R]:
    """Register a function as the rule for `torch.<name>` and, without a dot, `Tensor.<name>`.

    A dotted name such as `linalg.vector_norm` stands for that function alone.
    """

    def register(function: _R) -> _R:
        for name in names:
            _NAMES.add(name)
            if "." in name:
                _RULES[_lookup(name)] = function
                continue
            _METHODS[name] = function
            for owner in (torch, torch.Tensor):
                target = getattr(owner, name, None)
                if target is not None:
                    _RULES[target] = function
        return function

    return register


def _lookup(name: str) -> Any:
    found: Any = torch
    for part in name.split("."):
        found = getattr(found, part)
    return found


def method(name: str) -> Rule | None:
    """The rule behind the tensor method `name`, or None."""
    return _METHODS.get(name)


def supported() -> tuple[str, ...]:
    """Names of all torch functions that have a ball rule, sorted."""
    return tuple(sorted(_NAMES))


def no_rule(name: str) -> NoBallRule:
    """The exception for a torch function without a rule, with the list of those that have one."""
    hint = ""
    plain = name.rsplit(".", 1)[-1]
    if plain.endswith("_") and not plain.startswith("__"):
        hint = " Balls are immutable: in-place operations have no rule."
    return NoBallRule(
        f"no rigorous ball rule for {name}.{hint} Supported: {', '.join(supported())}"
    )


def dispatch(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Apply the rule of a torch function; raise `NoBallRule` where there is none."""
    found = _RULES.get(function)
    if found is None:
        raise no_rule(_describe(function))
    if kwargs.pop("out", None) is not None:
        raise NoBallRule(f"{_describe(function)}(..., out=...) would write in place; drop out=")
    return found(*args, **kwargs)


def _describe(function: Any) -> str:
    name = getattr(function, "__name__", repr(function))
    owner = getattr(function, "__objclass__", None)
    if owner is not None:
        return f"torch.Tensor.{name}"
    return f"torch.{name.replace('linalg_', 'linalg.').replace('special_', 'special.')}"
