"""What the slopes of matrix completion along z and x - <x, z> z say about |x|^2 and <x, z>.

Source   Ma 2021, proof of Theorem 4.4; constants and the direction x - <x, z> z derived here.
Claim    W = p (1 1' + D) a symmetric mask, s >= |D|_2, |z| = 1, |z|_inf <= m, |x|_inf <= 2 m,
         a = |x|^2 > 0, b = <x, z>, y = x - b z, g_v = -<v, grad f(x)> / (2 p), eps = 4 m^2 s  =>
         |b (1 - a) - g_z| <= eps (sqrt(a) / 4 + a / 2),  a |y|^2 <= (25/16) eps^2 - 2 g_y.
Covers   every dimension, mask and p; m = mu / sqrt(d) for x in the closure of B. At a stationary
         point g_z = g_y = 0. By completion.gradient g_v = <z o v, W (z o x)> / p - <x o v,
         W (x o x)> / p; `z_slope` and `y_slope` are that with W = p (1 1' + D). close_from_mask
         derives all premises for x in B.
Silent   on symmetric D: equality is shown for other D.
"""

from sympy import Eq, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import mask_points, sampling_masks
from models.pinned import pinned
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.stationary_directions",
    supports=["ma.thm-4.4"],
    sources=[cite("Ma 2021", "Theorem 4.4"), cite("Ma 2021", "Assumption 4.3")],
)
d = thm.dimension("d")
D = thm.operator("D", d, "W / p - 1 1', how far the mask is from all entries weighted alike")
zz, zx, xx, zy, xy = thm.vector("zz zx xx zy xy", d, "products of the entries of z, x and y")
b, gz, gy = thm.real("b gz gy", "<x, z>; -<z, grad f(x)> / (2 p), -<y, grad f(x)> / (2 p)")
q = thm.nonneg("q", "|y|^2")
a, m, s = thm.positive("a m s", "|x|^2; bound on |z|_inf and |x|_inf / 2; bound on |D|_2")
room = m**2 * s * (sqrt(a) + 2 * a)

z_slope = thm.assume("z_slope", Eq(gz, b * (1 - a) + inner(zz, D * zx) - inner(zx, D * xx)))
y_slope = thm.assume("y_slope", Eq(gy, inner(zy, D * zx) - inner(xy, D * xx) - a * q))
norm_zx = thm.assume("norm_zx", inner(D * zx, D * zx) <= s**2 * inner(zx, zx))
norm_xx = thm.assume("norm_xx", inner(D * xx, D * xx) <= s**2 * inner(xx, xx))
size_zz = thm.assume("size_zz", inner(zz, zz) <= m**2)
size_zx = thm.assume("size_zx", inner(zx, zx) <= m**2 * a)
size_xx = thm.assume("size_xx", inner(xx, xx) <= 4 * m**2 * a)
size_zy = thm.assume("size_zy", inner(zy, zy) <= m**2 * q)
size_xy = thm.assume("size_xy", inner(xy, xy) <= 4 * m**2 * q)
short = thm.conclude("short", b * (1 - a) <= gz + room)
long = thm.conclude("long", b * (a - 1) <= room - gz)
across = thm.conclude("across", a * q <= 25 * m**4 * s**2 - 2 * gy)


def two_products(k, claim, sign):
    """Cauchy-Schwarz for <zz, D zx> and <zx, D xx>, with weights that make both sides equal."""
    r, half = sqrt(a), Rational(1, 2)
    first, second = s * r, 2 * s
    parts = {
        z_slope: sign,
        size_zz: first / 2, norm_zx: half / first,
        size_zx: s**2 * half / first + second / 2,
        norm_xx: half / second, size_xx: s**2 * half / second,
    }  # fmt: skip
    squares = [
        (half / first, D * zx + sign * first * zz),
        (half / second, D * xx - sign * second * zx),
    ]
    return k.combine(claim, parts, squares=squares)


@thm.proof(short)
def not_too_short(k):
    return two_products(k, short, 1)


@thm.proof(long)
def not_too_long(k):
    return two_products(k, long, -1)


@thm.proof(across)
def weigh_by_the_distance(k):
    weight = a / (5 * m**2)
    return k.combine(
        across,
        {
            y_slope: -2,
            norm_zx: 1 / weight, size_zx: s**2 / weight, size_zy: weight,
            norm_xx: 1 / weight, size_xx: s**2 / weight, size_xy: weight,
        },
        squares=[(1 / weight, D * zx - weight * zy), (1 / weight, D * xx + weight * xy)],
    )  # fmt: skip


thm.open(
    "swapped",
    "true: by Cauchy-Schwarz the two products are at most 4 m^2 s |x| |y| together, not 5",
    y_slope,
)
thm.scales("D", D=2, m=-1, s=2, xx=-1, xy=-1, zx=-1, zy=-1, zz=-1)
thm.scales("b", b=2, gy=4, gz=2, m=1, q=4, xx=1, xy=3, zx=1, zy=3, zz=1)
thm.invariant("rotation", d)

