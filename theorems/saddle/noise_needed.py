"""Without noise gradient descent can converge to a strict saddle: x^2/2 + cos y on the line y = 0.

Source   Ma 2021, section 2.1 and Theorem 2.2 (what noise is for); the example is ours.
Claim    x(k+1) = (1 - eta) x(k), y(k+1) = y(k) + eta s(k), s(k) = sin y(k)  =>
         x(k)^2 = ((1 - eta)^2)^k x(0)^2  and  y(k)^2 <= ((1 + eta)^2)^k y(0)^2.
Covers   every eta > 0 and k. From y(0) = 0, y stays 0, and for eta < 2 the run converges to the
         strict saddle 0. From |y(0)| < R, at least log(R/|y(0)|)/log(1 + eta) steps are needed.
Silent   on almost every start, from which the saddle is avoided: stable_manifold; on how soon:
         noise_escapes_saddle.
"""

from sympy import Eq, Or, Rational, S

from lemmata import Theorem, cite
from models import saddle_noise
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.noise_needed",
    supports=["ma.gd-noise"],
    sources=[cite("Ma 2021", "section 2.1"), cite("Ma 2021", "Theorem 2.2")],
)
k = thm.index("k")
x, y, s = thm.functions("x y s", "coordinates of the iterates, sin y")
eta = thm.positive("eta", "step size")
for term, name in {
    k: "k", x(k): "x_k", x(k + 1): "x_next", x(0): "x_0", y(k): "y_k", y(k + 1): "y_next",
    y(0): "y_0", s(k): "s_k",
}.items():  # fmt: skip
    thm.measure(term, name)
shrink, growth = (1 - eta) ** 2, (1 + eta) ** 2

along = thm.assume("along", Eq(x(k + 1), (1 - eta) * x(k)))
across = thm.assume("across", Eq(y(k + 1), y(k) + eta * s(k)))
sine = thm.assume("sine", s(k) ** 2 <= y(k) ** 2)
falls = thm.conclude("falls", Eq(x(k) ** 2, shrink**k * x(0) ** 2))
slow = thm.conclude("slow", y(k) ** 2 <= growth**k * y(0) ** 2)


@thm.proof(falls)
def one_factor_a_step(key):
    whole, part = x(k + 1) + (1 - eta) * x(k), shrink * x(k) ** 2
    above = key.combine(x(k + 1) ** 2 <= part, {along: -whole})
    below = key.combine(-(x(k + 1) ** 2) <= -part, {along: whole})
    below = key.geometric(below, -(x(k) ** 2), shrink)
    return key.squeeze(key.geometric(above, x(k) ** 2, shrink), below)


@thm.proof(slow)
def no_faster_than_the_sine(key):
    parts = {across: -(y(k + 1) + y(k) + eta * s(k)), sine: eta + eta**2}
    step = key.combine(y(k + 1) ** 2 <= growth * y(k) ** 2, parts, squares=[(eta, y(k) - s(k))])
    return key.geometric(step, y(k) ** 2, growth)


thm.known(sine, "calculus: |sin y| <= |y|")

thm.scales("x", x=1)
thm.scales("y", y=1, s=1)
thm.limit("step 0", {eta: 0}, falls, Eq(x(k) ** 2, x(0) ** 2))
thm.limit("step 0", {eta: 0}, slow, y(k) ** 2 <= y(0) ** 2)
thm.open("constant", "true: y moves less, and the claim holds with more room", across)
thm.open("term dropped", "true: y moves less, and the claim holds with more room", across)
thm.open("constant", "weaker: a larger growth", slow)

thm.check(
    falls, slow,
    on=saddle_noise.cosine_run, draw=draws.cosine_runs, implements=[along, across],
    constructed=[sine],
)  # fmt: skip


def at(eta="1/2", x=1, y=0, shrink=None, grow=1, sine=0):
    """x(k) = x shrink^k, y(k) = y grow^k, s(k) = sine y(k)."""
    eta, x, y, grow, sine = (S(Rational(n)) for n in (eta, x, y, grow, sine))
    shrink = 1 - eta if shrink is None else S(Rational(shrink))
    return {
        "eta": eta, "x": lambda k: x * shrink**k, "y": lambda k: y * grow**k,
        "s": lambda k: sine * y * grow**k,
    }  # fmt: skip


stays = at()
thm.example(stays, name="from (1, 0), on the stable manifold of the saddle")
thm.example(at(y=1, grow="3/2", sine=1), name="a saddle x^2/2 - y^2/2 instead: `slow` is attained")
thm.needs(along, at(shrink=1), name="x does not move", breaks=falls)
thm.needs(across, at(y=1, grow=2, sine=1), name="y doubles", breaks=slow)
thm.needs(across, at(y=1, grow=2, sine="1/2"), name="s and y exchanged", breaks=slow)
half = Rational(1, 2)
for part in (1 + e * s for e in (Rational(1, 10**9), Rational(1, 1000)) for s in (1, -1)):
    for name, factor in {"x": part / 2, "1": part - half, "eta": 1 - part / 2}.items():
        thm.needs(along, at(shrink=factor), name=f"{name} times {part}", breaks=falls)
    if part > 1:
        for name, factor in {"all": part * 3 / 2, "y": part + half, "s": 1 + part / 2}.items():
            fast = at(y=1, grow=factor, sine=1)
            thm.needs(across, fast, name=f"{name} times {part}", breaks=slow)
for name, factor in {"half of x": "1/4", "eta twice": 0}.items():
    thm.needs(along, at(shrink=factor), name=name, breaks=falls)
thm.needs(along, at(eta="1/4", shrink="-1/4"), name="only -eta", breaks=falls)
thm.needs(along, at(eta="1/4", shrink="1/4"), name="half of 1", breaks=falls)
root = {"y": lambda k: (k + 1) / S(4), "s": lambda k: half}  # s^2 <= y
thm.needs(sine, {**stays, **root}, name="s^2 <= y", breaks=slow)
thm.refutes("every start leaves", Or(x(k) ** 2 >= 1, y(k) ** 2 > 0), at(x="1/2"), of=slow)
thm.refutes("the factor 1 - eta", Eq(x(k) ** 2, (1 - eta) ** k * x(0) ** 2), stays, of=falls)
