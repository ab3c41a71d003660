"""Instances for the fast implementations in `models`, exact ones among them.

Exact draws have so few digits that no operation of the fast path is rounded, in float32 either: the
check then compares it bit for bit.
"""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw
from models import tensor_decomposition
from models.sphere_derivatives import integers_on_sphere

from . import networks, spectra
from .arrays import DIMENSIONS, FILLS, exponents, integers, normals, powers_of_two, seeded


def _symmetric(root: Tensor) -> Tensor:
    return root + root.mT


@st.composite
def quadratics_and_quartics(draw: st.DrawFn, dtype: torch.dtype, batch: int = 40) -> Draw:
    """Inputs of `models.sphere_derivatives.along_the_sphere`, one matrix A for the whole batch.

    A is 0 at times, z a signed axis or all ones, w zero or radial; exact points are multiples of
    2^-bits on the sphere.
    """
    if draw(st.booleans()):
        d = draw(st.sampled_from([4, 5, 8]))
        bits = draw(st.sampled_from([0, 1] if dtype == torch.float32 else [0, 1, 2, 3]))

        def exact(generator: torch.Generator) -> Draw:
            A = _symmetric(integers(generator, d, d, size=2)).expand(batch, d, d).clone()
            z = integers_on_sphere(batch, d, bits, generator).double() / 2**bits
            inputs = {"A": A, "z": z, "w": integers(generator, batch, d, size=1)}
            return Draw(inputs, {"exact": True}, f"d={d}, exact with {bits} bits")

        return draw(seeded(exact))
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    exponent = draw(exponents(dtype, reach=0.2))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        A = (_symmetric(fill(generator, d, d)) * 2.0**exponent).expand(batch, d, d).clone()
        z, w = normals(generator, batch, d), fill(generator, batch, d)
        z[rows % 5 == 1] = torch.eye(d, dtype=torch.float64)[rows % d][rows % 5 == 1]
        z[rows % 5 == 2] = 1
        w[rows % 7 == 1] = 0
        w[rows % 7 == 2] = z[rows % 7 == 2]
        return Draw({"A": A, "z": z, "w": w}, {"exact": False}, f"d={d}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def planted_tensors(draw: st.DrawFn, dtype: torch.dtype, batch: int = 8) -> Draw:
    """Inputs of `models.tensor_decomposition.found_from_entries`: exact tensors, x anywhere.

    With axes, permuted, or mixed by Hadamard matrices as components; all weights 1 or in [1, 3/2).
    The first of the four matrices leaves gaps between its eigenvalues.
    """
    d, mixes = draw(st.sampled_from([4, 8])), draw(st.sampled_from([0, 1, 2, 3]))
    bits = draw(st.sampled_from([0, 3]))

    def build(generator: torch.Generator) -> Draw:
        made = [tensor_decomposition.planted(d, generator, mixes, bits) for _ in range(batch)]
        w, B = (torch.stack([getattr(right, n) for right, _ in made]) for n in _PARTS)
        M = torch.stack([_parting(right, generator) for right, _ in made])
        x, rows = normals(generator, batch, d), torch.arange(batch)
        x[rows % 4 == 1] = B[rows % 4 == 1, :, 0]
        x[rows % 4 == 2] = integers(generator, batch, d)[rows % 4 == 2]
        T = torch.stack([tensor for _, tensor in made])
        inputs = {"T": T, "weights": w, "components": B, "M": M.float().double(), "x": x}
        return Draw(inputs, {}, f"d={d}, {mixes} mixes, {bits} bits")

    return draw(seeded(build))


_PARTS = ("weights", "components")


def _parting(right: tensor_decomposition.Decomposition, generator: torch.Generator) -> Tensor:
    """Four symmetric matrices (4, d, d), the first with T(., ., M) of different eigenvalues."""
    d, b = len(right.weights), right.components
    while True:
        M = tensor_decomposition.symmetric(4, d, generator)
        values = (right.weights * (b * (M[0] @ b)).sum(0)).sort()[0]
        if (values.diff() > 1 / 16).all():
            return M


def few_spectra(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`spectra.planted` with two rows for every shape of spectrum."""
    return spectra.planted(dtype, batch=2 * len(spectra.SHAPES))


@st.composite
def fused_runs(draw: st.DrawFn, dtype: torch.dtype, batch: int = 24) -> Draw:
    """Inputs of `models.fused_training.loss_gradients`: two steps of networks of any width.

    Exact where all numbers are small integers, the width is a power of 4 and eta one of 2.
    """
    options = {"eta": Fraction(1, draw(st.sampled_from([8, 2]))), "steps": 2}
    if not draw(st.booleans()):
        made = draw(networks.trained(dtype, batch, scales=False))
        return Draw(made.inputs, {**options, "exact": False}, made.label)
    m, n, d = (draw(st.sampled_from(sizes)) for sizes in ((1, 4, 16), (1, 2, 3), (1, 2, 3)))

    def exact(generator: torch.Generator) -> Draw:
        shapes = {"W": (m, d), "X": (n, d), "y": (n,)}
        inputs = {name: integers(generator, batch, *s, size=2) for name, s in shapes.items()}
        inputs["a"] = networks.signs(generator, batch, m)
        return Draw(inputs, {**options, "exact": True}, f"m={m} n={n} d={d}, exact")

    return draw(seeded(exact))


@st.composite
def certified_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = 64) -> Draw:
    """Inputs of `models.rate_certificates.attained_steps`: mu / beta in (0, 1], three steps."""
    d = draw(st.sampled_from(DIMENSIONS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        inputs = {
            "part": (rows % 64 + 1).double() / 64,
            "beta": powers_of_two(generator, batch, reach=8),
            "size": 1 + integers(generator, batch, size=12).abs(),
            "Lstar": integers(generator, batch),
            "x": integers(generator, batch, d),
            "axis": torch.eye(d, dtype=torch.float64)[rows % d] * (1 - 2 * (rows % 2))[:, None],
        }
        return Draw(inputs, {"steps": 3}, f"d={d}")

    return draw(seeded(build))
