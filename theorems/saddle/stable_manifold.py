"""k-step preimages: without flat pieces the starts that end in a point have measure zero.

Source   Bruna 2018, slide "Stable manifold theorem".
Claim    mu length(k + 1) <= N length(k) for all k  =>  mu^n length(n) <= N^n length(0), with
         length(k) the length of the starts that a piecewise affine map of N pieces with slopes of
         size at least mu carries in k steps into a given set (preimage_length).
Covers   any n, mu < 1 too: for every n the starts that end after n steps in a set of length 0, such
         as a strict saddle or its local stable set, have length 0. A flat piece (mu = 0) carries
         an interval to a point: 2 x near 0 and 0 on [3, 4].
Silent   on the stable manifold theorem itself for C^1 maps with det D phi != 0 (Lee et al. 2019,
         Theorem 2): countable unions over n and over neighbourhoods (Lindelof), and that the local
         stable set is null, for which see local_escape. Attracting points are excluded there, not
         here: under x / 2 they have a stable set of full measure, but no n-step preimage has.
"""

from sympy import Le, S

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.stable_manifold",
    catalogue=["saddle.stable-manifold"],
    sources=[cite("Bruna 2018", 'slide "Stable manifold theorem"')],
)
k, n = thm.index("k"), thm.index("n")
length = thm.functions("length", "the length of the k-step preimage", nonnegative=True)
mu, N = thm.positive("mu N", "the least size of a slope; the number of pieces")
for term, name in {
    k: "k", n: "n", length(k): "length_k", length(k + 1): "length_next", length(0): "length_0",
    length(n): "length_n",
}.items():  # fmt: skip
    thm.measure(term, name)

one_step = thm.assume("one_step", mu * length(k + 1) <= N * length(k))
null = thm.conclude("null", mu**n * length(n) <= N**n * length(0))


@thm.proof(null)
def induction(kernel):
    weighed = mu**k * length(k)
    claim = Le(mu ** (k + 1) * length(k + 1), N * weighed)
    step = kernel.combine(claim, {one_step: mu**k})
    return kernel.instantiate(kernel.geometric(step, weighed, N), {k: n})


thm.scales("length", length=1)
thm.scales("pieces", mu=1, N=1)
thm.limit("one piece", {N: 1}, null, mu**n * length(n) <= length(0))

thm.check(null, on=model.preimages, draw=draws.piecewise_maps, constructed=[one_step])

doubling = {length: lambda k: S.One, mu: 2, N: 2}
thm.sharp(null, doubling, name="tents: two pieces of slope 2 onto [0, 1]")
flat = {length: lambda k: 1 - S.Zero**k, mu: 1, N: 2}
thm.needs(one_step, flat, name="one_step: a flat piece carries an interval to a point")
thm.refutes("the first step counts alone", mu**n * length(n) <= N * length(0), {
    length: lambda k: S(2) ** k, mu: 1, N: 2
})  # fmt: skip
