"""The Jacobian of a gradient step has determinant at least (1 - gamma L)^d for gamma < 1 / L.

Source   Bruna 2018, slide "Gradient descent avoids strict saddles", Fact 2.
Claim    lam_i <= L, gamma >= 0, gamma L < 1, D the product of n factors 1 - gamma lam_i  =>
         D >= (1 - gamma L)^n and D > 0.
Covers   every number n of factors, by induction; eigenvalues of any sign and size below -L, which
         the source excludes: the upper half of |grad^2 f| <= L is enough.
Silent   on the determinant being the product of the eigenvalues of I - gamma grad^2 f, and those
         being 1 - gamma lam_i (strict_saddle_unstable has the eigenvectors).
"""

from sympy import Abs, Eq, Gt, Le, Rational, S

from lemmata import Theorem, cite
from models import gradient_map
from strategies import gradient_map as draws
from theorems.saddle.quadratic_descent import sizes

thm = Theorem(
    "saddle.gradient_map_determinant",
    catalogue=["saddle.gd-diffeomorphism"],
    sources=[cite("Bruna 2018", 'slide "Gradient descent avoids strict saddles", Fact 2')],
)
i, n = thm.index("i"), thm.dimension("n")  # any factor; the number of factors
lam = thm.functions("lam", "the eigenvalues of the Hessian")
D = thm.functions("D", "the product of the first i factors 1 - gamma lam")
gamma = thm.real("gamma", "step size")
L = thm.positive("L", "bound on the eigenvalues from above")
for term, name in {
    i: "i", n: "n", lam(i): "lam_i", D(i): "D_i", D(i + 1): "D_next", D(n): "D_n", D(0): "D_0"
}.items():  # fmt: skip
    thm.measure(term, name)
factor, least = 1 - gamma * lam(i), 1 - gamma * L

product = thm.assume("product", Eq(D(i + 1), factor * D(i)))
empty = thm.assume("empty", Eq(D(0), 1))
bounded = thm.assume("bounded", lam(i) <= L)
forward = thm.assume("forward", gamma >= 0)
step = thm.assume("step", gamma * L < 1)
bound = thm.conclude("bound", D(n) >= least**n)
positive = thm.conclude("positive", D(n) > 0)


def absolute(k):
    """|D(i)| >= (1 - gamma L)^i, and the facts that it takes."""
    sign = k.combine(factor > 0, {step: 1, bounded: gamma}, signs=[forward])
    same = sizes(k, k.assume(product), D(i + 1), factor, D(i), signs=[sign])
    falls = k.combine(
        Le(-Abs(D(i + 1)), -least * Abs(D(i))),
        {same: 1, bounded: gamma * Abs(D(i))},
        signs=[forward],
    )
    large = k.rewrite(k.geometric(falls, -Abs(D(i)), least, signs=[step]), empty)
    return same, k.combine(Abs(D(i)) >= least**i, {large: 1})


def own_size(k):
    """D(n) = |D(n)|: the sign D / |D| does not change from one factor to the next."""
    same, large = absolute(k)
    power = k.combine(Gt(least**i, 0), squares=[(least**i, 1)], signs=[step])
    nonzero = k.combine(Abs(D(i)) > 0, {large: 1, power: 1})
    later = k.instantiate(nonzero, {i: i + 1})
    u, v = Abs(D(i)), Abs(D(i + 1))
    sides = {}
    for way in (1, -1):
        sign = k.combine(
            Eq(way * D(i) / u, way * D(i + 1) / v),
            {product: -way / v, same: way * D(i) / (u * v)},
            signs=[nonzero, later],
        )
        first = k.rewrite(k.geometric(sign, way * D(i) / u, 1, signs=[nonzero]), empty)
        sides[way] = first
    kept = k.combine(Eq(D(i), u), {k.squeeze(sides[1], sides[-1]): u}, signs=[nonzero])
    return k.instantiate(kept, {i: n}), k.instantiate(large, {i: n})


@thm.proof(bound)
def sign_and_size(k):
    kept, large = own_size(k)
    return k.combine(bound, {kept: 1, large: 1})


@thm.proof(positive)
def power_of_a_positive_number(k):
    return k.combine(positive, {sign_and_size(k): 1}, squares=[(least**n, 1)], signs=[step])


thm.scales("step size", lam=-1, gamma=1, L=-1)
thm.limit("step 0", {gamma: 0}, bound, D(n) >= 1)
thm.limit("one eigenvalue", {n: 1}, bound, D(1) >= 1 - gamma * L)
thm.limit("one eigenvalue", {n: 1}, positive, D(1) > 0)
thm.open("constant", "true: factors of at least 1 - gamma L > 0 are enough, as L > 0", product)
thm.open("term dropped", "true: the factor 1 is at least 1 - gamma L", product)
thm.open("constant", "true: a larger D(0) makes every D(i) larger", empty)

thm.check(
    bound,
    positive,
    on=gradient_map.determinant,
    draw=draws.spectra,
    implements=[product],
    constructed=[empty],
)


def powers(factor, lam=1, gamma="1/2", factors=2):
    """Equal eigenvalues lam, D the powers of `factor`, L = 1."""
    return {
        "lam": lambda i: S(lam), "D": lambda i: S(factor) ** i, "gamma": gamma, "L": 1, n: factors
    }  # fmt: skip


half = powers(Rational(1, 2))
thm.sharp(bound, half, name="f = |x|^2 / 2")
tiny = Rational(1, 10**10)
thm.example(powers(tiny, gamma=1 - tiny), name="a step barely below 1 / L")
thm.example(powers(51, lam=-100), name="far below -L")
thm.example(powers(1, gamma=0), name="no step")
thm.needs(product, powers(0), breaks=positive)
thm.needs(empty, {**half, "D": lambda i: -(Rational(1, 2) ** i)}, breaks=positive)
# t^4 at sqrt(1/6): second derivative 2, so the factor is 0 for gamma = 1/2.
thm.needs(bounded, powers(0, lam=2), breaks=positive, name="t^4")
thm.needs(forward, powers(0, lam=-1, gamma=-1), breaks=positive, name="a step uphill")
thm.needs(step, powers(0, gamma=1), breaks=positive, name="gamma = 1 / L: phi is constant")
thm.refutes("det >= 1 - gamma L", D(n) >= least, half, of=bound)
thm.refutes("det > 1 - gamma L", D(n) > least, half, of=positive)
