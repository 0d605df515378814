//! What the index saves, natively: a bundle decided for the visitors of a file with it, and with every experience considered in
//! order, as whoever watches a decision has it. Both must decide alike before anything is timed.
//!
//!     cargo bench --bench index -- work.json
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a benchmark reads files and the clock, and may fail"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use nearside::condition::seen::Seen;
use nearside::decide::{Decisions, Request, decide};
use nearside::program::Program;
use nearside::program::records::NONE;
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use serde_json::Value as Json;

const PASSES: usize = 25;
const SLICE: Duration = Duration::from_millis(40);

struct Work {
    program: Program,
    visitors: Vec<Vec<(u32, Value)>>,
    request: Request<'static>,
}

fn main() {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else { return };
    let file: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let work = Work::of(&file);
    let (with, without) =
        (&mut Side::new(&work, None), &mut Side::new(&work, Some(Seen { mute: true, ..Seen::default() })));
    let mut chosen = 0;
    for visitor in 0..work.visitors.len() {
        with.decide(&work, visitor);
        without.decide(&work, visitor);
        assert_eq!(with.decisions.slots, without.decisions.slots, "the index decides otherwise for visitor {visitor}");
        chosen += with.decisions.slots.iter().filter(|slot| slot.arm != NONE).count();
    }
    for pass in 0..PASSES {
        // Each second round in the other order.
        if pass % 2 == 0 {
            with.slice(&work);
            without.slice(&work);
        } else {
            without.slice(&work);
            with.slice(&work);
        }
    }
    let (with, without) = (&mut with.times, &mut without.times);
    let mut ratios: Vec<f64> = with.iter().zip(without.iter()).map(|(with, without)| without / with).collect();
    println!(
        "{}",
        serde_json::json!({
            "experiences": work.program.experiences().len(),
            "slots": work.program.slots().len(),
            "chosen": chosen as f64 / work.visitors.len() as f64,
            "ns": quantile(with, 0.5),
            "ns_without": quantile(without, 0.5),
            "ratio": quantile(&mut ratios, 0.5),
            "low": quantile(&mut ratios, 0.25),
            "high": quantile(&mut ratios, 0.75),
        })
    );
}

impl Work {
    fn of(file: &Json) -> Work {
        let program = Program::read(std::fs::read(file["bundle"].as_str().unwrap()).unwrap()).unwrap();
        let number = |name: &str| program.signals().iter().position(|signal| program.text(signal.name) == name);
        let visitor = |signals: &Json| {
            let known = signals.as_object().unwrap().iter();
            known.filter_map(|(name, value)| Some((number(name)? as u32, Value::from(value)))).collect()
        };
        let visitors = file["visitors"].as_array().unwrap().iter().map(visitor).collect();
        let request = Request { now: file["now"].as_i64().unwrap(), ..Request::default() };
        Work { program, visitors, request }
    }
}

/// One of the two ways, with what it keeps from decision to decision.
struct Side {
    /// Somebody who wants to see every experience, and writes nothing: the same path, without the index.
    every: Option<Seen>,
    context: Context,
    decisions: Decisions,
    visitor: usize,
    /// Nanoseconds a decision, a slice of time each.
    times: Vec<f64>,
}

impl Side {
    fn new(work: &Work, every: Option<Seen>) -> Side {
        let (context, decisions) = (Context::new(&work.program), Decisions::default());
        Side { every, context, decisions, visitor: 0, times: Vec::new() }
    }

    fn decide(&mut self, work: &Work, visitor: usize) -> Duration {
        self.context.clear();
        for (signal, value) in &work.visitors[visitor] {
            self.context.put(&work.program, *signal, value, Source::Site, Trust::Declared);
        }
        // Giving the context is the same for both, and not timed.
        let began = Instant::now();
        decide(&work.program, &mut self.context, &work.request, &mut self.decisions, self.every.as_mut());
        let spent = began.elapsed();
        black_box(&self.decisions.slots);
        spent
    }

    fn slice(&mut self, work: &Work) {
        let (start, mut spent, mut done) = (Instant::now(), Duration::ZERO, 0);
        while start.elapsed() < SLICE {
            self.visitor = (self.visitor + 1) % work.visitors.len();
            spent += self.decide(work, self.visitor);
            done += 1;
        }
        self.times.push(spent.as_nanos() as f64 / f64::from(done));
    }
}

fn quantile(list: &mut [f64], share: f64) -> f64 {
    list.sort_by(f64::total_cmp);
    list[((list.len() as f64 * share) as usize).min(list.len() - 1)]
}
