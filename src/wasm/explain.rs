//! A decision with somebody watching, who says in numbers what was seen. Names and values are read by JavaScript where they
//! lie, and the phrases are its own (`pkg/src/why`), loaded when somebody first asks.

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::Engine;
use super::shelf::engine;
use crate::condition::Evaluator;
use crate::decide::decide;

/// Decides aside over the context as it is, as `decide` would be asked. Address of what was [seen](crate::condition::seen),
/// until the next call: the address of the decisions, the number of rows, nothing twice, and the rows.
#[wasm_bindgen]
pub fn explain(number: u32, profile: u32, now: f64, how: u32, some: bool) -> *const u32 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { program, context, aside, seen, wanted, profiles, wishes, .. } = &mut *engine;
    let wanted = some.then_some(wanted.as_slice());
    let request = Engine::request(profiles, wishes, wanted, [profile, how], now);
    seen.rows.clear();
    seen.rows.push([0; 4]);
    decide(program, context, &request, aside, Some(seen));
    let count = seen.rows.len() as u32 - 1;
    if let Some(head) = seen.rows.first_mut() {
        *head = [aside.slots.as_ptr() as u32, count, 0, 0];
    }
    seen.rows.as_ptr().cast()
}

/// What the context answers to one question.
#[wasm_bindgen]
pub fn asks(number: u32, predicate: u32, now: f64) -> bool {
    let Some(mut engine) = engine(number) else { return false };
    let Engine { program, context, .. } = &mut *engine;
    Evaluator::new(program, &context.values, &mut [], now as i64, None).asks(predicate)
}
