"""A model whose Jacobian changes slowly is fitted by gradient flow close to its start.

Source   Ma 2021, section 6 (items (i) to (iii) on the tangent kernel); constants derived here.
Claim    theta' = -J'(F - y), E = |F(theta) - y| > 0, ell the length of the path so far, s >= 0 the
         least singular value of J (of n rows), s >= sigma - M ell and 2 M E(0) <= sigma^2  =>  at
         all times  (sigma - M ell)^2 >= c + 2 M E(t) with c = sigma^2 - 2 M E(0),  M ell < sigma,
         ell <= 2 (E(0) - E(t)) / sigma,  s^2 >= c + 2 M E(t)  and  E(t) <= exp(-c t) E(0).
Covers   every model with n <= p outputs, differentiable along the path; M the Lipschitz constant of
         J (in operator norm) within sigma / M of the start, beyond which `lipschitz` follows from
         s >= 0. No part of the path is assumed to stay there, `inside` shows it: (sigma - M ell)^2
         > 0, so 1 / (sigma - M ell) is defined at all times, and as it does not fall from 1 / sigma
         it is positive. E(0) <= sigma^2 / (4 M) gives the rate c >= sigma^2 / 2; M = 0 is the
         linear model, with the rate sigma^2.
Silent   on the existence of the flow up to t. For c > 0, by completeness, a path of finite length
         converges, to a point with F = y as E tends to 0. J may be Lipschitz within 2 E(0) / sigma
         only: up to a first exit the claim holds, and by `near` it denies the exit. For E(0) >
         sigma^2 / (2 M) F = y may have no solution: t - t^2 <= 1/4, sigma = 1, M = 2.
"""

from sympy import Derivative, Eq, Ge, Gt, Le, Lt, Rational, S, exp, expand, sqrt

from lemmata import Theorem, cite
from models import lazy_flow
from strategies import lazy_flow as draws

thm = Theorem(
    "networks.lazy_convergence", catalogue=["ma.ntk-conv"], sources=[cite("Ma 2021", "section 6")]
)
t = thm.time("t")
E = thm.functions("E", "|F(theta(t)) - y|", positive=True)
ell = thm.functions("ell", "the length of the path up to t")
s = thm.functions("s", "the least singular value of J", nonnegative=True)
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
small = thm.assume("small", 2 * M * E(0) <= sigma**2)
reach = thm.conclude("reach", left**2 >= c + 2 * M * E(t))
inside = thm.conclude("inside", Lt(M * ell(t), sigma))
near = thm.conclude("near", sigma * ell(t) <= 2 * (E(0) - E(t)))
floor = thm.conclude("floor", s(t) ** 2 >= c + 2 * M * E(t))
decays = thm.conclude("decays", E(t) <= exp(-c * t) * E(0))


def forwards(k):
    return k.combine(Ge(speed, 0), {singular: 1}, squares=[(s(t) * E(t), 1)])


def spent(k):
    """E + sigma ell - M ell^2 / 2 does not increase, whatever the sign of sigma - M ell."""
    fast = k.combine(Ge(speed, left * E(t)), {singular: 1, lipschitz: E(t)})
    paid = k.combine(
        Le(E_dot + left * speed, 0), {flow: -1, fast: speed}, scale=E(t), signs=[forwards(k)]
    )
    return k.rewrite(k.monotone(paid, E(t) + sigma * ell(t) - M * ell(t) ** 2 / 2), start)


@thm.proof(reach)
def square(k):
    return k.combine(reach, {spent(k): 2 * M})


@thm.proof(inside)
def never_zero(k):
    falls = k.combine(Le(E_dot, 0), {flow: -1}, scale=E(t), squares=[(1, speed)])
    room = k.combine(Ge(c, 0), {small: 1})
    apart = expand(left**2)  # E(0) (c + 2 M E) = c (E(0) - E) + sigma^2 E
    apart_ = k.combine(
        Gt(apart, 0), {square(k): E(0), k.monotone(falls, E(t)): c},
        scale=E(0), squares=[(sigma**2 * E(t), 1)], signs=[room],
    )  # fmt: skip
    grows = k.combine(Le(-M * speed / apart, 0), {forwards(k): M / apart}, signs=[apart_])
    inverse = k.rewrite(k.monotone(grows, -left / apart, signs=[apart_]), start)
    return k.combine(inside, {inverse: apart, apart_: 1 / sigma}, signs=[apart_])


@thm.proof(near)
def half_the_slope_on_average(k):
    back = k.monotone(k.combine(Le(-speed, 0), {forwards(k): 1}), -ell(t))
    length = k.combine(Ge(ell(t), 0), {back: 1, start: 1})
    return k.combine(near, {spent(k): 2, never_zero(k): ell(t)}, signs=[length])


