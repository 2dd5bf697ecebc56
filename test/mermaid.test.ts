// Functions as flowcharts in the language of Mermaid, read back by the grammar below: what toMermaid writes is a part of
// Mermaid's, in which a label in quotes has no quote, and nothing that Mermaid, Markdown or HTML take for their own.

import { describe, expect, it } from "vitest";
import {
  add,
  compile,
  cos,
  type Expr,
  foreign,
  fromBytes,
  grad,
  list,
  logsumexp,
  lt,
  max,
  mean,
  mul,
  sin,
  square,
  stopGradient,
  sub,
  tanh,
  valueAndGrad,
  variance,
  where,
} from "../ts/index.js";

interface Flowchart {
  /** Labels by id, with the brackets of their shape. */
  readonly nodes: Map<string, { readonly shape: string; readonly label: string }>;
  /** Pairs of ids. */
  readonly edges: (readonly [string, string])[];
}

const NODE = /^ {2}([vo]\d+)(\(\[|\[|\{\{)"((?:[A-Za-z0-9 $().,=*+/[\]-]|#\d+;)+)"(\]\)|\]|\}\})$/;
const EDGE = /^ {2}(v\d+) --> ([vo]\d+)$/;
const CLOSING = new Map([
  ["([", "])"],
  ["[", "]"],
  ["{{", "}}"],
]);

/** Reads a flowchart. Fails for whatever is not of the grammar, and for edges of nodes that are not there before. */
function parse(text: string): Flowchart {
  const [first, ...lines] = text.split("\n");
  expect(first).toBe("flowchart TD");
  const nodes: Flowchart["nodes"] = new Map();
  const edges: (readonly [string, string])[] = [];
  for (const line of lines) {
    const node = NODE.exec(line);
    if (node) {
      const [, id, open, label, close] = node as unknown as [string, string, string, string, string];
      expect(CLOSING.get(open), line).toBe(close);
      expect(nodes.has(id), `${id} twice`).toBe(false);
      nodes.set(id, {
        shape: open,
        label: label.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
      });
    } else {
      const [, from, to] = (EDGE.exec(line) ?? expect.fail(`no line of a flowchart: ${line}`)) as unknown as string[];
      expect(nodes.has(from) && nodes.has(to), line).toBe(true);
      edges.push([from, to]);
    }
  }
  return { nodes, edges };
}

const labels = ({ nodes }: Flowchart, shape: string) =>
  [...nodes.values()].filter((node) => node.shape === shape).map(({ label }) => label);

/** By label of the target, the labels of the sources. */
function sources({ nodes, edges }: Flowchart): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [from, to] of edges) (found[nodes.get(to)!.label] ??= []).push(nodes.get(from)!.label);
  return found;
}

const xs = Float32Array.of(1, 2, 3);

