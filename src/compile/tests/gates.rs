//! Gates and assignments: which there are, and in what order.

use super::*;

#[test]
fn gates_stand_in_the_order_of_a_decision() {
    let draft = c("holdout: { share: 5%, covers: all }
groups: { g: {}, old: { hash_version: 1, ranges: { three: [25%, 50%] } } }
slots: { s: { target: '#s' } }
experiences:
  - { id: one, show: { s: { text: x } } }
  - { id: two, rollout: 10%, experiment: { group: g }, show: { s: { text: x } } }
  - { id: three, experiment: { group: old }, show: { s: { text: x } } }
")
    .draft;
    let gates = |at: usize| {
        let range = draft.experiences[at].gates;
        let gates = &draft.gates[range.start as usize..][..range.len as usize];
        gates.iter().map(|gate| (gate.seed, gate.from, gate.until)).collect::<Vec<_>>()
    };
    let holdout = (begin(b"holdout"), 500, 10_000);
    assert_eq!(gates(0), [holdout]);
    assert_eq!(gates(1), [holdout, (begin(b"g:group"), 0, 10_000), (begin(b"two:rollout"), 0, 1_000)]);
    assert_eq!(gates(2), [holdout, (begin(b"__old"), 250, 500)]);
    let seed = draft.gates.iter().find(|gate| gate.until == 500).unwrap().seed_text;
    assert_eq!(draft.strings[seed as usize], "__old");
}

#[test]
fn assignments_stand_behind_those_that_they_need() {
    let draft = c("segments: { in_b: { variant.b: show } }
slots: { s: { value: 0 } }
experiences:
  - { id: a, when: { $segment: in_b, holdout: false }, show: { s: 1 } }
  - { id: b, when: { $not: { variant.c: x } }, show: { s: 2 } }
  - { id: c, variants: { x: { show: { s: 3 } }, y: { show: { s: 4 } } } }
")
    .draft;
    let name = |signal: u32| draft.strings[draft.signals[signal as usize].name as usize].as_str();
    let order: Vec<&str> = draft.assignments.iter().map(|one| name(one.signal)).collect();
    let place = |name: &str| order.iter().position(|one| *one == name).unwrap();
    assert!(order.len() == 3 && place("variant.c") < place("variant.b"), "{order:?}");
}

#[test]
fn without_a_holdout_the_first_gate_stops_nobody() {
    let draft = c("slots: { s: { value: 0 } }
experiences:
  - { id: a, rollout: 10%, show: { s: 1 } }
  - { id: b, when: { holdout: false }, show: { s: 2 } }
")
    .draft;
    assert_eq!((draft.gates[0].reason, draft.gates[0].units.len), (Reason::Holdout as u32, 0));
    let rollout = draft.gates[draft.experiences[0].gates.start as usize];
    assert_eq!((rollout.reason, rollout.until), (Reason::Rollout as u32, 1_000));
    // Nobody asks, and nothing is written.
    let draft = c("slots: { s: { value: 0 } }\nexperiences: [{ id: a, rollout: 10%, show: { s: 1 } }]").draft;
    assert_eq!((draft.gates.len(), draft.assignments.len()), (1, 0));
}
