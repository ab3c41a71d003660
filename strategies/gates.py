"""Instances for the statements about gates that flip."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import strategies as st

from lemmata import Draw


def moved_neurons(dtype: torch.dtype) -> Any:
    """Neurons, moves and inputs of small integers; every fourth moves straight to the hyperplane.

    Some inputs are 0, some dimensions 1; scales from 2^-40 to 2^40.
    """

    def build(d: int, scale: int, seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        w, u, x = torch.randint(-6, 7, (3, 256, d), generator=generator).double()
        x[::9] = 0
        straight = torch.arange(256) % 4 == 1
        w[straight, 1:], x[straight, 1:], u[straight] = 0, 0, 0
        w = w * 2.0**scale
        u = u * 2.0**scale
        return Draw({"w": w, "u": u, "x": x}, {}, f"moved neurons in dimension {d}")

    return st.builds(
        build, st.sampled_from([1, 2, 3, 8]), st.integers(-40, 40), st.integers(0, 2**16)
    )


def half_widths(dtype: torch.dtype) -> Any:
    """Half-widths of slabs from 2^-60 to 2^4."""

    def build(seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        exponents = torch.randint(-60, 5, (32,), generator=generator).double()
        return Draw(
            {"R": (1 + torch.rand(32, generator=generator)).to(dtype).double() * 2**exponents}
        )

    return st.builds(build, st.integers(0, 2**16))


def crowds(dtype: torch.dtype) -> Any:
    """Slab probabilities k/1024, k <= 512, and up to 4096 neurons; one neuron, rare slabs."""

    def build(seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        q = torch.randint(1, 513, (32,), generator=generator).double() / 1024
        m = torch.randint(1, 4097, (32,), generator=generator).double()
        m[:8] = torch.arange(1, 9).double()
        q[8:16] = 1 / 1024
        return Draw({"q": q, "m": m}, {}, "crowded slabs")

    return st.builds(build, st.integers(0, 2**16))


def gate_pairs(dtype: torch.dtype) -> Any:
    """All gates 0 or 1 before and after a move, with every pair of slabs that allows it; halves."""

    def build(seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        names = ("g", "h", "G", "H", "s", "t")
        corners = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 6)
        inside = torch.randint(0, 9, (192, 6), generator=generator) / 8
        rows = torch.cat([corners, inside]).double()
        return Draw({n: rows[:, i].clone() for i, n in enumerate(names)}, {}, "pairs of gates")

    return st.builds(build, st.integers(0, 2**16))


def moved_layers(dtype: torch.dtype) -> Any:
    """Layers that move across hyperplanes, off the kink, or not at all, with signs; 64 a batch."""

    def build(n: int, d: int, m: int, seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        X = torch.randint(-3, 4, (64, n, d), generator=generator).double()
        W = torch.randint(-9, 10, (64, m, d), generator=generator).double()
        step = torch.randint(-2, 3, (64, m, d), generator=generator).double()
        step[::4] = 0
        U = W + step
        U[1::4] = -W[1::4]  # every gate flips
        X[2::4, -1] = X[2::4, 0]  # a repeated input
        W[3::4], U[3::4] = 0, X[3::4, :1]  # all neurons leave the kink together
        a = 2.0 * torch.randint(0, 2, (64, m), generator=generator).double() - 1
        a[3::8], a[7::8] = 1, -1
        return Draw(
            {"X": X, "W": W, "U": U, "a": a}, {}, f"{m} neurons, {n} inputs in dimension {d}"
        )

    sizes = st.integers(1, 3)
    return st.builds(build, sizes, sizes, st.sampled_from([1, 2, 8]), st.integers(0, 2**16))


def moved_preactivations(dtype: torch.dtype) -> Any:
    """Pairs of integers, zeros and equal pairs among them, times a power of two."""

    def build(scale: int, seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        z, u = torch.randint(-5, 6, (2, 256), generator=generator).double() * 2.0**scale
        u[::8] = z[::8]
        return Draw({"z": z, "u": u}, {}, "moved preactivations")

    return st.builds(build, st.integers(-30, 30), st.integers(0, 2**16))
