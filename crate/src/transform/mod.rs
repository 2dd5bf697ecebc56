//! Transforms: program to program, one file each.

pub mod attached;
pub mod grad;