describe("toMermaid", () => {
  it("is a flowchart", () => {
    expect(compile((x, y) => max(mul(x, y), 2)).toMermaid()).toBe(
      [
        "flowchart TD",
        '  v0(["x"])',
        '  v1(["y"])',
        '  v2["a = x * y"]',
        "  v0 --> v2",
        "  v1 --> v2",
        '  v4["b = max(a, 2)"]',
        "  v2 --> v4",
        '  o0(["out"])',
        "  v4 --> o0",
      ].join("\n"),
    );
  });

  it("has one node for each op, and names inputs and outputs", () => {
    const chart = parse(compile((x, unused) => [mul(sin(x), add(sin(x), unused, 0)), { y: x, c: 2 }]).toMermaid());
    expect(labels(chart, "[")).toEqual(["a = sin(x)", "b = unused + a", "c = a * b"]);
    expect(labels(chart, "([")).toEqual(["x", "unused", "out[0]", "out[1].c = 2", "out[1].y"]);
    expect(sources(chart)).toEqual({
      "a = sin(x)": ["x"],
      "b = unused + a": ["unused", "a = sin(x)"],
      "c = a * b": ["a = sin(x)", "b = unused + a"],
      "out[0]": ["c = a * b"],
      "out[1].y": ["x"],
    });
  });

  it("has hexagons for reductions", () => {
    const loss = valueAndGrad((w, x) => mean(square(sub(mul(w, x), xs))));
    const chart = parse(loss.toMermaid());
    expect(labels(chart, "{{")).toEqual(["d = mean(c)", "e = count(c)", "h = sumFor(w, x, g)", "j = sumFor(w, i)"]);
    expect(labels(chart, "([")).toEqual(["w", "x", "Float32Array(3)", "out[0]", "out[1]"]);
    const known = parse(grad((w: Expr, x: Expr) => add(mean(mul(w, x)), sin(w))).toMermaid());
    expect(labels(known, "{{")).toContainEqual(expect.stringMatching(/^\w = sum\(\w\)$/));
    const moments = parse(compile((x) => [variance(x), logsumexp(x)]).toMermaid());
    expect(labels(moments, "{{")).toEqual(["a = variance(x, 0)", "b = amax(x)", "i = sum(h)"]);
  });

  it("shows mathematics that a person can call", () => {
    const chart = parse(grad((x) => tanh(x)).toMermaid());
    expect(labels(chart, "[")).toEqual(["a = tanh(x)", "b = a ** 2", "c = 1 - b"]);
    for (const f of [grad(grad((x) => where(lt(x, 1), tanh(x), stopGradient(x)))), grad((x) => x.logaddexp(2).silu())])
      expect([...parse(f.toMermaid()).nodes.values()].map(({ label }) => label).join()).not.toMatch(/like|total|undef/);
  });

  it("names foreign functions where they are called, and has no node for them", () => {
    const cube = foreign(function cube(x: Float32Array) {
      return x.map((v) => v ** 3);
    });
    expect(compile((x: Expr) => sin(cube(x))).toMermaid()).toBe(
      [
        "flowchart TD",
        '  v0(["x"])',
        '  v3["a = cube(x)"]',
        "  v0 --> v3",
        '  v4["b = sin(a)"]',
        "  v3 --> v4",
        '  o0(["out"])',
        "  v4 --> o0",
      ].join("\n"),
    );
  });

  it("is there of all callables", () => {
    const df = grad((x) => sin(cos(x)));
    expect(parse(df.toMermaid())).toEqual(parse(fromBytes<typeof df>(df.toBytes()).toMermaid()));
    const inner: string[] = [];
    compile((x) => (inner.push(compile((y) => mul(x, y)).toMermaid()), x))(1);
    expect(labels(parse(inner[0]), "([")).toEqual(["y", "x", "out"]);
    const pair = compile((p: { readonly w: readonly Expr[] }, x: Expr) => mul(p.w[1], x));
    pair.prepare({ w: list([1, 2]) }, "batch");
    expect(labels(parse(pair.toMermaid()), "([")).toEqual(["p.w[0]", "p.w[1]", "x", "out"]);
    expect(labels(parse(compile(() => 1).toMermaid()), "([")).toEqual(["out = 1"]);
  });

  it("is valid whatever names and keys are", () => {
    const keys = [
      ...['"', "'", "`x`", "a\nb", "\u2028", "%%{init: {}}%%", "<img src=x onerror=alert(1)>", "&quot;", "#quot;"],
      ...[
        "end",
        "style: a#b;",
        "|x|",
        "-->",
        "]",
        "})",
        "\\",
        "\ud800",
        "😀",
        "__proto__",
        "constructor",
        "_a_",
        "",
        ";",
      ],
    ];
    const parameters = Object.fromEntries(keys.map((key, i) => [key, i]));
    const f = compile((p: Readonly<Record<string, Expr>>) =>
      Object.fromEntries(keys.map((key) => [key, sin(Object.getOwnPropertyDescriptor(p, key)!.value as Expr)])),
    );
    f.prepare(parameters);
    const chart = parse(f.toMermaid());
    const sorted = keys.sort();
    const paths = labels(chart, "([").filter((label) => label.startsWith("out"));
    expect(paths).toHaveLength(keys.length);
    paths.forEach((path, i) => {
      const key = sorted[i];
      expect(path).toBe(/^[A-Za-z_]+$/.test(key) ? `out.${key}` : `out[${JSON.stringify(key)}]`);
    });
    const named = compile((_snake_case_, $) => mul(_snake_case_, $)).toMermaid();
    expect(labels(parse(named), "([")).toEqual(["_snake_case_", "$", "out"]);
  });
});
