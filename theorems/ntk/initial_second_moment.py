"""The second moment of a network's output at initialisation, for any law of its output weights.

Source   Escaping notes, section 3.8 ("Where did we use a_k ~ Unif{+-1}?"), made exact.
Claim    f = m^(-1/2) sum_{k<m} a_k r_k, the a_k and r_k independent, E a_k = alpha, E a_k^2 = v,
         E r_k = e, E r_k^2 = q, U(m) = E (sum_{k<m} a_k r_k)^2 = m E f^2  =>
         U(m) = m v q + m (m - 1) alpha^2 e^2.
Covers   every width m, m = 0 too; any laws with two moments. For r = relu(<w, x>), w ~ N(0, I):
         q = |x|^2 / 2, e^2 = |x|^2 / (2 pi). Signs: E f^2 = |x|^2 / 2 whatever m. All a_k = 1:
         E f^2 = |x|^2 (1/2 + (m - 1) / (2 pi)). Several inputs: sum over them.
Silent   on the Gaussian moments (initial_output samples the network), on higher moments.
"""

from sympy import Eq, Le, Rational, pi, sqrt

from lemmata import Theorem, cite
from models import random_networks
from strategies import random_networks as draws

PLACE = "section 3.8, Where did we use a_k ~ Unif{+-1}?"
thm = Theorem(
    "ntk.initial_second_moment",
    catalogue=["ntk.init-second-moment"],
    sources=[cite("Escaping notes", PLACE)],
)
k = thm.index("k")
U = thm.functions("U", "second moment of the sum of the first k terms a_j r_j")
M = thm.functions("M", "its mean")
alpha, e = thm.real("alpha e", "mean of an output weight; of a hidden value")
v, q = thm.nonneg("v q", "their second moments")
for term, name in {
    k: "k", U(k): "U_k", U(k + 1): "U_next", U(0): "U_0",
    M(k): "M_k", M(k + 1): "M_next", M(0): "M_0",
}.items():  # fmt: skip
    thm.measure(term, name)

# One more independent term: E (S + a r)^2 = E S^2 + 2 E a E r E S + E a^2 E r^2.
mean = thm.assume("mean", Eq(M(k + 1), M(k) + alpha * e))
square = thm.assume("square", Eq(U(k + 1), U(k) + 2 * alpha * e * M(k) + v * q))
no_sum = thm.assume("no_sum", Eq(M(0), 0))
no_square = thm.assume("no_square", Eq(U(0), 0))
second = thm.conclude("second", Eq(U(k), k * v * q + k * (k - 1) * alpha**2 * e**2))


def constant(kernel, sequence, step, start):
    """From s(k+1) = s(k) and s(0) = 0 (up to the facts): s(k) <= 0 and s(k) >= 0."""
    sides = []
    for sign in (1, -1):
        along = {fact: -sign * factor for fact, factor in step.items()}
        still = kernel.combine(Le(sign * sequence.subs(k, k + 1), sign * sequence), along)
        bound = kernel.geometric(still, sign * sequence, 1)
        sides.append(kernel.combine(Le(sign * sequence, 0), {bound: 1, start: -sign}))
    return sides


@thm.proof(second)
def induction(kernel):
    low, high = constant(kernel, M(k) - k * alpha * e, {mean: 1}, no_sum)
    sums = kernel.squeeze(low, high)
    gap = U(k) - k * v * q - k * (k - 1) * alpha**2 * e**2
    low, high = constant(kernel, gap, {square: 1, sums: 2 * alpha * e}, no_square)
    return kernel.combine(second, {kernel.squeeze(low, high): 1})


thm.scales("output weights", U=2, M=1, alpha=1, v=2)
thm.scales("hidden values", U=2, M=1, e=1, q=2)
thm.scales("second moments", v=-1, q=1)

thm.check(second, on=random_networks.enumerated, draw=draws.two_point_laws,
          constructed=[mean, square, no_sum, no_square])  # fmt: skip

half = Rational(1, 2)
relu = {"q": half, "e": 1 / sqrt(2 * pi)}  # of a standard normal number
signs = {**relu, "alpha": 0, "v": 1, "U": lambda j: j * half, "M": lambda j: 0}
ones = {
    **relu, "alpha": 1, "v": 1, "M": lambda j: j * relu["e"],
    "U": lambda j: j * half + j * (j - 1) / (2 * pi),
}  # fmt: skip
thm.example(signs, name="signs")
thm.example(ones, name="all output weights 1")
thm.needs(mean, {**ones, "M": lambda j: 0, "U": lambda j: j * half})
thm.needs(square, {**ones, "U": lambda j: 0})
lifted = {"M": lambda j: 1 + j * relu["e"], "U": lambda j: ones["U"](j) + 2 * j * relu["e"]}
thm.needs(no_sum, {**ones, **lifted})
thm.needs(no_square, {**signs, "U": lambda j: 1 + j * half})
# With f in place of 1 before one term or all, at a r = 1 or at signs; G is 1 + f + ... + f^(k - 1).
unit = {"alpha": 1, "e": 1, "v": 1, "q": 1, "M": lambda j: j, "U": lambda j: j**2}
flips = {**unit, "alpha": 0, "M": lambda j: 0, "U": lambda j: j}
near = [1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)]
for f in (*near, Rational(2), half):

    def G(j, f=f):
        return (f**j - 1) / (f - 1)

    for name, M_, U_ in (
        ("alpha e", lambda j, f=f: f * j, lambda j, f=f: j + f * j * (j - 1)),
        ("M(k)", G, lambda j, f=f, G=G: j + 2 * (G(j) - j) / (f - 1)),
        ("all", lambda j, f=f, G=G: f * G(j), lambda j, f=f, G=G: j + 2 * f * (G(j) - j) / (f - 1)),
    ):
        thm.needs(mean, {**unit, "M": M_, "U": U_}, name=f"{f} before {name}")
    for name, base, U_ in (
        ("2 alpha e M(k)", unit, lambda j, f=f: j + f * j * (j - 1)),
        ("U(k)", flips, G),
        ("all of the square", flips, lambda j, f=f, G=G: f * G(j)),
    ):
        thm.needs(square, {**base, "U": U_}, name=f"{f} before {name}")
forgotten = {**unit, "M": lambda j: 1 - 0**j, "U": lambda j: 3 * j - 2 + 2 * 0**j}
thm.needs(mean, forgotten, name="the last term only")
thm.refutes("as for signs, when the output weights have a mean", Eq(U(k), k * v * q), ones)
thm.erratum(
    cite("Escaping notes", "section 3.9"),
    printed="f(x; W(0)) is close to 0 for large m",
    corrected="E f(x; W(0))^2 = |x|^2 / 2 for every m",
    false=Le(U(k), q),
    true=second,
    at=signs,
)
thm.erratum(
    cite("Escaping notes", PLACE),
    printed="|f_0|^2 = Omega(m (E sigma)^2) for constant output weights",
    corrected="E f_0(x)^2 = q + (m - 1) e^2 for each input x",
    false=Eq(U(k), k**2 * e**2),
    true=second,
    at=ones,
)
