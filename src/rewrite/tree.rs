//! The stack of open elements: what a browser's tree construction makes of the tags that stream past.
//!
//! End tags that pages leave out (`<li>`, `<p>`, `<td>` …), elements that they do not write (`<tbody>`, `<body>`),
//! void elements, foreign content: HTML standard, §13.2.6, as far as it decides *where an element ends*. Two things a
//! stream cannot follow are the adoption agency (misnested `<b><p></b>`) and foster parenting; `docs/ops.md` says so.

use super::name::{self, Name};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Space {
    #[default]
    Html,
    Svg,
    Math,
}

/// One open element.
#[derive(Debug, Clone, Copy, Default)]
pub struct Node {
    pub name: Name,
    pub space: Space,
    /// Element children so far.
    pub children: u32,
    /// What is to be done when it ends, if anything (an index of the rewriter's, plus one).
    pub edit: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    BeforeHtml,
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
}

/// What a start tag does to the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The tag makes no element here.
    pub ignored: bool,
    /// Elements that stay open; those above end before this tag.
    pub keep: usize,
    /// Elements that the parser puts between, outermost first; 0 for none.
    pub implied: [Name; 3],
    pub space: Space,
    /// No content, no end tag.
    pub void: bool,
}

/// What an end tag does to the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    Ignored,
    /// Elements from this one on end.
    To(usize),
    /// This one ends while those above stay open (misnested formatting).
    Only(usize),
    /// The parser makes an empty element out of it (`</p>`, `</br>`).
    Makes,
}

#[derive(Debug, Default)]
pub struct Tree {
    pub nodes: Vec<Node>,
    phase: Phase,
    templates: usize,
    /// No doctype: a table does not close a paragraph.
    pub quirks: bool,
}

