"""Linear residual networks (I + A_l) ... (I + A_1), |A_i| <= tau, with loss |(product - R) S|_F^2.

Inputs of all functions are those of `_residual_net`; gradients come from the slot `autodiff`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, Output, derived, plain

from . import autodiff, pca
from .deep_networks import product
from .pca import returned
from .pinned import pinned
from .two_layer_networks import total


def _residual_net(p: Mapping[str, Any]) -> dict[str, Any]:
    """Layers I + A_i, the lowest first, with |A_i| <= tau, and inputs with known least stretch.

    Inputs: tau (batch,) in (0, 1); left, right (batch, l, d), directions of reflections; share
    (batch, l, d) in [-1, 1]; R (batch, d, d); turn (batch, d); sigma (batch, d), the singular
    values of S. A_i = reflection diag(tau share) reflection, and S = reflection diag(sigma).
    """
    depth, tau, layers = p["share"].shape[1], p["tau"], []
    for i in range(depth):
        left, right = (pca.reflection(p[side][:, i]) for side in ("left", "right"))
        A = (left * (tau[:, None] * p["share"][:, i])[:, None, :]) @ right
        layers.append(torch.diag_embed(torch.ones_like(p["sigma"])) + A)
    least = (p["sigma"] * p["sigma"]).amin(1)
    S = pca.reflection(p["turn"]) * p["sigma"][:, None, :]
    return {"layers": layers, "S": S, "lam": least, "tau": tau, "R": p["R"], "depth": depth}


def residual_stretch(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """R sent through the layers of `_residual_net`; option step: the layer that A, Z belong to."""
    net, k = _residual_net(p), options["step"]
    states = [p["R"]]
    for layer in net["layers"]:
        states.append(layer @ states[-1])
    sizes, one = [total(Z * Z) for Z in states], torch.ones_like(net["tau"])
    A = net["layers"][k] - torch.diag_embed(torch.ones_like(p["sigma"]))
    return Measured({
        "A": A, "Z": states[k], "tau": net["tau"], "n": net["depth"] * one, "s_0": sizes[0],
        "s_k": sizes[k], "s_next": sizes[k + 1], "s_n": sizes[-1],
    })  # fmt: skip


def _layer_parts(net: Mapping[str, Any], k: int) -> tuple[Any, Any, Any]:
    """The products of the layers above number k and below it, and the error times S."""
    one = torch.diag_embed(torch.ones_like(net["S"][:, 0]))
    above, below = product(net["layers"][k + 1 :], one), product(net["layers"][:k], one)
    return above, below, (above @ net["layers"][k] @ below - net["R"]) @ net["S"]


def _layer_gradient(net: Mapping[str, Any], k: int) -> Any:
    above, below, miss = _layer_parts(net, k)
    return 2 * above.mT @ miss @ net["S"].mT @ below.mT


def _residual_gradients(net: Mapping[str, Any]) -> list[Output]:
    """The gradients in all layers by the slot `autodiff`, shapes (batch, d, d)."""
    layers, depth = [plain(layer) for layer in net["layers"]], net["depth"]
    S, R = plain(net["S"]), plain(net["R"])
    d = S.shape[1]

    def value(flat: Tensor) -> Tensor:
        stack = flat.reshape(-1, depth, d, d)
        image = S
        for i in range(depth):
            image = stack[:, i] @ image
        risk: Tensor = total((image - R @ S) ** 2)
        return risk

    flat = torch.stack(layers, 1).reshape(len(S), -1)
    slopes = autodiff.AUTODIFF().gradient(value, flat).reshape(len(S), depth, d, d)
    sizes = {
        **net, "layers": [layer.abs() for layer in net["layers"]], "S": net["S"].abs(),
        "R": -net["R"].abs(),
    }  # fmt: skip
    operations = (2 * depth + 4) * d + 8
    return [
        returned(slopes[:, k], _layer_gradient(sizes, k), _layer_gradient(net, k), operations)
        for k in range(depth)
    ]


def residual_layer(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """One layer of `_residual_net`, number `step`: loss, gradient and the stretches around it."""
    net, k = _residual_net(p), options["step"]
    above, below, miss = _layer_parts(net, k)
    shrink = 1 - net["tau"]
    reference = {
        "W": net["layers"][k], "L": above, "K": below, "R": net["R"], "S": net["S"],
        "E": miss @ net["S"].mT, "a": shrink ** (2 * (net["depth"] - 1 - k)),
        "b": shrink ** (2 * k), "lam": net["lam"], "loss": total(miss * miss),
        "slope": _layer_gradient(net, k),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"slope": _residual_gradients(net)[k]})


@pinned
def residual_layer_pl(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`residual_layer` with the squared norms of its E behind the other layers, one by one.

    Those below come first, from the right, the lowest first; then those above, the top one first.
    k is the option `step`, or the last of the other layers.
    """
    found, net, i = residual_layer(p, options, implementation), _residual_net(p), options["step"]
    layers, Z = net["layers"], found.reference["E"]
    sizes = [total(Z * Z)]
    for layer in layers[:i]:
        Z = Z @ layer.mT
        sizes.append(total(Z * Z))
    for layer in reversed(layers[i + 1 :]):
        Z = layer.mT @ Z
        sizes.append(total(Z * Z))
    n, one = len(layers) - 1, torch.ones_like(net["tau"])
    k = min(i, n - 1)
    return Measured({
        **found.reference, "tau": net["tau"], "n": n * one, "s_0": sizes[0], "s_k": sizes[k],
        "s_next": sizes[k + 1], "s_n": sizes[-1],
    }, found.implementation)  # fmt: skip


