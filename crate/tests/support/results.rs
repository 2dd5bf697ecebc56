//! Measured errors of ops, and the files that they are kept in: `docs/accuracy`, one for each op.

use super::ulp::Worst;
use super::{fingerprint, oracle, parallel, samples};
use crate::programs::{record_program, single};
use fluxion::lanes::emit::{Code, Instruction};
use fluxion::op::{Op, Row};
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How an op is swept.
pub struct Sweep {
    /// Ops of one argument: every so many-th float32.
    pub stride: u64,
    /// Ops of more: random pairs of each kind, for each exponent of the first argument.
    pub pairs: u64,
}

impl Sweep {
    /// The worst over all points, and the special ones.
    pub fn run(&self, row: &Row) -> Result {
        let start = Instant::now();
        let worst = special(row).merge(match row.args.len() {
            1 => unary(row, self.stride),
            2 => binary(row, self.pairs),
            _ => Worst::NONE,
        });
        Result { worst, stride: self.stride, time: start.elapsed(), kernel: kernel(row.op) }
    }
}

fn see(worst: &mut Worst, op: Op, args: [f32; 3]) {
    if let Some(exact) = oracle::value(op, args) {
        worst.see(args, op.at(args), exact);
    }
}

/// The worst over the special points, and for ops of several arguments all combinations of them.
pub fn special(row: &Row) -> Worst {
    let points = samples::special();
    let only = |used: bool| if used { &points[..] } else { &[0.0] };
    let mut worst = Worst::NONE;
    for &x in &points {
        for &y in only(row.args.len() > 1) {
            for &z in only(row.args.len() > 2) {
                see(&mut worst, row.op, [x, y, z]);
            }
        }
    }
    worst
}

fn unary(row: &Row, stride: u64) -> Worst {
    parallel::worst(samples::UNARY_PARTS, |part| {
        let mut worst = Worst::NONE;
        samples::unary(part, stride, |x| see(&mut worst, row.op, [x, 0.0, 0.0]));
        worst
    })
}

fn binary(row: &Row, pairs: u64) -> Worst {
    parallel::worst(samples::BINARY_PARTS, |part| {
        let mut worst = Worst::NONE;
        samples::binary(part, pairs, row.domain, |x, y| see(&mut worst, row.op, [x, y, 0.0]));
        worst
    })
}

/// What a sweep found.
pub struct Result {
    pub worst: Worst,
    pub stride: u64,
    pub time: Duration,
    /// What was measured: see [`kernel`].
    kernel: u64,
}

impl Result {
    /// The file's text.
    pub fn text(&self, row: &Row) -> String {
        let Worst { ulp, at, got, exact, checked, total } = self.worst;
        let at: Vec<String> = at[..row.args.len()].iter().map(|x| format!("\"{:#010x}\"", x.to_bits())).collect();
        let mut text = String::from("{\n");
        let _ = writeln!(text, "  \"op\": \"{}\",", row.name);
        let _ = writeln!(text, "  \"worst\": {ulp:.6},");
        let _ = writeln!(text, "  \"at\": [{}],", at.join(", "));
        let _ = writeln!(text, "  \"got\": \"{got:e}\",");
        let _ = writeln!(text, "  \"exact\": \"{exact:e}\",");
        let _ = writeln!(text, "  \"mean\": {:.6},", total / checked.max(1) as f64);
        let _ = writeln!(text, "  \"tried\": {checked},");
        let _ = writeln!(text, "  \"stride\": {},", self.stride);
        let _ = writeln!(text, "  \"seconds\": {:.1},", self.time.as_secs_f64());
        let _ = writeln!(text, "  \"kernel\": \"{:016x}\"", self.kernel);
        text + "}\n"
    }
}

/// Where results are kept.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/accuracy")
}

/// The file of an op's result.
pub fn path(folder: &Path, row: &Row) -> PathBuf {
    folder.join(format!("{}.json", row.name))
}

/// What a file says that others ask for.
pub struct Kept {
    pub worst: f64,
    pub stride: u64,
    pub kernel: u64,
}

impl Kept {
    /// Whether the op is still computed as it was measured.
    pub fn is_of(&self, row: &Row) -> bool {
        self.kernel == kernel(row.op)
    }
}

/// The result of an op, if it was measured.
pub fn read(folder: &Path, row: &Row) -> Option<Kept> {
    let text = std::fs::read_to_string(path(folder, row)).ok()?;
    let field = |name: &str| {
        let rest = text.split_once(&format!("\"{name}\": "))?.1;
        Some(rest.split(['\n', ',']).next()?.trim_matches('"').to_owned())
    };
    Some(Kept {
        worst: field("worst")?.parse().ok()?,
        stride: field("stride")?.parse().ok()?,
        kernel: u64::from_str_radix(&field("kernel")?, 16).ok()?,
    })
}

/// A hash of what an op computes: the instructions that it is recorded as, which is every rounding it makes, and the
/// bits that it gives at some tens of thousands of points, which are there for what happens outside of them (huge
/// angles).
pub fn kernel(op: Op) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    for instruction in record_program(&single(op)).instructions {
        text(&instruction).hash(&mut hasher);
    }
    fingerprint::of(op).hash(&mut hasher);
    hasher.finish()
}

/// An instruction as text, for the derived hash of an enum may differ between compilers. The texts are part of all kept
/// hashes, and stay as they are when a variant is renamed.
fn text(instruction: &Instruction) -> String {
    let code = match instruction.code {
        Code::Input(number) => format!("Input({number})"),
        Code::Constant(bits) => format!("Constant({bits})"),
        Code::Simd(opcode) => format!("Simd({opcode})"),
        Code::Shift(opcode, bits) => format!("Shift({opcode}, {bits})"),
        Code::Promote => "Promote".into(),
        Code::Demote => "Demote".into(),
        Code::Widen => "Widen".into(),
        Code::Fallback(function) => format!("Rare({function:?})"),
    };
    format!("{code} {} {:?}", instruction.wide, instruction.args())
}

/// FNV-1a: the same on every machine and in every version.
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
