//! The rewriter: one page from its first chunk to its end.

use super::change::{Change, Target};
use super::charset::{Charset, is_wide, script};
use super::markup::Refusal;
use super::matcher::{Matcher, Subject};
use super::name::{self, Name, name};
use super::selector::Selector;
use super::sink::Sink;
use super::tag::{TagScan, is_space};
use super::tokens::{Token, Tokens};
use super::tree::{Closing, Node, Opening, Space, Tree};
use crate::limits;
use crate::ops::Op;

/// Operations for the elements that a selector answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    pub target: String,
    /// Which of them, from 1 on; 0 for all.
    pub nth: u32,
    pub ops: Vec<Op<String>>,
}

/// About the page.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The response's `Content-Type`, for its charset.
    pub content_type: Option<String>,
    /// JSON to hand to the browser in `<script type="application/json" data-nearside>`.
    pub handoff: Option<String>,
}

/// What came of one edit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Elements that the selector answered.
    pub matched: u32,
    /// Operations refused, all elements together.
    pub refused: u32,
    /// The reason of the last refusal.
    pub refusal: Option<Refusal>,
    /// Operations that only a device can do (`order`, `template`), or that are not a page's (`redirect`).
    pub skipped: u32,
}

/// What is to be done when an element ends.
#[derive(Debug, Default)]
struct Ending {
    append: Vec<u8>,
    after: Vec<u8>,
    /// Its content is left out.
    mutes: bool,
    /// Its end tag is left out.
    gone: bool,
}

/// Rewrites one page. Feed it with [`Rewriter::write`], finish with [`Rewriter::end`].
///
/// ```
/// use nearside::ops::Op;
/// use nearside::rewrite::{Edit, Options, Rewriter};
/// let edit = Edit { target: "#hero".into(), nth: 0, ops: vec![Op::Text("Hello".into())] };
/// let mut rewriter = Rewriter::new(vec![edit], &Options::default());
/// let mut page = Vec::new();
/// rewriter.write(b"<h1 id=hero>Wel", &mut page);
/// rewriter.write(b"come</h1><p>x", &mut page);
/// rewriter.end(&mut page);
/// assert_eq!(page, b"<h1 id=hero>Hello</h1><p>x");
/// assert_eq!(rewriter.outcomes()[0].matched, 1);
/// ```
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page")]
pub struct Rewriter {
    edits: Vec<Edit>,
    outcomes: Vec<Outcome>,
    matcher: Matcher,
    tokens: Tokens,
    tree: Tree,
    endings: Vec<Option<Ending>>,
    handoff: Option<Vec<u8>>,
    /// What could not be understood yet: part of a tag, or the first bytes of something.
    rest: Vec<u8>,
    muted: u32,
    /// Inserted text must be ASCII: the page's encoding is not known.
    ascii: bool,
    doctype: bool,
    begun: bool,
    /// The next text loses one line feed: it would have been dropped after the start tag.
    drops_newline: bool,
    /// The rest of the page passes as it is.
    passing: bool,
    bailed: bool,
    /// Elements that ended without an end tag just now, innermost first.
    unclosed: Vec<Name>,
    hits: Vec<usize>,
}

impl Rewriter {
    /// An edit whose selector is none matches nothing: `check` has said so before.
    pub fn new(edits: Vec<Edit>, options: &Options) -> Rewriter {
        let none = Selector { alternatives: Vec::new() };
        let selectors: Vec<Selector> =
            edits.iter().map(|edit| Selector::parse(&edit.target).unwrap_or_else(|_| none.clone())).collect();
        let charset = Charset::of(options.content_type.as_deref());
        Rewriter {
            outcomes: vec![Outcome::default(); edits.len()],
            matcher: Matcher::new(&selectors),
            tokens: Tokens::default(),
            tree: Tree::default(),
            endings: Vec::new(),
            handoff: options.handoff.as_deref().map(script),
            rest: Vec::new(),
            muted: 0,
            ascii: charset != Charset::Utf8,
            doctype: false,
            begun: false,
            drops_newline: false,
            passing: charset == Charset::Opaque || edits.is_empty() && options.handoff.is_none(),
            bailed: false,
            unclosed: Vec::new(),
            hits: Vec::new(),
            edits,
        }
    }

