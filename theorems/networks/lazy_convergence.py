"""A model whose Jacobian changes slowly is fitted by gradient flow close to its start.

Source   Ma 2021, section 6 (items (i) to (iii) on the tangent kernel); constants derived here.
Claim    theta' = -J'(F - y), E = |F(theta) - y| > 0, ell the length of the path so far, s the least
         singular value of J (of n rows) with s >= sigma - M ell, c = sigma^2 - 2 M E(0), and
         M ell <= sigma on a time interval  =>  on it  (sigma - M ell)^2 >= c,  s^2 >= c  and
         E(t) <= exp(-c t) E(0).
Covers   every model with n <= p outputs, differentiable along the path; M the Lipschitz constant of
         J (in operator norm) within the length ell. The claim says something for E(0) < sigma^2 /
         (2 M): M ell <= sigma - sqrt(c), so ell <= 2 E(0) / sigma. E(0) <= sigma^2 / (4 M) gives
         the rate c >= sigma^2 / 2. M = 0 is the linear model, with the rate sigma^2.
Silent   on the last step, that the interval is [0, oo) for c > 0: M ell is continuous, starts at 0
         and by `reach` stays at most sigma - sqrt(c) < sigma on every such interval (the barrier
         argument); the path then has finite length, so theta converges, to a point with F = y.
         For E(0) > sigma^2 / (2 M) there may be none: t - t^2 <= 1/4, sigma = 1, M = 2.
"""

from sympy import Derivative, Eq, Ge, Le, Rational, S, exp

from lemmata import Theorem, cite
from models import linearised
from strategies import linearised as draws

thm = Theorem(
    "networks.lazy_convergence", catalogue=["ma.ntk-conv"], sources=[cite("Ma 2021", "section 6")]
)
t = thm.time("t")
E = thm.functions("E", "|F(theta(t)) - y|", positive=True)
ell = thm.functions("ell", "the length of the path up to t")
s = thm.functions("s", "the least singular value of J")
M = thm.nonneg("M", "Lipschitz constant of J")
sigma = thm.positive("sigma", "the least singular value of J at the start")
speed, E_dot = Derivative(ell(t), t), Derivative(E(t), t)
for term, name in {
    t: "t", E(t): "E_t", E(0): "E_0", E_dot: "E_dot", ell(t): "ell_t", ell(0): "ell_0",
    speed: "ell_dot", s(t): "s_t",
}.items():  # fmt: skip
    thm.measure(term, name)
left, c = sigma - M * ell(t), sigma**2 - 2 * M * E(0)

flow = thm.assume("flow", Eq(E(t) * E_dot, -(speed**2)))
singular = thm.assume("singular", speed >= s(t) * E(t))
lipschitz = thm.assume("lipschitz", s(t) >= left)
start = thm.assume("start", Eq(ell(0), 0))
inside = thm.assume("inside", M * ell(t) <= sigma)
reach = thm.conclude("reach", left**2 >= c)
floor = thm.conclude("floor", s(t) ** 2 >= c)
decays = thm.conclude("decays", E(t) <= exp(-c * t) * E(0))


@thm.proof(reach)
def budget(k):
    fast, moving = least_speed(k)
    paid = k.combine(
        Le(E_dot + left * speed, 0), {flow: -1, fast: speed}, scale=E(t), signs=[moving]
    )
    spent = k.monotone(paid, E(t) + sigma * ell(t) - M * ell(t) ** 2 / 2)
    parts = {spent: 2 * M, start: -2 * M * (sigma - M * ell(0) / 2)}
    return k.combine(reach, parts, squares=[(2 * M * E(t), 1)])


def least_speed(k):
    """The speed is at least (sigma - M ell) E >= 0."""
    room = k.combine(Ge(left, 0), {inside: 1})
    fast = k.combine(Ge(speed, left * E(t)), {singular: 1, lipschitz: E(t)})
    return fast, k.combine(Ge(speed, 0), {fast: 1, room: E(t)})


@thm.proof(floor)
def larger_still(k):
    room = k.combine(Ge(left, 0), {inside: 1})
    above = k.combine(Ge(s(t) + left, 0), {lipschitz: 1, room: 2})
    return k.combine(floor, {budget(k): 1, lipschitz: s(t) + left}, signs=[above])


@thm.proof(decays)
def gronwall(k):
    fast, moving = least_speed(k)
    room = k.combine(Ge(left, 0), {inside: 1})
    falls = k.combine(
        Le(E_dot, -c * E(t)), {flow: -1, fast: speed + left * E(t), budget(k): E(t) ** 2},
        scale=E(t), signs=[moving, room],
    )  # fmt: skip
    return k.gronwall(falls, E(t), -c)


