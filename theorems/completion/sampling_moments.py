"""Mean and variance of the sum over the observed entries of a matrix.

Source   Ma 2021, equation (4.8).
Claim    Pairs {i, j} and loops {i}, each observed with probability p, independently; t(k) is T_ii
         or T_ij + T_ji; S_k is the sum of those observed among the first k, with the moments
         mean(k) and second(k)  =>
         E S_k = p (t(0) + ... + t(k - 1)),  Var S_k = p (1 - p) (t(0)^2 + ... + t(k - 1)^2).
Covers   every k and real t; p in [0, 1] for probabilities. The first moments of a step are those of
         independence: S_(k+1) = S_k + t(k) B with B independent of S_k, E B = E B^2 = p. For
         T = e_1 e_1' the sum is B itself, 0 with probability 1 - p.
Silent   on tails, see sampled_deviation. With (i, j) and (j, i) drawn apart the variance is
         p (1 - p) sum T_ij^2.
"""

from sympy import Eq, Le, Rational

from lemmata import Theorem, cite
from models import sampling_masks
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.sampling_moments",
    catalogue=["ma.eq-4.8"],
    sources=[cite("Ma 2021", "equation (4.8)")],
)
k = thm.index("k")
p = thm.nonneg("p", "the probability that a pair is observed")
mean, second = thm.functions("mean second", "E S_k and E S_k^2")
t, sums, squares = thm.functions("t sums squares", "T_ii or T_ij + T_ji; sums of t and of t^2")
for F in (mean, second, sums, squares):
    for at, place in ((k, "k"), (k + 1, "next"), (0, "0")):
        thm.measure(F(at), f"{F}_{place}")
thm.measure(k, "k")
thm.measure(t(k), "t_k")

one_more = {
    sums: t(k), squares: t(k) ** 2, mean: p * t(k), second: p * t(k) * (2 * mean(k) + t(k)),
}  # fmt: skip
start = {F: thm.assume(f"start_{F}", Eq(F(0), 0)) for F in one_more}
step = {F: thm.assume(f"step_{F}", Eq(F(k + 1), F(k) + more)) for F, more in one_more.items()}
average = thm.conclude("average", Eq(mean(k), p * sums(k)))
variance = thm.conclude("variance", Eq(second(k) - mean(k) ** 2, p * (1 - p) * squares(k)))


def constant(kernel, claim, steps, starts):
    """The claim, whose sides differ by the same for every k, and by 0 for k = 0."""
    gap, sides = claim.relation.lhs - claim.relation.rhs, []
    for sign in (1, -1):
        along = {fact: -sign * factor for fact, factor in steps.items()}
        still = kernel.combine(Le(sign * gap.subs(k, k + 1), sign * gap), along)
        bound = kernel.geometric(still, sign * gap, 1)
        first = {fact: -sign * factor for fact, factor in starts.items()}
        sides.append(kernel.combine(Le(sign * gap, 0), {bound: 1, **first}))
    return kernel.combine(claim, {kernel.squeeze(*sides): 1})


@thm.proof(average)
def add_the_means(kernel):
    steps = {step[mean]: 1, step[sums]: -p}
    return constant(kernel, average, steps, {start[mean]: 1, start[sums]: -p})


@thm.proof(variance)
def add_the_variances(kernel):
    both, rate = mean(k + 1) + mean(k) + p * t(k), p * (1 - p)
    steps = {step[second]: 1, step[mean]: -both, step[squares]: -rate}
    starts = {start[second]: 1, start[mean]: -mean(0), start[squares]: -rate}
    return constant(kernel, variance, steps, starts)


thm.scales("matrix", mean=1, second=2, squares=2, sums=1, t=1)

thm.check(
    average, variance, on=sampling_masks.moments, draw=draws.observed_pairs,
    constructed=[*start.values(), *step.values()],
)  # fmt: skip

half, third = Rational(1, 2), Rational(1, 3)


