//! Transforms: program to program, one file each.

pub mod grad;
pub mod jacobian;
pub mod jvp;
pub mod vjp;
