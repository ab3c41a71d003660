"""A C^2 function with |Hessian| <= 1: a saddle that opens into a valley of curvature 1.

Source   own, for Bruna 2018, "GD avoids strict saddles" (why gamma < 1 / L is strict).
Claim    g(x, y) = x^2 / 4 + c(x) psi(y), c = -1/4 for x <= 1 and 1 for x >= 2, psi = y^2 / 2 for
         |y| <= delta, constant for |y| >= 5 delta, 32 delta <= 1: the Hessian ((p, q), (q, r)) has
         |p u^2 + 2 q u v + r v^2| <= u^2 + v^2 everywhere.
Covers   all x and y: tau = x - 1, sigma = (|y| - delta) / (4 delta), cut to [0, 1], and omega =
         y / delta, cut to [-1, 1], are the only way in which they enter. Between its ends c is the
         quintic -1/4 + (5/4) tau^3 (10 - 15 tau + 6 tau^2), and psi'' = (1 - sigma)(2 - 9 sigma)/2.
Silent   on gradient descent with this function: step_size_sharp_plane.
"""

from functools import partial

from sympy import Eq, Ge, Le, Rational

from lemmata import Theorem, cite
from models import step_size_sharp as model
from models.pinned import pinned
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.step_size_sharp_trough",
    supports=["saddle.step-size-sharp"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
u, v = thm.real("u v", "a direction")
tau, sigma = thm.nonneg("tau sigma", "x - 1 and (|y| - delta) / (4 delta), cut to [0, 1]")
omega = thm.real("omega", "y / delta, cut to [-1, 1]")
delta = thm.positive("delta", "half the width of the valley")
p, q, r = thm.real("p q r", "the Hessian: g_xx, g_xy, g_yy")
c, c1, c2, psi, psi1, psi2 = model.profiles(tau, sigma, omega, delta)

cut_tau = thm.assume("cut_tau", tau <= 1)
cut_sigma = thm.assume("cut_sigma", sigma <= 1)
cut_omega = thm.assume("cut_omega", omega**2 <= 1)
narrow = thm.assume("narrow", 32 * delta <= 1)
gxx = thm.assume("gxx", Eq(p, Rational(1, 2) + c2 * psi))
gxy = thm.assume("gxy", Eq(q, c1 * psi1))
gyy = thm.assume("gyy", Eq(r, c * psi2))
form = p * u**2 + 2 * q * u * v + r * v**2
above = thm.conclude("above", Le(form, u**2 + v**2))
below = thm.conclude("below", Ge(form, -(u**2) - v**2))


def first_entry(k):
    """-3/5 <= p <= 3/5, from |c''| <= 75/4 and 0 <= psi <= 23 delta^2 / 6."""
    thin = k.combine(delta**2 <= Rational(1, 1024), {narrow: (1 + 32 * delta) / 1024})
    weight = 4 * delta**2 * sigma * (1 + 7 * sigma / 3 + 2 * sigma * (1 - sigma) / 3)
    squares = [(Rational(1, 2), delta * omega), (Rational(10, 3), delta * sigma**2)]
    positive = k.combine(Ge(psi, 0), {cut_sigma: weight}, squares=squares, signs=[cut_sigma])
    weight = 4 * delta**2 * (1 - sigma) ** 2 * (Rational(5, 6) + 3 * sigma / 2)
    low = k.combine(psi <= 23 * delta**2 / 6, {cut_omega: delta**2 / 2, cut_sigma: weight})
    half, most = (75, Rational(1, 2) - tau), Rational(75, 4)
    falls = k.combine(Ge(c2, -most), squares=[half, (150 * tau, 1 - tau)])
    rises = k.combine(Le(c2, most), {cut_tau: 150 * tau**2}, squares=[half])
    common, spare = {low: most, thin: Rational(575, 8)}, Rational(575, 8192)
    limit = Rational(3, 5)
    made = []
    for claim, way, side in ((p <= limit, -1, rises), (p >= -limit, 1, falls)):
        rest = [(limit + way * Rational(1, 2) - spare, 1)]
        parts = {gxx: way, side: psi, **common}
        made.append(k.combine(claim, parts, squares=rest, signs=[positive]))
    return made


def mixed_entry(k):
    """5 q^2 / 2 <= 1 - c and <= 1 + c, from c'^2 <= 50 (1 - c) / 3 and psi'^2 <= 1 / 256."""
    top = (1 - sigma) ** 2 * (1 + 6 * sigma)
    flat = k.combine(top <= 2, {cut_sigma: 6 * sigma**2}, squares=[(1, 1 - 2 * sigma), (1, sigma)])
    parts = {cut_omega: 4 * delta**2, flat: delta**2 * omega**2 * (2 + top)}
    thin = k.combine(psi1**2 <= Rational(1, 256), {**parts, narrow: (1 + 32 * delta) / 256})
    tail = (1 - tau) * (1 + tau) * Rational(40, 3) + 40 * tau * (1 - tau)
    tail += 900 * tau**2 * (tau - Rational(2, 3)) ** 2 * (tau + Rational(1, 3))
    weight = Rational(25, 16) * (1 - tau) ** 2 * tail
    steep = k.combine(c1**2 <= 50 * (1 - c) / 3, {cut_tau: weight}, signs=[cut_tau])
    weight = tau**3 * Rational(2000, 9) + tau**3 * (1 - tau) * Rational(1000, 3)
    other = k.combine(
        c1**2 <= 250 * (1 + c) / 9, {steep: 1, cut_tau: weight},
        squares=[(Rational(500, 9), tau**2)], signs=[cut_tau],
    )  # fmt: skip
    made, share = [], Rational(5, 512)
    for bound, side, ratio in ((steep, 1 - c, Rational(3, 50)), (other, 1 + c, Rational(9, 250))):
        room = k.combine(Ge(side, 0), {bound: ratio}, squares=[(ratio, c1)])
        parts = {gxy: -Rational(5, 2) * (q + c1 * psi1), thin: Rational(5, 2) * c1**2, bound: share}
        made.append(k.combine(5 * q**2 / 2 <= side, {**parts, room: 1 - share / ratio}))
    return made


def last_entry(k):
    """5 q^2 / 2 <= 1 - r and <= 1 + r, since psi'' is between -1 and 1."""
    minus, plus = mixed_entry(k)
    more, less, lowest = (1 + psi2) / 2, (1 - psi2) / 2, sigma - Rational(11, 18)
    high = k.combine(Ge(less, 0), {cut_sigma: 9 * sigma / 4}, squares=[(sigma / 2, 1)])
    squares = [(Rational(9, 4), lowest), (Rational(23, 144), 1)]
    signs = [high, k.combine(Ge(more, 0), squares=squares)]
    upper = k.combine(5 * q**2 / 2 <= 1 - r, {gyy: -1, minus: more, plus: less}, signs=signs)
    return upper, k.combine(5 * q**2 / 2 <= 1 + r, {gyy: 1, minus: less, plus: more}, signs=signs)


@thm.proof(above)
def complete_the_square(k):
    parts = {first_entry(k)[0]: u**2, last_entry(k)[0]: v**2}
    return k.combine(above, parts, squares=[(Rational(2, 5), u - 5 * q * v / 2)])


@thm.proof(below)
def complete_the_other_square(k):
    parts = {first_entry(k)[1]: u**2, last_entry(k)[1]: v**2}
    return k.combine(below, parts, squares=[(Rational(2, 5), u + 5 * q * v / 2)])


thm.scales("direction", u=1, v=1)

thm.open("room", "true for sigma <= 11/9: psi'' <= 1 and 75 q^2 <= 1 - |r| there too", cut_sigma)
thm.open("constant", "true for omega^2 <= 2: q^2 is at most doubled, 0.46 < p < 0.54", cut_omega)
thm.open("constant", "true for 16 delta <= 1: 18 q^2 <= 1 - |r| and 0.39 < p < 0.61", narrow)
# The parts that q^2 takes are largest values found numerically, rounded up.
parts = {"constant": "3/4", "exponent": "1/8", "term dropped": "5/9", "swapped": "1/30"}
for change, part in parts.items():
    left = f"q^2 is at most {part} of (1 - p) (1 - r) and of (1 + p) (1 + r)"
    thm.open(change, f"true for what is not refuted: |p| < 1, |r| <= 1, {left}", gxx, gxy, gyy)
near = "true: 0.47 < p < 0.53, -49/72 <= r <= 1 and 75 q^2 <= 1 - |r|"
thm.open("constant", f"{near}, so that only r v^2 <= v^2 is tight", above, below)
thm.open("term dropped", f"{near}; r v^2 may go, and u^2 from below as p > 0", above, below)
directions = "true: (v, u) is a direction too; (1 + q) (1 + r) > p^2 and (1 + p) (1 + q) > r^2"
thm.open("swapped", directions, above, below)

thm.check(
    above, below,
    on=pinned(model.plane), draw=draws.planes,
    constructed=[cut_tau, cut_sigma, cut_omega, narrow, gxx, gxy, gyy],
)  # fmt: skip

at = partial(model.exact_plane, "x y X Y")
thm.sharp(above, at(3, "-1/32"), name="across the valley, at its edge")
thm.example(at(2, "-5/32", u=2, v=-1), name="where the slope and the bend end")
thm.example(at("4/3", "-5/32", u=2, v=-1), name="where c is steep and psi constant")
# Where r = 1 any q other than 0 breaks `above`, in directions closer to (0, 1) than |q|.
thm.example(at(2, "1/32", u=Rational(1, 10**18)), name="almost across the valley")
thm.example(at("3/2", "1/24", u=1, v=100), name="on the slope")
thm.example(at("3/2", "1/24", u="-1/4", v=100), name="on the slope, to the other side")
thm.needs(cut_tau, at(0, 0, tau=2, omega=1), breaks=above)
thm.needs(cut_tau, at(3, 0, tau=1 + Rational(1, 10**9)), breaks=above, name="cut_tau, barely")
thm.needs(cut_sigma, at(3, 0, sigma=3), breaks=above)
thm.needs(cut_omega, at("3/2", 0, u=1, v=-1, omega=-100), breaks=above)
thm.needs(narrow, at("3/2", 1, u=1, delta=1), breaks=above)
for entry, wrong in ((gxx, {"p": 2, "u": 1, "v": 0}), (gxy, {"q": 2, "u": 1}), (gyy, {"r": 2})):
    thm.needs(entry, at(3, 0, **wrong), breaks=above)
half = {"sigma": "1/2", "omega": "1/2"}
for name, entry, point, breaks in (
    ("p for tau, sigma or omega", gxx, at("3/2", 0, u=20, p=1, **half), above),
    ("p for delta", gxx, at("7/4", 0, u=1, omega="1/8", delta="23/4096", p=3), above),
    ("q for delta", gxy, at("3/2", 0, u=1, omega="1/75", q=1), above),
    ("1 - tau for its square", gxy, at("19/10", "1/32", u=1, v=5, q="243/2560"), above),
    ("r for tau", gyy, at(0, 0, sigma="2/9", r=2), above),
    ("tau^2 for tau^3", gyy, at("7/4", 0, r="637/512"), above),
    ("tau for tau^2", gyy, at("7/4", 0, r="1499/1024"), above),
    ("18 for 9", gyy, at(2, 0, sigma="5/9", r="-16/9"), below),
    ("0 for 2", gyy, at(2, 0, sigma="5/9", r="-10/9"), below),
):
    thm.needs(entry, point, breaks=breaks, name=f"{entry.name}: {name}")
thm.refutes("curvature at most 1/2", Le(form, (u**2 + v**2) / 2), at(3, 0), of=above)
thm.refutes("g is convex", Ge(form, 0), at(0, 0), of=below)
