"""The population risk increases strictly along every ray from w*, on the whole space.

Source   Ma 2021, Theorem 3.2 ("a unique local minimum"); the argument is simpler and global.
Claim    Labels of mean sigma(<w*, x>), L the risk, D_s and D_t the values at w* + s u and w* + t u
         less those at w*, 0 <= s < t, mean slopes of sigma not negative and their products too,
         D_t - D_s not 0  =>  L(w* + t u) > L(w* + s u), so that no other point is a local minimum.
         The slope of L along the ray is <g, u> = E sigma'(<w, x>) D_t <u, x>, 0 where sigma' is 0
         at all samples: some strictly increasing sigma have stationary points that are no minima.
Covers   every finite distribution, of any dimension; s = 0: w* is the only global minimum. Neither
         smoothness nor bounds nor a least slope gamma. D_t - D_s is not 0 if sigma is
         strictly increasing and <u, x> is not 0 for some x of positive weight (if lam > 0, u != 0).
Silent   on distributions that are not finite; on the gradient within |w| <= R, where it vanishes
         at w* alone.
"""

from sympy import Eq, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import glm_empirical
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.unique_minimum", catalogue=["ma.glm-unique"], sources=[cite("Ma 2021", "Theorem 3.2")]
)
n, d = thm.dimension("n d")
X = thm.matrix("X", n, d, "rows x_i times the roots of their weights")
u, g = thm.vector("u g", d, "the direction; the gradient at w* + t u")
Ds, Dt = thm.vector("Ds Dt", n, "sigma at w* + s u and w* + t u less sigma at w*, scaled as X")
A, B = thm.operator("A B", n, "mean slopes from w* to w* + s u, from there to w* + t u")
G, S = thm.operator("G S", n, "the root of A' B; the slopes at w* + t u")
s, t = thm.nonneg("s t", "where the ray is looked at")
Ls, Lt, floor = thm.real("Ls Lt floor", "the risks at w* + s u, at w* + t u and at w*")
c, move = X * u, Dt - Ds

first = thm.assume("first", Eq(Ds, s * A * c))
second = thm.assume("second", Eq(move, (t - s) * B * c))
monotone = thm.assume("monotone", Eq(A.T * B, G.T * G))
later = thm.assume("later", t > s)
moves = thm.assume("moves", inner(move, move) > 0)
near = thm.assume("near", Eq(Ls, floor + inner(Ds, Ds) / 2))
far = thm.assume("far", Eq(Lt, floor + inner(Dt, Dt) / 2))
gradient = thm.assume("gradient", Eq(g, X.T * S * Dt))
increasing = thm.conclude("increasing", Lt > Ls)
along = thm.conclude("along", Eq(inner(g, u), inner(S * Dt, c)))


@thm.proof(increasing)
def both_changes_have_one_sign(k):
    """L_t - L_s = |D_t - D_s|^2 / 2 + s (t - s) <A c, B c>."""
    parts = {far: 1, near: -1, moves: Rational(1, 2), first: move, second: s * A * c}
    parts[monotone] = s * (t - s) * c * c.T
    return k.combine(increasing, parts, squares=[(s * (t - s), G * c)], signs=[later])


@thm.proof(along)
def towards_u(k):
    return k.combine(along, {gradient: u})


thm.scales("direction", u=1, s=-1, t=-1)
thm.scales("samples", X=1, u=-1, g=1)
thm.scales("slopes", S=1, g=1)
thm.scales("mean slopes", A=1, B=1, G=1, u=-1)
thm.scales("labels", Ds=1, Dt=1, Ls=2, Lt=2, floor=2, g=1, u=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)
thm.open("constant", "weaker: <D_s, D_t - D_s> only grows, or B takes up the factor", second)
thm.open(
    "term dropped", "t for t - s: only signs matter; without D_t, D_s = 0 is the least", second
)
thm.open("term dropped", "vacuous: <D_s, D_t - D_s> is not negative", moves)
thm.open("term dropped", "weaker: a smaller L_s", near)
thm.open("swapped", "weaker: a smaller L_s", near)