    /// What came of each edit so far, in their order.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// Whether the page was given up at some point, and passed on as it is from there.
    pub fn bailed(&self) -> bool {
        self.bailed
    }

    /// Takes the next chunk and appends to `out` what can go out already.
    pub fn write(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        if self.passing {
            return out.extend_from_slice(chunk);
        }
        if self.rest.is_empty() {
            let used = self.run(chunk, false, out);
            self.rest.extend_from_slice(chunk.get(used..).unwrap_or_default());
        } else {
            let mut input = core::mem::take(&mut self.rest);
            input.extend_from_slice(chunk);
            let used = self.run(&input, false, out);
            input.drain(..used);
            self.rest = input;
        }
        if self.rest.len() > limits::TAG_BYTES {
            self.bail();
        }
        if self.passing {
            out.append(&mut self.rest);
        }
    }

    /// The page ends here.
    pub fn end(&mut self, out: &mut Vec<u8>) {
        let input = core::mem::take(&mut self.rest);
        if self.passing {
            return out.extend_from_slice(&input);
        }
        self.run(&input, true, out);
        let mut sink = Sink::new(&[], out, self.muted);
        self.close_to(0, 0, &mut sink);
        if let Some(script) = self.handoff.take() {
            sink.put(&script);
        }
        self.passing = true;
    }

    fn bail(&mut self) {
        self.bailed = true;
        self.passing = true;
        self.muted = 0;
    }

    /// Works through `input`; says how much of it is done with.
    fn run(&mut self, input: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        if !self.begun && is_wide(input) {
            self.bail();
            return 0;
        }
        let mut sink = Sink::new(input, out, self.muted);
        let mut at = 0;
        while let Some(rest) = input.get(at..).filter(|rest| !rest.is_empty() && !self.passing) {
            let token = self.tokens.next(rest, last, self.tree.is_foreign());
            let length = match token {
                Token::Text(length) => {
                    self.text(rest.get(..length).unwrap_or_default(), at, &mut sink);
                    length
                }
                Token::Start(length) => {
                    self.start(rest.get(..length).unwrap_or_default(), at, &mut sink);
                    length
                }
                Token::End(length) => {
                    let of = name(self.tokens.tag.name(rest));
                    self.close(of, at, at + length, &mut sink);
                    length
                }
                Token::Doctype(length) => {
                    self.doctype = true;
                    length
                }
                Token::Comment(length) => length,
                Token::More => break,
            };
            self.begun = true;
            at += length;
        }
        sink.keep(at);
        self.muted = sink.muted;
        at
    }

    fn text(&mut self, text: &[u8], at: usize, sink: &mut Sink) {
        if core::mem::take(&mut self.drops_newline) {
            let dropped =
                if text.starts_with(b"\r\n") { 2 } else { usize::from(matches!(text.first(), Some(b'\n' | b'\r'))) };
            sink.keep(at);
            sink.skip(at + dropped);
        }
        if self.tree.text_opens_body() && self.tokens.is_settled() {
            // Space before the first word is still the head's, whichever chunk it came in.
            if let Some(word) = text.iter().position(|byte| !is_space(*byte)) {
                self.begin_body(at + word, sink);
            }
        }
    }

    /// Text that is not white space, before any body: the parser makes one.
    fn begin_body(&mut self, at: usize, sink: &mut Sink) {
        if self.tree.nodes.is_empty() {
            self.imply(name::HTML);
        }
        self.close_to(1, at, sink);
        self.hand_off(at, sink);
        self.imply(name::BODY);
    }

    /// An element that the source does not write: selectors see it on their way, and none may be meant for it.
    fn imply(&mut self, name: Name) {
        let position = self.tree.nodes.last().map_or(0, |parent| parent.children) + 1;
        let scan = TagScan::default();
        let subject = Subject { name, tag: &[], scan: &scan, position, quirks: self.tree.quirks };
        self.matcher.run(&subject, &mut self.hits);
        self.matcher.push();
        self.tree.push(Node { name, ..Node::default() });
    }

    fn hand_off(&mut self, at: usize, sink: &mut Sink) {
        if let Some(script) = self.handoff.take() {
            sink.keep(at);
            sink.put(&script);
        }
    }

