"""The minimisers of the rank-one PCA objective are the top eigenvectors of squared norm lam.

Source   Ma 2021, section 4.1 (best rank-one approximation; top eigenvectors are global minima).
Claim    M symmetric, lam >= 0, lam I - M = B B' (lam is no less than any eigenvalue)  =>
         g(x) >= (tr M^2 - lam^2) / 2, with equality exactly where M x = lam x and |x|^2 = lam.
Covers   every dimension; indefinite M; repeated top eigenvalues; M with no positive eigenvalue, by
         lam = 0: then the only minimiser is the origin.
Silent   on the spectral norm, where the minimiser is not unique: for M = diag(2, 1) the error is 1
         at every sqrt(t) e_1 with 1 <= t <= 3. If lam > 0 is no eigenvalue, the bound holds and
         is not attained. For nonsymmetric M see the gradient, which only sees (M + M') / 2.
"""

from sympy import And, Eq, Equivalent, Ge, Gt, Identity, Le, Lt, Rational, Trace, false, sqrt

from lemmata import Theorem, cite, inner
from models import pca, pca_planted
from strategies import spectra

thm = Theorem(
    "pca.global_minimum",
    catalogue=["ma.pca-global"],
    sources=[cite("Ma 2021", "section 4.1")],
)
d = thm.dimension("d")
M, B = thm.operator("M B", d, "the matrix to approximate; a root of lam I - M")
x = thm.vector("x", d, "the point")
lam = thm.nonneg("lam", "the largest eigenvalue of M, or 0 if that is negative")
g = pca.term(M, x)
thm.measure(g, "objective")
a = inner(x, x)
least = (Trace(M * M) - lam**2) / 2
top_eigenvector = Eq(M * x, lam * x)

symmetric = thm.assume("symmetric", Eq(M.T, M))
top = thm.assume("top", Eq(lam * Identity(d) - M, B * B.T))
gap = thm.conclude("gap", Eq(g - least, (a - lam) ** 2 / 2 + lam * a - inner(x, M * x)))
bound = thm.conclude("bound", Ge(g, least))
minimisers = thm.conclude("minimisers", Equivalent(Eq(g, least), And(top_eigenvector, Eq(a, lam))))


def rayleigh(k):
    return k.combine(
        Ge(lam * a, inner(x, M * x)), {top: x * x.T}, squares=[(1, B.T * x)], signs=[symmetric]
    )


@thm.proof(gap)
def expand(k):
    return k.identity(gap, given=[symmetric])


@thm.proof(bound)
def square_and_rayleigh(k):
    facts = {expand(k): 1, rayleigh(k): 1}
    return k.combine(bound, facts, squares=[(Rational(1, 2), a - lam)], signs=[symmetric])


@thm.proof(minimisers)
def equality_in_both_terms(k):
    attained = k.assume(Eq(g, least))
    far = k.combine(
        Le((a - lam) ** 2, 0), {attained: -2, expand(k): 2, rayleigh(k): 2}, signs=[symmetric]
    )
    above, below = k.assume(Gt(a, lam)), k.assume(Lt(a, lam))
    not_above = k.combine(false, {far: 1, above: a - lam}, signs=[above])
    not_below = k.combine(false, {far: 1, below: lam - a}, signs=[below])
    norm = k.squeeze(k.contradiction(Le(a, lam), not_above), k.contradiction(Ge(a, lam), not_below))
    root = k.combine(
        Le(inner(B.T * x, B.T * x), 0),
        {attained: -1, expand(k): 1, top: x * x.T},
        squares=[(Rational(1, 2), a - lam)],
        signs=[symmetric],
    )
    # B'x = 0, so u = M x - lam x = -B B'x is 0: p = |u|^2 > 0 and r = |B'u|^2 would contradict
    # |(r + 1) B'x + p B'u|^2 >= 0.
    u = M * x - lam * x
    w = B.T * M * x - lam * B.T * x  # B'u
    p, r = inner(u, u), inner(w, w)
    nonzero = k.assume(Gt(p, 0))
    absurd = k.combine(
        false,
        {root: (r + 1) ** 2, nonzero: p * (r + 2), k.contract(top, right=x): 2 * (r + 1) * p * u},
        squares=[(1, (r + 1) * B.T * x + p * w)],
        signs=[symmetric, nonzero],
    )
    still = k.vanishing(k.contradiction(Le(p, 0), absurd))
    eigen = k.combine(top_eigenvector, {still: 1})
    both = And(top_eigenvector, Eq(a, lam))
    given = k.assume(both)
    back = k.combine(
        Eq(g, least),
        {
            expand(k): 1,
            k.part(given, Eq(a, lam)): (a - lam) / 2,
            k.part(given, top_eigenvector): -x,
        },
        signs=[symmetric],
    )
    return k.iff(k.discharge(k.both(eigen, norm), Eq(g, least)), k.discharge(back, both))


thm.scales("argument", M=2, B=1, x=1, lam=2)
thm.invariant("rotation", d)

thm.open(
    "constant",
    "true: f B B' has the root sqrt(f) B, and lam >= 0 is at least every eigenvalue of M if f lam, "
    "f < 1, is, or if it is at least those of f M, f > 1",
    top,
)
thm.open("term dropped", "true: M <= 0 <= lam", top)

thm.check(
    gap,
    bound,
    minimisers,
    on=pca_planted.landscape,
    draw=spectra.planted,
    constructed=[symmetric, top],
)

diagonal = {M: [[1, 0], [0, 4]], B: [[sqrt(3), 0], [0, 0]], lam: 4}
thm.example({**diagonal, x: [0, 2]}, name="at a minimiser")
thm.example({M: [[-1, 0], [0, 0]], B: [[1, 0], [0, 0]], lam: 0, x: [0, 0]}, name="M <= 0")
thm.sharp(bound, {**diagonal, x: [0, 2]})

# With f x x' for x x' in one of the two factors, twice the gap is (a - lam) (f a - lam) here; with
# f M for M it is (a - lam) (a - f lam).
small, top_only = Rational(1, 10**9), {M: [[0, 0], [0, 4]], B: [[2, 0], [0, 0]], lam: 4}
for square in (4 - 2 * small, 4 + 2 * small, 4 / (1 - small)):
    thm.example({**top_only, x: [0, sqrt(square)]}, name=f"|x|^2 = {square}")


@thm.implied(symmetric)
def difference_of_symmetric_terms(k):
    return k.combine(symmetric, {top: 1, k.transposed(top): -1})


thm.needs(top, {M: [[1, 0], [0, 4]], B: [[0, 0], [0, 0]], lam: 1, x: [0, 2]}, breaks=bound)
thm.refutes("no Rayleigh term", Eq(g - least, (a - lam) ** 2 / 2), {**diagonal, x: [1, 1]}, of=gap)
thm.refutes("lam once", Ge(g, Trace(M * M) / 2 - lam**2 / 4), {**diagonal, x: [0, 2]}, of=bound)
thm.refutes(
    "every eigenvector of lam",
    Equivalent(Eq(g, least), top_eigenvector),
    {**diagonal, x: [0, 1]},
    of=minimisers,
)
thm.refutes(
    "every x of squared norm lam",
    Equivalent(Eq(g, least), Eq(a, lam)),
    {**diagonal, x: [2, 0]},
    of=minimisers,
)
