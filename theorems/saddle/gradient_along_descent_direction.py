"""Near a point with curvature -gam, the gradient along that direction grows like exp(gam t).

Source   Escaping notes, section 2.5 (the step marked by an approximate equality, made exact).
Claim    (d/dt) g = -H g; H0 symmetric, H0 e = -gam e, |e| = 1, <g, H0 g> >= -gam |g|^2,
         |(H - H0) g| <= k |g|, L = |g| > 0, L L' = <g, (d/dt) g>  =>
         (d/dt) <e, g> >= gam <e, g> - k L  and  L' <= (gam + k) L.
Covers   every dimension; every spectrum of H0 (no sign of gam is used). For H0 = D^2 f(x(0)) and a
         rho-Lipschitz Hessian k = rho r serves as long as x(t) is in the ball of radius r.
Silent   on what follows for a whole path, see gradient_growth and gradient_blowup.
"""

from sympy import Eq, Rational, S, sqrt

from lemmata import Theorem, cite, inner
from models import saddle_flow
from strategies import saddle_flow as draws

thm = Theorem(
    "saddle.gradient_along_descent_direction",
    supports=["saddle.grad-blowup"],
    sources=[cite("Escaping notes", "section 2.5")],
)
d = thm.dimension("d")
g, gdot, e = thm.vector("g gdot e", d, "gradient, its time derivative, direction of descent")
H, H0 = thm.operator("H H0", d, "Hessian now, at the start")
L = thm.positive("L", "|g|")
k_ = thm.nonneg("k", "bound on the change of the Hessian")
Ldot, gam = thm.real("Ldot gam", "(d/dt) |g|, minus the least eigenvalue of H0")
p = H * g - H0 * g

chain = thm.assume("chain", Eq(gdot, -(H * g)))
symmetric = thm.assume("symmetric", Eq(H0.T, H0))
eigen = thm.assume("eigen", Eq(H0 * e, -gam * e))
unit = thm.assume("unit", Eq(inner(e, e), 1))
lowest = thm.assume("lowest", inner(g, H0 * g) >= -gam * inner(g, g))
near = thm.assume("near", inner(p, p) <= k_**2 * inner(g, g))
length = thm.assume("length", Eq(L**2, inner(g, g)))
speed = thm.assume("speed", Eq(L * Ldot, inner(g, gdot)))
along = thm.conclude("along", inner(e, gdot) >= gam * inner(e, g) - k_ * L)
size = thm.conclude("size", Ldot <= (gam + k_) * L)


def cauchy_schwarz(k, product, bound, square, parts):
    """product <= bound from product^2 <= bound^2, as bound >= 0; `square` is what is left."""
    far = k.assume(product > bound)
    total = k.combine(product + bound > 0, {far: 1}, squares=[(2 * bound, 1)])
    absurd = k.combine(S.false, {far: product + bound, **parts}, [square], signs=[total])
    return k.contradiction(product <= bound, absurd)


@thm.proof(along)
def descent_direction(k):
    y = inner(e, p)
    rest = {near: 1, unit: -(y**2), length: k_**2}
    shift = cauchy_schwarz(k, y, k_ * L, (1, p - y * e), rest)
    return k.combine(along, {chain: e, eigen: -g, shift: 1}, signs=[symmetric])


@thm.proof(size)
def every_direction(k):
    z = -inner(g, p)
    rest = {near: L**2, length: k_**2 * L**2 + z**2 / L**2}
    shift = cauchy_schwarz(k, z, k_ * L**2, (1, L * p + z / L * g), rest)
    parts = {shift: 1, lowest: 1, speed: -1, chain: -g, length: gam}
    return k.combine(size, parts, scale=L)


thm.scales("gradient", g=1, gdot=1, L=1, Ldot=1)
thm.scales("time", gdot=-1, H=-1, H0=-1, k=-1, Ldot=-1, gam=-1)
thm.invariant("rotation", d)
thm.open("constant", "true for a shorter e: only |e| <= 1 is used", unit)

