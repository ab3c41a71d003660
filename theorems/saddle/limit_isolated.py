"""Gradient descent makes only finitely many steps where the gradient is large, and they shorten.

Source   Bruna 2018, Comments, condition 1 (isolated stationary points, bounded sublevel set).
Claim    gap(k + 1) <= gap(k) - gamma (1 - gamma L / 2) G(k)^2, move(k) = gamma G(k), gamma L < 2,
         visit(k) = 1 where G(k) >= c, 0 elsewhere (only c^2 visit(k) <= G(k)^2 is used)  =>
         sum move(k)^2 <= gamma (gap(0) - gap(n)) / (1 - gamma L / 2) and
         sum visit(k) <= gap(0) / (gamma (1 - gamma L / 2) c^2), sums over k < n.
Covers   every dimension; L-smooth g bounded below, gap = g - inf g. So gradients and moves tend to
         0. With a compact sublevel set and isolated stationary points, |grad g| >= c > 0 outside
         small balls around these: at most gap(0) / (gamma (1 - gamma L / 2) c^2) iterates lie
         there, and steps shorter than the space between the balls cannot lead from one to another.
Silent   on compactness (existence of c), and with it on the limit. Points that are not isolated:
         mexican_hat.
"""

from sympy import Eq, Gt, Le, Rational, S, Sum, sqrt

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.limit_isolated",
    catalogue=["saddle.limit-isolated"],
    sources=[cite("Bruna 2018", "Comments, condition 1")],
)
K, n = thm.index("k"), thm.index("n")
gap = thm.functions("gap", "g(x_k) - inf g", nonnegative=True)
G = thm.functions("G", "|grad g(x_k)|", nonnegative=True)
move = thm.functions("move", "|x_(k+1) - x_k|", nonnegative=True)
visit = thm.functions("visit", "1 where the gradient is at least c, 0 elsewhere", nonnegative=True)
gamma, L, c = thm.positive("gamma L c", "step size, smoothness, a size of the gradient")
part = 1 - gamma * L / 2
squares, visits = (Sum(term, (K, 0, n - 1)) for term in (move(K) ** 2, visit(K)))
for term, name in {
    K: "k", n: "n", gap(K): "gap_k", gap(K + 1): "gap_next", gap(0): "gap_0", gap(n): "gap_n",
    G(K): "G_k", move(K): "move_k", visit(K): "visit_k", squares: "squares", visits: "visits",
    c: "far",
}.items():  # fmt: skip
    thm.measure(term, name)

descent = thm.assume("descent", gap(K + 1) <= gap(K) - gamma * part * G(K) ** 2)
update = thm.assume("update", Eq(move(K), gamma * G(K)))
step = thm.assume("step", gamma * L < 2)
large = thm.assume("large", c**2 * visit(K) <= G(K) ** 2)
shorten = thm.conclude("shorten", squares <= gamma / part * (gap(0) - gap(n)))
leave = thm.conclude("leave", visits <= gap(0) / (gamma * part * c**2))


@thm.proof(shorten)
def sum_of_squares(k):
    progress, weight = k.combine(Gt(part, 0), {step: Rational(1, 2)}), gamma / part
    parts = {update: -(move(K) + gamma * G(K)), descent: weight}
    claim = Le(move(K) ** 2, weight * gap(K) - weight * gap(K + 1))
    drop = k.combine(claim, parts, signs=[progress])
    summed = k.telescope(drop, move(K) ** 2, weight * gap(K), n, signs=[progress])
    return k.combine(shorten, {summed: 1}, signs=[progress])


@thm.proof(leave)
def count(k):
    progress, weight = k.combine(Gt(part, 0), {step: Rational(1, 2)}), 1 / (gamma * part * c**2)
    claim = Le(visit(K), weight * gap(K) - weight * gap(K + 1))
    drop = k.combine(claim, {large: 1 / c**2, descent: weight}, signs=[progress])
    summed = k.telescope(drop, visit(K), weight * gap(K), n, signs=[progress])
    return k.combine(leave, {summed: 1}, squares=[(weight * gap(n), 1)], signs=[progress])


thm.scales("objective", gap=1, G=1, gamma=-1, L=1, c=1)
thm.scales("argument", G=-1, move=1, gamma=2, L=-2, c=-1)
thm.scales("visits", visit=2, c=-1)
thm.open("constant", "a larger multiple is stronger, as gamma (1 - gamma L / 2) > 0", descent)
thm.open("constant", "true: shorter moves make their squares smaller, and nothing else", update)
thm.open("not strict", "undefined: at gamma L = 2 both conclusions divide by 0", step)
WEAKER = "weaker, as 0 <= gap(n) <= gap(0) and 0 < 1 - gamma L / 2 < 1"
for change in ("constant", "exponent"):
    thm.open(change, WEAKER, shorten)
    thm.open(change, WEAKER, leave)
