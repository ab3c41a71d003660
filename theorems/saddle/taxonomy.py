"""What the Hessian says about a stationary point: minimum, maximum, saddle, or nothing.

Source   Landscape slides, types of stationary points; Escaping notes, section 2.1; Ma 2021,
         section 2.1.
Claim    grad f(x) = 0, the third derivatives along v, u, w at most rho, 0 < s; lam_min <= <v, H v>
         <= lam_max, u and w unit eigenvectors of lam_min and lam_max. Up to the distance s:
         3 lam_min > rho s   =>  f(x + s v) > f(x)  (strict local minimum, as v is any unit vector);
         3 lam_max < -rho s  =>  f(x + s v) < f(x)  (strict local maximum);
         3 lam_min < -rho s  =>  f(x + s u) < f(x)  (no local minimum);
         3 lam_max > rho s   =>  f(x + s w) > f(x)  (no local maximum; with the last: a saddle).
         So for small s the signs of lam_min and lam_max decide, unless the deciding one is 0.
Covers   every dimension; d = 1, where lam_min = lam_max; repeated eigenvalues.
Silent   on lam_min = 0 or lam_max = 0, see degenerate_cubic. The slides' local minimum needs "for
         some eps > 0"; their strict saddle excludes local maxima, the literature's (lam_min < 0 at
         a stationary point) does not: -x^2 at 0.
"""

from sympy import Eq, Implies, Rational, S

from lemmata import Theorem, cite, inner, zero
from models import second_order, second_order_points
from strategies import second_order as draws

thm = Theorem(
    "saddle.taxonomy",
    catalogue=["saddle.taxonomy", "ma.def-critical"],
    sources=[
        cite("Landscape slides", "types of stationary points"),
        cite("Escaping notes", "section 2.1"),
        cite("Ma 2021", "section 2.1"),
    ],
)
d = thm.dimension("d")
g, v, u, w = thm.vector("g v u w", d, "gradient; any, a lowest, a highest direction")
H = thm.operator("H", d, "Hessian at x")
L0, L1, L2, L3 = thm.real("L0 L1 L2 L3", "f at x, x + s v, x + s u, x + s w")
lam_min, lam_max = thm.real("lam_min lam_max", "the extreme eigenvalues of H")
s = thm.positive("s", "distance")
rho = thm.positive("rho", "bound on the third derivatives")


def quadratic(y):
    return L0 + s * inner(g, y) + s**2 / 2 * inner(y, H * y)


critical = thm.assume("critical", Eq(g, zero(g)))
low = thm.assume("low", inner(v, H * v) >= lam_min)
high = thm.assume("high", inner(v, H * v) <= lam_max)
bottom = thm.assume("bottom", Eq(inner(u, H * u), lam_min))
top = thm.assume("top", Eq(inner(w, H * w), lam_max))
above = thm.assume("above", L1 >= quadratic(v) - rho / 6 * s**3)
below = thm.assume("below", L1 <= quadratic(v) + rho / 6 * s**3)
along_u = thm.assume("along_u", L2 <= quadratic(u) + rho / 6 * s**3)
along_w = thm.assume("along_w", L3 >= quadratic(w) - rho / 6 * s**3)
definite, negative = 3 * lam_min > rho * s, 3 * lam_max < -rho * s
falls, rises = 3 * lam_min < -rho * s, 3 * lam_max > rho * s
minimum = thm.conclude("minimum", Implies(definite, L1 > L0))
maximum = thm.conclude("maximum", Implies(negative, L1 < L0))
not_minimum = thm.conclude("not_minimum", Implies(falls, L2 < L0))
not_maximum = thm.conclude("not_maximum", Implies(rises, L3 > L0))


def outweighed(k, conclusion, condition, taylor, sign, curvature, direction):
    parts = {taylor: 1, critical: sign * s * direction, k.assume(condition): s**2 / 6}
    return k.discharge(k.combine(conclusion, {**parts, **curvature}), condition)


@thm.proof(minimum)
def every_direction_rises(k):
    return outweighed(k, L1 > L0, definite, above, 1, {low: s**2 / 2}, v)


