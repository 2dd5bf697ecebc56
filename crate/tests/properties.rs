//! Every row of the op table has the algebraic properties that it declares, to the bit, and declares those that it has:
//! a sweep over float32 looks for a counterexample to each property of each op.

mod programs;
mod support;

use fluxion::op::rules::Partial;
use fluxion::op::{Op, Properties, Row, TABLE};
use fluxion::program::{Program, Value};
use fluxion::term::{Builder, Term};
use programs::same;
use support::samples::{self, Random};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Property {
    Odd(usize),
    Even(usize),
    Nonnegative,
    Truth,
    Commutes,
    Idempotent,
}

use Property::{Commutes, Even, Idempotent, Nonnegative, Odd, Truth};

impl Property {
    /// Those that an op of so many arguments may have.
    fn candidates(arity: usize) -> Vec<Property> {
        let mut all: Vec<Property> = (0..arity).flat_map(|arg| [Odd(arg), Even(arg)]).collect();
        all.extend([Nonnegative, Truth]);
        all.extend((arity == 2).then_some(Commutes));
        all.extend((arity <= 2).then_some(Idempotent));
        all
    }

    fn is_declared(self, properties: Properties) -> bool {
        match self {
            Odd(arg) => properties.is_odd(arg),
            Even(arg) => properties.is_even(arg),
            Nonnegative => properties.is_nonnegative(),
            Truth => properties.is_truth(),
            Commutes => properties.is_commutative(),
            Idempotent => properties.is_idempotent(),
        }
    }

    /// Whether the equation holds of the value at this point.
    fn holds_of_value(self, op: Op, point: [f32; 3]) -> bool {
        let value: f32 = op.eval(point);
        match self {
            Odd(arg) => same(op.eval(negated(point, arg)), -value),
            Even(arg) => same(op.eval(negated(point, arg)), value),
            Nonnegative => value.is_nan() || value.is_sign_positive(),
            Truth => [0.0f32.to_bits(), 1.0f32.to_bits()].contains(&value.to_bits()),
            Commutes => same(op.eval(swapped(point)), value),
            Idempotent if op.arity() == 1 => same(op.eval([value, 0.0, 0.0]), value),
            Idempotent => same(op.eval([point[0], point[0], 0.0]), point[0]),
        }
    }

    /// Whether both sides of the equation have the same derivatives at this point.
    fn holds_of_derivatives(self, partials: &Partials, point: [f32; 3]) -> bool {
        let here = partials.at(point);
        let all = |expected: &dyn Fn(usize) -> Option<f32>| {
            (0..partials.op.arity()).all(|k| match (here[k], expected(k)) {
                (Some(here), Some(expected)) => same(here, expected),
                (here, expected) => here.is_none() && expected.is_none(),
            })
        };
        match self {
            Odd(arg) | Even(arg) => {
                let there = partials.at(negated(point, arg));
                let flips = |k: usize| (k == arg) == matches!(self, Even(_));
                let symmetric = all(&|k| there[k].map(|d| if flips(k) { -d } else { d }));
                // The derivative of f(|x|) has the factor sign(x), so that of f has to be 0 at 0.
                let kept_at_zero = |d: f32| same(d * point[arg], d) || (d * point[arg]).is_nan();
                let is_kink = matches!(self, Even(_)) && same(point[arg], 0.0);
                symmetric && (!is_kink || here[arg].is_none_or(kept_at_zero))
            }
            Commutes => {
                let there = partials.at(swapped(point));
                all(&|k| there[1 - k])
            }
            Idempotent if partials.op.arity() == 1 => {
                let outer = partials.at([partials.op.eval(point), 0.0, 0.0]);
                all(&|k| Some(outer[k]? * here[k]?))
            }
            Idempotent => {
                let both = partials.at([point[0], point[0], 0.0]);
                both[0].unwrap_or(0.0) + both[1].unwrap_or(0.0) == 1.0
            }
            // Of the value alone.
            Nonnegative | Truth => true,
        }
    }
}

fn negated(mut point: [f32; 3], arg: usize) -> [f32; 3] {
    point[arg] = -point[arg];
    point
}

fn swapped([x, y, z]: [f32; 3]) -> [f32; 3] {
    [y, x, z]
}

/// The partial derivatives of an op, to be evaluated at many points.
struct Partials {
    op: Op,
    /// Of the arguments and the op's output: for each argument a condition and a factor.
    program: Program,
    /// Whether anything at all flows back through an argument.
    flows: Vec<bool>,
}

