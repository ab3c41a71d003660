"""A function whose second derivative is at least -4 grows by phi'(0) t - 2 t^2 at least.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (the gain of a gradient step, made explicit).
Claim    phi'' >= -4 on [0, t]  =>  phi(t) >= phi(0) + phi'(0) t - 2 t^2.
Covers   the 4-tensor along unit geodesics, in every dimension: see geodesic_second.
Silent   on the best step; for t = phi'(0) / 4 the gain is phi'(0)^2 / 8.
"""

from functools import partial

from sympy import Derivative, Eq, Le, Rational

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.geodesic_gain",
    supports=["ma.tensor-algo"],
    sources=[cite("Ma 2021", "Theorem 2.6")],
)
t = thm.time("t")
phi, slope, curve = thm.functions("phi slope curve", "f along the geodesic and its derivatives")
for term, name in {
    t: "t", phi(t): "phi_t", phi(0): "phi_0", slope(t): "slope_t", slope(0): "slope_0",
    curve(t): "curve_t", Derivative(phi(t), t): "phi_dot", Derivative(slope(t), t): "slope_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

rises = thm.assume("rises", Eq(Derivative(phi(t), t), slope(t)))
bends = thm.assume("bends", Eq(Derivative(slope(t), t), curve(t)))
second = thm.assume("second", curve(t) >= -4)
gain = thm.conclude("gain", phi(t) >= phi(0) + slope(0) * t - 2 * t**2)


@thm.proof(gain)
def integrate_twice(k):
    bent = k.combine(Le(-Derivative(slope(t), t) - 4, 0), {bends: 1, second: 1})
    steep = k.monotone(bent, -slope(t) - 4 * t)
    fall = k.combine(Le(-Derivative(phi(t), t) + slope(0) - 4 * t, 0), {rises: 1, steep: 1})
    return k.combine(gain, {k.monotone(fall, -phi(t) + slope(0) * t - 2 * t**2): 1})


thm.scales("time", phi=2, slope=1, t=1)

thm.open("room", "false: phi = 1 + (1 + u) (s t - 2 t^2) with slope = s - 4 t, u s < 0", rises)
thm.open(
    "constant", "1 + u: false, phi = 1 - 2 (1 + u) t^2; 1 - u: true, (1 - u) curve >= -4", bends
)

thm.check(
    gain,
    on=tensor_ascent.along,
    draw=draws.ways,
    constructed=[rises, bends, second],
)

at = partial(dict, phi=lambda t: 1 - 2 * t**2, slope=lambda t: -4 * t, curve=lambda t: -4)
thm.sharp(gain, at(), name="1 - 2 t^2")
thm.sharp(gain, at(phi=lambda t: 1 + t - 2 * t**2, slope=lambda t: 1 - 4 * t), name="uphill")
thm.sharp(gain, at(phi=lambda t: 9 - t - 2 * t**2, slope=lambda t: -1 - 4 * t), name="downhill")
thm.needs(rises, at(phi=lambda t: 1 - 3 * t**2))
thm.needs(bends, at(phi=lambda t: 1 - 3 * t**2, slope=lambda t: -6 * t))
fast = {"phi": lambda t: 1 - 3 * t**2, "slope": lambda t: -6 * t, "curve": lambda t: -6}
thm.needs(second, at(**fast))
more = 1 + Rational(1, 10**10)
thm.needs(
    second,
    at(phi=lambda t: -2 * more * t**2, slope=lambda t: -4 * more * t, curve=lambda t: -4 * more),
    name="by 1e-10",
)
thm.refutes("phi'' >= -3", phi(t) >= phi(0) + slope(0) * t - 3 * t**2 / 2, at())
