"""A right network passes; a wrong one, a wrong kernel or a wrong flow is caught and blamed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn

from lemmata import library
from lemmata.implementations import using
from lemmata.obligations import obligations
from models.kernel_flow import MatrixExponential
from models.networks import TwoLayerReLU, autograd_kernel

ROOT = Path(__file__).parents[2] / "theorems/ntk"
BY_NETWORK = (
    "network_gradient",
    "network_loss_gradient",
    "network_kernel",
    "network_flow",
    "kernel_flow",
    "network_flow_rate",
)
BY_FLOW = ("kernel_flow_rate", "linear_model_flow")


class Layers(nn.Module):
    """The same network in the words of `nn.Linear`: right, and nothing like ours."""

    def __init__(self, W, a):
        super().__init__()
        m, d = W.shape
        self.hidden = nn.Linear(d, m, bias=False, dtype=W.dtype)
        self.hidden.weight.data.copy_(W)
        self.register_buffer("outer", a[None] / m**0.5)

    def forward(self, X):
        return nn.functional.linear(nn.functional.relu(self.hidden(X)), self.outer)[..., 0]


class NoNormaliser(TwoLayerReLU):
    def forward(self, X):
        return torch.relu(X @ self.W.mT) @ self.a


class MeanNormaliser(TwoLayerReLU):
    def forward(self, X):
        return torch.relu(X @ self.W.mT) @ self.a / len(self.a)


class Scaled(TwoLayerReLU):
    factor = 1 + 1e-6

    def forward(self, X):
        return super().forward(X) * self.factor


class NotANumber(Scaled):
    factor = float("nan")


class Negative(Scaled):
    factor = -1


class ClosedIndicator(TwoLayerReLU):
    """The right values; at a tie the derivative is that of z, as with the indicator of z >= 0."""

    def forward(self, X):
        z = X @ self.W.mT
        return torch.where(z >= 0, z, 0 * z) @ self.a / len(self.a) ** 0.5


class WrongSide(TwoLayerReLU):
    """The right values with the derivative of the other side, the indicator of z < 0."""

    def forward(self, X):
        z = X @ self.W.mT
        through = torch.where(z < 0, z, 0 * z)
        right = torch.relu(z).detach()
        return (right + through - through.detach()) @ self.a / len(self.a) ** 0.5


class TrainedOutput(nn.Module):
    """The right values; the output weights are a parameter and count in the kernel."""

    def __init__(self, W, a):
        super().__init__()
        self.W, self.a = nn.Parameter(W.clone()), nn.Parameter(a.clone())

    forward = TwoLayerReLU.forward


class TransposedWeights(nn.Module):
    """Weights stored as (1, d, m): no parameter has the shape of W."""

    def __init__(self, W, a):
        super().__init__()
        self.V = nn.Parameter(W.mT[None].clone())
        self.register_buffer("a", a)

    def forward(self, X):
        return torch.relu(X @ self.V[0]) @ self.a / len(self.a) ** 0.5


class OneColumn(TwoLayerReLU):
    def forward(self, X):
        return super().forward(X)[..., None]


EVERYWHERE = frozenset(BY_NETWORK)
NETWORKS = {
    "1/sqrt m left out": (NoNormaliser, EVERYWHERE),
    "1/m": (MeanNormaliser, EVERYWHERE),
    "output x (1 + 1e-6)": (Scaled, EVERYWHERE),
    "NaN": (NotANumber, EVERYWHERE),
    # The kernel is even in the sign of the network.
    "wrong sign": (Negative, EVERYWHERE - {"network_kernel"}),
    # Values are right: what looks at values alone does not see a wrong derivative.
    "indicator z >= 0": (ClosedIndicator, EVERYWHERE - {"network_flow_rate"}),
    "indicator z < 0": (WrongSide, EVERYWHERE - {"network_flow_rate"}),
    # The gradient in W is right: what looks at the other parameter sees it.
    "output weights trained": (TrainedOutput, {"network_kernel", "network_flow", "kernel_flow"}),
    "weights in another shape": (TransposedWeights, EVERYWHERE),
    "outputs (n, 1)": (OneColumn, EVERYWHERE),
    "no module": (lambda W, a: lambda X: X[..., 0], EVERYWHERE),
}
MISFITS = ("weights in another shape", "outputs (n, 1)", "no module")


@cache
def theorem(name):
    (thm,) = library.load(ROOT / f"{name}.py")
    return thm


def check_results(name, dtype=torch.float64):
    return [o.run() for o in obligations(theorem(name), dtypes=[dtype]) if o.kind == "check"]


def assert_blamed(results, raised=False):
    """By its values, unless it returned something of another shape or kind."""
    assert "violated" in {r.status for r in results}, [r.detail for r in results]
    told = "\n".join(r.detail for r in results if r.status == "violated")
    assert "verdict    the implementation is wrong" in told
    assert raised or "smallest instance" in told, told
    assert "Traceback" not in told


@pytest.mark.parametrize("name", BY_NETWORK)
@pytest.mark.parametrize("fault", NETWORKS)
def test_a_wrong_network_is_caught_where_it_shows_and_nowhere_else(fault, name):
    network, seen_by = NETWORKS[fault]
    with using("network", network):
        results = check_results(name)
    if name in seen_by:
        assert_blamed(results, raised=fault in MISFITS)
    else:
        assert {r.status for r in results} == {"holds"}, [r.detail for r in results]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("name", BY_NETWORK)
def test_a_right_network_passes(name, dtype):
    with using("network", Layers):
        results = check_results(name, dtype)
    assert {r.status for r in results} == {"holds"}, [r.detail for r in results]


def test_the_rest_of_a_theorem_does_not_depend_on_the_network():
    with using("network", NoNormaliser):
        owed = [o for name in BY_NETWORK for o in obligations(theorem(name)) if o.kind != "check"]
        assert {o.run().status for o in owed} == {"holds"}


def diagonal_too_large(W, a, X):
    return autograd_kernel(W, a, X) + 1e-6 * torch.eye(X.shape[1], dtype=X.dtype)


def one_entry(W, a, X):
    H = autograd_kernel(W, a, X)
    H[:, 0, -1] *= 1 + 1e-6
    return H


KERNELS = {
    "x (1 + 1e-6)": lambda W, a, X: autograd_kernel(W, a, X) * (1 + 1e-6),
    "x (1 - 1e-6)": lambda W, a, X: autograd_kernel(W, a, X) * (1 - 1e-6),
    "1e-6 on the diagonal": diagonal_too_large,
    "one entry x (1 + 1e-6)": one_entry,
    "x m": lambda W, a, X: autograd_kernel(W, a, X) * W.shape[1],
    "the linear kernel": lambda W, a, X: X @ X.mT,
    "NaN": lambda W, a, X: autograd_kernel(W, a, X) * float("nan"),
    "the first row alone": lambda W, a, X: autograd_kernel(W, a, X)[:, :1],
    "float32": lambda W, a, X: autograd_kernel(W, a, X).float(),
}


@pytest.mark.parametrize("fault", KERNELS)
def test_a_wrong_kernel_is_caught(fault):
    with using("tangent_kernel", lambda: KERNELS[fault]):
        assert_blamed(
            check_results("network_kernel"), raised=fault in ("the first row alone", "float32")
        )


def counted(W, a, X):
    on = (X @ W.mT > 0).to(X.dtype)
    return torch.einsum("bid,bjd,bik,bjk->bij", X, X, on, on) / W.shape[1]


def test_a_counting_kernel_passes():
    with using("tangent_kernel", lambda: counted):
        for dtype in (torch.float64, torch.float32):
            assert {r.status for r in check_results("network_kernel", dtype)} == {"holds"}


class Exponential(MatrixExponential):
    def __init__(self, time=1.0, factor=1.0):
        self.time, self.factor = time, factor

    def residual(self, H, r, t):
        return super().residual(H, r, self.time * t) * self.factor


FLOWS = {
    "half the time": Exponential(time=0.5),
    "time x (1 - 1e-6)": Exponential(time=1 - 1e-6),
    "upwards": Exponential(time=-1),
    "x (1 + 1e-6)": Exponential(factor=1 + 1e-6),
    "NaN": Exponential(factor=float("nan")),
    "no flow": Exponential(time=0),
}


@pytest.mark.parametrize("name", BY_FLOW)
@pytest.mark.parametrize("fault", FLOWS)
def test_a_wrong_flow_is_caught(fault, name):
    with using("kernel_flow", lambda: FLOWS[fault]):
        assert_blamed(check_results(name))


class Eigenbasis:
    """The flow in the eigenbasis of a symmetric kernel: right."""

    def residual(self, H, r, t):
        lam, Q = torch.linalg.eigh(H)
        moved = torch.exp(-lam * t[:, None]) * (Q.mT @ r[:, :, None])[:, :, 0]
        return (Q @ moved[:, :, None])[:, :, 0]


@pytest.mark.parametrize("name", BY_FLOW)
def test_a_right_flow_passes(name):
    with using("kernel_flow", Eigenbasis):
        assert {r.status for r in check_results(name)} == {"holds"}
