"""What several cases need of their peers."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any


def func_hessian(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`torch.func.hessian`, whose first use warns that a part of torch is deprecated."""
    from torch.func import hessian

    def at(x: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return hessian(function)(x)

    return at
