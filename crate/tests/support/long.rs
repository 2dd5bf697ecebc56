//! The long form of a test, which the nightly run asks for.

/// Whether tests are to repeat also what is proven otherwise: `npm run test:long` sets `FLUXION_LONG`.
pub fn is_asked_for() -> bool {
    std::env::var_os("FLUXION_LONG").is_some_and(|value| !value.is_empty() && value != "0")
}
