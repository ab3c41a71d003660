"""The tangent kernel of a two-layer ReLU network with signs a_k = +-1, by counting open gates.

H_ij = (1/m) <x_i, x_j> #{k: <w_k, x_i> > 0 and <w_k, x_j> > 0}. No Jacobian is formed: the gates of
a block of neurons are bytes, and their Gram matrix is counted in integers. A gate is decided in
float32 where its sign is certain there, and in float64 near zero, so that the counts are those of
`models.networks.kernel` in float64 up to the order in which a sum near zero is rounded; memory is
one block of gates and the (n, n) counts.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

BLOCK = 2**20
"""Gates (inputs times neurons) of a block: 4 MB in float32, which caches hold."""

_U32 = 2.0**-24


def _gram(gates: Tensor) -> Tensor:
    """gates @ gates' for bytes 0 and 1, exactly; (n, B) -> (n, n), int32, for B < 2^24."""
    if _trusted(*gates.shape, gates.device):
        counted: Tensor = torch._int_mm(gates, gates.mT)
        return counted
    return _float_gram(gates)


def _float_gram(gates: Tensor) -> Tensor:
    """The same in float32, which is exact below 2^24."""
    wide = gates.to(torch.float32)
    return (wide @ wide.mT).to(torch.int32)


@lru_cache(maxsize=64)
def _trusted(n: int, B: int, device: torch.device) -> bool:
    """Whether the integer product of torch is right for these shapes.

    It is private, wants certain shapes on CUDA, and returns numbers from uninitialised memory for
    B = 1 on the CPU (torch 2.13): so each pair of shapes is tried on scattered bytes first.
    """
    if not hasattr(torch, "_int_mm"):
        return False
    probe = (torch.arange(n * B, device=device) * 2654435761 % 65521 % 2).reshape(n, B)
    probe = probe.to(torch.int8)
    try:
        found = torch._int_mm(probe, probe.mT)
    except RuntimeError:
        return False
    return torch.equal(found, _float_gram(probe))


def gate_counts(W: Tensor, X: Tensor) -> Tensor:
    """#{k: <w_k, x_i> > 0 and <w_k, x_j> > 0} for W (m, d), X (n, d); shape (n, n), int32.

    Computed in float64 whatever the dtype. Raises `ValueError` for other shapes, for m >= 2^31,
    which int32 cannot count, and where an input or a weight is not finite.
    """
    if W.ndim != 2 or X.ndim != 2 or W.shape[1] != X.shape[1]:
        raise ValueError(f"expected W (m, d), X (n, d), got {tuple(W.shape)}, {tuple(X.shape)}")
    if len(W) >= 2**31:
        raise ValueError(f"{len(W)} neurons are too many to count in int32")
    W, X = W.to(torch.float64), X.to(torch.float64)
    if not (bool(torch.isfinite(X).all()) and bool(torch.isfinite(W).all())):
        raise ValueError("inputs and weights must be finite")
    n, d = X.shape
    total = torch.zeros(n, n, dtype=torch.int32, device=X.device)
    block = max(1, min(BLOCK // max(n, 1), 2**23))
    single, longest = X.to(torch.float32), torch.linalg.vector_norm(X, dim=1).amax() if n else 0.0
    for start in range(0, len(W), block):
        part = W[start : start + block]
        total += _gram(_gates(part, X, single, float(longest), d))
    return total


def _gates(part: Tensor, X: Tensor, single: Tensor, longest: float, d: int) -> Tensor:
    """The gates (n, B) of a block of neurons as bytes."""
    # |computed - exact| <= (d + 3) u |w| |x| (1 + u d): two conversions, d products and sums. The
    # bound holds without overflow or underflow; outside float32's range everything is redone.
    reach = float(torch.linalg.vector_norm(part, dim=1).amax()) * longest
    near = (d + 8) * _U32 * reach
    if not (2.0**-60 < near < 2.0**60) or X.dtype != torch.float64:
        return (X @ part.mT > 0).view(torch.int8)
    z = single @ part.to(torch.float32).mT
    on = z > near
    unsure = (on ^ (z >= -near)).nonzero()
    if len(unsure):
        i, k = unsure.unbind(1)
        on[i, k] = (X[i] * part[k]).sum(1) > 0
    return on.view(torch.int8)


def counted_kernel(W: Tensor, a: Tensor, X: Tensor) -> Tensor:
    """Kernels of networks W (batch, m, d), a (batch, m), X (batch, n, d); (batch, n, n).

    In the protocol of the slot `tangent_kernel`. Raises `ValueError` where an a_k is not +-1.
    """
    if not bool((a.abs() == 1).all()):
        odd = a[a.abs() != 1][0].item()
        raise ValueError(f"output weights must be +-1, got {odd!r}")
    counts = torch.stack([gate_counts(w, x) for w, x in zip(W, X, strict=True)])
    return (X @ X.mT) * counts.to(X.dtype) / W.shape[1]
