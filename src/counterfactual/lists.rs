//! Classes of lists: which kinds of members they have, how many, and in the order that is asked for.
//!
//! Of members that no question tells apart one is enough, so a list is a set of kinds. All sets are tried while there are
//! few kinds; with more, only the list as it is with a member more or less, single members and pairs.

use super::domain::Classes;
use super::machine::{Machine, explore};
use super::numbers::lengths;
use super::texts;
use crate::limits;
use crate::program::records::{NONE, Op};
use crate::signal::context::{Cell, Datum};

/// With more kinds of members, not all sets of them are tried.
const KINDS: usize = 7;

/// Adds them; whether these are all.
pub fn add(classes: &mut Classes) -> bool {
    let now: Vec<Datum> = classes.context.values.list(classes.now.datum).map(<[Datum]>::to_vec).unwrap_or_default();
    let (kinds, mut exact) = kinds(classes, &now);
    let lengths = lengths(classes, limits::SIGNAL_LIST);
    for predicate in classes.predicates() {
        match predicate.op {
            Op::EqList => {
                // In the order that is asked; and, so that there is another list of the same, twice the last.
                let named = classes.named(predicate);
                let list: Vec<Datum> =
                    named.iter().map(|text| classes.context.keep_text(classes.program, text)).collect();
                let more: Vec<Datum> = list.iter().chain(list.last()).copied().collect();
                try_list(classes, &list, &now);
                try_list(classes, &more, &now);
                exact &= lengths.is_empty();
            }
            Op::In
            | Op::InFold
            | Op::All
            | Op::AllFold
            | Op::Size
            | Op::ElemMatch
            | Op::Exists
            | Op::Trusted
            | Op::Settled => {}
            _ => exact = false,
        }
    }
    // The list as it is, with a member less or one more.
    for at in 0..now.len() {
        let less: Vec<Datum> = now.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| *one).collect();
        try_list(classes, &less, &now);
    }
    for kind in &kinds {
        let more: Vec<Datum> = now.iter().chain([kind]).copied().collect();
        try_list(classes, &more, &now);
    }
    let few = kinds.len() <= KINDS;
    let sets: Vec<Vec<Datum>> = if few {
        let has =
            |set: usize| kinds.iter().enumerate().filter(move |(at, _)| set >> at & 1 != 0).map(|(_, kind)| *kind);
        (0..1_usize << kinds.len()).map(|set| has(set).collect()).collect()
    } else {
        let single = kinds.iter().map(|kind| vec![*kind]);
        let pairs =
            kinds.iter().enumerate().flat_map(|(at, one)| kinds.iter().take(at).map(|other| vec![*other, *one]));
        [Vec::new()].into_iter().chain(single).chain(pairs).collect()
    };
    for set in sets {
        try_list(classes, &set, &now);
        for length in &lengths {
            // A member may be there more than once.
            if let Some(last) = set.last().filter(|_| *length > set.len()) {
                let mut long = set.clone();
                long.resize(*length, *last);
                try_list(classes, &long, &now);
            }
        }
    }
    exact && few
}

fn try_list(classes: &mut Classes, list: &[Datum], now: &[Datum]) {
    if list.len() > limits::SIGNAL_LIST {
        return;
    }
    let strange =
        list.iter().filter(|one| !now.contains(one)).count() + now.iter().filter(|one| !list.contains(one)).count();
    let cost = strange + list.len().abs_diff(now.len()) + usize::from(list.iter().any(|one| is_unnamed(*one)));
    let datum = classes.context.keep_members(list);
    classes.add(datum, cost as f64);
}

fn is_unnamed(datum: Datum) -> bool {
    matches!(datum, Datum::Text { id: NONE, .. })
}

/// One member of each kind, and whether these are all kinds.
fn kinds(classes: &mut Classes, now: &[Datum]) -> (Vec<Datum>, bool) {
    let mut machines = Vec::new();
    let mut exact = true;
    let mut words = classes.constants();
    // Each text of a list that has to be there whole is a kind of its own.
    let mut alone = Vec::new();
    for predicate in classes.predicates() {
        exact &= texts::machine(classes, predicate, &mut machines);
        if matches!(predicate.op, Op::All | Op::AllFold | Op::EqList) {
            alone.extend(classes.named(predicate));
        }
    }
    for predicate in classes.elements() {
        exact &= texts::machine(classes, predicate, &mut machines);
        words.extend(classes.named(predicate));
    }
    let mut found: Vec<(Vec<u32>, bool, Datum)> = Vec::new();
    let mut kind = |classes: &mut Classes, member: Datum| {
        let text = classes.context.values.text(classes.program, member).unwrap_or_default();
        let own = alone.contains(&text);
        let list = classes.context.keep_members(&[member]);
        let answers = classes.answers(Cell { datum: list, ..classes.now });
        let known = |(seen, was, other): &(Vec<u32>, bool, Datum)| {
            *seen == answers && *was == own && (!own || *other == member)
        };
        if !found.iter().any(known) {
            found.push((answers, own, member));
        }
    };
    now.iter().for_each(|member| kind(classes, *member));
    let other = texts::unnamed(&words);
    for text in words.iter().copied().chain([other.as_slice()]) {
        let member = classes.context.keep_text(classes.program, text);
        kind(classes, member);
    }
    if !machines.is_empty() {
        machines.push(Machine::words(words, false));
        exact &= explore(&machines, &mut |text| {
            let member = classes.context.keep_text(classes.program, text);
            kind(classes, member);
        });
    }
    (found.into_iter().map(|(.., member)| member).collect(), exact)
}
