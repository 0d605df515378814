//! Sets of values that one signal may have: exact, closed under intersection and complement.
//!
//! Numbers are sorted intervals whose ends carry a hair's breadth (`-1`, `0`, `+1`), so that open and closed ends are
//! one kind of thing and the complement is arithmetic. Texts are a finite set, or all but a finite set.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// An end of an interval: the number, and whether a hair below it, at it, or above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End(pub f64, pub i8);

impl End {
    fn order(self, other: End) -> Ordering {
        // `+ 0.0` makes one zero of the two.
        (self.0 + 0.0).total_cmp(&(other.0 + 0.0)).then(self.1.cmp(&other.1))
    }

    fn before(self) -> End {
        End(self.0, self.1 - 1)
    }

    fn after(self) -> End {
        End(self.0, self.1 + 1)
    }
}

const LEAST: End = End(f64::NEG_INFINITY, 0);
const MOST: End = End(f64::INFINITY, 0);

/// Values of one signal.
#[derive(Debug, Clone, PartialEq)]
pub enum Set<'a> {
    /// Sorted, disjoint, none empty.
    Numbers(Vec<(End, End)>),
    /// These texts.
    Only(BTreeSet<&'a str>),
    /// Every text but these.
    Except(BTreeSet<&'a str>),
}

impl<'a> Set<'a> {
    pub fn numbers() -> Set<'a> {
        Set::Numbers(vec![(LEAST, MOST)])
    }

    /// From one number to another, both included.
    pub fn between(from: End, to: End) -> Set<'a> {
        Set::Numbers(if from.order(to).is_gt() { Vec::new() } else { vec![(from, to)] })
    }

    pub fn at_least(from: End) -> Set<'a> {
        Set::between(from, MOST)
    }

    pub fn at_most(to: End) -> Set<'a> {
        Set::between(LEAST, to)
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Set::Numbers(parts) => parts.is_empty(),
            Set::Only(texts) => texts.is_empty(),
            Set::Except(_) => false,
        }
    }

    /// Everything else of the same type.
    #[must_use]
    pub fn complement(&self) -> Set<'a> {
        match self {
            Set::Only(texts) => Set::Except(texts.clone()),
            Set::Except(texts) => Set::Only(texts.clone()),
            Set::Numbers(parts) => {
                let mut from = Some(LEAST);
                let mut rest = Vec::new();
                for (start, end) in parts {
                    if let Some(from) = from.filter(|from| from.order(start.before()).is_le()) {
                        rest.push((from, start.before()));
                    }
                    from = Some(end.after()).filter(|after| after.order(MOST).is_le());
                }
                rest.extend(from.map(|from| (from, MOST)));
                Set::Numbers(rest)
            }
        }
    }

    /// What is in both. Sets of different types share nothing.
    #[must_use]
    pub fn intersect(&self, other: &Set<'a>) -> Set<'a> {
        match (self, other) {
            (Set::Numbers(a), Set::Numbers(b)) => Set::Numbers(intersect(a, b)),
            (Set::Only(a), Set::Only(b)) => Set::Only(a.intersection(b).copied().collect()),
            (Set::Only(only), Set::Except(not)) | (Set::Except(not), Set::Only(only)) => {
                Set::Only(only.difference(not).copied().collect())
            }
            (Set::Except(a), Set::Except(b)) => Set::Except(a.union(b).copied().collect()),
            _ => Set::Only(BTreeSet::new()),
        }
    }

    #[must_use]
    pub fn union(&self, other: &Set<'a>) -> Set<'a> {
        self.complement().intersect(&other.complement()).complement()
    }

    /// Only the whole numbers, so that `> 17 and < 18` is seen to be empty.
    #[must_use]
    pub fn whole(self) -> Set<'a> {
        let Set::Numbers(parts) = self else { return self };
        let whole = parts.into_iter().filter_map(|(start, end)| {
            let low = if start.1 > 0 { start.0.floor() + 1.0 } else { start.0.ceil() };
            let high = if end.1 < 0 { end.0.ceil() - 1.0 } else { end.0.floor() };
            (low <= high).then_some((End(low, 0), End(high, 0)))
        });
        Set::Numbers(whole.collect())
    }

    /// Work that a further operation costs, about.
    pub fn size(&self) -> usize {
        match self {
            Set::Numbers(parts) => parts.len(),
            Set::Only(texts) | Set::Except(texts) => texts.len(),
        }
    }
}

fn intersect(a: &[(End, End)], b: &[(End, End)]) -> Vec<(End, End)> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut both = Vec::new();
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let start = if x.0.order(y.0).is_ge() { x.0 } else { y.0 };
        let first_ends = x.1.order(y.1).is_le();
        let end = if first_ends { x.1 } else { y.1 };
        if start.order(end).is_le() {
            both.push((start, end));
        }
        if first_ends {
            a.next();
        } else {
            b.next();
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(set: &Set, number: f64) -> bool {
        let Set::Numbers(parts) = set else { return false };
        parts.iter().any(|(start, end)| start.order(End(number, 0)).is_le() && End(number, 0).order(*end).is_le())
    }

    fn some_set() -> impl Strategy<Value = Set<'static>> {
        let end = || (-4..4_i32, -1..2_i8).prop_map(|(number, hair)| End(f64::from(number), hair));
        prop::collection::vec((end(), end()), 0..4).prop_map(|parts| {
            parts.into_iter().fold(Set::Numbers(Vec::new()), |all, (from, to)| all.union(&Set::between(from, to)))
        })
    }

    proptest! {
        #[test]
        fn algebra_agrees_with_membership(a in some_set(), b in some_set(), tenths in -60..60_i32) {
            let number = f64::from(tenths) / 10.0;
            prop_assert_eq!(holds(&a.complement(), number), !holds(&a, number));
            prop_assert_eq!(holds(&a.intersect(&b), number), holds(&a, number) && holds(&b, number));
            prop_assert_eq!(holds(&a.union(&b), number), holds(&a, number) || holds(&b, number));
            prop_assert_eq!(holds(&a.clone().whole(), number.round()), holds(&a, number.round()));
        }
    }

    #[test]
    fn whole_numbers_leave_no_room_between_neighbours() {
        let gap = Set::at_least(End(17.0, 1)).intersect(&Set::at_most(End(18.0, -1)));
        assert!(!gap.is_empty());
        assert!(gap.whole().is_empty());
    }
}