impl Partials {
    fn of(op: Op) -> Partials {
        let inputs = op.arity() as u32;
        let builder = Builder::new(inputs + 1);
        let args: Vec<Term> = (0..inputs).map(|input| builder.term(Value(input))).collect();
        let partials = op.partials(&args, builder.term(Value(inputs)));
        let flows = partials.iter().map(|partial| !matches!(partial, Partial::Zero)).collect();
        let terms = partials.into_iter().flat_map(|partial| match partial {
            Partial::Zero => [Term::Const(0.0), Term::Const(0.0)],
            Partial::Factor(factor) => [Term::Const(1.0), factor],
            Partial::When(condition, factor) => [condition, factor],
        });
        let outputs: Vec<Value> = terms.map(|term| builder.value(term)).collect();
        Partials { op, program: builder.finish(outputs), flows }
    }

    /// By argument, nothing where nothing flows back.
    fn at(&self, point: [f32; 3]) -> [Option<f32>; 3] {
        let mut inputs = point[..self.op.arity()].to_vec();
        inputs.push(self.op.eval(point));
        let outputs = self.program.eval(&inputs);
        [0, 1, 2].map(|k| {
            let flows = self.flows.get(k) == Some(&true) && outputs[2 * k] != 0.0;
            flows.then(|| outputs[2 * k + 1])
        })
    }
}

/// Points where an op's value is looked at: difficult numbers in every combination, and many others.
fn points(row: &Row) -> Vec<[f32; 3]> {
    let special = samples::special();
    let mut random = Random(1);
    let mut points: Vec<[f32; 3]> = Vec::new();
    match row.args.len() {
        1 => {
            points.extend(special.iter().map(|&x| [x, 0.0, 0.0]));
            (0..samples::UNARY_PARTS).for_each(|part| samples::unary(part, 9_973, |x| points.push([x, 0.0, 0.0])));
        }
        2 => points.extend(special.iter().flat_map(|&x| special.iter().map(move |&y| [x, y, 0.0]))),
        _ => {
            let some: Vec<f32> = special.iter().copied().step_by(3).collect();
            points.extend(
                (0..some.len().pow(3)).map(|i| [1, some.len(), some.len().pow(2)].map(|n| some[i / n % some.len()])),
            );
        }
    }
    for _ in 0..1 << 17 {
        let bits = random.next();
        points.push([bits as u32, (bits >> 32) as u32, random.next() as u32].map(f32::from_bits));
        let mut point = [0.0; 3];
        point.iter_mut().zip(row.domain).for_each(|(arg, &domain)| *arg = random.within(domain));
        points.push(point);
    }
    points
}

/// Where the property fails, if it does.
fn counterexample(property: Property, row: &Row, points: &[[f32; 3]], partials: &Partials) -> Option<[f32; 3]> {
    let fails = |&&point: &&[f32; 3]| !property.holds_of_value(row.op, point);
    // A derivative at NaN has no meaning. Fewer points do: programs are slow.
    let few = points.iter().take(10_000).chain(points.iter().step_by(97));
    let ordered = few.filter(|point| point[..row.args.len()].iter().all(|x| !x.is_nan()));
    let derivative_fails = |&&point: &&[f32; 3]| !property.holds_of_derivatives(partials, point);
    points.iter().find(fails).or_else(|| ordered.clone().find(derivative_fails)).copied()
}

#[test]
fn rows_have_the_properties_that_they_declare_and_declare_those_that_they_have() {
    let mut wrong = Vec::new();
    for row in TABLE.iter().filter(|row| !row.composed && row.properties.is_elementwise()) {
        let (points, partials) = (points(row), Partials::of(row.op));
        for property in Property::candidates(row.args.len()) {
            let failure = counterexample(property, row, &points, &partials);
            match (property.is_declared(row.properties), failure) {
                (true, Some(point)) => wrong.push(format!("{} is not {property:?}: at {point:?}", row.name)),
                (false, None) => wrong.push(format!("{} is {property:?}, which its row does not say", row.name)),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn compositions_have_their_formulas_properties_only() {
    for row in TABLE.iter().filter(|row| row.composed && row.properties.is_elementwise()) {
        assert_eq!(row.properties, Properties::NONE, "{}: no rule ever sees it", row.name);
    }
}
