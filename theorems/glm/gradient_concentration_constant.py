"""The uniform deviation of the gradient is at most 9.51 B sqrt(S / n), from 25 samples on 5.7.

Source   Ma 2021, section 3.2: the constants C_1 and C_2 of Theorem 3.3, which it leaves open.
Claim    t = B sqrt(8 S / n), S >= 1.098, n >= 1  =>  2 B / sqrt n + t + 5 B / n is at most
         9.51 B sqrt(S / n);  at most 5.7 B sqrt(S / n) for n >= 25.
Covers   S = d (log 3 + log(n B R)) + log(1/delta) with n B R >= 1, d >= 1 and delta <= 1, which is
         at least log 3 > 1.098; so C_1 = 9.51 and C_2 = log 3 in Theorem 3.3.
Silent   on the best constants: 9.51 and 5.7 are rounded up in the second digit after the point.
"""

from sympy import Eq, Ge, Implies, Le, Rational, sqrt

from lemmata import Theorem, cite
from models import glm_concentration
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.gradient_concentration_constant",
    supports=["ma.eq-3.3"],
    sources=[cite("Ma 2021", "Theorem 3.3")],
)
n, B, S = thm.positive("n B S", "samples, bound on x, d log(3 n B R) + log(1/delta)")
t = thm.nonneg("t", "deviation from the mean")
bound, unit = 2 * B / sqrt(n) + t + 5 * B / n, B * sqrt(S) / sqrt(n)

height = thm.assume("height", Eq(t, 2 * sqrt(2) * unit))
many = thm.assume("many", n >= 1)
wide = thm.assume("wide", S >= Rational(549, 500))
short = thm.conclude("short", bound <= Rational(951, 100) * unit)
shorter = thm.conclude("shorter", Implies(n >= 25, bound <= Rational(57, 10) * unit))


def constant(k, claim, C, least, enough):
    """The bound with C, where sqrt n >= least, which `enough` says."""
    root, two = Rational(10477, 10000), Rational(14143, 10000)
    large = k.combine(sqrt(S) >= root, {wide: 1}, scale=sqrt(S) + root,
                      squares=[(Rational(549, 500) - root**2, 1)])  # fmt: skip
    many_ = k.combine(sqrt(n) >= least, {enough: 1}, scale=sqrt(n) + least)
    above = k.combine(
        Le(sqrt(2), two, evaluate=False), squares=[(two**2 - 2, 1)], scale=two + sqrt(2)
    )
    rest = k.combine(Ge(C - 2 * sqrt(2), 0, evaluate=False), {above: 2}, squares=[(C - 2 * two, 1)])
    spare = (C - 2 * two) * root - 2 - Rational(5, least)
    parts = {height: -n / B, large: sqrt(n) * (C - 2 * sqrt(2)), above: 2 * sqrt(n) * root}
    parts[many_] = Rational(5, least)
    squares = [(spare * sqrt(n), 1)]
    return k.combine(claim, parts, squares=squares, signs=[rest], scale=n / B)


@thm.proof(short)
def at_least_one_sample(k):
    return constant(k, short, Rational(951, 100), 1, many)


@thm.proof(shorter)
def at_least_25_samples(k):
    premise, claim = shorter.relation.args
    made = constant(k, claim, Rational(57, 10), 5, k.assume(premise))
    return k.discharge(made, premise)


thm.scales("samples", B=1, t=1)

room = "true: 9.51 and 5.7 are rounded up, which leaves room"
thm.open("constant", "weaker: a smaller t; or true, as 9.51 and 5.7 are rounded up", height)
thm.open("exponent", "weaker: a smaller t, as S and n are at least 1", height)
thm.open("constant", room, many, wide, short, shorter)
thm.open("strict", room, shorter)
thm.open("exponent", "weaker, as S is at least 1", shorter)

thm.check(short, shorter, on=glm_concentration.heights, draw=draws.heights, constructed=[height])


def at(n=1, B=1, S="549/500", **changed):
    n, B, S = Rational(n), Rational(B), Rational(S)
    return {"n": n, "B": B, "S": S, "t": 2 * sqrt(2) * B * sqrt(S) / sqrt(n)} | changed


thm.example(at(), name="one sample")
thm.example(at(25), name="25 samples")
thm.needs(height, at(t=9), breaks=short)
thm.needs(many, at("1/4"), breaks=short)
thm.needs(wide, at(S=1), breaks=short)
for C, conclusion, given in (("9.5", short, 1), ("5.69", shorter, 25)):
    false = Implies(n >= given, bound <= Rational(C) * unit)
    thm.refutes(f"{C}", false, at(given), of=conclusion)
