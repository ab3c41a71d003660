"""What Assumption 3.1 of Ma 2021 bounds: one example, the spread of the inputs, the slopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, plain

from .glm import IMPLEMENTATION, along
from .glm_activations import ACTIVATIONS
from .pca import returned


def _length(x: Any) -> Any:
    return torch.sqrt((x * x).sum(-1))


@dataclass(frozen=True)
class Parabola:
    """s + h (t - z) + b (t - z)^2 / 2: any value and derivatives at z, all of shape (batch,)."""

    z: Any
    s: Any
    h: Any
    b: Any

    top = 1.0

    def value(self, t: Any) -> Any:
        z, s, h, b = (part[:, None] for part in (self.z, self.s, self.h, self.b))
        return s + (t - z) * (h + (t - z) * b / 2)

    def torch_value(self, t: Tensor) -> Tensor:
        return Parabola(*map(plain, (self.z, self.s, self.h, self.b))).value(t)


def sample(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The loss of one example at w, where the activation has a given value and derivatives.

    Inputs: w, x (batch, d); delta, e, h, b (batch,): the difference of the outputs at w and at the
    truth, the noise, the first two derivatives of the activation at <w, x>. Names: these, x, B, the
    length of x, rho = delta - e, and g, the gradient of the loss with the label e, the output at
    the truth being 0.
    """
    w, X = p["w"], p["x"][:, None]
    names = ("delta", "e", "h", "b")
    rho = p["delta"] - p["e"]
    reference = {name: p[name] for name in names} | {
        "x": p["x"], "rho": rho, "B": _length(p["x"]), "g": (rho * p["h"])[:, None] * p["x"],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    sigma = Parabola(along(X, w)[:, 0], p["delta"], p["h"], p["b"])
    y = plain(p["e"])[:, None]
    arguments = plain(w), plain(X), torch.ones_like(y), y, sigma.torch_value
    size = 4 + 4 * along(X.abs(), w.abs())[:, 0]
    companion = (size * size)[:, None] * p["x"].abs()
    value = IMPLEMENTATION().gradient(*arguments)
    return Measured(reference, {"g": returned(value, companion, reference["g"], 40)})


def spread(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Four inputs of weight 1/4: 2 u e_i, the rows of 2 K, and zeros, with E x x' = u^2 I + K'K.

    Inputs: u, c, share (batch,), K (batch, 4, d), of which the last 4 - d rows are used. Option:
    activation, also "ramp" for 1/2 + t / (2 c). Names: X, Q, the inputs and the weights; K,
    lam = u^2, B, the largest length; c >= 1; S and T, the activation at -c and at c; gamma, its
    least slope between, times share <= 1.
    """
    name, c, d = options["activation"], p["c"], p["K"].shape[-1]
    eye = torch.diag_embed(torch.ones_like(p["K"][:, 0]))
    X = torch.cat([2 * p["u"][:, None, None] * eye, 2 * p["K"][:, d:]], 1)
    ends = 0 * c, torch.ones_like(c), 1 / (2 * c)
    if name != "ramp":
        sigma = ACTIVATIONS[name]
        ends = sigma.value(-c), sigma.value(c), sigma.slope(c)
    reference = {
        "X": X, "Q": torch.diag_embed(torch.ones_like(X[:, :, 0]) / 4), "K": p["K"][:, d:],
        "lam": p["u"] * p["u"], "B": _length(X).amax(-1), "c": c, "S": ends[0], "T": ends[1],
        "gamma": ends[2] * p["share"],
    }  # fmt: skip
    return Measured(reference)
