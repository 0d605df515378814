//! What the operations of all edits come to for one element: its tag with other attributes, and texts around.
//!
//! The operations are carried out one after the other on this plan, as the DOM applier carries them out on the
//! element, and what follows a `replace` or `remove` no longer concerns the page.

use super::markup::{Refusal, admit, check_attribute};
use super::name::{self, Name};
use super::references::decode;
use super::tag::{Attribute, TagScan, is_space};
use super::tree::{Node, Space, Tree};
use crate::ops::{Op, escape_html};

/// The element that an operation meets.
pub struct Target<'a> {
    pub name: Name,
    pub space: Space,
    pub void: bool,
    pub tag: &'a [u8],
    pub scan: &'a TagScan,
}

#[derive(Debug, Default)]
pub struct Change {
    pub before: Vec<u8>,
    pub prepend: Vec<u8>,
    /// The content, when it is replaced.
    pub inner: Option<Vec<u8>>,
    pub append: Vec<u8>,
    pub after: Vec<u8>,
    /// What stands for the element, when it is replaced or removed.
    pub gone: Option<Vec<u8>>,
    attributes: Vec<Setting>,
}

#[derive(Debug)]
struct Setting {
    name: String,
    /// Escaped for double quotes; nothing to remove it.
    value: Option<Vec<u8>>,
    /// Set after having been removed: goes behind the others.
    fresh: bool,
}

/// A text as it goes into a page, ASCII only where the page's encoding is not known to be UTF-8.
pub fn encode(text: &str, ascii: bool) -> Vec<u8> {
    if !ascii || text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.push_str("&#");
            crate::ops::write_number(&mut out, f64::from(u32::from(c)));
            out.push(';');
        }
    }
    out.into_bytes()
}

impl Change {
    /// Carries out one operation. `ascii` as in [`encode`].
    pub fn apply(&mut self, op: &Op<String>, target: &Target, tree: &mut Tree, ascii: bool) -> Result<(), Refusal> {
        if self.gone.is_some() {
            return Ok(());
        }
        match op {
            Op::Text(text) => {
                target.may_hold_text()?;
                let mut escaped = String::new();
                escape_text(&mut escaped, text)?;
                self.fill(encode(&escaped, ascii));
            }
            Op::Html(markup) => {
                target.admit_inside(tree, markup)?;
                self.fill(encode(markup, ascii));
            }
            Op::Append(markup) => {
                // The body's end is the page's, and a comment there is the document's child, not the body's.
                if target.is_frame() && markup.trim_start().starts_with("<!--") {
                    return Err(Refusal::Misplaced);
                }
                target.admit_inside(tree, markup)?;
                self.append.extend(encode(markup, ascii));
            }
            Op::Prepend(markup) => {
                target.admit_inside(tree, markup)?;
                let mut all = encode(markup, ascii);
                all.append(&mut self.prepend);
                self.prepend = all;
            }
            Op::Before(markup) => {
                target.admit_beside(tree, markup)?;
                self.before.extend(encode(markup, ascii));
            }
            Op::After(markup) => {
                target.admit_beside(tree, markup)?;
                let mut all = encode(markup, ascii);
                all.append(&mut self.after);
                self.after = all;
            }
            Op::Replace(markup) => {
                target.admit_beside(tree, markup)?;
                self.gone = Some(encode(markup, ascii));
            }
            Op::Remove => {
                target.may_go()?;
                self.gone = Some(Vec::new());
            }
            Op::Attr { name, value } => self.attribute(name, value.as_deref(), target, ascii)?,
            Op::Class { add, remove } => self.class(add, remove, target, ascii)?,
            Op::Style { property, value } => self.style(property, value.as_deref(), target, ascii)?,
            Op::Template(_) | Op::Order(_) | Op::Rank(_) | Op::Redirect(_) => {}
        }
        Ok(())
    }

    fn fill(&mut self, content: Vec<u8>) {
        self.prepend.clear();
        self.append.clear();
        self.inner = Some(content);
    }

