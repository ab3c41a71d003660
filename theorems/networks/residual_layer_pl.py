"""The gradient in one layer of a linear residual network: |g|^2 >= 4 (1 - tau)^(2 n) lam f.

Source   Ma 2021, section 6 (Hardt-Ma); constants derived here.
Claim    f = |C S|_F^2, C = L W K - R, g the gradient of f in W, E = C S S'. Send E through the n
         other layers, those of K' from the right, then those of L' from the left: squared norms
         s(0) = |E|^2, ..., s(n) = |L' E K'|^2. If each is at least (1 - tau)^2 times the one before
         and |E|^2 >= lam f, then |g|^2 >= 4 (1 - tau)^(2 n) lam f.
Covers   every depth n + 1, dimension and number of inputs, any R. Each of the n steps is the first
         statement of residual_stretch, for |A_i| <= tau <= 1. Joins residual_layer_gradient and the
         second statement of residual_stretch. Attained for d = 1, A_i = -tau.
Silent   on the sum over all layers: residual_pl, and residual_pl_depth_3 for three layers, where
         the steps are derived too.
"""

from sympy import Eq, Ge, Matrix, Rational, S, diag, eye, sqrt

from lemmata import Theorem, cite, inner
from models import residual_networks as nets
from strategies import deep_networks as draws
from theorems.networks import residual_layer_gradient as gradient
from theorems.networks import residual_stretch as stretch

thm = Theorem(
    "networks.residual_layer_pl", supports=["ma.hardt-ma"], sources=[cite("Ma 2021", "section 6")]
)
(d, m), (W, L, K, R, E, X) = gradient.layer(thm)
tau = thm.positive("tau", "bound on the spectral norms of all A_i")
lam = thm.nonneg("lam", "least squared stretch of S'")
k, n = thm.index("k"), thm.dimension("n")
s = thm.functions("s", "squared norm of E after k of the other layers", nonnegative=True)
loss, g = gradient.f, gradient.g
sent = L.T * E * K.T
for term, name in {
    loss: "loss", g: "slope", n: "n", s(0): "s_0", s(k): "s_k", s(k + 1): "s_next", s(n): "s_n",
}.items():  # fmt: skip
    thm.measure(term, name)

error = thm.assume("error", gradient.error.relation)
start = thm.assume("start", Eq(s(0), inner(E, E)))
end = thm.assume("end", Eq(s(n), inner(sent, sent)))
layers = thm.assume("layers", s(k + 1) >= (1 - tau) ** 2 * s(k))
inputs = thm.assume("inputs", gradient.inputs.relation)
pl = thm.conclude("pl", inner(g, g) >= 4 * (1 - tau) ** (2 * n) * lam * loss)


@thm.proof(pl)
def one_stretch_after_the_other(kernel):
    shrink = (1 - tau) ** (2 * n)
    square = kernel.combine(Ge(shrink, 0, evaluate=False), squares=[(1, (1 - tau) ** n)])
    power = kernel.instantiate(kernel.lemma(stretch.thm, "power"), {stretch.n: n})
    parts = {
        kernel.lemma(gradient.thm, "slope"): g + 2 * sent, end: -4,
        power: 4, start: 4 * shrink, inputs: 4 * shrink,
    }  # fmt: skip
    return kernel.combine(pl, parts, signs=[square])


thm.scales("inputs", S=1, E=2, s=4, lam=2)
thm.scales("layers", K=1, L=-1)
thm.scales("targets", R=2, S=-1, W=2, lam=-2)
thm.invariant("rotation", d)
thm.invariant("rotation", m)
thm.limit("one other layer", {n: 1}, pl, inner(g, g) >= 4 * (1 - tau) ** 2 * lam * loss)

thm.open("constant", "true: f < 1 makes lam or s(n) smaller", error, end)
thm.open("constant", "true: f > 1 makes s(0) larger", start)
thm.open("constant", "true: weaker for tau <= 1, and no real power else", pl)
thm.open("exponent", "true: weaker for tau <= 1, and less than 0 else", pl)

thm.check(
    pl, on=nets.residual_layer_pl, draw=draws.residual_deep,
    constructed=[error, start, end, layers, inputs],
)  # fmt: skip

half, NEAR = Rational(1, 2), Rational(1, 10**9)


def line(layers_=("1/2", "1/2", "1/2"), target=1, tau_=half, wrong=None, first=1, **more):
    """d = 1: L, W, K, the map, one input 3; s shrinks by (1 - tau)^2 from `first` times |E|^2."""
    L_, W_, K_ = map(S, layers_)
    miss = L_ * W_ * K_ - S(target)
    E_ = 9 * (miss if wrong is None else wrong)
    ratio = more.pop("ratio", (1 - tau_) ** 2)
    return {
        L: [[L_]], W: [[W_]], K: [[K_]], R: [[target]], X: [[3]], E: [[E_]], tau: tau_, n: 2,
        lam: E_**2 / (9 * miss**2), "s": lambda k: ratio**k * first * E_**2, **more,
    }  # fmt: skip


