//! Lists in which nothing is twice: what is pushed again has the index that it had.

/// What a list of [`Interned`] holds.
pub trait Item: Copy + PartialEq {
    /// What equal items have in common: words to hash.
    fn words(self) -> [u32; 4];
}

/// A list without duplicates.
#[derive(Debug)]
pub struct Interned<T> {
    list: Vec<T>,
    /// Open addressing by the item's hash: 1 + an index into `list`, or 0. A power of two in length, at most half full.
    table: Vec<u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Interned { list: Vec::new(), table: Vec::new() }
    }
}

impl<T: Item> Interned<T> {
    /// The index of the item, added if it is not there.
    pub fn push(&mut self, item: T) -> u32 {
        if self.table.len() <= 2 * self.list.len() {
            self.grow();
        }
        let mut slot = self.slot_of(item);
        loop {
            match self.table[slot] {
                0 => break,
                number if self.list[number as usize - 1] == item => return number - 1,
                _ => slot = (slot + 1) & (self.table.len() - 1),
            }
        }
        self.list.push(item);
        self.table[slot] = self.list.len() as u32;
        self.list.len() as u32 - 1
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
        let length = (4 * self.list.len()).max(64).next_power_of_two();
        self.table = vec![0; length];
        for (i, &item) in self.list.iter().enumerate() {
            let mut slot = self.slot_of(item);
            while self.table[slot] != 0 {
                slot = (slot + 1) & (length - 1);
            }
            self.table[slot] = i as u32 + 1;
        }
    }

    fn slot_of(&self, item: T) -> usize {
        // Multiply and rotate, as FxHash does. Not resistant to chosen collisions, and need not be: the keys come from
        // the caller's own program.
        let mix = |hash: u32, word: u32| (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9);
        let hash = item.words().into_iter().fold(0, mix);
        (hash ^ (hash >> 15)) as usize & (self.table.len() - 1)
    }
}