@pinned
def residual_pl(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Squared gradients in all layers of `_residual_net`, with partial sums up to layer `step`."""
    net, k = _residual_net(p), options["step"]
    depth, one = net["depth"], torch.ones_like(net["tau"])
    miss = _layer_parts(net, 0)[2]
    slopes = [_layer_gradient(net, i) for i in range(depth)]
    reference = {
        "u": (1 - net["tau"]) ** (2 * depth - 2), "lam": net["lam"], "f": total(miss * miss),
        "k": k * one, "n": depth * one, "T_0": 0 * one,
        **_partial_sums([total(g * g) for g in slopes], k, one),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    outputs = _residual_gradients(net)
    given = [type(one)(g.value, g.explained) for g in outputs]
    sums = _partial_sums([total(g * g) for g in given], k, one)
    return Measured(reference, {name: derived(s, *outputs) for name, s in sums.items()})


def _partial_sums(squares: list[Any], k: int, one: Any) -> dict[str, Any]:
    sums = [0 * one]
    for square in squares:
        sums.append(sums[-1] + square)
    return {"G_k": squares[k], "T_k": sums[k], "T_next": sums[k + 1], "T_n": sums[-1]}


@pinned
def residual_pl_depth_3(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Three layers W_i of `_residual_net` with their gradients and the roots of all bounds.

    A_i' A_i + C_i' C_i = tau^2 I and S S' = lam I + P P', P and C_i (batch, d, d).
    """
    net, share = _residual_net(p), p["share"]
    miss = _layer_parts(net, 0)[2]
    spare = net["tau"][:, None, None] * torch.sqrt((1 - share) * (1 + share))
    over = torch.sqrt(p["sigma"] * p["sigma"] - net["lam"][:, None])
    reference = {
        "R": net["R"], "S": net["S"], "P": pca.reflection(p["turn"]) * over[:, None, :],
        "tau": net["tau"], "lam": net["lam"], "loss": total(miss * miss),
    }  # fmt: skip
    for i, layer in enumerate(net["layers"]):
        reference[f"W{i + 1}"], reference[f"slope{i + 1}"] = layer, _layer_gradient(net, i)
        reference[f"A{i + 1}"] = layer - torch.diag_embed(torch.ones_like(p["sigma"]))
        reference[f"C{i + 1}"] = spare[:, i, :, None] * pca.reflection(p["right"][:, i])
    if not implementation:
        return Measured(reference)
    gradients = _residual_gradients(net)
    return Measured(reference, {f"slope{i + 1}": g for i, g in enumerate(gradients)})
