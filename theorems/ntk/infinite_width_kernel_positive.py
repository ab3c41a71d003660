"""The infinite-width kernel matrix of pairwise non-proportional inputs is positive definite.

Source   Escaping notes, section 3.6, Fact, with constants.
Claim    Nonzero inputs x_1, ..., x_n, squared lengths at least m, |cos| of the angles at most
         rho < 1, n <= k (1 - rho): n rho^(2 k) <= 1/2 and lam_min(H) > 0. If k (1 - rho) <= 2 n
         and the unit vectors have |x_i -+ x_j| >= s: lam_min(H) >= m s / (50 sqrt(n)).
Covers   every n and d; not proportional with either sign. k = n / (1 - rho), rounded up, will do.
         The bound s / (100 n^2) of the literature follows, as 50 sqrt(n) <= 100 n^2.
Silent   on the order s / sqrt(log n), see infinite_width_separation, on which this rests. Necessary
         it is not: an opposite pair alone is positive definite (infinite_width_kernel_two_inputs);
         three dependent ones are singular (infinite_width_kernel_singular). On the half circle
         n lam_min is 0.2503 at n = 64; that it falls to 1/4 is not proved.
"""

from sympy import Eq, Gt, Le, Or, Rational, acos, false, pi, sqrt

from lemmata import Theorem, cite
from models import separation
from strategies import separation as inputs

thm = Theorem(
    "ntk.infinite_width_kernel_positive",
    catalogue=["ntk.hinf-positive"],
    supports=["ntk.hinf-separation"],
    sources=[cite("Escaping notes", "section 3.6, Fact")],
)
n, d, k, i = thm.dimension("n"), thm.dimension("d"), thm.dimension("k"), thm.index("i")
X = thm.matrix("X", n, d, "the inputs, one a row")
lam = thm.real("lam", "the smallest eigenvalue of the kernel matrix")
rho = thm.nonneg("rho", "the largest |cos| of an angle between two inputs")
s = thm.nonneg("s", "the smallest |x_i -+ x_j| of the unit vectors")
m = thm.positive("m", "the smallest squared length")
p = thm.positive("p", "pi")
thm.measure(k, "k")
power = rho ** (2 * k)
thm.measure(power, "power")
narrow, least = Le(2 * n * power, 1), 9 * m / (40 * p * sqrt(p * k))

wide, bound = Gt(2 * n * power, 1), lam >= least
separated = thm.assume("separated", Or(wide, bound))
enough = thm.assume("enough", k * (1 - rho) >= n)
few = thm.assume("few", k * (1 - rho) <= 2 * n)
chord = thm.assume("chord", s**2 <= 2 * (1 - rho))
circle = thm.assume("circle", p <= Rational(22, 7))
small = thm.conclude("small", narrow)
positive = thm.conclude("positive", lam > 0)
distance = thm.conclude("distance", lam >= m * s / (50 * sqrt(n)))


@thm.proof(small)
def bernoulli(kernel):
    """rho^i (1 + i (1 - rho)) never grows; at i = 2 k the second factor is at least 2 n."""
    term = rho**i * (1 + i * (1 - rho))
    each = kernel.combine(
        Le(term.xreplace({i: i + 1}), term), squares=[(rho**i * (i + 1), 1 - rho)]
    )
    bounded = kernel.instantiate(kernel.geometric(each, term, 1), {i: 2 * k})
    return kernel.combine(small, {bounded: 1, enough: 2 * power}, squares=[(power, 1)])


def eigenvalue(kernel):
    """The bound of `separated`, whose other case contradicts `small`."""
    absurd = kernel.clash(bernoulli(kernel), kernel.assume(wide))
    return kernel.cases(
        separated, {wide: kernel.contradiction(bound, absurd), bound: kernel.assume(bound)}
    )


@thm.proof(positive)
def at_least_the_bound(kernel):
    return kernel.combine(positive, {eigenvalue(kernel): 1}, squares=[(least, 1)])


@thm.proof(distance)
def number_of_powers(kernel):
    """With R = sqrt(pi k), w = sqrt(n): (40 pi R s)^2 <= 6400 pi^3 n < (450 w)^2."""
    R, w = sqrt(p * k), sqrt(n)
    far = kernel.assume(Gt(40 * p * R * s, 450 * w))
    cube = Rational(22, 7) ** 2 + Rational(22, 7) * p + p**2
    rest = 450**2 - 6400 * Rational(22, 7) ** 3
    parts = {far: 40 * p * R * s + 450 * w, chord: 1600 * p**3 * k, few: 3200 * p**3}
    parts[circle] = 6400 * n * cube
    absurd = kernel.combine(false, parts, squares=[(rest * n, 1)])
    short = kernel.contradiction(Le(40 * p * R * s, 450 * w), absurd)
    return kernel.combine(distance, {eigenvalue(kernel): 1, short: m / (2000 * p * R * w)})


thm.known(separated, "ntk.infinite_width_separation, at a unit eigenvector")
thm.known(circle, "Archimedes")

