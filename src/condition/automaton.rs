//! Runs the automaton that `compile` made of a regular expression: one table look-up a byte, no engine.

use crate::program::records::Automaton;

/// Whether the automaton accepts somewhere in `text`.
pub fn matches(automaton: &Automaton, text: &[u8]) -> bool {
    let stride = usize::from(automaton.stride);
    let follow =
        |state: u16, class: usize| automaton.next.get(usize::from(state) * stride + class).copied().unwrap_or(0);
    let mut state = automaton.start;
    for byte in text {
        if state >= automaton.accepting {
            return true;
        }
        if state == 0 {
            return false;
        }
        let class = automaton.classes.get(usize::from(*byte)).copied().unwrap_or(0);
        state = follow(state, usize::from(class));
    }
    state >= automaton.accepting || (state != 0 && follow(state, stride - 1) >= automaton.accepting)
}
