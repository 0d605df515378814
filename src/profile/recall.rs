//! What a profile tells as signals: put into the context before anything is decided, where the site has not said it itself.

use super::entry::{
    ABOVE, ACTION, BEFORE, BELOW, BITS, COUNT, DAY, DAYS, DECLARED, ENTRY, EVENT, FIELD, FIRST, GIVEN, IN_VISIT, LAST,
    RING, TALLY, VIEWS, counted_in, day, under,
};
use super::happen::allows;
use super::number::{Kept, MILLION};
use super::{LATEST, NEVER, Profile, age, tick};
use crate::condition::{Evaluator, Unsettled};
use crate::decide::Request;
use crate::program::Program;
use crate::program::records::{NONE, Recall};
use crate::signal::catalogue::id;
use crate::signal::context::{Context, Datum};
use crate::signal::{Members, Source, Trust};
use crate::value::Kind;

/// Puts all of it into the context; `differs` hears of the signals that are another than before.
pub fn recall(program: &Program, context: &mut Context, request: &Request, differs: &mut dyn FnMut(u32)) {
    let memory = request.memory(program);
    if let Some(profile) = memory {
        for (index, unit) in (0..).zip(program.units()) {
            let kept = profile.unit(unit.name).filter(|_| context.values.unit(index) == Datum::Missing);
            if let Some(kept) = kept {
                context.put_unit(program, index, kept);
            }
        }
    }
    for recall in program.recalls() {
        let before = context.values.cell(recall.signal);
        if before.datum != Datum::Missing && before.source != Source::Memory {
            continue;
        }
        let told = program.signal(recall.signal).map_or(0, |signal| signal.id);
        let datum = match (told, memory) {
            (id::CONSENT, _) => request.leave.says(program.text_bytes(recall.name)),
            (_, None) => Datum::Missing,
            (id::STAGE, _) => stage(program, context, request, recall.name),
            (_, Some(profile)) => Telling { program, profile, now: request.now }.tell(told, recall, context),
        };
        let trust = if told == id::DECLARED { Trust::Declared } else { Trust::Known };
        if before.datum != datum {
            context.place(program, recall.signal, datum, Source::Memory, trust);
            differs(recall.signal);
        }
    }
}

struct Telling<'a> {
    program: &'a Program,
    profile: &'a Profile,
    now: i64,
}

