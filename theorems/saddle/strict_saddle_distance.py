"""The time to reach a minimum of a strict saddle function depends on the start, not on the triple.

Source   Ma 2021, Theorem 2.2 (what its time must depend on).
Claim    f(x) = sqrt(1 + |x|^2) = R, g = grad f(x) = x/R, z = x - eta g  =>  |z - x| <= eta; and
         |x| >= gamma gives |g|^2 >= gamma^2/(1 + gamma^2).
Covers   every dimension. So f is (gamma/sqrt(1 + gamma^2), beta, gamma)-strict saddle for all beta
         and gamma > 0, with the one minimum 0, but gradient descent with step eta needs at least
         (|x_0| - gamma)/eta steps: more than any function of alpha, beta, gamma, d allows.
Silent   on other algorithms; f(x_0) - inf f bounds their time: strict_saddle_newton_count.
"""

from sympy import Eq, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import strict_saddle
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_distance",
    supports=["ma.thm-2.2"],
    sources=[cite("Ma 2021", "Theorem 2.2")],
)
d = thm.dimension("d")
x, z, g = thm.vector("x z g", d, "iterate, next iterate, gradient at x")
R, eta = thm.positive("R eta", "f(x), step size")
gamma = thm.nonneg("gamma", "radius")
n = inner(x, x)

value = thm.assume("value", Eq(R**2, 1 + n))
gradient = thm.assume("gradient", Eq(g, x / R))
update = thm.assume("update", Eq(z, x - eta * g))
far = thm.assume("far", n >= gamma**2)
short = thm.conclude("short", inner(z - x, z - x) <= eta**2)
steep = thm.conclude("steep", (1 + gamma**2) * inner(g, g) >= gamma**2)


@thm.proof(short)
def the_slope_is_below_one(k):
    moved = k.combine(Eq(inner(z - x, z - x), eta**2 * inner(g, g)), {update: z - x - eta * g})
    slope = k.combine(Eq(R**2 * inner(g, g), n), {gradient: R**2 * g + R * x})
    parts = {moved: -(R**2), slope: -(eta**2), value: eta**2}
    return k.combine(short, parts, squares=[(eta**2, 1)], scale=R**2)


@thm.proof(steep)
def it_grows(k):
    slope = k.combine(Eq(R**2 * inner(g, g), n), {gradient: R**2 * g + R * x})
    parts = {slope: 1 + gamma**2, value: -(gamma**2), far: 1}
    return k.combine(steep, parts, scale=R**2)


thm.rigid("1 in sqrt(1 + |x|^2) fixes the unit of length, of f and of the step")
thm.invariant("rotation", d)
thm.limit("no step", {eta: 0}, short, inner(z - x, z - x) <= 0)
thm.open("constant", "true for a shorter step", update)
thm.open("term dropped", "true for no step", update)
thm.open("swapped", "true: a step uphill, of the same length", update)
for change in ("constant", "term dropped"):
    thm.open(change, "true with less of x: <x, z - x> <= 0", short)

thm.check(
    short, steep, on=strict_saddle.root_step, draw=draws.root_steps, implements=[update, gradient],
    constructed=[value, far],
)  # fmt: skip


def at(t, eta=1, **changed):
    """x = (t - 1/t)/2 on the line, where R = (t + 1/t)/2; gamma = |x|; far away for large t."""
    t = Rational(t)
    x, R = (t - 1 / t) / 2, (t + 1 / t) / 2
    known = {"R": R, "g": x / R, "eta": eta, "gamma": abs(x), "x": x, **changed}
    known["z"] = changed.get("z", known["x"] - known["eta"] * known["g"])
    return {name: [v] if name in "xzg" else v for name, v in known.items()}


far_off = 10**14
thm.sharp(steep, at(2), name="x = 3/4, gamma = 3/4")
thm.example(at(far_off), name="far away, where `short` is almost attained")
thm.example(at(far_off, eta=10**16), name="a step that overshoots by far")
tiny, few = Rational(1, 10**9), Rational(1, 1000)
for f in (1 + tiny, 1 - tiny, 1 + few, 1 - few, Rational(2), Rational(1, 2)):
    for t in (2, far_off):
        one = at(t)
        x0, R0, g0 = one["x"][0], one["R"], one["g"][0]
        broken = short if (t == far_off) else steep
        if (f > 1) == (t == far_off):
            thm.needs(gradient, at(t, g=f * g0), name=f"g times {f}, {t}", breaks=broken)
        roots = {"1 + n": sqrt(f) * R0, "n": sqrt(1 + f * x0**2), "1": sqrt(f + x0**2)}
        for name, R1 in roots.items():
            if (f < 1) == (t == far_off) and not (name == "1" and f < 1):
                off = at(t, R=R1, g=x0 / R1)
                thm.needs(value, off, name=f"{name} times {f}, {t}", breaks=broken)
    moved = {"all": f * (x0 - g0), "x": f * x0 - g0, "eta g": x0 - f * g0}
    for name, z0 in moved.items():
        if name != "eta g" or f > 1:
            thm.needs(update, at(far_off, z=z0), name=f"{name} times {f}", breaks=short)
thm.needs(far, at(2, gamma=Rational(3, 4) * (1 + tiny / 10)), breaks=steep)
thm.refutes("half a step", 4 * inner(z - x, z - x) <= eta**2, at(far_off), of=short)
thm.refutes("slope gamma", inner(g, g) >= gamma**2, at(far_off), of=steep)
