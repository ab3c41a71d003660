"""On the line, a step eta <= 1/beta of gradient descent contracts the gap by (1 - mu eta)^2.

Source   strengthens Liu 2024, slide 4.
Claim    f on the line, x > z = x - T with T = eta f'(x), beta T <= f'(x); on the segment upper
         smoothness f'(z + r) >= f'(x) - beta (T - r) and PL(mu)  =>
         f'(z+r)^2 F(z) <= (f'(z+r) - mu r)^2 F(z+r), 0 <= r <= T, where F = f - inf f. At r = T:
         F(z) <= (1 - mu eta)^2 F(x), and (1 - mu/beta)^2 for the step 1/beta.
Covers   non-convex f; z a minimiser (F(z) = 0); only the upper half of smoothness, only on [z, x];
         a step to the right, by reflection.
Silent   on d >= 2, where the slope along the step is not the whole gradient.
"""

from functools import partial

from sympy import Derivative, Eq, Ge, Gt, Le, Lt, Rational, S, Symbol, sqrt

from lemmata import Theorem, cite
from models import line_steps
from strategies import paths as draws

thm = Theorem(
    "descent.pl_linear_rate_one_dimension",
    supports=["pl.linear-rate.improved"],
    sources=[cite("Liu 2024", "slide 4")],
)
r = thm.time("r")
F = thm.functions("F", "f(z + r) - inf f, on the way back from z to x", nonnegative=True)
h = thm.functions("h", "f'(z + r)")
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")
g, T = thm.positive("g T", "f'(x), the length of the step from x to z")
for term, name in {
    r: "r", F(r): "F_r", F(0): "F_0", h(r): "h_r", Derivative(F(r), r): "slope_r"
}.items():  # fmt: skip
    thm.measure(term, name)

slope = thm.assume("slope", Eq(Derivative(F(r), r), h(r)))
smooth = thm.assume("smooth", h(r) >= g - beta * (T - r))
step = thm.assume("step", beta * T <= g)
pl = thm.assume("pl", h(r) ** 2 >= 2 * mu * F(r))
rate = thm.conclude("rate", h(r) ** 2 * F(0) <= (h(r) - mu * r) ** 2 * F(r))


@thm.proof(rate)
def the_root_of_the_gap_grows(k):
    kappa, root, start = sqrt(2 * mu), sqrt(F(r)), sqrt(F(0))
    uphill = k.combine(Ge(h(r), 0), {smooth: 1, step: 1}, squares=[(beta, sqrt(r))])
    # F(0) > 0: then F > 0 all the way and its root can be differentiated.
    above = k.assume(Gt(F(0), 0, evaluate=False))
    grows = k.monotone(k.combine(Le(-Derivative(F(r), r), 0), {uphill: 1, slope: 1}), -F(r))
    positive = k.combine(Gt(F(r), 0, evaluate=False), {grows: 1, above: 1})
    steep = k.combine(
        Ge(h(r), kappa * root), {pl: 1}, scale=h(r) + kappa * root, signs=[uphill, positive]
    )
    falls = k.combine(
        Le(kappa / 2 - Derivative(F(r), r) / (2 * root), 0),
        {steep: 1 / (2 * root), slope: 1 / (2 * root)},
        signs=[positive],
    )
    bound = k.monotone(falls, kappa * r / 2 - root, signs=[positive])
    short = k.combine(
        Le(h(r) * start, (h(r) - mu * r) * root),
        {bound: h(r), steep: kappa * r / 2},
        signs=[uphill, positive],
    )
    size = k.combine(
        Ge((h(r) - mu * r) * root + h(r) * start, 0),
        {short: 1, uphill: 2 * start},
        signs=[positive],
    )
    far = k.combine(rate, {short: (h(r) - mu * r) * root + h(r) * start}, signs=[size, positive])
    # F(0) <= 0: the step has reached the minimum.
    zero = k.assume(Eq(F(0), 0))
    below = k.assume(Lt(F(0), 0, evaluate=False))
    at_most = k.combine(Le(F(0), 0, evaluate=False), {below: 1})
    near = k.combine(rate, {zero: -(h(r) ** 2)}, squares=[(F(r), h(r) - mu * r)])
    never = k.combine(rate, {at_most: h(r) ** 2}, squares=[(F(r), h(r) - mu * r)])
    return k.cases(
        k.split(F(0)), {above.conclusion: far, zero.conclusion: near, below.conclusion: never}
    )


