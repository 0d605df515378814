//! A content's markup, read by the parser that will also rewrite pages: what may not be in it, and what may stand where.
//!
//! Interpolations are put in as marks ([`Flat`]), so that the parser itself says in which attribute or text each ends up.
//! A mark that it never reports stood where none may stand.

use std::cell::RefCell;
use std::collections::BTreeSet;

use lol_html::html_content::{Comment, Doctype, Element, TextChunk, TextType};
use lol_html::{DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, MemorySettings, Selector, Settings};

use super::balance::{self, Lonely, Token};
use super::flat::{CLOSE, Flat, OPEN};
use super::urls;
use crate::diagnostic::{Diagnostic, Span};
use crate::limits;
use crate::rewrite::{self, Refusal};
use crate::ruleset::Sources;
use crate::ruleset::model::{Part, Template};

/// Stands behind the markup; a parser that does not see it is still inside something.
const SENTINEL: &str = "<nearside-end>";

/// Elements that a rule may not write, and why.
const ELEMENTS: [(&str, &str); 7] = [
    ("script", "a rule must not bring code"),
    ("base", "it would turn every address of the page"),
    ("object", "it runs what it loads"),
    ("embed", "it runs what it loads"),
    ("applet", "it runs what it loads"),
    ("plaintext", "it swallows the rest of the page"),
    ("frameset", "it replaces the page"),
];

/// What the handlers gather.
#[derive(Default)]
struct Seen {
    found: Vec<Diagnostic>,
    /// Interpolations that stand where they may.
    placed: BTreeSet<usize>,
    /// Interpolations that were reported.
    refused: BTreeSet<usize>,
    ended: bool,
    tokens: Vec<Token>,
    /// The text node that is being read.
    text: String,
}

/// Findings in the markup of one template.
pub fn lint(template: &Template, sources: &Sources) -> Vec<Diagnostic> {
    let flat = Flat::new(template, sources);
    if flat.text.len() > limits::CONTENT_BYTES {
        let message = format!("this content is larger than {} KiB", limits::CONTENT_BYTES / 1024);
        return vec![
            Diagnostic::error("content-too-large", template.span, message)
                .hint("keep it in the page as a `<template>`: `use: \"#id\"`"),
        ];
    }
    let seen = RefCell::new(Seen::default());
    let whole = parse(&flat, template, &seen);
    let mut seen = seen.into_inner();
    if !whole || !seen.ended {
        let message = "this markup does not end: a tag, a comment or a raw text element is still open";
        seen.found.push(
            Diagnostic::error("unclosed-markup", template.span, message)
                .hint("close it, or the rest of the page would become part of it"),
        );
    } else {
        let tokens = std::mem::take(&mut seen.tokens);
        seen.found.extend(balance::lonely(&flat.text, tokens).into_iter().map(|lonely| unbalanced(lonely, &flat)));
    }
    for (number, part) in template.parts.iter().enumerate() {
        let Part::Signal { span, .. } = part else { continue };
        if !seen.placed.contains(&number) && !seen.refused.contains(&number) {
            seen.found.push(misplaced(*span, "only text and quoted attribute values are safe places"));
        }
    }
    if seen.found.is_empty() {
        seen.found.extend(refused(&flat));
    }
    seen.found
}

/// The rewriter's own judgement, as the last word: what it would refuse in a page is refused here. (What is only
/// misplaced in a `<div>` may be in its place in the slot: `<tr>`.)
fn refused(flat: &Flat) -> Option<Diagnostic> {
    let refusal = rewrite::lint(&flat.text).err()?;
    let (code, message) = match refusal {
        Refusal::Misplaced => return None,
        Refusal::Element => {
            ("unsafe-element", "an element of this markup is not allowed: it runs code or loads documents")
        }
        Refusal::Attribute => {
            ("unsafe-attribute", "an attribute of this markup is not allowed: it is code, or no name")
        }
        Refusal::Address => ("unsafe-url", "an address in this markup is not allowed: it carries code"),
        Refusal::Unclosed => ("unclosed-markup", "this markup does not end as it should: something is still open"),
        Refusal::Syntax => ("unclosed-markup", "browsers would have to repair this markup"),
    };
    let found = Diagnostic::error(code, flat.whole, message);
    Some(match refusal {
        Refusal::Syntax => found.hint("write `&amp;` for `&` and `&lt;` for `<`; no doctype, no `<?`"),
        _ => found,
    })
}

