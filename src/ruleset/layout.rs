//! Spaces: inside flow collections, at the ends of lines, and as indentation. Two spaces a level.
//!
//! Each step is kept only if the file still is the same tree: when in doubt, nothing is moved.

use super::fmt::{Edit, apply};
use super::tree::{Node, NodeKind, Style};
use super::yaml;

/// The text with its spaces put right.
pub fn tidy(text: &str) -> String {
    let steps: [fn(&str, &Node) -> String; 3] = [flow, line_ends, indentation];
    let mut text = text.to_owned();
    for step in steps {
        let (Some(before), _) = yaml::read(0, &text) else { return text };
        let after = step(&text, &before);
        if after != text && yaml::read(0, &after).0.is_some_and(|tree| same(&before, &tree)) {
            text = after;
        }
    }
    text
}

/// The same tree, wherever its parts stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (NodeKind::Map(a), NodeKind::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|(a, b)| a.key.value == b.key.value && a.style == b.style && same(&a.value, &b.value))
        }
        (NodeKind::List(a), NodeKind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (NodeKind::Scalar(a), NodeKind::Scalar(b)) => a == b,
        _ => false,
    }
}

fn source<'t>(text: &'t str, node: &Node) -> &'t str {
    text.get(node.span.start as usize..node.span.end as usize).unwrap_or("")
}

fn is_flow(text: &str, node: &Node) -> bool {
    source(text, node).starts_with(['{', '['])
}

// ---- inside flow collections

/// `{a: 1,b: [ 2 ]}` → `{ a: 1, b: [2] }`, for collections on one line.
fn flow(text: &str, tree: &Node) -> String {
    let mut edits = Vec::new();
    flow_edits(text, tree, &mut edits);
    apply(text, edits)
}

fn flow_edits(text: &str, node: &Node, edits: &mut Vec<Edit>) {
    let one_line = is_flow(text, node) && !source(text, node).contains('\n');
    let (start, end) = (node.span.start as usize, node.span.end as usize);
    match &node.kind {
        NodeKind::Scalar(_) => {}
        NodeKind::List(items) => {
            if one_line {
                let spans: Vec<_> =
                    items.iter().map(|item| (item.span.start as usize, item.span.end as usize)).collect();
                gaps(text, (start, end), &spans, "", edits);
            }
            items.iter().for_each(|item| flow_edits(text, item, edits));
        }
        NodeKind::Map(entries) => {
            if one_line {
                let spans: Vec<_> = entries
                    .iter()
                    .map(|entry| (entry.key.span.start as usize, entry.value.span.end.max(entry.key.span.end) as usize))
                    .collect();
                gaps(text, (start, end), &spans, " ", edits);
                for entry in entries.iter().filter(|entry| entry.value.span.start < entry.value.span.end) {
                    gap(text, entry.key.span.end as usize, entry.value.span.start as usize, ":", ": ", edits);
                }
            }
            entries.iter().for_each(|entry| flow_edits(text, &entry.value, edits));
        }
    }
}

/// The space after the opening bracket, around commas, before the closing bracket.
fn gaps(text: &str, (start, end): (usize, usize), spans: &[(usize, usize)], inside: &str, edits: &mut Vec<Edit>) {
    let (Some((first, _)), Some((_, last))) = (spans.first(), spans.last()) else {
        return gap(text, start + 1, end.saturating_sub(1), "", "", edits);
    };
    gap(text, start + 1, *first, "", inside, edits);
    for pair in spans.windows(2) {
        if let [(_, end), (start, _)] = pair {
            gap(text, *end, *start, ",", ", ", edits);
        }
    }
    gap(text, *last, end.saturating_sub(1), "", inside, edits);
}

/// Writes a gap anew if it holds nothing but spaces and what belongs there.
fn gap(text: &str, start: usize, end: usize, holds: &str, wanted: &str, edits: &mut Vec<Edit>) {
    let Some(found) = text.get(start..end) else { return };
    if found.trim() == holds && found != wanted {
        edits.push(Edit { start, end, text: wanted.to_owned() });
    }
}

// ---- at the ends of lines

/// No spaces at the ends of lines, one newline at the end of the file; texts of several lines stay as they are.
fn line_ends(text: &str, tree: &Node) -> String {
    let mut kept = Vec::new();
    verbatim(text, tree, &mut kept);
    let mut out = String::with_capacity(text.len() + 1);
    let mut at = 0;
    let mut kept = kept.into_iter().peekable();
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        while kept.next_if(|(_, to)| *to < start).is_some() {}
        if kept.peek().is_some_and(|(from, _)| *from < end) {
            out.push_str(line);
            continue;
        }
        let body = line.trim_end_matches(['\n', '\r']);
        out.push_str(body.trim_end_matches([' ', '\t']));
        out.push_str(line.get(body.len()..).unwrap_or(""));
    }
    let end = out.trim_end_matches(['\n', '\r', ' ']).len();
    let newline = if out.contains("\r\n") { "\r\n" } else { "\n" };
    out.truncate(end);
    out.push_str(newline);
    out
}