impl Tree {
    pub fn is_foreign(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.space != Space::Html)
    }

    /// Inside a `<template>`, whose content is not part of the page.
    pub fn is_inert(&self) -> bool {
        self.templates > 0
    }

    /// The head has not ended yet.
    pub fn is_before_body(&self) -> bool {
        matches!(self.phase, Phase::BeforeHtml | Phase::BeforeHead | Phase::InHead)
    }

    /// Text here that is not white space begins the body.
    pub fn text_opens_body(&self) -> bool {
        self.phase != Phase::InBody && self.nodes.last().is_none_or(|node| matches!(node.name, name::HTML | name::HEAD))
    }

    pub fn push(&mut self, node: Node) {
        if let Some(parent) = self.nodes.last_mut() {
            parent.children += 1;
        }
        match node.name {
            name::TEMPLATE => self.templates += 1,
            name::HTML => self.phase = Phase::BeforeHead,
            name::HEAD => self.phase = Phase::InHead,
            name::BODY | name::FRAMESET => self.phase = Phase::InBody,
            _ => {}
        }
        self.nodes.push(node);
    }

    pub fn pop(&mut self) -> Option<Node> {
        let node = self.nodes.pop()?;
        self.forget(node.name);
        Some(node)
    }

    pub fn remove(&mut self, index: usize) -> Option<Node> {
        (index < self.nodes.len()).then(|| self.nodes.remove(index))
    }

    fn forget(&mut self, popped: Name) {
        match popped {
            name::TEMPLATE => self.templates = self.templates.saturating_sub(1),
            name::HEAD if self.phase == Phase::InHead => self.phase = Phase::AfterHead,
            _ => {}
        }
    }

    pub fn void_child(&mut self) {
        if let Some(parent) = self.nodes.last_mut() {
            parent.children += 1;
        }
    }

    fn name_at(&self, index: usize) -> Name {
        self.nodes.get(index).map_or(0, |node| node.name)
    }

    fn below(&self, length: usize) -> Name {
        length.checked_sub(1).map_or(0, |index| self.name_at(index))
    }

    /// The innermost of `wanted` below `length`, unless `stop` comes first.
    fn find(&self, length: usize, wanted: impl Fn(Name) -> bool, stop: impl Fn(Name) -> bool) -> Option<usize> {
        for index in (0..length).rev() {
            let node = self.nodes.get(index)?;
            let html = node.space == Space::Html;
            if html && wanted(node.name) {
                return Some(index);
            }
            if html && stop(node.name) || !html && name::is_integration(node.name) {
                return None;
            }
        }
        None
    }

    fn in_scope(&self, length: usize, wanted: Name) -> Option<usize> {
        self.find(length, |name| name == wanted, name::is_scope)
    }

    fn in_button_scope(&self, length: usize, wanted: Name) -> Option<usize> {
        self.find(length, |name| name == wanted, |name| name::is_scope(name) || name == name::BUTTON)
    }

    /// What the start tag `of` does. The stack is not changed.
    pub fn open(&self, of: Name, self_closing: bool) -> Opening {
        let mut opening =
            Opening { ignored: false, keep: self.nodes.len(), implied: [0; 3], space: Space::Html, void: false };
        if self.is_foreign() && !self.leaves_foreign(of) {
            opening.space = self.nodes.last().map_or(Space::Html, |node| node.space);
            opening.void = self_closing;
            return opening;
        }
        opening.keep = self.leave_foreign(opening.keep);
        if self.phase != Phase::InBody && self.templates == 0 && !self.open_frame(of, &mut opening) {
            return opening;
        }
        opening.void = name::is_void(of);
        if of == name::SVG || of == name::MATH {
            opening.space = if of == name::SVG { Space::Svg } else { Space::Math };
            opening.void = self_closing;
        }
        self.open_in_body(of, &mut opening);
        opening
    }

    fn leaves_foreign(&self, of: Name) -> bool {
        self.nodes.last().is_none_or(|node| name::is_integration(node.name)) || name::breaks_out(of)
    }

    fn leave_foreign(&self, mut length: usize) -> usize {
        while length > 0 {
            let stays = self.nodes.get(length - 1);
            if stays.is_none_or(|node| node.space == Space::Html || name::is_integration(node.name)) {
                break;
            }
            length -= 1;
        }
        length
    }

    /// Before the body. False when nothing more is to be considered.
    fn open_frame(&self, of: Name, opening: &mut Opening) -> bool {
        let mut phase = self.phase;
        let mut implied = opening.implied.iter_mut();
        let mut imply = |name: Name| {
            if let Some(slot) = implied.next() {
                *slot = name;
            }
        };
        if phase == Phase::BeforeHtml {
            if of == name::HTML {
                return false;
            }
            imply(name::HTML);
            phase = Phase::BeforeHead;
        }
        if of == name::HTML || of == name::HEAD && phase != Phase::BeforeHead {
            opening.ignored = true;
            return false;
        }
        if phase == Phase::BeforeHead {
            if of == name::HEAD {
                return false;
            }
            // A head that the source does not write matters to nobody but its end does; it is not put on the stack.
            phase = if name::is_head(of) { Phase::InHead } else { Phase::AfterHead };
            if phase == Phase::InHead {
                imply(name::HEAD);
            }
        }
        if name::is_head(of) {
            opening.void = name::is_void(of);
            return false;
        }
        opening.keep =
            opening.keep.min(self.nodes.iter().position(|node| node.name == name::HEAD).unwrap_or(opening.keep));
        if !matches!(of, name::BODY | name::FRAMESET) {
            imply(name::BODY);
        }
        matches!(phase, Phase::InHead | Phase::AfterHead) && of != name::BODY
    }

    fn open_in_body(&self, of: Name, opening: &mut Opening) {
        let mut keep = opening.keep;
        if matches!(of, name::HTML | name::BODY | name::HEAD | name::FRAMESET) {
            opening.ignored = self.phase == Phase::InBody && self.templates == 0;
            return;
        }
        if self.open_in_table(of, opening) {
            return;
        }
        match of {
            name::LI => keep = self.close_item(keep, |name| name == name::LI),
            name::DD | name::DT => keep = self.close_item(keep, |name| matches!(name, name::DD | name::DT)),
            name::OPTION | name::OPTGROUP => {
                if self.below(keep) == name::OPTION {
                    keep -= 1;
                }
                if of == name::OPTGROUP && self.below(keep) == name::OPTGROUP {
                    keep -= 1;
                }
            }
            name::BUTTON => keep = self.in_scope(keep, name::BUTTON).unwrap_or(keep),
            name::A | name::NOBR => keep = self.close_formatting(keep, of),
            name::FORM => opening.ignored = self.templates == 0 && self.has(name::FORM),
            name::RB | name::RTC | name::RP | name::RT => keep = self.close_ruby(keep, of),
            _ => {}
        }
        if name::closes_p(of) && !(of == name::TABLE && self.quirks) {
            keep = self.in_button_scope(keep, name::P).unwrap_or(keep);
        }
        if name::is_heading(of) && name::is_heading(self.below(keep)) {
            keep -= 1;
        }
        opening.keep = if opening.ignored { self.nodes.len() } else { keep };
    }

    fn has(&self, wanted: Name) -> bool {
        self.nodes.iter().any(|node| node.name == wanted)
    }

    fn close_item(&self, length: usize, wanted: impl Fn(Name) -> bool) -> usize {
        let stop = |name| {
            name::is_special(name)
                && !matches!(name, name::P)
                && name != name::name(b"div")
                && name != name::name(b"address")
        };
        self.find(length, wanted, stop).unwrap_or(length)
    }

    /// `<a>` in `<a>`: where nothing block-like stands between, the first ends.
    fn close_formatting(&self, length: usize, of: Name) -> usize {
        self.find(length, |name| name == of, name::is_special).unwrap_or(length)
    }

    fn close_ruby(&self, length: usize, of: Name) -> usize {
        if self.in_scope(length, name::RUBY).is_none() {
            return length;
        }
        let mut keep = length;
        while matches!(self.below(keep), name::RB | name::RP | name::RT)
            || matches!(of, name::RB | name::RTC) && self.below(keep) == name::RTC
        {
            keep -= 1;
        }
        keep
    }

    /// Parts of tables, and a table directly in a table. True when that is all there is to say.
    fn open_in_table(&self, of: Name, opening: &mut Opening) -> bool {
        let rank = match of {
            name::CAPTION | name::COLGROUP | name::TBODY | name::THEAD | name::TFOOT => 1,
            name::COL => 2,
            name::TR => 3,
            name::TD | name::TH => 4,
            name::TABLE => 5,
            _ => return false,
        };
        let boundary = |name| matches!(name, name::TABLE | name::TEMPLATE | name::HTML);
        let outer = self.find(opening.keep, boundary, |_| false);
        let table = outer.filter(|index| self.name_at(*index) == name::TABLE);
        if rank == 5 {
            let inner = |name| matches!(name, name::TABLE | name::TD | name::TH | name::CAPTION | name::TEMPLATE);
            let found = self.find(opening.keep, inner, |_| false);
            if let Some(found) = found.filter(|index| self.name_at(*index) == name::TABLE) {
                opening.keep = found;
            }
            return false;
        }
        let Some(table) = table else {
            opening.ignored = self.templates == 0;
            return true;
        };
        let above =
            |wanted: &dyn Fn(Name) -> bool| (table + 1..opening.keep).find(|index| wanted(self.name_at(*index)));
        let body = above(&|name| matches!(name, name::TBODY | name::THEAD | name::TFOOT));
        let row = above(&|name| name == name::TR);
        let columns = above(&|name| name == name::COLGROUP);
        let (keep, implied) = match (rank, body, row, columns) {
            (2, _, _, Some(columns)) => (columns + 1, [0, 0, 0]),
            (2, ..) => (table + 1, [name::COLGROUP, 0, 0]),
            (4, _, Some(row), _) => (row + 1, [0, 0, 0]),
            (4, Some(body), None, _) => (body + 1, [name::TR, 0, 0]),
            (4, None, None, _) => (table + 1, [name::TBODY, name::TR, 0]),
            (3, Some(body), ..) => (body + 1, [0, 0, 0]),
            (3, None, ..) => (table + 1, [name::TBODY, 0, 0]),
            _ => (table + 1, [0, 0, 0]),
        };
        opening.keep = keep;
        opening.implied = implied;
        true
    }

    /// What the end tag `of` does. The stack is not changed.
    pub fn close(&self, of: Name) -> Closing {
        let mut length = self.nodes.len();
        while let Some(node) = length.checked_sub(1).and_then(|index| self.nodes.get(index)) {
            if node.space == Space::Html {
                break;
            }
            if matches!(of, name::P | name::BR) && length == self.nodes.len() {
                length = self.leave_foreign(length);
                return match self.close_p(length) {
                    Closing::To(keep) if of == name::P => Closing::To(keep),
                    _ if length < self.nodes.len() => Closing::To(length),
                    _ => Closing::Makes,
                };
            }
            if node.name == of {
                return Closing::To(length - 1);
            }
            length -= 1;
        }
        // Searched again from the top: `<title>` in SVG hides what is around it.
        self.close_html(of, self.nodes.len())
    }

    fn close_p(&self, length: usize) -> Closing {
        self.in_button_scope(length, name::P).map_or(Closing::Makes, Closing::To)
    }

    fn close_html(&self, of: Name, length: usize) -> Closing {
        let found = match of {
            name::HTML | name::BODY => None,
            name::P if self.phase == Phase::InBody || self.templates > 0 => return self.close_p(length),
            name::BR => return Closing::Makes,
            name::LI => self.find(length, |name| name == of, |name| name::is_scope(name) || matches!(name, UL | OL)),
            name::TABLE
            | name::TBODY
            | name::THEAD
            | name::TFOOT
            | name::TR
            | name::TD
            | name::TH
            | name::CAPTION
            | name::COLGROUP => {
                let stop = |name| matches!(name, name::TABLE | name::TEMPLATE | name::HTML) && name != of;
                self.find(length, |name| name == of, stop)
            }
            name::TEMPLATE => self.nodes.iter().rposition(|node| node.name == of),
            of if name::is_heading(of) => self.find(length, name::is_heading, name::is_scope),
            of if name::is_formatting(of) => return self.close_misnested(of, length),
            of if name::is_block(of) => self.find(length, |name| name == of, |name| name::is_scope(name) && name != of),
            _ => self.find(length, |name| name == of, name::is_special),
        };
        found.map_or(Closing::Ignored, Closing::To)
    }

    fn close_misnested(&self, of: Name, length: usize) -> Closing {
        let Some(index) = self.in_scope(length, of) else { return Closing::Ignored };
        let block = (index + 1..length).any(|above| name::is_special(self.name_at(above)));
        if block { Closing::Only(index) } else { Closing::To(index) }
    }
}

