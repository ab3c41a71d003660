"""A step of cubic-regularised Newton descends by rho r^3 / 12, and to a nearly stationary point.

Source   Ma 2021, Theorem 2.2 (cubic regularisation is one of its algorithms; constants derived).
Claim    h minimises <g, h> + <h, H h>/2 + rho |h|^3/6, r = |h|, D^2 f rho-Lipschitz  =>
         f(x + h) <= f(x) - rho r^3/12,  |grad f(x + h)| <= rho r^2,
         <v, D^2 f(x + h) v> >= -(3/2) rho r |v|^2  for every v.
Covers   every dimension; of the minimiser only g + H h + (rho r/2) h = 0 and H + (rho r/2) I >= 0
         are used (strict_saddle_newton_model derives the second); degenerate models, where the
         minimiser is not unique; h = 0. All three bounds are attained.
Silent   on how the model is minimised; on a regulariser other than rho.
"""

from sympy import Eq, Rational, S, sqrt

from lemmata import Theorem, cite, inner, zero
from models import cubic_newton
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_newton_step",
    supports=["ma.thm-2.2"],
    sources=[cite("Ma 2021", "Theorem 2.2")],
)
d = thm.dimension("d")
g, g1 = thm.vector("g g1", d, "gradients at x and x + h")
h, v = thm.vector("h v", d, "the step, any direction")
H, H1 = thm.operator("H H1", d, "Hessians at x and x + h")
L0, L1 = thm.real("L0 L1", "f(x), f(x + h)")
r = thm.nonneg("r", "length of the step")
rho = thm.positive("rho", "Lipschitz constant of the Hessian, and the regulariser")
linear = g + H * h
beyond = g1 - linear  # what the linear model of the gradient misses

length = thm.assume("length", Eq(inner(h, h), r**2))
stationary = thm.assume("stationary", Eq(linear + rho * r / 2 * h, zero(h)))
convex = thm.assume("convex", inner(h, H * h) >= -rho * r / 2 * inner(h, h))
convex_v = thm.assume("convex_v", inner(v, H * v) >= -rho * r / 2 * inner(v, v))
taylor = thm.assume("taylor", L1 <= L0 + inner(g, h) + inner(h, H * h) / 2 + rho / 6 * r**3)
slopes = thm.assume("slopes", inner(beyond, beyond) <= rho**2 * r**4 / 4)
bends = thm.assume("bends", inner(v, H1 * v) >= inner(v, H * v) - rho * r * inner(v, v))
decrease = thm.conclude("decrease", L1 <= L0 - rho / 12 * r**3)
slope = thm.conclude("slope", inner(g1, g1) <= rho**2 * r**4)
curvature = thm.conclude("curvature", inner(v, H1 * v) >= -3 * rho * r / 2 * inner(v, v))


@thm.proof(decrease)
def value_of_the_model(k):
    parts = {taylor: 1, stationary: -h, convex: S.Half, length: rho * r / 4}
    return k.combine(decrease, parts)


@thm.proof(slope)
def parallelogram(k):
    q = rho * r / 2
    parts = {slopes: 2, stationary: -2 * (linear - q * h), length: -2 * q**2}
    return k.combine(slope, parts, squares=[(1, beyond - linear)])


@thm.proof(curvature)
def add_up(k):
    return k.combine(curvature, {bends: 1, convex_v: 1})


thm.scales("objective", g=1, g1=1, H=1, H1=1, L0=1, L1=1, rho=1)
thm.scales("argument", g=-1, g1=-1, h=1, H=-2, H1=-2, r=1, rho=-3)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
thm.limit("no step", {r: 0}, decrease, L1 <= L0)
thm.limit("no step", {r: 0}, slope, inner(g1, g1) <= 0)
thm.limit("no step", {r: 0}, curvature, inner(v, H1 * v) >= 0)

