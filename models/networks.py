"""Two-layer ReLU networks f(x; W) = (1/sqrt m) sum_k a_k relu(<w_k, x>) and their tangent kernel.

`TwoLayerReLU` is what a user would write: W (m, d) is trained, the signs a (m,) are a buffer. The
slot `network` takes any factory of such modules; `Networks` runs a batch of them through
`torch.func`. The slot `tangent_kernel` takes any way to compute the kernel.

Beside them stand the closed forms, written with torch functions alone so that they run on tensors,
balls and high-precision arrays: W (batch, m, d), a (batch, m), X (batch, n, d), y (batch, n).
Indicators are those of autograd, 1{<w_k, x> > 0}: at a tie <w_k, x> = 0 the neuron counts as off.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, jacrev, stack_module_state, vmap

from lemmata.implementations import ImplementationError, slot
from lemmata.measure import Measured, Output, plain

from .counted_kernel import counted_kernel
from .pca import returned


class TwoLayerReLU(nn.Module):
    """The network of weights W (m, d) and signs a (m,); the signs are fixed, no parameter."""

    a: Tensor

    def __init__(self, W: Tensor, a: Tensor) -> None:
        super().__init__()
        self.W = nn.Parameter(W.detach().clone())
        self.register_buffer("a", a.detach().clone())

    def forward(self, X: Tensor) -> Tensor:
        """Outputs (..., n) for inputs (..., n, d)."""
        return torch.relu(X @ self.W.mT) @ self.a / math.sqrt(len(self.a))


NETWORK = slot(
    "network",
    TwoLayerReLU,
    "factory(W (m, d), a (m,)) -> torch.nn.Module with f(X (n, d)) -> (n,), whose parameters are W "
    "in the shape (m, d) and nothing else; it must run under torch.func.vmap",
)


class Networks:
    """A batch of networks from the slot `network`, with the derivatives that autograd computes.

    W (batch, m, d), a (batch, m). Raises `ImplementationError` when the modules have no parameter
    of the shape of W; further parameters count in the kernel and move along the flow.
    """

    def __init__(self, W: Tensor, a: Tensor, factory: Callable[..., nn.Module] = NETWORK) -> None:
        modules = [factory(w, signs) for w, signs in zip(W, a, strict=True)]
        if not all(isinstance(module, nn.Module) for module in modules):
            raise ImplementationError(
                f"the network is a {type(modules[0]).__name__}, not an nn.Module"
            )
        self.module = modules[0]
        parameters, self.buffers = stack_module_state(modules)
        self.parameters = {name: value.detach() for name, value in parameters.items()}
        fitting = [name for name, value in self.parameters.items() if value.shape == W.shape]
        if not fitting:
            found = {name: tuple(value.shape[1:]) for name, value in self.parameters.items()}
            raise ImplementationError(
                f"no parameter of the shape of W, {tuple(W.shape[1:])}; found {found or 'none'}"
            )
        self.first = fitting[0]

    def _single(self, parameters: Any, buffers: Any, X: Tensor) -> Tensor:
        value: Tensor = functional_call(self.module, (parameters, buffers), (X,))
        if value.shape != X.shape[:-1]:
            raise ImplementationError(
                f"the network returned shape {tuple(value.shape)} for inputs {tuple(X.shape)}"
            )
        return value

    def outputs(self, X: Tensor) -> Tensor:
        """f(x_i); shape (batch, n)."""
        return vmap(self._single)(self.parameters, self.buffers, X)

    def _jacobians(self, X: Tensor) -> dict[str, Tensor]:
        found: dict[str, Tensor] = vmap(jacrev(self._single))(self.parameters, self.buffers, X)
        return found

    def gradients(self, X: Tensor) -> Tensor:
        """The gradients of f(x_i) with respect to W, a row a neuron; shape (batch, n, m, d)."""
        return self._jacobians(X)[self.first]

    def kernel(self, X: Tensor) -> Tensor:
        """H_ij = <grad f(x_i), grad f(x_j)> over all parameters; shape (batch, n, n)."""
        flat = [value.flatten(2) for value in self._jacobians(X).values()]
        total: Tensor = sum((J @ J.mT for J in flat[1:]), flat[0] @ flat[0].mT)
        return total

    def descent(self, X: Tensor, y: Tensor, loss: Any) -> tuple[dict[str, Tensor], Tensor]:
        """Minus the gradient of loss(f(X), y), by parameter, and the velocity of f(X) along it.

        loss maps (n,), (n,) to a number. The gradient with respect to W has shape (batch, m, d),
        the velocity, the Jacobian times it, has shape (batch, n).
        """

        def value(parameters: Any, buffers: Any, X: Tensor, y: Tensor) -> Tensor:
            reached: Tensor = loss(self._single(parameters, buffers, X), y)
            return reached

        slopes = vmap(torch.func.grad(value))(self.parameters, self.buffers, X, y)
        down = {name: -slope for name, slope in slopes.items()}
        moves = [
            (J.flatten(2) @ down[name].flatten(1)[:, :, None])[:, :, 0]
            for name, J in self._jacobians(X).items()
        ]
        velocity: Tensor = sum(moves[1:], moves[0])
        return down, velocity


def autograd_kernel(W: Tensor, a: Tensor, X: Tensor) -> Tensor:
    """The tangent kernel of the networks in the slot `network`; shape (batch, n, n)."""
    return Networks(W, a).kernel(X)


TANGENT_KERNEL = slot(
    "tangent_kernel",
    lambda: autograd_kernel,
    "factory() -> callable(W (batch, m, d), a (batch, m), X (batch, n, d)) -> (batch, n, n)",
)


def half_squares(u: Tensor, y: Tensor) -> Tensor:
    """The loss sum_i (u_i - y_i)^2 / 2 of outputs u and targets y (n,)."""
    return ((u - y) ** 2).sum() / 2


# Closed forms -------------------------------------------------------------------------------------


def _root(m: int, like: Any) -> Any:
    """sqrt(m) in the arithmetic of `like`; shape (1, ..., 1)."""
    return torch.sqrt(m * torch.ones_like(like[(slice(0, 1),) * like.ndim]))


def patterns(W: Any, X: Any) -> Any:
    """The indicators 1{<w_k, x_i> > 0}; shape (batch, n, m)."""
    z = X @ W.mT
    return torch.where(z > 0, torch.ones_like(z), torch.zeros_like(z))


def outputs(W: Any, a: Any, X: Any) -> Any:
    """f(x_i; W); shape (batch, n)."""
    total = (torch.relu(X @ W.mT) @ a[:, :, None])[:, :, 0]
    return total / _root(W.shape[-2], total)


def gradients(W: Any, a: Any, X: Any) -> Any:
    """(a_k / sqrt m) 1{<w_k, x_i> > 0} x_i, the gradient of f(x_i) in w_k; (batch, n, m, d)."""
    weights = patterns(W, X) * a[:, None, :] / _root(W.shape[-2], X)
    return weights[..., None] * X[:, :, None, :]


def jacobian(W: Any, a: Any, X: Any) -> Any:
    """`gradients` with the weights in one row; shape (batch, n, m d)."""
    return gradients(W, a, X).flatten(2)


def kernel(W: Any, X: Any) -> Any:
    """(1/m) <x_i, x_j> #{k: <w_k, x_i> > 0 and <w_k, x_j> > 0}, for signs a; (batch, n, n)."""
    on = patterns(W, X)
    return (X @ X.mT) * (on @ on.mT) / W.shape[-2]


