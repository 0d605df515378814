//! Bad bundles: cut at every byte, changed at every byte, sealed again or not. Each ends in a code or a program that
//! still decides; none in a panic, and none takes memory out of proportion.

use std::sync::LazyLock;

use nearside::condition::seen::Seen;
use nearside::decide::{Change, Decisions, Place, Request, again, decide};
use nearside::error::LoadError;
use nearside::limits;
use nearside::profile::Profile;
use nearside::program::{Program, seal};
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use proptest::prelude::*;

use crate::support;

fn bundle() -> Vec<u8> {
    static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| support::bundle("tests/cases/rulesets/every-feature"));
    BUNDLE.clone()
}

/// Uses everything that a visit would use of a program.
fn exercise(program: &Program) {
    let mut context = Context::new(program);
    for (index, value) in (0..).zip(
        [Value::Text("DE".into()), Value::Number(19.0), Value::Bool(true)].iter().cycle().take(program.signals().len()),
    ) {
        context.put(program, index, value, Source::Site, Trust::Known);
    }
    for unit in 0..program.units().len() {
        context.put_unit(program, unit as u32, b"someone");
    }
    let mut decisions = Decisions::default();
    let mut seen = Seen::default();
    let edge = Request { now: support::NOW, place: Place::Edge, ..Request::default() };
    decide(program, &mut context, &edge, &mut decisions, Some(&mut seen));
    let mut profile = Profile::read(program, &[]).unwrap();
    profile.view(program, context.values(), support::NOW);
    profile.track(program, context.values(), b"purchase", support::NOW);
    profile.topic_of(program, b"purchase", b"topic", b"shoes", support::NOW);
    let device = Request { place: Place::Device, profile: Some(&profile), ..edge };
    decide(program, &mut context, &device, &mut decisions, None);
    for signal in 0..program.signals().len() as u32 {
        context.put(program, signal, &Value::Text("AT".into()), Source::Site, Trust::Known);
        let change = Change { signals: &[signal], may: u32::MAX, profile: signal % 2 == 0 };
        again(program, &mut context, &device, change, &mut decisions);
    }
    profile.commit_all(program, context.values(), decisions.shown(), support::NOW);
    assert!(Profile::read(program, &profile.write()).is_some());
    for decision in &decisions.slots {
        let _ = program.content(decision.content).to_json(&|_| "");
    }
    for content in 0..program.content_count() {
        let _ = program.content(content as u32).to_json(&|_| "");
    }
}

#[test]
fn a_whole_bundle_is_read() {
    exercise(&Program::read(bundle()).unwrap());
}

#[test]
fn a_bundle_cut_anywhere_is_refused() {
    let bundle = bundle();
    for len in 0..bundle.len() {
        let cut = bundle[..len].to_vec();
        let code = Program::read(cut.clone()).unwrap_err().code();
        assert_eq!(code, "bundle_truncated", "cut at {len}");
        if len >= 96 {
            // The length mended and sealed again: what is cut off now is a section.
            let mut sealed = cut;
            sealed[8..12].copy_from_slice(&(len as u32).to_le_bytes());
            seal(&mut sealed);
            if let Ok(program) = Program::read(sealed) {
                exercise(&program);
            }
        }
    }
}

#[test]
fn a_changed_byte_is_noticed() {
    let bundle = bundle();
    for at in 0..bundle.len() {
        let mut changed = bundle.clone();
        changed[at] ^= 0x55;
        assert!(Program::read(changed).is_err(), "byte {at}");
    }
}

/// A browser takes what the validator would refuse: it decides something then, in bounded time, and nothing breaks.
#[test]
fn a_changed_byte_behind_a_new_seal_does_no_harm_in_a_browser() {
    let bundle = bundle();
    let mut taken = 0;
    for at in (96..bundle.len()).step_by(5) {
        for change in [0x01, 0x80, 0xFF] {
            let mut changed = bundle.clone();
            changed[at] ^= change;
            seal(&mut changed);
            if let Ok(program) = Program::read_in_browser(&changed) {
                taken += u32::from(Program::read(changed).is_err());
                exercise(&program);
            }
        }
    }
    println!("{taken} that the validator refuses");
    assert!(taken > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same for words at random places, the largest among them.
    #[test]
    fn changed_words_behind_a_new_seal_do_no_harm_in_a_browser(
        words in proptest::collection::vec((any::<proptest::sample::Index>(), prop_oneof![any::<u32>(), Just(u32::MAX), Just(u32::MAX - 1), 0_u32..64]), 1..40),
    ) {
        let mut changed = bundle();
        // Behind the section table, so that it is a bundle still.
        let start = 96 + 12 * u32::from_le_bytes(changed[12..16].try_into().unwrap()) as usize;
        let count = (changed.len() - start) / 4;
        for (at, word) in words {
            let at = start + 4 * at.index(count);
            changed[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        seal(&mut changed);
        if let Ok(program) = Program::read_in_browser(changed) {
            exercise(&program);
        }
    }
}

#[test]
fn a_changed_byte_behind_a_new_seal_meets_the_validator() {
    let bundle = bundle();
    let (mut refused, mut taken) = (0, 0);
    for at in 0..bundle.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut changed = bundle.clone();
            changed[at] ^= change;
            seal(&mut changed);
            match Program::read(changed) {
                Ok(program) => {
                    taken += 1;
                    exercise(&program);
                }
                Err(error) => {
                    refused += 1;
                    assert!(!error.code().is_empty() && !error.hint().is_empty());
                }
            }
        }
    }
    println!("{refused} refused, {taken} still a program");
    assert!(refused > 0 && taken > 0);
}

#[test]
fn newer_foreign_and_oversized_files_have_codes_of_their_own() {
    let mut newer = bundle();
    newer[4] = 2;
    seal(&mut newer);
    assert_eq!(Program::read(newer).unwrap_err(), LoadError::TooNew);
    assert_eq!(Program::read(b"<!doctype html><p>Not found").unwrap_err(), LoadError::NotABundle);
    let code = |len: usize| Program::read([b"NSB1".as_slice(), &vec![0; len - 4]].concat()).unwrap_err();
    assert_eq!(code(limits::BUNDLE_BYTES + 1), LoadError::TooLarge);
    assert_ne!(code(limits::BUNDLE_BYTES), LoadError::TooLarge);
}

#[test]
fn a_section_of_a_newer_minor_version_is_skipped() {
    let mut bundle = bundle();
    // One more entry in the section table, so everything behind it moves by twelve bytes.
    let count = u32::from_le_bytes(bundle[12..16].try_into().unwrap());
    for entry in 0..count as usize {
        let at = 96 + entry * 12 + 4;
        let offset = u32::from_le_bytes(bundle[at..at + 4].try_into().unwrap()) + 12;
        bundle[at..at + 4].copy_from_slice(&offset.to_le_bytes());
    }
    let end = 96 + count as usize * 12;
    let unknown: Vec<u8> = [99_u32, end as u32 + 12, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    bundle.splice(end..end, unknown);
    let len = bundle.len() as u32;
    bundle[8..12].copy_from_slice(&len.to_le_bytes());
    bundle[12..16].copy_from_slice(&(count + 1).to_le_bytes());
    bundle[6] = 1;
    seal(&mut bundle);
    exercise(&Program::read(bundle).unwrap());
}
