"""Checks whose claims alone would take a wrong output: there the exact value decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from lemmata.measure import Measured, Output, confined

Model = Callable[[Mapping[str, Any], Mapping[str, Any], bool], Measured]


def pinned(model: Model) -> Model:
    """The model, each output of whose implementation must be the exact value of the same name.

    A bound, or a claim that at a stationary point something vanishes, holds for many wrong values
    as well. For a claim that fixes the values, the model alone will do: a violation is then shown
    on the smallest instance. Outputs on a path of their own have no exact value to be held to.
    """

    @wraps(model)
    def measured(
        p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
    ) -> Measured:
        made = model(p, options, implementation)
        if made.implementation is None:
            return made
        held = {
            name: confined(value, made.reference[name], name)
            if isinstance(value, Output)
            else value
            for name, value in made.implementation.items()
        }
        return Measured(made.reference, held)

    return measured