fn unbalanced(lonely: Lonely, flat: &Flat) -> Diagnostic {
    match lonely {
        Lonely::Open(at, name) => {
            let message = format!("`<{name}>` is not closed");
            let hint = format!("close it with `</{name}>`: in a streamed page everything after it would be inside it");
            Diagnostic::error("unclosed-markup", flat.span(at), message).hint(hint)
        }
        Lonely::Close(at, name) => {
            let message = format!("`</{name}>` closes nothing that this content opened");
            let hint = "remove it: in a streamed page it would close an element of the page";
            Diagnostic::error("unclosed-markup", flat.span(at), message).hint(hint)
        }
    }
}

pub fn misplaced(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("unsafe-interpolation", span, format!("a signal may not be interpolated here: {why}"))
        .hint("interpolate into text, or into a quoted attribute after a fixed beginning: `href=\"/c/{{…}}\"`")
}

fn parse(flat: &Flat, template: &Template, seen: &RefCell<Seen>) -> bool {
    let selectors = ["*", "style", "style *"].map(str::parse::<Selector>);
    let [Ok(everything), Ok(style), Ok(in_style)] = selectors else { return false };
    let elements = ElementContentHandlers::default().element(|element: &mut Element| {
        let mut seen = seen.borrow_mut();
        if element.tag_name() == "nearside-end" {
            seen.ended = true;
        } else {
            self::element(element, flat, template, &mut seen);
        }
        Ok(())
    });
    let texts = DocumentContentHandlers::default().text(|chunk: &mut TextChunk| {
        let mut seen = seen.borrow_mut();
        let kind = chunk.text_type();
        seen.tokens.push(Token::Other(chunk.source_location().bytes()));
        seen.text.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let text = std::mem::take(&mut seen.text);
            if matches!(kind, TextType::Data | TextType::RCData) {
                seen.placed.extend(marks(&text));
            }
        }
        Ok(())
    });
    let others = DocumentContentHandlers::default()
        .comments(|comment: &mut Comment| {
            seen.borrow_mut().tokens.push(Token::Other(comment.source_location().bytes()));
            Ok(())
        })
        .doctype(|doctype: &mut Doctype| {
            seen.borrow_mut().tokens.push(Token::Other(doctype.source_location().bytes()));
            Ok(())
        });
    let inside = ElementContentHandlers::default().element(|element: &mut Element| {
        let at = flat.span(element.source_location().bytes());
        seen.borrow_mut().found.push(tag_in_style(at));
        Ok(())
    });
    let mut css = String::new();
    let styles = ElementContentHandlers::default().text(move |chunk: &mut TextChunk| {
        css.push_str(chunk.as_str());
        if chunk.last_in_text_node() && has_tag(&std::mem::take(&mut css)) {
            seen.borrow_mut().found.push(tag_in_style(flat.whole));
        }
        Ok(())
    });
    let settings = Settings::new()
        .append_element_content_handler((std::borrow::Cow::Owned(everything), elements))
        .append_element_content_handler((std::borrow::Cow::Owned(in_style), inside))
        .append_element_content_handler((std::borrow::Cow::Owned(style), styles))
        .append_document_content_handler(texts)
        .append_document_content_handler(others)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(16 * limits::CONTENT_BYTES))
        .with_strict(true);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let page = format!("{}{SENTINEL}", flat.text);
    rewriter.write(page.as_bytes()).is_ok() && rewriter.end().is_ok()
}

/// Whether a parser would find a tag or a comment in this stylesheet, were it in SVG.
fn has_tag(css: &str) -> bool {
    css.split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')))
}

fn tag_in_style(span: Span) -> Diagnostic {
    let message = "a tag or a comment of markup in a `<style>`: what stands in it would be another thing in SVG";
    Diagnostic::error("unsafe-style", span, message).hint("write a space behind `<`: `@media (400px < width)`")
}

/// The numbers of the interpolations in a text, but those that would make a tag of a `<` before them.
fn marks(text: &str) -> Vec<usize> {
    let mut before = "";
    let mut found = Vec::new();
    for piece in text.split(OPEN) {
        let rest = match piece.split_once(CLOSE) {
            Some((number, rest)) => {
                let tag = before.ends_with(['<'])
                    || before.ends_with("</")
                    || before.ends_with("<!")
                    || before.ends_with("<?");
                found.extend(number.parse::<usize>().ok().filter(|_| !tag));
                rest
            }
            None => piece,
        };
        before = rest;
    }
    found
}

