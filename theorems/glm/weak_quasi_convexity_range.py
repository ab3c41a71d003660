"""Slopes, their rate of change and the range bounded by 1: weak quasi-convexity beyond 2 gamma.

Source   Ma 2021, Assumption 3.1 and equation (3.2), strengthened; constants derived here.
Claim    At every input: h = sigma'(<w, x>) >= gamma, D and t the differences of sigma and of its
         argument between w* and w, of one sign and of the sizes `rise` and `dist`; rise <= 1; for
         a = dist or a = 1 - h, a <= 1 - h, the activation rises by M <= h a + a^2 / 2 within the
         distance a of <w, x>, and rise <= M + dist - a  =>
         <grad L(w), w - w*> >= gamma (3 - 2 gamma + gamma^2) (L(w) - L(w*)).
Covers   every dimension; finite distributions. secant_gap holds at every input, and
         weak_quasi_convexity_constant has the sum: both are used as lemmas. `speeds` is
         slope_average within a, where |sigma''| <= 1, `rest` is mean_value on the rest of the
         way, where |sigma'| <= 1: these speak of curves, one for every input, and are assumed.
Silent   on increasing activations that attain it: equality has rise = 1.
"""

from sympy import Eq, Rational, S, sqrt

from lemmata import Theorem, cite
from models import glm_points, glm_secants
from strategies import glm as draws
from theorems.glm import secant_gap as one
from theorems.glm import weak_quasi_convexity_constant as constant
from theorems.glm import weak_quasi_convexity_sum as whole

thm = Theorem(
    "glm.weak_quasi_convexity_range",
    supports=["ma.thm-3.2-const"],
    sources=[cite("Ma 2021", "Theorem 3.2"), cite("Ma 2021", "equation (3.2)")],
)
k_, p, D, t, h, U, V = names = whole.inputs(thm)
rise, dist = thm.functions("rise dist", "the sizes of D and t", nonnegative=True)
a = thm.functions("a", "a distance from <w, x>", nonnegative=True)
M = thm.functions("M", "the rise of the activation within", nonnegative=True)
gamma = thm.nonneg("gamma", "bound below on the slopes at <w, x>")
for f in (rise, dist, a, M):
    thm.measure(f(k_), f"{f}_k")
place = {one.h: h(k_), one.D: rise(k_), one.t: dist(k_), one.a: a(k_), one.M: M(k_)}

slopes = thm.assume("slopes", h(k_) >= gamma)
alike = thm.assume("alike", Eq(D(k_) * t(k_), rise(k_) * dist(k_)))
size = thm.assume("size", Eq(D(k_) ** 2, rise(k_) ** 2))
range_, speeds, rest, early, stop = (
    thm.assume(name, fact.relation.xreplace(place))
    for name, fact in {
        "range": one.range_, "speeds": one.first, "rest": one.second, "early": one.early,
        "stop": one.stop,
    }.items()
)  # fmt: skip
first, none, pull, excess = sums = whole.summed(thm, *names)
better = thm.conclude("better", U(k_) >= constant.tau(gamma) * V(k_))


@thm.proof(better)
def gap_at_every_input(k):
    steep = k.combine(h(k_) >= 0, {slopes: 1}, [(gamma, 1)])
    given = [k.assume(fact) for fact in (range_, speeds, rest, early, stop)]
    gap = k.instantiate(k.lemma(one.thm, "gap"), place, given=given, signs=[steep])
    factor = 1 + (1 - h(k_)) ** 2 / 2
    secant = k.combine(constant.secant.relation, {gap: rise(k_), alike: 1, size: -factor})
    return k.instantiate(k.lemma(constant.thm, "better"), {}, given=[secant])


thm.scales("weights", p=1, U=1, V=1)
whole.room(thm, pull, excess)
thm.open("constant", "weaker for factors below 1: tau(gamma) >= 0 and V >= 0", better)
thm.open("exponent", "weaker, as gamma <= h <= 1 by `early`", better)
thm.open("constant", "true for factors above 1: U grows", alike)
thm.open("swapped", "true: with `size` it is the same equation, as D = 0 if rise = 0", alike)
thm.open("constant", "true for factors below 1: V falls", size)
thm.open("exponent", "true where D gets smaller, as rise <= 1: V falls", size)
thm.open("exponent", "true: V falls for D^3, as |D| <= 1", excess)
thm.open("constant", "stronger for factors from 0 to 1, as a h >= 0", speeds)
thm.open("term dropped", "stronger without a h >= 0", speeds)
thm.open("exponent", "stronger, as a <= 1", speeds)
thm.open("constant", "true for factors below 2: for t = a the claim has room", early)
STOP = "true: a > 1 - h is excluded by `early`, and a = p t for p >= 0.999 leaves room"
thm.open("constant", STOP, stop)
thm.open("term dropped", "stronger: a = 1 is excluded by `early`, save for h = 0", stop)

