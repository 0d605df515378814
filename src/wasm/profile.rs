//! Profiles of an engine, by number, and the experiences that are to be previewed. `pkg/src/profile.ts` is the other side.

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::{Engine, came};
use super::shelf::engine;
use crate::decide::Request;
use crate::limits;
use crate::profile::{Answer, Leave, Profile};
use crate::program::records::NONE;
use crate::signal::context::Datum;

/// Takes the profile that was written into the room of [`super::runtime::reserve`]; its number, or −1 of what is none.
#[wasm_bindgen]
pub fn remember(number: u32, bytes: usize) -> i32 {
    let came = came();
    let Some(mut engine) = engine(number) else { return -1 };
    let Some(profile) = Profile::read(&engine.program, written(&came, bytes)) else { return -1 };
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

/// An experience is to be seen with an arm, or is out (`NONE`); `NONE` in its own place ends all of that.
#[wasm_bindgen]
pub fn preview(number: u32, experience: u32, arm: u32) {
    let Some(mut engine) = engine(number) else { return };
    if experience == NONE {
        engine.wishes.clear();
    } else {
        engine.wishes.push([experience, arm]);
    }
}

/// Takes into a profile what another remembers, whose bytes were written into the same room: one of this device, or of another, as of
/// `now`. Whether they were a profile's.
#[wasm_bindgen]
pub fn merge(number: u32, profile: u32, bytes: usize, now: f64) -> bool {
    let came = came();
    let Some(mut engine) = engine(number) else { return false };
    let Engine { program, profiles, .. } = &mut *engine;
    let Some(Some(profile)) = profiles.get_mut(profile as usize) else { return false };
    let bytes = written(&came, bytes);
    if now > 0.0 { profile.bring(program, bytes, now as i64) } else { profile.absorb(program, bytes) }
}

/// What was written into words.
fn written(words: &[u32], bytes: usize) -> &[u8] {
    let len = bytes.min(words.len() * 4);
    // SAFETY: the words are there for as long as the slice is, each is four bytes, and any byte is a `u8`.
    unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), len) }
}

/// What a profile can be told, by number.
const VIEW: u32 = 0;
const EVENT: u32 = 1;
const CLICKED: u32 = 2;
const DISMISSED: u32 = 3;
const SHOWN: u32 = 4;
const ABOUT: u32 = 5;
const DECLARED: u32 = 6;
const UNIT: u32 = 7;
const WRITER: u32 = 8;
const FIELD: u32 = 9;
const SAW: u32 = 10;
const SEEN: u32 = 11;
const ERASE: u32 = 12;

/// Tells a profile; whether it took it. What it is about is in the cells from the first fact's on: an event, and behind it each
/// of its fields by the event, its name and value; a topic; a question and its answer; a unit and its value; the digest
/// of an item that was seen, or is asked for. Otherwise `subject` is the experience that was clicked or dismissed, the arm that is shown, the writer (and
/// eight more, if the profile ends with this page; from now on it is kept, else).
#[wasm_bindgen]
pub fn tell(number: u32, profile: u32, what: u32, subject: u32, now: f64) -> bool {
    let Some(mut engine) = engine(number) else { return false };
    let Engine { program, context, profiles, cells, .. } = &mut *engine;
    let Some(Some(profile)) = profiles.get_mut(profile as usize) else { return false };
    let now = now as i64;
    let first = program.signals().len() + program.units().len();
    match what {
        VIEW => profile.view(program, context.values(), now),
        EVENT => return profile.track(program, context.values(), cells.text(first), now),
        FIELD => {
            let [event, field] = [first, first + 1].map(|cell| cells.text(cell));
            match cells.datum(program, context, first + 2) {
                Datum::Number(number) => profile.number_of(program, event, field, number, now),
                _ => profile.topic_of(program, event, field, cells.text(first + 2), now),
            }
        }
        CLICKED => profile.answer(program, context.values(), subject, Answer::Clicked, now),
        DISMISSED => profile.answer(program, context.values(), subject, Answer::Dismissed, now),
        SHOWN => profile.commit(program, context.values(), subject, now),
        ABOUT => profile.about(program, context.values(), cells.text(first), now),
        DECLARED => {
            let answer = cells.datum(program, context, first + 1);
            return profile.declare(program, context.values(), cells.text(first), answer, now);
        }
        UNIT => return profile.identify(program, cells.text(first), cells.text(first + 1), now),
        WRITER => {
            profile.writer = subject as u8 % limits::WRITERS;
            profile.passing = subject >= u32::from(limits::WRITERS);
            profile.begin(now);
        }
        SAW => profile.saw(program, cells.text(first), now),
        ERASE => profile.erase(now),
        SEEN => return profile.has_seen(cells.text(first)),
        _ => return false,
    }
    true
}

/// The profile's bytes, behind their number in four bytes; until the next call.
#[wasm_bindgen]
pub fn save(number: u32, profile: u32) -> *const u8 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { profiles, saved, .. } = &mut *engine;
    saved.clear();
    saved.extend([0; 4]);
    if let Some(Some(profile)) = profiles.get_mut(profile as usize) {
        saved.extend(profile.save());
    }
    let len = (saved.len() as u32).saturating_sub(4).to_le_bytes();
    if let Some(head) = saved.first_chunk_mut() {
        *head = len;
    }
    saved.as_ptr()
}

impl Engine {
    /// What is asked of `decide`: by which profile, and how (the lowest bit: at an edge; above it, what the visitor allows).
    pub(super) fn request<'a>(
        profiles: &'a [Option<Profile>],
        wishes: &'a [[u32; 2]],
        wanted: Option<&'a [u32]>,
        [profile, how]: [u32; 2],
        now: f64,
    ) -> Request<'a> {
        let profile = profiles.get(profile as usize).and_then(Option::as_ref);
        Request {
            now: now as i64,
            slots: wanted,
            place: super::runtime::place(how & 1 != 0),
            profile,
            leave: Leave(how >> 1),
            wishes,
            only: None,
        }
    }
}
