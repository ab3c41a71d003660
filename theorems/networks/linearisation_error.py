"""A model with bounded curvature differs from its linearisation by the square of the distance.

Source   Ma 2021, section 6 (the approximation in (6.1)); constants derived here.
Claim    phi(t) = f(theta0 + t (theta - theta0)), r = |theta - theta0|, |phi''| <= H r^2 on [0, t]
         =>  |phi(t) - phi(0) - t phi'(0)| <= H r^2 t^2 / 2; at t = 1, where phi'(0) = <grad
         f(theta0), theta - theta0>, this is |f - g| <= H r^2 / 2 for the g of (6.1).
Covers   every output of every model twice differentiable on the segment, in any number of
         parameters; H bounds the spectral norm of the Hessian there, or its form along the segment.
Silent   on H, for which see the width in the tangent-kernel theorems; on kinks: |theta| from 0 has
         the error t for every bound H, see `needs`.
"""

from sympy import Derivative, Eq, Le, Rational

from lemmata import Theorem, cite
from models import linearised
from strategies import linearised as draws

thm = Theorem(
    "networks.linearisation_error",
    supports=["ma.eq-6.1"],
    sources=[cite("Ma 2021", "equation (6.1)")],
)
t = thm.time("t")
phi, v = thm.functions("phi v", "f(theta0 + t (theta - theta0)) and its derivative")
H, r = thm.nonneg("H r", "bound on the Hessian; |theta - theta0|")
for term, name in {
    t: "t", phi(t): "phi_t", phi(0): "phi_0", v(t): "v_t", v(0): "v_0",
    Derivative(phi(t), t): "phi_dot", Derivative(v(t), t): "v_dot",
}.items():  # fmt: skip
    thm.measure(term, name)
error = phi(t) - phi(0) - t * v(0)

slope = thm.assume("slope", Eq(Derivative(phi(t), t), v(t)))
above = thm.assume("above", Derivative(v(t), t) <= H * r**2)
below = thm.assume("below", -Derivative(v(t), t) <= H * r**2)
upper = thm.conclude("upper", error <= H * r**2 * t**2 / 2)
lower = thm.conclude("lower", -error <= H * r**2 * t**2 / 2)


def twice(k, side, sign, claim):
    """Two integrations of the bound on the second derivative."""
    bound = H * r**2
    slower = k.combine(Le(sign * Derivative(v(t), t) - bound, 0), {side: 1})
    first = k.monotone(slower, sign * v(t) - bound * t)
    falls = k.combine(
        Le(sign * (Derivative(phi(t), t) - v(0)) - bound * t, 0), {first: 1, slope: -sign}
    )
    return k.combine(claim, {k.monotone(falls, sign * (phi(t) - t * v(0)) - bound * t**2 / 2): 1})


@thm.proof(upper)
def from_above(k):
    return twice(k, above, 1, upper)


@thm.proof(lower)
def from_below(k):
    return twice(k, below, -1, lower)


thm.scales("outputs", phi=1, v=1, H=1)
thm.scales("parameters", r=1, H=-2)
thm.scales("time", t=1, v=-1, r=-1)

thm.check(upper, lower, on=linearised.line_through_network, draw=draws.lines,
          constructed=[slope, above, below])  # fmt: skip


def parabola(curvature, H, r=1, start=(5, 3), **others):
    """phi = start + slope t + curvature t^2 / 2."""
    b, c = start
    return {
        "phi": lambda t: b + c * t + Rational(curvature) * t**2 / 2,
        "v": lambda t: c + Rational(curvature) * t, "H": H, "r": r, **others,
    }  # fmt: skip


thm.sharp(upper, parabola(12, 3, 2), name="a quadratic model")
thm.sharp(lower, parabola(-12, 3, 2), name="a quadratic model")
# |theta| from 0: the slope at the start that autograd returns is 0.
kink = {"phi": lambda t: t, "v": lambda t: 0 * t, "H": 0, "r": 1}
thm.needs(slope, kink, breaks=upper)
thm.needs(above, parabola(2, 1), breaks=upper)
thm.needs(below, parabola(-2, 1), breaks=lower)
thm.refutes("half of it", 4 * error <= H * r**2 * t**2, parabola(12, 3, 2), of=upper)
thm.refutes("linear in the distance", -error <= H * r * t / 2, parabola(-12, 3, 2), of=lower)
