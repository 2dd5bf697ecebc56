//! Transforms: program to program, one file each.

pub mod grad;
pub mod taylor;
