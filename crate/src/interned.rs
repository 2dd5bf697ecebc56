//! Lists in which nothing is twice: what is pushed again has the index that it had.

use crate::lists::filled;
use crate::steps::step;

/// What a list of [`Interned`] holds.
pub trait Item: Copy + PartialEq {
    /// The item as words, different ones for different items.
    fn words(self) -> [u32; 4];
}

/// A list without duplicates.
///
/// The items of one slot are the nodes of a binary tree: the first is the root, and the bits of the hash of a later
/// one, then its own, say which way it goes down. So a search takes two or three steps as a rule, and never more than
/// there are bits, whichever items somebody has chosen for their equal hashes: programs come from outside.
#[derive(Debug)]
pub struct Interned<T> {
    list: Vec<T>,
    /// The number of slots, a power of two, at least that of the items.
    slots: usize,
    /// For every slot the root of its tree, then for every item its two children: 1 + an index into `list`, or 0.
    links: Vec<u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Interned { list: Vec::new(), slots: 0, links: Vec::new() }
    }
}

impl<T: Item> Interned<T> {
    /// The index of the item, added if it is not there.
    pub fn push(&mut self, item: T) -> u32 {
        if self.list.len() == self.slots {
            self.grow();
        }
        let link = self.link_to(item);
        if self.links[link] == 0 {
            self.list.push(item);
            self.links[link] = self.list.len() as u32;
        }
        self.links[link] - 1
    }

    /// The items, in the order in which they came.
    pub fn list(&self) -> &[T] {
        &self.list
    }

    /// The items alone.
    pub fn into_list(self) -> Vec<T> {
        self.list
    }

    fn grow(&mut self) {
        self.slots = (2 * self.slots).max(64);
        self.links = filled(0, 3 * self.slots);
        for i in 0..self.list.len() {
            let link = self.link_to(self.list[i]);
            self.links[link] = i as u32 + 1;
        }
    }

    /// The index of the link that leads to the item, or of the empty one where it belongs.
    fn link_to(&self, item: T) -> usize {
        let words @ [a, b, c, d] = item.words();
        // Multiply and rotate, as FxHash does.
        let mix = |hash: u32, word: u32| (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9);
        let hash = words.into_iter().fold(0, mix);
        let path = [hash ^ (hash >> 15), a, b, c, d];
        // Items that follow one another, whose operands do too, have neighbouring slots: a cache keeps them.
        let slot = a.wrapping_add(b).wrapping_add(c.wrapping_mul(3)).wrapping_add(d.wrapping_mul(5));
        let mut link = slot as usize & (self.slots - 1);
        for bit in 0.. {
            step();
            let number = self.links[link] as usize;
            if number == 0 || self.list[number - 1] == item {
                break;
            }
            link = self.slots + 2 * (number - 1) + (path[bit / 32 % 5] >> (bit % 32) & 1) as usize;
        }
        link
    }
}
