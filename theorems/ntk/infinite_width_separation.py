"""A lower bound on the smallest eigenvalue of the infinite-width kernel matrix of separated inputs.

Source   Escaping notes, section 3.6, Fact, with constants.
Claim    Inputs x_1, ..., x_n != 0 with |cos| of the angles at most rho, n rho^(2 k) <= 1/2, k >= 1:
         <v, H v> >= 9 / (40 pi sqrt(pi k)) (v_1^2 |x_1|^2 + ... + v_n^2 |x_n|^2).
         With k steps more, (1 / sqrt(pi k) - 1 / sqrt(pi (k + j))) / (4 pi) for every j.
Covers   every n and d; unit inputs: lam_min(H) >= 0.0404 / sqrt(k), where k may be
         log(2 n) / (2 log(1 / rho)), rounded up. For min |x_i -+ x_j| >= s this has the order
         s / sqrt(log(2 n)). Below, powers are counted from k: the k + j-th power of the squared
         cosines has the form q(j) and the coefficient c(j) in the series.
Silent   on the best constant, at least 1 / 4 in place of 9 / 40 (j -> infinity); on rho = 1.
"""

from sympy import Eq, Le, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import separation
from strategies import separation as inputs

thm = Theorem(
    "ntk.infinite_width_separation",
    catalogue=["ntk.hinf-separation"],
    supports=["ntk.hinf-positive"],
    sources=[cite("Escaping notes", "section 3.6, Fact")],
)
n, k, j = thm.dimension("n"), thm.dimension("k"), thm.index("j")
H = thm.operator("H", n, "the infinite-width kernel matrix")
v = thm.vector("v", n, "coefficients")
p = thm.positive("p", "pi; only its sign is used")
S = thm.nonneg("S", "the sum of the v_i^2 |x_i|^2")
c = thm.functions("c", "binom(2 m, m) / (4^m (2 m + 1)) with m = k + j - 1", nonnegative=True)
q = thm.functions("q", "the sum of v_i |x_i| v_l |x_l| cos(i, l)^(2 (k + j))")
t = thm.nonneg("t", "the largest cos(i, l)^(2 k), i != l")
A = thm.functions("A", "c(0) q(0) + ... + c(j - 1) q(j - 1)")
for term, name in {
    n: "n", k: "k", j: "j", c(j): "c", q(j): "q", A(j): "A", A(j + 1): "A_next", A(0): "nothing",
}.items():  # fmt: skip
    thm.measure(term, name)
form, root = inner(v, H * v), 1 / sqrt(p * (k + j))

start = thm.assume("start", Eq(A(0), 0))
step = thm.assume("step", Eq(A(j + 1), A(j) + c(j) * q(j)))
series = thm.assume("series", A(j) <= 2 * p * form)
wallis = thm.assume("wallis", c(j) >= root - root.xreplace({j: j + 1}))
dominant = thm.assume("dominant", q(j) >= (1 - n * t) * S)
narrow = thm.assume("narrow", 2 * n * t <= 1)
partial = thm.conclude("partial", form >= S / (4 * p) * (1 / sqrt(p * k) - root))
bound = thm.conclude("bound", form >= 9 * S / (40 * p * sqrt(p * k)))


def half(kernel):
    """Every power that is used keeps half of its diagonal."""
    return kernel.combine(q(j) >= S / 2, {dominant: 1, narrow: S / 2})


@thm.proof(partial)
def sum_of_the_powers(kernel):
    rest = -A(j) - S / 2 * root
    parts = {step: 1, half(kernel): c(j), wallis: S / 2}
    each = kernel.combine(Le(rest.xreplace({j: j + 1}), rest), parts)
    summed = kernel.geometric(each, rest, 1)
    share = 1 / (2 * p)
    return kernel.combine(partial, {series: share, summed: share, start: share})


@thm.proof(bound)
def many_powers(kernel):
    return kernel.combine(bound, {kernel.instantiate(sum_of_the_powers(kernel), {j: 99 * k}): 1})


thm.known(
    series,
    "for unit inputs with cosine z, H = z / 4 + z arcsin(z) / (2 pi) entrywise, arcsin(z) is the "
    "sum of c_m z^(2m+1), and entrywise powers of Gram matrices are semidefinite (Schur 1911)",
)
thm.known(wallis, "binom(2 m, m) / 4^m >= 1 / sqrt(pi (m + 1/2)) (Wallis), and convexity")
thm.known(dominant, "ntk.operator_norm_bound with ntk.frobenius_bound, for each entrywise power")

