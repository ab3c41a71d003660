"""Linear residual networks with |A_i| <= tau < 1 satisfy the Polyak-Lojasiewicz inequality.

Source   Ma 2021, section 6 (Hardt-Ma: all stationary points in a region are global minima);
         constants derived here.
Claim    G(k) >= 4 u lam f for every layer k, T(0) = 0, T(k + 1) = T(k) + G(k)
         =>  T(n) >= 4 n u lam f.
         By residual_layer_pl this is so for the squared norm G(k) of the gradient in A_k of
         f = |((I + A_l) ... (I + A_1) - R) S|_F^2, with u = (1 - tau)^(2 l - 2) and lam the
         smallest eigenvalue of S S'. So |grad f|^2 >= 4 l (1 - tau)^(2 l - 2) lam f.
Covers   every depth and dimension, any R, also one that no network in the region attains. For
         tau < 1 and lam > 0 a stationary point in the region has f = 0. Noise in the labels adds
         its floor to f and nothing to the gradient. Attained for d = 1, A_i = -tau.
         For three layers residual_pl_depth_3 derives it from bounds on the spectral norms alone.
Silent   on whether gradient descent stays in the region; on tau = 1, where A_i = -I is stationary.
"""

from sympy import Eq

from lemmata import Theorem, cite
from models import residual_networks as nets
from strategies import deep_networks as draws

thm = Theorem(
    "networks.residual_pl", catalogue=["ma.hardt-ma"], sources=[cite("Ma 2021", "section 6")]
)
k, n = thm.index("k"), thm.index("n")
G = thm.functions("G", "squared norm of the gradient in layer k", nonnegative=True)
T = thm.functions("T", "sum over the layers below k")
u, lam, f = thm.nonneg("u lam f", "stretch of the other layers, of the inputs; loss")
for term, name in {
    k: "k", n: "n", G(k): "G_k", T(0): "T_0", T(k): "T_k", T(k + 1): "T_next", T(n): "T_n",
}.items():  # fmt: skip
    thm.measure(term, name)

layer = thm.assume("layer", G(k) >= 4 * u * lam * f)
start = thm.assume("start", Eq(T(0), 0))
sums = thm.assume("sums", Eq(T(k + 1), T(k) + G(k)))
pl = thm.conclude("pl", T(n) >= 4 * n * u * lam * f)


@thm.proof(pl)
def layer_by_layer(kernel):
    rate = 4 * u * lam * f
    excess = k * rate - T(k)
    each = kernel.combine(excess.xreplace({k: k + 1}) <= excess, {layer: 1, sums: 1})
    all_layers = kernel.instantiate(kernel.geometric(each, excess, 1), {k: n})
    return kernel.combine(pl, {all_layers: 1, start: 1})


thm.scales("loss", f=1, G=1, T=1)
thm.scales("layers", u=1, lam=-1)
thm.scales("inputs", lam=1, G=1, T=1)
thm.limit("no layer", {n: 0}, pl, T(0) >= 0)

thm.open("constant", "true for f > 1: all terms are >= 0, so that the sums are larger", sums)

thm.check(pl, on=nets.residual_pl, draw=draws.residual, constructed=[layer, start, sums])


def at(slope, u, lam, f, start=0, step=None):
    """Layers with the same squared gradient `slope`."""
    step = slope if step is None else step
    return {
        "G": lambda k: slope, "T": lambda k: start + k * step, "u": u, "lam": lam, "f": f,
    }  # fmt: skip


line = at(3, "1/4", 1, 3)
thm.sharp(pl, line, name="d = 1, two layers with A = -1/2")
thm.needs(layer, at(2, "1/4", 1, 3))
thm.needs(start, {**line, "T": lambda k: 3 * k - 1})
thm.needs(sums, at(3, "1/4", 1, 3, step=2))
thm.refutes("no factor u", T(n) >= 4 * n * lam * f, line)
thm.refutes("n layers, n squared", T(n) >= 4 * n**2 * u * lam * f, line)
