//! The files that come from the op table are up to date. `npm run generate` writes them.

use fluxion::engine::loops::MAX_LOOPS;
use fluxion::engine::reduce::State;
use fluxion::engine::tiles::HEADER as KERNEL_HEADER;
use fluxion::engine::{jit, reduce};
use fluxion::op::{Op, Row, TABLE};
use fluxion::program::{CONST, HEADER as PROGRAM_HEADER, MAX_INPUTS};
use fluxion::transform::grad::Reason;
use fluxion::wasm::{self, kind, name, opcode, section, Bytes};
use std::fmt::Write;
use std::path::Path;

const HEADER: &str = "// GENERATED from the op table, crate/src/op/mod.rs, by `npm run generate`.\n";

#[test]
fn typescript_knows_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut rows: Vec<&Row> = TABLE.iter().collect();
    rows.sort_by_key(|row| row.op as u8);
    let write = std::env::var_os("FLUXION_GENERATE").is_some();
    let files = [
        ("ts/api/ops.ts", ops(&rows)),
        ("ts/program/table.ts", table(&rows)),
        ("ts/api/methods.ts", methods(&rows)),
        ("docs/ops.json", json()),
        ("ts/core/layout.ts", layout()),
    ];
    for (name, text) in files {
        let path = root.join(name);
        if write {
            std::fs::write(&path, &text).expect("the file can be written");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{name} is not what the op table says: run `npm run generate`");
    }
}

#[test]
fn rows_are_complete() {
    let mut codes = std::collections::HashSet::new();
    let mut names = std::collections::HashSet::new();
    for row in TABLE {
        assert!(row.op as u8 != 0 && codes.insert(row.op as u8), "{}: its code is taken", row.name);
        assert!(names.insert(row.name), "{}: its name is taken", row.name);
        // By the codes ts/program/format.ts tells programs that need a plan.
        let has_last_code = row.op as u8 >= Op::Every as u8;
        assert_eq!(has_last_code, row.properties.is_structural(), "{}: a code of the other kind of op", row.name);
        assert_eq!(row.args.len(), row.op.arity());
        assert_eq!(row.domain.len(), row.op.arity(), "{}: a domain for each argument", row.name);
        assert!(row.domain.iter().all(|(low, high)| low < high), "{}: its domain is empty", row.name);
        let most = if row.properties.is_reduction() { 4.0 } else { 2.0 };
        assert!((0.0..=most).contains(&row.ulp), "{}: more than {most} ULP", row.name);
        assert!(row.doc.trim().ends_with('.'), "{}: no sentence for documentation", row.name);
        assert!(row.unary_form.is_empty() || row.op.arity() == 2, "{}: only an op of two arguments folds", row.name);
        let operands: Vec<&str> = row.notation.iter().flat_map(|notation| notation.split([' ', '-'])).collect();
        let is_written = |arg: &&str| row.notation.is_empty() || operands.contains(arg);
        assert!(row.args.iter().all(is_written), "{}: its notation lacks an argument", row.name);
        let defaults: Vec<bool> = row.defaults.iter().map(Option::is_some).collect();
        let none = !defaults.contains(&true);
        assert!(none || defaults == [false, true], "{}: only the second of two arguments has a default", row.name);
    }
}

