"""Arithmetic of batches: squared lengths, and quotients that say what stands for x / 0."""

from __future__ import annotations

from typing import Any

import torch


def square(u: Any) -> Any:
    """|u|^2 for u (batch, d); shape (batch,)."""
    return (u * u).sum(-1)


def over(a: Any, b: Any, otherwise: Any) -> Any:
    """a / b where b > 0, `otherwise` elsewhere."""
    positive = b > 0
    return torch.where(positive, a / torch.where(positive, b, torch.ones_like(b)), otherwise)