impl Telling<'_> {
    // Called by what pages load first, and part of what they load when something is remembered.
    #[inline(never)]
    fn tell(&self, told: u16, recall: Recall, context: &mut Context) -> Datum {
        let Telling { program, profile, now } = *self;
        let Recall { name, field, signal } = recall;
        let days = |at: i64| if at == NEVER { Datum::Missing } else { Datum::Number((age(at, now) / DAY) as f64) };
        let lasting = |datum: Datum| if profile.passing { Datum::Missing } else { datum };
        let count = |count: u32| Datum::Number(f64::from(count));
        let sum = |at: usize| self.field(name, field, at);
        match told {
            id::VISIT_COUNT => lasting(count(profile.visits())),
            id::VISIT_NEW => lasting(Datum::Bool(profile.visits() <= 1)),
            id::VISIT_PAGEVIEWS => count(profile.sum_in(TALLY, 0, VIEWS, profile.visits())),
            id::VISIT_SECONDS => match profile.started() {
                NEVER => Datum::Missing,
                started => Datum::Number((age(started, now) / 1000) as f64),
            },
            id::VISIT_ENTRY => self.text(ENTRY, 0, signal, context),
            id::VISIT_LAST_ACTION => self.text(ACTION, 0, signal, context),
            id::VISIT_DAYS_SINCE_LAST => lasting(days(super::moment(profile.visit(BEFORE)))),
            id::VISIT_DAYS_SINCE_FIRST => {
                lasting(days(super::moment(LATEST.saturating_sub(profile.visit(FIRST)).min(tick(now)))))
            }
            id::EVENT_COUNT => Datum::Number(profile.sum(EVENT, name, COUNT) as f64),
            id::EVENT_COUNT_7D => count(self.within(name, 7)),
            id::EVENT_COUNT_30D => count(self.within(name, 30)),
            id::EVENT_SESSION_COUNT => count(profile.sum_in(EVENT, name, IN_VISIT, profile.visits())),
            id::EVENT_LAST => moment(profile.last(EVENT, name, LAST)),
            id::EVENT_SUM => Datum::Number((sum(ABOVE) - sum(BELOW)) / MILLION),
            id::EVENT_AVG if sum(GIVEN) > 0.0 => Datum::Number((sum(ABOVE) - sum(BELOW)) / MILLION / sum(GIVEN)),
            id::STATE_OPEN => Datum::Bool(profile.open_since(program, name, now).is_some()),
            id::STATE_SINCE => moment(profile.open_since(program, name, now).unwrap_or(NEVER)),
            id::STATE_AGE => match profile.open_since(program, name, now) {
                Some(since) => Datum::Number(age(since, now) as f64),
                None => Datum::Missing,
            },
            // Whole thousandths: what is shown of it, or told with an operation, is the same text everywhere.
            id::AFFINITY => Datum::Number(f64::from((profile.interest(name, now) * 1000.0) as u32) / 1000.0),
            id::AFFINITY_TOP => match profile.favourite(program, now) {
                NONE => Datum::Missing,
                id => Datum::Text { id, start: 0, len: 0 },
            },
            id::DECLARED => self.declared(name, signal, context),
            _ => Datum::Missing,
        }
    }

    /// How often an event happened on the last so many days, today among them.
    #[inline(never)]
    fn within(&self, event: u32, days: u32) -> u32 {
        let today = day(self.now);
        let counted = self.profile.rows(EVENT, event).flat_map(|row| row.numbers.iter().skip(DAYS).take(RING));
        counted.fold(0, |sum, packed| {
            let on = under(*packed);
            let is_within = on <= today && on.saturating_add(days) > today;
            sum + if is_within { counted_in(*packed, on) } else { 0 }
        })
    }

    /// What was added up of a field of an event.
    #[inline(never)]
    fn field(&self, event: u32, field: u32, at: usize) -> f64 {
        let field = self.program.text_bytes(field);
        let rows = self.profile.rows(FIELD, event).filter(|row| row.text == field);
        rows.fold(0, |sum: u64, row| sum.saturating_add(row.number(at))) as f64
    }

    #[inline(never)]
    fn declared(&self, question: u32, signal: u32, context: &mut Context) -> Datum {
        let asked = self.program.declarations().iter().find(|asked| asked.key == question);
        let said = self.profile.only(DECLARED, question);
        let (Some(asked), Some(said)) = (asked, said) else { return Datum::Missing };
        let kept = Kept(said.number(BITS));
        if kept.0 != 0 {
            return kept.datum();
        }
        if said.text.is_empty() || !allows(self.program, asked, &said.text) {
            return Datum::Missing;
        }
        if asked.kind != Kind::List as u32 {
            return self.text(DECLARED, question, signal, context);
        }
        // The same list again takes no room again.
        let before = context.values.cell(signal).datum;
        let members = || said.text.split(|byte| *byte == b'\n');
        let known = context.values.list(before).unwrap_or_default().iter();
        if known.map(|member| context.values.text(self.program, *member).unwrap_or_default()).eq(members()) {
            return before;
        }
        let mut list = Vec::new();
        for text in members() {
            list.extend_from_slice(&(text.len() as u32).to_le_bytes());
            list.extend_from_slice(text);
        }
        context.keep_list(self.program, Members(&list))
    }

    /// A text that is kept; where the signal has it already it takes no room again.
    #[inline(never)]
    fn text(&self, kind: u8, id: u32, signal: u32, context: &mut Context) -> Datum {
        let Some(row) = self.profile.only(kind, id).filter(|row| !row.text.is_empty()) else {
            return Datum::Missing;
        };
        let before = context.values.cell(signal).datum;
        if context.values.text(self.program, before) == Some(&row.text) {
            before
        } else {
            context.keep_text(self.program, &row.text)
        }
    }
}

fn moment(at: i64) -> Datum {
    if at == NEVER { Datum::Missing } else { Datum::Number(at as f64) }
}

/// The last step of a stage that is reached, once its first is: by an event that happened, or as long as a condition holds.
#[inline(never)]
fn stage(program: &Program, context: &mut Context, request: &Request, name: u32) -> Datum {
    context.forget_answers();
    let Context { values, answers, .. } = context;
    let mut conditions = Evaluator::new(program, values, answers, request.now, None);
    let mut reached = None;
    for step in program.stages().iter().filter(|step| step.name == name) {
        let holds = if step.event == NONE {
            conditions.holds(step.when, Unsettled::Nothing)
        } else {
            request.profile.is_some_and(|profile| profile.happened(step.event, b"") != NEVER)
        };
        if holds {
            reached = Some(step.step);
        } else if reached.is_none() {
            break;
        }
    }
    let Some(id) = reached else { return Datum::Missing };
    context.forget_answers();
    Datum::Text { id, start: 0, len: 0 }
}
