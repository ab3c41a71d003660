"""Energy, slope and curvature of the 3-spin glass are those of one matrix that is linear in x.

Source   Bruna 2018, slide "Landscape of spherical spin glasses", p = 3.
Claim    H(x) = sum_ijk g_ijk x_i x_j x_k / N is a sum of cubes, sum_r w_r <a_r, x>^3 / N. With
         M(x) = sum_r w_r <a_r, x> a_r a_r', that is M_ij = sum_k S_ijk x_k for the symmetric part
         S of g:  H(x) = <x, M(x) x> / N, and along any v the slope is 3 <v, M(x) x> / N and the
         second derivative 6 <v, M(x) v> / N. So grad H = 3 M x / N, D^2 H = 6 M / N.
Covers   every number of cubes, any a_r and w_r, and so every g (24 abc is a sum of four cubes of
         a + b + c with signs, which the check runs); every N > 0, not only the dimension; all x.
         The implementation packs half of the symmetrised couplings.
Silent   on the sphere |x|^2 = N: see stationary. On random g.
"""

from sympy import Eq, Matrix, Rational

from lemmata import Curvature, Gradient, Theorem, cite, inner
from models import spin_glass_points as glass
from strategies import spin_glass as draws

thm = Theorem(
    "spin_glass.derivatives",
    supports=["spin.hamiltonian"],
    sources=[cite("Bruna 2018", "slide 'Landscape of spherical spin glasses'")],
)
d, n = thm.dimension("d n")
A = thm.matrix("A", d, n, "the vectors a_r as columns")
x, v = thm.vector("x v", d, "the point and a direction")
W, Y, V = thm.operator("W Y V", n, "diag(w), diag(A'x) and diag(A'v)")
e = thm.vector("e", n, "(1, ..., 1)")
N = thm.positive("N", "what the energy is divided by")
M = A * W * Y * A.T
value = glass.energy(W, Y, e, N)
slope, bend = inner(Gradient(value, Y), V), Curvature(value, Y, V)
thm.measure(value, "energy")
thm.measure(slope, "slope")
thm.measure(bend, "bend")

diagonal_y = thm.assume("diagonal_y", Eq(Y.T, Y))
diagonal_v = thm.assume("diagonal_v", Eq(V.T, V))
weighted = thm.assume("weighted", Eq(W * Y, Y * W))
weighted_v = thm.assume("weighted_v", Eq(W * V, V * W))
commute = thm.assume("commute", Eq(V * Y, Y * V))
coordinates = thm.assume("coordinates", Eq(Y * e, A.T * x))
direction = thm.assume("direction", Eq(V * e, A.T * v))
form = thm.conclude("form", Eq(value, inner(x, M * x) / N))
first = thm.conclude("first", Eq(slope, 3 * inner(v, M * x) / N))
second = thm.conclude("second", Eq(bend, 6 * inner(v, M * v) / N))
signs, ones = [diagonal_y, diagonal_v], e * e.T


@thm.proof(form)
def substitute(k):
    return k.combine(form, {coordinates: (W * Y * Y * e + Y * W.T * A.T * x) / N}, signs=signs)


@thm.proof(first)
def three_factors(k):
    both = W * Y * Y * ones + W.T * Y * ones * Y.T + Y.T * W.T * Y * ones
    parts = {
        k.gradient(value, Y, both / N): V,
        commute: -(Y * W.T * ones + 2 * W.T * ones * Y) / N,
        weighted: -ones * (V * Y + Y * V) / N,
        weighted_v: 2 * ones * Y * Y / N,
        direction: 3 * W * Y * Y * e / N,
        coordinates: 3 * Y * W.T * A.T * v / N,
    }
    return k.combine(first, parts, signs=signs)


@thm.proof(second)
def three_pairs(k):
    pairs = inner(V * e, W * (V * Y + Y * V) * e) + inner(Y * e, W * V * V * e)
    parts = {
        k.curvature(value, Y, V, 2 * pairs / N): 1,
        commute: 2 * (W.T * V * ones - ones * V * W.T) / N,
        weighted: -2 * V * ones * V / N,
        weighted_v: 2 * Y * ones * V / N,
        direction: 6 * (W * Y * V * e + Y * W.T * A.T * v) / N,
    }
    return k.combine(second, parts, signs=signs)


thm.scales("point", x=1, Y=1)
thm.scales("direction", v=1, V=1)
thm.scales("vectors a_r", A=1, v=-1, x=-1)
thm.scales("weights", W=1)
thm.scales("vector of ones", e=1, v=1, x=1)
thm.scales("energy", N=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)

thm.open(
    "constant",
    "true: V Y = c Y V, transposed, gives V Y = c^2 V Y, so both products are 0 unless c = 1",
    commute,
)
thm.open("swapped", "true: W, Y and V commute in pairs, and Y and V are symmetric", first, second)

thm.check(
    form, first, second, on=glass.along, draw=draws.lines,
    constructed=[
        diagonal_y, diagonal_v, weighted, weighted_v, commute, coordinates, direction
    ],
)  # fmt: skip

at, of = glass.exact_along, glass.exact_operators
point = at([[1, 0], [1, 1], [2, -1]], [1, 2, -3], [1, 2], [3, -1])
one, swap, turn, axes = [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, 1], [-1, 0]], [[1, 0], [0, 2]]
thm.example(point, name="three cubes in the plane")
thm.example(of(swap, one, [[2, 3], [3, 2]]), name="operators that are not diagonal")
thm.example(at([[1]], [5], [2], [0], N=1), name="one dimension, v = 0")
thm.needs(diagonal_y, of(one, turn, one), breaks=first)
thm.needs(diagonal_v, of(one, one, turn), breaks=second)
thm.needs(weighted, of(swap, axes, one), breaks=first)
thm.needs(weighted_v, of(swap, one, axes), breaks=second)
thm.needs(commute, of(one, axes, swap), breaks=first)
slight = [1 + i * t for t in (Rational(1, 10**9), Rational(1, 1000)) for i in (1, -1)]
for c in (*slight, Rational(2), Rational(1, 2)):
    # W diag(1, c) = c diag(1, c) W.
    step, scaled = [[0, 1], [0, 0]], [[1, 0], [0, c]]
    thm.needs(weighted, of(step, scaled, one), breaks=first, name=f"weighted, {c}")
    thm.needs(weighted_v, of(step, one, scaled), breaks=second, name=f"weighted_v, {c}")
thm.needs(coordinates, {**point, "Y": Matrix.eye(3)}, breaks=form)
thm.needs(direction, {**point, "V": Matrix.eye(3)}, breaks=first)
thm.refutes("without the 3", Eq(slope, inner(v, M * x) / N), point, of=first)
thm.refutes("3 for 6", Eq(bend, 3 * inner(v, M * v) / N), point, of=second)
thm.refutes("divided by N^2", Eq(value, inner(x, M * x) / N**2), point, of=form)
thm.refutes("M of the direction", Eq(bend, 6 * inner(v, A * W * V * A.T * v) / N), point, of=second)
