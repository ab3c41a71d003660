"""Under a certificate computed from the mask, no point but z near z has slope 0 towards z.

Source   Ma 2021, footnote 7 (stated without proof); derived here, in B and for a given mask.
Claim    eps = 4 mu^2 |X|_2 / d, eps_1 = max_j |(Omega (z o z))_j / p - 1|, X = Omega / p - 1 1'.
         2 eps_1 + (19/2) eps + 9 eps^2 < 2,  <h, grad f(x)> = 0 for h = x - z,
         |h|^2 <= (9/4) eps^2 (close_to_truth, for eps <= 3/16)  =>  x = z.
Covers   every dimension and mask. The last step of mask_certificate, where `close` and `grows` are
         derived for x in B. A random mask with d = 1000 and p = 0.8 satisfies `small` (tests/
         models/test_spectral_bound.py): eps is about 0.125 for mu = 1.
Silent   on x outside of B. The mask of spurious_minimum has eps = 2 and another local minimum, so
         that some bound is needed.
"""

from sympy import Eq, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import sampling_masks
from models.pinned import pinned
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.only_truth", supports=["ma.fn-7"], sources=[cite("Ma 2021", "footnote 7")]
)
d = thm.dimension("d")
x, z = thm.vector("x z", d, "the point, the vector to recover")
slope = thm.real("slope", "<x - z, grad f(x)>")
p = thm.positive("p", "the density")
eps = thm.nonneg("eps", "4 mu^2 |X|_2 / d")
eps1 = thm.real("eps1", "how uneven the weighted rows are")
h = x - z
h2 = inner(h, h)

stationary = thm.assume("stationary", Eq(slope, 0))
close = thm.assume("close", h2 <= Rational(9, 4) * eps**2)
small = thm.assume("small", 2 * eps1 + Rational(19, 2) * eps + 9 * eps**2 < 2)
grows = thm.assume(
    "grows", slope >= p / 4 * h2 * (2 * (1 - eps1) - eps / 2 - 4 * (h2 + Rational(9, 4) * eps))
)
only = thm.conclude("only", Eq(x, z))


@thm.proof(only)
def nothing_else_is_flat(k):
    room = 2 - 2 * eps1 - Rational(19, 2) * eps - 9 * eps**2
    nothing = k.combine(
        h2 <= 0,
        {grows: 1, stationary: -1, close: p * h2},
        signs=[small],
        scale=p / 4 * room,
    )
    return k.combine(only, {k.vanishing(nothing): 1})


thm.scales("objective", p=1, slope=1)
thm.invariant("rotation", d)

thm.check(only, on=pinned(sampling_masks.certified), draw=draws.nearly_full, constructed=[grows])

at = {x: [1], z: [1], "slope": 0, p: 1, eps: "1/10", eps1: "1/10"}
# |h| = (3/2) eps and eps1 such that `small` holds with equality.
far = {**at, x: ["23/20"], eps1: "12/25"}
little = Rational(1, 10**10)
thm.example(at, name="x = z")
thm.example({**at, p: 3, x: [1, 0], z: [1, 0], eps: 0, eps1: 0}, name="all entries observed")
thm.needs(small, far, name="small, barely")
thm.needs(stationary, {**at, x: ["11/10"], "slope": 1})
thm.needs(grows, {**at, x: ["11/10"]})
for e in (little / 10, little, Rational(1, 1000)):
    for side in (1, -1):
        longer = {eps1: Rational(12, 25) - e, x: [1 + side * sqrt(Rational(9, 400) + e)]}
        thm.needs(close, {**at, **longer}, name=f"close, {e} more, {side}")
thm.refutes("x = -z", Eq(x, -z), at)
