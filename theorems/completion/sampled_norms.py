"""What a mask keeps of z h' + h z' and of h h', from its deviation and its weighted rows.

Source   Ma 2021, footnote 7 (stated without proof); derived here.
Claim    W = p (1 1' + D) a symmetric mask, P the projection on its entries, s >= |D|_2,
         |z|_inf <= m, |h|_inf <= 3 m, eps = 4 m^2 s, (W (z o z))_j >= p (1 - eps_1) for every j
         =>
         |P(z h' + h z')|^2 >= p (2 (1 - eps_1) - eps / 2) |h|^2,
         |P(h h')|^2 <= p |h|^2 (|h|^2 + (9/4) eps).
Covers   every dimension, mask and p. |h|_inf <= 3 m for h = x - z and x in the closure of B, with
         m = mu / sqrt(d). In entries, with zz = z o z and so on, the squares are 2 <zz, W hh> +
         2 <zh, W zh> and <hh, W hh>. slope_from_mask derives the premises for x in B.
Silent   on eps_1 for random masks: (W (z o z))_j / p is a mean with variance (1 - p) sum z_i^4 / p.
"""

from functools import partial

from sympy import Eq, Rational

from lemmata import Theorem, cite, inner
from models import mask_points, sampling_masks
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.sampled_norms", supports=["ma.fn-7"], sources=[cite("Ma 2021", "footnote 7")]
)
d = thm.dimension("d")
W, D = thm.operator("W D", d, "the mask; W / p - 1 1'")
zz, zh, hh, e = thm.vector("zz zh hh e", d, "products of the entries of z and h; (1, ..., 1)")
p, m, s = thm.positive("p m s", "density; bound on |z|_inf and |h|_inf / 3; bound on |D|_2")
eps1 = thm.real("eps1", "how uneven the weighted rows are")
h2 = thm.nonneg("h2", "|h|^2")
S, T = thm.real("S T", "|P(z h' + h z')|^2 and |P(h h')|^2")
eps = 4 * m**2 * s

split = thm.assume("split", Eq(W, p * (e * e.T + D)))
square = thm.assume("square", Eq(inner(e, hh), h2))
first = thm.assume("first", Eq(S, 2 * inner(zz, W * hh) + 2 * inner(zh, W * zh)))
second = thm.assume("second", Eq(T, inner(hh, W * hh)))
rows = thm.assume("rows", inner(zz, W * hh) >= p * (1 - eps1) * h2)
lowest = thm.assume("lowest", inner(zh, D * zh) >= -s * inner(zh, zh))
largest = thm.assume("largest", inner(hh, D * hh) <= s * inner(hh, hh))
size_zh = thm.assume("size_zh", inner(zh, zh) <= m**2 * h2)
size_hh = thm.assume("size_hh", inner(hh, hh) <= 9 * m**2 * h2)
enough = thm.conclude("enough", p * (2 * (1 - eps1) - eps / 2) * h2 <= S)
little = thm.conclude("little", p * h2 * (h2 + Rational(9, 4) * eps) >= T)


@thm.proof(enough)
def rows_and_deviation(k):
    parts = {first: 1, rows: 2, split: 2 * zh * zh.T, lowest: 2 * p, size_zh: 2 * p * s}
    return k.combine(enough, parts, squares=[(2 * p, inner(e, zh))])


@thm.proof(little)
def deviation(k):
    both = inner(e, hh) + h2
    parts = {second: -1, split: -hh * hh.T, largest: p, size_hh: p * s, square: -p * both}
    return k.combine(little, parts)


thm.scales("entries", D=2, W=2, e=1, hh=-1, m=-1, s=2, zh=-1, zz=-1)
thm.scales("density", S=1, T=1, W=1, p=1)
thm.invariant("rotation", d)

thm.check(
    enough, little, on=sampling_masks.norms, draw=draws.segments,
    constructed=[split, square, first, second, rows, lowest, largest, size_zh, size_hh],
)  # fmt: skip

exact, near = mask_points.exact_norms, Rational(1, 10**10)
for at in ((1, "1/8", "1/2", "1/4"), (2, "1/40", 3, 0), ("1/2", "1/3", 1, "1/3")):
    thm.example(exact(*at), name=f"all attained, m = {at[0]}, s = {at[1]}")
    for more in (1 + near, 2):
        for h, name, claim in (
            (split, "E", little), (split, "D", enough), (split, "W", little),
            (square, "h2", little),
            (first, "S", enough), (second, "T", little), (rows, "rows", enough),
            (lowest, "lowest", enough), (largest, "largest", little), (size_zh, "zh", enough),
            (size_hh, "hh", little),
        ):  # fmt: skip
            f = 1 / Rational(more) if name in ("h2", "S", "rows") else more
            label = f"{h.name}, {f} of {name}, m = {at[0]}"
            thm.needs(h, exact(*at, **{name: f}), breaks=claim, name=label)
below = partial(exact, 1, "1/8", "1/2", -1)
thm.example(below(), name="eps_1 = -1, all attained")
for more in (1 + near, Rational(2001, 2000), Rational(4, 3)):
    thm.needs(rows, below(rows=1 / more), breaks=enough, name=f"rows, 1 / {more}, eps_1 < 0")
uneven = partial(exact, 1, "1/8", "1/2", 2)
thm.example(uneven(), name="eps_1 = 2, all attained")
for more in (1 + near, 1 + 10 * near, Rational(1001, 1000), 2):
    made = uneven()
    rest = 2 * made["zz"].dot(made["W"] * made["hh"]) * (more - 1)
    thm.needs(
        first, {**made, "S": made["S"] + rest}, breaks=enough, name=f"first, {more} of one term"
    )
    thm.needs(first, uneven(S=more), breaks=enough, name=f"first, {more} of S < 0")
    thm.needs(rows, uneven(rows=more), breaks=enough, name=f"rows, {more} of rows < 0")
made = exact(1, "1/8", "1/2", "1/4")
skew = exact(1, "1/8", "1/2", "1/4", skew="1/8")
turned = 2 * (skew["hh"].dot(skew["W"] * skew["zz"]) + skew["zh"].dot(skew["W"] * skew["zh"]))
thm.needs(first, {**skew, "S": turned}, breaks=enough, name="zz and hh exchanged, W not symmetric")
bent = partial(exact, 1, "1/8", "1/2", "1/4", skew="-1/8", largest=0)
share = bent()["hh"][0] / (bent()["hh"][0] + bent()["hh"][2] / 8)
thm.needs(rows, bent(rows=share), breaks=enough, name="rows of W', W not symmetric")
thm.example(exact("1/2", "1/10", 1, "3/4"), name="uneven rows")
thm.refutes("no deviation", S >= 2 * p * (1 - eps1) * h2, made, of=enough)
thm.refutes("x in B is at most m from z", T <= p * h2 * (h2 + eps / 4), made, of=little)
