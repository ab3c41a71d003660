"""The tensor objective is the sum of the fourth powers of the inner products with the factors.

Source   Ma 2021, equations (5.1) and (5.2).
Claim    T = sum_i a_i^(x)4, flattened to a d^2 x d^2 matrix; K has the columns a_i (x) a_i, and z =
         x (x) x. <a a', x x'> = <a, x>^2 for every factor, so K'z is the vector of the y_i^2, y =
         A'x, and with Y = diag(y), e = (1, ..., 1): <T, x^(x)4> = <z, T z> = |K'z|^2 = |Y^2 e|^2 =
         sum_i <a_i, x>^4 >= 0, and T' = T. So the largest value is the largest absolute value over
         the sphere, the injective norm.
Covers   every d and every number n of factors, which may be any vectors, repeated or 0; any x. The
         models are two: all d^4 entries contracted by einsum, and the factored form; in a second
         check with the factors that the fast decomposition finds from the entries.
Silent   on the value of the norm for orthonormal factors, which is 1 (global_maximum); on
         symmetry of T under the other permutations of its four indices.
"""

from sympy import Eq, MatrixSymbol

from lemmata import Theorem, cite, inner
from models import tensor_decomposition, tensors
from strategies import fast_paths
from strategies import tensors as draws

thm = Theorem(
    "tensor.objective",
    catalogue=["ma.eq-5.2"],
    sources=[cite("Ma 2021", "equations (5.1) and (5.2)")],
)
d, D, n = thm.dimension("d D n")
a, x = thm.vector("a x", d, "a factor; the point")
z = thm.vector("z", D, "x (x) x, with D = d^2 entries")
T = thm.operator("T", D, "the tensor, flattened")
K = thm.matrix("K", D, n, "its columns are a_i (x) a_i")
Y = thm.operator("Y", n, "diag(y), y_i = <a_i, x>")
e = thm.vector("e", n, "(1, ..., 1)")
full, factored = inner(z, T * z), tensors.quartic(Y, e)
thm.measure(full, "full")
thm.measure(factored, "factored")

sum_of_powers = thm.assume("sum_of_powers", Eq(T, K * K.T))
columns = thm.assume("columns", Eq(K.T * z, Y * Y * e))
column = thm.conclude("column", Eq(inner(a * a.T, x * x.T), inner(a, x) ** 2))
symmetric = thm.conclude("symmetric", Eq(T.T, T))
objective = thm.conclude("objective", Eq(full, factored))
nonnegative = thm.conclude("nonnegative", -full <= full)


@thm.proof(column)
def trace_of_a_product(k):
    return k.identity(column)


@thm.proof(symmetric)
def transpose_of_a_square(k):
    return k.combine(symmetric, {k.transposed(sum_of_powers): 1, sum_of_powers: -1})


@thm.proof(objective)
def square_of_the_columns(k):
    return k.combine(objective, {sum_of_powers: z * z.T, columns: K.T * z + Y * Y * e})


@thm.proof(nonnegative)
def square(k):
    return k.combine(nonnegative, {sum_of_powers: 2 * z * z.T}, squares=[(2, K.T * z)])


thm.scales("factors", T=4, K=2, Y=1)
thm.scales("point", z=2, Y=1)
thm.scales("vector of ones", Y=-1, e=2)
thm.invariant("rotation", D)
thm.invariant("rotation", d)
thm.invariant("rotation", n)

# The two models mean the same term, here for three factors.
b, c = MatrixSymbol("b", d, 1), MatrixSymbol("c", d, 1)
term = inner(a, x) ** 4 + inner(b, x) ** 4 + inner(c, x) ** 4
sizes = {d: [1, 2, 3]}
thm.reading("all entries", term, [a, b, c, x], tensors.full_of_three, sizes)
thm.reading("factored form", term, [a, b, c, x], tensors.factored_of_three, sizes)
thm.check(
    column,
    symmetric,
    objective,
    nonnegative,
    on=tensors.two_models,
    draw=draws.factors,
    constructed=[sum_of_powers, columns],
)
thm.check(
    objective,
    on=tensor_decomposition.found_from_entries,
    draw=fast_paths.planted_tensors,
    constructed=[sum_of_powers, columns],
    name="factors found from all entries",
)

plane = tensors.exact_tensor([[1, 0], [1, 2]], [3, 1])
negative = {**plane, T: -plane["T"]}
thm.example(plane)
thm.example(tensors.exact_tensor([[1, 0]], [0, 1]), name="x orthogonal to the factors")
thm.needs(sum_of_powers, negative, breaks=objective)
thm.needs(columns, {**plane, x: [1, 1], z: [1, 1, 1, 1]}, breaks=objective)
thm.refutes("no square", Eq(inner(a * a.T, x * x.T), inner(a, x)), plane, of=column)
thm.refutes("antisymmetric", Eq(T.T, -T), plane, of=symmetric)
thm.refutes("sum of squares", Eq(full, inner(Y * e, Y * e)), plane, of=objective)
thm.refutes("square of the sum of squares", Eq(full, inner(Y * e, Y * e) ** 2), plane, of=objective)
thm.refutes("positive", full > 0, tensors.exact_tensor([[1, 0]], [0, 1]), of=nonnegative)
thm.refutes(
    "for every symmetric tensor the largest value is the injective norm (-e_1^(x)4 has 0 and 1)",
    -full <= full,
    {**tensors.exact_tensor([[1, 0]], [1, 0]), T: [[-1, 0, 0, 0], *[[0] * 4] * 3]},
    of=nonnegative,
    given=[columns],
)
