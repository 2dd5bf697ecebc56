"""The workloads of the race for JAX and PyTorch.

Each takes a library and gives a function of one element's scalars, which the engine maps over the batches; where the
workload reduces, of whole batches. A library has the functions of its array module, and `grad` and `value_and_grad` as
JAX has them.
"""

STEPS = 12
RING, TUBE, CENTRE, RADIUS, BLEND = 1, 0.35, 0.8, 0.6, 0.5


def sin_cos(lib):
    return lib.value_and_grad(lambda x: lib.sin(lib.cos(x)))


def cubic(lib):
    return lib.value_and_grad(lambda x: ((0.5 * x - 1.5) * x + 2) * x - 1)


def black_scholes(lib):
    def price(spot, strike, rate, volatility, time):
        deviation = volatility * lib.sqrt(time)
        d1 = (lib.log(spot / strike) + rate * time) / deviation + 0.5 * deviation
        d2 = d1 - deviation
        return spot * lib.normal_cdf(d1) - strike * lib.exp(-rate * time) * lib.normal_cdf(d2)

    def greeks(*args):
        value, (delta, rho, vega, decay) = lib.value_and_grad(price, argnums=(0, 2, 3, 4))(*args)
        return value, delta, lib.grad(lib.grad(price))(*args), vega, -decay, rho

    return greeks


def morse(lib):
    def energy(r, depth, width, rest):
        return depth * (1 - lib.exp(-width * (r - rest))) ** 2

    def both(*args):
        value, slope = lib.value_and_grad(energy)(*args)
        return value, -slope

    return both


def normals(lib):
    def distance(x, y, z):
        around = lib.sqrt(x * x + z * z)
        torus = lib.sqrt((around - RING) ** 2 + y * y) - TUBE
        ball = lib.sqrt((x - CENTRE) ** 2 + y * y + z * z) - RADIUS
        overlap = lib.relu(BLEND - lib.abs(torus - ball))
        return lib.minimum(torus, ball) - overlap**2 * (0.25 / BLEND)

    def normal(x, y, z):
        gx, gy, gz = lib.grad(distance, argnums=(0, 1, 2))(x, y, z)
        scale = lib.rsqrt(gx * gx + gy * gy + gz * gz)
        return gx * scale, gy * scale, gz * scale

    return normal


def logistic(lib):
    return lib.value_and_grad(lambda score, label: lib.softplus(score) - label * score)


def pendulum(lib):
    def swung(angle, speed, step):
        for _ in range(STEPS):
            speed = speed - step * lib.sin(angle)
            angle = angle + step * speed
        return angle

    return lib.value_and_grad(swung)


def total(lib):
    return lambda x: (lib.sum(x),)


def mean_square(model):
    """The mean squared error of a model of x and its parameters."""

    def workload(lib):
        def loss(x, y, *parameters):
            return lib.mean((model(lib, x, *parameters) - y) ** 2)

        def both(x, y, *parameters):
            argnums = tuple(range(2, 2 + len(parameters)))
            return lib.value_and_grad(loss, argnums=argnums)(x, y, *parameters)

        return both

    return workload


def line(lib, x, w, b):
    return w * x + b


def polynomial(lib, x, a, b, c, d, e):
    return (((e * x + d) * x + c) * x + b) * x + a


def wave(lib, x, a, b, c, d, e):
    return a * lib.exp(b * x) * lib.sin(c * x + d) + e


def network(lib, x, w, b, v, c):
    # Unit by unit: PyTorch takes three times as long for a matrix of all units, JAX as long.
    return sum(v[k] * lib.tanh(w[k] * x + b[k]) for k in range(16)) + c


def logsumexp(lib):
    return lib.value_and_grad(lib.logsumexp)


def regression(lib):
    def loss(x, label, w, b):
        score = w @ x + b
        return lib.mean(lib.softplus(score) - label * score)

    return lib.value_and_grad(loss, argnums=(2, 3))


WORKLOADS = {
    "sin-cos": sin_cos,
    "cubic": cubic,
    "black-scholes": black_scholes,
    "morse": morse,
    "normals": normals,
    "logistic": logistic,
    "pendulum": pendulum,
    "sum": total,
    "line": mean_square(line),
    "polynomial": mean_square(polynomial),
    "wave": mean_square(wave),
    "logsumexp": logsumexp,
    "regression": regression,
    "network": mean_square(network),
}
