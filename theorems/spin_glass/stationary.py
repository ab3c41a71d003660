"""A point of the 3-spin glass is stationary on |x|^2 = N iff it is an eigenvector: M(x) x = H(x) x.

Source   Bruna 2018, slide "Landscape of spherical spin glasses", p = 3.
Claim    |x|^2 = N, and at x: <x, M x> = N H, grad H = 3 M x / N, D^2 H = 6 M / N (derivatives)
         =>  Euler's relations <x, grad H> = 3 H and D^2 H x = 2 grad H; the gradient on the sphere
         is 3 (M x - H x) / N, which is 0 iff M x = H x: the energy is the eigenvalue; along a great
         circle with velocity v the second derivative is 6 <v, M v> / N - 3 H |v|^2 / N.
Covers   every dimension, N = 1 included, where the gradient is 0; every N > 0; every length of v.
Silent   on the passage from slopes along all v to the vector grad H (derivatives); to functions
         that are not quadratic: only gradient and Hessian at x enter, and y = (3 - |x + t v|^2 / N)
         (x + t v) / 2 agrees with the great circle up to t^3, by Taylor's theorem (not derived).
"""

from sympy import Eq

from lemmata import Curvature, Gradient, HessianAt, Theorem, cite, inner
from models import spin_glass_points as glass
from models.tensors import quadratic
from strategies import spin_glass as draws

thm = Theorem(
    "spin_glass.stationary",
    supports=["spin.hamiltonian"],
    sources=[cite("Bruna 2018", "slide 'Landscape of spherical spin glasses'")],
)
d = thm.dimension("d")
x, v = thm.vector("x v", d, "the point; a tangent vector")
M = thm.operator("M", d, "M_ij = sum_k S_ijk x_k")
B = thm.operator("B", d, "the Hessian of H at x, or any matrix with this symmetric part")
b = thm.vector("b", d, "such that b + B x is the gradient of H at x")
N = thm.positive("N", "|x|^2")
H = thm.real("H", "the energy")
ambient, restricted = quadratic(B, b, x), glass.extended(B, b, x, N)
slope, second = Gradient(ambient, x), HessianAt(ambient, x)
tangent, bend = Gradient(restricted, x), Curvature(restricted, x, v)
thm.measure(slope, "gradient")
thm.measure(second, "hessian")
thm.measure(tangent, "sphere_gradient")
thm.measure(bend, "second")

sphere = thm.assume("sphere", Eq(inner(x, x), N))
flat = thm.assume("flat", Eq(inner(x, v), 0))
energy = thm.assume("energy", Eq(N * H, inner(x, M * x)))
gradient = thm.assume("gradient", Eq(slope, 3 * M * x / N))
hessian = thm.assume("hessian", Eq(second, 6 * M / N))
euler = thm.conclude("euler", Eq(inner(x, slope), 3 * H))
doubled = thm.conclude("doubled", Eq(second * x, 2 * slope))
eigenvector = thm.conclude("eigenvector", Eq(tangent, 3 * (M * x - H * x) / N))
curvature = thm.conclude("curvature", Eq(bend, 6 * inner(v, M * v) / N - 3 * H * inner(v, v) / N))
S, a = (B + B.T) / 2, inner(x, x)
rho = (3 - a / N) / 2


@thm.proof(euler)
def radial_slope(k):
    return k.combine(euler, {gradient: x, energy: -3 / N})


@thm.proof(doubled)
def once_more(k):
    return k.combine(doubled, {k.contract(hessian, right=x): 1, gradient: -2})


@thm.proof(eigenvector)
def project(k):
    inside = k.gradient(restricted, x, rho * (b + rho * S * x) - inner(x, b + rho * S * x) * x / N)
    # rho - 1 is -(|x|^2 - N) / (2 N).
    off = -(b + (rho + 1) * S * x - inner(x, S * x) * x / N) / (2 * N)
    projected = k.combine(
        Eq(tangent, slope - inner(x, slope) * x / N),
        {
            inside: 1,
            k.gradient(ambient, x, b + S * x): -1,
            k.contract(k.gradient(ambient, x, b + S * x), left=x.T): x / N,
            sphere: off,
        },
    )
    return k.combine(eigenvector, {projected: 1, gradient: 1, radial_slope(k): -x / N})