    fn start(&mut self, tag: &[u8], at: usize, sink: &mut Sink) {
        self.drops_newline = false;
        if self.tree.nodes.is_empty() {
            self.tree.quirks = !self.doctype;
        }
        let of = name(self.tokens.tag.name(tag));
        let in_head = self.tree.is_before_body();
        let opening = self.tree.open(of, self.tokens.tag.is_self_closing());
        if opening.ignored {
            return;
        }
        self.close_to(opening.keep, at, sink);
        for implied in opening.implied.into_iter().filter(|name| *name != 0) {
            self.imply(implied);
        }
        if in_head && (!self.tree.is_before_body() || matches!(of, name::BODY | name::FRAMESET)) {
            self.hand_off(at, sink);
        }
        if self.tree.nodes.len() >= limits::PAGE_DEPTH {
            sink.keep(at);
            sink.muted = 0;
            return self.bail();
        }
        let edit = self.edit(tag, of, &opening, at, sink);
        self.enter(tag, of, &opening, edit);
    }

    /// Asks the selectors; if some are meant, changes the element. The number of its ending, plus one.
    fn edit(&mut self, tag: &[u8], of: Name, opening: &Opening, at: usize, sink: &mut Sink) -> u32 {
        if self.tree.is_inert() {
            self.hits.clear();
            self.matcher.blank();
            return 0;
        }
        let subject = Subject {
            name: of,
            tag,
            scan: &self.tokens.tag,
            position: self.tree.nodes.last().map_or(0, |parent| parent.children) + 1,
            quirks: self.tree.quirks,
        };
        self.matcher.run(&subject, &mut self.hits);
        if self.hits.is_empty() {
            return 0;
        }
        let target = Target { name: of, space: opening.space, void: opening.void, tag, scan: &self.tokens.tag };
        let mut change = Change::default();
        for hit in &self.hits {
            let (Some(edit), Some(outcome)) = (self.edits.get(*hit), self.outcomes.get_mut(*hit)) else { continue };
            outcome.matched += 1;
            if edit.nth != 0 && edit.nth != outcome.matched {
                continue;
            }
            for op in &edit.ops {
                if matches!(op, Op::Template(_) | Op::Order(_) | Op::Rank(_) | Op::Redirect(_)) {
                    outcome.skipped += 1;
                } else if let Err(refusal) = change.apply(op, &target, &mut self.tree, self.ascii) {
                    outcome.refused += 1;
                    outcome.refusal = Some(refusal);
                }
            }
        }
        let ending = self.write_element(change, &target, opening, at, sink);
        let Some(ending) = ending else { return 0 };
        let free = self.endings.iter().position(Option::is_none);
        let index = free.unwrap_or(self.endings.len());
        match self.endings.get_mut(index) {
            Some(slot) => *slot = Some(ending),
            None => self.endings.push(Some(ending)),
        }
        index as u32 + 1
    }

    /// Writes the start of a changed element; what is to be done at its end, if it has one.
    fn write_element(
        &self,
        change: Change,
        target: &Target,
        opening: &Opening,
        at: usize,
        sink: &mut Sink,
    ) -> Option<Ending> {
        let end = at + target.tag.len();
        if !change.before.is_empty() || change.gone.is_some() {
            sink.keep(at);
            self.spell_out(opening, sink);
            sink.put(&change.before);
        }
        let html = target.space == Space::Html;
        if let Some(replacement) = change.gone {
            sink.keep(at);
            sink.skip(end);
            sink.put(&replacement);
            if opening.void {
                sink.put(&change.after);
                return None;
            }
            sink.muted += 1;
            return Some(Ending { append: Vec::new(), after: change.after, mutes: true, gone: true });
        }
        let has_content = change.inner.is_some() || !change.append.is_empty() || !change.prepend.is_empty();
        let opens = opening.void && !html && has_content;
        if let Some(tag) = change.tag(target, opens) {
            sink.keep(at);
            sink.skip(end);
            sink.put(&tag);
        } else {
            sink.keep(end);
        }
        let eats_newline = html && matches!(target.name, name::PRE | name::TEXTAREA | name::LISTING);
        let content_start =
            if change.prepend.is_empty() { change.inner.as_deref().unwrap_or_default() } else { &change.prepend };
        if eats_newline && content_start.starts_with(b"\n") {
            sink.put(b"\n");
        }
        sink.put(&change.prepend);
        if let Some(inner) = &change.inner {
            sink.put(inner);
        }
        if opening.void {
            if opens {
                sink.put(&change.append);
                sink.put(&[b"</", target.scan.name(target.tag), b">"].concat());
            }
            sink.put(&change.after);
            return None;
        }
        let mutes = change.inner.is_some();
        sink.muted += u32::from(mutes);
        let needs = mutes
            || !change.append.is_empty()
            || !change.after.is_empty()
            || eats_newline && !change.prepend.is_empty();
        needs.then_some(Ending { append: change.append, after: change.after, mutes, gone: false })
    }

