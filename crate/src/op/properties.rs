//! Algebraic properties of ops: the column `has` of the table.
//!
//! Each is an equation that holds to the bit for every argument (NaN for NaN), of the value and of the partial
//! derivatives as the row defines them; `tests/properties.rs` proves those that a row has and finds those that it
//! lacks. [`simplify`](crate::term) reads them.

/// The properties of one op.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Properties(u16);

impl Properties {
    /// No property.
    pub const NONE: Properties = Properties(0);

    const NONNEGATIVE: u16 = 1 << 6;
    const TRUTH: u16 = 1 << 7;
    const COMMUTES: u16 = 1 << 8;
    const IDEMPOTENT: u16 = 1 << 9;
    const REDUCES: u16 = 1 << 10;
    const STRUCTURAL: u16 = 1 << 11;

    const fn with(self, bit: u16) -> Properties {
        Properties(self.0 | bit)
    }

    const fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }

    /// Adds: odd in this argument, f(-x) = -f(x).
    pub const fn odd(self, arg: usize) -> Properties {
        self.with(1 << arg)
    }

    /// Whether the op is odd in this argument.
    pub const fn is_odd(self, arg: usize) -> bool {
        self.has(1 << arg)
    }

    /// Adds: even in this argument, f(-x) = f(x).
    pub const fn even(self, arg: usize) -> Properties {
        self.with(8 << arg)
    }

    /// Whether the op is even in this argument.
    pub const fn is_even(self, arg: usize) -> bool {
        self.has(8 << arg)
    }

    /// Adds: |f| = f, for the sign bit of a result that is not NaN is never set. (So `sqrt` lacks it: sqrt(-0) = -0.)
    /// The one property of the value alone: where a result underflows to 0, the derivative of |f| is 0 and that of f
    /// need not be.
    pub const fn nonnegative(self) -> Properties {
        self.with(Properties::NONNEGATIVE)
    }

    /// Whether |f| = f.
    pub const fn is_nonnegative(self) -> bool {
        self.has(Properties::NONNEGATIVE | Properties::TRUTH)
    }

    /// Adds: every result is 1 or 0.
    pub const fn truth(self) -> Properties {
        self.with(Properties::TRUTH)
    }

    /// Whether every result is 1 or 0.
    pub const fn is_truth(self) -> bool {
        self.has(Properties::TRUTH)
    }

    /// Adds: f(x, y) = f(y, x).
    pub const fn commutes(self) -> Properties {
        self.with(Properties::COMMUTES)
    }

    /// Whether f(x, y) = f(y, x).
    pub const fn is_commutative(self) -> bool {
        self.has(Properties::COMMUTES)
    }

    /// Adds: f(f(x)) = f(x), or of an op of two arguments f(x, x) = x.
    pub const fn idempotent(self) -> Properties {
        self.with(Properties::IDEMPOTENT)
    }

    /// Whether f(f(x)) = f(x), or of an op of two arguments f(x, x) = x.
    pub const fn is_idempotent(self) -> bool {
        self.has(Properties::IDEMPOTENT)
    }

    /// Adds: the result is one number of all elements of a batch.
    pub const fn reduces(self) -> Properties {
        self.with(Properties::REDUCES)
    }

    /// Whether the result is one number of all elements of a batch.
    pub const fn is_reduction(self) -> bool {
        self.has(Properties::REDUCES)
    }

    /// Adds: the op tells what its value depends on, and computes nothing.
    pub const fn structural(self) -> Properties {
        self.with(Properties::STRUCTURAL)
    }

    /// Whether the op tells what its value depends on, and computes nothing.
    pub const fn is_structural(self) -> bool {
        self.has(Properties::STRUCTURAL)
    }

    /// Whether the op computes each element of its result from the same element of its arguments.
    pub const fn is_elementwise(self) -> bool {
        self.0 & (Properties::REDUCES | Properties::STRUCTURAL) == 0
    }
}
