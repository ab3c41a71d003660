"""Stationary points of the empirical risk, for the samples at hand: no probability is involved.

Source   Ma 2021, section 3.2 (behind Theorem 3.3); the statement for samples is derived here.
Claim    Samples x_i with labels sigma(<w*, x_i>) + e_i, S = diag sigma'(<w, x_i>), g the gradient
         of (1/2n) sum_i (y_i - sigma(<w, x_i>))^2 at w, N = (1/n) sum_i e_i sigma'(<w, x_i>) x_i,
         r = w - w*, slopes >= gamma on the segments, (1/n) sum_i <x_i, r>^2 >= lam |r|^2  =>
         gamma^2 lam |r|^2 <= <g + N, r>;  if g = 0, then gamma^2 lam |r| <= |N|;  if g = 0 and the
         labels are without noise, then w = w*.
Covers   every n and d, any labels, also weights p_i for 1/n; lam need only hold along r, so at the
         least eigenvalue of the empirical second moment; only the products of sigma'(<w, x_i>)
         with the mean slope of sigma from <w*, x_i> to <w, x_i> matter. Attained by affine sigma.
Silent   on n < d, where the least eigenvalue is 0; on whether a stationary point exists.
"""

from sympy import And, Eq, Identity, Implies, Rational

from lemmata import Theorem, cite, inner, zero
from models import glm_empirical
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.empirical_stationary",
    catalogue=["ma.glm-det"],
    sources=[cite("Ma 2021", "section 3.2"), cite("Ma 2021", "Theorem 3.3")],
)
n, d = thm.dimension("n d")
X = thm.matrix("X", n, d, "rows x_i / sqrt n")
w, wstar, g = thm.vector("w wstar g", d, "the point, the true parameters, the gradient at w")
eps, D = thm.vector("eps D", n, "e_i / sqrt n; (sigma(<w, x_i>) - sigma(<w*, x_i>)) / sqrt n")
S, A, G = thm.operator("S A G", n, "slopes at w; mean slopes; the root of S A - gamma^2 I")
gamma = thm.positive("gamma", "the least slope")
lam = thm.nonneg("lam", "the mean square of the samples along w - w*")
r = w - wstar
t, N = X * r, X.T * S * eps

gradient = thm.assume("gradient", Eq(g, X.T * S * (D - eps)))
slopes = thm.assume("slopes", Eq(D, A * t))
steep = thm.assume("steep", Eq(S * A, gamma**2 * Identity(n) + G.T * G))
spread = thm.assume("spread", inner(t, t) >= lam * inner(r, r))
flat, clean, wide = Eq(g, zero(g)), Eq(eps, zero(eps)), lam > 0
secant = thm.conclude("secant", gamma**2 * lam * inner(r, r) <= inner(g + N, r))
close = gamma**4 * lam**2 * inner(r, r) <= inner(N, N)
near = thm.conclude("near", Implies(flat, close))
unique = thm.conclude("unique", Implies(And(flat, clean, wide), Eq(w, wstar)))


@thm.proof(secant)
def sample_by_sample(k):
    return k.combine(
        secant,
        {gradient: r, slopes: S.T * t, steep: t * t.T, spread: gamma**2},
        squares=[(1, G * t)],
    )


@thm.proof(near)
def cauchy_schwarz(k):
    a = gamma**2 * lam
    parts = {sample_by_sample(k): 2 * a, k.assume(flat): -2 * a * r}
    return k.discharge(k.combine(close, parts, squares=[(1, N - a * r)]), flat)


@thm.proof(unique)
def no_noise_no_distance(k):
    premise = k.assume(And(flat, clean, wide))
    no_slope, no_noise, positive = (k.part(premise, fact) for fact in (flat, clean, wide))
    parts = {sample_by_sample(k): 1, no_slope: -r, no_noise: -S.T * t}
    alike = k.combine(inner(r, r) <= 0, parts, signs=[positive], scale=gamma**2 * lam)
    return k.discharge(k.combine(Eq(w, wstar), {k.vanishing(alike): 1}), And(flat, clean, wide))


