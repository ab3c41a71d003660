"""Every stationary point can be a global minimiser, and yet there are two isolated ones and no PL.

Source   Ma 2021, section 2.2, paragraph before Theorem 2.4.
Claim    f(x, y) = (x^2 - 1)^2 + (x^2 y - x - 1)^2, (a, b) = grad f(x, y):
         16 x^6 f(x, y) = (x^2 a - (2 x y - 1) b)^2 + 4 x^2 b^2, and a = 2 where x = 0;
         a = b = 0  =>  (x, y) is (-1, 0) or (1, 2);  f(x, y) = 0 there, the least value.
Covers   the whole plane. Near (1 / (2 y), y) the gradient tends to 0 as y grows while f tends to 2,
         so that no Polyak-Lojasiewicz constant exists: what the source says of "every stationary
         point is a global minimum" (linear rate, connected minima) holds under (2.1), not for it.
Silent   on the rate of gradient descent on this f.
"""

from sympy import And, Eq, Implies, Or, Rational, reduced

from lemmata import Theorem, cite
from models import two_minima
from strategies import matrices

thm = Theorem(
    "descent.two_isolated_minima",
    catalogue=["ma.stationary-global-caveats"],
    sources=[cite("Ma 2021", "section 2.2")],
)
x, y = thm.real("x y", "coordinates")
L = thm.real("L", "f(x, y)")
a, b = thm.real("a b", "partial derivatives at (x, y)")
f = two_minima.two_minima(x, y)

value = thm.assume("value", Eq(L, f))
across = thm.assume("across", Eq(a, f.diff(x)))
along = thm.assume("along", Eq(b, f.diff(y)))
weighted = thm.conclude(
    "weighted", Eq(16 * x**6 * L, (x**2 * a - (2 * x * y - 1) * b) ** 2 + 4 * x**2 * b**2)
)
flat = And(Eq(a, 0), Eq(b, 0))
minima = [(-1, 0), (1, 2)]
places = [And(Eq(x, p), Eq(y, q)) for p, q in minima]
listed = thm.conclude("listed", Implies(flat, Or(*places)))
lowest = thm.conclude("lowest", Implies(flat, Eq(L, 0)))


@thm.proof(weighted)
def squares_of_the_residuals(k):
    """With s = x^2 y - x - 1: b = 2 x^2 s and x^2 a - (2 x y - 1) b = 4 x^3 (x^2 - 1)."""
    s, r = x**2 * y - x - 1, x**2 - 1
    first, second = x**2 * a - (2 * x * y - 1) * b, 4 * x**3 * r
    mixed = k.combine(Eq(first, second), {across: x**2, along: -(2 * x * y - 1)})
    parts = {value: 16 * x**6, mixed: -(first + second), along: -4 * x**2 * (b + 2 * x**2 * s)}
    return k.combine(weighted, parts)


def solutions(k):
    still = k.assume(flat)
    first = k.combine(Eq(f.diff(x), 0), {across: -1, k.part(still, Eq(a, 0)): 1})
    second = k.combine(Eq(f.diff(y), 0), {along: -1, k.part(still, Eq(b, 0)): 1})
    return k.solve_system([first, second], [x, y])


@thm.proof(listed)
def solve_the_system(k):
    return k.discharge(solutions(k), flat)


@thm.proof(lowest)
def value_at_each(k):
    branches = {}
    for (p, q), place in zip(minima, places, strict=True):
        here = k.assume(place)
        (left, right), _ = reduced(f, [x - p, y - q], x, y)
        parts = {value: 1, k.part(here, Eq(x, p)): left, k.part(here, Eq(y, q)): right}
        branches[place] = k.combine(Eq(L, 0), parts)
    return k.discharge(k.cases(solutions(k), branches), flat)


thm.rigid("the constants of the example fix all units")

thm.reading("objective", f, of=[x, y], function=two_minima.two_minima, sizes={})
thm.open(
    "converse", "true: the gradient vanishes at both places, and wherever f = 0", listed, lowest
)
thm.open(
    "swapped",
    "true: x = 0 gives a = 2 and y = 0 gives a = 2 (x + 1) (2 x^2 - 2 x + 1), which vanishes at -1 "
    "only, where b = 0",
    listed,
)
thm.open("swapped", "true: f = 0 is the least value, so that a = b = 0 there", lowest)

thm.check(
    weighted,
    listed,
    lowest,
    on=two_minima.plane,
    draw=matrices.lattice,
    implements=[value, across, along],
)


def at(p, q, **wrong):
    here = {x: Rational(p), y: Rational(q)}
    made = {"x": p, "y": q, "L": f.subs(here), "a": f.diff(x).subs(here), "b": f.diff(y).subs(here)}
    return made | wrong


for p, q in minima:
    thm.example(at(p, q), name=f"at {(p, q)}")
thm.example(at(2, 3), name="no stationary point")
thm.needs(across, at(0, 0, a=0), breaks=listed)
thm.needs(along, at(1, "1/2", b=0), breaks=listed)
thm.needs(value, at(1, 2, L=1), breaks=lowest)
unique = Implies(flat, places[0])
thm.refutes("the minimiser is unique", unique, at(1, 2), of=listed)
thm.refutes("where b = 0 alone", Implies(Eq(b, 0), Eq(L, 0)), at(0, 0), of=lowest)
far = at("1/200", 100)
thm.refutes("PL, with the constant 1/1000", a**2 + b**2 >= L / 1000, far, of=lowest)
halved = Eq(16 * x**6 * L, (x**2 * a - (2 * x * y - 1) * b) ** 2 + 2 * x**2 * b**2)
thm.refutes("2 x^2 b^2 for 4 x^2 b^2", halved, at(2, 3), of=weighted)
thm.erratum(
    cite("Ma 2021", "section 2.2, paragraph before Theorem 2.4"),
    printed="that any stationary point is a global minimum effectively rules out multiple "
    "disconnected local minima, and makes gradient descent converge linearly",
    corrected="both hold under the inequality (2.1), which is more: here every stationary point is "
    "a global minimum, and there are two of them",
    false=unique,
    true=listed,
    at=at(1, 2),
)
