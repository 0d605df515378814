//! Slots as they stand while deciding. Most are one place; one of several (`take`) is as many slots in a row, of which
//! each experience that wants the first gets the next that is free.

/// What has become of a slot so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Not on this page, or not asked for.
    #[default]
    Absent,
    Free,
    Taken,
    /// Decided elsewhere, for the experience of this index.
    Held(u32),
    /// An experience that only the device can decide may want it: nobody after it gets it here.
    Deferred,
}

/// Whether it is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    Reached,
    /// Its state is held for this decision, since it may not change.
    Kept,
    /// It stays as it is. All slots of an experience do, or none.
    #[default]
    Apart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spot {
    pub state: State,
    pub mark: Mark,
    /// Slots from this one on that are places of the same.
    pub places: u32,
    /// Whether it is a place in a page, and no value.
    pub is_place: bool,
}

/// Where an experience stands with a slot that it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can have this one.
    Open(u32),
    /// Not here, or its own already.
    Settled,
    /// Others have it.
    Gone,
}

pub fn is_reached(spots: &[Spot], slot: u32) -> bool {
    spots.get(slot as usize).is_some_and(|spot| spot.mark != Mark::Apart)
}

pub fn standing(spots: &[Spot], slot: u32, experience: u32) -> Standing {
    let Some(first) = spots.get(slot as usize) else { return Standing::Settled };
    let mut standing = Standing::Settled;
    for row in slot..slot.saturating_add(first.places) {
        match spots.get(row as usize).map(|spot| spot.state) {
            Some(State::Free | State::Deferred) if !matches!(standing, Standing::Open(_)) => {
                standing = Standing::Open(row);
            }
            Some(State::Held(by)) if by == experience => return Standing::Settled,
            Some(State::Taken | State::Held(_)) if standing == Standing::Settled => standing = Standing::Gone,
            _ => {}
        }
    }
    standing
}