@thm.proof(floor)
def larger_still(k):
    above = k.combine(Ge(s(t) + left, 0), {never_zero(k): 1}, squares=[(s(t), 1)])
    return k.combine(floor, {square(k): 1, lipschitz: s(t) + left}, signs=[above])


@thm.proof(decays)
def gronwall(k):
    parts = {flow: -1, singular: speed + s(t) * E(t), larger_still(k): E(t) ** 2}
    falls = k.combine(
        Le(E_dot, -c * E(t)), parts,
        scale=E(t), squares=[(2 * M * E(t) ** 3, 1)], signs=[forwards(k)],
    )  # fmt: skip
    return k.gronwall(falls, E(t), -c)


thm.scales("outputs", E=1, s=1, sigma=1, M=1, t=-2)
thm.scales("parameters", ell=1, s=-1, sigma=-1, M=-2, t=2)
thm.limit("time 0", {t: 0}, floor, s(0) ** 2 >= sigma**2)
thm.open("constant", "true: E E' = -m ell'^2, m > 1, gives E' + left ell' <= 0 all the same", flow)
thm.open("swapped", "no instance: ell'(0) >= sigma E(0) > 0, so that ell ell' > 0 soon after", flow)
STRONGER = "the hypothesis is stronger: by the others ell does not decrease from 0"
thm.open("constant", STRONGER, lipschitz)
thm.open("term dropped", STRONGER, lipschitz)
LARGER = "weaker: by `inside` what is squared is larger than sigma - M ell > 0"
thm.open(
    "exponent",
    "false late only: F = <a, theta> / 4, sigma = 1/4, M = 1, E(0) = 1/8 has M ell > sigma after "
    "t = 16 log 2, and exact points are judged up to t = 8",
    small,
)
thm.open("constant", LARGER, reach)
thm.open("term dropped", LARGER, reach)
thm.open("constant", "weaker: E does not increase", near)
thm.open("term dropped", "true: E does not increase", decays)
thm.open("constant", "weaker: exp increases, which the kernel does not use", decays)

PROMISED = [flow, singular, lipschitz]
thm.check(reach, inside, near, floor, decays, on=lazy_flow.lazy_flow, draw=draws.lazy_flows,
          implements=PROMISED, constructed=[*PROMISED, start])  # fmt: skip


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


def edge(sigma=1, bend=1, **others):
    """F = sigma x - bend x^2 / 2 towards its maximum: 2 bend E(0) = sigma^2, J^2 = sigma^2 / w."""
    sigma, bend = Rational(sigma), Rational(bend)
    w = lambda t: 1 + sigma**2 * t  # noqa: E731
    ell = lambda t: sigma**3 * t / (bend * (w(t) + sqrt(w(t))))  # noqa: E731
    return {
        "E": lambda t: sigma**2 / (2 * bend * w(t)), "ell": ell,
        "s": lambda t: sigma - bend * ell(t), "sigma": sigma, "M": bend, **others,
    }  # fmt: skip


thm.sharp(decays, linear(2), name="a linear model")
thm.sharp(floor, edge(2), name="the edge")
thm.sharp(reach, edge(2), name="the edge")
thm.example(edge(10**12), name="late at the edge")
thm.example(bent(5, "9/2"), name="a slope that may fall")
tiny = Rational(1, 10**10)
close = bent(10, tiny)
thm.needs(flow, linear(2, E=lambda t: 1, ell=lambda t: 2 * t), breaks=decays)
for less in (1 - 10 * tiny, 1 - tiny, Rational(999, 1000), Rational(1, 2)):
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
thm.needs(lipschitz, edge(2, M=1 - tiny), breaks=floor, name="lipschitz, barely more than M")
thm.needs(small, linear(1, 2), breaks=inside)
thm.needs(small, edge(10**12, M=1 + tiny), breaks=inside, name="barely too far")
later = linear(2, "1/4", slope=1)
thm.needs(start, {**later, "ell": lambda t: 4 + later["ell"](t)}, breaks=floor)
thm.refutes("half as far", sigma * ell(t) <= (E(0) - E(t)) / 2, close, of=near)
thm.refutes("as far as a straight line", sigma * ell(t) <= E(0) - E(t), edge(2), of=near)
thm.refutes("half of the room", 2 * M * ell(t) <= sigma, edge(2), of=inside)
thm.refutes("J does not change", s(t) ** 2 >= sigma**2, close, of=floor)
thm.refutes("half of the change", left >= sigma - M * ell(t) / 2, edge(2), of=reach)
thm.refutes("twice the rate", E(t) <= exp(-2 * c * t) * E(0), linear(2), of=decays)
