"""The one exception that balls add to those of torch."""

from __future__ import annotations


class NoBallRule(NotImplementedError, AttributeError):
    """A torch function was asked of a ball and there is no rigorous rule for it.

    It is an `AttributeError` too, so that `hasattr(ball, "det")` answers instead of failing.
    """
