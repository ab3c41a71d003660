"""The sampling inequality for squares controls sums such as sum_Omega z_i^2 x_j^2 up to a factor 2.

Source   Ma 2021, equation (4.9) and the proof of Claim 2p; derived here.
Claim    E symmetric, |<g, E g>| <= tau and |<h, E h>| <= tau  =>
         for w = g + h and y = g - h: |<w, E y>| <= 2 tau.
Covers   every dimension. With E = W / p - 1 1', w = z o z and y = x o x, <w, E y> is
         sum_Omega z_i^2 x_j^2 / p - |z|^2 |x|^2. g = (w + y) / 2 and h = (w - y) / 2 are admissible
         if w and y are, so that both premises follow from (4.9) with eps = tau. The factor 2 is
         needed, also for masks: z = e_1, x = e_2, the diagonal observed, p = 1.
Silent   on which products are admissible, see admissible_products.
"""

from sympy import Eq, Ge, Le, Rational

from lemmata import Theorem, cite, inner
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.polarised_sampling",
    supports=["ma.eq-4.9-reduction"],
    sources=[cite("Ma 2021", "equation (4.9)"), cite("Ma 2021", "proof of Claim 2p")],
)
d = thm.dimension("d")
E = thm.operator("E", d, "W / p - 1 1'")
g, h = thm.vector("g h", d, "(w + y) / 2 and (w - y) / 2, for two products w and y")
tau = thm.nonneg("tau", "the eps of (4.9)")
on_g, on_h, mixed = inner(g, E * g), inner(h, E * h), inner(g + h, E * (g - h))

symmetric = thm.assume("symmetric", Eq(E.T, E))
top_g = thm.assume("top_g", on_g <= tau)
low_g = thm.assume("low_g", on_g >= -tau)
top_h = thm.assume("top_h", on_h <= tau)
low_h = thm.assume("low_h", on_h >= -tau)
upper = thm.conclude("upper", Le(mixed, 2 * tau))
lower = thm.conclude("lower", Ge(mixed, -2 * tau))


@thm.proof(upper)
def difference_of_squares(k):
    return k.combine(upper, {top_g: 1, low_h: 1}, signs=[symmetric])


@thm.proof(lower)
def difference_of_squares_from_below(k):
    return k.combine(lower, {low_g: 1, top_h: 1}, signs=[symmetric])


thm.scales("products", g=1, h=1, tau=2)
thm.scales("error", E=1, tau=1)
thm.invariant("rotation", d)
thm.check(
    upper, lower, on=completion.polarised, draw=draws.polarised,
    constructed=[symmetric, top_g, low_g, top_h, low_h],
)  # fmt: skip

near, half = Rational(1, 10**10), Rational(1, 2)
axes = {g: [1, 0], h: [0, 1], tau: 1}
thm.needs(symmetric, {**axes, E: [[0, 9], [-9, 0]]}, breaks=lower)
for side in (3, 0, -3):
    thm.sharp(upper, {**axes, E: [[1, side], [side, -1]]}, name=f"<g, E h> = {side}")
    thm.sharp(lower, {**axes, E: [[-1, side], [side, 1]]}, name=f"<g, E h> = {side}, from below")
thm.needs(top_g, {**axes, E: [[1 + near, 0], [0, -1]]}, breaks=upper)
thm.needs(low_h, {**axes, E: [[1, 0], [0, -1 - near]]}, breaks=upper)
thm.needs(low_g, {**axes, E: [[-1 - near, 0], [0, 1]]}, breaks=lower)
thm.needs(top_h, {**axes, E: [[-1, 0], [0, 1 + near]]}, breaks=lower)
diagonal = {g: [half, half], h: [half, -half], tau: half, E: [[0, -1], [-1, 0]]}
thm.sharp(lower, diagonal, name="a mask: w = e_1, y = e_2, the diagonal observed, p = 1")
thm.refutes("factor 1", Le(mixed, tau), {**axes, E: [[1, 0], [0, -1]]}, of=upper)
thm.refutes("factor 1, from below", Ge(mixed, -tau), diagonal, of=lower)
thm.erratum(
    cite("Ma 2021", "proof of Claim 2p"),
    printed="+- eps for <P(z x'), z x'> / p - |z|^2 |x|^2, as (4.9) has it for A = u u', B = v v'",
    corrected="z x' is not of the form u u' in (4.9); polarisation gives +- 2 eps. With "
    "the diagonal observed, d = 2, p = 1, |w_1| + |w_2| <= 1, |<w, E w>| = 2 |w_1 w_2| is 1/2 at "
    "most, but for z = e_1, x = e_2 the sum is 0 and |z|^2 |x|^2 = 1",
    false=Ge(mixed, -tau),
    true=lower,
    at=diagonal,
)
