"""The one exception that arbs add to those of torch."""

from __future__ import annotations


class NoArbRule(NotImplementedError, AttributeError):
    """A torch function was asked of an `ArbTensor` that it does not know."""
