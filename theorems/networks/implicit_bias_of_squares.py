"""A linear model with weights u^2 - v^2 moves along 2 alpha^2 sinh: another implicit bias.

Source   Ma 2021, section 6 (algorithmic regularisation; the model of Woodworth et al. 2020).
Claim    L = |X w - y|^2 / 2, w = u^2 - v^2 entry by entry, h = X' (X w - y), gradient flow
         u' = -2 h u, v' = 2 h v from u = v = alpha, s' = -4 h from s = 0  =>  in every entry
         u v = alpha^2,  u^2 = alpha^2 exp(s),  w = alpha^2 (exp(s) - exp(-s)) = 2 alpha^2 sinh(s).
Covers   every number of inputs and weights, a claim on one entry; every loss of X w (its gradient
         in w is h). s = X' nu with nu' = -4 (X w - y): a limit that fits y is w = 2 alpha^2
         sinh(X' nu). For X = (1, 2), y = 1 and alpha = 1/3 that is (1/6, 5/12), with exp(nu) = 2,
         while gradient descent on w from 0 finds (1/5, 2/5) (implicit_bias).
Silent   on convergence; on the limit alpha -> 0, which is the least |w|_1, here (0, 1/2).
"""

from sympy import Derivative, Eq, Le, Rational, exp

from lemmata import Theorem, cite
from models import implicit_bias
from strategies import implicit_bias as draws

thm = Theorem(
    "networks.implicit_bias_of_squares",
    supports=["ma.implicit-bias"],
    sources=[cite("Ma 2021", "section 6")],
)
t = thm.time("t")
u, v, s, h = thm.functions("u v s h", "both factors of a weight, their logarithm, the slope")
alpha = thm.positive("alpha", "the start")
for term, name in {
    t: "t", u(t): "u_t", v(t): "v_t", s(t): "s_t", h(t): "h_t", u(0): "u_0", v(0): "v_0",
    s(0): "s_0", Derivative(u(t), t): "u_dot", Derivative(v(t), t): "v_dot",
    Derivative(s(t), t): "s_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

up = thm.assume("up", Eq(Derivative(u(t), t), -2 * h(t) * u(t)))
down = thm.assume("down", Eq(Derivative(v(t), t), 2 * h(t) * v(t)))
dual = thm.assume("dual", Eq(Derivative(s(t), t), -4 * h(t)))
start_u = thm.assume("start_u", Eq(u(0), alpha))
start_v = thm.assume("start_v", Eq(v(0), alpha))
start_s = thm.assume("start_s", Eq(s(0), 0))
product = thm.conclude("product", Eq(u(t) * v(t), alpha**2))
square = thm.conclude("square", Eq(u(t) ** 2, alpha**2 * exp(s(t))))
weight = thm.conclude("weight", Eq(u(t) ** 2 - v(t) ** 2, alpha**2 * (exp(s(t)) - exp(-s(t)))))


def kept(k, term, slope, parts):
    """A term without slope keeps its value at 0: it neither rises nor falls."""
    falls = k.combine(Le(slope, 0), {fact: -m for fact, m in parts.items()})
    rises = k.combine(Le(-slope, 0), parts)
    return k.squeeze(k.monotone(falls, term), k.monotone(rises, -term))


def squared(k, sign, end, other, law, start):
    """end^2 = alpha^2 exp(sign s), as exp(sign s) other^2 keeps its value alpha^2."""
    grown = exp(sign * s(t))
    slope = grown * (sign * Derivative(s(t), t) * other(t) ** 2
                     + 2 * other(t) * Derivative(other(t), t))  # fmt: skip
    term = grown * other(t) ** 2
    same = kept(k, term, slope, {dual: sign * grown * other(t) ** 2, law: 2 * grown * other(t)})
    first = k.rewrite(k.rewrite(same, start_s), start)
    whole = k.combine(Eq(u(t) ** 2 * v(t) ** 2, alpha**4), {conserved(k): u(t) * v(t) + alpha**2})
    return k.combine(
        Eq(end(t) ** 2, alpha**2 * grown), {first: -(end(t) ** 2), whole: grown}, scale=alpha**2
    )


@thm.proof(product)
def conserved(k):
    slope = Derivative(u(t), t) * v(t) + u(t) * Derivative(v(t), t)
    same = kept(k, u(t) * v(t), slope, {up: v(t), down: u(t)})
    return k.combine(product, {same: 1, start_u: v(0), start_v: alpha})


@thm.proof(square)
def one_exponential(k):
    return squared(k, 1, u, v, down, start_v)


@thm.proof(weight)
def their_difference(k):
    return k.combine(weight, {one_exponential(k): 1, squared(k, -1, v, u, up, start_u): -1})


thm.scales("weights", u=1, v=1, alpha=1)
thm.scales("time", h=1, t=-1)

thm.check(product, square, weight, on=implicit_bias.hadamard_flow, draw=draws.hadamard_flows,
          implements=[up, down], constructed=[up, down, dual, start_u, start_v, start_s],
)  # fmt: skip

# One entry with x = 1 far from a target: h = -1 all the time.
steady = {
    "u": lambda t: 3 * exp(2 * t), "v": lambda t: 3 * exp(-2 * t), "s": lambda t: 4 * t,
    "h": lambda t: -1 + 0 * t, "alpha": 3,
}  # fmt: skip
thm.example(steady)
tiny, small = Rational(1, 10**9), Rational(1, 1000)
for c in (1 + tiny, 1 - tiny, 1 + small, 1 - small, 2, Rational(1, 2)):
    moved = {**steady, "u": lambda t, c=c: 3 * exp(2 * c * t)}
    thm.needs(up, moved, breaks=product, name=f"up, {c} times the speed")
    moved = {**steady, "v": lambda t, c=c: 3 * exp(-2 * c * t)}
    thm.needs(down, moved, breaks=product, name=f"down, {c} times the speed")
    moved = {**steady, "s": lambda t, c=c: 4 * c * t}
    thm.needs(dual, moved, breaks=weight, name=f"dual, {c} times the speed")
thm.needs(start_u, {**steady, "u": lambda t: exp(2 * t)}, breaks=product)
thm.needs(start_v, {**steady, "v": lambda t: exp(-2 * t)}, breaks=product)
thm.needs(start_s, {**steady, "s": lambda t: 1 + 4 * t}, breaks=weight)
thm.refutes("the sum is kept", Eq(u(t) + v(t), 2 * alpha), steady, of=product)
thm.refutes("u = alpha exp(s)", Eq(u(t), alpha * exp(s(t))), steady, of=square)
thm.refutes("a linear bias", Eq(u(t) ** 2 - v(t) ** 2, 2 * alpha**2 * s(t)), steady, of=weight)
