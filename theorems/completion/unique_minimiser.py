"""When z and -z are the only global minimisers of matrix completion: a graph criterion.

Source   Ma 2021, section 4.2.1, the sentence after equation (4.6); criterion derived here.
Claim    All z_i nonzero, G the graph on the coordinates with an edge (or loop) for every observed
         pair. f(x) = 0 iff r_i r_j = 1 on all edges, r_i = x_i / z_i, that is
         log|r_i| + log|r_j| = 0 and sign r_i = sign r_j. These linear systems have as many free
         parameters (`free` over the reals, `signs` over two elements) as G has bipartite
         components and components. So argmin f = {z, -z}  iff  G is connected and not bipartite.
Covers   every dimension; a loop counts as an odd cycle; an isolated vertex without a loop is a
         bipartite component. The counts are checked on all 1098 graphs with at most 4 vertices.
         Without these ranks: sufficient by odd_walk, necessary by bipartite_mask and
         disconnected_mask (a bipartite component moves alone, as in the first of them).
Silent   on z with zeros: then the same for the support, and every other vertex needs a loop or a
         neighbour in the support. The ranks of the two incidence matrices are cited.
"""

from sympy import And, Eq, Equivalent

from lemmata import Theorem, cite
from models import mask_graphs
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.unique_minimiser",
    catalogue=["ma.mc-argmin"],
    sources=[cite("Ma 2021", "section 4.2.1"), cite("Ma 2021", "equation (4.6)")],
)
free, signs = thm.nonneg("free signs", "dimensions of the solutions for log|r| and for sign r")
bipartite, parts = thm.nonneg("bipartite parts", "the numbers of bipartite components, components")

lines = thm.assume("lines", Eq(free, bipartite))
flips = thm.assume("flips", Eq(signs, parts))
two, graph = And(Eq(free, 0), Eq(signs, 1)), And(Eq(bipartite, 0), Eq(parts, 1))
unique = thm.conclude("unique", Equivalent(two, graph))


@thm.proof(unique)
def count_parameters(k):
    def transfer(given, first, second, fact, other):
        have = k.assume(given)
        left = k.combine(Eq(first[1], 0), {k.part(have, Eq(first[0], 0)): 1, fact[0]: fact[1]})
        right = k.combine(Eq(second[1], 1), {k.part(have, Eq(second[0], 1)): 1, other[0]: other[1]})
        return k.discharge(k.both(left, right), given)

    forward = transfer(two, (free, bipartite), (signs, parts), (lines, -1), (flips, -1))
    backward = transfer(graph, (bipartite, free), (parts, signs), (lines, 1), (flips, 1))
    return k.iff(forward, backward)


thm.known(
    lines, "the rank of an unsigned incidence matrix (Grossman, Kulkarni and Schochetman 1995)"
)
thm.known(flips, "the rank of an incidence matrix over two elements (Biggs 1993, chapter 4)")

thm.scales("parameters of log|r|", bipartite=1, free=1)
thm.open("constant", "true: all that matters is whether the numbers are 0", lines)
thm.open("swapped", "true: the numbers in `lines` are equal, and those in `flips`", unique)

thm.check(
    unique,
    on=mask_graphs.graphs,
    draw=draws.all_graphs,
    constructed=[lines, flips],
    complete=True,
)

triangle = {"free": 0, "signs": 1, "bipartite": 0, "parts": 1}
edge = {"free": 1, "signs": 1, "bipartite": 1, "parts": 1}
loops = {"free": 0, "signs": 2, "bipartite": 0, "parts": 2}
thm.example(triangle, name="a triangle: only z and -z")
thm.example(edge, name="(z_1 c, z_2 / c) for the one entry (1, 2)")
thm.example(loops, name="the diagonal of a 2 x 2 matrix: all four signs")
thm.refutes("connected is enough", Equivalent(two, Eq(parts, 1)), edge)
thm.refutes("an odd cycle in every component is enough", Equivalent(two, Eq(bipartite, 0)), loops)
thm.erratum(
    cite("Ma 2021", "section 4.2.1, after (4.6)"),
    printed="the global minima of f are z and -z, without a condition on the observed entries",
    corrected="if G is connected and not bipartite, which random masks of Theorem 4.5 are",
    false=two,
    true=unique,
    at=edge,
)