def loss_gradient(W: Any, a: Any, X: Any, y: Any) -> Any:
    """The gradient of sum_i (y_i - f(x_i))^2 / 2 in W; shape (batch, m, d)."""
    short = y - outputs(W, a, X)
    return -(short[:, :, None, None] * gradients(W, a, X)).sum(1)


# Absolute values of all terms, for `lemmata.measure.output` ---------------------------------------


def outputs_companion(W: Any, a: Any, X: Any) -> Any:
    """`outputs` with every term replaced by its absolute value; shape (batch, n)."""
    total = ((X.abs() @ W.abs().mT) @ a.abs()[:, :, None])[:, :, 0]
    return total / _root(W.shape[-2], total)


def gradients_companion(W: Any, a: Any, X: Any) -> Any:
    """`gradients` with every indicator 1 and every term positive; shape (batch, n, m, d)."""
    weights = a.abs()[:, None, :, None] / _root(W.shape[-2], X)[..., None]
    return weights * X.abs()[:, :, None, :]


def kernel_companion(a: Any, X: Any) -> Any:
    """The kernel of `gradients_companion`; shape (batch, n, n)."""
    return (X.abs() @ X.abs().mT) * (a * a).mean(-1)[:, None, None]


def output_operations(W: Any) -> int:
    """The longest chain of roundings in `outputs`."""
    return int(sum(W.shape[-2:])) + 4


def kernel_operations(W: Any) -> int:
    """The longest chain of roundings in the kernel as a product of Jacobians."""
    return int(W.shape[-2] * W.shape[-1]) + 8


# Measurements -------------------------------------------------------------------------------------


def closed_patterns(W: Any, X: Any) -> Any:
    """The indicators 1{<w_k, x_i> >= 0}, which differ from `patterns` at ties; (batch, n, m)."""
    z = X @ W.mT
    return torch.where(z >= 0, torch.ones_like(z), torch.zeros_like(z))