thm.check(
    short, long, across, on=pinned(sampling_masks.directions), draw=draws.points,
    constructed=[
        z_slope, y_slope, norm_zx, norm_xx, size_zz, size_zx, size_xx, size_zy, size_xy
    ],
)  # fmt: skip

at, little = mask_points.exact_directions, Rational(1, 10**10)
cases = {
    short: [at(-1, 5, 3, 1, 1), at(-1, 5, -3, Rational(1, 2), 3), at(-1, 5, -3, 1, 1)],
    long: [at(1, 5, 3, 2, 3), at(1, 5, -3, Rational(1, 2), 1), at(1, Rational(1, 5), "1/7", 2, 1)],
    across: [at(0, 5, 3, 2, 1), at(0, 5, 3, 1, 4), at(0, 5, -3, Rational(1, 2), 16)],
}
for conclusion, points in cases.items():
    for place, made in enumerate(points):
        thm.example(made, name=f"{conclusion.name} attained, {place}")
parts = {norm_zx: "norm_zx", norm_xx: "norm_xx", size_zz: "zz", size_zx: "zx", size_xx: "xx"}
for h, name in parts.items():
    longer = {name: 1 + little}
    thm.needs(h, at(-1, 5, 3, 1, 1, **longer), breaks=short)
    thm.needs(h, at(1, 5, 3, 2, 3, **longer), breaks=long, name=f"{h.name}, for long")
    half = at(-1, 5, 3, Rational(1, 2), Rational(1, 2), **longer)
    thm.needs(h, half, breaks=short, name=f"{h.name}, m = s = 1/2")
for h, name in {size_zy: "zy", size_xy: "xy"}.items():
    for m_, s_ in ((2, 1), (1, 4), (4, Rational(1, 4)), (Rational(1, 2), 16)):
        longer = at(0, 5, 3, m_, s_, **{name: 1 + little})
        thm.needs(h, longer, breaks=across, name=f"{h.name}, m = {m_}")
first, last = cases[short][0], cases[across][0]
thm.needs(z_slope, {**first, "gz": first["gz"] - little}, breaks=short)
thm.needs(y_slope, {**last, "gy": last["gy"] + little}, breaks=across)
for s_ in (1 + little, 1 - little):
    thm.example(at(0, 5, 3, 2, s_), name=f"slope along y, s = {s_}")
rescaled = [(1 + 10 * little, 1 + little), (Rational(1001, 1000), 1 + little), (2, 1 + little)]
rescaled += [(1 - 10 * little, 1 - little), (Rational(999, 1000), 1 - little)]
for f, s_ in rescaled:
    made = at(0, 5, 3, 2, s_)
    thm.needs(y_slope, {**made, "gy": f * made["gy"]}, breaks=across, name=f"{f} gy, s = {s_}")
    for share in (320, 80) if f > 1 else (-400,):  # the two products, and a q
        more = {**last, "gy": (f - 1) * share}
        thm.needs(y_slope, more, breaks=across, name=f"{f} of {share}")
still = {"D": [[0] * 3] * 3, "gz": Rational(3, 16), "gy": -Rational(3, 64)}
still = {**at(0, Rational(1, 2), Rational(1, 4), 1, 1), **still, "s": little}
thm.example(still, name="D = 0, s = 1e-10")
# Products exchanged: D is chosen by what it does to zx, xx and zz; zy = zx - 3 zz.
zz_, zx_, xx_, zy_, xy_ = (last[name] for name in ("zz", "zx", "xx", "zy", "xy"))
images = {
    "zx and zy exchanged": (0 * zx_, 0 * zx_, -2 * zx_, -400 + 600),
    "xx and zy exchanged": (0 * zx_, 0 * zx_, xy_, -400 + 768),
    "xx and xy exchanged": (xx_ / 2, -xx_, 0 * zz_, -400 + 1000 + zy_.dot(xx_) / 2),
}
for name, (*to, gy_) in images.items():
    sent = {"D": mask_points.acting(zx_, xx_, zz_, *to), "gy": gy_, "gz": 0}
    sent["gz"] = -72 + zz_.dot(to[0]) - zx_.dot(to[1])
    thm.needs(y_slope, {**last, **sent}, breaks=across, name=name)
sent = {"D": mask_points.acting(zx_, xx_, zz_, 0 * zx_, 0 * zx_, 3 * zx_), "gz": -372}
thm.needs(z_slope, {**last, **sent, "gy": -400}, breaks=short, name="zz and xx exchanged")
thm.refutes("as for all entries", b * (1 - a) <= gz, first, of=short)
thm.refutes("the same for longer x", b * (a - 1) <= -gz, cases[long][0], of=long)
thm.refutes("and across", a * q <= -2 * gy, last, of=across)
