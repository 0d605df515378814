//! Conditions become steps.
//!
//! First to negation normal form: a tree of *all* and *any* over single questions, each with its polarity, so that a
//! two-valued run is Kleene's "is true". Constants fold away. Cheap and selective questions go first, which is
//! allowed because no question has an effect. Then the tree is laid out from its end to its beginning, so that every
//! target is known when it is written, and every jump goes forward.

use super::compiler::{Compiler, Dialect, Lowered, Note, Story};
use super::subject::{Scope, Subject};
use crate::diagnostic::Span;
use crate::limits;
use crate::program::records::{ConditionId, FALSE, MISSING_IS_NULL, NEGATE, NEVER, NONE, Op, Predicate, Step, TRUE};
use crate::ruleset::model::{Condition, Operator, Segment, Test};
use std::collections::{HashMap, HashSet};

/// A condition in negation normal form.
#[derive(Debug, Clone)]
pub enum Node {
    Known(bool),
    Ask(u32, Span),
    All(Vec<Node>),
    Any(Vec<Node>),
}

impl Node {
    pub fn all(nodes: impl IntoIterator<Item = Node>) -> Node {
        join(nodes, true)
    }

    pub fn any(nodes: impl IntoIterator<Item = Node>) -> Node {
        join(nodes, false)
    }
}

/// Joins nodes, taking constants and nesting away. `all`: one false decides; otherwise one true does.
fn join(nodes: impl IntoIterator<Item = Node>, all: bool) -> Node {
    let mut kept = Vec::new();
    for node in nodes {
        match node {
            Node::Known(value) if value != all => return Node::Known(value),
            Node::Known(_) => {}
            Node::All(inner) if all => kept.extend(inner),
            Node::Any(inner) if !all => kept.extend(inner),
            node => kept.push(node),
        }
    }
    match kept.len() {
        0 => Node::Known(all),
        1 => kept.pop().unwrap_or(Node::Known(all)),
        _ if all => Node::All(kept),
        _ => Node::Any(kept),
    }
}

impl<'a> Compiler<'a> {
    /// A condition as written → its number; [`NONE`] always holds, [`NEVER`] never does.
    pub fn condition(&mut self, condition: &'a Condition) -> ConditionId {
        let node = self.lower(condition, false, Scope::Signals, 0);
        self.place(node)
    }