thm.scales("squared length", lam=1, m=1)
FIRST = "true: 2 n rho^(2 k) <= 2 n exp(-2 n) < 0.28 by `enough`, which excludes the first case"
ROOM = "true: `separated` has 9 / (40 (22/7)^(3/2)) > 0.0403 where `distance` needs 0.04"
thm.open("not strict", FIRST, separated)
thm.open("room", f"{ROOM}; changes of p and 22/7 by 0.6 % are within", separated, circle, distance)
thm.open("constant", f"{FIRST}, with the changed number too", separated)
thm.open(
    "exponent",
    f"{FIRST}; in the second case stronger in k, and enough in p, as 9 / (40 sqrt(22/7)) > 0.04",
    separated,
)
thm.open("constant", "true for n / 2: 2 n rho^(2 k) <= 2 n exp(-n) <= 2 / e", enough)
thm.open(
    "room",
    f"{ROOM}, so that the right side may grow by 1.9 %; for one of its terms false, but only where "
    "1 - rho is of the size of the change and rho^(2 k) has k digits",
    few,
    chord,
)
thm.open("strict", "true: 2 n rho^(2 k) <= 2 n exp(-2 n) < 0.28", small)
thm.open("constant", "true: 2 n rho^(2 k) <= 2 n exp(-2 n) < 0.28, and 2 n rho^k <= 2 / e", small)
thm.open("exponent", "true: 2 n rho^(2 k - 1) <= 0.28 too, as (1 - n / k)^(2 k - 1) is", small)
thm.open("strict", f"{ROOM}, and the right side of `separated` is positive", distance)
thm.open("exponent", "weaker for n^(-3/2), as n >= 1", distance)

thm.check(
    small,
    positive,
    distance,
    on=separation.smallest,
    draw=inputs.inputs,
    constructed=[separated, chord, circle],
)

at = separation.exact_smallest
basis = {**at([[1, 0], [0, 1]], 0, "1/2"), k: 2}
share = Rational(9, 10) * (pi - acos(Rational(9, 10))) / (2 * pi)
near = {
    **at([[1, 0], [Rational(9, 10), sqrt(19) / 10]], Rational(9, 10), Rational(1, 2) - share),
    k: 20,
}
thm.example(basis, name="orthogonal unit vectors")
thm.example(near, name="at cosine 9/10")
thm.needs(separated, {**basis, "lam": 0}, breaks=positive)
same = {**at([[1, 0], [2, 0]], 1, 0), k: 1}
thm.needs(enough, same, breaks=positive, name="the same direction")
six = {**at(separation.SIX, 1, 0), k: 1}
thm.needs(enough, six, breaks=positive, name="three dependent opposite pairs")
thm.needs(few, {**basis, "lam": "1/100", k: 10**6}, breaks=distance)
thm.needs(chord, {**basis, "s": 100}, breaks=distance)
thm.needs(circle, {**basis, "p": 100, "lam": "1/1000"}, breaks=distance)
# Instances of the hypotheses alone, with lam at its bound: one input, or two at cosine 0.
single, most = at([[1]], 0, 1), {"p": Rational(22, 7), "m": 1}


def least_at(power, p_):
    return 9 / (40 * p_ * sqrt(p_ * power))


same_again = {**same, k: 10**10}
thm.needs(enough, same_again, breaks=small, name="the same direction, many powers")
half = {**single, "rho": "1/2", "s": 1, "p": 1, "lam": least_at(10**4, 1), k: 10**4}
thm.needs(few, half, breaks=distance, name="cosine 1/2, many powers")
cube = {**single, **most, "rho": "15/16", "s": "1/2", "lam": least_at(32, most["p"]), k: 32}
thm.needs(chord, cube, breaks=distance, name="s^3 for s^2")
plain = {**single, **most, "s": 2, "lam": least_at(2, most["p"]), k: 2}
thm.needs(chord, plain, breaks=distance, name="s for s^2")
cubed = {**at([[19]], 0, Rational(301, 100) ** 2), "p": 3, k: 1}
thm.needs(separated, cubed, breaks=distance, name="lam^(3/2) for p^(3/2)")
two = {**basis, **most, "lam": least_at(4, most["p"]), k: 4}
thm.example({**single, "rho": 0, "s": 1, "p": 3, "lam": 1000, k: 1}, name="a large eigenvalue")
thm.refutes("sqrt(n)", lam >= m * s * sqrt(n) / 50, two, of=distance)
thm.refutes("1 / 10^4", Le(2 * n * power, Rational(1, 10**4)), near, of=small)
thm.refutes("m / 5 without separation", lam >= m / 5, near, of=positive)
thm.refutes("s / 2", lam >= m * s / 2, basis, of=distance)
thm.erratum(
    cite("Escaping notes", "sections 3.4(c) and 3.6"),
    printed="H_t >= lam0 I_d, H^infinity of size d x d",
    corrected="I_n and n x n for n inputs of dimension d (and W ~ N(0, I_d) for N(0, 2 sigma))",
    false=Eq(n, d),
    true=positive,
    at={**at([[1, 0]], 0, "1/2"), k: 1},
)
