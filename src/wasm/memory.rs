//! The allocator of the artefacts that visitors load: size classes of powers of two, each with a list of free blocks.
//!
//! Rust's default on wasm (dlmalloc) is 2 KB of every visitor's download. An engine allocates tables when it loads a
//! bundle, and afterwards the same few sizes again and again; so blocks are never split or joined, a freed one serves
//! the next request of its class, and memory is flat from the second visit on. The price is up to half of a block
//! unused, bounded by the size of the bundle.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr::null_mut;

/// The smallest block holds a pointer to the next free one, and any alignment up to 16 comes with it.
const SMALLEST: u32 = 4;
const CLASSES: usize = 32;
const PAGE: usize = 65_536;

/// WebAssembly here has one thread (no shared memory is ever asked for), so plain cells do.
pub struct Classes {
    free: [Cell<*mut u8>; CLASSES],
    /// Fresh memory: `next..end`.
    next: Cell<usize>,
    end: Cell<usize>,
}

// SAFETY: see above: there is one thread.
unsafe impl Sync for Classes {}

impl Classes {
    pub const fn new() -> Classes {
        Classes { free: [const { Cell::new(null_mut()) }; CLASSES], next: Cell::new(0), end: Cell::new(0) }
    }

    /// log2 of the block that a layout needs. A block is aligned to its size, up to a page.
    fn class(layout: Layout) -> u32 {
        let size = layout.size().max(layout.align()).max(1 << SMALLEST);
        usize::BITS - (size - 1).leading_zeros()
    }

    fn fresh(&self, class: u32) -> *mut u8 {
        let size = 1_usize << class;
        let align = size.min(PAGE);
        let mut start = (self.next.get() + align - 1) & !(align - 1);
        if start + size > self.end.get() {
            let pages = size.div_ceil(PAGE);
            let before = core::arch::wasm32::memory_grow(0, pages);
            if before == usize::MAX {
                return null_mut();
            }
            let grown = before * PAGE;
            // What is left of the last pages is used on when they are next to each other, and lost when they are not.
            if grown != self.end.get() {
                start = grown;
            }
            self.end.set(grown + pages * PAGE);
        }
        self.next.set(start + size);
        start as *mut u8
    }
}

/// Where a free block holds the next one; a block is aligned to its size, so to a pointer's.
fn link(block: *mut u8) -> *mut *mut u8 {
    block.cast()
}

// SAFETY: a block is handed out by `fresh` once and by its free list after it was given back, is as large and as
// aligned as its class says, and a class is computed from the same layout both times.
unsafe impl GlobalAlloc for Classes {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = Classes::class(layout);
        let Some(free) = self.free.get(class as usize) else { return null_mut() };
        let block = free.get();
        if block.is_null() {
            return self.fresh(class);
        }
        // SAFETY: the first bytes of a free block hold the next one.
        free.set(unsafe { link(block).read() });
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if let Some(free) = self.free.get(Classes::class(layout) as usize) {
            // SAFETY: the block is the caller's to give, and at least as large as a pointer.
            unsafe { link(block).write(free.get()) };
            free.set(block);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the rules of `realloc`: the size is not zero and does not overflow.
        unsafe {
            let wanted = Layout::from_size_align_unchecked(size, layout.align());
            if Classes::class(wanted) == Classes::class(layout) {
                return block;
            }
            let new = self.alloc(wanted);
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}
