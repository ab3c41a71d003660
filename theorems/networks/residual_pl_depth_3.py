"""Three linear residual layers with |A_i| <= tau < 1 satisfy the Polyak-Lojasiewicz inequality.

Source   Ma 2021, section 6 (Hardt-Ma: all stationary points in a region are global minima);
         constants derived here.
Claim    W_i = I + A_i, A_i' A_i + C_i' C_i = tau^2 I (that is, |A_i| <= tau) for i = 1, 2, 3,
         tau <= 1, S S' = lam I + P P', f = |(W3 W2 W1 - R) S|_F^2  =>
         |grad f|^2 >= 12 (1 - tau)^4 lam f, the gradient in all three layers.
Covers   every dimension and number of inputs, any R. Nothing is left to words: each of the six
         stretches is residual_stretch, with a spectral norm for its hypothesis. For tau < 1 and
         lam > 0 a stationary point in the region has f = 0. Attained for d = 1, A_i = -tau.
Silent   on other depths: see residual_layer_pl for one layer and residual_pl for their sum.
"""

from sympy import Eq, Identity, Rational, sqrt

from lemmata import Gradient, Theorem, cite, inner
from models import residual_networks as nets
from strategies import deep_networks as draws
from theorems.networks import residual_stretch as stretch

thm = Theorem(
    "networks.residual_pl_depth_3", supports=["ma.hardt-ma"], sources=[cite("Ma 2021", "section 6")]
)
d, m = thm.dimension("d m")
W1, W2, W3 = layers = thm.operator("W1 W2 W3", d, "layers, the lowest first")
parts = thm.operator("A1 A2 A3", d, "what the layers add to the identity")
roots = thm.operator("C1 C2 C3", d, "roots of tau^2 I - A_i' A_i")
R = thm.operator("R", d, "the map to be learned")
S = thm.matrix("S", d, m, "inputs in columns")
P = thm.operator("P", d, "a root of S S' - lam I")
tau = thm.positive("tau", "bound on the spectral norms of A_i")
lam = thm.nonneg("lam", "smallest eigenvalue of S S'")
one = Identity(d)
miss = W3 * W2 * W1 - R
f, E = inner(miss * S, miss * S), miss * S * S.T
slopes = [Gradient(f, W) for W in layers]
thm.measure(f, "loss")
for i, slope in enumerate(slopes, 1):
    thm.measure(slope, f"slope{i}")

sums = [
    thm.assume(f"layer {i}", Eq(W, one + A))
    for i, (W, A) in enumerate(zip(layers, parts, strict=True), 1)
]
bounds = [
    thm.assume(f"bound {i}", Eq(A.T * A + C.T * C, tau**2 * one))
    for i, (A, C) in enumerate(zip(parts, roots, strict=True), 1)
]
small = thm.assume("small", tau <= 1)
inputs = thm.assume("inputs", Eq(S * S.T, lam * one + P * P.T))
pl = thm.conclude("pl", sum(inner(g, g) for g in slopes) >= 12 * (1 - tau) ** 4 * lam * f)


def stretched(k, i, Z, transposed):
    """|W Z|^2 >= (1 - tau)^2 |Z|^2 for the layer W number i, or for its transpose."""
    W, A, C, bound = layers[i], parts[i], roots[i], bounds[i]
    layer = k.contract(sums[i], right=Z)
    shrunk, squares = {bound: -Z * Z.T}, [(1, C * Z)]
    if transposed:
        shrunk = {bound: -A.T * Z * Z.T * A / tau**2}
        squares = [(1, tau * Z - A * A.T * Z / tau), (1 / tau**2, C * A.T * Z)]
        W, A, layer = W.T, A.T, k.contract(k.transposed(sums[i]), right=Z)
    step = k.instantiate(k.lemma(stretch.thm, "step"), {stretch.m: d})
    named = {symbol.name: symbol for symbol in step.conclusion.free_symbols}
    replace = {named["A"]: A, named["Z"]: Z}
    claim = stretch.bound.relation.xreplace({stretch.Z: named["Z"]}).xreplace(replace)
    step = k.instantiate(step, replace, given=[k.combine(claim, shrunk, squares=squares)])
    size = inner(W * Z, W * Z)
    return k.combine(size >= (1 - tau) ** 2 * inner(Z, Z), {step: 1, layer: W * Z + Z + A * Z})