@thm.proof(curvature)
def great_circle(k):
    p, q = inner(x, v), inner(v, v)
    inside, moved = b + rho * S * x, rho * v - p * x / N
    value = inner(moved, S * moved) - q * inner(x, inside) / N - 2 * p * inner(v, inside) / N
    off = (q * inner(x, S * x) / N - (rho + 1) * inner(v, S * v)) / (2 * N)
    parts = {
        k.curvature(restricted, x, v, value): 1,
        k.gradient(ambient, x, b + S * x): q * x / N,
        k.hessian(ambient, x, S): -v * v.T,
        flat: (p * inner(x, S * x) / N - 2 * inner(v, b + 2 * rho * S * x)) / N,
        sphere: off,
    }
    formula = Eq(bend, inner(v, second * v) - inner(x, slope) * q / N)
    ends = {k.combine(formula, parts): 1, hessian: v * v.T, radial_slope(k): -q / N}
    return k.combine(curvature, ends)


thm.scales("energy", H=1, M=1, B=1, b=1)
thm.scales("length of x", x=1, N=2, b=-1, B=-2)
thm.scales("direction", v=1)
thm.invariant("rotation", d)

thm.open("swapped", "x and b: true, the Hessian is (B + B') / 2 for both", hessian)

thm.check(
    euler, doubled, eigenvector, curvature, on=glass.on_the_sphere, draw=draws.points,
    implements=[gradient, hessian],
    constructed=[sphere, flat, energy],
)  # fmt: skip

at = glass.exact_on_the_sphere
point = at([[1, 2], [2, 3]], [1, 1], [2, -2])
thm.example(point, name="N = 2, not stationary")
thm.example(at([[2, 1], [1, 2]], [1, -1], [1, 1]), name="stationary: M x = x, H = 1")
thm.example(at([[5]], [-1], [0]), name="N = 1")
thm.needs(sphere, at([[1, 2], [2, 3]], [1, 2], [2, -1], N=2), breaks=eigenvector)
thm.needs(flat, at([[1, 2], [2, 3]], [1, 1], [2, 1]), breaks=curvature)
thm.needs(energy, {**point, "H": 0}, breaks=euler)
thm.needs(gradient, at([[1, 2], [2, 3]], [1, 1], [2, -2], q=[1, 0]), breaks=euler)
thm.needs(hessian, at([[1, 2], [2, 3]], [1, 1], [2, -2], B=[[1, 0], [0, 1]]), breaks=doubled)
M0, x0 = point["M"], point["x"]
for power in (1, 4):
    steep = at(M0, x0, [2, -2], q=3 * M0 * x0 / power)
    thm.needs(gradient, steep, breaks=euler, name=f"gradient, {power} for N")
    bent = at(M0, x0, [2, -2], B=6 * M0 / power)
    thm.needs(hessian, bent, breaks=doubled, name=f"hessian, {power} for N")
exchanged = {**point, "b": -2 * M0.inv() * x0 / 3}
thm.needs(gradient, exchanged, breaks=euler, name="gradient, x and b exchanged")
exchanged = {**point, "b": 7 * M0 * x0 / 2}
thm.needs(gradient, exchanged, breaks=euler, name="gradient, M and B exchanged")
bent = at(M0, x0, [2, -2], B=M0 / 3)
thm.needs(hessian, bent, breaks=doubled, name="hessian, M and B exchanged")
thm.refutes("degree 2", Eq(inner(x, slope), 2 * H), point, of=euler)
thm.refutes("as for degree 2", Eq(second * x, slope), point, of=doubled)
thm.refutes("M x alone", Eq(tangent, 3 * M * x / N), point, of=eigenvector)
thm.refutes("3 H for H", Eq(tangent, 3 * (M * x - 3 * H * x) / N), point, of=eigenvector)
thm.refutes("not curved", Eq(bend, 6 * inner(v, M * v) / N), point, of=curvature)
only = Eq(bend, 6 * inner(v, M * v) / N - H * inner(v, v) / N)
thm.refutes("H once", only, point, of=curvature)
