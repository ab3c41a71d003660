"""An activation of range 1 that must speed up first needs more than its rise to rise.

Source   Ma 2021, equation (3.2), strengthened: a lemma of weak_quasi_convexity_range.
Claim    0 <= h, 0 <= D <= 1, 0 <= a, M <= h a + a^2 / 2, D <= M + (t - a), a <= 1 - h, a = t or
         a = 1 - h  =>  (1 + (1 - h)^2 / 2) D <= t.
Covers   D = |sigma(<w, x>) - sigma(<w*, x>)|, t = |<w - w*, x>|, h = sigma'(<w, x>): M is what
         sigma rises within the distance a of <w, x>, where sigma'' <= 1 limits the slope to h + r
         (slope_average), and the rest of the way has slopes of at most 1 (mean_value).
Silent   on D = 1 inside an increasing activation, which approaches it only.
"""

from sympy import Eq, Le, Or, Rational

from lemmata import Theorem, cite
from models import glm_activations
from strategies import glm as draws

thm = Theorem(
    "glm.secant_gap",
    supports=["ma.thm-3.2-const"],
    sources=[cite("Ma 2021", "equation (3.2)")],
)
h, D, t = thm.nonneg("h D t", "slope at <w, x>; difference of outputs; its distance in <w, x>")
a, M = thm.nonneg("a M", "a distance from <w, x>, the rise of the activation within")
half = Rational(1, 2)

range_ = thm.assume("range", D <= 1)
first = thm.assume("first", M <= h * a + a**2 / 2)
second = thm.assume("second", D <= M + t - a)
early = thm.assume("early", a <= 1 - h)
stop = thm.assume("stop", Or(Eq(a, t), Eq(a, 1 - h)))
gap = thm.conclude("gap", Le((1 + (1 - h) ** 2 / 2) * D, t))


@thm.proof(gap)
def short_or_long(k):
    c = (1 - h) ** 2 / 2
    branches = {}
    for case in stop.relation.args:
        here = k.assume(case)
        if case.rhs == t:
            low = k.combine(1 - h >= 0, {early: 1}, [(a, 1)])
            # t - (1 + c) (h t + t^2 / 2) = (1 + c) t (1 - h - t) / 2 + t (1 - h) (1 + h^2) / 4
            rest = {second: 1 + c, first: 1 + c, early: (1 + c) * a / 2, low: a * (1 + h**2) / 4}
            parts = rest | {here: c}
        else:
            parts = {second: 1, first: 1, range_: c, here: (1 - h - a) / 2}
        branches[case] = k.combine(gap, parts)
    return k.cases(stop, branches)


thm.rigid("the range, the slopes and their rate of change are bounded by 1")

thm.open("exponent", "stronger, as a <= 1", first)
thm.open("exponent", "weaker, as 0 <= 1 - h <= 1", gap)
thm.open("constant", "true for factors below 2: for t = a the claim has room", early)
STOP = "true: a > 1 - h is excluded by `early`, and a = p t for p >= 0.999 leaves room"
thm.open("constant", STOP, stop)
thm.open("term dropped", "stronger: a = 1 is excluded by `early`, save for h = 0", stop)

thm.check(
    gap, on=glm_activations.gap, draw=draws.gaps, constructed=[range_, first, second, early, stop]
)

NEAR = Rational(1, 10**10)


def at(h, t, D=None, **others):
    """All of the rise that the slopes allow, or a given one."""
    h, t = Rational(h), Rational(t)
    a = min(t, 1 - h)
    M = h * a + a**2 / 2
    return {"h": h, "t": t, "a": a, "M": M, "D": M + t - a if D is None else D} | others


full = at("1/2", "9/8")
thm.sharp(gap, full, name="slope 1/2 at the end, a rise of 1")
thm.example(at(1, 1), name="slope 1 all the way")
thm.example(at("1/5", 0), name="no distance")
thm.example(at("1/5", "23/20"), name="within [-1, 1]: slopes from 1 to 1/5, 1/5 before")
thm.example(at("1/2", "1/4"), name="shorter than 1 - h")
thm.needs(range_, at("1/2", Rational(9, 8) + NEAR))
thm.needs(first, {**full, "M": full["M"] + NEAR, "t": Rational(9, 8) - NEAR})
thm.needs(second, {**full, "t": Rational(9, 8) - NEAR})
thm.needs(early, {**at("1/2", 1), "a": 1, "M": 1, "D": 1}, name="the speed goes on growing")
grown = NEAR + NEAR**2 / 2
thm.needs(early, {"h": 1, "t": NEAR, "a": NEAR, "M": grown, "D": grown}, name="early, barely")
thm.needs(stop, {**at("1/2", 1), "a": 0, "M": 0, "D": 1}, name="no limit on the speed")
for off in (NEAR, 5 * NEAR, 10 * NEAR):
    sooner = {"a": half - off, "M": half * (half - off) + (half - off) ** 2 / 2}
    missed = {**full, **sooner, "t": Rational(9, 8) - off**2 / 2}
    thm.needs(stop, missed, name=f"stop, {off} too soon")
halfway = {"h": 0, "t": "7/5", "a": "7/10", "M": "49/200", "D": "189/200"}
thm.needs(stop, halfway, name="stop, half of the way")
thm.refutes("(1 + (1 - h)^2) D <= t", Le((1 + (1 - h) ** 2) * D, t), full)
