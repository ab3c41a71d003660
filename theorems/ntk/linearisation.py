"""A network whose neurons stay close to initialisation is a random-feature model, up to flips.

Source   Escaping notes, section 3.9.
Claim    |w_k(t) - w_k(0)| <= R for all k, s the share of neurons with |<w_k(0), x>| <= R |x|  =>
         |f(x; W) - f(x; W0) - m^(-1/2) sum_k a_k g_k <w_k - w_k(0), x>| <= sqrt(m) R |x| s.
Covers   every width, move and input; R = c / sqrt(m) gives c |x| s, with E s <= 2 R / sqrt(2 pi).
Silent   on one neuron's error, at most R |x| and 0 outside the slab: relu_linearisation,
         gate_flips. f(x; W0) stays: it does not vanish (initial_output).
"""

from sympy import Eq, Le, Rational

from lemmata import Theorem, cite
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.linearisation",
    catalogue=["ntk.rf-linearisation"],
    sources=[cite("Escaping notes", "section 3.9")],
)
k = thm.index("k")
E = thm.functions("E", "sum over the first k neurons of a_j times the error of neuron j")
S = thm.functions("S", "how many of the first k neurons are in the slab", nonnegative=True)
e = thm.functions("e", "a_k times the error of neuron k")
s = thm.functions("s", "1 if neuron k is in the slab, else 0", nonnegative=True)
R, X = thm.nonneg("R X", "how far neurons may move; |x|")
for term, name in {
    k: "k", E(k): "E_k", E(k + 1): "E_next", E(0): "E_0", S(k): "S_k", S(k + 1): "S_next",
    S(0): "S_0", e(k): "e_k", s(k): "s_k",
}.items():  # fmt: skip
    thm.measure(term, name)

errors = thm.assume("errors", Eq(E(k + 1), E(k) + e(k)))
counts = thm.assume("counts", Eq(S(k + 1), S(k) + s(k)))
no_error = thm.assume("no_error", Eq(E(0), 0))
above = thm.assume("above", e(k) <= R * X * s(k))
below = thm.assume("below", -e(k) <= R * X * s(k))
upper = thm.conclude("upper", E(k) <= R * X * S(k))
lower = thm.conclude("lower", -E(k) <= R * X * S(k))


def induction(kernel, side, sign, claim):
    """The sum of the first k terms, from the bound on one term."""
    gap = sign * E(k) - R * X * S(k)
    grows = Le(gap.subs(k, k + 1), gap, evaluate=False)
    one_more = kernel.combine(grows, {side: 1, errors: -sign, counts: R * X})
    bound = kernel.geometric(one_more, gap, 1)
    return kernel.combine(claim, {bound: 1, no_error: -sign}, squares=[(R * X * S(0), 1)])


@thm.proof(upper)
def sum_from_above(kernel):
    return induction(kernel, above, 1, upper)


@thm.proof(lower)
def sum_from_below(kernel):
    return induction(kernel, below, -1, lower)


thm.scales("movement", E=1, e=1, R=1)
thm.scales("input", E=1, e=1, X=1)
thm.scales("count", E=1, S=1, e=1, s=1)
thm.open(
    "constant",
    "true: smaller terms make the sum of the errors smaller in size, larger ones make the count "
    "larger, and upper and lower hold with more room",
    errors,
    counts,
)

thm.open(
    "term dropped",
    "true: 0, or the last error alone, is no more in size than what the slab allows",
    errors,
)

thm.check(upper, lower, on=gates.linearised, draw=draws.moved_layers,
          constructed=[errors, counts, no_error, above, below])  # fmt: skip

flips = {
    "R": 1, "X": 1, "e": lambda j: 1, "s": lambda j: 1, "E": lambda j: j, "S": lambda j: j,
}  # fmt: skip
back = {**flips, "e": lambda j: -1, "E": lambda j: -j}
thm.sharp(upper, flips, name="every neuron flips, all errors aligned")
thm.sharp(lower, back, name="the same with the other sign")
thm.needs(errors, {**flips, "E": lambda j: 2 * j}, breaks=upper)
thm.needs(counts, {**flips, "S": lambda j: j / 2}, breaks=upper)
thm.needs(no_error, {**flips, "E": lambda j: 1 + j}, breaks=upper)
thm.needs(above, {**flips, "e": lambda j: 2, "E": lambda j: 2 * j}, breaks=upper)
thm.needs(below, {**flips, "e": lambda j: -2, "E": lambda j: -2 * j}, breaks=lower)
swapped = {
    "e": lambda j: 4**j - 3 * 2**j, "E": lambda j: 3 * 4**j - 3 * 2**j,
    "s": lambda j: 4**j + 3 * 2**j, "S": lambda j: 4**j / Rational(3) + 3 * 2**j,
}  # fmt: skip
thm.needs(errors, {**flips, **swapped}, breaks=upper, name="the increments of the errors")
barely = 1 + Rational(1, 10**9)
for c, claim, side in ((barely, upper, above), (-barely, lower, below)):
    scaled = {"e": lambda j, c=c: c, "E": lambda j, c=c: c * j}
    thm.needs(side, {**flips, **scaled}, breaks=claim, name=f"{side.name} barely more")


def sequence(kept, added):
    """s(0) = 0 and s(j + 1) = kept s(j) + added."""
    if kept == 1:
        return lambda j: added * j
    return lambda j: added * (kept**j - 1) / (kept - 1)


for step in (Rational(1, 10**9), Rational(1, 1000), 1):
    for kept, added in ((1, 1), (1, 0), (0, 1)):
        more = sequence(1 + kept * step, 1 + added * step)
        name = f"kept {kept * step}, added {added * step}"
        thm.needs(errors, {**flips, "E": more}, breaks=upper, name=f"more errors: {name}")
        less = step if step < 1 else Rational(1, 2)
        fewer = sequence(1 - kept * less, 1 - added * less)
        thm.needs(counts, {**flips, "S": fewer}, breaks=upper, name=f"fewer counts: {name}")
thm.refutes("half of it", 2 * E(k) <= R * X * S(k), flips, of=upper)
thm.refutes("no error", Eq(E(k), 0), back, of=lower)
