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
    let came = came();
    let len = bytes.min(came.len() * 4);
    // SAFETY: the words are there until the end of this function, each is four bytes, and any byte is a `u8`.
    let bytes = unsafe { std::slice::from_raw_parts(came.as_ptr().cast(), len) };
    let Some(mut engine) = engine(number) else { return -1 };
    let Some(profile) = Profile::read(&engine.program, bytes) else { return -1 };
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

/// What a profile can be told, by number.
const VIEW: u32 = 0;
const EVENT: u32 = 1;
const CLICKED: u32 = 2;
const DISMISSED: u32 = 3;

/// Tells a profile: that a page view begins; that an event happened, whose name is in the first fact's cell and its
/// topic in the next; that what experience `subject` showed was clicked, or sent away; else that arm `subject` is shown.
#[wasm_bindgen]
pub fn tell(number: u32, profile: u32, what: u32, subject: u32, now: f64) {
    let Some(mut engine) = engine(number) else { return };
    let Engine { program, context, profiles, cells, .. } = &mut *engine;
    let Some(Some(profile)) = profiles.get_mut(profile as usize) else { return };
    let now = now as i64;
    let first = program.signals().len() + program.units().len();
    match what {
        VIEW => profile.view(program, now),
        EVENT => profile.track(program, cells.text(first), cells.text(first + 1), now),
        CLICKED => profile.answer(program, subject, Answer::Clicked, now),
        DISMISSED => profile.answer(program, subject, Answer::Dismissed, now),
        _ => profile.commit(program, context.values(), subject, now),
    }
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
        Request {
            now: now as i64,
            slots: wanted,
            place: super::runtime::place(edge != 0),
            profile,
            previews,
            only: None,
        }
    }
}
