"""On two separable points the flow of the logistic loss lets both margins grow like log t.

Source   Ma 2021, section 6 (algorithmic regularisation; Soudry et al. 2018), the simplest case.
Claim    L(w) = log(1 + exp(-w_1)) + log(1 + exp(-w_2)), so that w' = 1 / (1 + exp(w)) in each
         coordinate, T the time elapsed  =>  w + exp(w) = w(0) + exp(w(0)) + T  and
         exp(w(0)) (1 + T / (1 + exp(w(0)))) <= exp(w) <= exp(w(0)) + T.
Covers   inputs (1, 0) and (0, 1) with label 1, any start; any parametrisation t of the path, with
         w' (1 + exp(w)) = T', of which T = t is the flow itself. From 0: log(1 + t / 2) <= w_i <=
         log(1 + t). From any start exp(w_1 - w_2) <= max(exp(w_1(0) - w_2(0)), 1 + exp(-w_2(0))),
         while both grow without bound: w / |w| tends to (1, 1) / 2^(1/2), the direction of the
         largest margin, with an angle of order 1 / log t.
Silent   on other data: that w / |w| tends to the max-margin direction for all separable data and
         for gradient descent is the theorem of Soudry et al., not proved here; on data that are
         not separable, where w stays bounded, see `needs`.
"""

from sympy import Derivative, Eq, Ge, Le, Rational, S, exp

from lemmata import Theorem, cite
from models import implicit_bias
from strategies import implicit_bias as draws

thm = Theorem(
    "networks.logistic_margin_growth",
    catalogue=["ma.soudry"],
    sources=[cite("Ma 2021", "section 6")],
)
t = thm.time("t")
w, T = thm.functions("w T", "a coordinate of the path and the time elapsed")
for term, name in {
    t: "t", w(t): "w_t", w(0): "w_0", T(t): "T_t", T(0): "T_0", Derivative(w(t), t): "w_dot",
    Derivative(T(t), t): "T_dot",
}.items():  # fmt: skip
    thm.measure(term, name)
w_dot, T_dot = Derivative(w(t), t), Derivative(T(t), t)
grown, first = exp(w(t)), exp(w(0))

flow = thm.assume("flow", Eq(w_dot * (1 + grown), T_dot))
onward = thm.assume("onward", T_dot >= 0)
start = thm.assume("start", Eq(T(0), 0))
solved = thm.conclude("solved", Eq(w(t) + grown, w(0) + first + T(t)))
upper = thm.conclude("upper", grown <= first + T(t))
lower = thm.conclude("lower", first + T(t) * first / (1 + first) <= grown)


@thm.proof(solved)
def integrate(k):
    term, slope = w(t) + grown - T(t), w_dot * (1 + grown) - T_dot
    falls = k.combine(Le(slope, 0), {flow: -1})
    rises = k.combine(Le(-slope, 0), {flow: 1})
    same = k.squeeze(k.monotone(falls, term), k.monotone(rises, -term))
    return k.combine(solved, {same: 1, start: -1})


def forwards(k):
    """The coordinate grows."""
    return k.combine(Ge(w_dot, 0), {onward: 1, flow: 1}, scale=1 + grown)


@thm.proof(upper)
def at_most_the_time(k):
    slower = k.combine(Le(grown * w_dot - T_dot, 0), {flow: -1, forwards(k): 1})
    return k.combine(upper, {k.monotone(slower, grown - T(t)): 1, start: 1})


@thm.proof(lower)
def at_least_a_share(k):
    ahead = forwards(k)
    rises = k.combine(Le(-grown * w_dot, 0), {ahead: grown})
    more = k.monotone(rises, -grown)
    share = first / (1 + first)
    faster = k.combine(
        Le(share * T_dot - grown * w_dot, 0), {more: w_dot / (1 + first), flow: share},
        signs=[ahead],
    )  # fmt: skip
    return k.combine(lower, {k.monotone(faster, share * T(t) - grown): 1, start: -share})


thm.scales("parametrisation", t=1)

thm.open("constant", "weaker, since T >= 0 by `onward` and `start`", upper, lower)
thm.open("exponent", "weaker, since T >= 0 by `onward` and `start`", lower)
thm.open("term dropped", "weaker, since T >= 0 by `onward` and `start`", lower)

thm.check(solved, upper, lower, on=implicit_bias.logistic_flow, draw=draws.logistic_flows,
          implements=[flow], constructed=[flow, onward, start])  # fmt: skip


def path(start=0, speed=1, one=1, many=1, **others):
    """w = start + speed t, and the time that it takes where T' = w' (one + many exp(w))."""
    return {
        "w": lambda t: start + speed * t,
        "T": lambda t: one * speed * t + many * exp(start) * (exp(speed * t) - 1), **others,
    }  # fmt: skip


rest = {"w": lambda t: S.Zero, "T": lambda t: S.Zero}
thm.sharp(upper, rest, name="no time")
thm.sharp(lower, rest, name="no time")
every = [flow, onward, start]
late, early = path(speed=100), path(speed=Rational(1, 10**10))
# Two points that are not separable, x with both labels: w stays at 0.
thm.needs(flow, {**rest, "T": lambda t: t}, breaks=lower, name="flow: not separable")
thm.needs(flow, path(one=0), breaks=solved, name="flow: the loss exp(-w)")
other = {"T": lambda t: t, "w": lambda t: t + exp(t) - 1}
thm.needs(flow, other, breaks=solved, name="flow, w and T exchanged")
tiny, small = Rational(1, 10**9), Rational(1, 1000)
for c in (1 + tiny, 1 - tiny, 1 + small, 1 - small, S(2), S(1) / 2):
    for how, part in {
        "1": {"one": c},
        "exp(w)": {"many": c},
        "T'": {"one": 1 / c, "many": 1 / c},
    }.items():
        thm.needs(flow, path(**part), breaks=solved, name=f"flow, {c} times {how}")
thm.needs(onward, path(speed=-1), breaks=upper, name="backwards in time")
thm.needs(start, {**rest, "T": lambda t: S.One}, breaks=solved)
thm.refutes("w grows like log(t / 2)", grown <= first + T(t) / 2, late, of=upper, given=every)
thm.refutes("the full time", first + T(t) <= grown, path(), of=lower, given=every)
share = first / (first + 1 - small)
thm.refutes("a little more", first + T(t) * share <= grown, early, of=lower, given=every)
thm.refutes("linear growth", Eq(w(t), w(0) + T(t)), late, of=solved, given=every)
