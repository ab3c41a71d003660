"""Functions on the unit sphere, above all f(x) = sum of <a_i, x>^4: values and derivatives.

The objective comes as two models: `full` contracts the tensor with its d^4 entries, `factored` uses
the factors, the columns of A (batch, d, n). Points x (batch, d) are z / |z|, tangents v (batch, d)
are projections, so that the sphere is met up to an enclosure. `Sphere` differentiates any function
along the sphere; `QuarticTensor` is what a user would write for the tensor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from sympy import Matrix, diag, ones
from torch import Tensor, nn

from lemmata import inner
from lemmata.implementations import slot
from lemmata.measure import Measured, Output, output, plain

from .pca import outer, returned

# Terms --------------------------------------------------------------------------------------------


def quadratic(B: Any, b: Any, y: Any) -> Any:
    """The term <b, y> + <y, B y> / 2: every gradient and Hessian at a point is that of one."""
    return inner(b, y) + inner(y, B * y) / 2


def normalised(y: Any) -> Any:
    """The term (3 - |y|^2) / 2 y, which is y / |y| up to (|y|^2 - 1)^2."""
    return (3 - inner(y, y)) / 2 * y


def quartic(Y: Any, e: Any) -> Any:
    """The term |Y^2 e|^2, the sum of the y_i^4 for Y = diag(y) and e = (1, ..., 1)."""
    return inner(Y * Y * e, Y * Y * e)


# Implementations ----------------------------------------------------------------------------------

Function = Callable[[Tensor], Tensor]
"""Values (batch,) at points (batch, d), differentiable by autograd."""


class Sphere:
    """Derivatives along the unit sphere by autograd; the default of the slot `sphere`."""

    def gradient(self, function: Function, x: Tensor) -> Tensor:
        """Riemannian gradients, those of function(x / |x|); shape (batch, d)."""
        x = x.detach().requires_grad_(True)
        return _slope(function(x / x.norm(dim=1, keepdim=True)), x).detach()

    def second(self, function: Function, x: Tensor, v: Tensor) -> Tensor:
        """Second derivatives at time 0 along geodesics with the velocity v; shape (batch,)."""
        length = v.norm(dim=1)
        unit = v / torch.where(length == 0, 1, length)[:, None]
        t = torch.zeros_like(length, requires_grad=True)
        along = function(torch.cos(t)[:, None] * x + torch.sin(t)[:, None] * unit)
        return (_slope(_slope(along, t), t) * length**2).detach()

    def hessian(self, function: Function, x: Tensor) -> Tensor:
        """Riemannian Hessians as matrices that vanish on x; shape (batch, d, d)."""
        x = x.detach().requires_grad_(True)
        slope = _slope(function(x / x.norm(dim=1, keepdim=True)), x)
        ambient = torch.stack([_slope(column, x) for column in slope.unbind(1)], 1)
        unit = (x / x.norm(dim=1, keepdim=True)).detach()
        P = torch.diag_embed(torch.ones_like(unit)) - outer(unit)
        return P @ ambient.detach() @ P


def _slope(values: Tensor, at: Tensor) -> Tensor:
    if not values.requires_grad:  # a constant
        return torch.zeros_like(at)
    found = torch.autograd.grad(values.sum(), at, create_graph=True, allow_unused=True)[0]
    return torch.zeros_like(at) if found is None else found


SPHERE = slot(
    "sphere",
    Sphere,
    "factory() -> object with gradient(function, x) -> (batch, d), second(function, x, v) -> "
    "(batch,), hessian(function, x) -> (batch, d, d); function maps points to values (batch,)",
)


class QuarticTensor(nn.Module):
    """The tensor and its objective; the default of the slot `tensor`."""

    def tensor(self, A: Any) -> Any:
        """All entries of sum_i a_i (x) a_i (x) a_i (x) a_i; shape (batch, d, d, d, d)."""
        return torch.einsum("bin,bjn,bkn,bln->bijkl", A, A, A, A)

    def full(self, T: Any, x: Any) -> Any:
        """The contraction of the tensor with four copies of x; shape (batch,)."""
        return torch.einsum("bijkl,bi,bj,bk,bl->b", T, x, x, x, x)

    def factored(self, A: Any, x: Any) -> Any:
        """The sum of <a_i, x>^4; shape (batch,)."""
        return (torch.einsum("bin,bi->bn", A, x) ** 4).sum(-1)

    def euclidean_gradient(self, A: Tensor, x: Tensor) -> Tensor:
        """The gradient in the ambient space; shape (batch, d)."""
        x = x.detach().requires_grad_(True)
        return _slope(self.factored(A, x), x).detach()

    def gradient(self, A: Tensor, x: Tensor) -> Tensor:
        """The Riemannian gradient; shape (batch, d)."""
        found: Tensor = SPHERE().gradient(lambda y: self.factored(A, y), x)
        return found

    def second(self, A: Tensor, x: Tensor, v: Tensor) -> Tensor:
        """The second derivative along geodesics; shape (batch,)."""
        found: Tensor = SPHERE().second(lambda y: self.factored(A, y), x, v)
        return found

    def hessian(self, A: Tensor, x: Tensor) -> Tensor:
        """The Riemannian Hessian as a matrix; shape (batch, d, d)."""
        found: Tensor = SPHERE().hessian(lambda y: self.factored(A, y), x)
        return found


TENSOR = slot(
    "tensor",
    QuarticTensor,
    "factory() -> object with tensor(A) -> (batch, d, d, d, d), full(T, x) and factored(A, x) -> "
    "(batch,), euclidean_gradient(A, x) and gradient(A, x) -> (batch, d), second(A, x, v) -> "
    "(batch,), hessian(A, x) -> (batch, d, d); the columns of A are the factors",
)

# Sums of ridge functions --------------------------------------------------------------------------


@dataclass(frozen=True)
class Ridge:
    """A function of one variable, its first two derivatives, and bounds on the terms in these.

    size takes an order and the size of the argument, with the error of the argument included.
    """

    value: Callable[[Any], Any]
    first: Callable[[Any], Any]
    second: Callable[[Any], Any]
    size: Callable[[int, Any], Any]


RIDGES = {
    "quartic": Ridge(
        lambda t: t**4,
        lambda t: 4 * t**3,
        lambda t: 12 * t**2,
        lambda order, s: 12 * s ** (4 - order),
    ),
    "square": Ridge(
        lambda t: t**2, lambda t: 2 * t, lambda t: 0 * t + 2, lambda order, s: 2 * s ** (2 - order)
    ),
    "linear": Ridge(
        lambda t: t, lambda t: 0 * t + 1, lambda t: 0 * t, lambda order, s: s ** max(1 - order, 0)
    ),
    "wave": Ridge(torch.sin, torch.cos, lambda t: -torch.sin(t), lambda _, s: 1 + s),
}
"""Functions h; the objective is the sum of the h(<a_i, x>)."""


def on_sphere(z: Any) -> Any:
    """z / |z|, exactly z where |z| = 1; shape (batch, d)."""
    square = (z * z).sum(-1)[:, None]
    return torch.where(square == 1, z, z / torch.sqrt(square))


def coordinates(A: Any, x: Any) -> Any:
    """The inner products <a_i, x>; shape (batch, n)."""
    return (A * x[:, :, None]).sum(1)


def _along_columns(A: Any, c: Any) -> Any:
    return (A * c[:, None, :]).sum(-1)


def _weighted(A: Any, c: Any) -> Any:
    return (A * c[:, None, :]) @ A.mT


def _identity(x: Any) -> Any:
    return torch.diag_embed(torch.ones_like(x))


@dataclass(frozen=True)
class Jet:
    """The sum of h(<a_i, x>) at a unit x, with a tangent v: derivatives and bounds on their terms.

    With projected factors, so that nothing here is the formula that the theorems state. `change`
    and `change_hessian` are those of (|y|^2 - 1) h(y) for the same function h.
    """

    ridge: Ridge
    A: Any
    x: Any
    v: Any

    @property
    def operations(self) -> int:
        """The longest chain of roundings in any way to compute the derivatives."""
        return 8 * self.A.shape[1] + 2 * self.A.shape[2] + 60

    def reference(self) -> dict[str, Any]:
        """Euclidean and Riemannian derivatives by name."""
        A, x, v = self.A, self.x, self.v
        y, u = coordinates(A, x), coordinates(A, v)
        first, second = self.ridge.first(y), self.ridge.second(y)
        flat = A - x[:, :, None] * y[:, None, :]
        radial = (first * y).sum(-1)
        slope, height = _along_columns(A, first), self.ridge.value(y).sum(-1)[:, None]
        shear = x[:, :, None] * slope[:, None, :]
        return {
            "change": 2 * height * x,
            "change_hessian": 2 * (height[:, :, None] * _identity(x) + shear + shear.mT),
            "euclidean_gradient": slope,
            "euclidean_hessian": _weighted(A, second),
            "gradient": _along_columns(flat, first),
            "second": (second * u * u).sum(-1) - radial * (v * v).sum(-1),
            "hessian": _weighted(flat, second) - radial[:, None, None] * (_identity(x) - outer(x)),
        }

    def companions(self) -> dict[str, Any]:
        """The same with every term in absolute value, over all intermediate terms."""
        A, x, v = self.A.abs(), self.x.abs(), self.v.abs()
        y, u = coordinates(A, x), coordinates(A, v)
        first, second = self.ridge.size(1, y), self.ridge.size(2, y)
        G = _along_columns(A, first)
        radial = (x * G).sum(-1)
        shear = x[:, :, None] * G[:, None, :]
        P, I = _identity(x) + outer(x), _identity(x)  # noqa: E741
        inside = _weighted(A, second) + shear + shear.mT + radial[:, None, None] * (P + I)
        return {
            "euclidean_gradient": G,
            "gradient": G + radial[:, None] * x,
            "second": (second * u * u).sum(-1) + radial * (v * v).sum(-1),
            "hessian": P @ inside @ P,
        }

    def outputs(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Output]:
        """What an implementation returns by name, with the rounding that is allowed."""
        exact, sizes = self.reference(), self.companions()
        return {n: returned(f(), sizes[n], exact[n], self.operations) for n, f in calls.items()}


def _jet(p: Mapping[str, Any], ridge: str) -> Jet:
    x = on_sphere(p["z"])
    v = p["w"] - (x * p["w"]).sum(-1)[:, None] * x  # its tangent part
    return Jet(RIDGES[ridge], p["A"], x, v)


def on_the_sphere(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A sum of ridge functions at x along v; inputs A, z, w, option `ridge`.

    Names: x, v, those of `Jet.reference`; the slot `sphere` gives gradient, second and hessian,
    from values of the function alone.
    """
    jet = _jet(p, options["ridge"])
    reference = {"x": jet.x, "v": jet.v, **jet.reference()}
    if not implementation:
        return Measured(reference)
    A, x, v = (plain(array) for array in (jet.A, jet.x, jet.v))

    def function(at: Tensor) -> Tensor:
        return jet.ridge.value(torch.einsum("bin,bi->bn", A, at)).sum(-1)

    theirs = SPHERE()
    calls = {
        "gradient": lambda: theirs.gradient(function, x),
        "second": lambda: theirs.second(function, x, v),
        "hessian": lambda: theirs.hessian(function, x),
    }
    return Measured(reference, jet.outputs(calls))