fn element(element: &mut Element, flat: &Flat, template: &Template, seen: &mut Seen) {
    let name = element.tag_name();
    let at = element.source_location().bytes();
    let opening = flat.span(at.start..(at.start + 1 + name.len()).min(at.end));
    if let Some((_, why)) = ELEMENTS.iter().find(|(one, _)| *one == name) {
        seen.found.push(Diagnostic::error("unsafe-element", opening, format!("`<{name}>` is not allowed: {why}")));
    }
    if name == "meta" && element.has_attribute("http-equiv") {
        let message = "`<meta http-equiv>` is not allowed: it acts as a header of the page";
        seen.found.push(Diagnostic::error("unsafe-element", opening, message));
    }
    let animates = |attribute: &str| urls::is_address(attribute.trim()) || urls::is_handler(attribute.trim());
    if matches!(name.as_str(), "animate" | "set")
        && element.get_attribute("attributename").is_some_and(|one| animates(&one))
    {
        let message = format!("`<{name}>` is not allowed to change an address or a handler");
        seen.found.push(Diagnostic::error("unsafe-element", opening, message));
    }
    for attribute in element.attributes() {
        let name_span = attribute.name_source_location().map_or(opening, |place| flat.span(place.bytes()));
        let value_at = attribute.value_source_location().map(|place| place.bytes());
        let value_span = value_at.clone().map_or(name_span, |range| flat.span(range));
        let value = attribute.value();
        seen.found.extend(judge(&attribute.name(), &value, name_span, value_span));
        let before = value_at.and_then(|range| flat.text.as_bytes().get(range.start.checked_sub(1)?).copied());
        let quoted = matches!(before, Some(b'"' | b'\''));
        interpolations(&attribute.name(), &value, quoted, template, seen);
    }
    let token = if element.can_have_content() { Token::Start(at, name) } else { Token::Other(at) };
    seen.tokens.push(token);
}

/// What is wrong with an attribute that a rule writes, whatever the element.
pub fn judge(name: &str, value: &str, name_span: Span, value_span: Span) -> Option<Diagnostic> {
    if urls::is_handler(name) {
        let found =
            Diagnostic::error("unsafe-attribute", name_span, format!("`{name}` is not allowed: handlers are code"));
        return Some(found.hint("let the page's own script listen to the element, by its class or `data-` attribute"));
    }
    if name.eq_ignore_ascii_case("srcdoc") {
        let found = Diagnostic::error(
            "unsafe-attribute",
            name_span,
            "`srcdoc` is not allowed: it is a document with scripts of its own",
        );
        return Some(found.hint("put the markup into the page with `html`, or a page of your site with `src`"));
    }
    if (urls::is_address(name) || name.eq_ignore_ascii_case("to") || name.eq_ignore_ascii_case("values"))
        && let Some(scheme) = urls::unsafe_scheme_in(name, value)
    {
        let message = format!("`{scheme}:` is not allowed in `{name}`");
        let hint = if scheme == "data" {
            "serve it from your site: `/images/…`"
        } else {
            "link to a page: `/path`, `https://…`"
        };
        return Some(Diagnostic::error("unsafe-url", value_span, message).hint(hint));
    }
    if name.eq_ignore_ascii_case("style") {
        let why = urls::unsafe_style(value)?;
        return Some(Diagnostic::error("unsafe-style", value_span, format!("{why} is not allowed in a style")));
    }
    None
}

