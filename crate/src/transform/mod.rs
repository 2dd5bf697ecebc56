//! Transforms: program to program, one file each.

pub mod attached;
pub mod grad;
pub mod jacobian;
pub mod jvp;
pub mod taylor;
pub mod vjp;
