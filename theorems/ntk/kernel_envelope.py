"""However neurons move by at most R, the tangent kernel moves by no more than the slabs allow.

Source   Escaping notes, section 3.7, Lemma 2 (third step of the proof).
Claim    |u_k - w_k| <= R for all k, s_i the share of neurons with |<w_k, x_i>| <= R |x_i|  =>
         |H(u) - H(w)|_2 <= sum_ij |<x_i, x_j>| (s_i + s_j).
Covers   every move at once: the bound does not depend on u; ties and repeated inputs.
Silent   on a derivation in one piece: gate_flips and gate_products are its steps for one neuron
         and one pair of inputs, frobenius_bound the passage from entries to the norm.
"""

from lemmata import Theorem, cite
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.kernel_envelope",
    supports=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
apart = thm.nonneg("apart", "|H(u) - H(w)|_2")
envelope = thm.nonneg("envelope", "sum_ij |<x_i, x_j>| (s_i + s_j)")
near = thm.conclude("near", apart <= envelope)
thm.unproved(near, because="the kernel of proofs has neither sums over neurons nor spectral norms")

thm.scales("kernel", apart=1, envelope=1)
thm.open(
    "constant",
    "half of it is true and attained below: the norm of a symmetric D is at most the sum of |D_ij| "
    "over i <= j, and |D_ij| <= |<x_i, x_j>| min(1, s_i + s_j), |D_ii| <= |x_i|^2 s_i",
    near,
)

thm.check(near, on=gates.moved_kernel, draw=draws.moved_layers)
# One neuron and one input, |x| = 1: the gate closes.
closes = {"apart": 1, "envelope": 2}
thm.example(closes)
thm.refutes("a quarter of it", 4 * apart <= envelope, closes)
