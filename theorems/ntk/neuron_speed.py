"""No neuron moves faster than C sqrt(n / m) times the residual.

Source   Escaping notes, section 3.8 (proof of the theorem).
Claim    sqrt(m) grad_k = X' s, |s| <= |r|, |X|_F^2 <= n C^2  =>  m |grad_k|^2 <= n C^2 |r|^2, where
         grad_k is the gradient of sum_i r_i^2 / 2 in the weights of neuron k, r = f - y the
         residuals and s_i = a_k r_i where the gate at x_i is open, else 0.
Covers   every n, d and width; gates at their hyperplanes; r = 0.
Silent   on sharper bounds: the spectral norm of X may stand for sqrt(n) C.
"""

from sympy import Eq, Gt, Le, Lt, Rational, false

from lemmata import Theorem, cite, inner
from models import lazy
from strategies import networks

thm = Theorem(
    "ntk.neuron_speed",
    supports=["ntk.lazy"],
    sources=[cite("Escaping notes", "section 3.8")],
)
n, d = thm.dimension("n d")
X = thm.matrix("X", n, d, "inputs, a row each")
r, s = thm.vector("r s", n, "residuals; those that the neuron sees, times its sign")
G = thm.vector("G", d, "gradient in the weights of the neuron")
root, C = thm.positive("root C", "sqrt(m); a bound on |x_i|")

gradient = thm.assume("gradient", Eq(root * G, X.T * s))
gated = thm.assume("gated", inner(s, s) <= inner(r, r))
rows = thm.assume("rows", inner(X, X) <= n * C**2)
slow = thm.conclude("slow", root**2 * inner(G, G) <= n * C**2 * inner(r, r))


@thm.proof(slow)
def cauchy_schwarz(k):
    seen, size = inner(s, s), inner(X, X)
    pulled = Le(inner(X.T * s, X.T * s), seen * size)  # |X' s|^2 <= |s|^2 |X|^2
    some = k.assume(Gt(seen, 0))
    open_gates = k.combine(pulled, squares=[(1, seen * X - s * s.T * X)], signs=[some], scale=seen)
    nothing = k.vanishing(k.assume(Eq(seen, 0)))
    closed = k.combine(pulled, {k.contract(nothing, left=X.T): -X.T * s, nothing: size * s})
    absurd = k.combine(false, {k.assume(Lt(seen, 0)): 1}, squares=[(1, s)])
    never = k.contradiction(pulled, absurd)
    bound = k.cases(
        k.split(seen), {Gt(seen, 0): open_gates, Eq(seen, 0): closed, Lt(seen, 0): never}
    )
    parts = {bound: 1, gradient: -(root * G + X.T * s), gated: n * C**2, rows: seen}
    return k.combine(slow, parts, squares=[])


thm.scales("inputs", X=1, G=1, C=1)
thm.scales("residual", r=1, s=1, G=1)
thm.scales("normaliser", G=-1, root=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)
thm.limit("one input", {n: 1}, slow, root**2 * inner(G, G) <= C**2 * inner(r, r))
thm.open("constant", "true: a smaller gradient moves the neuron less", gradient)

thm.check(slow, on=lazy.neuron_gradient, draw=networks.trained, implements=[gradient],
          constructed=[gated, rows], bfloat16=True)  # fmt: skip

one = {"X": [[2]], "r": [3], "s": [3], "G": [6], "root": 1, "C": 2}
thm.sharp(slow, one, name="one input and one neuron, gate open")
thm.needs(gradient, {**one, "G": [7]})
thm.needs(gated, {**one, "r": [2]})
thm.needs(rows, {**one, "C": 1})
barely = 1 + Rational(1, 10**10)


def alone(x=2, s_=3, C_=2, root_=1, factor=1):
    """One input and the residual 3; a gradient that is too large by the factor."""
    G_ = factor * x * s_ / Rational(root_)
    return {"X": [[x]], "r": [3], "s": [s_], "G": [G_], "root": root_, "C": C_}


half = Rational(1, 2)
thm.example(alone(root_=2), name="four neurons")
thm.example(alone(root_=half), name="a normaliser below 1")
thm.example(alone(x=half, C_=half), name="a short input")
for factor in (1 + Rational(1, 10**9), Rational(1001, 1000), 2):
    thm.needs(gradient, alone(factor=factor), name=f"times {factor}")
thm.needs(gradient, alone(x=1, C_=1, root_=3, factor=3), name="root and C swapped")
thm.needs(gated, alone(s_=3 * barely), name="barely more than seen")
thm.needs(rows, alone(x=2 * barely), name="barely longer")
thm.needs(rows, alone(x=barely / 2, C_=half), name="barely longer than a short input")
thm.refutes("without sqrt(n)", root**2 * inner(G, G) <= C**2 * inner(r, r),
            {"X": [[1], [1]], "r": [1, 1], "s": [1, 1], "G": [2], "root": 1, "C": 1})  # fmt: skip
thm.refutes("half of it", 4 * root**2 * inner(G, G) <= n * C**2 * inner(r, r), one)
