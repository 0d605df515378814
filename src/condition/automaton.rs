//! Runs the automaton that `compile` made of a regular expression: one table look-up a byte, no engine.

/// Whether the automaton accepts somewhere in `text`. `automaton` is as it lies in the bundle: 256 classes, then
/// `u16`s: stride, start, first accepting state, transitions (see [`crate::program::records::Automaton`]).
pub fn matches(automaton: &[u8], text: &[u8]) -> bool {
    let Some((classes, numbers)) = automaton.split_at_checked(256) else { return false };
    let numbers = numbers.as_chunks().0;
    let number = |at: usize| numbers.get(at).map_or(0, |bytes| usize::from(u16::from_le_bytes(*bytes)));
    let (stride, accepting) = (number(0), number(2));
    let follow = |state: usize, class: usize| number(3 + state * stride + class);
    let mut state = number(1);
    for byte in text {
        if state >= accepting {
            return true;
        }
        if state == 0 {
            return false;
        }
        let class = classes.get(usize::from(*byte)).copied().unwrap_or(0);
        state = follow(state, usize::from(class));
    }
    state >= accepting || (state != 0 && follow(state, stride.saturating_sub(1)) >= accepting)
}