thm.scales("coefficients", v=1, S=2, q=2, A=2)
thm.scales("kernel", H=1, S=1, q=1, A=1)
thm.scales("circle constant", p=2, S=3, c=-1, q=3, A=2)
thm.invariant("rotation", n)
LATE = "false, but only for large j: `bound` has room, and `partial` stays below its limit"
thm.open("room", LATE, step, series, wallis, dominant, narrow, partial)
thm.open("room", "true up to 10/9, the limit of `partial` as j grows", bound)
thm.open("constant", "stronger for factors above 1: A grows faster, as c and q are >= 0", step)
thm.open("constant", "stronger for factors below 1, as A(j) >= 0", series)
thm.open(
    "constant",
    "stronger where the right side grows, and false, but no sequences in closed form found, where "
    "it falls: more of j in the first root, less of 1 or of j in the second",
    wallis,
)
thm.open(
    "exponent", "stronger, as k + j >= 1: the first root is larger or the second is smaller", wallis
)
thm.open(
    "term dropped",
    "stronger without k or j in the first root (no value at k + j = 0); without j in the second "
    "false, as only c(0) must be positive, but no A in closed form found",
    wallis,
)
LIMIT = "form >= S / (4 p sqrt(p k)), as j grows, so that anything nonnegative may be subtracted"
thm.open("constant", f"weaker, or true: {LIMIT}", partial)
thm.open("exponent", f"weaker for 1/sqrt(k), as k >= 1; else true: {LIMIT}", partial)
thm.open("term dropped", f"true: {LIMIT}", partial)
thm.open("exponent", "weaker, as k >= 1", bound)
thm.limit("no terms", {j: 0}, partial, inner(v, H * v) >= 0)

thm.check(
    partial,
    bound,
    on=separation.powers,
    draw=inputs.separated,
    constructed=[start, step, series, wallis, dominant],
    bfloat16=True,
)


def powers(f=1, p=1, k_=1):
    """`separation.exact_powers` with f times its coefficients, whose sign shows in this form."""
    f, p = Rational(f), Rational(p)

    def root(j):
        return 1 / sqrt(k_ + j)

    return {
        **separation.exact_powers(), k: k_, "p": p, "H": [[f / (4 * p * sqrt(p * k_))]],
        "c": lambda j: f * root(j) * root(j + 1) / (sqrt(p) * (1 / root(j) + 1 / root(j + 1))),
        "A": lambda j: f * (root(0) - root(j)) / (2 * sqrt(p)),
    }  # fmt: skip


def grown(share):
    """Forms q(j) = share / c(j), written so that they are seen to be at least 1/2."""

    def q(j):
        one, two = sqrt(1 + j), sqrt(2 + j)
        return share * ((j + 2) * (1 + j / (one + 1)) + (j + 1) * (1 + (j + 1) / (two + 1)))

    return q


worst, HALF = powers(), Rational(1, 2)
thm.example(worst, name="hypotheses tight: 1 / 4 in place of 9 / 40")
thm.needs(start, {**worst, "A": lambda j: worst["A"](j) - 1, "H": [[0]]}, breaks=bound)
thm.needs(step, {**worst, "A": lambda j: 0 * j, "H": [[0]]}, breaks=bound)
thm.needs(series, {**worst, "H": [[0]]}, breaks=bound)
none = {"A": lambda j: 0 * j, "H": [[0]]}
thm.needs(wallis, {**worst, **none, "c": lambda j: 0 * j}, breaks=bound)
thm.needs(dominant, {**worst, **none, "q": lambda j: 0 * j}, breaks=bound)
for place in ((HALF, 1, 1), ("1/4", 4, 1), ("1/4", "1/4", 1), (HALF, 1, 2)):
    thm.needs(
        wallis, powers(*place), breaks=bound, name="smaller: {}, p = {}, k = {}".format(*place)
    )
for place in ((1, 4, 2), (1, "1/4", 1)):
    thm.example(powers(*place), name="tight at p = {1}, k = {2}".format(*place))
thm.example({**worst, **none, "S": 0, "q": lambda j: 0 * j}, name="nothing")
fifth, most = {**worst, "H": [["1/5"]]}, Rational(2, 5)
for name, q_, A_ in (
    ("half of A(j)", grown(most / 2), lambda j: most * (1 - HALF**j)),
    ("half of A(j + 1)", grown(most), lambda j: most * (1 - HALF**j)),
    ("A(j) left out", grown(most), lambda j: most * (1 - 0**j)),
):
    thm.needs(step, {**fifth, "q": q_, "A": A_}, breaks=bound, name=name)
halves = {"A": lambda j: worst["A"](j) / 2, "H": [["1/8"]]}
thm.needs(step, {**worst, **halves}, breaks=bound, name="half of c(j) q(j)")
thm.needs(dominant, {**worst, **halves, "q": lambda j: HALF / 2 + 0 * j}, bound, name="half")
constant = {"c": lambda j: (1 + j / (sqrt(1 + j) + 1)) / sqrt(1 + j)}  # which is 1
thm.needs(step, {**worst, **none, **constant}, breaks=bound, name="c(j) = 1, no sum")
thm.needs(narrow, {**worst, **none, "q": lambda j: 0 * j, "t": 1}, breaks=bound)
thm.refutes("11 / 40", form >= 11 * S / (40 * p * sqrt(p * k)), worst, of=bound)
thm.refutes("30 in place of 9 / 40", form >= 30 * S / (p * sqrt(p * k)), worst, of=bound)
thm.refutes(
    "100 in place of 1 / 4", form >= 100 * S / p * (1 / sqrt(p * k) - root), worst, of=partial
)
