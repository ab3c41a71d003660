"""A residual layer I + A with |A| <= tau < 1 shrinks nothing by more than 1 - tau.

Source   Ma 2021, section 6 (linear residual networks); the step is derived here.
Claim    |A Z| <= tau |Z|, 0 < tau <= 1  =>  |Z + A Z| >= (1 - tau) |Z|.
         If s(k + 1) >= (1 - tau)^2 s(k) for every k, then s(n) >= (1 - tau)^(2 n) s(0).
Covers   every dimension, vectors and matrices Z with the Frobenius norm; with s(k) the squared norm
         after k layers, products of any number of layers, and of their transposes. Attained by
         A = -tau.
Silent   on the passage from the spectral norm of A to |A Z| <= tau |Z|, its definition: see
         residual_pl_depth_3.
"""

from sympy import Rational, S

from lemmata import Theorem, cite, inner
from models import residual_networks as nets
from strategies import deep_networks as draws

thm = Theorem(
    "networks.residual_stretch", supports=["ma.hardt-ma"], sources=[cite("Ma 2021", "section 6")]
)
d, m = thm.dimension("d m")
A = thm.operator("A", d, "the layer is I + A")
Z = thm.matrix("Z", d, m, "what it is applied to")
tau = thm.positive("tau", "bound on the spectral norm of A")
k, n = thm.index("k"), thm.index("n")
s = thm.functions("s", "squared norm after k layers", nonnegative=True)
for term, name in {n: "n", s(0): "s_0", s(k): "s_k", s(k + 1): "s_next", s(n): "s_n"}.items():
    thm.measure(term, name)
after, moved, size = Z + A * Z, A * Z, inner(Z, Z)

bound = thm.assume("bound", inner(moved, moved) <= tau**2 * size)
small = thm.assume("small", tau <= 1)
layers = thm.assume("layers", s(k + 1) >= (1 - tau) ** 2 * s(k))
step = thm.conclude("step", inner(after, after) >= (1 - tau) ** 2 * size)
power = thm.conclude("power", s(n) >= (1 - tau) ** (2 * n) * s(0))


@thm.proof(step)
def one_square(kernel):
    square = [(1 / tau, tau * Z + moved)]
    return kernel.combine(step, {bound: (1 - tau) / tau}, squares=square, signs=[small])


@thm.proof(power)
def layer_by_layer(kernel):
    ratio = (1 - tau) ** 2
    each = kernel.combine(-s(k + 1) <= -ratio * s(k), {layers: 1})
    all_layers = kernel.instantiate(kernel.geometric(each, -s(k), ratio), {k: n})
    return kernel.combine(power, {all_layers: 1})


thm.scales("argument", Z=1)
thm.scales("squares", s=1)
thm.invariant("rotation", d)
thm.invariant("rotation", m)
thm.limit("no layer", {n: 0}, power, s(0) >= s(0))

thm.open(
    "constant",
    "true: the left side is at least (|Z| - |A Z|) (f |Z| - |A Z|) for f > 1, the same with "
    "|Z| - f |A Z| for f < 1, and |A Z| <= |Z|",
    step,
)
thm.open("constant", "weaker: 0 <= 1 - tau <= 1", power)

thm.check(
    step, power,
    on=nets.residual_stretch, draw=draws.residual, constructed=[bound, small, layers],
)  # fmt: skip


def at(A, Z, tau, ratio, first=1):
    ratio = S(ratio)
    return {"A": A, "Z": Z, "tau": tau, "s": lambda k: ratio**k * first}


half = at([["-1/2"]], [[1]], "1/2", "1/4")
thm.sharp(step, half, name="A = -tau")
thm.sharp(power, half, name="A = -tau, every layer")
thm.example(at([[0, 1], [-1, 0]], [[1], [2]], 1, 0), name="a rotation, tau = 1")
thm.needs(bound, {**half, "tau": "1/4", "s": lambda k: S.One}, breaks=step)
thm.needs(small, at([[-1]], [[1]], 3, 4), breaks=step)
for e in (Rational(1, 10**10), Rational(1, 10**4)):
    thm.needs(small, at([[-1]], [[1]], 1 + e, 1), breaks=step, name=f"tau = 1 + {e}")
    slower = at([["-1/2"]], [[1]], "1/2", (1 - e) / 4)
    thm.needs(layers, slower, breaks=power, name=f"layers, short by {e}")
thm.needs(layers, at([["-1/2"]], [[1]], "1/2", "1/5"), breaks=power)
thm.refutes("no shrinking", inner(after, after) >= size, half, of=step)
thm.refutes("1 - tau for the square", s(n) >= (1 - tau) ** n * s(0), half, of=power)
