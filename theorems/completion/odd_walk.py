"""Along a closed walk with an odd number of observed entries x is z, or x is -z.

Source   Ma 2021, section 4.2.1, the sentence after equation (4.6); derived here.
Claim    A vertex i has the ratio r_i = x_i / z_i, and x_i x_j = z_i z_j for observed (i, j), so
         r_i r_j = 1. Along a walk with ratios A(0), B(0), A(1), B(1), ... that is back at its start
         after 2 m + 1 steps, B(m) = A(0), all ratios are the same, 1 or -1.
Covers   every graph: a vertex of a connected graph that is not bipartite is on such a walk, which
         may also be chosen to pass any other vertex. So f(x) = 0 gives x = z or x = -z there. A
         loop is a walk with m = 0.
Silent   on bipartite graphs, for which see bipartite_mask, and on their count, unique_minimiser.
"""

from sympy import Eq, Le, Rational, sqrt

from lemmata import Theorem, cite
from models import mask_graphs
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.odd_walk",
    supports=["ma.mc-argmin"],
    sources=[cite("Ma 2021", "section 4.2.1"), cite("Ma 2021", "equation (4.6)")],
)
k, m = thm.index("k"), thm.index("m")
A, B = thm.functions("A B", "the ratios at the even and at the odd places of the walk")
for term, name in {
    k: "k", m: "m", A(k): "A_k", A(k + 1): "A_next", A(0): "A_0", B(k): "B_k", B(m): "B_end",
}.items():  # fmt: skip
    thm.measure(term, name)

forth = thm.assume("forth", Eq(A(k) * B(k), 1))
back = thm.assume("back", Eq(B(k) * A(k + 1), 1))
closed = thm.assume("closed", Eq(B(m), A(0)))
square = thm.conclude("square", Eq(A(0) ** 2, 1))
even = thm.conclude("even", Eq(A(k), A(0)))
odd = thm.conclude("odd", Eq(B(k), A(0)))


@thm.proof(even)
def two_steps(kernel):
    sides = []
    for sign in (1, -1):
        step = Le(sign * A(k + 1), sign * A(k))
        kept = kernel.combine(step, {forth: sign * A(k + 1), back: -sign * A(k)})
        bound = kernel.geometric(kept, sign * A(k), 1)
        sides.append(kernel.combine(Le(sign * (A(k) - A(0)), 0), {bound: 1}))
    return kernel.combine(even, {kernel.squeeze(*sides): 1})


@thm.proof(square)
def back_at_the_start(kernel):
    there = kernel.instantiate(two_steps(kernel), {k: m})
    last = kernel.instantiate(kernel.assume(forth.relation), {k: m})
    return kernel.combine(square, {last: 1, there: -B(m), closed: -A(0)})


@thm.proof(odd)
def one_step_more(kernel):
    parts = {back_at_the_start(kernel): -B(k), forth: A(0), two_steps(kernel): -A(0) * B(k)}
    return kernel.combine(odd, parts)


thm.rigid("the product of two neighbouring ratios is 1")
thm.open("swapped", "true: A and B do not depend on k, in any of these forms", back, closed, odd)

thm.check(
    square, even, odd, on=mask_graphs.walk, draw=draws.walks, constructed=[forth, back, closed]
)  # fmt: skip

one = {"A": lambda k: 1, "B": lambda k: 1, m: 0}
minus = {"A": lambda k: -1, "B": lambda k: -1, m: 1}
thm.example(one, name="a loop, x = z")
thm.example(minus, name="a triangle, x = -z")
small = (Rational(1, 10**9), Rational(1, 1000))
for f in (*(1 + s * t for t in small for s in (1, -1)), Rational(2), Rational(1, 2)):
    a = sqrt(f)
    grown = {"A": lambda k, f=f, a=a: a * f**-k, "B": lambda k, f=f, a=a: f ** (k + 1) / a, m: 0}
    thm.needs(forth, grown, breaks=square, name=f"products {f}")
    fallen = {"A": lambda k, f=f, a=a: f**k / a, "B": lambda k, f=f, a=a: a * f**-k, m: 1}
    thm.needs(back, fallen, breaks=square, name=f"products {f} on the way back")
    apart = {"A": lambda k, a=a: 1 / a, "B": lambda k, a=a: a, m: 2}
    thm.needs(closed, apart, breaks=square, name=f"it ends at {f} times the start")
thm.refutes("x = z", Eq(A(0), 1), minus, of=square)
thm.refutes("the signs alternate", Eq(A(k), -A(0)), one, of=even)
thm.refutes("and so do these", Eq(B(k), -A(0)), one, of=odd)