@thm.proof(maximum)
def every_direction_falls(k):
    return outweighed(k, L1 < L0, negative, below, -1, {high: s**2 / 2}, v)


@thm.proof(not_minimum)
def one_direction_falls(k):
    return outweighed(k, L2 < L0, falls, along_u, -1, {bottom: -(s**2) / 2}, u)


@thm.proof(not_maximum)
def one_direction_rises(k):
    return outweighed(k, L3 > L0, rises, along_w, 1, {top: s**2 / 2}, w)


thm.scales("objective", g=1, H=1, L0=1, L1=1, L2=1, L3=1, lam_min=1, lam_max=1, rho=1)
thm.scales("argument", g=-1, H=-2, lam_min=-2, lam_max=-2, s=1, rho=-3)
thm.scales("direction", v=1, u=1, w=1, lam_min=2, lam_max=2, s=-1, rho=3)
thm.invariant("rotation", d)
thm.open(
    "constant",
    "more than once lam: stronger, as lam_min > 0, or lam_max < 0, where it is used (`low`, "
    "`high`); so for lam_min < 0, or lam_max > 0, in `bottom` and `top`",
    low, high, bottom, top,
)  # fmt: skip
for remainder in (above, below, along_u, along_w):
    thm.open(
        "constant",
        "the slope may have any factor, as grad f(x) = 0; more of the curvature is stronger, as "
        "its sign is that of the claim",
        remainder,
    )
    thm.open("term dropped", "true: grad f(x) = 0", remainder)
    thm.open("swapped", "true: rho^2/2 <v, H v> outweighs rho^3 s/6 just as well", remainder)

thm.check(
    minimum, maximum, not_minimum, not_maximum,
    on=second_order.spectrum, draw=draws.spectra,
    implements=[above, below, along_u, along_w, low, high],
    constructed=[critical, bottom, top],
)  # fmt: skip

at = second_order_points.exact_spectrum
bowl, hill, ridge = at([1, 2]), at([-2, -1]), at([-1, 2])
thm.example(bowl, name="minimum")
thm.example(hill, name="maximum")
thm.example(ridge, name="saddle")
thm.example(at([0, 2]), name="undecided")
for level in (10**12, -(10**12)):
    for point, what in ((bowl, "minimum"), (hill, "maximum")):
        raised = {name: point[name] + level for name in ("L0", "L1", "L2", "L3")}
        thm.example({**point, **raised}, name=f"{what} at the level {level}")
# Steep at a level, and a hill with a large third derivative.
steep, falling = at([100, 200]), at([-200, -100])
ends = ("L0", "L1", "L2", "L3")
for point, level in ((steep, 2), (falling, -2), (falling, 100)):
    raised = {name: point[name] + level for name in ends}
    thm.example({**point, **raised}, name=f"lam_min = {point['lam_min']} at the level {level}")
thm.example(at([-2, -1], c=10, v=[0, 1], rho=10), name="a hill that ends soon")
thm.needs(critical, at([1, 2], slope=[-5, -5]), breaks=minimum)
thm.needs(low, at([-1, 2], v=[1, 0], u=[0, 1], lam_min=2), breaks=minimum)
thm.needs(high, at([-2, 1], v=[0, 1], w=[1, 0], lam_max=-2), breaks=maximum)
thm.needs(bottom, at([-1, 2], u=[0, 1]), breaks=not_minimum)
thm.needs(top, at([-1, 2], w=[1, 0]), breaks=not_maximum)
thm.needs(above, {**bowl, L1: -1}, breaks=minimum)
thm.needs(below, {**hill, L1: 1}, breaks=maximum)
thm.needs(along_u, {**ridge, L2: 1}, breaks=not_minimum)
thm.needs(along_w, {**ridge, L3: -1}, breaks=not_maximum)
for level in (10**12, -(10**12)):
    for hypothesis, point, end, off, claim in (
        (above, bowl, "L1", -1, minimum), (below, hill, "L1", 1, maximum),
        (along_u, ridge, "L2", 1, not_minimum), (along_w, ridge, "L3", -1, not_maximum),
    ):  # fmt: skip
        raised = {**point, **{name: point[name] + level for name in ends}, end: level + off}
        label = f"{hypothesis.name} at the level {level}"
        thm.needs(hypothesis, raised, name=label, breaks=claim)
