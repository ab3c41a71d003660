"""A function whose third derivative is at least -16 keeps the gain from its second derivative.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (the gain of a curvature step, made explicit).
Claim    phi''' >= -16 on [0, t]  =>  phi(t) >= phi(0) + phi'(0) t + phi''(0) t^2 / 2 - 8/3 t^3.
Covers   the 4-tensor along unit geodesics, in every dimension: see geodesic_third.
Silent   on the best step; for phi'(0) >= 0, phi''(0) >= b and t = b / 8 the gain is b^3 / 384.
"""

from functools import partial

from sympy import Derivative, Eq, Le, Rational

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.geodesic_gain_curved",
    supports=["ma.tensor-algo"],
    sources=[cite("Ma 2021", "Theorem 2.6")],
)
t = thm.time("t")
phi, slope, curve, jerk = thm.functions(
    "phi slope curve jerk", "f along the geodesic and its derivatives"
)
for term, name in {
    t: "t", phi(t): "phi_t", phi(0): "phi_0", slope(t): "slope_t", slope(0): "slope_0",
    curve(t): "curve_t", curve(0): "curve_0", jerk(t): "jerk_t", Derivative(phi(t), t): "phi_dot",
    Derivative(slope(t), t): "slope_dot", Derivative(curve(t), t): "curve_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

rises = thm.assume("rises", Eq(Derivative(phi(t), t), slope(t)))
bends = thm.assume("bends", Eq(Derivative(slope(t), t), curve(t)))
turns = thm.assume("turns", Eq(Derivative(curve(t), t), jerk(t)))
third = thm.assume("third", jerk(t) >= -16)
gain = thm.conclude(
    "gain", phi(t) >= phi(0) + slope(0) * t + curve(0) * t**2 / 2 - Rational(8, 3) * t**3
)


@thm.proof(gain)
def integrate_three_times(k):
    turned = k.combine(Le(-Derivative(curve(t), t) - 16, 0), {turns: 1, third: 1})
    bent = k.monotone(turned, -curve(t) - 16 * t)
    claim = Le(-Derivative(slope(t), t) + curve(0) - 16 * t, 0)
    steep = k.monotone(k.combine(claim, {bends: 1, bent: 1}), -slope(t) + curve(0) * t - 8 * t**2)
    claim = Le(-Derivative(phi(t), t) + slope(0) + curve(0) * t - 8 * t**2, 0)
    least = -phi(t) + slope(0) * t + curve(0) * t**2 / 2 - Rational(8, 3) * t**3
    return k.combine(gain, {k.monotone(k.combine(claim, {rises: 1, steep: 1}), least): 1})


thm.scales("time", phi=3, slope=2, curve=1, t=1)

thm.open("room", "false: phi = (1 + u) (s t - 8/3 t^3), slope = s - 8 t^2, u s < 0", rises)
thm.open("room", "false: phi = (1 + u) (c t^2 / 2 - 8/3 t^3), curve = c - 16 t, u c < 0", bends)
thm.open(
    "constant", "1 + u: false, phi = -8/3 (1 + u) t^3; 1 - u: true, (1 - u) jerk >= -16", turns
)

thm.check(
    gain,
    on=tensor_ascent.along,
    draw=draws.ways,
    constructed=[rises, bends, turns, third],
)

at = partial(
    dict,
    phi=lambda t: 1 - Rational(8, 3) * t**3,
    slope=lambda t: -8 * t**2,
    curve=lambda t: -16 * t,
    jerk=lambda t: -16,
)
thm.sharp(gain, at(), name="1 - 8/3 t^3")
up = {
    "phi": lambda t: 9 + t + t**2 - Rational(8, 3) * t**3,
    "slope": lambda t: 1 + 2 * t - 8 * t**2,
}
down = {
    "phi": lambda t: 9 - t - t**2 - Rational(8, 3) * t**3,
    "slope": lambda t: -1 - 2 * t - 8 * t**2,
}
thm.sharp(gain, at(**up, curve=lambda t: 2 - 16 * t), name="uphill and convex at first")
thm.sharp(gain, at(**down, curve=lambda t: -2 - 16 * t), name="downhill and concave")
lower = {"phi": lambda t: 1 - 3 * t**3}
thm.needs(rises, at(**lower))
thm.needs(bends, at(**lower, slope=lambda t: -9 * t**2))
turning = {**lower, "slope": lambda t: -9 * t**2, "curve": lambda t: -18 * t}
thm.needs(turns, at(**turning))
thm.needs(third, at(**turning, jerk=lambda t: -18))
more = 1 + Rational(1, 10**10)
cubic = {"phi": lambda t: -8 * more * t**3 / 3, "slope": lambda t: -8 * more * t**2}
cubic |= {"curve": lambda t: -16 * more * t, "jerk": lambda t: -16 * more}
thm.needs(third, at(**cubic), name="by 1e-10")
thm.refutes(
    "phi''' >= -15",
    phi(t) >= phi(0) + slope(0) * t + curve(0) * t**2 / 2 - Rational(5, 2) * t**3,
    at(),
)
