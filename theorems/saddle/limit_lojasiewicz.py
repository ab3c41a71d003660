"""Under a Lojasiewicz inequality gradient descent has finite length, so its iterates converge.

Source   Bruna 2018, Comments, condition 2 (|grad g| >= m |g - g*|^a with a < 1).
Claim    g(x_k) - g* = h(k)^(p + 1) falls by at least sigma G(k) move(k), G(k) = |grad g(x_k)| >=
         m h(k)^p, move(k) = gamma G(k), at every step  =>  sum of |x_(k+1) - x_k| over k < n is at
         most (p + 1) (h(0) - h(n)) / (sigma m) <= (g(x_0) - g*)^(1 - a) / (sigma m (1 - a)), with
         a = p / (p + 1).
Covers   every dimension; non-convex g; stationary values g* that are no minima, while the run is
         above them; a = 1/2, 2/3, 3/4, ...; sigma = 1 - gamma L / 2. The inequality is needed along
         the run only: for analytic g it holds near a stationary point x* (m > 0, 0 <= a < 1), and a
         run that starts at a distance less than delta - (p + 1) h(0) / (sigma m) from x* stays
         in the ball of radius delta around x*.
Silent   on the limit of a sequence of finite length, which exists by completeness. a = 1 is not
         enough: mexican_hat.
"""

from sympy import Eq, Le, Rational, S, Sum

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws
from theorems.saddle import lojasiewicz_step as one

thm = Theorem(
    "saddle.limit_lojasiewicz",
    catalogue=["saddle.limit-lojasiewicz"],
    sources=[cite("Bruna 2018", "Comments, condition 2")],
)
K, n, p = thm.index("k"), thm.index("n"), thm.dimension("p")  # the exponent is p / (p + 1)
h = thm.functions("h", "the (p + 1)-th root of the gap", nonnegative=True)
G = thm.functions("G", "|grad g(x_k)|", nonnegative=True)
move = thm.functions("move", "|x_(k+1) - x_k|", nonnegative=True)
gamma, sigma, m = thm.positive("gamma sigma m", "step size, share of the drop, constant")
length = Sum(move(K), (K, 0, n - 1))
for term, name in {
    K: "k", n: "n", p: "p", p + 1: "p1", h(K): "h_k", h(K + 1): "h_next", h(0): "h_0", h(n): "h_n",
    G(K): "G_k", move(K): "move_k", length: "travelled",
}.items():  # fmt: skip
    thm.measure(term, name)

update = thm.assume("update", Eq(move(K), gamma * G(K)))
drop = thm.assume("drop", h(K) ** (p + 1) - h(K + 1) ** (p + 1) >= sigma * G(K) * move(K))
steep = thm.assume("steep", G(K) >= m * h(K) ** p)
travelled = thm.conclude("travelled", sigma * m * length <= (p + 1) * (h(0) - h(n)))
total = thm.conclude("total", sigma * m * length <= (p + 1) * h(0))


@thm.proof(travelled)
def sum_the_steps(k):
    at = {one.h: h(K), one.h1: h(K + 1), one.G: G(K), one.move: move(K)}
    given = [k.assume(fact) for fact in (update, drop, steep)]
    term = k.instantiate(k.lemma(one.thm, "short"), at, given=given)
    scale = (p + 1) / (sigma * m)
    share = k.combine(Le(move(K), scale * h(K) - scale * h(K + 1)), {term: 1 / (sigma * m)})
    return k.combine(travelled, {k.telescope(share, move(K), scale * h(K), n): sigma * m})


@thm.proof(total)
def drop_the_end(k):
    return k.combine(total, {sum_the_steps(k): 1}, squares=[((p + 1) * h(n), 1)])


