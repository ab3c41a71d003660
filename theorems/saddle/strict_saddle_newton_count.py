"""Cubic-regularised Newton comes near a local minimum of a strict saddle function in K steps.

Source   Ma 2021, Theorem 2.2, with all constants (they are derived here).
Claim    D^2 f rho-Lipschitz, f >= floor, f (rho s^2, (3/2) rho s, gamma)-strict saddle, steps of
         length r_k with f(x_(k+1)) <= f(x_k) - rho r_k^3/12, N rho s^3 > 12 (f(x_0) - floor)  =>
         the shortest of the first N steps, of length m, has N rho m^3 <= 12 (f(x_0) - floor), and
         leads to a point within gamma of a local minimum. So there is one.
Covers   every dimension: it does not enter, nor does gamma. An (alpha, beta, gamma)-strict saddle f
         is one for s = min(sqrt(alpha / rho), 2 beta / (3 rho)), see strict_saddle_definition. That
         |grad f| <= rho m^2 and lam_min >= -(3/2) rho m after a step is strict_saddle_newton_step.
Silent   on a smaller error than gamma, which the property does not give; on gradient descent.
"""

from itertools import product

from sympy import Gt, Le, Lt, Or, Rational, S

from lemmata import Theorem, cite
from models import cubic_newton
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_newton_count",
    catalogue=["ma.thm-2.2"],
    sources=[cite("Ma 2021", "Theorem 2.2")],
)
k, N = thm.index("k"), thm.dimension("N")
F = thm.functions("F", "f(x_k)")
r = thm.functions("r", "length of the step from x_k", nonnegative=True)
m = thm.functions("m", "the least of the lengths of the steps before k", nonnegative=True)
floor = thm.real("floor", "a lower bound of f")
lam = thm.real("lam", "lam_min of the Hessian after the shortest of the first N steps")
G = thm.nonneg("G", "length of the gradient there")
D = thm.nonneg("D", "distance to the local minima there")
rho = thm.positive("rho", "Lipschitz constant of the Hessian")
s, gamma = thm.positive("s gamma", "strict saddle for (rho s^2, (3/2) rho s, gamma)")
for term, name in {
    k: "k", N: "N", F(k): "F_k", F(k + 1): "F_next", F(0): "F_0", F(N): "F_N", r(k): "r_k",
    m(k): "m_k", m(k + 1): "m_next", m(N): "m_N",
}.items():  # fmt: skip
    thm.measure(term, name)
c, budget = rho / 12, 12 * (F(0) - floor)

descent = thm.assume("descent", F(k + 1) <= F(k) - c * r(k) ** 3)
shorter = thm.assume("shorter", m(k + 1) <= m(k))
counted = thm.assume("counted", m(k + 1) <= r(k))
bounded = thm.assume("bounded", F(N) >= floor)
slope = thm.assume("slope", G <= rho * m(N) ** 2)
curvature = thm.assume("curvature", 2 * lam >= -3 * rho * m(N))
strict = thm.assume("strict", Or(G >= rho * s**2, 2 * lam <= -3 * rho * s, D <= gamma))
many = thm.assume("many", N * rho * s**3 > budget)
shortest = thm.conclude("shortest", N * rho * m(N) ** 3 <= budget)
found = thm.conclude("found", D <= gamma)


def least_length(key):
    before, after, step = m(k), m(k + 1), r(k)
    cubes = {
        counted: c * (step**2 + step * after + after**2),
        shorter: k * c * (before**2 + before * after + after**2),
    }
    falls = Le(F(k + 1) + (k + 1) * c * after**3, F(k) + k * c * before**3)
    one = key.combine(falls, {descent: 1, **cubes})
    total = key.instantiate(key.geometric(one, F(k) + k * c * before**3, 1), {k: N})
    return key.combine(shortest, {total: 12, bounded: 12})


@thm.proof(shortest)
def telescope(key):
    return least_length(key)


@thm.proof(found)
def neither_slope_nor_curvature(key):
    size = s**2 + s * m(N) + m(N) ** 2
    short = key.combine(Gt(s, m(N)), {many: 1, least_length(key): 1}, scale=N * rho * size)
    flat = key.combine(Lt(G, rho * s**2), {slope: 1, short: rho * (s + m(N))})
    bent = key.combine(Gt(2 * lam, -3 * rho * s), {curvature: 1, short: 3 * rho})
    steep, low, near = G >= rho * s**2, 2 * lam <= -3 * rho * s, D <= gamma
    branches = {near: key.assume(near)}
    for option, other in ((steep, flat), (low, bent)):
        absurd = key.clash(key.assume(option), other)
        branches[option] = key.contradiction(found, absurd)
    return key.cases(strict, branches)