    /// Writes the end tags that this start tag stood for, and the start tags that it implied.
    fn spell_out(&self, opening: &Opening, sink: &mut Sink) {
        for closed in self.unclosed.iter().filter_map(|name| name::text(*name)) {
            sink.put(&[b"</", closed.as_bytes(), b">"].concat());
        }
        for implied in opening.implied.iter().filter(|name| **name != 0).filter_map(|name| name::text(*name)) {
            sink.put(&[b"<", implied.as_bytes(), b">"].concat());
        }
    }

    fn enter(&mut self, tag: &[u8], of: Name, opening: &Opening, edit: u32) {
        if opening.void {
            return self.tree.void_child();
        }
        self.matcher.push();
        self.tree.push(Node { name: of, space: opening.space, children: 0, edit });
        if opening.space == Space::Html {
            if name::is_raw(of) || matches!(of, name::TITLE | name::TEXTAREA) {
                self.tokens.enter(of, self.tokens.tag.name(tag).len());
            }
            if matches!(of, name::PRE | name::TEXTAREA | name::LISTING) {
                let ending = (edit as usize).checked_sub(1).and_then(|index| self.endings.get(index)?.as_ref());
                self.drops_newline = ending.is_some_and(|ending| !ending.mutes);
            }
        }
    }

    fn close(&mut self, of: Name, at: usize, end: usize, sink: &mut Sink) {
        self.drops_newline = false;
        if of == name::HEAD && self.tree.is_before_body() {
            self.hand_off(at, sink);
        }
        match self.tree.close(of) {
            Closing::Ignored | Closing::Makes => {}
            Closing::To(index) => {
                self.close_to(index + 1, at, sink);
                if let Some(node) = self.tree.pop() {
                    self.finish(node, at, end, sink);
                }
                self.matcher.truncate(index);
            }
            Closing::Only(index) => {
                self.unclosed.clear();
                if let Some(node) = self.tree.remove(index) {
                    self.finish(node, at, end, sink);
                }
                self.matcher.remove(index);
            }
        }
    }

    /// Ends all elements but `keep`, without end tags of their own.
    fn close_to(&mut self, keep: usize, at: usize, sink: &mut Sink) {
        self.unclosed.clear();
        while self.tree.nodes.len() > keep {
            let Some(node) = self.tree.pop() else { break };
            if self.finish(node, at, at, sink) {
                self.unclosed.clear();
            } else if node.space == Space::Html && !matches!(node.name, name::HTML | name::HEAD | name::BODY) {
                self.unclosed.push(node.name);
            }
        }
        self.matcher.truncate(keep);
    }

    /// An element ends at `at`; its end tag, if it has one, goes up to `end`. True when the page that goes out needs no
    /// end tag for it any more: one was written, or the element is gone.
    fn finish(&mut self, node: Node, at: usize, end: usize, sink: &mut Sink) -> bool {
        let Some(slot) = (node.edit as usize).checked_sub(1) else { return false };
        let Some(ending) = self.endings.get_mut(slot).and_then(Option::take) else { return false };
        sink.keep(at);
        if ending.mutes {
            sink.muted = sink.muted.saturating_sub(1);
            self.unclosed.clear();
        }
        let spells = !ending.append.is_empty() || !ending.after.is_empty() && end == at;
        if spells {
            for open in self.unclosed.drain(..).filter_map(name::text) {
                sink.put(&[b"</", open.as_bytes(), b">"].concat());
            }
        }
        sink.put(&ending.append);
        let spelled = !ending.gone && end == at && !ending.after.is_empty();
        if ending.gone {
            sink.skip(end);
        } else if end > at {
            sink.keep(end);
        } else if spelled {
            let tag = name::text(node.name).unwrap_or_default();
            sink.put(&[b"</", tag.as_bytes(), b">"].concat());
        }
        sink.put(&ending.after);
        ending.gone || spelled
    }
}
