//! What a visit asks of the engine: facts made into signals, a decision, the values that contents show.

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::Engine;
use super::shelf::engine;
use crate::decide::{Change, Only, Request, again, decide};
#[cfg(feature = "edge")]
use crate::signal::Visit;
use crate::signal::context::{Datum, number};
use crate::signal::{Form, Members, Seen, see};

/// Turns the facts into the signals that the site did not give itself.
#[wasm_bindgen(js_name = observe)]
pub fn observe_facts(engine_number: u32) {
    let Some(mut engine) = engine(engine_number) else { return };
    let Engine { program, context, cells, .. } = &mut *engine;
    let facts = cells.facts(program.signals().len() + program.units().len());
    #[cfg(feature = "edge")]
    let facts = Visit::of(&facts);
    let mut seen = Seen::new();
    for (index, signal) in program.signals().iter().enumerate() {
        if signal.id == 0 || !cells.is_missing(index) {
            continue;
        }
        let form = see(signal.id, program.text_bytes(signal.argument), &facts, &mut seen);
        let (signal, source, trust) = (index as u32, seen.source, seen.trust);
        let datum = match form {
            Form::Nothing => continue,
            Form::Text => context.keep_text(program, &seen.text),
            Form::Number => number(seen.number),
            Form::Flag => Datum::Bool(seen.flag),
            Form::List => context.keep_list(program, Members(&seen.text)),
        };
        context.place(program, signal, datum, source, trust);
    }
}

/// Writes a signal's value into its cell, with where it comes from.
#[wasm_bindgen]
pub fn peek(number: u32, signal: u32) {
    let Some(mut engine) = engine(number) else { return };
    let Engine { program, context, cells, .. } = &mut *engine;
    cells.write(program, context.values(), signal);
}

/// Decides; with `some`, only the slots that JavaScript marked; with the profile of a number, if there is one. Address of arm,
/// content and reason of each slot.
#[wasm_bindgen(js_name = decide)]
pub fn decide_slots(number: u32, profile: u32, now: f64, how: u32, some: bool) -> *const u32 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { program, context, decisions, wanted, profiles, wishes, .. } = &mut *engine;
    let wanted = some.then_some(wanted.as_slice());
    let request = Engine::request(profiles, wishes, wanted, [profile, how], now);
    decide(program, context, &request, decisions, None);
    decisions.slots.as_ptr().cast()
}

/// Decides one slot, as if there were no other; nothing goes on from there. The same address, of which that slot's words count.
#[wasm_bindgen(js_name = one)]
pub fn decide_one(number: u32, profile: u32, now: f64, how: u32, slot: u32) -> *const u32 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { program, context, decisions, single, profiles, wishes, .. } = &mut *engine;
    let only = Some(Only { slot, known: decisions });
    let request = Request { only, ..Engine::request(profiles, wishes, None, [profile, how], now) };
    decide(program, context, &request, single, None);
    single.slots.as_ptr().cast()
}

/// What a decision is made again for.
const AFRESH: u32 = 1;
const HAPPENED: u32 = 2;

/// Decides again what depends on the signals that JavaScript names in the news, and if something happened on the profile
/// ([`HAPPENED`] in `what`), in slots of the kinds `may`; [`AFRESH`], all of it. The news are then the slots that changed. The
/// same address.
#[wasm_bindgen(js_name = again)]
pub fn decide_again(number: u32, profile: u32, now: f64, how: u32, may: u32, what: u32) -> *const u32 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { program, context, decisions, news, profiles, wishes, .. } = &mut *engine;
    if what & AFRESH != 0 {
        decisions.forget();
    }
    let request = Engine::request(profiles, wishes, None, [profile, how], now);
    let Some((count, named)) = news.split_first_mut() else { return std::ptr::null() };
    let signals = named.get(..*count as usize).unwrap_or_default();
    again(program, context, &request, Change { signals, may, profile: what & HAPPENED != 0 }, decisions);
    *count = decisions.changed.len() as u32;
    named.iter_mut().zip(&decisions.changed).for_each(|(place, slot)| *place = *slot);
    decisions.slots.as_ptr().cast()
}
