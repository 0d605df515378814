//! What a decision does, written down row by row in the order in which it happens: which questions were put, what was answered,
//! what was drawn, what became of each experience. Numbers only, so that JavaScript reads them where they lie, and an explanation
//! is the decision itself with somebody watching.

/// A row's last word: a step's answer, 0 or 1, or one of these.
pub const DRAWN: u32 = 2;
pub const OUTCOME: u32 = 3;

#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// A step is `condition, its number there, predicate, answer`; a draw `experience, unit, bucket, DRAWN`; and what was
    /// decided of an experience, to which all rows before belong, `experience, reason, 0, OUTCOME`.
    pub rows: Vec<[u32; 4]>,
    /// Every experience is considered, and nothing is written.
    pub mute: bool,
}

impl Seen {
    #[inline(never)]
    pub fn row(&mut self, row: [u32; 4]) {
        if !self.mute {
            self.rows.push(row);
        }
    }
}
