"""At a local minimum the gradient vanishes and the Hessian is semidefinite, with the remainder.

Source   Ma 2021, section 2.1.
Claim    f(x + s v) >= f(x) and f(x - s v) >= f(x), s > 0, the third derivative along v at most rho
         between these points  =>
         |<grad f(x), v>| <= (s/2) <v, D^2 f(x) v> + rho s^2 / 6,  <v, D^2 f(x) v> >= -rho s / 3.
Covers   every dimension and any v. At a local minimum this holds for all small s, so that s -> 0
         gives <grad f(x), v> = 0 and <v, D^2 f(x) v> >= 0. All three are attained.
Silent   on functions without derivatives (|x|) and on minima at the boundary of a domain, where
         there is no x - s v. The converse is false: square_and_cube, degenerate_cubic.
"""

from functools import partial

from sympy import Rational, Symbol

from lemmata import Theorem, cite, inner
from models import second_order, second_order_points
from strategies import second_order as draws

thm = Theorem(
    "saddle.second_order_necessary",
    catalogue=["ma.soc-necessary"],
    sources=[cite("Ma 2021", "section 2.1")],
)
d = thm.dimension("d")
g, v = thm.vector("g v", d, "gradient at x, direction")
H = thm.operator("H", d, "Hessian at x")
L0, L1, L2 = thm.real("L0 L1 L2", "f(x), f(x + s v), f(x - s v)")
s = thm.positive("s", "distance in units of v")
rho = thm.positive("rho", "bound on the third derivative along v")
slope, bend = inner(g, v), inner(v, H * v)

ahead = thm.assume("ahead", L1 >= L0)
back = thm.assume("back", L2 >= L0)
taylor = thm.assume("taylor", L1 <= L0 + s * slope + s**2 / 2 * bend + rho / 6 * s**3)
taylor_back = thm.assume("taylor_back", L2 <= L0 - s * slope + s**2 / 2 * bend + rho / 6 * s**3)
down = thm.conclude("down", slope >= -s / 2 * bend - rho / 6 * s**2)
up = thm.conclude("up", slope <= s / 2 * bend + rho / 6 * s**2)
curved = thm.conclude("curved", bend >= -rho / 3 * s)


@thm.proof(down)
def one_side(k):
    return k.combine(down, {ahead: 1 / s, taylor: 1 / s})


@thm.proof(up)
def other_side(k):
    return k.combine(up, {back: 1 / s, taylor_back: 1 / s})


@thm.proof(curved)
def both_sides(k):
    parts = dict.fromkeys((ahead, back, taylor, taylor_back), 1 / s**2)
    return k.combine(curved, parts)


thm.scales("objective", g=1, H=1, L0=1, L1=1, L2=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, rho=-3)
thm.scales("direction", v=1, s=-1, rho=3)
thm.invariant("rotation", d)
thm.limit("short steps", {s: 0}, down, slope >= 0)
thm.limit("short steps", {s: 0}, up, slope <= 0)
thm.limit("short steps", {s: 0}, curved, bend >= 0)

thm.open("constant", "weaker for a factor above 1, as the bound is >= 0 by `curved`", down, up)

thm.check(
    down, up, curved,
    on=second_order.both_ways, draw=draws.minima_along_lines,
    implements=[taylor, taylor_back],
)  # fmt: skip

x = Symbol("x", real=True)
line = partial(second_order_points.exact_line, at={x: 0}, v=[1], both=True)
ahead_low = line(-2 * x + x**2 + x**3, s=1, rho=6)
thm.sharp(down, ahead_low, name="-2 x + x^2 + x^3, as low at 1 as at 0")
thm.sharp(up, line(2 * x + x**2 - x**3, s=1, rho=6), name="2 x + x^2 - x^3, as low at -1")
# |x|^3 - x^2, whose derivatives at 0 are 0 and -2.
cube = {"L0": 0, "L1": 0, "L2": 0, "g": [0], "H": [[-2]], "v": [1], "s": 1, "rho": 6}
thm.example(cube, name="|x|^3 - x^2, as low at 1 and -1 as at 0")
thm.example(line(x**2, s=1, rho=1), name="a minimum")
steep = line(-3 * x + x**2, s=1, rho=6)
thm.needs(ahead, steep, breaks=down)
thm.needs(back, line(3 * x + x**2, s=1, rho=6), breaks=up)
thm.needs(taylor, {**steep, "L1": 0}, breaks=down)
thm.needs(taylor_back, {**line(3 * x + x**2, s=1, rho=6), "L2": 0}, breaks=up)
for hypothesis, wrong in (
    (ahead, {"L1": -2, "H": [[-3]], "g": [-1]}),
    (back, {"L2": -2, "H": [[-3]], "g": [1]}),
    (taylor, {"H": [[-4]], "g": [-1]}),
    (taylor_back, {"H": [[-4]], "g": [1]}),
):
    thm.needs(hypothesis, {**cube, **wrong}, breaks=curved, name=f"{hypothesis.name}, for curved")
# At a level, where a relative error of f(x) outweighs all else; and barely wrong.
ends = ("L0", "L1", "L2")
for level in (10**12, -(10**12)):
    for hypothesis, off, wrong in (
        (back, {"L2": -2}, {"H": [[-3]], "g": [1]}),
        (taylor, {}, {"H": [[-4]], "g": [-1]}), (taylor_back, {}, {"H": [[-4]], "g": [1]}),
    ):  # fmt: skip
        raised = {**cube, **wrong, **{name: level + off.get(name, 0) for name in ends}}
        label = f"{hypothesis.name} at the level {level}"
        thm.needs(hypothesis, raised, breaks=curved, name=label)
small = Rational(1, 5 * 10**9)
barely = {**cube, "g": [-small], "H": [[-2 * (1 + small)]]}
thm.needs(taylor, barely, breaks=curved, name="taylor, barely")
steep_back = {**cube, "g": [2 + small], "H": [[2]]}
thm.needs(taylor_back, steep_back, breaks=up, name="taylor_back, barely")
for step, drop in (("2", -7), ("1/2", "-4/5")):
    far = {**cube, "s": step, "g": [drop], "H": [[2]]}
    thm.needs(taylor, far, breaks=down, name=f"taylor, s = {step}")
thm.refutes("D^2 f >= 0 wherever f is as low at a distance", bend >= 0, cube, of=curved)
thm.refutes("rho s / 15", bend >= -rho / 15 * s, cube, of=curved)
thm.refutes("no third derivative", slope >= -s / 2 * bend, ahead_low, of=down)
thm.refutes("grad f(x) = 0", slope <= 0, line(2 * x + x**2 - x**3, s=1, rho=6), of=up)
