"""What the sampling inequality of matrix completion says of products u o v of vectors.

Source   Ma 2021, equation (4.9); its structure is derived here.
Claim    P keeps the entries of the mask W, p > 0, E = W / p - 1 1', U = diag(u), X = diag(x)  =>
         <P(u x'), v y'> / p - <u, v> <x, y> = <u o v, E (x o y)>, with u = x and v = y the
         deviation <P(u u'), v v'> / p - <u, v>^2 of (4.9). If |<w, E w'>| <= s |w| |w'| for these,
         |u|_inf, |x|_inf <= m and |v|, |y| <= 1, it is at most s m^2 in absolute value.
Covers   every dimension and mask, also weights; any p. For m = 2 mu / sqrt d and s = |E|_2 the
         bound is eps = 4 mu^2 |E|_2 / d: this eps serves in (4.9). |v|_inf does not matter.
Silent   on the size of |E|_2 for random masks. The products u o v with |u|, |v| <= 1 and entries up
         to m are those w with |w|_1 <= 1 and |w|_inf <= m^2, see admissible_products.
"""

from sympy import Eq, Ge, Le, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.sampling_inequality",
    catalogue=["ma.eq-4.9-reduction"],
    sources=[cite("Ma 2021", "equation (4.9)")],
)
d = thm.dimension("d")
W, E = thm.operator("W E", d, "the mask; W / p - 1 1'")
U, X = thm.operator("U X", d, "diag(u) and diag(x)")
v, y = thm.vector("v y", d, "the other factors")
e = thm.vector("e", d, "(1, ..., 1)")
p, s, m = thm.positive("p s m", "density; bound on |E|_2; bound on the entries of u and x")
u, x, left, right = U * e, X * e, U * v, X * y
deviation = inner(U * W * X, v * y.T) / p - inner(u, v) * inner(x, y)

diagonal_u = thm.assume("diagonal_u", Eq(U.T, U))
diagonal_x = thm.assume("diagonal_x", Eq(X.T, X))
error = thm.assume("error", Eq(E, W / p - e * e.T))
norm = thm.assume(
    "norm", inner(left, E * right) ** 2 <= s**2 * inner(left, left) * inner(right, right)
)
spread_u = thm.assume("spread_u", inner(left, left) <= m**2 * inner(v, v))
spread_x = thm.assume("spread_x", inner(right, right) <= m**2 * inner(y, y))
short_v = thm.assume("short_v", inner(v, v) <= 1)
short_y = thm.assume("short_y", inner(y, y) <= 1)
form = thm.conclude("form", Eq(deviation, inner(left, E * right)))
bound = thm.conclude("bound", Le(deviation**2, s**2 * m**4))


@thm.proof(form)
def product_of_sums(k):
    return k.combine(form, {error: -left * right.T}, signs=[diagonal_u, diagonal_x])


@thm.proof(bound)
def norms_of_the_products(k):
    squared = k.combine(Ge(inner(right, right), 0), squares=[(1, right)])
    parts = {
        product_of_sums(k): -(deviation + inner(left, E * right)),
        norm: 1,
        spread_u: s**2 * inner(right, right),
        short_v: s**2 * m**2 * inner(right, right),
        spread_x: s**2 * m**2,
        short_y: s**2 * m**4,
    }
    return k.combine(bound, parts, signs=[squared])


thm.invariant("rotation", d)
thm.scales("entries", U=1, X=1, m=1)
thm.scales("weights", W=1, p=1)
thm.scales("vector of ones", e=1, E=2, s=2, p=-2)

thm.open("swapped", "true: an identity in both pairs of vectors", form)

thm.check(
    form, bound, on=completion.sampled, draw=draws.samples,
    constructed=[diagonal_u, diagonal_x, error, norm, spread_u, spread_x, short_v, short_y],
)  # fmt: skip

at = completion.exact_sampled
near, root = Rational(1, 10**10), 1 / sqrt(2)
one = at([[1]], "1/2", [1], [1], [1], [1], 1, 1)
apart = at([[1, 0], [0, 1]], "1/2", [1, -1], [1, -1], [root, root], [root, root], 2, 1)
skew = at([[1, 1], [1, 0]], "1/3", [1, 2], [-1, 1], ["1/2", "1/3"], ["2/3", "1/5"], 9, 2)
thm.sharp(bound, one, name="d = 1")
thm.sharp(bound, apart, name="the diagonal, u o v along the top eigenvector of E")
thm.sharp(bound, at([[0]], 1, [3], [3], [1], [-1], 1, 3), name="nothing observed")
thm.example(skew, name="three of four entries, four vectors")
shear = [[1, 1], [0, 1]]
thm.needs(diagonal_u, {**skew, "U": shear}, breaks=form)
thm.needs(diagonal_x, {**skew, "X": shear}, breaks=form)
thm.needs(error, {**skew, "E": [[1, 0], [0, 1]]}, breaks=form)
thm.needs(norm, {**one, "s": 1 - near}, breaks=bound)
for name, h in (("U", spread_u), ("X", spread_x), ("v", short_v), ("y", short_y)):
    longer = {**one, name: [[1 + near]] if name in "UX" else [1 + near]}
    thm.needs(h, longer, breaks=bound, name=f"{h.name}, barely")
for power, bound_ in ((3, 2), (1, Rational(1, 2))):
    u0 = sqrt(bound_**power)
    longer = at([[1]], "1/2", [u0], [bound_], [1], [1], 1, bound_)
    thm.needs(spread_u, longer, breaks=bound, name=f"spread_u, m^{power}")
    longer = at([[1]], "1/2", [bound_], [u0], [1], [1], 1, bound_)
    thm.needs(spread_x, longer, breaks=bound, name=f"spread_x, m^{power}")
ones, e1, e2 = [[1, 1], [1, 1]], [1, 0], [0, 1]
thm.example(at(ones, "1/2", [0, 9], [9, 0], e1, e2, 1, 1), name="u o v = x o y = 0")
thm.needs(norm, at(ones, "1/2", e1, e2, e1, e2, "1/2", 1), breaks=bound, name="norm, e_1 and e_2")
axis = at([[0, 1], [1, 1]], 1, [1, 0], ["1/2", "1/2"], [1, 0], [1, 0], 1, "1/2")
thm.needs(spread_u, axis, breaks=bound, name="spread_u, u = v = e_1 and entry (1, 1) not observed")
thm.refutes("without the centring", Eq(deviation, inner(left, W * right) / p), skew, of=form)
thm.refutes("half of it", Le(4 * deviation**2, s**2 * m**4), apart, of=bound)
