//! Lists and arrays made by plain loops. Of `collect`, `vec![value; count]` and the `map` of an array the standard library
//! makes several functions for each closure and each type: in a core that is compiled for size, more code than the loops.

/// Iterators whose items become a list.
pub trait Listed: Iterator + Sized {
    /// The items, in their order.
    fn listed(self) -> Vec<Self::Item> {
        let mut list = Vec::with_capacity(self.size_hint().0);
        for item in self {
            list.push(item);
        }
        list
    }
}

impl<I: Iterator> Listed for I {}

/// A list of this many times the same value.
pub fn filled<T: Copy>(value: T, count: usize) -> Vec<T> {
    let mut list = Vec::with_capacity(count);
    for place in &mut list.spare_capacity_mut()[..count] {
        place.write(value);
    }
    // SAFETY: there is room for them, and they are written.
    unsafe { list.set_len(count) };
    list
}