thm.scales("objective", h=1, G=p + 1, gamma=-p - 1, m=1)
thm.scales("argument", G=-1, move=1, gamma=2, m=-1)
thm.scales("slope", G=1, gamma=-1, sigma=-1, m=1)
thm.open("constant", "true: gamma occurs nowhere else, and any positive number serves", update)
thm.open("swapped", "true: gamma occurs nowhere else, and 1 / gamma serves as well", update)
thm.open("room", "a power with an exponent of so large a denominator is not evaluated", drop)
thm.open("constant", "true: h(n) <= h(0) by `drop`, so that a larger factor is weaker", travelled)
thm.open(
    "room", "attained in the limit of small and infinitely many steps, in no finite run", total
)
thm.limit("square root", {p: 1}, total, m * sigma * Sum(move(K), (K, 0, n - 1)) <= 2 * h(0))
root_gap = 2 * (h(0) - h(n))
thm.limit("square root", {p: 1}, travelled, m * sigma * Sum(move(K), (K, 0, n - 1)) <= root_gap)

thm.check(
    travelled,
    total,
    on=model.limit_run,
    draw=draws.limit_runs,
    implements=[update],
    constructed=[drop, steep],
)

# The slow decay of an exponent 2/3: h(k) = 1 / (k + 1).
slow = {
    p: 2, h: lambda k: 1 / (k + 1), G: lambda k: 3 / ((k + 1) * (k + 2)),
    move: lambda k: 1 / ((k + 1) * (k + 2)), gamma: Rational(1, 3), sigma: 1, m: 1,
}  # fmt: skip
rest = {**slow, h: lambda k: S.Zero, G: lambda k: S.Zero, move: lambda k: S.Zero}
cycle = {h: lambda k: S.One, G: lambda k: S(3), move: lambda k: S.One}
thm.example(slow, name="exponent 2/3")
thm.example(rest, name="at the minimum")


def run(ratio, size=1, slope=1, step=1, **changed):
    """h(k) = size ratio^k and G(k) = slope h(k), for p = 1 and m = 1, with the largest sigma."""
    ratio, size, slope, step = map(S, (ratio, size, slope, step))
    made = {
        p: 1, "h": lambda k: size * ratio**k, "G": lambda k: slope * size * ratio**k,
        "move": lambda k: step * slope * size * ratio**k, "gamma": step, "m": 1,
        "sigma": (1 - ratio**2) / (step * slope**2),
    }  # fmt: skip
    return {**made, **changed}


half, tiny = Rational(1, 2), Rational(1, 10**10)
thm.example(run(1 - tiny), name="short steps")
thm.example(run(Rational(3, 4)), name="many steps")
thm.example(run(half, step=Rational(1, 4)), name="h halved by small moves")
thm.needs(update, {**rest, move: lambda k: S.One}, breaks=total)
thm.needs(drop, {**slow, **cycle}, breaks=total)
thm.needs(steep, {**slow, m: 100}, breaks=total)
for e in (1000, -1000):
    cycle = run(1, S(2) ** e, sigma=half)
    thm.needs(drop, cycle, name=f"a two-cycle at 2^{e}", breaks=travelled)
little = run(1 - tiny, sigma=2 * tiny * (1 + tiny))
thm.needs(drop, little, name="a little less", breaks=travelled)
thm.needs(drop, run(half, size=half**2, slope=4, sigma=1), name="drop, h swapped", breaks=travelled)
thm.needs(steep, run(1 - tiny, m=1 + tiny), name="a little flatter", breaks=travelled)
thm.needs(steep, run(half, size=half, slope=half), name="h^(p + 1)", breaks=travelled)
once = {h: lambda k: 4 * S.Zero**k, G: lambda k: 4 * S.Zero**k, move: lambda k: 4 * S.Zero**k}
thm.needs(steep, {**once, p: 2, gamma: 1, sigma: 4, m: 1}, name="h^(p - 1)", breaks=travelled)
thm.needs(steep, run(half, slope=half, m=2), name="steep, h and G", breaks=travelled)
thm.refutes("a quarter", 4 * sigma * m * length <= (p + 1) * (h(0) - h(n)), slow, of=travelled)
thm.refutes("a quarter of it", 4 * sigma * m * length <= (p + 1) * h(0), slow, of=total)
