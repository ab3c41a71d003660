"""Hypothesis' choices, made from its seed alone.

Hypothesis mixes numbers that stand in the source of loaded modules into what it draws, so that the
instances of a check would depend on which theorem files are loaded beside its own: `lemmata check`
of one file would not reproduce what a whole run found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from hypothesis.internal.conjecture import providers as _providers

providers: Any = _providers  # what is used of it is not public


@contextmanager
def from_the_seed() -> Iterator[None]:
    """Draw nothing from the source of loaded modules; changes nothing where Hypothesis has none.

    A test shows that draws do not depend on what is loaded: Hypothesis offers no setting for it.
    """
    wanted = ("Constants", "CONSTANTS_CACHE", "HypothesisProvider")
    if not all(hasattr(providers, name) for name in wanted):
        yield
        return
    cache, nothing = providers.CONSTANTS_CACHE, property(lambda _: providers.Constants())
    with (
        mock.patch.object(providers.HypothesisProvider, "_local_constants", nothing),
        mock.patch.object(providers, "CONSTANTS_CACHE", type(cache)(cache.max_size)),
    ):
        yield


__all__ = ["from_the_seed"]
