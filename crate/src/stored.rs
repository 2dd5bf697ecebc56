//! Data of the core that is made natively when it is built, and read where it is used.

use crate::leb128;

/// Defines `stored`, which gives the bytes that the function `make` of the same file makes: in wasm those of a file of the
/// build, elsewhere made at the first call.
macro_rules! stored {
    ($file:literal) => {
        /// The bytes that [`make`](make()) made.
        pub(super) fn stored() -> &'static [u8] {
            #[cfg(target_arch = "wasm32")]
            return include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../build/", $file));
            #[cfg(not(target_arch = "wasm32"))]
            {
                static MADE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(make);
                &MADE
            }
        }
    };
}

pub(crate) use stored;

/// Bytes that are not read yet.
pub struct Reader(pub &'static [u8]);

impl Reader {
    /// The next bytes, so many.
    pub fn take(&mut self, count: usize) -> &'static [u8] {
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        head
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    /// A number in LEB128.
    pub fn number(&mut self) -> usize {
        leb128::read(|| self.byte()) as usize
    }

    /// A number in so many bytes, little-endian.
    pub fn bits(&mut self, count: usize) -> u64 {
        self.take(count).iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte))
    }
}
