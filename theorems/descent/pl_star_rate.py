"""Without the factor 1/2 in the Polyak-Lojasiewicz inequality the rate is 1 - eta m / 2.

Source   Liu 2024, slide 10 (definition of PL*) with the rate of slide 18.
Claim    |g|^2 >= m (f(x) - f*), f upper beta-smooth from x to z = x - eta g, 0 <= eta <= 1/beta  =>
         f(z) - f* <= (1 - eta m / 2) (f(x) - f*).
Covers   every dimension; PL* (f* = 0, f >= 0) as it is printed in the source.
Silent   on eta > 1/beta (see pl_linear_rate); on the normalisation itself (see pl_definition).
"""

from sympy import Abs, Eq, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import descent, landscape
from strategies import landscape as instances

thm = Theorem(
    "descent.pl_star_rate",
    supports=["pl.def"],
    sources=[cite("Liu 2024", "slide 10"), cite("Liu 2024", "slide 18")],
)
d = thm.dimension("d")
x, z, g = thm.vector("x z g", d, "iterate, next iterate, gradient at x")
L0, L1, Lstar = thm.real("L0 L1 Lstar", "f(x), f(z), the infimum of f")
m, beta = thm.positive("m beta", "constant of |g|^2 >= m (f - f*), smoothness constant")
eta = thm.nonneg("eta", "step size")

update = thm.assume("update", Eq(z, x - eta * g))
smooth = thm.assume("smooth", L1 <= L0 + inner(g, z - x) + beta / 2 * inner(z - x, z - x))
pl = thm.assume("pl", inner(g, g) >= m * (L0 - Lstar))
step = thm.assume("step", beta * eta <= 1)
rate = thm.conclude("rate", L1 - Lstar <= (1 - eta * m / 2) * (L0 - Lstar))


@thm.proof(rate)
def descent_lemma_then_pl(k):
    spare = [(eta * (1 - beta * eta) / 2, g)]
    return k.combine(rate, {k.rewrite(smooth, update): 1, pl: eta / 2}, squares=spare, signs=[step])


thm.scales("objective", g=1, L0=1, L1=1, Lstar=1, m=1, beta=1, eta=-1)
thm.scales("argument", x=1, z=1, g=-1, m=-2, beta=-2, eta=2)
thm.invariant("rotation", d)
thm.limit("step 0", {eta: 0}, rate, L1 <= L0)
thm.open(
    "constant",
    "a larger factor of <g, z - x> makes the hypothesis stronger, as it is -eta |g|^2 <= 0",
    smooth,
)

thm.check(
    rate,
    on=landscape.short_step,
    draw=instances.short_steps,
    implements=[update],
    constructed=[smooth, pl, step],
    bfloat16=True,
)

t = Symbol("t", real=True)


def at(f, start, eta, m, beta, **options):
    made = descent.exact_step(f, {t: start}, eta=eta, inf=0, mu=m, beta=beta, **options)
    return {"m" if name == "mu" else name: value for name, value in made.items()}


printed = L1 - Lstar <= (1 - eta * m) * (L0 - Lstar)
# t^2 / 2 with m = 2 and eta = 1/2: the printed factor is 0, the true one (1 - eta)^2 = 1/4.
bowl = at(t**2 / 2, 1, "1/2", 2, 1)
# (t^2 + 1) / 2 for t >= 0, constant on [-1, 0], and further left down to the infimum 0.
thm.sharp(rate, at((t**2 + 1) / 2, 1, 1, 1, 1), name="a plateau at half the value")
# |t|^(3/2) has |g|^2 >= (9/4) f on [-1, 1] and is not smooth at 0: a two-cycle.
thm.needs(smooth, at(Abs(t) ** Rational(3, 2), Rational(9, 64), "1/2", "9/4", 1))
# t^4, smooth with beta = 12 on [-1, 1]: no constant m survives near 0.
thm.needs(pl, at(t**4, Rational(1, 4), "1/12", 12, 12))
thm.needs(step, at(t**2 / 2, 1, 2, 1, 1))
thm.needs(update, at(t**2 / 2, 1, "1/2", 2, 1, ascend=True))
# ((t - 1)^2 + 1) / 2 from 2 with beta eta = 1: z = 1 is the lowest point, all others are too high.
lowest = at(((t - 1) ** 2 + 1) / 2, 2, 1, 1, 1)
for off in (Rational(n, 10**9) for n in (-2, -1, 1, 2)):
    missed = {**lowest, "z": [1 + off], "L1": (1 + off**2) / 2}
    thm.needs(update, missed, name=f"update, off by {off}")
thm.refutes("rate 1 - eta m, as for PL with the factor 1/2", printed, bowl)
thm.erratum(
    cite("Liu 2024", "slides 10 and 18"),
    printed="PL*: |grad f|^2 >= mu f, and then f(x_t) <= (1 - eta mu)^t f(x_0)",
    corrected="PL*: |grad f|^2 / 2 >= mu f; with the printed PL* the rate is 1 - eta mu / 2",
    false=printed,
    true=rate,
    at=bowl,
)
