"""At a critical point of the p-spin glass on |x|^2 = N the gradient is (p H / N) x.

Source   Bruna 2018, slide "Landscape of spherical spin glasses".
Claim    By its slices the glass of p + 1 indices is c H(x) = sum_i x_i a_i(x), c = sqrt(N), a_i the
         glasses of p indices with the couplings J_i. If these satisfy Euler's relation, slope
         b_i = p a_i along x, then so does H: <x, grad H> = (p + 1) H; and where
         grad H = lam x (critical on the sphere): N grad H = (p + 1) H x.
Covers   every dimension and p, every c > 0; from p = 0, where the a_i are constants, Euler's
         relation follows for every p, one index after the other. Any couplings, also those that are
         not symmetric; for p + 1 = 3 the energy and gradient of the implementation.
Silent   on the Hessian (stationary, for p = 3); on where critical points are.
"""

from sympy import Eq, Matrix, sqrt, sympify

from lemmata import Theorem, cite, inner
from models import spin_glass_points as glass
from strategies import spin_glass as draws

thm = Theorem(
    "spin_glass.critical_gradient",
    supports=["spin.hamiltonian"],
    sources=[cite("Bruna 2018", "slide 'Landscape of spherical spin glasses'")],
)
d = thm.dimension("d")
x, q = thm.vector("x q", d, "the point; the gradient of H")
a, b = thm.vector("a b", d, "the energies of the slices; their slopes along x")
c = thm.positive("c", "sqrt(N)")
p = thm.nonneg("p", "the number of indices of the slices")
H, lam = thm.real("H lam", "the energy; the multiplier of the sphere")

euler_before = thm.assume("euler_before", Eq(b, p * a))
energy = thm.assume("energy", Eq(c * H, inner(x, a)))
product_rule = thm.assume("product_rule", Eq(c * inner(x, q), inner(x, a) + inner(x, b)))
sphere = thm.assume("sphere", Eq(inner(x, x), c**2))
critical = thm.assume("critical", Eq(q, lam * x))
euler = thm.conclude("euler", Eq(inner(x, q), (p + 1) * H))
gradient = thm.conclude("gradient", Eq(c**2 * q, (p + 1) * H * x))


@thm.proof(euler)
def one_more(k):
    parts = {product_rule: 1 / c, euler_before: x / c, energy: -(p + 1) / c}
    return k.combine(euler, parts)


@thm.proof(gradient)
def multiplier(k):
    parts = {one_more(k): 1, critical: -x, sphere: -lam}
    radial = k.combine(Eq(lam * c**2, (p + 1) * H), parts)
    return k.combine(gradient, {critical: c**2, radial: x})


thm.scales("energy", H=1, a=1, b=1, lam=1, q=1)
thm.scales("length of x", c=1, lam=-2, q=-1, x=1)
thm.invariant("rotation", d)

thm.open("constant", "true: lam is any number, and a multiple of it is one", critical)
thm.open("swapped", "true: x = lam q is not 0, so that q is a multiple of x", critical)

thm.check(
    euler, gradient, on=glass.one_more_index, draw=draws.slices,
    constructed=[euler_before, energy, product_rule, sphere, critical],
)  # fmt: skip

ones = Matrix([1, 1, 1, 1])


def at(p="2", a=2 * ones, x=ones, **wrong):
    """All hypotheses at x for the values a, p a' x / c = b' x / c; `wrong` comes before q and H."""
    made = {"p": sympify(p), "a": a, "x": x, "c": sqrt((x.T * x)[0]), **wrong}
    made = {"b": made["p"] * a, "H": (x.T * a)[0] / made["c"], **made}
    lam = (x.T * (a + made["b"]))[0] / made["c"] / (x.T * x)[0]
    return {"lam": lam, "q": lam * x, **made}


point = at()  # N = 4
thm.example(point, name="p + 1 = 3, H = 4")
thm.example(at(0, a=Matrix([1, 2]), x=Matrix([3, 4])), name="a linear energy")
thm.needs(euler_before, at(b=0 * ones), breaks=euler)
thm.needs(energy, at(H=0), breaks=euler)
thm.needs(product_rule, {**point, "q": ones, "lam": 1}, breaks=euler)
thm.needs(sphere, at(c=1), breaks=gradient)
thm.needs(sphere, at(c=4), breaks=gradient, name="|x|^2 = c")
thm.needs(critical, {**point, "q": point["q"] + Matrix([1, -1, 0, 0])}, breaks=gradient)
thm.refutes("p for p + 1", Eq(inner(x, q), p * H), point, of=euler)
thm.refutes("on the unit sphere", Eq(q, (p + 1) * H * x), point, of=gradient)
thm.refutes("as for quadratic energies", Eq(c**2 * q, 2 * H * x), point, of=gradient)
