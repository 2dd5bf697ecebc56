//! The allocator of the core in wasm: a list of free blocks for each power of two.
//!
//! Blocks are neither split nor joined: memory is at most twice the sum of each size's peak, which is little, because
//! the core keeps nothing between calls but its arena. It is far less code than the standard library's allocator.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::UnsafeCell;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, Ordering};

/// Alignment of every block, and size of the smallest.
const MIN_BLOCK_BYTES: usize = 16;
const PAGE: usize = 1 << 16;

struct Blocks {
    /// By logarithm of the size, the first free block, which holds the address of the next; 0 if there is none.
    free: [usize; 32],
    /// Where the memory begins that no block was made of, and where it ends.
    unused: usize,
    end: usize,
}

/// Whether a request was refused since [`take_refusal`] was called last: it tells a trap for want of memory from one
/// that a bug caused.
static REFUSED: AtomicBool = AtomicBool::new(false);

/// Whether memory was refused since the last call.
pub fn take_refusal() -> bool {
    REFUSED.swap(false, Ordering::Relaxed)
}

/// The null pointer of a refused request.
fn refused() -> *mut u8 {
    REFUSED.store(true, Ordering::Relaxed);
    null_mut()
}

struct Allocator(UnsafeCell<Blocks>);

// SAFETY: the core runs on one thread: its memory is not shared.
unsafe impl Sync for Allocator {}

#[global_allocator]
static ALLOCATOR: Allocator = Allocator(UnsafeCell::new(Blocks { free: [0; 32], unused: 0, end: 0 }));

/// The logarithm of the size of the block for this number of bytes.
fn class(bytes: usize) -> usize {
    bytes.max(MIN_BLOCK_BYTES).next_power_of_two().trailing_zeros() as usize
}

impl Blocks {
    /// A block of this class out of unused memory, or null.
    fn cut(&mut self, class: usize) -> *mut u8 {
        let size = 1 << class;
        if self.end - self.unused < size {
            let pages = usize::div_ceil(size, PAGE);
            let grown = memory_grow(0, pages);
            if grown == usize::MAX {
                return refused();
            }
            // If somebody else grew the memory in between, what was left before is given up.
            if grown * PAGE != self.end {
                self.unused = grown * PAGE;
            }
            self.end = memory_size(0) * PAGE;
        }
        let block = self.unused;
        self.unused += size;
        block as *mut u8
    }
}

unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > MIN_BLOCK_BYTES || layout.size() > 1 << 31 {
            return refused();
        }
        let blocks = &mut *self.0.get();
        let class = class(layout.size());
        match blocks.free[class] {
            0 => blocks.cut(class),
            block => {
                blocks.free[class] = *(block as *const usize);
                block as *mut u8
            }
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let free = &mut (*self.0.get()).free[class(layout.size())];
        *block.cast::<usize>() = *free;
        *free = block as usize;
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if class(size) == class(layout.size()) {
            return block;
        }
        let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        if !new.is_null() {
            new.copy_from_nonoverlapping(block, layout.size().min(size));
            self.dealloc(block, layout);
        }
        new
    }
}