def _diagonals(A: Any, x: Any, v: Any) -> dict[str, Any]:
    y, u = coordinates(A, x), coordinates(A, v)
    return {"Y": torch.diag_embed(y), "V": torch.diag_embed(u), "e": torch.ones_like(y)}


def derivatives(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The tensor objective at x along v; inputs A, z, w. All is done by the slot `tensor`.

    Names: as `on_the_sphere`, and A, Y = diag(A'x), V = diag(A'v), e = (1, ..., 1), the slope and
    bend of sum_i <a_i, x + t v>^4 at t = 0.
    """
    jet = _jet(p, "quartic")
    A, x, v = jet.A, jet.x, jet.v
    reference = {"A": A, "x": x, "v": v, **_diagonals(A, x, v), **jet.reference()}
    y, u = coordinates(A, x), coordinates(A, v)
    reference |= {"slope": (4 * y * y * y * u).sum(-1), "bend": (12 * (y * u) ** 2).sum(-1)}
    if not implementation:
        return Measured(reference)
    theirs, at = TENSOR(), (plain(A), plain(x))
    calls = {
        "euclidean_gradient": lambda: theirs.euclidean_gradient(*at),
        "gradient": lambda: theirs.gradient(*at),
        "second": lambda: theirs.second(*at, plain(v)),
        "hessian": lambda: theirs.hessian(*at),
    }
    return Measured(reference, jet.outputs(calls))


# The tensor and its values ------------------------------------------------------------------------


def values(A: Any, x: Any, references: Mapping[str, Any]) -> dict[str, Output]:
    """The values of the slot `tensor` at the midpoints, from all entries and from the factors."""
    theirs = TENSOR()
    size = (coordinates(A.abs(), x.abs()) ** 4).sum(-1)
    operations = 6 * A.shape[1] + A.shape[2] + 12
    at = plain(A), plain(x)
    calls = {
        "full": lambda: theirs.full(theirs.tensor(at[0]), at[1]),
        "factored": lambda: theirs.factored(*at),
    }
    return {n: returned(calls[n](), size, r, operations) for n, r in references.items()}


def two_models(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The objective from all entries and from the factors; inputs A (batch, d, n), x (batch, d).

    Names: A, x, a (the first factor), Y, e, T (batch, d^2, d^2), K (batch, d^2, n) with columns
    a_i (x) a_i, z = x (x) x, and full and factored.
    """
    A, x = p["A"], p["x"]
    batch, d, n = A.shape
    ours = QuarticTensor()
    T = ours.tensor(A)
    K = (A[:, :, None, :] * A[:, None, :, :]).reshape(batch, d * d, n)
    y = coordinates(A, x)
    reference = {
        "A": A,
        "x": x,
        "a": A[:, :, 0],
        "Y": torch.diag_embed(y),
        "e": torch.ones_like(y),
        "T": T.reshape(batch, d * d, d * d),
        "K": K,
        "z": outer(x).reshape(batch, d * d),
        "full": ours.full(T, x),
        "factored": ours.factored(A, x),
    }
    if not implementation:
        return Measured(reference)
    size = K.abs() @ K.abs().mT
    entries = TENSOR().tensor(plain(A)).reshape(batch, d * d, d * d)
    found = values(A, x, {name: reference[name] for name in ("full", "factored")})
    return Measured(reference, {"T": output(entries, size, n + 4), **found})


def full_of_three(a: Tensor, b: Tensor, c: Tensor, x: Tensor) -> Tensor:
    """The objective of three factors (batch, d) from all entries of their tensor; (batch,)."""
    found = QuarticTensor()
    return found.full(found.tensor(torch.stack([a, b, c], 2)), x)


def factored_of_three(a: Tensor, b: Tensor, c: Tensor, x: Tensor) -> Tensor:
    """The objective of three factors (batch, d) in the factored form; (batch,)."""
    return QuarticTensor().factored(torch.stack([a, b, c], 2), x)


def _exact_diagonals(factors: Sequence[Any], x: Any, v: Any) -> dict[str, Any]:
    A = Matrix(factors).T
    y, u = A.T * Matrix(x), A.T * Matrix(v)
    return {"A": A, "Y": diag(*y), "V": diag(*u), "e": ones(len(factors), 1)}


def exact_tensor(factors: Sequence[Any], x: Sequence[Any]) -> dict[str, Any]:
    """A point of `objective`: the flattened tensor of the factors, at x; a is the first factor."""
    A, at = Matrix(factors).T, Matrix(x)
    columns = [A[:, i] * A[:, i].T for i in range(A.cols)]
    K = Matrix.hstack(*(c.reshape(A.rows**2, 1) for c in columns))
    flat = (at * at.T).reshape(A.rows**2, 1)
    made = _exact_diagonals(factors, x, x)
    named = {"a": A[:, 0], "x": at, "z": flat, "T": K * K.T, "K": K}
    return {**named, "Y": made["Y"], "e": made["e"]}


def exact_derivatives(
    factors: Sequence[Any], x: Sequence[Any], v: Sequence[Any], **wrong: Any
) -> dict[str, Any]:
    """A point of the derivatives at x along v; B and b make up fbar from A, Y and e.

    `wrong` overrides quantities, Y and B before what is made from them.
    """
    made, at = _exact_diagonals(factors, x, v), Matrix(x)
    A, Y = made["A"], Matrix(wrong.get("Y", made["Y"]))
    bent = A * Y**2 * A.T
    B = Matrix(wrong.get("B", 6 * (bent + bent.T)))
    b = 4 * A * Y**3 * made["e"] - B * at
    return {**made, "x": at, "v": Matrix(v), "B": B, "b": b, **wrong}
