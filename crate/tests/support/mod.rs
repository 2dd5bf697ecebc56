//! What the accuracy and derivative tests share.
#![allow(dead_code)] // Every test file compiles this module for itself and uses a part of it.

pub mod derivative;
pub mod ecmascript;
pub mod fingerprint;
pub mod long;
pub mod oracle;
pub mod orders;
pub mod parallel;
pub mod results;
pub mod samples;
pub mod ulp;