thm.scales("distance", D=1, gamma=1)
thm.scales("objective", F=1, floor=1, lam=1, G=1, rho=1)
thm.scales("argument", r=1, m=1, s=1, G=-1, lam=-2, rho=-3)
thm.limit("one step", {N: 1}, shortest, rho * m(1) ** 3 <= budget)

thm.check(
    shortest, found,
    on=cubic_newton.newton_run, draw=draws.newton_runs,
    constructed=[descent, shorter, counted, bounded],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(first=1, lip=12, steps=1, ratio=S.Half, level=0, part=1, **changed):
    """Steps first * ratio^k, each with the least decrease; all is attained at `steps` = 1.

    F is raised by `level`, its falls are multiplied by `part`.

    s is barely above m(1), G and lam are the worst that m(N) allows.
    """
    a, ratio, lip = S(first), S(ratio), S(lip)
    fall = part * lip * a**3 / 12 / (1 - ratio**3)
    last = a * min(S.One, ratio ** (steps - 1))
    known = {
        N: steps, "rho": lip, "F": lambda k: level + fall * ratio ** (3 * k),
        "r": lambda k: a * ratio**k, "m": lambda k: a * ratio ** (k - 1),
        "floor": level + fall * ratio ** (3 * steps),
        "s": a * (1 + NEAR), "G": lip * last**2, "lam": -lip * last * 3 / 2, "gamma": 1, "D": 1,
    }  # fmt: skip
    return {**known, **changed}


every = at()
thm.sharp(shortest, every, name="one step")
thm.example(at(steps=2), name="two steps")
early = at(D=2, s=S.Half)
thm.needs(many, early, name="many: too few steps by far", breaks=found)
for first, lip in ((1, 12), (3, 2), ("1/3", "1/5")):
    made, label, first, lip = at(first, lip), f"r = {first}, rho = {lip}", S(first), S(lip)
    for level in (0, -(10**4)):
        less = at(first, lip, part=1 - NEAR, level=level)
        thm.needs(descent, less, name=f"descent, level {level}: {label}", breaks=shortest)
    more = {"m": lambda k, m=made["m"]: m(k) * (1 + NEAR)}
    thm.needs(counted, {**made, **more}, name=f"counted: {label}", breaks=shortest)
    high = {"floor": made["floor"] + NEAR * lip * first**3}
    thm.needs(bounded, {**made, **high}, name=f"bounded: {label}", breaks=shortest)
    away = {**made, "D": 2}
    steep, bent = {"G": lip * made["s"] ** 2}, {"lam": -lip * made["s"] * 3 / 2}
    thm.needs(slope, {**away, **steep}, name=f"slope: {label}", breaks=found)
    thm.needs(curvature, {**away, **bent}, name=f"curvature: {label}", breaks=found)
    thm.needs(strict, {**made, "D": 1 + NEAR}, name=f"strict: {label}", breaks=found)
    for level, (name, rest) in product((5, -5), (("G", {"lam": 0}), ("lam", {"G": 0}))):
        equal = {**at(first, lip, level=level, D=2, s=first), **rest}
        thm.needs(many, equal, name=f"many, {name}, level {level}: {label}", breaks=found)
thm.needs(shorter, at(ratio=2, steps=2, s=2), name="shorter: the steps grow", breaks=shortest)
grow = at(ratio=1 + NEAR, steps=2, s=2)
thm.needs(shorter, grow, name="shorter: the steps barely grow", breaks=shortest)
square = at(first=3, F=lambda k: 12 * S(4) ** -k, floor=3)
thm.needs(descent, square, name="descent: rho r^2 / 12", breaks=shortest)
half = Lt(2 * N * rho * m(N) ** 3, budget)
thm.refutes("half of the steps suffice", half, every, of=shortest)
thm.refutes("exactly at a local minimum", D <= 0, every, of=found)
thm.erratum(
    cite("Ma 2021", "Theorem 2.2"),
    printed="a local minimum is found with error eps in time poly(d, 1/alpha, 1/beta, 1/gamma, "
    "1/eps)",
    corrected="a point within gamma of one, in 12 (f(x_0) - inf f) / (rho s^3) steps: the property "
    "says nothing below gamma, and the time depends on rho and on a finite f(x_0) - inf f",
    false=D <= gamma / 2,
    true=found,
    at=every,
)
