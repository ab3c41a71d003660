"""A piecewise affine map without flat pieces pulls short sets back to short sets.

Source   Bruna 2018, slide "Stable manifold theorem" (the step that uses det D phi != 0).
Claim    share(i) the length of the preimage in piece i, |slope(i)| share(i) <= ell and
         |slope(i)| >= mu  =>  the preimage of a set of length ell in m pieces has at most the
         length m ell / mu.
Covers   maps of the line, any number of pieces, slopes of both signs; sets made of intervals. So a
         set of length 0 has preimages of length 0. Gradient descent on a piecewise quadratic is
         such a map, with slopes 1 - gamma g'' >= 1 - gamma L.
Silent   on maps that are not piecewise affine and on higher dimensions, where the change of
         variables formula says the same.
"""

from sympy import Eq, Le, Rational, S

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.preimage_length",
    supports=["saddle.stable-manifold"],
    sources=[cite("Bruna 2018", 'slide "Stable manifold theorem"')],
)
i, m = thm.index("i"), thm.index("m")
share, slope = thm.functions("share slope", "length of the preimage in piece i, size of the slope",
                             nonnegative=True)  # fmt: skip
total = thm.functions("total", "the length in the first i pieces", nonnegative=True)
ell = thm.nonneg("ell", "the length of the set")
mu = thm.positive("mu", "the least size of a slope")
for term, name in {
    i: "i", m: "m", share(i): "share_i", slope(i): "slope_i", total(i): "total_i",
    total(i + 1): "total_next", total(0): "total_0", total(m): "total_m", ell: "target",
}.items():  # fmt: skip
    thm.measure(term, name)

affine = thm.assume("affine", slope(i) * share(i) <= ell)
steep = thm.assume("steep", slope(i) >= mu)
empty = thm.assume("empty", Eq(total(0), 0))
adds = thm.assume("adds", Eq(total(i + 1), total(i) + share(i)))
short = thm.conclude("short", mu * total(m) <= m * ell)


@thm.proof(short)
def piece_by_piece(k):
    excess = mu * total(i) - i * ell
    following = mu * total(i + 1) - (i + 1) * ell
    step = k.combine(Le(following, excess), {affine: 1, steep: share(i), adds: -mu})
    sums = k.instantiate(k.geometric(step, excess, 1), {i: m})
    return k.combine(short, {sums: 1, empty: -mu})


thm.scales("length", share=1, total=1, ell=1)
thm.scales("slope", share=-1, slope=1, total=-1, mu=1)
less = "true: with factors below 1 the totals are smaller"
thm.open("constant", less, adds)
thm.open("term dropped", less + "; without total(i) a total is one share, at most ell / mu", adds)
thm.open("swapped", "true: total(i) is then a difference of shares, at most ell / mu", adds)

thm.check(short, on=model.preimages, draw=draws.piecewise_maps, constructed=[affine, empty, adds])

tent = {
    share: lambda i: S.One / 4, slope: lambda i: S(4), total: lambda i: i / 4, ell: 1, mu: 4
}  # fmt: skip
thm.sharp(short, tent, name="zigzag: every piece is mapped onto the interval")
thm.needs(affine, {**tent, ell: "1/2"})
# A map that is 0 on [3, 4]: the whole piece goes to the point 0.
flat = {share: lambda i: S.One, slope: lambda i: S.Zero, total: lambda i: i, ell: 0, mu: 1}
thm.needs(steep, flat, name="steep: a flat piece")
thm.needs(empty, {**tent, total: lambda i: i / 4 + 1})
thm.needs(adds, {**tent, total: lambda i: i})
plain = {share: lambda i: S.One, slope: lambda i: S.One, ell: 1, mu: 1}
for c in (1 + Rational(1, 10**9), 1 + Rational(1, 1000), S(2)):
    thm.needs(adds, {**plain, total: lambda i, c=c: c * i}, name=f"shares counted {c} times")
    geometric = {**plain, total: lambda i, c=c: (c**i - 1) / (c - 1)}
    thm.needs(adds, geometric, name=f"earlier shares counted {c} times")
    growing = {**plain, total: lambda i, c=c: c * (c**i - 1) / (c - 1)}
    thm.needs(adds, growing, name=f"everything counted {c} times")
thm.refutes("the map is injective", mu * total(m) <= ell, tent)
