//! What an experience asks of a visitor wherever they are: now, its condition, its gates. The page, its slots and its limits
//! come besides, for who asks for a decision; whoever asks only which variant somebody is in asks for this alone.

use super::draw::{Allocation, Lot, Lots};
use super::{Place, Reason};
use crate::condition::{Evaluator, Unsettled};
use crate::program::records::{DEVICE_ONLY, NONE, PERSONAL};
use crate::signal::calendar;

/// Whether an experience is for this visitor now, and the arm that is theirs without a draw, if one is. `holds` says that the
/// condition is known to.
#[inline(never)]
pub(super) fn admit(conditions: &mut Evaluator, lots: Lots, index: u32, holds: bool) -> Lot<Option<Allocation>> {
    let Lots { program, values, request } = lots;
    let Some(experience) = program.experience(index) else { return Lot::Missed(Reason::NotMatched) };
    let refusal = match experience.flags & PERSONAL {
        0 => None,
        _ if program.forgets => Some(Reason::NoMemory),
        _ => request.leave.refusal(),
    };
    if let Some(refusal) = refusal {
        return Lot::Missed(refusal);
    }
    if request.now < experience.from {
        return Lot::Missed(Reason::NotStarted);
    }
    if request.now >= experience.until {
        return Lot::Missed(Reason::Ended);
    }
    let edge = request.place == Place::Edge;
    if let Some(hours) = program.calendar(experience.hours) {
        let open = calendar::is_open(program, values, experience.hours, request.now);
        // At an edge that does not know the visitor's clock it is open: there the condition asks for that clock.
        if !open.unwrap_or(edge && hours.offset != NONE) {
            return Lot::Missed(Reason::OffHours);
        }
    }
    if !holds && !conditions.holds(experience.when, if edge { Unsettled::No } else { Unsettled::Nothing }) {
        let may = edge && conditions.holds(experience.when, Unsettled::Yes);
        let lacks_memory = experience.flags & PERSONAL != 0 && request.profile.is_none();
        let reason = if lacks_memory { Reason::NoMemory } else { Reason::NotMatched };
        return if may { Lot::OnDevice } else { Lot::Missed(reason) };
    }
    if edge && experience.flags & DEVICE_ONLY != 0 {
        return Lot::OnDevice;
    }
    if let Some(forced) = lots.forced(experience) {
        return Lot::Drawn(Some(forced));
    }
    match lots.gates(experience.gates) {
        Lot::Drawn(()) => Lot::Drawn(None),
        Lot::Missed(reason) => Lot::Missed(reason),
        Lot::OnDevice => Lot::OnDevice,
    }
}
