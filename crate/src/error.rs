//! What can be wrong with what comes from outside.

use core::fmt;

/// Why a program was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not those of a program.
    Malformed {
        /// What is wrong.
        what: &'static str,
        /// The byte that it was noticed at.
        at: usize,
    },
    /// The gradient was asked of a program without outputs.
    NoOutput,
    /// The gradient was asked by an input that does not exist.
    NoSuchInput {
        /// The input asked for, from 0.
        argnum: u32,
        /// The number of inputs.
        inputs: u32,
    },
    /// A derivative was asked of a foreign function that no rule is attached to.
    NoRule {
        /// The input that stands for the function, counted from the last one, which is 1.
        from_end: u32,
    },
    /// There are not as many flags as inputs.
    WrongFlags {
        /// The number of flags.
        flags: usize,
        /// The number of inputs.
        inputs: u32,
    },
    /// The kernel of the program needs more memory than there can be.
    TooLarge {
        /// The bytes that it would need.
        bytes: u64,
    },
}

/// For people who use the crate natively: TypeScript has its own messages.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::Malformed { what, at } => write!(f, "not a fluxion program: {what} at byte {at}"),
            Error::NoOutput => write!(f, "a gradient is of an output, and the program has none"),
            Error::NoSuchInput { argnum, inputs } => {
                write!(f, "no gradient by input {argnum}: the program has {inputs} inputs, numbered from 0")
            }
            Error::NoRule { from_end } => write!(f, "foreign function {from_end} from the end has no rule"),
            Error::WrongFlags { flags, inputs } => write!(f, "{flags} batch flags for {inputs} inputs"),
            Error::TooLarge { bytes } => write!(f, "the program needs {bytes} bytes to run"),
        }
    }
}

impl std::error::Error for Error {}
