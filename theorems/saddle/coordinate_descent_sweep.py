"""The Jacobian of a sweep of coordinate descent has the determinant prod (1 - gamma H_ii).

Source   Bruna 2018, "GD avoids strict saddles" (the remark on coordinate descent).
Claim    S the Jacobian while some coordinates have moved, P the projection on them, P H = A + B
         with A strictly left of the diagonal. One more coordinate e, T = (I - gamma e e' H) S:
         (I + gamma A) S = I - gamma B  =>  (I + gamma C) T = I - gamma D, with C = A + e e' H P and
         D = B + e e' H (I - P), the same for P + e e'. So after a sweep, and after each part of it,
         the Jacobian is a quotient of triangular matrices, and det = prod (1 - gamma H_ii).
Covers   every dimension, by induction over the coordinates; H need not be symmetric. For gamma
         L_max < 1, L_max = max |H_ii|, the determinant is positive; at gamma = 1 / L_max it may be
         0: exact minimisation in a coordinate.
Silent   on the determinant of triangular matrices, by which `volume` is read off.
"""

from sympy import Eq, Identity, Matrix, Rational, S, diag, eye, zeros

from lemmata import Theorem, cite, inner, zero
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.coordinate_descent_sweep",
    supports=["saddle.coordinate-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
d = thm.dimension("d")
H, P = thm.operator("H P", d, "the Hessian; the projection on the coordinates moved so far")
J, T = thm.operator("S T", d, "the Jacobian before and after the step")
A, C = thm.operator("A C", d, "rows of H moved before and after the step, left of the diagonal")
B, D = thm.operator("B D", d, "the rest of these rows")
e = thm.vector("e", d, "the coordinate vector of the step")
gamma = thm.real("gamma", "step size")
det, product = thm.real("det product", "the determinant of T; the product of 1 - gamma H_ii so far")
one = Identity(d)

update = thm.assume("update", Eq(T, J - gamma * e * e.T * H * J))
new = thm.assume("new", Eq(P * e, zero(e)))
left = thm.assume("left", Eq(A * e, zero(e)))
others = thm.assume("others", Eq((one - P) * J, one - P))
lower = thm.assume("lower", Eq(C, A + e * e.T * H * P))
upper = thm.assume("upper", Eq(D, B + e * e.T * H * (one - P)))
so_far = thm.assume("so_far", Eq((one + gamma * A) * J, one - gamma * B))
triangular = thm.conclude("triangular", Eq((one + gamma * C) * T, one - gamma * D))
volume = thm.conclude("volume", Eq(det, product))


@thm.proof(triangular)
def one_more_row(k):
    moved = k.contract(update, left=one + gamma * C)
    row = k.contract(lower, left=gamma * one, right=J - gamma * e * e.T * H * J)
    rest = k.contract(left, right=e.T * H * J)
    unmoved = k.contract(new, left=e * e.T * H, right=e.T * H * J)
    behind = k.contract(others, left=e * e.T * H)
    parts = {
        moved: 1, row: 1, so_far: 1, rest: -(gamma**2), unmoved: -(gamma**2), behind: -gamma,
        upper: gamma,
    }  # fmt: skip
    return k.combine(triangular, parts)


thm.unproved(
    volume,
    because="the kernel has no determinants; by `triangular` it is that of a triangular matrix "
    "with the diagonal 1 - gamma H_ii over one with the diagonal 1",
)

thm.scales("Hessian", H=1, A=1, C=1, B=1, D=1, gamma=-1)
thm.scales("direction", A=2, C=2, B=2, D=2, e=1, gamma=-2)
thm.scales("volume", det=1, product=1)
thm.invariant("rotation", d)
thm.open(
    "term dropped",
    "true without I: P (I - S) = I leaves only e = 0 with P e = 0, and nothing moves",
    others,
)

thm.check(
    triangular,
    volume,
    on=avoidance.coordinate_sweep,
    draw=draws.coordinate_sweeps,
    implements=[update],
    constructed=[new, left, others, lower, upper, so_far],
)

line = {
    H: [[1]], P: [[0]], J: [[1]], A: [[0]], B: [[0]], C: [[0]], D: [[1]], e: [1], T: [["1/2"]],
    gamma: "1/2", det: "1/2", product: "1/2",
}  # fmt: skip
plane = {
    H: [[1, 2], [2, -1]], P: [[1, 0], [0, 0]], J: [["1/2", -1], [0, 1]], A: [[0, 0], [0, 0]],
    B: [[1, 2], [0, 0]], C: [[0, 0], [2, 0]], D: [[1, 2], [0, -1]], e: [0, 1],
    T: [["1/2", -1], ["-1/2", "5/2"]], gamma: "1/2", det: "3/4", product: "3/4",
}  # fmt: skip
thm.example(line, name="one coordinate")
thm.example(plane, name="the second of two coordinates")
thm.needs(update, {**line, T: [[1]]})
thm.needs(new, {**line, P: [[1]], C: [[1]], D: [[0]]})
thm.needs(left, {**line, A: [[1]], B: [[-1]], C: [[1]], D: [[0]]})
thm.needs(others, {**line, J: [[2]], B: [[-2]], D: [[-1]], T: [[1]]})
thm.needs(lower, {**line, C: [[1]]})
thm.needs(upper, {**line, D: [[0]]})
thm.needs(so_far, {**line, B: [[1]], D: [[2]]})
thm.needs(upper, {**line, D: [[-1]]}, name="upper, B and D")
thm.needs(so_far, {**line, B: [[2]], D: [[3]]}, name="so_far, S and A")


def second(p, moved, hessian, a=zeros(2), **changed):  # noqa: B008
    """The step in the second coordinate, gamma = 1, with what the equations define."""
    row = diag(0, 1) * Matrix(hessian)
    b, after = eye(2) - (eye(2) + a) * moved, (eye(2) - row) * moved
    made = {
        "H": hessian, "P": p, "S": moved, "A": a, "B": b, "C": a + row * p,
        "D": b + row * (eye(2) - p), "e": [0, 1], "T": after, "gamma": 1, "det": after.det(),
        "product": after.det(),
    }  # fmt: skip
    return {**made, **changed}


# P is no projection where its entry is 3: for a projection (I - c P) S = I - P is enough.
left_of, first_entry = Matrix([[0, 0], [1, 0]]), diag(1, 0)
near = [1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)]
for c in (*near, S(2), S.Half, S.Zero):
    for factor in (2 / (3 * c - 1), (3 * c - 1) / 2):
        at = second(diag(3, 0), diag(factor, 1), left_of)
        thm.needs(others, at, name=f"P times {c}: {factor}")
    for factor in (c, 1 / c) if c else ():
        at = second(zeros(2), factor * eye(2), left_of)
        thm.needs(others, at, name=f"I times {c}: {factor}")
thm.needs(others, second(diag(3, 0), diag(Rational(3, 2), 0), left_of), name="-P on the right")
thm.needs(others, second(first_entry, eye(2) + left_of, diag(0, 1)), name="others, P and S")
early = second(zeros(2), eye(2), zeros(2), first_entry, C=zeros(2))
thm.needs(lower, early, name="lower, without A")
thm.needs(lower, second(first_entry, eye(2), left_of, C=-left_of), name="lower, A and C")
thm.needs(upper, second(zeros(2), eye(2), zeros(2), D=first_entry), name="upper, H and D")
thm.refutes("a sweep is a gradient step", Eq(T, one - gamma * (C + D)), plane, of=triangular)
thm.refutes("only the last factor", Eq(det, 1 - gamma * inner(e, H * e)), plane, of=volume)