thm.scales("objective", F=1, h=1, mu=1, beta=1, g=1)
thm.scales("argument", h=-1, mu=-2, beta=-2, g=-1, T=1, r=1)

thm.open("constant", "true for larger factors: the root of F grows faster", slope)
NEEDED = "true where the right side stays nonnegative: `smooth` and `step` are used for h >= 0 only"
thm.open("constant", NEEDED, smooth)
thm.open("swapped", NEEDED, smooth)
thm.open("term dropped", NEEDED, smooth)
thm.open(
    "exponent",
    "false for h >= 2 mu F, at a point that is not decided for all r: F = exp(2 r) / 20, mu = 1",
    pl,
)
thm.open("constant", "weaker: h >= mu r, by the growth of the root of F", rate)
thm.open("term dropped", "weaker: F grows", rate)

thm.check(rate, on=line_steps.line_step, draw=draws.line_steps, constructed=[slope, smooth, pl])

t = Symbol("t", real=True)
way_back = partial(line_steps.exact_way_back, t)
parabola = way_back(t**2, z="1/2", g=2, T="1/2", mu=2, beta=2)
thm.sharp(rate, parabola, name="t^2 from 1 with step 1/4")
# t^2/2 for t >= 0, then a plateau and a fall to -1/2: PL(1/2) at t = 1, not at 0.
plateau = way_back(t**2 / 2, z=0, inf="-1/2", g=1, T=1, mu="1/2", beta=1)
thm.needs(pl, plateau, name="PL at x only")
# f = (t - 1)^2 (t + 2) / (t + 1) from t = 0 goes down before it goes up, with f'(t) >= 2 t - 5.
down = partial(way_back, (t - 1) ** 2 * (t + 2) / (t + 1), z=0, mu=2)
for small in (S.One, S.Half, Rational(1, 1000), Rational(1, 10**9)):
    start, long = 5 / small, 5 * (1 + small) / (2 * small)
    thm.needs(smooth, down(g=start, T=start / 2, beta=2), name=f"smooth, off by {small} T or g")
    thm.needs(smooth, down(g=start, T=long, beta=2 / (1 + small)), name=f"smooth, off by {small}")
    thm.needs(step, down(g=start, T=long, beta=2), name=f"step, off by {small}")
for name, g_, T_, beta_ in (
    ("reversed", 2, 1, 2), ("without g", 5, "5/2", 2), ("beta for g", 2, "11/4", "1/2"),
    ("T for g", 3, 1, 2),
):  # fmt: skip
    thm.needs(smooth, down(g=g_, T=T_, beta=beta_), name=f"smooth, {name}")
thm.needs(step, down(g="1/2", T="11/4", beta=2), name="step, reversed or with T or beta for g")
# t^2/2 from 3, far above a lower minimum elsewhere.
high = way_back(t**2 / 2, z=3, inf="-1/2", g=1, T=1, mu=2, beta=1)
thm.needs(pl, high, name="pl, with h^3 for h^2, or F and h in each other's place")
for f in (Rational(1, 2), 1 - Rational(1, 1000), 1 - Rational(1, 10**9)):
    wrong = {"F": lambda r, f=f: (S.Half + f * r) ** 2, "h": lambda r, f=f: 1 + 2 * f * r}
    thm.needs(slope, {**wrong, "g": 1, "T": 1, "mu": 2, "beta": 1}, name=f"slope times {f}")
# A gap that stays although the slope is positive: h is not its derivative.
thm.needs(slope, {**way_back(t**2 / 2, z=1, g=2, T=1, mu="1/2", beta=1), "F": lambda r: S.One})
thm.refutes(
    "factor (1 - 2 mu eta)^2", h(r) ** 2 * F(0) <= (h(r) - 2 * mu * r) ** 2 * F(r), parabola
)
thm.refutes("(1 - mu eta)^2 from PL at x only", rate.relation, plateau, given=[slope, smooth, step])
