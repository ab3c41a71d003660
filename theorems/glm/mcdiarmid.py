"""McDiarmid's inequality, from exponential moments of the conditional expectations.

Source   Ma 2021, section 3.2 ("tools to prove such concentration inequalities"): McDiarmid 1989.
Claim    f of n independent draws, which one draw changes by at most c, s = 4 t / (n c^2), t >= 0,
         M_i = E exp(s (E(f | the first i draws) - E f) - s t i / n), M_{i+1} <= growth M_i with
         growth <= exp(-2 t^2 / (n^2 c^2)), P(f - E f >= t) <= M_n  =>
         P(f - E f >= t) <= exp(-2 t^2 / (n c^2)).
Covers   every n, t and c; checked for f = |mean of n fair signs|, c = 2 / n, with the exact
         conditional expectations for n <= 24. For a mean of gradients of size 2 B, c = 4 B / n:
         gradient_concentration, of which this is a lemma.
Silent   on differences that are not all alike. Cited: Hoeffding's lemma given the first i draws,
         Markov's inequality.
"""

from sympy import Eq, Rational, exp

from lemmata import Theorem, cite
from models import glm_concentration
from strategies import glm_empirical as draws


def moments(thm):
    """Declare in a theorem the number n of draws, one of them, i, M and its growth."""
    n, i = thm.dimension("n"), thm.index("i")
    M = thm.functions("M", "the moments M_i", nonnegative=True)
    for term, name in {
        n: "n", i: "i", M(n): "M", M(i): "M_i", M(i + 1): "M_next", M(0): "M_0"
    }.items():  # fmt: skip
        thm.measure(term, name)
    return n, i, M, thm.nonneg("growth", "by how much one draw may multiply a moment")


def cited(thm, n, i, M, growth, U, t, c):
    """Assume in a theorem that U is the probability of t more than the mean; c: by one draw."""
    start = thm.assume("start", Eq(M(0), 1))
    step = thm.assume("step", M(i + 1) <= growth * M(i))
    bounded = thm.assume("bounded", growth <= exp(-2 * t**2 / (n**2 * c**2)))
    markov = thm.assume("markov", U <= M(n))
    thm.known(bounded, "Hoeffding 1963, the lemma on exponential moments, given the first i draws")
    thm.known(markov, "Markov's inequality for exp(s (f - E f))")
    return start, step, bounded, markov


thm = Theorem("glm.mcdiarmid", supports=["ma.eq-3.3"], sources=[cite("Ma 2021", "section 3.2")])
n, i, M, growth = moments(thm)
U, t = thm.nonneg("U t", "P(f - E f >= t); deviation")
c = thm.positive("c", "largest change by one draw")
start, step, bounded, markov = cited(thm, n, i, M, growth, U, t, c)
tail = thm.conclude("tail", U <= exp(-2 * t**2 / (n * c**2)))


@thm.proof(tail)
def draw_by_draw(k):
    small = bounded.relation.rhs
    each = k.combine(M(i + 1) <= small * M(i), {step: 1, bounded: M(i)})
    power = k.instantiate(k.geometric(each, M(i), small), {i: n})
    return k.combine(tail, {markov: 1, power: 1, start: -tail.relation.rhs})


thm.scales("values of f", t=1, c=1)
thm.limit("one draw", {n: 1}, tail, U <= exp(-2 * t**2 / c**2))

for change in ("constant", "exponent"):  # n is at least 1
    thm.open(change, "weaker: a smaller bound, as exp increases (not in the kernel)", bounded)
    thm.open(change, "weaker: a larger bound, as exp increases (not in the kernel)", tail)

thm.check(
    tail, on=glm_concentration.walk, draw=draws.walks, constructed=[start, step, bounded, markov]
)


def attained(n_=2, t="1/2", c=1, first=1, factor=1, **changed):
    """Moments first (factor e)^i, e the growth, and the last of them as the tail."""
    t, c = Rational(t), Rational(c)
    e = changed.get("growth", exp(-2 * t**2 / (n_**2 * c**2)))
    made = {"t": t, "c": c, n: n_, "growth": e, "M": lambda i: first * (factor * e) ** i}
    return {**made, "U": first * (factor * e) ** n_} | changed


barely, more = 1 + Rational(1, 10**9), Rational(1001, 1000)
nearer = 1 + Rational(1, 10**10)
for place in ((2, "1/2", 1), (3, 2, 1), (3, 1, 2), (2, "1/2", "1/4")):
    thm.example(attained(*place), name=f"every step attained: {place}")
thm.example(attained(t=0), name="no deviation")
for first in (barely, more):
    thm.needs(start, attained(first=first), name=f"start at {first}")
for factor in (barely, more, 2):
    thm.needs(step, attained(factor=factor), name=f"times {factor}")
for name, place, value in (
    ("barely", (2, 2, 1), nearer * exp(-2)),
    ("1 / c", (2, 1, "1/2"), exp(-1)),
    ("1 / c^3", (2, 1, 2), exp(-Rational(1, 16))),
    ("t^3", (2, "1/2", 1), exp(-Rational(1, 16))),
    ("t", (2, 2, 1), exp(-1)),
    ("1 / n^3", (2, 1, 1), exp(-Rational(1, 4))),
    ("t and c exchanged", (2, 1, "1/2"), exp(-Rational(1, 8))),
):
    thm.needs(bounded, attained(*place, growth=value), name=f"bounded: {name}")
thm.needs(markov, attained() | {"U": barely * attained()["U"]}, name="barely more")
thm.refutes("a fourth of the draws", U <= exp(-8 * t**2 / (n * c**2)), attained())
thm.refutes("one draw", U <= exp(-2 * t**2 / c**2), attained())
