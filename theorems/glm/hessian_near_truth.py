"""The population risk is strictly convex within gamma^2 lam / B^3 of the true parameters.

Source   Ma 2021, the sentence after Theorem 3.3 ("there is a unique local minimum in the
         neighborhood"): what of it follows from Assumption 3.1; constants derived here.
Claim    H = E (sigma'^2 + (sigma - sigma*) sigma'') x x' the Hessian of the population risk at w,
         where sigma* is at <w*, x> and the others at <w, x>, sigma' >= gamma at w, |sigma'| and
         |sigma''| <= 1, |x| <= B, E <v, x>^2 >= lam |v|^2, rho = |w - w*|  =>
         <v, H v> >= (gamma^2 lam - B^3 rho) |v|^2;  H > 0 where B^3 rho < gamma^2 lam.
Covers   finite distributions of any dimension: rows x_i times the roots of their weights, sigma'^2
         and the rest of the Hessian on diagonals. |sigma - sigma*| <= |<w - w*, x>| <= B rho.
Silent   on the empirical risk: its Hessian has the further term mean of eps sigma'' x x', which
         need not be uniformly small when sigma'' is only bounded; where it is small there is at
         most one stationary point near w*: empirical_unique_near, which takes `lower` from here.
"""

from sympy import And, Eq, Identity, Implies, Rational

from lemmata import Theorem, cite, inner
from models import glm_empirical
from strategies import glm_empirical as draws


def inputs(thm, direction):
    """Declare the inputs in a theorem: dimensions n, d; X and a direction v."""
    n, d = thm.dimension("n d")
    X = thm.matrix("X", n, d, "rows x_i times the roots of their weights")
    return n, d, X, thm.vector("v", d, direction)


def diagonals(thm, n, of, distance):
    """Declare the diagonals A, E in a theorem, their roots G, K, and gamma, rho, lam, B."""
    A, E = thm.operator("A E", n, f"{of}; diagonal")
    G, K = thm.operator("G K", n, "the roots of A - gamma^2 I and of E + B rho I")
    gamma, rho = thm.nonneg("gamma rho", f"least slope; {distance}")
    lam, B = thm.positive("lam B", "mean square along v / |v|^2; bound on |x|")
    return A, E, G, K, gamma, rho, lam, B


def room(thm, bend, steep, mild):
    """Declare in a theorem which changes of these three hypotheses are weaker or no change."""
    thm.open("constant", "weaker: more of A, at least gamma^2, or less of E, at least -B rho", bend)
    thm.open("term dropped", "weaker: E = 0 is allowed", bend)
    thm.open("constant", "stronger for a larger gamma; G takes up a factor of G' G", steep)
    thm.open("constant", "stronger for a smaller B rho; K takes up a factor of K' K", mild)
    thm.open("term dropped", "the case G = 0", steep)
    thm.open("term dropped", "the case K = 0; E not negative is stronger", mild)


thm = Theorem(
    "glm.hessian_near_truth",
    catalogue=["ma.thm-3.3-unique"],
    sources=[cite("Ma 2021", "section 3.2, after Theorem 3.3")],
)
n, d, X, v = inputs(thm, "a direction")
H = thm.operator("H", d, "the Hessian of the population risk at w")
entries = "sigma'^2; (sigma - sigma*) sigma''"
A, E, G, K, gamma, rho, lam, B = diagonals(thm, n, entries, "|w - w*|")
c = X * v

bend = thm.assume("bend", Eq(H, X.T * (A + E) * X))
steep = thm.assume("steep", Eq(A, gamma**2 * Identity(n) + G.T * G))
mild = thm.assume("mild", Eq(E, K.T * K - B * rho * Identity(n)))
spread = thm.assume("spread", inner(c, c) >= lam * inner(v, v))
size = thm.assume("size", inner(c, c) <= B**2 * inner(v, v))
lower = thm.conclude("lower", inner(v, H * v) >= (gamma**2 * lam - B**3 * rho) * inner(v, v))
close = And(B**3 * rho < gamma**2 * lam, inner(v, v) > 0)
convex = thm.conclude("convex", Implies(close, inner(v, H * v) > 0))


@thm.proof(lower)
def sample_by_sample(k):
    return k.combine(
        lower,
        {bend: v * v.T, steep: c * c.T, mild: c * c.T, spread: gamma**2, size: B * rho},
        squares=[(1, G * c), (1, K * c)],
    )


@thm.proof(convex)
def inside_the_radius(k):
    premise = k.assume(close)
    inside, moves = (k.part(premise, part) for part in close.args)
    parts = {sample_by_sample(k): 1, inside: inner(v, v)}
    return k.discharge(k.combine(inner(v, H * v) > 0, parts, signs=[moves]), close)


thm.scales("samples", X=1, B=1, H=2, lam=2, rho=-1)
thm.scales("activation", A=2, E=2, G=1, K=1, gamma=1, H=2, rho=2)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)
room(thm, bend, steep, mild)

thm.check(
    lower, convex,
    on=glm_empirical.curved, draw=draws.curved,
    implements=[bend], constructed=[steep, mild, spread, size],
)  # fmt: skip


def at(x=2, gamma="1/2", rho="1/16", v=1, G=0, K=0, **changed):
    """One sample x: gamma^2 lam - B^3 rho is attained for G = K = 0."""
    x, gamma, rho, v, G, K = (Rational(value) for value in (x, gamma, rho, v, G, K))
    E = K**2 - changed.get("B", x) * rho
    made = {"X": [[x]], "v": [v], "A": [[gamma**2 + G**2]], "E": [[E]], "G": [[G]]}
    made |= {"K": [[K]], "gamma": gamma, "lam": x**2, "B": x, "rho": rho} | changed
    return made | {"H": [[x**2 * (made["A"][0][0] + made["E"][0][0])]]} | changed


NEAR = Rational(1, 10**10)
inside, outside = at(), at(rho=1)
thm.sharp(lower, inside, name="inside the radius")
thm.sharp(lower, outside, name="outside")
thm.example(at(x="1/2", rho="3/4"), name="outside, B < 1")
thm.example(at(x=1, gamma=2, rho=5), name="outside, gamma > 1")
thm.example(at(v=0), name="v = 0")
thm.example(at(G=1, K=1), name="nothing attained")
thm.needs(bend, {**inside, "H": [[0]]}, breaks=lower)
thm.needs(steep, at(A=[[Rational(1, 8)]]), breaks=lower)
thm.needs(mild, at(E=[[Rational(-1, 4)]]), breaks=lower)
thm.needs(spread, at(lam=4 + NEAR), breaks=lower, name="spread, barely")
thm.needs(size, at(B=2 - NEAR), breaks=lower, name="size, barely")
thm.refutes("the same radius everywhere", inner(v, H * v) >= 0, outside, of=lower)
bound = (gamma**2 * lam - B**2 * rho) * inner(v, v)
thm.refutes("B^2 for B^3", inner(v, H * v) >= bound, inside, of=lower)
everywhere = Implies(inner(v, v) > 0, inner(v, H * v) > 0)
thm.refutes("convex everywhere", everywhere, outside, of=convex)
wider = Implies(And(B**2 * rho < gamma**2 * lam, inner(v, v) > 0), inner(v, H * v) > 0)
thm.refutes("the radius gamma^2 lam / B^2", wider, at(rho="3/16"), of=convex)
