"""That every stationary point is a global minimum does not make gradient descent linear: |x|^4.

Source   Ma 2021, section 2.2, paragraph before Theorem 2.4.
Claim    f(x) = c |x|^4, z = x - eta grad f(x) = x - 4 c eta |x|^2 x  =>
         f(z) = (1 - 4 c eta |x|^2)^4 f(x) >= (1 - 16 c eta |x|^2) f(x); so the factor of a step
         tends to 1 at the minimum, and for no q < 1 is f(z) <= q f(x) at all x near 0.
Covers   every dimension and step size; 0 is the only stationary point of f and its minimum. The
         linear rate needs the inequality (2.1), which |grad f|^2/f = 16 c |x|^2 contradicts.
Silent   on the rate that does hold, f(x_k) = O(1/k^2).
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite, inner
from models import weak_quasi_convexity
from strategies import strict_saddle as draws

thm = Theorem(
    "descent.quartic_not_linear",
    supports=["ma.stationary-global"],
    sources=[cite("Ma 2021", "section 2.2, paragraph before Theorem 2.4")],
)
d = thm.dimension("d")
x, z = thm.vector("x z", d, "iterate, next iterate")
c, eta = thm.positive("c eta", "coefficient, step size")
n, part = inner(x, x), 4 * c * eta * inner(x, x)

update = thm.assume("update", Eq(z, x - part * x))
exact = thm.conclude("exact", Eq(inner(z, z) ** 2, (1 - part) ** 4 * n**2))
slow = thm.conclude("slow", inner(z, z) ** 2 >= (1 - 4 * part) * n**2)


def fourth_power(k):
    square = k.combine(Eq(inner(z, z), (1 - part) ** 2 * n), {update: z + x - part * x})
    return k.combine(exact, {square: inner(z, z) + (1 - part) ** 2 * n})


@thm.proof(exact)
def of_a_factor(k):
    return fourth_power(k)


@thm.proof(slow)
def bernoulli(k):
    # (1 - u)^4 - (1 - 4 u) = 2 u^2 + u^2 (2 - u)^2 with u = part
    rest = [(2, part * n), (1, part * (2 - part) * n)]
    return k.combine(slow, {fourth_power(k): 1}, squares=rest)


thm.scales("argument", x=1, z=1, c=-2)
thm.scales("objective", c=1, eta=-1)
thm.invariant("rotation", d)
thm.limit("no step", {eta: 0}, exact, Eq(inner(z, z) ** 2, n**2))
thm.open(
    "swapped", "true: |z| > |x| only for 4 c eta |x|^2 > 2, where the factor is negative", slow
)
thm.limit("no step", {eta: 0}, slow, inner(z, z) ** 2 >= n**2)

thm.check(
    exact,
    slow,
    on=weak_quasi_convexity.quartic_step,
    draw=draws.quartic_steps,
    implements=[update],
    bfloat16=True,
)


def at(u, **changed):
    """On the line from x = 1, where 4 c eta |x|^2 = u."""
    u = Rational(u)
    return {"x": [1], "z": [1 - u], "c": 1, "eta": u / 4, **changed}


small = Rational(1, 10**9)
thm.example(at("1/2"), name="half of the way")
thm.example(at(small), name="a short step, or a point near 0: almost nothing is gained")
thm.example(at(small / 10), name="and less")
thm.needs(update, at("1/8", z=[0]), breaks=slow)
u = Rational(1, 8)
for f in (1 + small, 1 - small, Rational(1001, 1000), Rational(999, 1000), 2, Rational(1, 2)):
    for name, factor in {"all": f * (1 - u), "1": f - u, "the step": 1 - f * u}.items():
        off = at(u, z=[factor])
        thm.needs(update, off, name=f"update: {name} times {f}", breaks=exact)
thm.needs(update, at(u, z=[1]), name="no step", breaks=exact)
thm.needs(update, at(u, z=[-u]), name="without x", breaks=exact)
thm.needs(update, at(u, x=[1 - u], z=[1]), name="the step taken at z", breaks=exact)
thm.refutes("(1 - u)^2", Eq(inner(z, z) ** 2, (1 - part) ** 2 * n**2), at("1/8"), of=exact)
thm.refutes("a factor 999/1000", inner(z, z) ** 2 <= Rational(999, 1000) * n**2, at(small), of=slow)
thm.refutes("twice as slow", inner(z, z) ** 2 >= (1 - 2 * part) * n**2, at("1/8"), of=slow)
thm.erratum(
    cite("Ma 2021", "section 2.2, paragraph before Theorem 2.4"),
    printed="if any stationary point is a global minimum, gradient descent converges linearly",
    corrected="it does under (2.1), which is more: for |x|^4 the factor of a step tends to 1",
    false=inner(z, z) ** 2 <= Rational(999, 1000) * n**2,
    true=slow,
    at=at(small),
)
