//! Two float64 lanes: one SIMD register in wasm, two numbers elsewhere. The operations are IEEE's in both, so the bits
//! are the same.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32::*;

/// Two float64.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Pair(v128);

#[cfg(target_arch = "wasm32")]
impl Pair {
    /// Two float64 from memory.
    ///
    /// # Safety
    /// They lie at `from`.
    #[inline(always)]
    pub unsafe fn load(from: *const f64) -> Pair {
        Pair(v128_load(from.cast()))
    }

    /// Two float32 from memory, as float64.
    ///
    /// # Safety
    /// They lie at `from`.
    #[inline(always)]
    pub unsafe fn widen(from: *const f32) -> Pair {
        Pair(f64x2_promote_low_f32x4(v128_load64_zero(from.cast())))
    }

    /// # Safety
    /// There is room for two float64 at `to`.
    #[inline(always)]
    pub unsafe fn store(self, to: *mut f64) {
        v128_store(to.cast(), self.0);
    }

    #[inline(always)]
    pub fn splat(value: f64) -> Pair {
        Pair(f64x2_splat(value))
    }

    #[inline(always)]
    pub fn add(self, other: Pair) -> Pair {
        Pair(f64x2_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn sub(self, other: Pair) -> Pair {
        Pair(f64x2_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn mul(self, other: Pair) -> Pair {
        Pair(f64x2_mul(self.0, other.0))
    }
}

/// Two float64.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Pair(f64, f64);

#[cfg(not(target_arch = "wasm32"))]
impl Pair {
    /// Two float64 from memory.
    ///
    /// # Safety
    /// They lie at `from`.
    #[inline(always)]
    pub unsafe fn load(from: *const f64) -> Pair {
        Pair(*from, *from.add(1))
    }

    /// Two float32 from memory, as float64.
    ///
    /// # Safety
    /// They lie at `from`.
    #[inline(always)]
    pub unsafe fn widen(from: *const f32) -> Pair {
        Pair(f64::from(*from), f64::from(*from.add(1)))
    }

    /// # Safety
    /// There is room for two float64 at `to`.
    #[inline(always)]
    pub unsafe fn store(self, to: *mut f64) {
        *to = self.0;
        *to.add(1) = self.1;
    }

    #[inline(always)]
    pub fn splat(value: f64) -> Pair {
        Pair(value, value)
    }

    #[inline(always)]
    pub fn add(self, other: Pair) -> Pair {
        Pair(self.0 + other.0, self.1 + other.1)
    }

    #[inline(always)]
    pub fn sub(self, other: Pair) -> Pair {
        Pair(self.0 - other.0, self.1 - other.1)
    }

    #[inline(always)]
    pub fn mul(self, other: Pair) -> Pair {
        Pair(self.0 * other.0, self.1 * other.1)
    }
}
