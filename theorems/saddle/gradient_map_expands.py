"""A step of gradient descent shrinks no distance by more than the factor 1 - gamma L.

Source   Bruna 2018, slide "Gradient descent avoids strict saddles", Fact 2 (made quantitative).
Claim    phi(x) = x - gamma grad f(x), |grad f(x) - grad f(y)| <= L |x - y|, 0 <= gamma < 1 / L  =>
         |phi(x) - phi(y)| >= (1 - gamma L) |x - y|.
Covers   every dimension; non-convex f; f that is only once differentiable; x = y. As the factor is
         positive, phi is injective, with a Lipschitz inverse on its image.
Silent   on the range of phi (that it is everything needs a topological argument), on the
         determinant of its Jacobian (gradient_map_determinant), on steps gamma >= 1 / L.
"""

from sympy import Eq, Rational, false

from lemmata import Theorem, cite, inner, norm
from models import gradient_map
from strategies import gradient_map as draws

thm = Theorem(
    "saddle.gradient_map_expands",
    supports=["saddle.gd-diffeomorphism"],
    sources=[cite("Bruna 2018", 'slide "Gradient descent avoids strict saddles", Fact 2')],
)
d = thm.dimension("d")
x, y, g, h, z, w = thm.vector("x y g h z w", d, "two points, their gradients, their images")
gamma = thm.real("gamma", "step size")
L = thm.positive("L", "Lipschitz constant of the gradient")
apart, moved = x - y, z - w
before, after = inner(apart, apart), inner(moved, moved)

image_x = thm.assume("image_x", Eq(z, x - gamma * g))
image_y = thm.assume("image_y", Eq(w, y - gamma * h))
lipschitz = thm.assume("lipschitz", inner(g - h, g - h) <= L**2 * before)
forward = thm.assume("forward", gamma >= 0)
step = thm.assume("step", gamma * L < 1)
squares = thm.conclude("squares", after >= (1 - gamma * L) ** 2 * before)
lengths = thm.conclude("lengths", norm(moved) >= (1 - gamma * L) * norm(apart))


@thm.proof(squares)
def square_of_the_curvature_left_over(k):
    whole = moved + apart - gamma * (g - h)
    parts = {image_x: whole, image_y: -whole, lipschitz: gamma / L * (1 - gamma * L)}
    left = (gamma / L, L * apart - (g - h))
    return k.combine(squares, parts, squares=[left], signs=[forward, step])


@thm.proof(lengths)
def root(k):
    real = [k.combine(inner(u, u) >= 0, squares=[(1, u)]) for u in (apart, moved)]
    bound, size = (1 - gamma * L) * norm(apart), norm(moved)
    short = k.assume(size < bound)
    weak = k.combine(bound - size >= 0, {short: 1}, signs=real)
    parts = {square_of_the_curvature_left_over(k): 1, short: bound - size, weak: 2 * size}
    absurd = k.combine(false, parts, signs=[short, *real])
    return k.contradiction(lengths, absurd, signs=real)


thm.scales("objective", g=1, h=1, gamma=-1, L=1)
thm.scales("argument", x=1, y=1, g=-1, h=-1, z=1, w=1, gamma=2, L=-2)
thm.invariant("rotation", d)
thm.limit("step 0", {gamma: 0}, squares, inner(z - w, z - w) >= inner(x - y, x - y))
thm.open("not strict", "true: for gamma L = 1 both bounds are 0", step)

thm.check(
    squares,
    lengths,
    on=gradient_map.pair,
    draw=draws.pairs,
    implements=[image_x, image_y],
    constructed=[lipschitz],
)

# f = t^2 / 2 at 1 and 0.
at = {x: [1], y: [0], g: [1], h: [0], z: ["1/2"], w: [0], gamma: "1/2", L: 1}
thm.sharp(squares, at, name="t^2 / 2")
# The same with both gradients backwards: a step that is shorter at x brings the images together.
backwards = {**at, g: [-1], h: [-2], z: ["3/2"], w: [1]}
thm.sharp(lengths, backwards, name="t^2 / 2 - 2 t")
barely = Rational(1, 10**10)
almost = {**at, gamma: 1 - barely, z: [barely]}
thm.example(almost, name="gamma L barely below 1")
thm.example({**at, g: [-1], z: ["3/2"]}, name="-t^2 / 2 expands")
thm.needs(image_x, {**at, z: [0]}, breaks=squares)
thm.needs(image_y, {**at, w: ["1/2"]}, breaks=squares)
# t^4 has no Lipschitz gradient: for every step some slope of phi is 0.
thm.needs(lipschitz, {**at, g: [4], z: [0], gamma: "1/4"}, breaks=squares, name="t^4")
thm.needs(
    forward,
    {**at, g: [-1], z: ["1/2"], gamma: "-1/2"},
    breaks=squares,
    name="a step uphill on -t^2 / 2",
)
thm.needs(step, {**at, g: [0], z: [1], gamma: 3}, breaks=squares, name="gamma L = 3, f constant")
flat = {**at, g: [1 / (1 + barely)], z: [0], gamma: 1 + barely}
thm.needs(step, flat, breaks=squares, name="gamma L barely above 1, two points with one image")
thm.refutes("factor 1 - gamma L / 2", after >= (1 - gamma * L / 2) ** 2 * before, at, of=squares)
thm.refutes("never contracts", norm(moved) >= norm(apart), at, of=lengths)
