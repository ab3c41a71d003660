"""At a local minimum the third derivative vanishes along flat directions, and the fourth is >= 0.

Source   Ma 2021, section 2.1 ("the higher-order derivatives start to matter"), made precise here.
Claim    grad f(x) = 0, D^2 f(x) v = 0, T and Q the third and fourth derivative of f along v at x,
         f(x + t v) >= f(x) <= f(x - t v), t > 0, Taylor's remainder at most K t^5 at both  =>
         |T| <= t Q/4 + 6 K t^2,  Q >= -24 K t.
Covers   every dimension, any v with <v, D^2 f(x) v> = 0; for t -> 0 at a local minimum T = 0 and
         Q >= 0. All three are attained for K = 0.
Silent   on curves, along which more is necessary: flat_direction_fourth.
"""

from sympy import Rational

from lemmata import Theorem, cite
from models import flat_directions
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.flat_direction_third",
    supports=["ma.higher-order"],
    sources=[cite("Ma 2021", "section 2.1")],
)
L0, L1, L2 = thm.real("L0 L1 L2", "f(x), f(x + t v), f(x - t v)")
T, Q = thm.real("T Q", "third and fourth derivative along v")
t = thm.positive("t", "distance in units of v")
K = thm.nonneg("K", "bound on the remainder over t^5")

ahead = thm.assume("ahead", L1 >= L0)
back = thm.assume("back", L2 >= L0)
taylor = thm.assume("taylor", L1 <= L0 + t**3 / 6 * T + t**4 / 24 * Q + K * t**5)
taylor_back = thm.assume("taylor_back", L2 <= L0 - t**3 / 6 * T + t**4 / 24 * Q + K * t**5)
down = thm.conclude("down", T >= -t / 4 * Q - 6 * K * t**2)
up = thm.conclude("up", T <= t / 4 * Q + 6 * K * t**2)
fourth = thm.conclude("fourth", Q >= -24 * K * t)


@thm.proof(down)
def one_side(k):
    return k.combine(down, {ahead: 6 / t**3, taylor: 6 / t**3})


@thm.proof(up)
def other_side(k):
    return k.combine(up, {back: 6 / t**3, taylor_back: 6 / t**3})


@thm.proof(fourth)
def both_sides(k):
    return k.combine(fourth, dict.fromkeys((ahead, back, taylor, taylor_back), 12 / t**4))


thm.scales("objective", L0=1, L1=1, L2=1, T=1, Q=1, K=1)
thm.scales("direction", t=1, T=-3, Q=-4, K=-5)
thm.limit("short steps", {t: 0}, down, T >= 0)
thm.limit("short steps", {t: 0}, up, T <= 0)
thm.limit("short steps", {t: 0}, fourth, Q >= 0)
thm.open("constant", "weaker for a factor above 1, as the bound is >= 0 by `fourth`", down, up)

thm.check(
    down, up, fourth,
    on=flat_directions.flat_line, draw=draws.flat_lines, constructed=[taylor, taylor_back],
    bfloat16=True,
)  # fmt: skip
NEAR = Rational(1, 10**10)


def at(T, Q, t=1, K=0, level=0, **changed):
    """T x^3/6 + Q x^4/24 + K |x|^5 + level at 0, t and -t, unless `changed`."""
    T, Q, t, K = (Rational(n) for n in (T, Q, t, K))
    even = level + Q * t**4 / 24 + K * t**5
    odd = T * t**3 / 6
    known = {"L0": level, "L1": even + odd, "L2": even - odd, "T": T, "Q": Q, "t": t, "K": K}
    return {**known, **changed}


thm.sharp(down, at(-6, 24), name="x^4 - x^3, as low at 1 as at 0")
thm.sharp(up, at(6, 24), name="x^4 + x^3, as low at -1")
thm.sharp(fourth, at(0, -48, t=2, K=1), name="|x|^5 - 2 x^4, as low at 2 and -2")
thm.example(at(0, 24), name="a minimum")
for size in (1, 3, "1/2"):
    size = Rational(size)
    for level in (0, 10**4, -(10**4)):
        low = {**at(-6, 24 / size, size, level=level), "T": -6 - NEAR}
        thm.needs(taylor, low, breaks=down, name=f"taylor, {size}, level {level}")
        low = {**at(6, 24 / size, size, level=level), "T": 6 + NEAR}
        thm.needs(taylor_back, low, breaks=up, name=f"taylor_back, {size}, level {level}")
    thm.needs(ahead, at(-6 - NEAR, 24 / size, size), breaks=down, name=f"ahead, {size}")
    thm.needs(back, at(6 + NEAR, 24 / size, size), breaks=up, name=f"back, {size}")
thm.refutes("T = 0 for all t", T <= 0, at(6, 24), of=up)
thm.refutes("T >= 0 for all t", T >= 0, at(-6, 24), of=down)
thm.refutes("Q >= 0 for all t", Q >= 0, at(0, -48, t=2, K=1), of=fourth)
uneven = at(6, 0, L1=2, L2=0)
thm.refutes("without D^2 f(x) v = 0: x^2 + x^3", up.relation, uneven, of=up, given=[ahead, back])