thm.scales("inputs", X=1, w=-1, wstar=-1, g=1, lam=2)
thm.scales("activation", S=1, A=1, G=1, gamma=1, D=1, eps=1, g=2)
thm.scales("slope here against mean slope", A=1, S=-1, g=-1, w=-1, wstar=-1)
thm.scales("labels", D=1, eps=1, g=1, w=1, wstar=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)
thm.open(
    "constant", "true: c D, c > 1, is the case of mean slopes c A, also at least gamma", gradient
)
thm.open("constant", "true: A times c > 1 satisfies `steep` with another G", slopes)
thm.open("constant", "a larger gamma^2 is stronger; a factor of G' G is taken up by G", steep)
thm.open("term dropped", "the case G = 0", steep)

thm.check(
    secant,
    near,
    unique,
    on=glm_empirical.samples,
    draw=draws.samples,
    implements=[gradient],
    constructed=[slopes, steep, spread],
)


NEAR = Rational(1, 10**10)


def fit(x=2, to=1, noise=1, off=1, rate="1/4", mean="1/4", **changed):
    """One sample x, slopes 1/4 unless given, w = to + off: what is stated is attained."""
    x, to, noise, off, rate, mean = (Rational(v) for v in (x, to, noise, off, rate, mean))
    made = {"X": [[x]], "w": [to + off], "wstar": [to], "eps": [noise], "D": [mean * x * off]}
    made |= {"S": [[rate]], "A": [[mean]], "G": [[0]], "gamma": "1/4", "lam": x**2}
    return {**made, "g": [x * rate * (mean * x * off - noise)], **changed}


stationary = fit(noise="1/2")
thm.sharp(secant, fit(noise=0), name="affine, without noise")
thm.sharp(secant, stationary, name="affine, stationary")
thm.example(fit(off=0, noise=0), name="w = w*")
few = {X: [[1, 0]], w: [1, 5], wstar: [1, 2], S: [[1]], A: [[1]], G: [[0]], D: [0]}
few |= {eps: [0], g: [0, 0], "gamma": 1, "lam": 0}
thm.example(few, name="n < d: stationary everywhere")
two = {X: [[1, 1], [1, -1]], w: [1, 2], wstar: [0, 0], S: [[1, 0], [0, 2]], A: [[2, 0], [0, 1]]}
two |= {G: [[1, 0], [0, 1]], D: [6, -1], eps: [6, -1], g: [0, 0], "gamma": 1, "lam": 2}
thm.example(two, name="two samples, another slope at each")
opposed = fit(noise=-1)
for share in (1 - 10 * NEAR, 0):  # of the noise is in the gradient
    slope = {"g": [opposed["D"][0] / 2 + Rational(share) / 2]}
    thm.needs(gradient, {**opposed, **slope}, breaks=secant, name=f"{share} of the noise")
thm.example(fit(rate=2, mean=2, gamma=2, noise=4), name="gamma > 1")
thm.needs(steep, fit(rate="1/4", mean="1/2", gamma="1/2"), breaks=secant, name="gamma^3, below 1")
thm.needs(steep, fit(rate=1, mean=2, gamma=2), breaks=secant, name="gamma, above 1")
thm.needs(steep, fit(rate=0, mean=1, gamma=1, G=[[1]]), breaks=secant, name="S and G exchanged")
turned = {
    X: [[1, 0], [0, 1]],
    w: [2, 1],
    wstar: [0, 0],
    A: [[1, 1], [0, 1]],
    S: [[1, -10], [0, 10]],
}
turned |= {G: [[0, 0], [0, 3]], D: [3, 1], eps: [0, 0], g: [-7, 10], "gamma": 1, "lam": 1}
thm.needs(steep, turned, breaks=secant, name="A S = I + G' G, no diagonal matrices")
backwards = fit(to=5, off=-1, lam=4 + NEAR)
thm.needs(spread, backwards, breaks=secant, name="spread, barely")
thm.needs(gradient, {**stationary, "g": [-1]}, breaks=secant)
thm.needs(slopes, {**stationary, "D": [0], "eps": [0]}, breaks=unique)
thm.needs(steep, fit(rate=0, noise=3), breaks=near, name="a plateau")
thm.needs(spread, {**few, "lam": 1}, breaks=unique)
thm.refutes(
    "gamma in place of gamma^2", gamma * lam * inner(r, r) <= inner(g + N, r), stationary, of=secant
)
thm.refutes(
    "with gamma^2", Implies(flat, gamma**2 * lam * inner(r, r) <= inner(N, N)), stationary, of=near
)
thm.refutes("with noise too", Implies(And(flat, wide), Eq(w, wstar)), stationary, of=unique)