thm.check(
    decrease, slope, curvature,
    on=cubic_newton.newton_step, draw=draws.newton_steps, implements=[taylor, slopes, bends],
    constructed=[length, stationary, convex, convex_v, taylor, slopes, bends],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(r=1, h=1, rho=2, level=0, third=0, **changed):
    """On the line, with g = 0 and H = -rho r/2: every bound attained, unless `changed`.

    By no single f: -x^2/2 + x^3/3 attains `decrease`, -x^2/2 - x^3/3 the others (h = 1, rho = 2).
    """
    r, h, rho = S(r), S(h), S(rho)
    H = -rho * r / 2
    known = {
        "r": r, "h": [h], "rho": rho, "g": [0], "H": [[H]], "v": [1], "L0": level,
        "L1": level + H * h**2 / 2 + rho * r**3 / 6,
        "g1": [H * h - rho * r**2 / 2], "H1": [[H - rho * r]],
    }  # fmt: skip
    return {**known, **changed}


hill = {"g": [0], "h": [1], "v": [1], "H": [[-1]], "L0": 0, "r": 1, "rho": 2}
up = {**hill, "g1": [0], "H1": [[1]], "L1": Rational(-1, 6)}
down = {**hill, "g1": [-2], "H1": [[-3]], "L1": Rational(-5, 6)}
thm.sharp(decrease, up, name="-x^2/2 + x^3/3")
thm.sharp(slope, down, name="-x^2/2 - x^3/3")
thm.sharp(curvature, down, name="-x^2/2 - x^3/3, curvature")
still = {**at(0, 0), "v": [3]}
thm.example(still, name="h = 0 at a second-order stationary point")
for size, lip in ((1, 2), (3, 5), ("1/3", "1/5")):
    size, lip = S(size), S(lip)
    made, label = at(size, size, lip), f"r = {size}, rho = {lip}"
    value, bend, steep = made["L1"], made["H"][0][0], made["g1"][0]
    more, less = at(size * (1 + NEAR), size, lip), at(size * (1 - NEAR), size, lip)
    thm.needs(length, more, name=f"length, for decrease: {label}", breaks=decrease)
    thm.needs(length, less, name=f"length, for slope: {label}", breaks=slope)
    for sign, broken in ((1, decrease), (-1, slope)):
        off = sign * NEAR
        pushed = {**made, "g": [off], "g1": [steep + off], "L1": value + off * size}
        thm.needs(stationary, pushed, name=f"stationary, {broken.name}: {label}", breaks=broken)
    # The model's maximum along the line, as H is below -rho r/2.
    low = bend * (1 + NEAR)
    push = (bend - low) * size
    top = {"g": [push], "H": [[low]], "L1": value + push * size / 2, "v": [0], "H1": [[0]]}
    thm.needs(convex, {**made, **top}, name=f"convex: {label}", breaks=decrease)
    past = {"L1": value + NEAR, "g1": [steep - NEAR], "H1": [[-3 * lip * size / 2 - NEAR]]}
    for hypothesis, name, broken in (
        (taylor, "L1", decrease), (slopes, "g1", slope), (bends, "H1", curvature),
    ):  # fmt: skip
        beyond_it = {**made, name: past[name]}
        thm.needs(hypothesis, beyond_it, name=f"{hypothesis.name}: {label}", breaks=broken)
    # In the plane: H is -rho r/2 along h and barely below that along v.
    plane = {
        "h": [size, 0], "v": [0, 1], "g": [0, 0], "g1": [steep, 0],
        "H": [[bend, 0], [0, low]], "H1": [[0, 0], [0, low - lip * size]],
    }  # fmt: skip
    thm.needs(convex_v, {**made, **plane}, name=f"convex_v: {label}", breaks=curvature)
    # H h with a part p across h, which g cancels.
    for p in (S.One, -S.One):
        skew = {
            "h": [size, 0], "v": [0, 0], "H": [[bend, p], [p, 0]], "H1": [[0, 0], [0, 0]],
            "g": [0, -p * size], "g1": [steep, NEAR],
        }  # fmt: skip
        thm.needs(slopes, {**made, **skew}, name=f"slopes, across {p}: {label}", breaks=slope)
        flat = {"H": [[0, p], [p, 0]], "g": [bend * size, -p * size], "L1": -lip * size**3 / 3}
        skew = {**made, **skew, **flat}
        thm.needs(slopes, skew, name=f"slopes, H h across {p}: {label}", breaks=slope)
TINY, FEW = Rational(1, 10**9), Rational(1, 1000)
unit, level = at(), {"v": [0], "H1": [[0]]}
for factor in (1 + TINY, 1 - TINY, 1 + FEW, 1 - FEW):  # h, H h or g times a factor
    longer = at(1, sqrt(factor))
    broken = slope if factor > 1 else decrease
    thm.needs(length, longer, name=f"length: |h|^2 = {factor} r^2", breaks=broken)
    other = decrease if factor > 1 else slope
    for name, off, breaks in (("h", 1 - factor, broken), ("H h", factor - 1, other)):
        push = {"g": [off], "g1": [off - 2], "L1": unit["L1"] + off}
        thm.needs(stationary, {**unit, **push}, name=f"{name} times {factor}", breaks=breaks)
    skew = {
        "h": [1, 0], "v": [0, 0], "H": [[-1, 1], [1, 0]], "H1": [[0, 0], [0, 0]],
        "g": [0, -1 / factor], "g1": [-2, 1 - 1 / factor],
    }  # fmt: skip
    thm.needs(stationary, {**unit, **skew}, name=f"g times {factor}", breaks=slope)
thm.needs(length, at(4, 8), name="length: |h|^2 = r^3", breaks=slope)
thm.needs(length, at(4, 2), name="length: |h|^2 = r", breaks=decrease)
cube = {"H": [[0]], "L1": Rational(1, 3), "g1": [1], "H1": [[0]]}
thm.needs(stationary, {**unit, **cube}, name="stationary: x^3 / 3", breaks=decrease)
bowl = {**level, "H": [[1]], "g": [-2], "g1": [-4], "L1": Rational(-7, 6)}
thm.needs(slopes, {**unit, **bowl}, name="slopes, g and g1 exchanged", breaks=slope)
wide = {**at(3, 3, "1/3"), "g1": [Rational(9, 2)]}
thm.needs(slopes, wide, name="slopes, g and h exchanged", breaks=slope)
thm.refutes("a decrease of rho r^3 / 6", L1 <= L0 - rho / 6 * r**3, up, of=decrease)
thm.refutes("half of the gradient", inner(g1, g1) <= rho**2 * r**4 / 4, down, of=slope)
thm.refutes("-rho r", inner(v, H1 * v) >= -rho * r * inner(v, v), down, of=curvature)