    /// Lowers a condition; with `negate`, its opposite.
    pub fn lower(&mut self, condition: &'a Condition, negate: bool, scope: Scope, depth: usize) -> Node {
        if depth > limits::CONDITION_NESTING {
            self.refuse(
                "condition-too-deep",
                span_of(condition),
                format!("conditions nest deeper than {}", limits::CONDITION_NESTING),
            );
            return Node::Known(false);
        }
        let mut children = |parts: &'a [Condition], negate| -> Vec<Node> {
            parts.iter().map(|part| self.lower(part, negate, scope, depth + 1)).collect()
        };
        match condition {
            Condition::And(parts, _) if negate => Node::any(children(parts, true)),
            Condition::And(parts, _) => Node::all(children(parts, false)),
            // Nothing to choose from: GrowthBook calls that true, and a rule that is being written should not vanish.
            Condition::Or(parts, _) if parts.is_empty() => Node::Known(!negate),
            Condition::Nor(parts, _) if parts.is_empty() => Node::Known(negate),
            Condition::Or(parts, _) if negate => Node::all(children(parts, true)),
            Condition::Or(parts, _) => Node::any(children(parts, false)),
            Condition::Nor(parts, _) if negate => Node::any(children(parts, false)),
            Condition::Nor(parts, _) => Node::all(children(parts, true)),
            Condition::Not(inner, _) => self.lower(inner, !negate, scope, depth + 1),
            Condition::Segment(name) => self.segment(&name.value, name.span, negate, depth),
            Condition::Test { signal, test } => match self.subject(&signal.value, signal.span, scope) {
                Some(subject) => self.test(&subject, test, negate, depth + 1),
                None => Node::Known(false),
            },
        }
    }

    /// Lowers what is asked of one subject.
    pub fn test(&mut self, subject: &Subject<'a>, test: &'a Test, negate: bool, depth: usize) -> Node {
        match test {
            _ if depth > limits::CONDITION_NESTING => {
                self.refuse(
                    "condition-too-deep",
                    span_of_test(test),
                    format!("conditions nest deeper than {}", limits::CONDITION_NESTING),
                );
                Node::Known(false)
            }
            Test::All(tests, _) => self.all_tests(subject, tests, negate, depth),
            Test::Not(inner, _) => self.test(subject, inner, !negate, depth + 1),
            Test::Op { op, operand, span } => self.literal(subject, *op, operand, negate, *span, depth),
        }
    }

    /// Tests side by side. `$trust` is asked in either polarity: a value below it counts as unknown, and the opposite
    /// of unknown is unknown.
    fn all_tests(&mut self, subject: &Subject<'a>, tests: &'a [Test], negate: bool, depth: usize) -> Node {
        let trust = |test: &&Test| matches!(test, Test::Op { op: Operator::Trust, .. });
        let (trusts, others): (Vec<&Test>, Vec<&Test>) = tests.iter().partition(trust);
        if others.is_empty() || trusts.is_empty() {
            let nodes: Vec<Node> = tests.iter().map(|test| self.test(subject, test, negate, depth + 1)).collect();
            return if negate { Node::any(nodes) } else { Node::all(nodes) };
        }
        let asked: Vec<Node> = others.into_iter().map(|test| self.test(subject, test, negate, depth + 1)).collect();
        let asked = if negate { Node::any(asked) } else { Node::all(asked) };
        let trusted: Vec<Node> = trusts.into_iter().map(|test| self.test(subject, test, false, depth + 1)).collect();
        Node::all(trusted.into_iter().chain([asked]))
    }

    /// A segment holds, or its opposite does: each polarity is a condition of its own, lowered when first used.
    fn segment(&mut self, name: &str, span: Span, negate: bool, depth: usize) -> Node {
        let ruleset = self.ruleset;
        let Some((index, segment)) = (0..).zip(&ruleset.segments).find(|(_, segment)| segment.name.value == name)
        else {
            self.refuse("unknown-segment", span, format!("unknown segment `{name}`"));
            return Node::Known(false);
        };
        let condition = match self.segments.get(&(index, negate)) {
            Some(Lowered::Done(condition)) => *condition,
            Some(Lowered::Open) => {
                self.refuse("segment-cycle", span, format!("segment `{name}` refers to itself"));
                return Node::Known(false);
            }
            None => self.lower_segment(index, segment, negate, depth),
        };
        match condition {
            NONE | NEVER => Node::Known(condition == NONE),
            _ => {
                let index =
                    self.tables.predicate(Predicate { subject: 0, op: Op::Holds, flags: 0, operand: condition });
                let text = format!("$segment: {name}");
                self.note(index, if negate { format!("not {text}") } else { text }, span);
                Node::Ask(index, span)
            }
        }
    }

    fn lower_segment(&mut self, index: usize, segment: &'a Segment, negate: bool, depth: usize) -> ConditionId {
        self.segments.insert((index, negate), Lowered::Open);
        let node = self.lower(&segment.when, negate, Scope::Signals, depth + 1);
        let condition = self.place(node);
        self.segments.insert((index, negate), Lowered::Done(condition));
        if condition != NONE && condition != NEVER {
            let story = self.stories.entry(condition).or_default();
            story.segments.push((segment.name.value.clone(), negate));
        }
        condition
    }

    /// Lays a tree out as steps, and gives the condition its number.
    pub fn place(&mut self, node: Node) -> ConditionId {
        let node = self.arrange(node);
        if let Node::Known(value) = node {
            return if value { NONE } else { NEVER };
        }
        let (steps, spans) = lay(&node);
        let first = spans.first().copied().unwrap_or_default();
        if steps.len() > limits::CONDITION_CODE {
            self.refuse(
                "condition-too-large",
                first,
                format!("a condition of {} steps is larger than {}", steps.len(), limits::CONDITION_CODE),
            );
            return NEVER;
        }
        let called = steps.iter().filter_map(|step| self.callee(step.predicate)).max();
        let depth = called.map_or(0, |below| below + 1);
        if depth > limits::CONDITION_DEPTH {
            self.refuse(
                "condition-too-deep",
                first,
                format!("segments and `$elemMatch` nest deeper than {}", limits::CONDITION_DEPTH),
            );
            return NEVER;
        }
        let condition = self.tables.condition(steps);
        self.depths.insert(condition, depth);
        self.stories.entry(condition).or_insert_with(|| Story { steps: spans, ..Story::default() });
        condition
    }

    /// How deep the condition nests that a predicate calls.
    fn callee(&self, predicate: u32) -> Option<usize> {
        let predicate = self.tables.draft.predicates.get(predicate as usize)?;
        let calls = matches!(predicate.op, Op::Holds | Op::Size | Op::ElemMatch);
        calls.then(|| self.depths.get(&predicate.operand).copied().unwrap_or(0))
    }

    /// Puts children that are cheap and likely to decide before others. Equal questions go by their number, so that the
    /// same condition written in another order is the same condition.
    fn arrange(&self, node: Node) -> Node {
        let (all, children) = match node {
            Node::All(children) => (true, children),
            Node::Any(children) => (false, children),
            leaf => return leaf,
        };
        let mut children: Vec<((u32, u32), Node)> = children
            .into_iter()
            .map(|child| self.arrange(child))
            .map(|child| ((self.cost(&child, all), rank(&child)), child))
            .collect();
        children.sort_by_key(|(key, _)| *key);
        let mut asked = HashSet::new();
        children.retain(|(_, child)| !matches!(child, Node::Ask(index, _) if !asked.insert(*index)));
        join(children.into_iter().map(|(_, child)| child), all)
    }

    /// Relative cost of asking, twice, plus one when the answer seldom decides among `all` (or any).
    fn cost(&self, node: &Node, all: bool) -> u32 {
        match node {
            Node::Known(_) => 0,
            Node::All(children) | Node::Any(children) => children
                .iter()
                .fold(1, |sum: u32, child| sum.saturating_add(self.cost(child, matches!(node, Node::All(_))))),
            Node::Ask(index, _) => {
                let Some(predicate) = self.tables.draft.predicates.get(*index as usize) else { return 0 };
                let negated = predicate.flags & NEGATE != 0;
                2 * effort(predicate.op) + u32::from(negated == all)
            }
        }
    }

    /// Tells the side map of a predicate; the first place that asked it counts.
    pub fn note(&mut self, predicate: u32, text: String, span: Span) {
        self.notes.entry(predicate).or_insert(Note { text, span });
    }

    /// A single question as a node.
    pub fn ask(&mut self, subject: &Subject, op: Op, operand: u32, negate: bool, span: Span) -> Node {
        let mode = if self.dialect == Dialect::GrowthBook { MISSING_IS_NULL } else { 0 };
        let flags = subject.flags | mode | if negate { NEGATE } else { 0 };
        let index = self.tables.predicate(Predicate { subject: subject.index, op, flags, operand });
        self.note(index, self.about.clone(), span);
        Node::Ask(index, span)
    }
}