thm.scales("outputs", E=1, s=1, sigma=1, M=1, t=-2)
thm.scales("parameters", ell=1, s=-1, sigma=-1, M=-2, t=2)
thm.open("constant", "true: E E' = -m ell'^2, m > 1, gives E' + left ell' <= 0 all the same", flow)
thm.open("swapped", "no instance: ell'(0) >= sigma E(0) > 0, so that ell ell' > 0 soon after", flow)
STRONGER = "the hypothesis is stronger: by the others s >= 0 and ell >= 0"
thm.open("constant", STRONGER, singular, lipschitz)
thm.open("term dropped", STRONGER, lipschitz)
thm.open(
    "constant",
    "true: where c > 0, M ell goes from 0 to at most sigma - sqrt(c) by continuity; else c <= 0",
    inside,
)
thm.open("constant", "weaker: by `inside` what is squared is >= sigma - M ell >= 0", reach)
thm.open("term dropped", "true: E does not increase", decays)
thm.open(
    "constant",
    "weaker where the rate is smaller, as exp increases, which the kernel does not use; with more "
    "than c, false late on F = sigma x - M x^2 / 2 towards E(0), where E(t) exp(c t) tends to "
    "E(0) c / sigma^2, a flow with a square root that the exact judge does not decide",
    decays,
)

thm.check(reach, floor, decays, on=linearised.bent_flow, draw=draws.bent_flows,
          implements=[flow], constructed=[flow, singular, lipschitz, start, inside])  # fmt: skip


def linear(sigma=1, M=0, slope=None, residual=1, times=1, **others):
    """F = slope <a, theta> from the distance `residual`, with E E' = -times ell'^2."""
    slope, residual = Rational(slope or sigma), Rational(residual)
    rate = times * slope**2
    return {
        "E": lambda t: residual * exp(-rate * t), "s": lambda t: slope,
        "ell": lambda t: residual * slope / rate * (1 - exp(-rate * t)),
        "sigma": sigma, "M": M, **others,
    }  # fmt: skip


def bent(sigma, M, **others):
    """`linear` with the least s that M allows."""
    at = linear(sigma, M, **others)
    return {**at, "s": lambda t: sigma - S(M) * at["ell"](t)}


thm.sharp(decays, linear(2), name="a linear model")
thm.sharp(floor, linear(2), name="a linear model")
thm.sharp(reach, linear(2), name="a linear model")
thm.example(bent(5, "9/2"), name="a slope that may fall")
tiny, small = Rational(1, 10**10), Rational(1, 1000)
close = bent(10, tiny)
thm.needs(flow, linear(2, E=lambda t: 1, ell=lambda t: 2 * t), breaks=decays)
for less in (1 - 10 * tiny, 1 - tiny, 1 - small, Rational(1, 2)):
    thm.needs(flow, linear(2, times=less), breaks=decays, name=f"flow, {less} times the speed^2")
    slower = linear(2, slope=2 * less)
    thm.needs(lipschitz, slower, breaks=decays, name=f"lipschitz, {less} times the slope")
    slower = {**slower, "s": lambda t: 2}
    thm.needs(singular, slower, breaks=decays, name=f"singular, {less} times the speed")
cubic = {"E": lambda t: exp(-t / 27), "ell": lambda t: Rational(27, 2) * (1 - exp(-2 * t / 81))}
thm.needs(flow, linear("1/4", **cubic), breaks=decays, name="flow, the speed cubed")
plain = {"E": lambda t: exp(-10 * t), "s": lambda t: 10 * exp(-10 * t)}
plain["ell"] = lambda t: (1 - exp(-20 * t)) / 2
thm.needs(flow, linear(10, 20, **plain), breaks=floor, name="flow, the speed itself")
rest = linear(1, E=lambda t: 1, ell=lambda t: 0)
thm.needs(singular, rest, breaks=decays, name="singular, at rest")
thm.needs(lipschitz, linear(10, 10, slope=1), breaks=decays, name="lipschitz, ell and s exchanged")
for more in (1 + 10 * tiny, 1 + small):
    steeper = {**close, "s": lambda t, c=more: 10 - c * tiny * close["ell"](t)}
    thm.needs(lipschitz, steeper, breaks=floor, name=f"lipschitz, {more} times M")
later = linear(2, "1/4", slope=1)
thm.needs(start, {**later, "ell": lambda t: 4 + later["ell"](t)}, breaks=floor)
# A path that jumps over the point where J = 0, as no continuous one can.
jump = {"ell": lambda t: 0 if t == 0 else 5 - exp(-t), "s": lambda t: 1 if t == 0 else 0}
thm.needs(inside, linear(1, "3/8", **jump), breaks=floor)
short = {"ell": lambda t: 0 if t == 0 else 1 - exp(-t) / 16}
short = linear(1, 4, residual="1/16", **{**jump, **short})
thm.needs(inside, short, breaks=floor, name="inside, M and sigma exchanged")
thm.refutes("half as far", left >= sigma - M * E(0) / (2 * sigma), close, of=reach)
thm.refutes("J does not change", s(t) ** 2 >= sigma**2, close, of=floor)
thm.refutes("twice the rate", E(t) <= exp(-2 * c * t) * E(0), linear(2), of=decays)
