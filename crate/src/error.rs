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
    /// The gradient was asked of a program that has not exactly one output.
    NotOneOutput {
        /// How many it has.
        outputs: usize,
    },
    /// The gradient was asked by an input that does not exist.
    NoSuchInput {
        /// The input asked for, from 0.
        argnum: u32,
        /// The number of inputs.
        inputs: u32,
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

impl Error {
    /// What is wrong, for people. Put together by hand: the standard library's formatting is large.
    pub fn message(&self) -> String {
        match *self {
            Error::Malformed { what, at } => join(&["not a fluxion program: ", what, " at byte ", &decimal(at as u64)]),
            Error::NotOneOutput { outputs } => {
                join(&["a gradient is of one output, and the program has ", &decimal(outputs as u64)])
            }
            Error::NoSuchInput { argnum, inputs } => join(&[
                "no gradient by input ",
                &decimal(argnum.into()),
                ": the program has ",
                &decimal(inputs.into()),
                " inputs, numbered from 0",
            ]),
            Error::WrongFlags { flags, inputs } => {
                join(&[&decimal(flags as u64), " batch flags for ", &decimal(inputs.into()), " inputs"])
            }
            Error::TooLarge { bytes } => join(&["the program needs ", &decimal(bytes), " bytes to run"]),
        }
    }
}

fn join(parts: &[&str]) -> String {
    let mut all = String::new();
    parts.iter().for_each(|part| all.push_str(part));
    all
}

fn decimal(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().map(|&digit| char::from(digit)).collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Error {}