/// Order among nodes of one cost: questions by number, then what is composed, as written.
fn rank(node: &Node) -> u32 {
    match node {
        Node::Ask(index, _) => *index,
        _ => NONE,
    }
}

/// What a question costs, an equality being one.
fn effort(op: Op) -> u32 {
    match op {
        Op::Exists | Op::IsType | Op::EqText | Op::EqNumber | Op::EqBool | Op::EqNull | Op::Trusted | Op::False => 1,
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between | Op::LooseBool | Op::LooseNumber | Op::LooseText => 2,
        Op::In
        | Op::Within
        | Op::OlderThan
        | Op::LtText
        | Op::LeText
        | Op::GtText
        | Op::GeText
        | Op::StartsWith
        | Op::EndsWith => 3,
        Op::Holds => 4,
        // Asks the days around a moment.
        Op::During => 9,
        Op::InFold
        | Op::Contains
        | Op::LooseLt
        | Op::LooseLe
        | Op::LooseGt
        | Op::LooseGe
        | Op::EqValue
        | Op::EqList => 5,
        Op::StartsWithFold | Op::EndsWithFold | Op::ContainsFold | Op::All => 6,
        Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe | Op::AllFold => 7,
        Op::Matches => 8,
        Op::Size | Op::ElemMatch => 10,
        // Says nothing about the visitor, so only when all else holds.
        Op::Settled => 11,
    }
}

/// Steps under way, from the last to the first.
#[derive(Default)]
struct Layout {
    steps: Vec<(u32, Target, Target, Span)>,
    known: HashMap<(u32, Target, Target), usize>,
}

/// Where to go: a verdict, or the step that is so many from the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Verdict(bool),
    Step(usize),
}

impl Layout {
    /// Adds the steps of `node`; says where it begins.
    fn add(&mut self, node: &Node, yes: Target, no: Target) -> Target {
        match node {
            Node::Known(value) => {
                if *value {
                    yes
                } else {
                    no
                }
            }
            Node::All(children) => children.iter().rev().fold(yes, |next, child| self.add(child, next, no)),
            Node::Any(children) => children.iter().rev().fold(no, |next, child| self.add(child, yes, next)),
            Node::Ask(..) if yes == no => yes,
            Node::Ask(predicate, span) => {
                let at = *self.known.entry((*predicate, yes, no)).or_insert_with(|| {
                    self.steps.push((*predicate, yes, no, *span));
                    self.steps.len() - 1
                });
                Target::Step(at)
            }
        }
    }
}

fn lay(node: &Node) -> (Vec<Step>, Vec<Span>) {
    let mut layout = Layout::default();
    let entry = layout.add(node, Target::Verdict(true), Target::Verdict(false));
    // Steps above the entry, if any, are beyond reach: targets only ever go down.
    let Target::Step(last) = entry else { return (Vec::new(), Vec::new()) };
    layout.steps.truncate(last + 1);
    let target = |target: Target| match target {
        Target::Verdict(true) => TRUE,
        Target::Verdict(false) => FALSE,
        Target::Step(at) => u16::try_from(last - at).unwrap_or(FALSE),
    };
    let steps = layout.steps.iter().rev();
    steps
        .map(|(predicate, yes, no, span)| (Step { predicate: *predicate, yes: target(*yes), no: target(*no) }, *span))
        .unzip()
}

pub fn span_of(condition: &Condition) -> Span {
    match condition {
        Condition::And(_, span) | Condition::Or(_, span) | Condition::Nor(_, span) | Condition::Not(_, span) => *span,
        Condition::Segment(name) => name.span,
        Condition::Test { signal, .. } => signal.span,
    }
}

fn span_of_test(test: &Test) -> Span {
    match test {
        Test::All(_, span) | Test::Not(_, span) | Test::Op { span, .. } => *span,
    }
}