for hypothesis, lams, changed, claim in (
    (above, ["1/5", 2], {"v": [1, 0], L1: 0}, minimum),
    (below, [-2, "-1/5"], {"v": [0, 1], L1: 0}, maximum),
    (along_u, ["-1/5", 2], {L2: 0}, not_minimum),
    (along_w, [-2, "1/5"], {L3: 0}, not_maximum),
):
    label = f"{hypothesis.name}, s = 1/2"
    thm.needs(hypothesis, {**at(lams), **changed}, name=label, breaks=claim)
# Barely within reach, barely wrong; and at the edge of the reach and barely beyond it.
close = Rational(1, 10**10)
inner_s, v1, v2 = 3 * (1 - close), [1, 0], [0, 1]
for edge, what in ((S(3), "at the edge"), (3 * (1 + close), "barely beyond the edge")):
    thm.example(at([1, 2], s=edge, c=-1, v=v1), name=f"no rise {what}")
    thm.example(at([-2, -1], s=edge, v=v2), name=f"no fall {what}")
flat_v = at([1 - 2 * close, 1], s=inner_s, c=-1, v=v1, u=v2, lam_min=1)
thm.needs(low, flat_v, name="low: barely", breaks=minimum)
flat_v = at([-1, -1 + 2 * close], s=inner_s, v=v2, w=v1, lam_max=-1)
thm.needs(high, flat_v, name="high: barely", breaks=maximum)
for part in (Rational(1, 10**9), Rational(1, 1000), S.Half):
    reach = 3 * (1 - part / 2)
    flat_u, flat_w = [part - 1, 2], [-2, 1 - part]
    off = f"off by {part}"
    thm.needs(bottom, at(flat_u, s=reach, lam_min=-1), name=f"bottom {off}", breaks=not_minimum)
    thm.needs(top, at(flat_w, s=reach, c=-1, lam_max=1), name=f"top {off}", breaks=not_maximum)
rise = inner_s**2 / 2 - (1 + 8 * close) * inner_s**3 / 6  # negative
thm.needs(above, at([1, 2], s=inner_s, c=-1, v=v1, L1=rise), name="above: barely", breaks=minimum)
thm.needs(below, at([-2, -1], s=inner_s, v=v2, L1=-rise), name="below: barely", breaks=maximum)
along_u_barely = at([-1, 2], s=inner_s, L2=close)
thm.needs(along_u, along_u_barely, name="along_u: barely", breaks=not_minimum)
along_w_barely = at([-2, 1], s=inner_s, c=-1, L3=-close)
thm.needs(along_w, along_w_barely, name="along_w: barely", breaks=not_maximum)
far, cube = at([1, 2], s=6, c=-1, v=[1, 0]), at([0, 2], c=-1, v=[1, 0])
anywhere = Implies(lam_min > 0, L1 > L0)
second, small = Implies(lam_min >= 0, L1 >= L0), Implies(lam_max < 0, L1 < L0)
thm.refutes("a minimum at every distance", anywhere, far, of=minimum)
thm.refutes("grad f = 0 and D^2 f >= 0 make a local minimum: x^3", second, cube, of=minimum)
thm.refutes("a maximum at every distance", small, at([-2, -1], s=6, v=[0, 1]), of=maximum)
thm.refutes("no minimum for lam_min = 0", Implies(lam_min <= 0, L2 < L0), at([0, 2]), not_minimum)
strict = Implies(falls, L3 > L0)
thm.refutes("lam_min < 0 excludes local maxima: -x^2", strict, at([-2, -2], c=0), not_maximum)
thm.erratum(
    cite("Landscape slides", "types of stationary points"),
    printed="local minimum: f(x) <= f(x') for all |x - x'| <= eps",
    corrected="for some eps > 0: the local minimum 0 of x^2 / 2 - x^3 / 6 is none at distance 6",
    false=anywhere,
    true=minimum,
    at=far,
)
