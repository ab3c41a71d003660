"""What the lists of faults share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Factory = Callable[..., Any]


def made(**parts: Callable[..., Any]) -> Factory:
    """A factory of objects with the given functions as methods (without self)."""
    return type("Faulty", (), {name: staticmethod(part) for name, part in parts.items()})


def instead(default: type, **methods: Callable[..., Any]) -> Factory:
    """The default class with methods (with self) replaced."""
    return type("Faulty" + default.__name__, (default,), methods)


def dot(u: Any, v: Any) -> Any:
    return (u * v).sum(-1)


def times(A: Any, v: Any) -> Any:
    return (A @ v[..., None])[..., 0]


def constant(function: Callable[..., Any], **options: Any) -> Factory:
    """A factory of the function with some options fixed."""
    return lambda: lambda *args: function(*args, **options)


def all_but_last(g: Tensor) -> Tensor:
    """g without its last coordinate."""
    return torch.cat([g[:, :-1], 0 * g[:, -1:]], 1)


def tangent(x: Tensor, g: Tensor) -> Any:
    """The part of g that is tangent to the unit sphere at x."""
    return g - dot(x, g)[:, None] * x