thm.open("term dropped", WEAKER, shorten)
thm.limit("step 0", {gamma: 0}, shorten, Sum(move(K) ** 2, (K, 0, n - 1)) <= 0)

thm.check(
    shorten,
    leave,
    on=model.limit_run,
    draw=draws.limit_runs,
    implements=[update],
    constructed=[descent, large],
)

# A run that gains exactly what it must; a two-cycle with steps of length 1; a point at rest.
lean = {
    gap: lambda k: 1 / (k + 1), G: lambda k: sqrt(2 / ((k + 1) * (k + 2))),
    move: lambda k: sqrt(2 / ((k + 1) * (k + 2))), visit: lambda k: S.Zero, gamma: 1, L: 1, c: 1,
}  # fmt: skip
cycle = {f: lambda k: S.One for f in (gap, G, move, visit)} | {gamma: 1, L: 1, c: 1}
rest = {f: lambda k: S.Zero for f in (gap, G, move, visit)} | {gamma: 1, L: 1, c: 1}
thm.sharp(shorten, lean, name="no more decrease than needed")


def run(ratio, size=1, step=1, smooth=1, least=1, **changed):
    """G(k) = size ratio^k with the least decrease, c^2 visit(k) = G(k)^2."""
    ratio, size, step, smooth, least = map(S, (ratio, size, step, smooth, least))
    high = step * (1 - step * smooth / 2) * size**2 / (1 - ratio**2)
    made = {
        "gap": lambda k: high * ratio ** (2 * k), "G": lambda k: size * ratio**k,
        "move": lambda k: step * size * ratio**k, "gamma": step, "L": smooth, "c": least,
        "visit": lambda k: size**2 * ratio ** (2 * k) / least**2,
    }  # fmt: skip
    return {**made, **changed}


half, tiny = Rational(1, 2), Rational(1, 10**10)
thm.example(run(Rational(1, 10**6)), name="nearly all at once")
thm.example(run(half, 4), name="large gradients")
thm.example(run(half, Rational(1, 4)), name="small gradients")
thm.example(run(half, step=2, smooth=half), name="step size 2")
thm.example(run(half, smooth=2 - tiny), name="a step barely below 2 / L")
thm.example(rest, name="at rest")
thm.needs(descent, cycle, breaks=leave)
thm.needs(update, {**rest, move: lambda k: S.One}, breaks=shorten)
thm.needs(step, {**cycle, L: 3}, breaks=shorten)
thm.needs(large, {**rest, visit: lambda k: S.One}, breaks=leave)
eighths = run(half, gap=lambda k: Rational(4, 7) * 8**-k)
thm.needs(descent, eighths, name="descent, G^3", breaks=shorten)
slow = run(half, step=2, smooth=half, gap=lambda k: Rational(1, 3) * 4**-k)
thm.needs(descent, slow, name="descent, with the step and L exchanged", breaks=shorten)
thm.needs(descent, run(half, 4, gap=lambda k: 4 * half**k), name="descent, G", breaks=shorten)
for e in (Rational(1, 10**9), Rational(1, 1000)):
    longer = run(half, move=lambda k, e=e: (1 + e) * half**k)
    thm.needs(update, longer, name=f"moves times {1 + e}", breaks=shorten)
more = run(Rational(1, 10**6), visit=lambda k: (1 + tiny) * Rational(1, 10**6) ** (2 * k))
for name, at in {
    "c^3": run(half, least=half, visit=lambda k: 8 * half ** (2 * k)),
    "c": run(half, least=2, visit=lambda k: half ** (2 * k + 1)),
    "G^3": run(half, 4, visit=lambda k: 64 * half ** (3 * k)),
    "G": run(half, Rational(1, 4), visit=lambda k: half ** (k + 2)),
    "barely more": more,
}.items():
    thm.needs(large, at, name=f"large, {name}", breaks=leave)
thm.refutes("half of it", 2 * squares <= gamma / part * (gap(0) - gap(n)), lean, of=shorten)
once = {**lean, gap: lambda k: 2 / (k + 1), G: lambda k: 2 / sqrt((k + 1) * (k + 2))}
once |= {move: once[G], visit: lambda k: 4 / ((k + 1) * (k + 2))}
thm.refutes("a quarter of it", 4 * visits <= gap(0) / (gamma * part * c**2), once, of=leave)