@thm.proof(pl)
def layer_by_layer(k):
    above, below, shrink = W3.T * E, W1 * E.T, (1 - tau) ** 2
    high, low = stretched(k, 2, E, True), stretched(k, 0, E.T, False)
    facts = {
        stretched(k, 1, above, True): 4, high: 4 * shrink, stretched(k, 2, below.T, True): 4,
        low: 8 * shrink, stretched(k, 1, below, False): 4,
    }  # fmt: skip
    squares = [(lam, miss * P), (1, miss * P * P.T)]
    energy = {inputs: miss.T * miss * (S * S.T + P * P.T)}
    facts[k.combine(inner(E, E) >= lam * f, energy, squares=squares)] = 12 * shrink**2
    forms = 2 * W2.T * above, 2 * W3.T * below.T, 2 * below.T * W2.T
    for W, slope, form in zip(layers, slopes, forms, strict=True):
        facts[k.gradient(f, W, form)] = slope + form
    return k.combine(pl, facts)


thm.scales("inputs", S=1, P=1, lam=2)
for size in (d, m):
    thm.invariant("rotation", size)

thm.open("constant", "true: f C'C has a root too; the others make A smaller", *bounds)
thm.open("constant", "true: f P P' has a root too; the others make the inputs larger", inputs)
thm.open("constant", "true: the others make the layer larger, if A is bounded by tau <= 1", *sums)
thm.open("exponent", "true: tau^3 <= tau^2, so that A is smaller", *bounds)
thm.open("term dropped", "true: a special case", *bounds, inputs)
thm.open("term dropped", "true: A = 0 stretches more", *sums)
thm.open("swapped", "true: W = A - I has no value below 1 - tau either", *sums)
thm.open("swapped", "true: the layers are alike in all hypotheses, so that their order is free", pl)

thm.check(
    pl, on=nets.residual_pl_depth_3, draw=draws.residual_depth_3,
    constructed=[*sums, *bounds, small, inputs],
)  # fmt: skip


half, NEAR = Rational(1, 2), Rational(1, 10**9)


def line(tau_=half, target=1, lam_=9, inputs=3, **changes):
    """d = 1 and layers 1 - tau; changes by name."""
    shrunk = {f"W{i}": [[1 - tau_]] for i in (1, 2, 3)} | {f"A{i}": [[-tau_]] for i in (1, 2, 3)}
    rest = {"R": [[target]], "S": [[inputs]], "P": [[0]], "tau": tau_, "lam": lam_}
    return {**shrunk, **rest, **{f"C{i}": [[0]] for i in (1, 2, 3)}, **changes}


for target in (1, Rational(1, 16), 0):
    thm.sharp(pl, line(target=target), name=f"d = 1, A_i = -tau, the map {target}")
fractions = [1 - NEAR, Rational(999, 1000), half]
for i, (layer, bound) in enumerate(zip(sums, bounds, strict=True), 1):

    def one_layer(A, W, C=0, i=i):
        return line(**{f"A{i}": [[A]], f"W{i}": [[W]], f"C{i}": [[C]]})

    thm.needs(bound, one_layer(-1, 0), name=f"layer {i} is 0")
    thm.needs(bound, one_layer(-1, 0, half), name=f"bound {i}, without A")
    thm.needs(bound, one_layer(-sqrt(half), 1 - sqrt(half)), name=f"bound {i}, with tau for tau^2")
    thm.needs(layer, one_layer(0, 0, half), name=f"layer {i}, without I")
    for f_ in fractions:
        for way, larger in (("", half / sqrt(f_)), (", on the right", half * sqrt(2 - f_))):
            thm.needs(bound, one_layer(-larger, 1 - larger), name=f"bound {i}, {f_}{way}")
        thm.needs(layer, one_layer(-half, f_ / 2), name=f"layer {i}, {f_} W")
        thm.needs(layer, one_layer(-half, f_ - half), name=f"layer {i}, {f_} I")
        thm.needs(layer, one_layer(-half, f_ / 2), name=f"layer {i}, {2 - f_} A")
    thm.needs(bound, one_layer(-half * sqrt(2), 1 - half * sqrt(2)), name=f"bound {i}, twice")
    thm.needs(layer, one_layer(-half, 0), name=f"layer {i}, with 2 A")
for f_ in fractions:
    thm.needs(inputs, line(lam_=9 / f_), name=f"inputs, {f_} lam")
thm.needs(inputs, line(lam_=10, P=[[3]]), name="inputs, without lam")
for e in (NEAR, Rational(1, 100), 1):
    root = sqrt((1 + e) ** 2 - 1)
    zeros = {
        f"{name}{i}": [[x]] for name, x in (("W", 0), ("A", -1), ("C", root)) for i in (1, 2, 3)
    }
    thm.needs(small, line(tau_=1 + e, **zeros), name=f"tau = 1 + {e}, A_i = -I")
energy = sum(inner(g, g) for g in slopes)
thm.refutes("no factor", energy >= 12 * lam * f, line())
thm.refutes("twice", energy >= 24 * (1 - tau) ** 4 * lam * f, line())