def at_input(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A network at one input, before and after a move of the weights that crosses no kink.

    Inputs: W, moved (batch, m, d), a (batch, m), x (batch, d). Names: W, V = moved - W, x, A (the
    diagonal matrix of a), r = sqrt m, s and c (the indicators > 0 and >= 0), f and f_moved,
    gradient.
    """
    W, moved, a, x = p["W"], p["moved"], p["a"], p["x"]
    X = x[:, None, :]
    reference = {
        "W": W, "V": moved - W, "x": x, "A": torch.diag_embed(a), "s": patterns(W, X)[:, 0],
        "c": closed_patterns(W, X)[:, 0], "f": outputs(W, a, X)[:, 0],
        "f_moved": outputs(moved, a, X)[:, 0], "gradient": gradients(W, a, X)[:, 0],
        "r": _root(W.shape[1], x)[:, 0] * torch.ones_like(x[:, 0]),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    here, there = Networks(plain(W), plain(a)), Networks(plain(moved), plain(a))
    count = output_operations(W)
    found = {
        "f": (here.outputs(plain(X))[:, 0], outputs_companion(W, a, X)[:, 0], count),
        "f_moved": (there.outputs(plain(X))[:, 0], outputs_companion(moved, a, X)[:, 0], count),
        "gradient": (here.gradients(plain(X))[:, 0], gradients_companion(W, a, X)[:, 0], 4),
    }
    theirs = {
        name: returned(value, companion, reference[name], operations)
        for name, (value, companion, operations) in found.items()
    }
    return Measured(reference, theirs)


def _pairs(array: Any, n: int, second: bool) -> Any:
    """Rows (batch, n, ...) for every pair of inputs, pair by pair; shape (n n batch, ...)."""
    order = [(j if second else i) for i in range(n) for j in range(n)]
    return torch.cat([array[:, i] for i in order])


def kernel_entries(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Every entry of the tangent kernel of a network, a row a pair of inputs.

    Inputs: W (batch, m, d), a (batch, m), X (batch, n, d). Names: x and u, the pair; s and t, their
    indicators > 0, and s_closed, t_closed, those >= 0; A, the diagonal matrix of a; r = sqrt m;
    kernel.
    """
    W, a, X = p["W"], p["a"], p["X"]
    n = X.shape[1]
    on, closed, H = patterns(W, X), closed_patterns(W, X), kernel(W, X)
    reference = {
        "x": _pairs(X, n, False), "u": _pairs(X, n, True), "s": _pairs(on, n, False),
        "t": _pairs(on, n, True), "s_closed": _pairs(closed, n, False),
        "t_closed": _pairs(closed, n, True), "A": torch.cat([torch.diag_embed(a)] * (n * n)),
        "kernel": _entries(H), "r": torch.cat([_root(W.shape[1], a)[:, 0] * a[:, 0].abs()] * n**2),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    compute = options.get("kernel") or TANGENT_KERNEL()
    value = compute(plain(W), plain(a), plain(X))
    found = returned(value, kernel_companion(a, X), H, kernel_operations(W))
    entries = Output(_entries(found.value), _entries(found.explained))
    return Measured(reference, {"kernel": entries})


def counted_entries(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`kernel_entries` with the kernel from counted gates instead of the slot."""
    return kernel_entries(p, {**options, "kernel": counted_kernel}, implementation)


def _entries(H: Any) -> Any:
    """The entries of H (batch, n, n), pair by pair; shape (n n batch,)."""
    return torch.cat([H[:, i, j] for i in range(H.shape[1]) for j in range(H.shape[1])])


def kernel_of_neurons(*vectors: Tensor) -> Tensor:
    """The closed-form kernel entry of neurons w_1, ..., w_m at inputs x, u, all (batch, d)."""
    W, X = torch.stack(vectors[:-2], 1), torch.stack(vectors[-2:], 1)
    entry: Tensor = kernel(W, X)[:, 0, 1]
    return entry


def autograd_kernel_of_neurons(*vectors: Tensor) -> Tensor:
    """`kernel_of_neurons` from the Jacobians of `TwoLayerReLU`, with alternating signs."""
    W, X = torch.stack(vectors[:-2], 1), torch.stack(vectors[-2:], 1)
    a = (-torch.ones_like(W[:, :, 0])) ** torch.arange(W.shape[1], device=W.device)
    return Networks(W, a, TwoLayerReLU).kernel(X)[:, 0, 1]


def output_of_neurons(*arrays: Tensor) -> Tensor:
    """`TwoLayerReLU` at x (batch, d); before x stand w_1, ..., w_m (batch, d), a_1, ..., a_m."""
    m = len(arrays) // 2
    W, a, X = torch.stack(arrays[:m], 1), torch.stack(arrays[m:-1], 1), arrays[-1][:, None]
    return Networks(W, a, TwoLayerReLU).outputs(X)[:, 0]


def loss_gradient_at(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The square loss of a network at n inputs. Inputs: W, a, X, y (batch, n).

    Names: w (batch, m d), the weights in one column; Phi (batch, n, m d), the closed-form Jacobian;
    u, the outputs; y; gradient (batch, m d), of sum_i (y_i - u_i)^2 / 2.
    """
    W, a, X, y = p["W"], p["a"], p["X"], p["y"]
    reference = {
        "w": W.flatten(1), "Phi": jacobian(W, a, X), "u": outputs(W, a, X), "y": y,
        "gradient": loss_gradient(W, a, X, y).flatten(1),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    size = y.abs() + outputs_companion(W, a, X)
    companion = (size[:, :, None, None] * gradients_companion(W, a, X)).sum(1).flatten(1)
    networks = Networks(plain(W), plain(a))
    down, _ = networks.descent(plain(X), plain(y), half_squares)
    count = output_operations(W) + X.shape[1] + 8
    found = returned(-down[networks.first].flatten(1), companion, reference["gradient"], count)
    return Measured(reference, {"gradient": found})
