"""Random functions as texts in the language of language.py, and the arguments that they take."""

import random
from dataclasses import dataclass

from language import ELEMENTWISE, OPTIONAL, REDUCTIONS

# Captured arrays, by name: calls of functions that read them have as many elements.
CAPTURED = {"A": [0.5, -1.25, 0.75, 1.875, -0.375], "B": [1.0, 0.25, 1.5, 0.625, 2.0]}
ELEMENTS = 5

# Into each domain from the reals.
WRAPPERS = {
    "real": ["{}"],
    "positive": ["add(0.5, square({}))", "exp(mul(0.5, {}))", "softplus({})", "add(1.5, sin({}))"],
    "unit": ["mul(0.75, sin({}))", "mul(0.875, tanh({}))", "mul(0.75, cos({}))"],
    "share": ["sigmoid({})", "add(0.5, mul(0.375, sin({})))"],
    "beyond": ["add(1.25, square({}))", "add(0.5, cosh({}))"],
    "high": ["add(3, tanh({}))", "add(2.5, sin({}))"],
}
COMPARISONS = ["gt", "ge", "lt", "le"]
CONDITIONS = COMPARISONS + ["eq", "ne", "and", "or", "not", "isNaN", "isFinite"]
# Their derivatives are 0.
FLAT = {"sign", "floor", "ceil", "trunc", "round", "stopGradient"}
# Ops that keep numbers of ordinary size, of which the rest of a function is made.
TAME = ["sin", "cos", "tanh", "sigmoid", "softplus", "atan", "erf", "silu", "add", "sub", "mul", "div", "gelu", "where"]
TAME += ["logaddexp", "square", "sqrt", "log", "neg", "hypot", "pow", "max", "asinh", "xlogy", "normalCdf"]
REDUCING = [name for name in REDUCTIONS if name not in {"any", "all", "count"}]
NAMES = ["x", "y", "z"]


@dataclass
class Function:
    parameters: list
    # For each argument its structure: "x" is a leaf; {"a": ..., "b": ...}; the keys 0, 1, ... make a list.
    structures: list
    text: str


class Writer:
    def __init__(self, source, leaves, captures=False):
        self.source, self.leaves = source, leaves
        self.unused = list(leaves)
        self.captures = captures

    def leaf(self):
        """An argument, as yet unused ones first."""
        if self.captures and self.source.random() < 0.15:
            return self.source.choice(list(CAPTURED))
        if self.unused:
            return self.unused.pop(self.source.randrange(len(self.unused)))
        return self.source.choice(self.leaves)

    def constant(self):
        """A dyadic fraction other than 0, which float32 has exactly."""
        x = self.source.choice([-1, 1]) * self.source.randint(1, 12) / 8
        return f"{x:g}"

    def of(self, domain, depth):
        if domain == "condition":
            return self.condition(depth)
        return self.source.choice(WRAPPERS[domain]).format(self.expression(depth))

    def condition(self, depth):
        comparison = f"{self.source.choice(COMPARISONS)}({self.expression(depth)}, {self.constant()})"
        if self.source.random() < 0.2:
            return f"{self.source.choice(['and', 'or'])}({comparison}, {self.condition(0)})"
        return f"not({comparison})" if self.source.random() < 0.15 else comparison

    def call(self, name, depth):
        domains = list(ELEMENTWISE[name].domains)
        if name in OPTIONAL and self.source.random() < 0.5:
            domains.pop()
        operands = [self.of(domain, depth) for domain in domains]
        # At most one operand of arithmetic is a constant.
        if len(operands) == 2 and domains == ["real", "real"] and not self.unused and self.source.random() < 0.2:
            operands[self.source.randrange(2)] = self.constant()
        return f"{name}({', '.join(operands)})"

    def reduction(self, name, depth):
        operands = [self.of(domain, depth) for domain in REDUCTIONS[name].domains]
        if name in {"variance", "std"} and self.source.random() < 0.4:
            operands.append(self.source.choice(["1", "0.5"]))
        return f"{name}({', '.join(operands)})"

    def expression(self, depth):
        if depth <= 0:
            return self.leaf()
        if self.source.random() < 0.05:
            return f"mul({self.expression(depth - 1)}, stopGradient({self.expression(depth - 1)}))"
        return self.call(self.source.choice(TAME), depth - 1)

    def completed(self, text):
        """With what is unused added, so that a function depends on all its arguments."""
        while self.unused:
            text = f"add({text}, {self.call(self.source.choice(['sin', 'tanh', 'square', 'cos']), 0)})"
        return text


def arguments(source, count, structured):
    """Parameters, their structures, and the texts of the leaves."""
    parameters, structures, leaves = NAMES[:count], [], []
    for name in parameters:
        structures.append("x")
        leaves.append(name)
    if structured:
        i = source.randrange(count)
        name = parameters[i]
        structure, own = source.choice(
            [
                ({"a": "x", "b": "x"}, [f"{name}.a", f"{name}.b"]),
                ({"0": "x", "1": "x"}, [f"{name}[0]", f"{name}[1]"]),
                ({"w": {"0": "x", "1": "x"}, "b": "x"}, [f"{name}.w[0]", f"{name}.w[1]", f"{name}.b"]),
            ]
        )
        structures[i] = structure
        leaves = [text for text in leaves if text != name] + own
    return parameters, structures, leaves