thm.check(
    increasing,
    along,
    on=glm_empirical.ray,
    draw=draws.rays,
    implements=[gradient],
    constructed=[first, second, monotone, near, far],
)

# sigma(t) = 1/2 + q / (2 sqrt(1 + q^2)), q' = (t^2 - 4)^2 / 16: slope 0 at -2 and 2, q(2) = 16/15.
rise = 4 / sqrt(481)
shelf = {X: [[1]], u: [1], Ds: [0], Dt: [2 * rise], A: [[rise]], B: [[rise]], G: [[rise]], S: [[0]]}
shelf |= {g: [0], "s": 0, "t": 2, "Ls": 0, "Lt": 2 * rise**2, "floor": 0}
thm.example(shelf, name="stationary beyond the ball")


def at(s=1, t=2, x=1, a=1, b=1, g=1, floor=3, **changed):
    """One sample x, rate 1 and u = 1, mean slopes a and b."""
    s, t = Rational(s), Rational(t)
    near, far = s * a * x, s * a * x + (t - s) * b * x
    made = {"X": [[x]], "u": [1], "Ds": [near], "Dt": [far], "A": [[a]], "B": [[b]], "G": [[g]]}
    made |= {"S": [[1]], "g": [x * far], "s": s, "t": t, "floor": floor}
    return made | {"Ls": floor + near**2 / 2, "Lt": floor + far**2 / 2} | changed


TINY = Rational(1, 10**12)
step = at(t=1 + TINY)
plane = {X: [[1, 0], [0, 1]], u: [1, 0], Ds: [1, 0], Dt: [2, 0], A: [[1, 0], [0, 1]], g: [2, 0]}
plane |= {B: [[1, 0], [0, 1]], G: [[1, 0], [0, 1]], S: [[1, 0], [0, 1]], "s": 1, "t": 2}
plane |= {"Ls": "1/2", "Lt": 2, "floor": 0}
thm.example(step, name="a tiny step")
thm.example(plane, name="a sample that the ray does not move")
thm.needs(first, at(Ds=[-3], Dt=[-2], Ls="15/2", Lt=5) | {"g": [-2]})
thm.needs(second, at(Dt=[0], Lt=3) | {"g": [0]})
small = TINY * 100
slow = at(b=small, g=sqrt(small))
for name, point, value in (
    ("D_s times 1 - 1e-9", slow, 1 - 1000 * TINY + small),
    ("D_t times 1 + 1e-9", slow, (1 + small) / (1 + 1000 * TINY)),
    ("t times 1 - 1e-9", step, 1 + (1 + TINY) * (1 - 1000 * TINY) - 1),
    ("s times 1 + 1e-9", step, 1 + TINY - 1000 * TINY),
):
    lower = {"Dt": [value], "g": [value], "Lt": 3 + value**2 / 2}
    thm.needs(second, {**point, **lower}, name=name)
thm.needs(monotone, at(b=-1, t="3/2"))
thm.needs(monotone, at(b=-1, t="3/2", g=-1), name="A and G exchanged")
thm.example(at(t=1 + TINY, floor=-3), name="a tiny step, L < 0")
thm.needs(later, at(t="1/2"), name="backwards")
thm.needs(moves, at(b=0, g=0), name="a plateau")
thm.needs(moves, {**at(x=0), "g": [0]}, name="a direction that no sample sees")
thm.needs(near, at(Ls=5, Lt=5))
thm.needs(far, at(Lt=0), name="a bias of the labels")
thm.needs(gradient, {**shelf, g: [1]}, breaks=along)
thm.refutes("decreasing", Lt < Ls, step, of=increasing)
thm.refutes(
    "growth with t^2",
    s**2 * (Lt - floor) >= t**2 * (Ls - floor),
    at(b=Rational(1, 4), g=Rational(1, 2)),
    of=increasing,
)
anywhere = inner(g, g) > 0
thm.refutes(
    "w* is the only stationary point, for strictly increasing sigma", anywhere, shelf, of=along
)