/// One exported function for each public op.
fn ops(rows: &[&Row]) -> String {
    let mut kinds: Vec<&str> = rows.iter().filter(|row| row.public).map(|row| kind(row)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let types: Vec<String> = kinds.iter().copied().map(capitalised).collect();
    let mut text = format!(
        "{HEADER}
import {{ operation }} from \"./op.js\";
import type {{ {} }} from \"./public-types.js\";
",
        types.join(", ")
    );
    for row in rows.iter().filter(|row| row.public) {
        let (kind, name) = (kind(row), row.name);
        let (type_name, args) = (capitalised(kind), parameters(row).join(", "));
        let _ = write!(
            text,
            "\n/** {name}({args}): {}{} */\nexport const {name}: {type_name} = /* @__PURE__ */ operation({});\n",
            row.doc.trim(),
            if kind == "variadic" { " Takes any number of arguments." } else { "" },
            row.op as u8
        );
    }
    text
}

/// The names and arguments of all ops by their codes, a line for each: see ts/program/rows.ts.
fn table(rows: &[&Row]) -> String {
    let mut text = format!(
        "{HEADER}
import {{ rowsOf }} from \"./rows.js\";

/** The ops by their code in a program. Code 0 is a constant, which is no op. */
export const table = /* @__PURE__ */ rowsOf(String.raw`"
    );
    let mut last = 0;
    for row in rows {
        let code = row.op as u8;
        if code != last + 1 {
            let _ = writeln!(text, "{}", code - 1);
        }
        last = code;
        text += &line(row);
        text += if code == rows.last().map_or(0, |row| row.op as u8) { "" } else { "\n" };
    }
    text + "`);\n"
}

/// An op as `name(arguments)`, then `*` if it reduces, `+` and what it folds by, and its notation.
fn line(row: &Row) -> String {
    let mut text = String::new();
    let args = if row.public {
        text += row.name;
        parameters(row).join(", ").replace(" = ", "=")
    } else {
        ["x", "x, y", "x, y, z"][row.args.len() - 1].to_string()
    };
    if args != "x" {
        let _ = write!(text, "({args})");
    }
    if row.properties.is_reduction() {
        text += "*";
    }
    let function_code = |function: &str| {
        let is_it = |other: &&Row| format!("{:?}", other.op).to_lowercase() == function.replace('_', "");
        TABLE.iter().find(is_it).map_or(0, |other| other.op as u8)
    };
    if let [unary_form] = row.unary_form {
        let code = TABLE.iter().find(|other| other.name == *unary_form).map_or(0, |other| other.op as u8);
        let _ = write!(text, "+{code}");
    }
    for function in row.carry {
        let _ = write!(text, ",{}", function_code(function));
    }
    if let [notation] = row.notation {
        let _ = write!(text, " {notation}");
    }
    text
}

/// The public ops as methods.
fn methods(rows: &[&Row]) -> String {
    let reduced = if rows.iter().any(|row| row.public && is_reduction(row)) { ", ReducedExpr" } else { "" };
    let mut text = format!(
        "{HEADER}
import type {{ Expr, ExprValue, Operand{reduced} }} from \"./public-types.js\";

/** The ops as methods of expressions: the receiver is the first argument. */
export interface Methods {{
"
    );
    for row in rows.iter().filter(|row| row.public) {
        let signature = match kind(row) {
            "reduction" => "<E extends Expr>(this: E): ReducedExpr<[E]>".into(),
            "dispersion" => format!("<E extends Expr>(this: E, {}?: number): ReducedExpr<[E]>", row.args[1]),
            "reduction2" => {
                let arg = row.args[1];
                format!("<E extends Expr, A extends Operand>(this: E, {arg}: A): ReducedExpr<[E, A]>")
            }
            "unary" => "<E extends Expr>(this: E): E".into(),
            "parametric" => {
                let arg = row.args[1];
                format!("<E extends Expr, A extends Operand = number>(this: E, {arg}?: A): ExprValue<[E, A]>")
            }
            "variadic" => {
                "<E extends Expr, A extends readonly Operand[]>(this: E, ...others: A): ExprValue<[E, ...A]>".into()
            }
            "binary" => {
                let arg = row.args[1];
                format!("<E extends Expr, A extends Operand>(this: E, {arg}: A): ExprValue<[E, A]>")
            }
            _ => {
                let [a, b] = [row.args[1], row.args[2]];
                format!("<E extends Expr, A extends Operand, B extends Operand>(this: E, {a}: A, {b}: B): ExprValue<[E, A, B]>")
            }
        };
        let _ = write!(text, "  /** {}{} */\n  {}{signature};\n", row.doc.trim(), default(row), row.name);
    }
    text + "}\n"
}

/// What both languages have to agree on, beside the table.
fn layout() -> String {
    let list = |bytes: &[u8]| bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut text = "// GENERATED from the constants of crate/src, by `npm run generate`.\n".to_string();
    let mut constant = |doc: &str, name: &str, value: String| {
        let _ = write!(text, "\n/** {doc} */\nexport const {name} = {value};\n");
    };
    constant(
        "The first bytes of a program: magic, version, type of elements, number of subprograms.",
        "PROGRAM_HEADER",
        format!("[{}] as const", list(&PROGRAM_HEADER)),
    );
    constant("The code of a constant in a program; those of ops are above.", "CONSTANT_CODE", CONST.to_string());
    for op in [
        Op::Sum,
        Op::Mean,
        Op::Dot,
        Op::Norm,
        Op::Amax,
        Op::Amin,
        Op::VarianceAbout,
        Op::StdAbout,
        Op::Count,
        Op::Logsumexp,
        Op::Every,
        Op::Both,
        Op::Like,
        Op::Total,
        Op::Case,
        Op::Refuse,
        Op::Attach,
        Op::AttachNext,
        Op::OwnValue,
        Op::Argument,
        Op::Foreign,
        Op::StopGradient,
        Op::Either,
    ] {
        let name = format!("{op:?}")
            .replace("About", "_About")
            .replace("Next", "_Next")
            .replace("OwnV", "Own_V")
            .replace("Gradient", "_Gradient");
        let name = name.to_uppercase();
        constant("The code of an op.", &name, (op as u8).to_string());
    }
    for (reason, name) in [
        (Reason::Mixes, "MIXES"),
        (Reason::Ambiguous, "AMBIGUOUS"),
        (Reason::Counts, "COUNTS"),
        (Reason::ByElement, "BY_ELEMENT"),
        (Reason::Tangent, "TANGENT"),
        (Reason::Cotangent, "COTANGENT"),
        (Reason::Square, "SQUARE"),
    ] {
        constant("Why a call is refused.", name, (reason as u32).to_string());
    }
    constant("The most inputs that a program may have.", "MAX_INPUTS", MAX_INPUTS.to_string());
    constant(
        "The opcodes of kernels: the core's table of functions has a loop for each.",
        "MAX_LOOPS",
        MAX_LOOPS.to_string(),
    );
    constant(
        "Words of a kernel before its slots: bytes, block, inputs, outputs.",
        "KERNEL_HEADER_WORDS",
        KERNEL_HEADER.to_string(),
    );
    constant("Bytes of the state of a reduction.", "STATE_BYTES", size_of::<State>().to_string());
    constant("Bytes of a float32.", "FLOAT_BYTES", size_of::<f32>().to_string());
    constant(
        "Bytes of a vector, and of the slot of a number, which is there once for each lane.",
        "VECTOR_BYTES",
        wasm::VECTOR_BYTES.to_string(),
    );
    constant("Elements of a chunk, which sums are totalled by.", "CHUNK", reduce::CHUNK.to_string());
    constant("The most chunks that one run of a kernel accumulates.", "MAX_CHUNKS", jit::MAX_CHUNKS.to_string());
    constant("Elements of a vector.", "LANES", (wasm::VECTOR_BYTES as usize / size_of::<f32>()).to_string());
    constant("Bytes of a page of memory.", "PAGE_BYTES", wasm::PAGE.to_string());
    constant("The function that a kernel's module exports.", "KERNEL_EXPORT", format!("{:?}", name::RUN));
    for (doc, key, name) in [
        ("The module that kernels and loops import from.", "IMPORT_MODULE", name::CORE),
        ("Imports the memory.", "IMPORT_MEMORY", name::MEMORY),
        ("Imports the core's table of functions.", "IMPORT_TABLE", name::TABLE),
        ("Imports the index in the table of a module's first function, a global.", "IMPORT_FIRST", name::FIRST),
        ("Imports the host's function that puts the loop of an opcode into the table.", "IMPORT_LINK", name::LINK),
        ("Imports the core's function for lanes that a loop cannot serve.", "IMPORT_FALLBACK", name::FALLBACK),
    ] {
        constant(doc, key, format!("{name:?}"));
    }
    constant("A module that a host without SIMD refuses.", "SIMD_PROBE", format!("[{}] as const", list(&simd_probe())));
    constant(
        "A module that imports a memory as kernels do.",
        "MEMORY_PROBE",
        format!("[{}] as const", list(&memory_probe())),
    );
    text
}

/// A function that counts the bits of a vector's bytes.
fn simd_probe() -> Vec<u8> {
    const SPLAT: u16 = 15;
    const POPCOUNT: u16 = 98;
    let mut signature = Bytes::default();
    signature.byte(kind::FUNCTION).number(0).number(1).byte(kind::V128);
    let mut code = Bytes::default();
    code.integer(0).simd(SPLAT).simd(POPCOUNT).byte(opcode::END);
    let mut module = Bytes::module();
    module.section(section::TYPE, &wasm::list(&[signature])).section(section::FUNCTION, &wasm::list(&[Bytes(vec![0])]));
    module.section(section::CODE, &wasm::list(&[wasm::function(&[], &code)]));
    module.0
}

fn memory_probe() -> Vec<u8> {
    let mut module = Bytes::module();
    module.section(section::IMPORT, &wasm::imports(&[wasm::MEMORY]));
    module.0
}

/// The whole table as data, from which `scripts/functions.mjs` makes `docs/functions.md`.
fn json() -> String {
    let list = |items: &[String]| items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>().join(", ");
    let rows: Vec<String> = TABLE
        .iter()
        .map(|row| {
            let Row { name, public, composed, ulp, factor, .. } = row;
            let mut text = format!("  {{\n    \"name\": \"{name}\",\n    \"public\": {public},\n");
            let _ = writeln!(text, "    \"composed\": {composed},");
            let _ = writeln!(text, "    \"properties\": [{}],", list(&properties(row)));
            let _ = writeln!(text, "    \"args\": [{}],", list(&parameters(row)));
            let formulas: Vec<String> = row.formulas.iter().map(ToString::to_string).collect();
            let _ = writeln!(text, "    \"formulas\": [{}],", list(&formulas));
            let domain: Vec<String> = row.domain.iter().map(|(low, high)| format!("[{low}, {high}]")).collect();
            let _ = writeln!(text, "    \"domain\": [{}],", domain.join(", "));
            let _ = writeln!(text, "    \"ulp\": {ulp},");
            let _ = writeln!(text, "    \"factor\": {{ \"ulp\": {}, \"absolute\": {} }},", factor.ulp, factor.absolute);
            text + &format!("    \"doc\": {:?}\n  }}", row.doc.trim())
        })
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

/// The algebraic properties of an op, in words.
fn properties(row: &Row) -> Vec<String> {
    let args = || row.args.iter().enumerate();
    let odd = args().filter(|(k, _)| row.properties.is_odd(*k)).map(|(_, arg)| format!("odd in {arg}"));
    let even = args().filter(|(k, _)| row.properties.is_even(*k)).map(|(_, arg)| format!("even in {arg}"));
    let of_result = [
        (row.properties.is_nonnegative(), "nonnegative"),
        (row.properties.is_truth(), "truth"),
        (row.properties.is_commutative(), "commutative"),
        (row.properties.is_idempotent(), "idempotent"),
        (row.properties.is_reduction(), "reduces"),
        (row.properties.is_structural(), "structural"),
    ];
    odd.chain(even).chain(of_result.iter().filter(|(has, _)| *has).map(|(_, name)| name.to_string())).collect()
}

/// The arguments as JavaScript would declare them: `x`, `slope = 0.01`.
fn parameters(row: &Row) -> Vec<String> {
    let parameter = |(arg, default): (&&str, &Option<f32>)| match default {
        Some(default) => format!("{arg} = {default}"),
        None => arg.to_string(),
    };
    row.args.iter().zip(row.defaults).map(parameter).collect()
}

/// What the documentation of a method adds where an argument has a default.
fn default(row: &Row) -> String {
    match parameters(row).last() {
        Some(last) if last.contains('=') => format!(" By default {last}."),
        _ => String::new(),
    }
}

/// The type of the op in `ts/api/types/ops.ts`, in lower case.
fn kind(row: &Row) -> &'static str {
    if is_reduction(row) {
        return match row.defaults {
            [_, Some(_)] => "dispersion",
            [_] => "reduction",
            _ => "reduction2",
        };
    }
    match (row.op.arity(), row.unary_form, row.defaults) {
        (_, [_], _) => "variadic",
        (_, _, [_, Some(_)]) => "parametric",
        (1, ..) => "unary",
        (2, ..) => "binary",
        _ => "ternary",
    }
}

fn is_reduction(row: &Row) -> bool {
    row.properties.is_reduction()
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
