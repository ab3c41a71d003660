"""Wrong networks, kernels, norms of kernels, and initialisations."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.networks import TwoLayerReLU, autograd_kernel
from models.random_networks import gaussian_weights

from ._parts import Factory


def net(
    activation: Callable[[Tensor], Tensor] = torch.relu,
    power: float = 1 / 2,
    factor: float = 1,
    signs: Callable[[Tensor], Tensor] = lambda a: a,
    neurons: slice = slice(None),
) -> Factory:
    """Networks of another activation, normalised by m^power, times a factor."""

    class Net(TwoLayerReLU):
        def forward(self, X: Tensor) -> Any:
            hidden = activation(X @ self.W.mT)[..., neurons]
            return factor * (hidden @ signs(self.a)[neurons]) / len(self.a) ** power

    return Net


def _closed(z: Tensor) -> Tensor:
    """At a tie the derivative is that of z, as with the indicator of z >= 0."""
    return torch.where(z >= 0, z, 0 * z)


def _wrong_side(z: Tensor) -> Tensor:
    """The right values with the indicator of z < 0."""
    through = torch.where(z < 0, z, 0 * z)
    return torch.relu(z).detach() + through - through.detach()


class TrainedOutput(nn.Module):
    """The right values; the output weights are a parameter and count in the kernel."""

    def __init__(self, W: Tensor, a: Tensor) -> None:
        super().__init__()
        self.W, self.a = nn.Parameter(W.clone()), nn.Parameter(a.clone())

    forward = TwoLayerReLU.forward


class TransposedWeights(nn.Module):
    """Weights stored as (1, d, m): no parameter has the shape of W."""

    def __init__(self, W: Tensor, a: Tensor) -> None:
        super().__init__()
        self.V = nn.Parameter(W.mT[None].clone())
        self.a = nn.Buffer(a)

    def forward(self, X: Tensor) -> Any:
        return torch.relu(X @ self.V[0]) @ self.a / self.V.shape[2] ** 0.5


class OneColumn(TwoLayerReLU):
    """Outputs (n, 1)."""

    def forward(self, X: Tensor) -> Tensor:
        return super().forward(X)[..., None]


NETWORK: Mapping[str, Factory] = {
    "1/sqrt m left out": net(power=0),
    "1/m": net(power=1),
    "output x (1 + 1e-6)": net(factor=1 + 1e-6),
    "wrong sign": net(factor=-1),
    "indicator z >= 0": net(_closed),
    "indicator z < 0": net(_wrong_side),
    "gates on the other side": net(lambda z: torch.relu(-z)),
    "absolute value": net(torch.abs),
    "leaky ReLU": net(lambda z: nn.functional.leaky_relu(z, 0.01)),
    "GELU": net(nn.functional.gelu),
    "softplus": net(nn.functional.softplus),
    "linear": net(lambda z: z),
    "bias of 1e-6": net(lambda z: torch.relu(z + 1e-6)),
    "output weights left out": net(signs=torch.ones_like),
    "last neuron left out": net(neurons=slice(-1)),
    "output weights trained": TrainedOutput,
    "weights in another shape": TransposedWeights,
    "outputs (n, 1)": OneColumn,
    "no module": lambda W, a: lambda X: X[..., 0],
}


def _gates(W: Tensor, X: Tensor) -> Tensor:
    return (X @ W.mT > 0).to(X.dtype)


def _counted(on: Tensor, X: Tensor) -> Tensor:
    return (X @ X.mT) * (on @ on.mT)


def _corner(n: int) -> Tensor:
    """The matrix of zeros with a one at the end of the first row."""
    one = torch.eye(n, dtype=torch.float64)
    return one[:1].mT @ one[-1:]


def _with_outputs(W: Tensor, a: Tensor, X: Tensor) -> Tensor:
    hidden = torch.relu(X @ W.mT)
    return autograd_kernel(W, a, X) + hidden @ hidden.mT / W.shape[1]


KERNEL: Mapping[str, Factory] = {
    name: (lambda f: lambda: f)(function)
    for name, function in {
        "1e-6 on the diagonal": lambda W, a, X: (
            autograd_kernel(W, a, X) + 1e-6 * torch.eye(X.shape[1], dtype=X.dtype)
        ),
        "one entry x (1 + 1e-6)": lambda W, a, X: (
            autograd_kernel(W, a, X) * (1 + 1e-6 * _corner(X.shape[1]))
        ),
        "x m": lambda W, a, X: autograd_kernel(W, a, X) * W.shape[1],
        "1/m twice": lambda W, a, X: autograd_kernel(W, a, X) / W.shape[1],
        "the linear kernel": lambda W, a, X: X @ X.mT,
        "gates alone": lambda W, a, X: _gates(W, X) @ _gates(W, X).mT / W.shape[1],
        "gates z >= 0": lambda W, a, X: _counted((X @ W.mT >= 0).to(X.dtype), X) / W.shape[1],
        "gates z < 0": lambda W, a, X: _counted((X @ W.mT < 0).to(X.dtype), X) / W.shape[1],
        "gate of the first input alone": lambda W, a, X: (
            (X @ X.mT) * _gates(W, X).sum(-1)[:, :, None] / W.shape[1]
        ),
        "last neuron left out": lambda W, a, X: (
            _counted(_gates(W[:, :-1], X), X) / W.shape[1]
        ),
        "kernel of the features": lambda W, a, X: (
            torch.relu(X @ W.mT) @ torch.relu(X @ W.mT).mT / W.shape[1]
        ),
        "output weights trained too": _with_outputs,
        "the first row alone": lambda W, a, X: autograd_kernel(W, a, X)[:, :1],
        "float32": lambda W, a, X: autograd_kernel(W, a, X).float(),
    }.items()
}  # fmt: skip


def _cosines(X: Tensor) -> Tensor:
    unit = nn.functional.normalize(X, dim=-1)
    return (unit @ unit.mT).clamp(-1, 1)


def _arc_cosine(X: Tensor, degree: int) -> Any:
    """The arc-cosine kernels of Cho and Saul, of degree 0 with inner products, or of degree 1."""
    cosine, size = _cosines(X), X.norm(dim=-1)
    angle = torch.arccos(cosine)
    if degree == 0:
        return X @ X.mT * (math.pi - angle) / (2 * math.pi)
    wave = (1 - cosine**2).clamp_min(0).sqrt()
    return size[:, :, None] * size[:, None] * (wave + (math.pi - angle) * cosine) / (2 * math.pi)


INFINITE: Mapping[str, Factory] = {
    "arc cosine of the rounded cosine": lambda: lambda X: _arc_cosine(X, 0),
    "kernel of the values": lambda: lambda X: _arc_cosine(X, 1),
    "cosine for its arc": lambda: (
        lambda X: X @ X.mT * (math.pi - (1 - _cosines(X))) / (2 * math.pi)
    ),
    "no inner products": lambda: lambda X: (math.pi - torch.arccos(_cosines(X))) / (2 * math.pi),
    "inputs of unit length": lambda: lambda X: _arc_cosine(nn.functional.normalize(X, dim=-1), 0),
    "gates of both signs": lambda: lambda X: X @ X.mT / 2,
    "theta for pi - theta": lambda: lambda X: X @ X.mT * torch.arccos(_cosines(X)) / (2 * math.pi),
    "diagonal of ones": lambda: (
        lambda X: _arc_cosine(X, 0).diagonal_scatter(torch.ones_like(X[:, :, 0]), dim1=1, dim2=2)
    ),
    "1/(2 n)": lambda: lambda X: _arc_cosine(X, 0) / X.shape[1],
}


def _squares(X: Tensor) -> Tensor:
    apart = X[:, :, None] - X[:, None]
    return (apart * apart).sum(-1)


def _expanded(X: Tensor, tau: Tensor) -> Tensor:
    square = (X * X).sum(-1)
    apart = square[:, :, None] + square[:, None] - 2 * X @ X.mT
    return torch.exp(-tau[:, None, None] / 2 * apart.clamp_min(0))


def gaussian(exponent: Callable[[Tensor, Tensor], Tensor]) -> Factory:
    """exp(-exponent(squares, tau)), tau (batch, 1, 1)."""
    return lambda: lambda X, tau: torch.exp(-exponent(_squares(X), tau[:, None, None]))


GAUSSIAN: Mapping[str, Factory] = {
    "no 1/2": gaussian(lambda s, tau: tau * s),
    "tau for 1 / tau": gaussian(lambda s, tau: s / (2 * tau)),
    "tau squared": gaussian(lambda s, tau: tau * tau * s / 2),
    "no tau": gaussian(lambda s, tau: s / 2),
    "distance not squared": gaussian(lambda s, tau: tau * s.sqrt() / 2),
    "wrong sign": gaussian(lambda s, tau: -tau * s / 2),
    "Cauchy kernel": gaussian(lambda s, tau: torch.log1p(tau * s / 2)),
    "mean over the coordinates": lambda: (
        lambda X, tau: torch.exp(-tau[:, None, None] * _squares(X) / (2 * X.shape[2]))
    ),
    "from squares": lambda: _expanded,
    "diagonal + 1e-6": lambda: (
        lambda X, tau: (
            torch.exp(-tau[:, None, None] * _squares(X) / 2)
            + 1e-6 * torch.eye(X.shape[1], dtype=X.dtype)
        )
    ),
    "last coordinate left out": lambda: (
        lambda X, tau: torch.exp(-tau[:, None, None] * _squares(X[..., :-1]) / 2)
    ),
}


def _norm(E: Tensor, kind: Any) -> Tensor:
    found: Tensor = torch.linalg.matrix_norm(E, kind)
    return found


def norms(first: Callable[[Tensor], Tensor], second: Callable[[Tensor], Tensor]) -> Factory:
    """Two functions of a matrix."""
    return lambda: lambda E: (first(E), second(E))


def _operator(E: Tensor) -> Tensor:
    return _norm(E, 2)


def _frobenius(E: Tensor) -> Tensor:
    return _norm(E, "fro")


NORMS: Mapping[str, Factory] = {
    "swapped": norms(_frobenius, _operator),
    "spectral radius": norms(lambda E: torch.linalg.eigvals(E).abs().amax(-1), _frobenius),
    "of the symmetric part": norms(
        lambda E: torch.linalg.eigvalsh((E + E.mT) / 2).abs().amax(-1), _frobenius
    ),
    "largest eigenvalue": norms(lambda E: torch.linalg.eigvalsh((E + E.mT) / 2)[:, -1], _frobenius),
    "largest column sum": norms(lambda E: _norm(E, 1), _frobenius),
    "largest row sum": norms(lambda E: _norm(E, math.inf), _frobenius),
    "smallest singular value": norms(lambda E: _norm(E, -2), _frobenius),
    "operator norm squared": norms(lambda E: _operator(E) ** 2, _frobenius),
    "Frobenius norm squared": norms(_operator, lambda E: _frobenius(E) ** 2),
    "nuclear norm": norms(_operator, lambda E: _norm(E, "nuc")),
    "largest entry": norms(_operator, lambda E: E.abs().amax((-2, -1))),
    "mean square": norms(_operator, lambda E: (E * E).mean((-2, -1)).sqrt()),
    "last row left out": norms(_operator, lambda E: _frobenius(E[:, :-1])),
    "off the diagonal alone": norms(
        _operator,
        lambda E: _frobenius(E - torch.diag_embed(E.diagonal(dim1=-2, dim2=-1))),
    ),
}


def weights(change: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]) -> Factory:
    """`gaussian_weights` after a change of the hidden and the output weights."""
    return lambda generator, count, m, d: change(*gaussian_weights(generator, count, m, d))


def _normal_like(a: Tensor, W: Tensor) -> Tensor:
    """Standard normal output weights, made of the hidden ones."""
    return a * W[..., 0].abs()


INITIAL: Mapping[str, Factory] = {
    "hidden weights x 2": weights(lambda W, a: (2 * W, a)),
    "variance 1/d": weights(lambda W, a: (W / math.sqrt(W.shape[2]), a)),
    "variance 2/d": weights(lambda W, a: (W * math.sqrt(2 / W.shape[2]), a)),
    "variance 1/m": weights(lambda W, a: (W / math.sqrt(W.shape[1]), a)),
    "output weights one": weights(lambda W, a: (W, torch.ones_like(a))),
    "output weights 0 or 1": weights(lambda W, a: (W, (a + 1) / 2)),
    "output weights / sqrt m": weights(lambda W, a: (W, a / math.sqrt(a.shape[1]))),
    "output weights of the hidden ones": weights(lambda W, a: (W, _normal_like(a, W))),
    "output weights by side": weights(lambda W, a: (W, W[..., 0].sign())),
    "hidden weights positive": weights(lambda W, a: (W.abs(), a)),
    "hidden weights on the sphere": weights(lambda W, a: (nn.functional.normalize(W, dim=-1), a)),
    "hidden weights of one sign": weights(lambda W, a: (W.sign(), a)),
    "hidden weights uniform": weights(lambda W, a: (torch.erf(W / math.sqrt(2)), a)),
    "first neuron copied": weights(lambda W, a: (W[:, :1].expand_as(W).clone(), a)),
    "first network copied": weights(
        lambda W, a: (W[:1].expand_as(W).clone(), a[:1].expand_as(a).clone())
    ),
    "last coordinate zero": weights(
        lambda W, a: (torch.cat([W[..., :-1], 0 * W[..., -1:]], -1), a)
    ),
    "neurons in pairs": weights(
        lambda W, a: (torch.cat([W[:, ::2], W[:, ::2]], 1)[:, : W.shape[1]], a)
    ),
    "one NaN": weights(lambda W, a: (torch.cat([W[:1] * math.nan, W[1:]]), a)),
    "hidden weights transposed": weights(lambda W, a: (W.mT, a)),
}