def plane(L_, W_, K_, E_, C_=None, lam_=1, size=1):
    """d = 2, S = 1, tau = 1/2; R makes L W K - R what it should be, C_ or E_; |L' E K'|^2 = 1."""
    L_, W_, K_, E_ = map(Matrix, (L_, W_, K_, E_))
    R_ = L_ * W_ * K_ - (E_ if C_ is None else Matrix(C_))
    ratio = sqrt(S(1) / size)
    return {
        L: L_, W: W_, K: K_, R: R_, X: eye(2), E: E_, tau: half, n: 2, lam: lam_,
        "s": lambda k: ratio**k * size,
    }  # fmt: skip


thm.sharp(pl, line(), name="A = -tau in three layers")
thm.sharp(pl, line(target="1/16"), name="another map")
thm.sharp(pl, line(("1/2", "1/100", "1/2")), name="a small layer in between")
thm.example(line((2, half, 2), tau_=S(3)), name="tau = 3")
thm.example(line(target=0), name="the map 0")
stopped = line((0, half, half), ratio=0)
thm.needs(start, {**stopped, "s": lambda k: S(0)})
thm.needs(end, line((0, half, half)))
thm.needs(layers, stopped)
thm.needs(inputs, line(lam=10))
thm.needs(error, line(wrong=-2), name="error, twice")
for f in (1 - NEAR, 1 + NEAR, *map(Rational, ("999/1000", "1001/1000", "1/2")), S(2)):
    eighth, low = Rational(1, 8), Rational(1, 16)
    if f > 1:
        thm.needs(error, line(wrong=-7 * f / 8), name=f"error, {f} times")
        thm.needs(error, line(wrong=eighth - f), name=f"error, {f} R")
        thm.needs(error, line(target=low, wrong=f / 8 - low), name=f"error, {f} W")
        smaller = line((half / sqrt(f), half, half))
        thm.needs(end, smaller, name=f"end, {f} times")
        far = abs(f - 3)
    else:
        thm.needs(error, line(wrong=f / 8 - 1), name=f"error, {f} W")
        thm.needs(error, line(target=low, wrong=eighth - f * low), name=f"error, {f} R")
        thm.needs(start, line((sqrt(f) / 2, half, half), first=f), name=f"start, {f} times")
        far = abs(1 - 3 * f)
    short = line((far, half, far), tau_=S(3), ratio=far**2)
    thm.needs(layers, short, name=f"layers, {f}, tau = 3")
    if half < f < 2:
        less = 9 / (2 - f) if f > 1 else 9 / (2 * f - 1)
        thm.needs(inputs, line(target=low, lam=less), name=f"inputs, {f}")
        less = 63 / (8 - f) if f > 1 else 63 / (8 * f - 1)
        thm.needs(inputs, line(lam=less), name=f"inputs, {f}, another map")
        far = 1 - f / 2 if f > 1 else f - half
        short = line((far, half, far), ratio=far**2)
        thm.needs(layers, short, name=f"layers, {f}, tau = 1/2")
quarter, tiny = Rational(1, 4), Rational(1, 16)
short = line((quarter, half, quarter), tau_=quarter, ratio=tiny)
thm.needs(layers, short, name="layers, with tau for 1 - tau")
one, zero = eye(2), [[0, 0], [0, 0]]
up, down, right, left = [[0, 1], [0, 0]], [[0, 0], [1, 0]], diag(1, 0), diag(0, 1)
thm.needs(end, plane(left, zero, one, up), name="end, with E' or K' E L'")
thm.needs(end, plane(one, zero, right, up), name="end, with E' L K'")
root, down = sqrt(3), Matrix(down)
first, last = root * right, root * Matrix(up)
thm.needs(error, plane(left, down, one, first - down, first, size=4), name="error, with W L K")
thm.needs(error, plane(one, down, right, last - down, last, size=4), name="error, with L K W")
down, across = -down, -Matrix(up)
thm.needs(inputs, plane(diag(1, 2), up, one, across, lam_=100), name="inputs, with W L K")
thm.needs(inputs, plane(one, -down, diag(1, 2), down, lam_=100), name="inputs, with L K W")
thm.example(plane(right, diag(0, 5), one, right), name="R for W")
thm.example(plane(right, zero, one, up), name="L and K do not commute with E")
thm.refutes("no factor", inner(g, g) >= 4 * lam * loss, line())
thm.refutes("twice", inner(g, g) >= 8 * (1 - tau) ** (2 * n) * lam * loss, line())
