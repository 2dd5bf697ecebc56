// The cases of the tutorial that the project starts from: op classes SIN and COS, composed as
// SIN(COS(SIN()))(x), differentiated, and compared with analytic formulas and with MindSpore. Each in both
// styles, composed and traced. Then what its author leaves off at: high orders, and functions of several inputs.

import { describe, expect, it } from "vitest";
import {
  add,
  compile,
  type Composed,
  cos,
  div,
  exp,
  type Expr,
  grad,
  log,
  mul,
  neg,
  sin,
  sqrt,
  sub,
  tanh,
  valueAndGrad,
} from "../ts/index.js";
import { expectClose } from "./lib/floats.js";

const points = [0, 1, 2, 3];
const xs = Float32Array.from(points);

interface Case {
  readonly name: string;
  readonly composed: Composed;
  readonly traced: (x: Expr) => Expr;
  readonly value: (x: number) => number;
  readonly gradient: (x: number) => number;
}

const { sin: s, cos: c } = Math;

const cases: Case[] = [
  { name: "sin", composed: sin(), traced: (x) => sin(x), value: s, gradient: c },
  { name: "cos", composed: cos(), traced: (x) => cos(x), value: c, gradient: (x) => -s(x) },
  {
    name: "sin(sin)",
    composed: sin(sin()),
    traced: (x) => sin(sin(x)),
    value: (x) => s(s(x)),
    gradient: (x) => c(s(x)) * c(x),
  },
  {
    name: "sin(cos)",
    composed: sin(cos()),
    traced: (x) => sin(cos(x)),
    value: (x) => s(c(x)),
    gradient: (x) => -c(c(x)) * s(x),
  },
  {
    name: "cos(sin)",
    composed: cos(sin()),
    traced: (x) => cos(sin(x)),
    value: (x) => c(s(x)),
    gradient: (x) => -s(s(x)) * c(x),
  },
  {
    name: "cos(cos)",
    composed: cos(cos()),
    traced: (x) => cos(cos(x)),
    value: (x) => c(c(x)),
    gradient: (x) => s(c(x)) * s(x),
  },
  {
    name: "sin(cos(sin))",
    composed: sin(cos(sin())),
    traced: (x) => sin(cos(sin(x))),
    value: (x) => s(c(s(x))),
    gradient: (x) => -c(c(s(x))) * s(s(x)) * c(x),
  },
  {
    name: "cos(sin(cos))",
    composed: cos(sin(cos())),
    traced: (x) => cos(sin(cos(x))),
    value: (x) => c(s(c(x))),
    gradient: (x) => s(s(c(x))) * c(c(x)) * s(x),
  },
];

describe.each(cases)("$name", ({ composed, traced, value, gradient }) => {
  it.each([
    ["composed", composed],
    ["traced", traced],
  ])("%s", (_style, f) => {
    expectClose(compile(f)(xs), points.map(value));
    expectClose(grad(f)(xs), points.map(gradient));
    const [y, dy] = valueAndGrad(f)(xs);
    expectClose(y, points.map(value));
    expectClose(dy, points.map(gradient));
    // And each point as a number, which must have the same bits.
    expect(points.map((x) => grad(f)(x))).toEqual([...grad(f)(xs)]);
  });

  it("called as it is", () => {
    expectClose(composed(xs), points.map(value));
    expect(points.map((x) => composed(x))).toEqual([...composed(xs)]);
  });
});

it("gives what MindSpore gives", () => {
  const df = grad((x) => sin(cos(x)));
  expectClose(df(Float32Array.of(1, 2, 3)), [-0.7216062, -0.831692, -0.07743199], 1e-6, 1e-7);
});

