"""A stationary two-layer linear network that carries as much of M as any rival is a global minimum.

Source   Ma 2021, section 6 (linear networks, two layers); the certificate is derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2 with gradient 0 in W1, F a projector, Z1 F = Z1,
         |M F|^2 <= |W2 W1|^2  =>  L(W1, W2) <= L(Z1, Z2).
         Let F project on the rows of Z1, so that F has rank at most h. At a second-order stationary
         point the last hypothesis holds, for weights of any rank: two_layer_no_spurious joins this
         file, two_layer_kept_energy, two_layer_leftover and two_layer_unused_unit.
Covers   every number of inputs, hidden units and outputs; ties, so that distinct eigenvalues are
         not needed; any rival Z1, Z2. No singular value decomposition, no Eckart-Young theorem.
Silent   on the rank of F and on the ranks of the weights, see two_layer_no_spurious; with weights
         on the entries of the error it is false, see two_layer_weighted.
"""

from sympy import Eq, Rational, diag

from lemmata import Gradient, Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws

thm = Theorem(
    "networks.two_layer_minimum", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W1, Z1 = thm.matrix("W1 Z1", h, n, "first layer; that of a rival")
W2, Z2 = thm.matrix("W2 Z2", m, h, "second layer; that of a rival")
M = thm.matrix("M", m, n, "the map to be learned")
F = thm.operator("F", n, "projector on the rows of Z1")
here, there = nets.loss_term(W1, W2, M), nets.loss_term(Z1, Z2, M)
slope = Gradient(here, W1)
for term, name in {here: "loss", there: "rival", slope: "slope1"}.items():
    thm.measure(term, name)
X, Z = W2 * W1, Z2 * Z1

stationary = thm.assume("stationary", Eq(slope, zero(W1)))
projector = thm.assume("projector", Eq(F.T * F, F))
rows = thm.assume("rows", Eq(Z1 * F, Z1))
energy = thm.assume("energy", inner(M * F, M * F) <= inner(X, X))
minimum = thm.conclude("minimum", here <= there)


@thm.proof(minimum)
def project_on_the_rows_of_the_rival(k):
    """2 L(Z) = |M F - Z2 Z1|^2 + |M|^2 - |M F|^2 and 2 L(W) = |M|^2 - |W2 W1|^2."""
    parts = {
        energy: 1, stationary: -2 * W1, k.gradient(here, W1, W2.T * (X - M)): 2 * W1,
        projector: 2 * (Z.T * M - M.T * Z), rows: 2 * Z2.T * M,
    }  # fmt: skip
    return k.combine(minimum, parts, squares=[(1, M * F - Z)], scale=2)


thm.scales("outputs", M=1, W2=1, Z2=1)
thm.scales("hidden units", W1=1, W2=-1)
thm.scales("hidden units of the rival", Z1=1, Z2=-1)
for size in (n, h, m):
    thm.invariant("rotation", size)

LEFT = (
    "true: <W2 W1, M - W2 W1> = 0, so that any multiple of W2 W1 on the left is the same, and less "
    "of M there is weaker"
)
thm.open("constant", LEFT, minimum)
thm.open("constant", "true: stronger", energy)
thm.open(
    "constant", "true: a projector has no eigenvalue f, so that Z1 = 0; L(W) <= |M|^2 / 2", rows
)

thm.check(
    minimum, on=nets.rivals, draw=draws.rivals, constructed=[stationary, projector, rows, energy],
)  # fmt: skip

# M = diag(2, 1), one hidden unit: the first pair is kept, the rival has the second; and reversed.
best = {
    W1: [[1, 0]], W2: [[2], [0]], Z1: [[0, 1]], Z2: [[0], [1]], M: diag(2, 1), F: diag(0, 1),
}  # fmt: skip
itself = {**best, Z1: [[1, 0]], Z2: [[2], [0]], F: diag(1, 0)}
worse = {**itself, W1: [[0, 1]], W2: [[0], [1]]}
NEAR = Rational(1, 10**9)
thm.example(best)
thm.sharp(minimum, itself, name="the minimum itself")
for f in (1 - NEAR / 2, 1 + NEAR / 2):
    thm.example({**itself, Z2: [[2 * f], [0]]}, name=f"{f} times the minimum")
thm.example(
    {W1: [[1], [0]], W2: [[3, 0]], Z1: [[1], [2]], Z2: [[1, 1]], M: [[3]], F: [[1]]},
    name="a hidden unit too many",
)
thm.needs(stationary, {**worse, W1: [[1, 1]], W2: [[2], [0]]})
oblique = {
    W1: [[0, 0]], W2: [[0]], Z1: [[1, 0]], Z2: [[1]], M: [[1, -1]], F: [[1, 0], [1, 0]],
}  # fmt: skip
thm.needs(projector, oblique)
thm.needs(rows, {**worse, F: diag(0, 0)})
thm.needs(energy, worse)
thm.needs(
    energy, {**worse, M: diag(1 + NEAR / 4, 1), Z2: [[1 + NEAR / 4], [0]]}, name="energy, barely"
)
thm.refutes("twice", 2 * here <= there, itself)
thm.refutes("a maximum", here >= there, best)
thm.refutes("any stationary point", minimum.relation, worse, given=[stationary, projector, rows])
origin = {**worse, W1: [[0, 0]], W2: [[0], [0]]}
thm.refutes("the origin, a stationary point", minimum.relation, origin, given=[stationary])
