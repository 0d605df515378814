//! Profiles of an engine, by number, and the experiences that are to be previewed. `pkg/src/profile.ts` is the other side.

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::{Engine, came};
use super::shelf::engine;
use crate::decide::Request;
use crate::profile::{Answer, Profile};
use crate::program::records::NONE;

/// Takes the profile that was written into the room of [`super::runtime::reserve`]; its number, or −1 of what is none.
#[wasm_bindgen]
pub fn remember(number: u32, bytes: usize) -> i32 {
    let came = came(bytes);
    let Some(mut engine) = engine(number) else { return -1 };
    let Some(profile) = Profile::read(&engine.program, &came) else { return -1 };
    let free = engine.profiles.iter().position(Option::is_none);
    let number = free.unwrap_or(engine.profiles.len());
    match engine.profiles.get_mut(number) {
        Some(place) => *place = Some(profile),
        None => engine.profiles.push(Some(profile)),
    }
    number as i32
}

#[wasm_bindgen]
pub fn forget(number: u32, profile: u32) {
    if let Some(mut engine) = engine(number)
        && let Some(place) = engine.profiles.get_mut(profile as usize)
    {
        *place = None;
    }
}

/// An experience is to be seen with an arm; `NONE` ends all of them.
#[wasm_bindgen]
pub fn preview(number: u32, experience: u32, arm: u32) {
    let Some(mut engine) = engine(number) else { return };
    if experience == NONE {
        engine.previews.clear();
    } else {
        engine.previews.push([experience, arm]);
    }
}

#[cfg(any(not(feature = "why"), feature = "tools"))]
mod kept {
    use super::{Answer, Engine, Profile, engine, wasm_bindgen};
    use crate::program::Program;
    use crate::signal::context::Values;
    use crate::wasm::cells::Cells;

    /// What profiles are written with.
    struct Kept<'a> {
        program: &'a Program,
        values: &'a Values,
        cells: &'a Cells,
    }

    /// Does something with a profile.
    fn with(number: u32, profile: u32, what: impl FnOnce(&mut Profile, &Kept)) {
        let Some(mut engine) = engine(number) else { return };
        let Engine { program, context, profiles, cells, .. } = &mut *engine;
        if let Some(Some(profile)) = profiles.get_mut(profile as usize) {
            what(profile, &Kept { program, values: context.values(), cells });
        }
    }

    /// Writes down that an arm is shown; once for each experience.
    #[wasm_bindgen]
    pub fn commit(number: u32, profile: u32, arm: u32, now: f64) {
        with(number, profile, |profile, Kept { program, values, .. }| profile.commit(program, values, arm, now as i64));
    }

    /// A page view begins.
    #[wasm_bindgen]
    pub fn view(number: u32, profile: u32, now: f64) {
        with(number, profile, |profile, kept| profile.view(kept.program, now as i64));
    }

    /// An event happened: its name is in the first fact's cell, its topic in the next.
    #[wasm_bindgen]
    pub fn track(number: u32, profile: u32, now: f64) {
        with(number, profile, |profile, Kept { program, cells, .. }| {
            let first = program.signals().len() + program.units().len();
            profile.track(program, cells.text(first), cells.text(first + 1), now as i64);
        });
    }

    /// The visitor clicked what an experience showed, or sent it away.
    #[wasm_bindgen]
    pub fn answer(number: u32, profile: u32, experience: u32, dismissed: bool, now: f64) {
        let answer = if dismissed { Answer::Dismissed } else { Answer::Clicked };
        with(number, profile, |profile, kept| {
            profile.answer(kept.program, experience, answer, now as i64);
        });
    }

    /// The profile's bytes, behind their number in four bytes; until the next call.
    #[wasm_bindgen]
    pub fn save(number: u32, profile: u32) -> *const u8 {
        let Some(mut engine) = engine(number) else { return std::ptr::null() };
        let Engine { profiles, saved, .. } = &mut *engine;
        saved.clear();
        saved.extend([0; 4]);
        if let Some(Some(profile)) = profiles.get(profile as usize) {
            saved.extend(profile.write());
        }
        let len = (saved.len() as u32).saturating_sub(4).to_le_bytes();
        if let Some(head) = saved.first_chunk_mut() {
            *head = len;
        }
        saved.as_ptr()
    }
}

impl Engine {
    /// What is asked of `decide`.
    pub(super) fn request<'a>(
        profiles: &'a [Option<Profile>],
        previews: &'a [[u32; 2]],
        wanted: Option<&'a [u32]>,
        [profile, edge]: [u32; 2],
        now: f64,
    ) -> Request<'a> {
        let profile = profiles.get(profile as usize).and_then(Option::as_ref);
        Request { now: now as i64, slots: wanted, place: super::runtime::place(edge != 0), profile, previews }
    }
}