const UL: Name = name::name(b"ul");
const OL: Name = name::name(b"ol");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::name::name;

    /// Runs tags (`p`, `/p`) and shows the stack, implied elements in brackets.
    fn stack(tags: &str) -> String {
        let mut tree = Tree::default();
        let mut written: Vec<bool> = Vec::new();
        for tag in tags.split(' ') {
            if let Some(end) = tag.strip_prefix('/') {
                match tree.close(name(end.as_bytes())) {
                    Closing::To(keep) => {
                        while tree.nodes.len() > keep {
                            tree.pop();
                        }
                    }
                    Closing::Only(index) => {
                        tree.remove(index);
                        written.remove(index);
                    }
                    Closing::Ignored | Closing::Makes => {}
                }
                continue;
            }
            let self_closing = tag.ends_with('/');
            let of = name(tag.trim_end_matches('/').as_bytes());
            let opening = tree.open(of, self_closing);
            if opening.ignored {
                continue;
            }
            while tree.nodes.len() > opening.keep {
                tree.pop();
            }
            written.truncate(tree.nodes.len());
            for implied in opening.implied.into_iter().filter(|name| *name != 0) {
                tree.push(Node { name: implied, ..Node::default() });
                written.push(false);
            }
            if !opening.void {
                written.push(true);
                tree.push(Node { name: of, space: opening.space, ..Node::default() });
            }
        }
        let show = |(node, written): (&Node, &bool)| {
            let text = super::name::text(node.name).unwrap_or("?".into());
            if *written { text } else { format!("[{text}]") }
        };
        tree.nodes.iter().zip(&written).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ok_the_stack_is_the_one_of_the_standard() {
        for (tags, expected) in [
            ("html head title /title /head body div", "html body div"),
            ("div p", "[html] [body] div p"),
            ("p p", "[html] [body] p"),
            ("p span div", "[html] [body] div"),
            ("p button p", "[html] [body] p button p"),
            ("ul li a li", "[html] [body] ul li"),
            ("ul li ul li", "[html] [body] ul li ul li"),
            ("ul li p li", "[html] [body] ul li"),
            ("ul li section li", "[html] [body] ul li section li"),
            ("dl dt dd div dt", "[html] [body] dl dt"),
            ("table td", "[html] [body] table [tbody] [tr] td"),
            ("table tr td p tr", "[html] [body] table [tbody] tr"),
            ("table thead tr th tbody", "[html] [body] table tbody"),
            ("table td table td", "[html] [body] table [tbody] [tr] td table [tbody] [tr] td"),
            ("table tr td /table p", "[html] [body] p"),
            ("table col", "[html] [body] table [colgroup]"),
            ("tr div", "[html] [body] div"),
            ("select option option optgroup option", "[html] [body] select optgroup option"),
            ("h1 h2", "[html] [body] h2"),
            ("div h1 /h3", "[html] [body] div"),
            ("a b a", "[html] [body] a"),
            ("b p /b", "[html] [body] p"),
            ("b i /b", "[html] [body]"),
            ("div span /div", "[html] [body]"),
            ("svg path/ g", "[html] [body] svg g"),
            ("svg g p", "[html] [body] p"),
            ("svg title p", "[html] [body] svg title p"),
            ("svg g /svg", "[html] [body]"),
            ("p svg title /p", "[html] [body] p svg title"),
            ("form div form", "[html] [body] form div"),
            ("meta link div", "[html] [body] div"),
            ("html head meta div", "html [body] div"),
            ("div /body p", "[html] [body] div p"),
            ("template tr td", "[html] [head] template tr td"),
            ("ruby rb rt", "[html] [body] ruby rt"),
            ("br/ hr img", "[html] [body]"),
        ] {
            assert_eq!(stack(tags), expected, "{tags}");
        }
    }
}
