"""Run settings shared by pytest and the command line: devices, dtypes, profiles, the header."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence

import torch

from .checks import EXAMPLES

DTYPES = {"float64": torch.float64, "float32": torch.float32, "bfloat16": torch.bfloat16}
USUAL = ("float64", "float32")
DEVICES = ("cpu", "cuda")


def dtypes(names: Iterable[str]) -> list[torch.dtype]:
    """dtypes by name; float64 and float32 when none is given. Raises `ValueError` for others."""
    chosen = list(dict.fromkeys(names)) or list(USUAL)
    unknown = [n for n in chosen if n not in DTYPES]
    if unknown:
        raise ValueError(f"unknown dtype {unknown[0]!r}; accepted: {', '.join(DTYPES)}")
    return [DTYPES[n] for n in chosen]


def devices(names: Iterable[str]) -> list[str]:
    """Devices by name; cpu when none is given. A missing device is reported, not refused."""
    chosen = list(dict.fromkeys(names)) or ["cpu"]
    unknown = [n for n in chosen if n not in DEVICES]
    if unknown:
        raise ValueError(f"unknown device {unknown[0]!r}; accepted: {', '.join(DEVICES)}")
    return chosen


def profile(name: str | None) -> str:
    """The profile: as named, else `ci` where the environment says CI, else `dev`."""
    chosen = name or ("ci" if os.environ.get("CI") else "dev")
    if chosen not in EXAMPLES:
        raise ValueError(f"unknown profile {chosen!r}; accepted: {', '.join(EXAMPLES)}")
    return chosen


def prepare() -> None:
    """Full precision matrix products: TF32 would be a silent change of dtype."""
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False


def header(on: Sequence[str], with_dtypes: Sequence[torch.dtype], name: str) -> str:
    """One line that names everything a result depends on."""
    kinds = ", ".join(str(t).removeprefix("torch.") for t in with_dtypes)
    tf32 = "on" if torch.backends.cuda.matmul.allow_tf32 else "off"
    cuda = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    return (
        f"lemmata: torch {torch.__version__}, Python {platform.python_version()}, "
        f"{torch.get_num_threads()} threads, device {', '.join(on)} (CUDA: {cuda}), "
        f"dtype {kinds}, TF32 {tf32}, profile {name}"
    )
