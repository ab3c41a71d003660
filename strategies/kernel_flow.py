"""Flows of outputs under a tangent kernel: spectra with ties and zeros, losses, times."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, seeded
from .networks import ROWS, WIDTHS, signs, trained

COUNTS = (1, 2, 3, 5)


@st.composite
def half_squares(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Networks with inputs of any scale, for sum_i (u_i - y_i)^2 / 2; see `models.kernel_flow`."""
    base = draw(trained(dtype, batch))
    return Draw(base.inputs, {"loss": "half squares"}, base.label)


@st.composite
def losses(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Networks for a mean of square or logistic losses; labels are signs for the logistic one."""
    loss = draw(st.sampled_from(["square", "logistic"]))
    base = draw(trained(dtype, batch, scales=loss == "square"))
    inputs = dict(base.inputs)
    if loss == "logistic":
        inputs["y"] = torch.where(inputs["y"] >= 0, 1.0, -1.0).double()
    return Draw(inputs, {"loss": loss}, f"{loss}, {base.label}")


def _basis(generator: torch.Generator, batch: int, k: int) -> Tensor:
    """What `models.pca.reflection` turns into an orthogonal matrix; often the identity."""
    w = integers(generator, batch, k, size=2)
    w[0::4] = 0
    return w


def _times(generator: torch.Generator, batch: int) -> Tensor:
    t = dyadic(generator, batch, bits=4).abs()
    t[2] = 0
    return t


@st.composite
def residuals(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Residuals under H(t); see `models.kernel_flow.residual_flow`.

    Eigenvalues with ties and zeros, all equal in a quarter of the rows (equality), constant or
    moving with time; n from 1 to 8; r = 0, t = 0; scales of r.
    """
    k = draw(st.sampled_from(COUNTS))
    moving = draw(st.booleans())
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        n = 2.0 ** torch.randint(0, 4, (batch,), generator=generator).double()
        lam = integers(generator, batch, k, size=3).abs() / 2
        lam[: batch // 4] = lam[: batch // 4, :1]
        wave = integers(generator, batch, k, size=2).abs() / 2
        wave[: batch // 8] = 0
        r = dyadic(generator, batch, k)
        r[3] = 0
        inputs = {
            "w": _basis(generator, batch, k),
            "lam": lam,
            "wave": wave * moving,
            "r": r * 2.0**exponent,
            "n": n,
            "t": _times(generator, batch),
        }
        return Draw(inputs, {"wave": moving}, f"k={k}, wave {moving}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def linear_models(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Features of any rank, more inputs than parameters included; see `linear_model`."""
    k, features = draw(st.sampled_from(COUNTS)), draw(st.sampled_from(COUNTS))
    mode = draw(st.integers(0, k - 1))

    def build(generator: torch.Generator) -> Draw:
        s = integers(generator, batch, min(k, features), size=3) / 2
        s[0::8] = 1
        r = dyadic(generator, batch, k)
        r[3] = 0
        inputs = {
            "w": _basis(generator, batch, k),
            "z": _basis(generator, batch, features),
            "s": s,
            "r": r,
            "b": integers(generator, batch, k),
            "n": 2.0 ** torch.randint(0, 4, (batch,), generator=generator).double(),
            "t": _times(generator, batch),
        }
        return Draw(inputs, {"mode": mode}, f"{k} inputs, {features} features, mode {mode}")

    return draw(seeded(build))


@st.composite
def trainings(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Networks with orthogonal inputs on their way down; see `models.kernel_flow.training`.

    One input (equality), inputs that no neuron sees, neurons at a tie, t = 0, zero residuals.
    """
    d, m = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(WIDTHS))
    n = draw(st.integers(1, min(d, 3)))

    def build(generator: torch.Generator) -> Draw:
        Z = integers(generator, batch, m, d, size=3)
        Z[0::8] = Z[0::8].abs() + 1
        theta = integers(generator, batch, n, size=7) / 8
        theta[3] = 0
        inputs = {
            "Z": Z,
            "w": _basis(generator, batch, d),
            "a": signs(generator, batch, m),
            "s": integers(generator, batch, n, size=3).abs() / 2 + 0.5,
            "theta": theta,
            "t": _times(generator, batch),
        }
        return Draw(inputs, {}, f"m={m} n={n} d={d}")

    return draw(seeded(build))


@st.composite
def line_flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Flows on the line from x > 0, far from and close to 0; see `models.kernel_flow.line_flow`.

    c = 0 (a rest point at 0) and c = K x (a rest point at the start) among the linear ones.
    """
    kind = draw(st.sampled_from(["linear", "linear", "square", "exponential"]))
    exponent = draw(st.sampled_from([0, 0, -12, 1]))

    def build(generator: torch.Generator) -> Draw:
        x = (integers(generator, batch, size=15).abs() + 1) / 8 * 2.0**exponent
        inputs = {"x": x, "t": _times(generator, batch)}
        if kind == "linear":
            inputs["K"] = (integers(generator, batch, size=3).abs() + 1) / 2
            inputs["c"] = integers(generator, batch, size=3).abs()
            inputs["c"][0::4] = (inputs["K"] * x)[0::4]
        return Draw(inputs, {"f": kind}, f"{kind}, scale 2^{exponent}")

    return draw(seeded(build))
