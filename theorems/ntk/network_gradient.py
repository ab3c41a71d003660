"""The gradient of a two-layer ReLU network is (a_k / sqrt m) 1{<w_k, x> > 0} x in each neuron w_k.

Source   Escaping notes, section 3.4; Landscape slides, derivation of the kernel.
Claim    f(W) = (1/r) sum_k a_k relu(<w_k, x>) with r = sqrt m, s_k = 1{<w_k, x> > 0}, A = diag(a)
         =>  grad f = (1/r) A s x', f(W) = <grad f, W>, and f(W + V) - f(W) = <grad f, V> for every
         V with relu((W + V) x) = diag(s) (W + V) x: no neuron crosses its kink.
Covers   every width and dimension; any normaliser r > 0 and output weights a; x = 0; neurons with
         <w_k, x> = 0, for which autograd takes the indicator 0 while the source prints that of
         >= 0. At a tie neither is a derivative: for m = d = 1, a = x = 1 and w = 0 the network is
         f(w + v) = max(v, 0), wrong by the indicator 0 for v = 1 and by 1 for v = -1 (see `needs`).
Silent   on how s comes from W: that the network is the linear piece <s, A W x> / r here and at
         W + V are the hypotheses `piece` and `moved`, which the check constructs from the signs.
"""

from sympy import Add, Eq, MatrixSymbol, Max, Symbol, sqrt

from lemmata import Gradient, Theorem, cite, inner
from models import networks
from strategies import networks as draws

thm = Theorem(
    "ntk.network_gradient",
    catalogue=["ntk.gradient"],
    sources=[cite("Escaping notes", "section 3.4"), cite("Landscape slides", "kernel derivation")],
)
m, d = thm.dimension("m d")
W, V = thm.matrix("W V", m, d, "the weights, a row a neuron; a move of them")
x = thm.vector("x", d, "the input")
A = thm.operator("A", m, "the output weights as a diagonal matrix")
s, c = thm.vector("s c", m, "indicators of <w_k, x> > 0 and of <w_k, x> >= 0")
f, f_moved = thm.real("f f_moved", "the output of the network at W and at W + V")
r = thm.positive("r", "the normaliser sqrt m")
linear = inner(s, A * W * x) / r
grad = Gradient(linear, W)
thm.measure(grad, "gradient")

diagonal = thm.assume("diagonal", Eq(A.T, A))
piece = thm.assume("piece", Eq(f, linear))
moved = thm.assume("moved", Eq(f_moved, inner(s, A * (W + V) * x) / r))
neurons = thm.conclude("neurons", Eq(grad, A * s * x.T / r))
euler = thm.conclude("euler", Eq(f, inner(grad, W)))
increment = thm.conclude("increment", Eq(f_moved - f, inner(grad, V)))


@thm.proof(neurons)
def derivative_of_the_piece(k):
    return k.gradient(linear, W, neurons.relation.rhs, given=[diagonal])


@thm.proof(euler)
def homogeneous(k):
    slope = derivative_of_the_piece(k)
    return k.combine(euler, {piece: 1, slope: -W}, signs=[diagonal])


@thm.proof(increment)
def affine(k):
    slope = derivative_of_the_piece(k)
    return k.combine(increment, {moved: 1, piece: -1, slope: -V}, signs=[diagonal])


thm.scales("output weights", A=1, f=1, f_moved=1)
thm.scales("weights", W=1, V=1, f=1, f_moved=1)
thm.scales("input", x=1, f=1, f_moved=1)
thm.scales("gates", s=1, f=1, f_moved=1)
thm.scales("normaliser", f=-1, f_moved=-1, r=1)
thm.invariant("rotation", d)
thm.invariant("rotation", m)
thm.open(
    "swapped",
    "r = <s, A W x> / f is the same equation where f != 0, and has no value where f = 0; so for V",
    piece,
    moved,
)

rows = [MatrixSymbol(f"w_{k}", d, 1) for k in range(4)]
outer = [Symbol(f"a_{k}", real=True) for k in range(4)]
thm.reading(
    "network",
    Add(*(a * Max(0, inner(w, x)) for a, w in zip(outer, rows, strict=True))) / 2,
    of=[*rows, *outer, x],
    function=networks.output_of_neurons,
    sizes={d: [1, 2, 3]},
)
thm.check(
    neurons,
    euler,
    increment,
    on=networks.at_input,
    draw=draws.moved,
    constructed=[diagonal, piece, moved],
    bfloat16=True,
)

# On the line, m = 1: x = 3, a = 1, w = 2 on the active side, moved to w = 1. Then a tie.
line = {W: [[2]], V: [[-1]], x: [3], A: [[1]], s: [1], c: [1], f: 6, f_moved: 3, r: 1}
tie = {W: [[0]], V: [[-1]], x: [1], A: [[1]], s: [0], c: [1], f: 0, f_moved: 0, r: 1}
pair = {
    W: [[1], [1]], V: [[0], [0]], x: [1], A: [[1, 0], [0, 1]], s: [1, 1], c: [1, 1],
    f: sqrt(2), f_moved: sqrt(2), r: sqrt(2),
}  # fmt: skip
thm.example(line)
thm.example(tie, name="a tie, moved to the side where it stays off")
thm.needs(diagonal, {**pair, A: [[1, 1], [0, 1]], s: [1, 0]})
thm.needs(piece, {**line, f: 5}, breaks=euler)
thm.needs(moved, {**tie, V: [[1]], f_moved: 1}, breaks=increment, name="tie, indicator 0")
thm.needs(moved, {**tie, s: [1]}, breaks=increment, name="tie, indicator 1 as printed")
thm.refutes("1/m in place of 1/sqrt m", Eq(grad, A * s * x.T / m), pair, of=neurons)
thm.refutes("the indicator of >= 0 at a tie", Eq(grad, A * c * x.T / r), tie, of=neurons)
thm.refutes("wrong sign", Eq(f, -inner(grad, W)), line, of=euler)
thm.refutes("homogeneous of degree 2", Eq(2 * f, inner(grad, W)), line, of=euler)
thm.refutes("twice the increment", Eq(f_moved - f, 2 * inner(grad, V)), line, of=increment)