def equal(size, rate=third, twice=1, own=1, **others):
    """All t(k) = size: E S_(k+1)^2 - E S_k^2 = p size (2 twice E S_k + own size)."""
    steady = {
        "t": lambda k: size,
        "sums": lambda k: size * k,
        "squares": lambda k: size**2 * k,
        "mean": lambda k: rate * size * k,
        "second": lambda k: rate * size**2 * (twice * rate * k * (k - 1) + own * k),
    }
    return {**steady, "p": rate, **others}


def single(rate=third, **others):
    """t(0) = 1 and no other: the sum is 0 or 1."""
    once = {name: lambda k: 1 - 0**k for name in ("sums", "squares")}
    moments = {name: lambda k: rate * (1 - 0**k) for name in ("mean", "second")}
    return {"t": lambda k: 0**k, **once, **moments, "p": rate, **others}


thm.example(equal(2), name="all T_ij = 1")
thm.example(single(), name="T = e_1 e_1'")
thm.example(equal(1, 1), name="p = 1")
little = Rational(1, 10**9)
breaks = {sums: average, squares: variance, mean: average, second: variance}
for f in (1 + little, 1 - little, 1 + 10**6 * little, 1 - 10**6 * little, Rational(2), half):
    for F, claim in breaks.items():
        first = third if F in (mean, second) else 1
        for what, value in {
            "all": lambda k, f=f, first=first: first * (1 - 0**k) * f**k,
            "the term before": lambda k, f=f, first=first: first * (1 - 0**k) * f ** (k - 1),
            "what is added": lambda k, f=f, first=first: first * (1 - 0**k) * f,
        }.items():
            at = single(**{str(F): value})
            thm.needs(step[F], at, breaks=claim, name=f"{f} times {what} in step_{F}")
    thm.needs(step[second], equal(2, twice=f), breaks=variance, name=f"{f} times 2 mean(k)")
lost = equal(2, second=lambda k: third * 4 * (2 * third * (k - 1) + 1) * (1 - 0**k))
thm.needs(step[second], lost, breaks=variance, name="second(k) dropped")
for twice, own in ((0, 1), (1, 0), (0, 0)):
    at = equal(2, twice=twice, own=own)
    thm.needs(step[second], at, breaks=variance, name=f"dropped: {twice}, {own}")
for F, value in ((sums, 2), (squares, 4), (mean, 2 * third)):
    at = equal(2, **{str(F): lambda k, value=value: value * (1 - 0**k)})
    at |= {"second": lambda k: 4 * third * k + 8 * third**2 * (k - 1 + 0**k)} if F == mean else {}
    thm.needs(step[F], at, breaks=breaks[F], name=f"{F}(k) dropped")
swapped = equal(2, second=lambda k: 4 * third**2 * k * (k - 1) * (third * (2 * k - 1) / 6 + 1))
thm.needs(step[second], swapped, breaks=variance, name="mean and t exchanged")
for F in (sums, squares, second):
    base = single()[str(F)]
    at = single(**{str(F): lambda k, base=base: base(k) + 1})
    thm.needs(start[F], at, breaks=breaks[F])
moved = {"mean": lambda k: 1 + third * (1 - 0**k), "second": lambda k: 1 - 0**k}
thm.needs(start[mean], single(**moved), breaks=average)
apart, spread = p * (1 - p) * squares(k) / 2, second(k) - mean(k) ** 2
thm.refutes("(i, j) and (j, i) drawn apart", Eq(spread, apart), equal(2), of=variance)
thm.refutes("the second moment alone", Eq(second(k), p * squares(k)), equal(2), of=variance)
thm.refutes("sum over Omega = a like sum = p a", Eq(sums(k), p * mean(k)), equal(2), of=average)
thm.erratum(
    cite("Ma 2021", "section 4.2.1, after (4.8)"),
    printed="p sum T <= a has the implications of sum_Omega T <= a / p",
    corrected="of sum_Omega T <= a: E sum_Omega T = p sum T, without another factor 1 / p",
    false=Eq(mean(k), sums(k)),
    true=average,
    at=equal(2),
)
