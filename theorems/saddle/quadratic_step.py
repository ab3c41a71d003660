"""A step of gradient descent on <x, H x> multiplies the part along an eigenvector by 1 - 2 gamma l.

Source   Bruna 2018, slide "Intuition: quadratic case".
Claim    H symmetric, H e = lam e, z = x - gamma grad <x, H x>  =>  z = x - 2 gamma H x and
         <e, z> = (1 - 2 gamma lam) <e, x>.
Covers   every dimension; any eigenvector, of any length; repeated and zero eigenvalues; gamma of
         any sign and size. For <x, H x> / 2 the factor is 1 - gamma lam: replace H by H / 2.
Silent   on many steps (quadratic_descent) and on where they lead (quadratic_stable_set).
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner
from models import quadratic_saddle
from strategies import quadratic_saddle as draws

thm = Theorem(
    "saddle.quadratic_step",
    supports=["saddle.quadratic-closed-form"],
    sources=[cite("Bruna 2018", 'slide "Intuition: quadratic case"')],
)
d = thm.dimension("d")
H = thm.operator("H", d, "the matrix of the form")
x, z, e = thm.vector("x z e", d, "iterate, next iterate, eigenvector")
lam, gamma = thm.real("lam gamma", "eigenvalue of e, step size")
g = inner(x, H * x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")

symmetric = thm.assume("symmetric", Eq(H.T, H))
update = thm.assume("update", Eq(z, x - gamma * grad))
eigen = thm.assume("eigen", Eq(H * e, lam * e))
step = thm.conclude("step", Eq(z, x - 2 * gamma * H * x))
factor = thm.conclude("factor", Eq(inner(e, z), (1 - 2 * gamma * lam) * inner(e, x)))


@thm.proof(step)
def insert_the_gradient(k):
    slope = k.gradient(g, x, 2 * H * x, given=[symmetric])
    return k.combine(step, {update: 1, slope: -gamma})


@thm.proof(factor)
def project_on_the_eigenvector(k):
    parts = {insert_the_gradient(k): e, eigen: -2 * gamma * x}
    return k.combine(factor, parts, signs=[symmetric])


thm.scales("argument", x=1, z=1)
thm.scales("step size", H=-1, lam=-1, gamma=1)
thm.scales("eigenvector", e=1)
thm.invariant("rotation", d)
thm.limit("step 0", {gamma: 0}, factor, Eq(inner(e, z), inner(e, x)))

thm.reading("form", g, of=[H, x], function=quadratic_saddle.form, sizes={d: [1, 2, 3]})
thm.check(
    step,
    factor,
    on=quadratic_saddle.step,
    draw=draws.single_steps,
    implements=[update],
    constructed=[symmetric, eigen],
)

# gamma lam = 1/10 along e_1; along e_2 the eigenvalue is negative.
at = {H: [[1, 0], [0, -2]], x: [1, 1], z: ["4/5", "7/5"], e: [1, 0], lam: 1, gamma: "1/10"}
thm.example(at)
thm.example({**at, e: [0, 1], lam: -2}, name="a direction of negative curvature")
thm.example({**at, z: [0, 3], gamma: "1/2"}, name="factor 0")
thm.example({**at, z: [-1, 5], gamma: 1}, name="factor -1")
thm.needs(
    symmetric,
    {**at, H: [[1, 0], [1, 1]], x: [1, 0], z: ["4/5", "-1/10"], e: [0, 1]},
    breaks=factor,
    name="the gradient is (H + H') x",
)
thm.needs(update, {**at, z: ["6/5", "3/5"]}, breaks=factor)
thm.needs(eigen, {**at, lam: 2}, breaks=factor)
halved = Eq(inner(e, z), (1 - gamma * lam) * inner(e, x))
thm.refutes("factor 1 - gamma lam", halved, at, of=factor)
thm.refutes("a step along H x", Eq(z, x - gamma * H * x), at, of=step)
thm.erratum(
    cite("Bruna 2018", 'slide "Intuition: quadratic case"'),
    printed="descent on theta' H theta has factors 1 - gamma lam_i",
    corrected="1 - 2 gamma lam_i; the printed ones are those of theta' H theta / 2. So factor 0, "
    "where the step is no longer injective, is at gamma = 1 / (2 lam_i)",
    false=halved,
    true=factor,
    at=at,
)