def drawn(seed, count, write, structured=False, captures=False):
    source = random.Random(seed)
    parameters, structures, leaves = arguments(source, count, structured)
    writer = Writer(source, leaves, captures)
    return Function(parameters, structures, write(writer))


def elementwise(name):
    def write(w):
        if name in CONDITIONS:
            return w.completed(f"where({w.call(name, 1)}, {w.expression(2)}, {w.expression(1)})")
        if name in FLAT:
            return w.completed(f"mul({w.call(name, 1)}, {w.expression(1)})")
        outer = w.source.choice(["sin({})", "mul(0.5, {})", "tanh({})", "square({})", "{}", "mul({}, {x})"])
        call = w.call(name, w.source.choice([0, 1]))
        return w.completed(outer.format(call, x=w.leaf()) if "{x}" in outer else outer.format(call))

    return write


def loss(name, depth=2):
    def write(w):
        text = w.reduction(name, w.source.randint(1, depth))
        outer = w.source.choice(["{}", "{}", "sin({})", "square({})", "log(add(2, square({})))"])
        text = outer.format(text)
        if w.source.random() < 0.3:
            second = w.reduction(w.source.choice(REDUCING), 1)
            text = f"{w.source.choice(['add', 'mul', 'sub'])}({text}, {second})"
        # Every reduction of the rest too, so that the whole is one number.
        while w.unused:
            text = f"add({text}, mean({w.call(w.source.choice(['sin', 'tanh', 'square']), 0)}))"
        return text

    return write


def nested_loss(w):
    """Reductions of what has been reduced."""
    inner = w.reduction(w.source.choice(REDUCING), 1)
    other = w.expression(1)
    centred = w.source.choice(["sub({1}, {0})", "mul({1}, tanh({0}))", "sin(add({1}, {0}))"]).format(inner, other)
    text = f"{w.source.choice(['mean', 'std', 'logmeanexp', 'variance', 'mean'])}({centred})"
    while w.unused:
        text = f"add({text}, mean({w.call(w.source.choice(['sin', 'tanh', 'square']), 0)}))"
    return text


def mixing(w):
    """Elementwise functions of what has been reduced: softmax and the like."""
    e = w.expression(1)
    shapes = [
        "exp(sub({e}, logsumexp({e})))",
        "div(sub({e}, mean({e})), add(0.5, std({e})))",
        "mul({e}, stopGradient(mean({f})))",
        "sub({e}, mean({f}))",
        "div({e}, add(1, square(norm({e}))))",
        "mul({e}, sin({r}))",
        "where(gt({e}, {r}), {e}, mul(0.5, {f}))",
        "add(mul(0.5, {e}), amax({f}))",
    ]
    shape = w.source.choice(shapes)
    return w.completed(shape.format(e=e, f=w.expression(1), r=w.reduction(w.source.choice(["mean", "std", "amin"]), 1)))


def several(w):
    """Several results: losses, elementwise and mixing ones."""
    make = [
        lambda: w.reduction(w.source.choice(REDUCING), 1),
        lambda: w.expression(2),
        lambda: f"sub({w.expression(1)}, mean({w.expression(1)}))",
    ]
    w.source.shuffle(make)
    parts = [part() for part in make[: w.source.choice([2, 2, 3])]]
    parts[-1] = w.completed(parts[-1])
    if w.source.random() < 0.4:
        return "{" + ", ".join(f'"{key}": {part}' for key, part in zip("uvw", parts)) + "}"
    return "[" + ", ".join(parts) + "]"


def elementwise_of_structure(w):
    return w.completed(w.expression(3))


def families():
    """The 200 functions, each as the choice of a seed: a call gives another one each time until one can be used."""

    def slot(label, counts, write, **options):
        def attempt(i):
            seed = f"{label} {i}"
            return drawn(seed, random.Random(seed + " count").choice(counts), write, **options)

        return label, attempt

    for name, op in ELEMENTWISE.items():
        yield slot(name, [1, 2] if len(op.domains) == 1 else [2, 3], elementwise(name))
    for name in REDUCTIONS:
        for i in range(2):
            yield slot(f"loss by {name} {i}", [1, 2, 3], loss(name), captures=i == 1)
    for i in range(20):
        yield slot(f"nested loss {i}", [1, 2, 3], nested_loss, captures=i % 3 == 0)
    for i in range(20):
        yield slot(f"mixing {i}", [1, 2, 3], mixing, captures=i % 4 == 0)
    for i in range(12):
        yield slot(f"loss of a structure {i}", [1, 2], loss(REDUCING[i % len(REDUCING)]), structured=True)
    for i in range(8):
        yield slot(f"elementwise function of a structure {i}", [1, 2], elementwise_of_structure, structured=True)
    for i in range(10):
        yield slot(f"several results {i}", [1, 2], several, structured=i % 3 == 0)
    rest = 200 - len(ELEMENTWISE) - 2 * len(REDUCTIONS) - 70
    for i in range(rest):
        yield slot(f"composition {i}", [1, 2, 3], elementwise_of_structure, captures=i % 3 == 0)