thm.check(
    along,
    size,
    on=saddle_flow.near_saddle,
    draw=draws.near_saddles,
    implements=[chain, speed],
    constructed=[symmetric, eigen, unit, lowest, near, length],
)

start = {
    g: [1, 0], gdot: ["3/2", 0], e: [1, 0], H: [["-3/2", 0], [0, 2]], H0: [[-1, 0], [0, 1]],
    L: 1, "k": "1/2", Ldot: "3/2", gam: 1,
}  # fmt: skip
slower = {**start, gdot: ["1/2", 0], H: [["-1/2", 0], [0, 2]], Ldot: "1/2"}
thm.sharp(along, slower, name="a Hessian that bends less than at the start")
thm.sharp(size, start, name="a Hessian that bends more than at the start")
thm.needs(chain, {**start, gdot: [0, 0], Ldot: 0, "k": "1/2"}, breaks=along)
thm.needs(
    symmetric,
    {**start, H0: [[-1, 4], [0, 15]], H: [[-1, 4], [0, 15]], g: [0, 1], gdot: [-4, -15], L: 1,
     "k": 0, Ldot: -15},
    breaks=along,
)  # fmt: skip
thm.needs(eigen, {**slower, e: [0, 1], g: [0, 1], gdot: [0, -2], Ldot: -2, "k": 1}, breaks=along)
thm.needs(unit, {**slower, e: [2, 0]}, breaks=along)
thm.needs(lowest, {**start, e: [0, 1], gam: -1, "k": "1/2"}, breaks=size)
thm.needs(near, {**start, "k": 0}, breaks=size)
thm.needs(length, {**slower, L: "1/2", Ldot: 1}, breaks=along)
thm.needs(speed, {**start, Ldot: 2}, breaks=size)
bowl = {
    g: [1],
    gdot: ["-3/2"],
    e: [1],
    H: [["3/2"]],
    H0: [[2]],
    L: 1,
    "k": "1/2",
    Ldot: "-3/2",
    gam: -2,
}
thm.sharp(size, bowl, name="a convex function")
flat = {**bowl, gdot: ["1/2"], H: [[-2]], H0: [[-2]], Ldot: "1/2", "k": 0, gam: 2}
thm.needs(chain, flat, name="chain, g and gdot", breaks=along)
tiny, slight = Rational(1, 10**10), Rational(1, 10**9)
for way, low in ((-1, -1 - tiny), (1, 1 - tiny)):
    at = {
        **start, g: [0, 1], gdot: [0, -low], H: [[way, 0], [0, low]], H0: [[way, 0], [0, low]],
        "k": 0, Ldot: -low, gam: -way,
    }  # fmt: skip
    thm.needs(lowest, at, name=f"a least eigenvalue {low} for {way}", breaks=size)
bends = {**flat, gdot: [1], H: [[-1]], H0: [[-1 - tiny]], Ldot: 1, gam: 1 + tiny}
thm.needs(near, bends, name="a Hessian that is barely off", breaks=along)
thm.needs(
    length, {**slower, g: [8, 0], gdot: [4, 0], L: 4, Ldot: 8}, name="length, L^3", breaks=along
)
root = sqrt(1 - slight)
thm.needs(length, {**slower, L: root, Ldot: 1 / (2 * root)}, name="L barely less", breaks=along)
root = sqrt(1 + slight)
thm.needs(length, {**bowl, L: root, Ldot: -3 / (2 * root)}, name="L barely more", breaks=size)
for at, c in ((start, 1 + slight), (bowl, 1 - slight)):
    thm.needs(speed, {**at, Ldot: c * S(at[Ldot])}, name=f"speed times {c}", breaks=size)
thm.refutes("no loss", inner(e, gdot) >= gam * inner(e, g), slower, of=along)
thm.refutes("half the loss", inner(e, gdot) >= gam * inner(e, g) - k_ * L / 2, slower, of=along)
thm.refutes("no change of the Hessian", Ldot <= gam * L, start, of=size)
