//! The edge artefact: the runtime, and pages rewritten as they stream. `pkg/src/edge/stream.ts` is the other side.

use wasm_bindgen::prelude::wasm_bindgen;

use super::shelf::engine;
use crate::ops::{Content, render};
use crate::rewrite::{Edit, Options, Rewriter};
use crate::signal::catalogue::id;
use crate::signal::{Fact, Facts, facts::number, observe};
use crate::value::Value;

/// One page on its way.
#[wasm_bindgen]
#[derive(Default)]
pub struct Page {
    edits: Vec<Edit>,
    rewriter: Option<Rewriter>,
}

#[wasm_bindgen]
impl Page {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Page {
        Page::default()
    }

    /// Adds a slot's content. `texts` holds what each interpolation shows, in their order: `+` and the text, or `-`
    /// for a signal that is missing, with a NUL behind each. (Filters are the host's `Intl`.)
    pub fn add(&mut self, number: u32, slot: u32, content: u32, texts: &str) {
        let Some(engine) = engine(number) else { return };
        let program = engine.program();
        let Some(slot) = program.slot(slot) else { return };
        let Content::Ops(ops) = program.content(content) else { return };
        let mut texts = texts.split('\0');
        let mut fill = |_: u32, _: &_| texts.next().and_then(|text| text.strip_prefix('+')).map(str::to_owned);
        let ops = ops.iter().filter_map(|op| render(op, &mut fill)).collect();
        self.edits.push(Edit { target: program.text(slot.target).to_owned(), nth: slot.nth, ops });
    }

    /// All is added. `handoff` is JSON for the browser, empty for none.
    pub fn open(&mut self, content_type: &str, handoff: &str) {
        let handoff = (!handoff.is_empty()).then(|| handoff.to_owned());
        let options = Options { content_type: Some(content_type.to_owned()), handoff };
        self.rewriter = Some(Rewriter::new(std::mem::take(&mut self.edits), &options));
    }

    /// The next chunk in, what can go out already out.
    pub fn write(&mut self, chunk: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(chunk.len() + 256);
        match &mut self.rewriter {
            Some(rewriter) => rewriter.write(chunk, &mut out),
            None => out.extend_from_slice(chunk),
        }
        out
    }

    pub fn end(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(rewriter) = &mut self.rewriter {
            rewriter.end(&mut out);
        }
        out
    }

    /// Elements that each edit found, in their order.
    pub fn matched(&self) -> Vec<u32> {
        let outcomes = self.rewriter.as_ref().map(Rewriter::outcomes).unwrap_or_default();
        outcomes.iter().map(|outcome| outcome.matched).collect()
    }
}

/// Whether a user agent is a machine's; asked only where a visitor would be sent to another page.
#[wasm_bindgen]
pub fn is_bot(user_agent: &str) -> bool {
    let mut facts = Facts::default();
    facts.insert(number::USER_AGENT, Fact::Text(user_agent.to_owned()));
    let seen = observe(id::DEVICE_TYPE, None, &facts).map(|seen| seen.value);
    matches!(seen, Some(Value::Text(kind)) if kind == "bot")
}
