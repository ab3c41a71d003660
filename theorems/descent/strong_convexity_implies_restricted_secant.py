"""Strong convexity implies the restricted secant inequality with the same constant.

Source   Ma 2021, footnote 3.
Claim    grad f(x*) = 0, f(x*) >= f(x) + <g, x* - x> + (m/2) |x* - x|^2 and the same from x* to x
         =>  <g, x - x*> >= m |x - x*|^2.
Covers   every dimension; strong convexity for the one pair (x, x*) only. Attained by (m/2) |x|^2.
Silent   on the converse: x^2 + 3 sin^2 x satisfies the inequality and is not convex.
"""

from sympy import Eq, Rational, Symbol

from lemmata import Theorem, cite, inner, zero
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.strong_convexity_implies_restricted_secant",
    catalogue=["ma.fn-3"],
    sources=[cite("Ma 2021", "footnote 3")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, xstar, g, gstar = thm.vector("x xstar g gstar", d, "point, minimiser, gradients at these")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
m = thm.positive("m", "strong convexity constant for the pair")
r = x - xstar

stationary = thm.assume("stationary", Eq(gstar, zero(gstar)))
there = thm.assume("there", Lstar >= L - inner(g, r) + m / 2 * inner(r, r))
back = thm.assume("back", L >= Lstar + inner(gstar, r) + m / 2 * inner(r, r))
secant_ = thm.conclude("secant", inner(g, r) >= m * inner(r, r))


@thm.proof(secant_)
def add_the_two(k):
    return k.combine(secant_, {there: 1, back: 1, stationary: r})


thm.scales("objective", g=1, gstar=1, L=1, Lstar=1, m=1)
thm.scales("argument", x=1, xstar=1, g=-1, gstar=-1, m=-2)
thm.invariant("rotation", d)
for change in ("constant", "term dropped"):
    thm.open(change, "the same hypothesis, as grad f(x*) = 0 by `stationary`", back)
thm.open("term dropped", "true: without <g, r> it leaves x = x* only, by `back`", there)

built = [stationary, there, back]
thm.check(
    secant_, on=secant.strongly_convex, draw=draws.quadratics, constructed=built, bfloat16=True
)

t, u = Symbol("t", real=True), Symbol("u", real=True)


def at(f, point, m, **others):
    return secant.exact_toward(f, {t: point}, {t: 0}, gstar=[0], m=m) | others


bowl = at(3 * t**2 / 2, 2, 3)
thm.sharp(secant_, bowl, name="(m/2) t^2")
plane = secant.exact_toward((5 * t**2 + u**2) / 2, {t: 0, u: 3}, {t: 0, u: 0}, gstar=[0, 0], m=1)
thm.sharp(secant_, plane, name="along the bottom eigenvector")
thm.example(at(t**2 / 2 + t**4, 1, 1), name="t^2/2 + t^4")
thm.example(at(3 * t**2 / 2, 0, 3), name="x at the minimiser")
thm.needs(there, at(t**2 * (3 - t), 2, 1), name="there: the other stationary point of t^2 (3 - t)")
thm.needs(there, {**bowl, "g": [6 - NEAR]}, name="there, barely")
thm.needs(back, {**bowl, "L": 6 - NEAR, "g": [6 - NEAR / 2]}, name="back, barely")
thm.needs(back, at(-(t**2) / 2, 2, "1/2", g=[0], L=-1))
thm.needs(stationary, at(t**2 / 2 - 2 * t, 1, 1, gstar=[-2]))
thm.needs(stationary, {**bowl, "gstar": [-NEAR], "g": [6 - NEAR], "L": 6 - 2 * NEAR},
          name="stationary, barely")  # fmt: skip
thm.refutes("twice the constant", inner(g, r) >= 2 * m * inner(r, r), bowl)