fn interpolations(name: &str, value: &str, quoted: bool, template: &Template, seen: &mut Seen) {
    let mut rest = value;
    let mut before = String::new();
    while let Some((literal, tail)) = rest.split_once(OPEN) {
        before.push_str(literal);
        let Some((number, tail)) = tail.split_once(CLOSE) else { return };
        rest = tail;
        let Ok(number) = number.parse::<usize>() else { continue };
        let Some(Part::Signal { span, .. }) = template.parts.get(number) else { continue };
        let why = if quoted {
            urls::unsafe_position(name, &before)
        } else {
            Some("an attribute without quotes ends at the first space".to_owned())
        };
        before.push('x');
        match why {
            None => drop(seen.placed.insert(number)),
            Some(why) => {
                seen.refused.insert(number);
                seen.found.push(misplaced(*span, &why));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ruleset::{Files, read};

    /// The codes of the findings in one content file.
    fn c(markup: &str) -> Vec<&'static str> {
        let yaml = "nearside: 1\nid: a\nslots: { hero: { target: \"#hero\" } }\nexperiences:\n  \
            - { id: a, show: { hero: { use: a.html } } }\n";
        let files = [("ruleset.yaml", yaml), ("a.html", markup)];
        let files: Files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into();
        let reading = read(&files);
        let found = crate::check::check(reading.ruleset.as_ref().unwrap(), &reading.sources, 0);
        found.iter().map(|one| one.code).collect()
    }

    #[test]
    fn ok_markup_that_people_write() {
        for markup in [
            "<p>Hello, {{geo.country|you}}</p>",
            "<a class=\"a {{geo.country|x}}\" href='/c/{{geo.country|x}}?a=1'>x</a>",
            "<ul><li>a<li>b</ul>",
            "<img src=\"/a.png\" alt=\"{{geo.country|a}}\"><br><input disabled>",
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>",
            "<tr><td>{{geo.country|x}}</td></tr>",
            "<textarea>{{geo.country|x}}</textarea>",
            "<img src=\"data:image/png;base64,AAAA\">",
            "<!-- a comment --><b>x</b> &amp; y",
            "<style>@media (400px < width <= 900px) { a > b { color: red } }</style>",
        ] {
            assert_eq!(c(markup), Vec::<&str>::new(), "{markup}");
        }
    }

    #[test]
    fn err_code_in_any_disguise() {
        for (markup, code) in [
            ("<SCRIPT>x</SCRIPT>", "unsafe-element"),
            ("<svg><script>x</script></svg>", "unsafe-element"),
            ("<base href=/x>", "unsafe-element"),
            ("<p ONCLICK=x>x</p>", "unsafe-attribute"),
            ("<svg onload=x></svg>", "unsafe-attribute"),
            ("<iframe srcdoc=x></iframe>", "unsafe-attribute"),
            ("<a href=' java\tscript:x'>x</a>", "unsafe-url"),
            ("<a href='&#106;avascript&colon;x'>x</a>", "unsafe-url"),
            ("<form action=javascript:x></form>", "unsafe-url"),
            ("<button formaction=javascript:x>x</button>", "unsafe-url"),
            ("<a href='data:text/html,x'>x</a>", "unsafe-url"),
            ("<img srcset='/a 1x, javascript:x 2x'>", "unsafe-url"),
            ("<p style='width: expression(x)'>x</p>", "unsafe-style"),
            ("<svg><style>p { background: u<g></g>rl(/a.png) }</style></svg>", "unsafe-style"),
            ("<style>p { background: u<g></g>rl(/a.png) }</style>", "unsafe-style"),
            ("<style>p { background: u<!---->rl(/a.png) }</style>", "unsafe-style"),
            ("<div><p>x</p>", "unclosed-markup"),
            ("</div>", "unclosed-markup"),
            ("<p>x", "unclosed-markup"),
            ("<a href=\"x", "unclosed-markup"),
            ("<!-- x", "unclosed-markup"),
            ("<title>x", "unclosed-markup"),
        ] {
            assert!(c(markup).contains(&code), "{markup}: {:?}", c(markup));
        }
    }

    #[test]
    fn err_interpolation_where_words_would_be_more() {
        for markup in [
            "<p {{geo.country|x}}>x</p>",
            "<{{geo.country|x}}>x</p>",
            "<p class={{geo.country|x}}>x</p>",
            "<a href=\"{{geo.country|x}}\">x</a>",
            "<a href=\"https://{{geo.country|x}}/\">x</a>",
            "<a href=\"/{{geo.country|x}}\">x</a>",
            "<style>a { color: {{geo.country|x}} }</style>",
            "<!-- {{geo.country|x}} -->",
            "<p onclick=\"{{geo.country|x}}\">x</p>",
            "<img srcset=\"/{{geo.country|x}} 2x\">",
        ] {
            assert!(c(markup).contains(&"unsafe-interpolation"), "{markup}: {:?}", c(markup));
        }
    }
}