describe("high orders", () => {
  // diff(lambda x: sin(cos(sin(x))), x, order) of mpmath with 60 digits, at 0, 1, 2, 3.
  const expected = [
    [0.84147098480789651, 0.61813407095292792, 0.57638687010353709, 0.8360583968985081],
    [0, -0.31667916337862976, 0.26833636372490482, 0.076395167222303142],
    [-0.54030230586813972, 0.23996170978931498, 0.4372416106011999, -0.53768948896652127],
    [0, 1.4983743643989268, -1.26059897733279, -0.048452808820765425],
    [0.17709857491700907, -1.0522756091700445, -2.2205068940535807, 0.66048575526172309],
  ];

  it.each([
    ["composed", sin(cos(sin()))],
    ["traced", (x: Expr) => sin(cos(sin(x)))],
  ])("%s", (_style, f) => {
    let derivative: (x: Float32Array) => Float32Array = compile(f);
    let current: (x: Expr) => Expr = f;
    expected.forEach((values, order) => {
      if (order > 0) {
        const next = grad(current);
        derivative = next;
        current = next;
      }
      expectClose(derivative(xs), values, 1e-5, 2e-6);
    });
  });
});

describe("functions of three arguments", () => {
  // Value, the three partial derivatives, and the derivative once by each argument: diff of mpmath with 60 digits.
  type Row = readonly [point: Triple, results: readonly [value: number, ...gradient: Triple, mixed: number]];
  type Triple = readonly [number, number, number];
  const cases: { name: string; f: (x: Expr, y: Expr, z: Expr) => Expr; rows: readonly [Row, Row] }[] = [
    {
      name: "a sin(b x) + exp(-x²) tanh(a b)",
      f: (x: Expr, a: Expr, b: Expr) => add(mul(a, sin(mul(b, x))), mul(exp(neg(x.square())), tanh(mul(a, b)))),
      rows: [
        [
          [0.5, 2, 0.25],
          [0.60924667071528253, 0.13620162966983738, 0.27779626095487653, 2.2171698877865198, 0.64716755542076555],
        ],
        [
          [-1.5, 0.75, 3],
          [0.83623078234354671, -0.16504096643508259, 0.99127362390470052, 0.24058115091952804, 4.1413464502549244],
        ],
      ],
    },
    {
      name: "log(s / k) / √t + s exp(-t k)",
      f: (s: Expr, k: Expr, t: Expr) => add(div(log(div(s, k)), sqrt(t)), mul(s, exp(mul(neg(t), k)))),
      rows: [
        [
          [2, 1.5, 0.25],
          [1.9499427024855063, 1.6872892787909722, -1.6769779727288194, -3.2125961261800403, -0.42955579924435762],
        ],
        [
          [0.75, 4, 2],
          [-1.1834284907540743, 0.94314450420996588, -0.17727988923849065, 0.29491363404754275, 0.0023482383953175829],
        ],
      ],
    },
  ];

  it.each(cases)("$name", ({ f, rows }) => {
    const all = valueAndGrad(f, { argnums: [0, 1, 2] });
    const mixed = grad(grad(grad(f, { argnums: 0 }), { argnums: 1 }), { argnums: 2 });
    for (const [[x, a, b], [value, dx, da, db, dxab]] of rows) {
      const [y, gradient] = all(x, a, b);
      expectClose([y, ...gradient, mixed(x, a, b)], [value, dx, da, db, dxab], 1e-5, 1e-6);
    }
    // The same two points as one batch, with the last argument a plain array.
    const [first, second] = rows;
    const column = (i: 0 | 1 | 2) => [first[0][i], second[0][i]];
    const [ys, [, das]] = all(Float32Array.from(column(0)), Float32Array.from(column(1)), column(2));
    expectClose(ys, [first[1][0], second[1][0]], 1e-5, 1e-6);
    expectClose(das, [first[1][2], second[1][2]], 1e-5, 1e-6);
  });

  it("numbers broadcast", () => {
    const [da, db] = grad((x, a, b) => add(mul(a, sin(x)), b), { argnums: [1, 2] })(xs, 2, 0.5);
    expectClose(da, points.map(s));
    expect([...db]).toEqual([1, 1, 1, 1]);
    expect(grad((x, a, b) => sub(mul(x, a), b), { argnums: [2, 0] })(1, 5, 7)).toEqual([-1, 5]);
  });
});
