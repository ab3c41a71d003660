"""The tangent kernel of a two-layer ReLU network counts the neurons that see both inputs.

Source   Escaping notes, section 3.4; Landscape slides, derivation of the kernel.
Claim    f(x) = (1/r) sum_k a_k relu(<w_k, x>), r = sqrt m, a_k^2 = 1, W alone trained, and s, t the
         indicators <w_k, x> > 0 and <w_k, u> > 0  =>
         <grad f(x), grad f(u)> = (1/m) <x, u> <s, t> = (1/m) <x, u> #{k: both see it}.
Covers   every width and dimension; x = u, parallel and opposite inputs, x = 0. Ties count as off,
         as autograd has it; the printed indicators of >= 0 give another kernel there (W = 0, x = u
         = 1: 1 instead of 0), and at ties the network has no gradient (network_gradient).
Silent   on the kernel with trained output weights, which has <relu(W x), relu(W u)> / m besides.
"""

from sympy import Add, Eq, Identity, MatrixSymbol, Max, Min, eye, sqrt

from lemmata import Gradient, Theorem, cite, inner
from models import networks
from strategies import networks as draws

thm = Theorem(
    "ntk.network_kernel",
    supports=["ntk.gradient", "ntk.flow"],
    sources=[cite("Escaping notes", "section 3.4"), cite("Landscape slides", "kernel derivation")],
)
m, d = thm.dimension("m d")
W = thm.matrix("W", m, d, "the weights, a row a neuron")
A = thm.operator("A", m, "the output weights as a diagonal matrix")
x, u = thm.vector("x u", d, "two inputs")
s, t = thm.vector("s t", m, "the indicators of <w_k, x> > 0 and of <w_k, u> > 0")
s_closed, t_closed = thm.vector("s_closed t_closed", m, "those of >= 0")
x_i, x_j = thm.vector("x_i x_j", d, "two training inputs, which the misprint takes for x and u")
r = thm.positive("r", "the normaliser")
at_x, at_u = inner(s, A * W * x) / r, inner(t, A * W * u) / r
kernel = inner(Gradient(at_x, W), Gradient(at_u, W))
thm.measure(kernel, "kernel")

diagonal = thm.assume("diagonal", Eq(A.T, A))
signs = thm.assume("signs", Eq(A * A, Identity(m)))
root = thm.assume("root", Eq(r**2, m))
counts = thm.conclude("counts", Eq(kernel, inner(x, u) * inner(s, t) / m))


@thm.proof(counts)
def product_of_gradients(k):
    first = k.gradient(at_x, W, A * s * x.T / r, given=[diagonal])
    second = k.gradient(at_u, W, A * t * u.T / r, given=[diagonal])
    scaled = k.combine(Eq(1 / r**2, 1 / m), {root: -1 / (m * r**2)})
    return k.combine(
        counts,
        {
            first: Gradient(at_u, W),
            second: A * s * x.T / r,
            signs: inner(x, u) / r**2 * s * t.T,
            scaled: inner(x, u) * inner(s, t),
        },
        signs=[diagonal],
    )


neurons = [MatrixSymbol(f"w_{k}", d, 1) for k in range(4)]


def sees(w, v):
    return Min(1, Max(0, inner(w, v)))  # the indicator of > 0 at integers


def both(w):
    return sees(w, x) * sees(w, u)


formula = inner(x, u) * Add(*map(both, neurons)) / 4
for name, function in {
    "closed form": networks.kernel_of_neurons, "autograd": networks.autograd_kernel_of_neurons
}.items():  # fmt: skip
    thm.reading(name, formula, of=[*neurons, x, u], function=function, sizes={d: [1, 2, 3]})

thm.scales("weights", W=1)
thm.scales("first input", x=1)
thm.scales("second input", u=1)
thm.scales("first gates", s=1)
thm.scales("second gates", t=1)
thm.invariant("rotation", d)
thm.invariant("rotation", m)
thm.open(
    "exponent", "true: a symmetric A with A^3 = I or A = I is I, its eigenvalues being real", signs
)
thm.open(
    "swapped",
    "true: for any vectors s and t, so that s and t, or x and u, may be exchanged",
    counts,
)

thm.check(
    counts,
    on=networks.kernel_entries,
    draw=draws.trained,
    constructed=[diagonal, signs, root],
    bfloat16=True,
)

thm.check(
    counts,
    on=networks.counted_entries,
    draw=draws.trained,
    constructed=[diagonal, signs, root],
    name="gates counted in integers",
    bfloat16=True,
)

# m = 4, d = 2: neurons e_1, e_2, -e_1, e_1 + e_2 and the inputs (1, 0) and (2, 1).
at = {
    W: [[1, 0], [0, 1], [-1, 0], [1, 1]], x: [1, 0], u: [2, 1], s: [1, 0, 0, 1], t: [1, 1, 0, 1],
    A: [[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 1, 0], [0, 0, 0, -1]], r: 2,
    s_closed: [1, 1, 0, 1], t_closed: [1, 1, 0, 1], x_i: [1, 0], x_j: [0, 1],
}  # fmt: skip
tie = {
    W: [[0]], x: [1], u: [1], s: [0], t: [0], s_closed: [1], t_closed: [1], A: [[1]], r: 1,
    x_i: [1], x_j: [1],
}  # fmt: skip
thm.example(at)
thm.example(tie, name="a tie")
copies = {
    **at, W: [[1, 0]] * 2, A: [[1, 1], [0, -1]], s: [1, 0], t: [1, 0], r: sqrt(2),
    s_closed: [1, 1], t_closed: [1, 1],
}  # fmt: skip
thm.needs(diagonal, copies)
one = {**at, W: [[1, 0]], s: [1], t: [1], r: 1, s_closed: [1], t_closed: [1]}
thm.needs(signs, {**one, A: [[2]]}, name="output weights of size 1")
thm.needs(root, {**at, r: 1}, name="1/sqrt m left out")
eight = {
    **at,
    W: [[1, 0]] * 8,
    A: eye(8),
    **dict.fromkeys([s, t, s_closed, t_closed], [1] * 8),
    r: 2,
}
thm.needs(root, eight, name="the cube root of m")
thm.refutes("the sum, not divided by m", Eq(kernel, inner(x, u) * inner(s, t)), at)
thm.refutes("1e-6 too much", Eq(kernel, inner(x, u) * inner(s, t) * 1000001 / (1000000 * m)), at)
thm.refutes(
    "the printed indicators of >= 0", Eq(kernel, inner(x, u) * inner(s_closed, t_closed) / m), tie
)
thm.erratum(
    cite("Escaping notes", "section 3.4"),
    printed="H(x, x') = (1/m) <X_i, X_j> sum_k 1{<w_k, x> >= 0} 1{<w_k, x'> >= 0}",
    corrected="<x, x'> in place of <X_i, X_j>: the kernel takes the inner product of its arguments",
    false=Eq(kernel, inner(x_i, x_j) * inner(s, t) / m),
    true=counts,
    at=at,
)