thm.check(
    better, on=glm_secants.running, draw=draws.curved,
    constructed=[
        slopes, alike, size, range_, speeds, rest, early, stop, first, none, pull, excess,
    ],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(h, dist, rise=None, turn=1, single=False, **changed):
    """Inputs alike: all of the rise that the slopes allow, or a given one."""
    h, dist = Rational(h), Rational(dist)
    a = changed.get("a", min(dist, 1 - h))
    M = changed.get("M", h * a + a**2 / 2)
    rise = M + dist - a if rise is None else Rational(rise)
    D, t = changed.pop("D", turn * rise), changed.pop("t", turn * dist)
    alike = {"rise": rise, "dist": dist, "a": a, "M": M}
    sizes = {name: lambda _, value=value: value for name, value in (alike | changed).items()}
    return glm_points.exact_inputs(D, t, h, single, **{"gamma": h, **sizes})


full = at("1/2", "9/8")
thm.sharp(better, full, name="gamma = 1/2, a rise of 1")
thm.sharp(better, at("1/2", "9/8", turn=-1), name="towards the left")
thm.example(at(1, 1), name="slope 1 all the way")
thm.example(at("1/5", 0), name="no distance")
thm.example(at("1/5", "23/20"), name="within [-1, 1]: slopes from 1 to 1/5, 1/5 before")
thm.example(at("1/2", "1/4"), name="shorter than 1 - h")
thm.needs(slopes, {**full, "gamma": Rational(1, 2) + NEAR}, name="slopes, barely")
thm.needs(alike, at("1/2", "9/8", D=-1), name="an activation that falls")
thm.needs(alike, at("1/2", "9/8", t=Rational(9, 8) - NEAR), name="alike, barely")
for e in (Rational(1, 10**9), Rational(1, 1000), Rational(1, 2)):
    nearer = at("1/2", "9/8", t=Rational(9, 8) * (1 - e))
    thm.needs(alike, nearer, name=f"alike, times {1 - e}")
thm.needs(alike, at("1/2", "9/8", t="8/9"), name="dist t = D rise")
for f in (1 + Rational(1, 10**9), 1 + Rational(1, 1000), 2):
    steeper = at("1/2", "9/8", D=sqrt(f), t=Rational(9, 8) / sqrt(f))
    thm.needs(size, steeper, name=f"size, times {f}")
thm.needs(size, at("1/2", "1/4", "1/8", D="1/4", t="1/8"), name="D^3 = rise^2")
thm.needs(size, at("1/2", "1/4", "1/16", D="1/4", t="1/16"), name="D^2 = rise")
thm.needs(size, at("1/2", "9/8", D=1 + NEAR, t=Rational(9, 8) / (1 + NEAR)), name="size, barely")
thm.needs(range_, at("1/2", Rational(9, 8) + NEAR), name="range, barely")
M = Rational(3, 8)
thm.needs(speeds, at("1/2", Rational(9, 8) - NEAR, M=M + NEAR), name="speeds, barely")
faster = at("3/4", "25/32", 1, M=Rational(15, 32))
thm.needs(speeds, faster, name="speeds, h and a exchanged")
free = at("1/10", "1/2", "1/2", a=Rational(1, 2), M=Rational(1, 2))
thm.needs(speeds, free, name="speeds, h and M exchanged")
longer = at("1/2", 0, "7/8", a=Rational(1, 2), M=Rational(3, 8))
thm.needs(rest, longer, name="rest, dist and a exchanged")
thm.needs(rest, at("1/2", Rational(9, 8) - NEAR, 1), name="rest, barely")
thm.needs(early, at("1/2", 1, 1, a=1, M=1), name="the speed goes on growing")
grown = NEAR + NEAR**2 / 2
thm.needs(early, at(1, NEAR, grown, a=NEAR, M=grown), name="early, barely")
thm.needs(stop, at("1/2", 1, 1, a=0, M=0), name="no limit on the speed")
for off in (NEAR, 5 * NEAR, 10 * NEAR):
    sooner = at("1/2", Rational(9, 8) - off**2 / 2, 1, a=Rational(1, 2) - off)
    thm.needs(stop, sooner, name=f"stop, {off} too soon")
thm.needs(stop, at("1/2", "1/2", "1/2", a=0, M=0), name="stop, with dist = h = 1 - h for a")
whole.wrong_sums(thm, sums, full, at("1/2", "9/8", single=True))
still = {"p": lambda _: 1, "U": lambda _: 0, "V": lambda k: k / 2}
thm.needs(pull, {**full, **still}, name="pull, p and U exchanged")
short = at("1/2", "1/4", single=True)
short["V"] = lambda k: Rational(5, 64) * (1 - S.Zero**k)
thm.needs(excess, short, name="excess, D or p^2 D for D^2")
idle = {**at("1/2", 0), "p": lambda _: 1, "V": lambda k: 1 - S.Zero**k}
thm.needs(excess, idle, name="excess, p and V exchanged")
thm.refutes("3 gamma", U(k_) >= 3 * gamma * V(k_), at("1/100", "29801/20000"))
