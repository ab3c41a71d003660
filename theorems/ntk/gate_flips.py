"""A gate of a ReLU network can flip only if its neuron was close to the gate's hyperplane.

Source   Escaping notes, section 3.7, Lemma 2 (first step of the proof).
Claim    |u - w| <= R and <w, x>, <u, x> do not have the same strict sign  =>
         |<w, x>| <= R |x|.
Covers   every dimension; x = 0; u on the hyperplane; whatever u depends on.
Silent   on how many neurons are that close (slab_probability).
"""

from sympy import Eq, Gt, Lt, false

from lemmata import Theorem, cite, inner
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.gate_flips",
    supports=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
d = thm.dimension("d")
w, u, x = thm.vector("w u x", d, "the neuron at initialisation; moved; an input")
R = thm.nonneg("R", "how far neurons may move")

near = thm.assume("near", inner(u - w, u - w) <= R**2)
flipped = thm.assume("flipped", inner(w, x) * inner(u, x) <= 0)
slab = thm.conclude("slab", inner(w, x) ** 2 <= R**2 * inner(x, x))


@thm.proof(slab)
def cauchy_schwarz(k):
    length, along = inner(x, x), inner(u - w, x)
    positive = k.assume(Gt(length, 0))
    far = k.combine(
        slab,
        {near: length**2, flipped: 2 * length},
        squares=[(1, length * (u - w) - along * x), (length, inner(u, x))],
        signs=[positive],
        scale=length,
    )
    origin = k.vanishing(k.assume(Eq(length, 0)))
    still = k.combine(slab, {origin: R**2 * x - inner(w, x) * w})
    negative = k.combine(false, {k.assume(Lt(length, 0)): 1}, squares=[(1, x)])
    never = k.contradiction(slab, negative)
    return k.cases(
        k.split(length), {Gt(length, 0): far, Eq(length, 0): still, Lt(length, 0): never}
    )


thm.scales("weights", w=1, u=1, R=1)
thm.scales("input", x=1)
thm.invariant("rotation", d)

thm.check(slab, on=gates.moved_neuron, draw=draws.moved_neurons, constructed=[near])

on_the_way = {"w": [1, 0], "u": [0, 0], "x": [2, 0], "R": 1}
thm.sharp(slab, on_the_way, name="moved straight to the hyperplane")
thm.needs(near, {**on_the_way, "u": [-1, 0], "R": "1/2"})
# A product of two differences that are not the same says nothing about the move.
far = {"w": [2, 10**10], "u": [0, 10**10 + 5], "x": [1, 0], "R": 1}
thm.needs(near, far, name="moved along the hyperplane as well")
thm.needs(near, {**far, "u": [0, 10**10 - 5]}, name="moved along the hyperplane, towards 0")
thm.needs(flipped, {**on_the_way, "w": [3, 0], "u": [2, 0]})
thm.refutes("half the slab", 4 * inner(w, x) ** 2 <= R**2 * inner(x, x), on_the_way)
thm.refutes("without |x|", inner(w, x) ** 2 <= R**2, on_the_way)
