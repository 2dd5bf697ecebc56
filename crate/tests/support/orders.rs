//! The exact derivatives of every op, of orders 1 to 3 and mixed ones, that `test/oracle/orders.py` made with mpmath:
//! `test/oracle/orders`, a file for each op.
//!
//! ```text
//! byte      number of arguments n
//! byte      orders: 1 to this one are there
//! byte      depth: how many differentiations of a public op lead to this one, which is a factor of its derivative
//! two       number of points, little-endian
//! point*    n float32s, little-endian; then a derivative for every multi-index of order 1, then of order 2, of order 3,
//!           the first argument's order falling
//! ```
//!
//! A derivative is one byte: 0 if nothing is promised, 1 for 0, 2 NaN, 3 and 4 the infinities, 5 what is not 0 but far
//! below float32, 6 and 7 far above it, of either sign; 8 where terms cancel to 0, and the largest of them; or 16 plus the binary logarithm of the largest term over the
//! value, rounded up, and the value. Numbers are the upper five bytes of a double, big-endian.

use std::fmt;
use std::path::PathBuf;

/// What is known of a derivative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exact {
    /// Nothing is promised.
    Any,
    /// 0, an infinity or NaN: to be met exactly.
    Special(f32),
    /// A number, and the largest of the terms that it is the sum of.
    Number { value: f64, scale: f64 },
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Exact::Any => write!(f, "anything"),
            Exact::Special(value) => write!(f, "{value}"),
            Exact::Number { value, .. } if *value == TINY => write!(f, "below float32"),
            Exact::Number { value, .. } if value.abs() == 1.0 / TINY => {
                write!(f, "beyond {:e}", f32::MAX.copysign(*value as f32))
            }
            Exact::Number { value, scale } if *scale > value.abs() => write!(f, "{value:e} of terms up to {scale:e}"),
            Exact::Number { value, .. } => write!(f, "{value:e}"),
        }
    }
}

/// What stands for a number below float32; its reciprocal for one above.
const TINY: f64 = 1.0 / (1u128 << 100) as f64 / (1u128 << 100) as f64;

/// The derivatives of one op.
pub struct Derivatives {
    pub arity: usize,
    pub orders: usize,
    pub depth: usize,
    pub points: Vec<(Vec<f32>, Vec<Exact>)>,
}

impl Derivatives {
    /// Of the op of this name, if there is a file.
    pub fn read(name: &str) -> Option<Derivatives> {
        let bytes = std::fs::read(folder().join(format!("{name}.bin"))).ok()?;
        let (arity, orders, depth) = (bytes[0].into(), bytes[1].into(), bytes[2].into());
        let count = u16::from_le_bytes([bytes[3], bytes[4]]);
        let mut rest = &bytes[5..];
        let mut take = |n: usize| {
            let (taken, after) = rest.split_at(n);
            rest = after;
            taken
        };
        let entries = (1..=orders).map(|order| indices(arity, order).len()).sum();
        let points = (0..count)
            .map(|_| {
                let args = (0..arity).map(|_| f32::from_le_bytes(take(4).try_into().unwrap())).collect();
                let exacts = (0..entries).map(|_| exact(&mut take)).collect();
                (args, exacts)
            })
            .collect();
        assert!(rest.is_empty(), "{name}: bytes are left");
        Some(Derivatives { arity, orders, depth, points })
    }

    /// Where the derivative by these arguments, in any order, is among those of a point.
    pub fn place(&self, by: &[usize]) -> usize {
        let index: Vec<usize> = (0..self.arity).map(|i| by.iter().filter(|&&j| i == j).count()).collect();
        let before: usize = (1..by.len()).map(|order| indices(self.arity, order).len()).sum();
        before + indices(self.arity, by.len()).iter().position(|other| *other == index).unwrap()
    }
}

fn exact<'a>(take: &mut impl FnMut(usize) -> &'a [u8]) -> Exact {
    let number = |value: f64| Exact::Number { value, scale: value.abs() };
    match take(1)[0] {
        0 => Exact::Any,
        1 => Exact::Special(0.0),
        2 => Exact::Special(f32::NAN),
        3 => Exact::Special(f32::INFINITY),
        4 => Exact::Special(f32::NEG_INFINITY),
        5 => number(TINY),
        6 => number(1.0 / TINY),
        7 => number(-1.0 / TINY),
        8 => Exact::Number { value: 0.0, scale: double(take) },
        ratio => {
            let value = double(take);
            Exact::Number { value, scale: value.abs() * f64::from(ratio - 16).exp2() }
        }
    }
}

fn double<'a>(take: &mut impl FnMut(usize) -> &'a [u8]) -> f64 {
    let mut bytes = [0; 8];
    bytes[..5].copy_from_slice(take(5));
    f64::from_be_bytes(bytes)
}

/// The multi-indices of an order: of how high an order by each argument. Those of high orders by the first come first.
pub fn indices(arity: usize, order: usize) -> Vec<Vec<usize>> {
    if arity == 1 {
        return vec![vec![order]];
    }
    let with =
        |first: usize| indices(arity - 1, order - first).into_iter().map(move |rest| [vec![first], rest].concat());
    (0..=order).rev().flat_map(with).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../test/oracle/orders"))
}