/// Scalars whose lines belong to their text.
fn verbatim(text: &str, node: &Node, kept: &mut Vec<(usize, usize)>) {
    match &node.kind {
        NodeKind::Map(entries) => entries.iter().for_each(|entry| verbatim(text, &entry.value, kept)),
        NodeKind::List(items) => items.iter().for_each(|item| verbatim(text, item, kept)),
        NodeKind::Scalar(scalar) => {
            if scalar.style == Style::Block || source(text, node).contains('\n') {
                kept.push((node.span.start as usize, node.span.end as usize));
            }
        }
    }
}

// ---- indentation

/// Block collections indented by two spaces a level, also lists under a key. Whatever else is on the lines moves with
/// them; comments move with what follows.
fn indentation(text: &str, tree: &Node) -> String {
    let mut lines = Lines::new(text);
    if is_flow(text, tree) || lines.place(tree, 0).is_none() {
        return text.to_owned();
    }
    lines.shifted()
}

struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Where a line's first character shall stand, for lines that start an entry.
    wanted: Vec<Option<usize>>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Lines<'t> {
        let starts: Vec<usize> = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .filter(|at| *at < text.len())
            .collect();
        Lines { text, wanted: vec![None; starts.len()], starts }
    }

    fn line_of(&self, at: u32) -> usize {
        self.starts.partition_point(|start| *start <= at as usize).saturating_sub(1)
    }

    fn line(&self, number: usize) -> &'t str {
        let start = self.starts.get(number).copied().unwrap_or(self.text.len());
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or("")
    }

    /// Whether only spaces stand before a place on its line.
    fn is_first(&self, at: u32) -> bool {
        let number = self.line_of(at);
        let start = self.starts.get(number).copied().unwrap_or(0);
        self.text.get(start..at as usize).is_some_and(|before| before.bytes().all(|b| b == b' '))
    }

    /// Notes where a block collection's lines shall start. Nothing: it is written in a way that we do not move.
    fn place(&mut self, node: &Node, indent: usize) -> Option<()> {
        if is_flow(self.text, node) {
            return Some(());
        }
        match &node.kind {
            NodeKind::Scalar(_) => {}
            NodeKind::Map(entries) => {
                for entry in entries {
                    if self.is_first(entry.key.span.start) {
                        let line = self.line_of(entry.key.span.start);
                        *self.wanted.get_mut(line)? = Some(indent);
                    }
                    self.place(&entry.value, indent + 2)?;
                }
            }
            NodeKind::List(items) => {
                for item in items {
                    let line = self.line_of(item.span.start);
                    let dash = self.line(line).trim_start_matches(' ');
                    let start = self.starts.get(line).copied()? + (self.line(line).len() - dash.len());
                    // `- item` with the item behind the dash, and nothing but the dash before it.
                    if !dash.starts_with("- ")
                        || !self.text.get(start + 1..item.span.start as usize)?.bytes().all(|b| b == b' ')
                    {
                        return None;
                    }
                    *self.wanted.get_mut(line)? = Some(indent);
                    self.place(item, indent + 2)?;
                }
            }
        }
        Some(())
    }

    fn shifted(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut shift = 0;
        for (number, (wanted, below)) in self.wanted.iter().zip(self.shifts_below()).enumerate() {
            let line = self.line(number);
            let body = line.trim_start_matches(' ');
            let indent = line.len() - body.len();
            if let Some(wanted) = wanted {
                shift = *wanted as isize - indent as isize;
            }
            if body.trim().is_empty() {
                out.push_str(line);
                continue;
            }
            let shift = if wanted.is_none() && body.starts_with('#') { below.unwrap_or(shift) } else { shift };
            out.extend(std::iter::repeat_n(' ', (indent as isize + shift).max(0) as usize));
            out.push_str(&dashed(body, wanted.is_some()));
        }
        out
    }

    /// For each line, how far the next line that starts an entry moves: comments go with it.
    fn shifts_below(&self) -> Vec<Option<isize>> {
        let mut below = vec![None; self.wanted.len()];
        let mut next = None;
        for (number, (slot, wanted)) in below.iter_mut().zip(&self.wanted).enumerate().rev() {
            if let Some(wanted) = wanted {
                let line = self.line(number);
                next = Some(*wanted as isize - (line.len() - line.trim_start_matches(' ').len()) as isize);
            }
            *slot = next;
        }
        below
    }
}

/// One space behind a dash, so that the keys under it are two columns further.
fn dashed(body: &str, starts_entry: bool) -> String {
    match body.strip_prefix("- ") {
        Some(rest) if starts_entry => format!("- {}", rest.trim_start_matches(' ')),
        _ => body.to_owned(),
    }
}