    fn attribute(&mut self, name: &str, value: Option<&str>, target: &Target, ascii: bool) -> Result<(), Refusal> {
        target.may_change_attributes()?;
        let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':'));
        let rest = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.'));
        if !first || !rest || name.eq_ignore_ascii_case("style") {
            return Err(Refusal::Attribute);
        }
        check_attribute(name.as_bytes(), value.unwrap_or_default().as_bytes())?;
        let value = value.map(|value| quoted(value, ascii)).transpose()?;
        self.set(name, value);
        Ok(())
    }

    fn class(&mut self, add: &[String], remove: &[String], target: &Target, ascii: bool) -> Result<(), Refusal> {
        let bad = |token: &String| token.is_empty() || token.bytes().any(is_space);
        if add.iter().chain(remove).any(bad) {
            return Err(Refusal::Attribute);
        }
        let old = self.raw("class", target);
        let mut tokens: Vec<Vec<u8>> = Vec::new();
        let mut put = |token: Vec<u8>| {
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        };
        let written = old.as_deref().unwrap_or_default();
        written.split(|byte| is_space(*byte)).filter(|token| !token.is_empty()).for_each(|token| put(token.to_vec()));
        for token in add {
            put(quoted(token, ascii)?);
        }
        for token in remove {
            let token = quoted(token, ascii)?;
            tokens.retain(|other| *other != token);
        }
        if old.is_some() || !tokens.is_empty() {
            self.set("class", Some(tokens.join(&b' ')));
        }
        Ok(())
    }

    fn style(&mut self, property: &str, value: Option<&str>, target: &Target, ascii: bool) -> Result<(), Refusal> {
        let name = property.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if property.is_empty() || !name || value.is_some_and(breaks_style) {
            return Err(Refusal::Attribute);
        }
        let old = self.raw("style", target).unwrap_or_default();
        let old = String::from_utf8(decode(&old).into_owned()).map_err(|_| Refusal::Syntax)?;
        let important_only = value.is_some();
        let kept = declarations(&old).filter(|declaration| {
            let (name, text) = declaration.split_once(':').unwrap_or((declaration, ""));
            let same = name.trim().eq_ignore_ascii_case(property);
            !(same && (!important_only || text.contains('!')))
        });
        let mut all: Vec<String> = kept.map(|declaration| declaration.trim().to_owned()).collect();
        // An older declaration stays: where this value is none to a browser, the older one holds, as in the CSSOM.
        if let Some(value) = value {
            all.push([property, ": ", value].concat());
        }
        let mut text = all.join("; ");
        if !text.is_empty() {
            text.push(';');
        }
        if self.raw("style", target).is_some() || !text.is_empty() {
            self.set("style", Some(quoted(&text, ascii)?));
        }
        Ok(())
    }

    /// The value of an attribute as it now stands, escaped for double quotes.
    fn raw(&self, name: &str, target: &Target) -> Option<Vec<u8>> {
        if let Some(setting) = self.attributes.iter().rfind(|setting| setting.name.eq_ignore_ascii_case(name)) {
            return setting.value.clone();
        }
        let found = target.find(name)?.value.of(target.tag);
        let mut out = Vec::with_capacity(found.len());
        for byte in found {
            if *byte == b'"' { out.extend_from_slice(b"&#34;") } else { out.push(*byte) }
        }
        Some(out)
    }

    fn set(&mut self, name: &str, value: Option<Vec<u8>>) {
        let last = self.attributes.iter_mut().rfind(|setting| setting.name.eq_ignore_ascii_case(name));
        match last {
            Some(setting) if setting.value.is_some() || value.is_none() => {
                if setting.fresh && value.is_none() {
                    let name = name.to_owned();
                    self.attributes.retain(|setting| !(setting.fresh && setting.name.eq_ignore_ascii_case(&name)));
                } else {
                    setting.value = value;
                }
            }
            Some(_) => self.attributes.push(Setting { name: name.to_owned(), value, fresh: true }),
            None => self.attributes.push(Setting { name: name.to_owned(), value, fresh: false }),
        }
    }

    /// The start tag with its attributes changed; nothing when they are not.
    pub fn tag(&self, target: &Target, open: bool) -> Option<Vec<u8>> {
        if self.attributes.is_empty() && !open {
            return None;
        }
        let tag = target.tag;
        let mut out = Vec::with_capacity(tag.len() + 64);
        let mut from = 0;
        for attribute in target.scan.attributes() {
            let name = attribute.name.of(tag);
            let same = |setting: &&Setting| !setting.fresh && setting.name.as_bytes().eq_ignore_ascii_case(name);
            let Some(setting) = self.attributes.iter().find(same) else { continue };
            out.extend_from_slice(tag.get(from..attribute.name.start).unwrap_or_default());
            if let Some(value) = &setting.value {
                write_attribute(&mut out, name, value);
            }
            from = attribute.end;
        }
        let end = target.scan.attributes().last().map_or(target.scan.name_end(), |attribute| attribute.end);
        out.extend_from_slice(tag.get(from..end).unwrap_or_default());
        if out.trim_ascii_end().ends_with(b"=") {
            out.extend_from_slice(b"\"\"");
        }
        for setting in &self.attributes {
            if let Some(value) =
                setting.value.as_ref().filter(|_| setting.fresh || target.find(&setting.name).is_none())
            {
                out.push(b' ');
                write_attribute(&mut out, setting.name.as_bytes(), value);
            }
        }
        let tail = tag.get(end..).unwrap_or_default();
        out.extend_from_slice(if open { b">" } else { tail });
        Some(out)
    }
}

