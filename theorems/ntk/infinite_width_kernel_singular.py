"""Opposite pairs of linearly dependent directions make the infinite-width kernel matrix singular.

Source   Escaping notes, section 3.6, Fact: what "not proportional" must exclude.
Claim    K(z, x) - K(z, -x) = <z, x> / 2 for every z and x. So if a_1 x_1 + ... + a_n x_n = 0, the
         kernel matrix of x_1, ..., x_n, -x_1, ..., -x_n has the null vector (a, -a).
Covers   every dimension, any number of pairs and of further inputs z; for example the six unit
         vectors at multiples of 60 degrees, with the null vector (1, -1, 1, -1, 1, -1), although no
         two of them point the same way.
Silent   on linearly independent directions: one opposite pair alone gives the eigenvalues
         |x|^2 / 2 > 0, see infinite_width_kernel_two_inputs.
"""

from sympy import Eq, Ne, Rational, ZeroMatrix, sqrt

from lemmata import Theorem, cite, inner
from models import kernels
from strategies import kernels as inputs

thm = Theorem(
    "ntk.infinite_width_kernel_singular",
    supports=["ntk.hinf-positive"],
    sources=[cite("Escaping notes", "section 3.6, Fact")],
)
d, m, n = thm.dimension("d m n")
z, x = thm.vector("z x", d, "two inputs")
theta, turned = thm.nonneg("theta turned", "the angle of z to x, to -x")
p = thm.positive("p", "pi")
K, N = thm.real("K N", "the kernel at z and x, at z and -x")
Z = thm.matrix("Z", m, d, "inputs, one a row")
X = thm.matrix("X", n, d, "directions, one a row")
same = thm.matrix("same", m, n, "kernel of the rows of Z and those of X")
opposite = thm.matrix("opposite", m, n, "kernel of the rows of Z and those of -X")
a = thm.vector("a", n, "coefficients")
c = inner(z, x)

plus = thm.assume("plus", Eq(K, c * (p - theta) / (2 * p)))
minus = thm.assume("minus", Eq(N, -c * (p - turned) / (2 * p)))
straight = thm.assume("straight", Eq(theta + turned, p))
halves = thm.assume("halves", Eq(same - opposite, Rational(1, 2) * Z * X.T))
dependent = thm.assume("dependent", Eq(X.T * a, ZeroMatrix(d, 1)))
half = thm.conclude("half", Eq(K - N, c / 2))
null = thm.conclude("null", Eq(same * a, opposite * a))


@thm.proof(half)
def angles_add_to_pi(k):
    return k.combine(half, {plus: 1, minus: -1, straight: -c / (2 * p)})


@thm.proof(null)
def half_of_nothing(k):
    applied, nothing = k.contract(halves, right=a), k.contract(dependent, left=Z)
    return k.combine(null, {applied: 1, nothing: Rational(1, 2)})


thm.scales("first input", z=1, K=1, N=1)
thm.scales("second input", x=1, K=1, N=1)
thm.scales("rows of Z", Z=1, same=1, opposite=1)
thm.scales("rows of X", X=1, same=1, opposite=1)
thm.scales("coefficients", a=1)
thm.scales("unit of angles", theta=1, turned=1, p=1)
thm.invariant("rotation", d)
thm.invariant("rotation", m)
thm.invariant("rotation", n)
thm.open("constant", "true: any multiple of Z X' vanishes at a by `dependent`", halves)
thm.open("swapped", "true: opposite - same vanishes at a as well", halves)

thm.check(
    half,
    null,
    on=kernels.opposite_pairs,
    draw=inputs.opposite_pairs,
    implements=[plus, minus, halves],
    constructed=[straight, dependent],
)

at = kernels.exact_opposite_pairs
root = sqrt(3) / 2
six = at([[1, 0], [Rational(1, 2), root], [-Rational(1, 2), root]], [1, -1, 1])
thm.example(six, name="six unit vectors at multiples of 60 degrees")
thm.example(at([[1], [2]], [2, -1]), name="one dimension")
thm.needs(plus, {**six, "K": 0}, breaks=half)
thm.needs(minus, {**six, "N": 0}, breaks=half)
thm.needs(straight, {**six, "turned": 0, "N": "1/4"}, breaks=half)
thm.needs(halves, {**six, "opposite": 0 * six["same"]}, breaks=null)
thm.needs(dependent, at([[1, 0], [0, 1]], [1, 1]), breaks=null, name="two orthogonal pairs")
# <z, x> = -1/2 and angles in units of 60 degrees: one entry from a changed formula.
thirds = {**six, "theta": 2, "turned": 1, "p": 3, "K": "-1/12", "N": "1/6"}
for wrong in ("-1/4", "-1/36", "2/13"):
    thm.needs(plus, {**thirds, "K": wrong}, breaks=half, name=f"K = {wrong}")
for wrong in ("1/2", "1/18", "-1/12", "1/4", "-1/2", "-1/11"):
    thm.needs(minus, {**thirds, "N": wrong}, breaks=half, name=f"N = {wrong}")
backwards = {**thirds, "theta": 3, "p": 2, "K": "1/8", "N": "1/8"}
thm.needs(straight, backwards, breaks=half, name="theta = turned + p")
for f in (1 + Rational(1, 10**9), 1 - Rational(1, 10**9), 0):
    scaled = {**six, "opposite": f * six["same"] - six["Z"] * six["X"].T / 2}
    thm.needs(halves, scaled, breaks=null, name=f"{f} times same")
thm.refutes("all of <z, x>", Eq(K - N, c), six, of=half)
thm.refutes("opposite signs add", Eq(K + N, c / 2), six, of=half)
thm.refutes("(a, a)", Eq(same * a, -opposite * a), six, of=null)
thm.refutes(
    "no two inputs in the same direction: positive definite",
    Ne(same * a, opposite * a),
    six,
    of=null,
)
