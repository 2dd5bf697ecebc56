//! Counts steps of work in native builds, so that tests can bound them: time would depend on the machine.

#[cfg(not(target_arch = "wasm32"))]
std::thread_local! {
    static STEPS: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
}

/// Counts a step: a node that is visited, or a place that is probed.
#[inline(always)]
pub fn step() {
    #[cfg(not(target_arch = "wasm32"))]
    STEPS.set(STEPS.get() + 1);
}

/// The steps that this thread took since the last call.
#[cfg(not(target_arch = "wasm32"))]
pub fn take() -> u64 {
    STEPS.take()
}
