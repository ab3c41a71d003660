"""How fast the objective of matrix completion grows along the segment from z to x.

Source   Ma 2021, footnote 7 (stated without proof); derived here.
Claim    h = x - z, A = z h' + h z', B = h h', P the projection on the observed entries, so that
         P(x x' - z z') = P(A + B) and slope = <h, grad f(x)> = <P(A + B), A + 2 B>  =>
         slope = |P A|^2 + 3 <P A, P B> + 2 |P B|^2  >=  (|P A|^2 - 4 |P B|^2) / 4.
         So slope >= (p / 4) |h|^2 (c - 4 t), if |P A|^2 >= p c |h|^2 and |P B|^2 <= p t |h|^2.
Covers   every dimension; A, B in any space with a self-adjoint idempotent P: here matrices as
         vectors of length n = d^2. For a mask with deviation eps and x in B,
         c = 2 (1 - eps_1) - eps / 2 and t = |h|^2 + (9/4) eps: slope_from_mask derives that, with
         sums over the entries of the mask in the place of P.
Silent   on x far from z, where |h|^2 outweighs the rest: see mask_certificate.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite, inner
from models import sampling_masks
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.slope_from_truth",
    supports=["ma.fn-7"],
    sources=[cite("Ma 2021", "footnote 7"), cite("Ma 2021", "equation (4.11)")],
)
n = thm.dimension("n")
P = thm.operator("P", n, "the projection on the observed entries")
A, B = thm.vector("A B", n, "z h' + h z' and h h', as vectors")
slope = thm.real("slope", "<h, grad f(x)>")
p = thm.positive("p", "the density")
h2, c, t = thm.nonneg("h2 c t", "|h|^2; bounds on the sampled squares |P A|^2 and |P B|^2 by |h|^2")
u, w = P * A, P * B

symmetric = thm.assume("symmetric", Eq(P.T, P))
idempotent = thm.assume("idempotent", Eq(P * P, P))
chain = thm.assume("chain", Eq(slope, inner(P * (A + B), A + 2 * B)))
enough = thm.assume("enough", inner(u, u) >= p * c * h2)
little = thm.assume("little", inner(w, w) <= p * t * h2)
identity = thm.conclude("identity", Eq(slope, inner(u, u) + 3 * inner(u, w) + 2 * inner(w, w)))
grows = thm.conclude("grows", slope >= p / 4 * h2 * (c - 4 * t))


@thm.proof(identity)
def project_both_factors(k):
    parts = {chain: 1, idempotent: -(A + B) * (A + 2 * B).T}
    return k.combine(identity, parts, signs=[symmetric])


@thm.proof(grows)
def one_square(k):
    parts = {project_both_factors(k): 1, enough: Rational(1, 4), little: 1}
    return k.combine(grows, parts, squares=[(Rational(3, 4), u + 2 * w)], signs=[symmetric])


thm.invariant("rotation", n)

thm.check(
    identity, grows, on=sampling_masks.segment, draw=draws.segments,
    constructed=[symmetric, idempotent, chain, enough, little],
)  # fmt: skip

thm.scales("A", A=1, B=1, p=2, slope=2)
thm.scales("h", p=1, h2=-1)
thm.scales("bounds", p=-1, c=1, t=1)

# P A = -2 P B, as at x = 0: every inequality is an equation, and the slope is 0.
at = {P: [[1, 0], [0, 0]], A: [-2, 5], B: [1, 7], h2: 1, p: 1, c: 4, t: 1, "slope": 0}
full = {**at, P: [[1, 0], [0, 1]], A: [1, 2], B: [3, -1], c: 5, t: 10, "slope": 28}
thm.example(at, name="P A = -2 P B")
thm.example(full, name="all entries observed")
little_ = Rational(1, 10**10)
for s in (1 + little_, 1 - little_):
    beside = {A: [-2 * s, 5], c: 4 * s**2, "slope": 4 * s**2 - 6 * s + 2}
    thm.example({**at, **beside}, name=f"P A = -{2 * s} P B")
skew = {**at, P: [[1, 1], [0, 0]], A: [1, 0], B: [0, 1], c: 1, "slope": 2}
thm.needs(symmetric, skew, breaks=identity)
twice = {**at, P: [[2, 0], [0, 2]], A: [1, 0], B: [0, 0], c: 1, "slope": 2}
thm.needs(idempotent, twice, breaks=identity)
thm.needs(chain, {**full, "slope": 29}, breaks=identity)
thm.needs(chain, {**at, "slope": -little_}, breaks=grows, name="chain, barely")
thm.needs(enough, {**at, c: 4 + little_}, breaks=grows)
thm.needs(little, {**at, t: 1 - little_}, breaks=grows)
steep = {**at, A: [-3, 0], c: 9, "slope": 2}
thm.refutes("|P(A + B)|^2", Eq(slope, inner(u + w, u + w)), full, of=identity)
thm.refutes("four times that", slope >= p * h2 * (c - 4 * t), steep, of=grows)
