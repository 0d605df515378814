//! The engines of this instance, by number. JavaScript holds a number and no object: so nothing of Rust is ever its to
//! keep, and calls carry numbers only.

use std::cell::{RefCell, RefMut};

use super::runtime::Engine;

struct Shelf(RefCell<Vec<Option<Engine>>>);

// SAFETY: WebAssembly here has one thread (no shared memory is ever asked for).
unsafe impl Sync for Shelf {}

static SHELF: Shelf = Shelf(RefCell::new(Vec::new()));

/// The engine of a number; `None` when it was freed, or never was.
pub fn engine(number: u32) -> Option<RefMut<'static, Engine>> {
    let engines = SHELF.0.try_borrow_mut().ok()?;
    RefMut::filter_map(engines, |engines| engines.get_mut(number as usize)?.as_mut()).ok()
}

/// Keeps an engine; its number.
pub fn keep(engine: Engine) -> Option<u32> {
    let mut engines = SHELF.0.try_borrow_mut().ok()?;
    let free = engines.iter().position(Option::is_none);
    let number = free.unwrap_or(engines.len());
    match engines.get_mut(number) {
        Some(place) => *place = Some(engine),
        None => engines.push(Some(engine)),
    }
    Some(number as u32)
}

pub fn free(number: u32) {
    if let Ok(mut engines) = SHELF.0.try_borrow_mut()
        && let Some(place) = engines.get_mut(number as usize)
    {
        *place = None;
    }
}