fn write_attribute(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(b"=\"");
    out.extend_from_slice(value);
    out.push(b'"');
}

impl Target<'_> {
    fn find(&self, name: &str) -> Option<&Attribute> {
        let wanted = name.as_bytes();
        self.scan.attributes().iter().find(|attribute| attribute.name.of(self.tag).eq_ignore_ascii_case(wanted))
    }

    fn is_html(&self) -> bool {
        self.space == Space::Html
    }

    fn is_frame(&self) -> bool {
        self.is_html() && matches!(self.name, name::HTML | name::HEAD | name::BODY)
    }

    /// Html and head keep their content; so do elements whose content is code, SVG's among them, and those that have none.
    fn may_hold(&self) -> Result<(), Refusal> {
        let void = self.void && self.is_html();
        let fixed = matches!(self.name, name::HTML | name::HEAD | name::FRAMESET | name::TEMPLATE);
        if self.is_html() && (void || fixed || name::is_raw(self.name))
            || matches!(self.name, name::SCRIPT | name::STYLE)
        {
            return Err(Refusal::Misplaced);
        }
        Ok(())
    }

    fn may_hold_text(&self) -> Result<(), Refusal> {
        self.may_hold()?;
        if self.is_html() && name::refuses_text(self.name) { Err(Refusal::Misplaced) } else { Ok(()) }
    }

    fn may_go(&self) -> Result<(), Refusal> {
        if self.is_frame() { Err(Refusal::Misplaced) } else { Ok(()) }
    }

    fn may_change_attributes(&self) -> Result<(), Refusal> {
        if name::is_refused(self.name) || self.name == name::META && self.find("http-equiv").is_some() {
            return Err(Refusal::Element);
        }
        Ok(())
    }

    fn admit_inside(&self, tree: &mut Tree, markup: &str) -> Result<(), Refusal> {
        self.may_hold()?;
        if self.is_html() && matches!(self.name, name::TITLE | name::TEXTAREA) {
            return Err(Refusal::Misplaced);
        }
        let parent_children = tree.nodes.last().map_or(0, |node| node.children);
        tree.push(Node { name: self.name, space: self.space, ..Node::default() });
        let result = admit(tree, markup.as_bytes());
        tree.pop();
        if let Some(parent) = tree.nodes.last_mut() {
            parent.children = parent_children;
        }
        result
    }

    fn admit_beside(&self, tree: &mut Tree, markup: &str) -> Result<(), Refusal> {
        self.may_go()?;
        admit(tree, markup.as_bytes())
    }
}

/// A text as the content of an element, where nothing of it is markup.
fn escape_text(out: &mut String, text: &str) -> Result<(), Refusal> {
    for c in text.chars() {
        match c {
            '\0' => return Err(Refusal::Syntax),
            '\r' => out.push_str("&#13;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    Ok(())
}

fn quoted(value: &str, ascii: bool) -> Result<Vec<u8>, Refusal> {
    if value.contains('\0') {
        return Err(Refusal::Syntax);
    }
    let mut out = String::new();
    escape_html(&mut out, value);
    Ok(encode(&out.replace('\r', "&#13;"), ascii))
}

/// Characters that would end a declaration, or begin something else.
fn breaks_style(value: &str) -> bool {
    value.contains([';', '{', '}', '\\', '!', '<']) || value.contains("/*") || value.trim().is_empty()
}

/// The declarations of a style attribute: between semicolons outside of strings and brackets.
fn declarations(style: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0u32;
    let mut quote = None;
    style
        .split(move |c| {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '(' | '[') => depth += 1,
                (None, ')' | ']') => depth = depth.saturating_sub(1),
                (None, ';') => return depth == 0,
                _ => {}
            }
            false
        })
        .filter(|declaration| !declaration.trim().is_empty())
}
