//! What a content has a browser fetch by itself, and where its links lead.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use lol_html::html_content::{Element, TextChunk};
use lol_html::{ElementContentHandlers, HtmlRewriter, MemorySettings, Selector, Settings};

use super::super::flat::{CLOSE, Flat, OPEN};
use super::addresses::{candidates, of_css, requested};
use crate::diagnostic::{Span, Spanned};
use crate::limits;
use crate::rewrite::references;
use crate::ruleset::Sources;
use crate::ruleset::model::{Part, Template};

type Name = Spanned<String>;

/// When a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// By the browser itself, for being shown.
    Load,
    /// When somebody follows a link or sends a form.
    Follow,
}

/// One address in a content.
#[derive(Debug, Clone)]
pub struct Fetch<'a> {
    pub act: Act,
    /// As a request has it, signals as `{{name}}`.
    pub address: String,
    pub span: Span,
    /// Signals whose values stand in it.
    pub signals: Vec<&'a Name>,
}

/// `rel` of links that a browser acts upon by itself, be it only by looking up a host.
const RELATIONS: [&str; 14] = [
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "mask-icon",
    "preload",
    "modulepreload",
    "prefetch",
    "prerender",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "compression-dictionary",
    "expect",
];

/// Attributes of SVG that are styles.
const PAINTS: [&str; 9] =
    ["fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker-start", "marker-mid", "marker-end"];

/// The addresses in one attribute. `tag` is empty where nobody knows the element, `rel` is a link's.
pub fn of_attribute<'v>(tag: &str, name: &str, value: &'v str, rel: Option<&str>) -> Vec<(Act, &'v str)> {
    let load = |all: Vec<&'v str>| all.into_iter().map(|one| (Act::Load, one)).collect();
    match name {
        "src" | "poster" | "background" | "attributionsrc" | "lowsrc" | "dynsrc" => load(vec![value]),
        "data" if matches!(tag, "object" | "") => load(vec![value]),
        "srcset" | "imagesrcset" => load(candidates(value)),
        // Sent unseen when the link is followed: nobody follows it for that.
        "ping" => load(value.split_ascii_whitespace().collect()),
        "href" | "xlink:href" => match tag {
            "a" | "area" | "" => vec![(Act::Follow, value)],
            "base" => Vec::new(),
            "link" if !rel.is_none_or(loads) => Vec::new(),
            // Styles and icons by `link`; what SVG is put together from.
            _ => load(vec![value]),
        },
        "action" | "formaction" => vec![(Act::Follow, value)],
        "style" => load(of_css(value)),
        _ if PAINTS.contains(&name) => load(of_css(value)),
        _ => Vec::new(),
    }
}

fn loads(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| RELATIONS.iter().any(|one| one.eq_ignore_ascii_case(word)))
}

/// The addresses in markup.
pub fn of_markup<'a>(template: &'a Template, sources: &Sources) -> Vec<Fetch<'a>> {
    let flat = Flat::new(template, sources);
    let found = RefCell::new(Vec::new());
    // What is larger is refused elsewhere.
    if flat.text.len() <= limits::CONTENT_BYTES {
        parse(&flat, template, &found);
    }
    found.into_inner()
}

fn parse<'a>(flat: &Flat, template: &'a Template, found: &RefCell<Vec<Fetch<'a>>>) {
    let (Ok(everything), Ok(style)) = ("*".parse::<Selector>(), "style".parse::<Selector>()) else { return };
    let elements = ElementContentHandlers::default().element(|one: &mut Element| {
        element(one, flat, template, &mut found.borrow_mut());
        Ok(())
    });
    let mut css = String::new();
    let styles = ElementContentHandlers::default().text(move |chunk: &mut TextChunk| {
        css.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let text = std::mem::take(&mut css);
            let addresses = of_css(&text).into_iter().map(|one| (Act::Load, one));
            found.borrow_mut().extend(fetches(addresses, flat.whole, template));
        }
        Ok(())
    });
    let settings = Settings::new()
        .append_element_content_handler((Cow::Owned(everything), elements))
        .append_element_content_handler((Cow::Owned(style), styles))
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(16 * limits::CONTENT_BYTES))
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Markup that does not end is refused elsewhere; what stands before its end counts.
    let _: bool = rewriter.write(flat.text.as_bytes()).is_ok() && rewriter.end().is_ok();
}

fn element<'a>(element: &Element, flat: &Flat, template: &'a Template, found: &mut Vec<Fetch<'a>>) {
    each_attribute(element, |place, addresses| {
        let span = place.map_or(flat.whole, |range| flat.span(range));
        found.extend(fetches(addresses, span, template));
    });
}

/// The addresses in each attribute of an element, and where in the markup its value is.
fn each_attribute(element: &Element, mut visit: impl FnMut(Option<Range<usize>>, Vec<(Act, &str)>)) {
    let tag = element.tag_name();
    // Without a relation a link does nothing.
    let rel = if tag == "link" { Some(element.get_attribute("rel").unwrap_or_default()) } else { None };
    for attribute in element.attributes() {
        let value = attribute.value();
        let value = references::decode(value.as_bytes());
        let value = String::from_utf8_lossy(&value);
        let place = attribute.value_source_location().map(|place| place.bytes());
        visit(place, of_attribute(&tag, &attribute.name(), &value, rel.as_deref()));
    }
}

/// The addresses in one element of a page, as requests have them.
pub fn of_element(element: &Element) -> Vec<(Act, String)> {
    let mut found = Vec::new();
    each_attribute(element, |_, addresses| {
        found.extend(addresses.into_iter().filter_map(|(act, address)| Some((act, requested(address)?))));
    });
    found
}

/// The addresses in an attribute or a style that an operation sets, of an element of which only the name may be known.
pub fn of_pair<'a>(tag: &str, name: Option<&str>, template: &'a Template) -> Vec<Fetch<'a>> {
    let mut text = String::new();
    for (number, part) in template.parts.iter().enumerate() {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Signal { .. } => text.push_str(&format!("{OPEN}{number}{CLOSE}")),
        }
    }
    let addresses = match name {
        Some(name) => of_attribute(tag, &name.to_ascii_lowercase(), &text, None),
        None => of_css(&text).into_iter().map(|one| (Act::Load, one)).collect(),
    };
    fetches(addresses, template.span, template).collect()
}

/// The addresses that lead to a server, marks made readable.
fn fetches<'a, 'v>(
    addresses: impl IntoIterator<Item = (Act, &'v str)>,
    span: Span,
    template: &'a Template,
) -> impl Iterator<Item = Fetch<'a>> {
    addresses.into_iter().filter_map(move |(act, address)| {
        let (address, signals) = readable(&requested(address)?, template);
        Some(Fetch { act, address, span, signals })
    })
}

fn readable<'a>(address: &str, template: &'a Template) -> (String, Vec<&'a Name>) {
    let (mut text, mut signals) = (String::new(), Vec::new());
    let mut pieces = address.split(OPEN);
    text.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        let Some((number, literal)) = piece.split_once(CLOSE) else { continue };
        let part = number.parse::<usize>().ok().and_then(|number| template.parts.get(number));
        if let Some(Part::Signal { signal, .. }) = part {
            text.push_str(&format!("{{{{{}}}}}", signal.value));
            signals.push(signal);
        }
        text.push_str(literal);
    }
    (text, signals)
}

/// The element's name in the last step of a selector; empty where it says none.
pub fn tag_of(target: &str) -> &str {
    if target.contains(',') {
        return "";
    }
    let last = target.rsplit([' ', '>']).next().unwrap_or("");
    let end = last.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(last.len());
    last.get(..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What markup loads, and what it links to, by `→`.
    fn f(markup: &str) -> Vec<String> {
        let sources = Sources::default();
        let template = Template { parts: vec![Part::Literal(markup.to_owned())], span: Span::default() };
        let found = of_markup(&template, &sources);
        let shown = |one: &Fetch| match one.act {
            Act::Load => one.address.clone(),
            Act::Follow => format!("→{}", one.address),
        };
        found.iter().map(shown).collect()
    }

    #[test]
    fn every_way_to_load_is_found() {
        for (markup, expected) in [
            ("<img src=/a.png srcset='/b.png 2x, /c.png 3x' alt=x>", &["/a.png", "/b.png", "/c.png"][..]),
            ("<picture><source srcset=/a.avif><img src=/b.png></picture>", &["/a.avif", "/b.png"]),
            ("<video poster=/a.png src=/b.mp4><track src=/c.vtt></video>", &["/a.png", "/b.mp4", "/c.vtt"]),
            ("<audio><source src=/a.mp3></audio>", &["/a.mp3"]),
            ("<iframe src=/a></iframe><embed src=/b><object data=/c></object>", &["/a", "/b", "/c"]),
            ("<link rel=stylesheet href=/a.css><link rel='shortcut icon' href=/b.ico>", &["/a.css", "/b.ico"]),
            ("<link rel=preload as=image imagesrcset='/a 1x, /b 2x' href=/c>", &["/a", "/b", "/c"]),
            ("<link rel=canonical href=/a><link href=/b>", &[]),
            ("<input type=image src=/a.png>", &["/a.png"]),
            ("<p style='background: url(/a.png)'>x</p>", &["/a.png"]),
            ("<style>p { background: url(/a.png) } @import '/b.css';</style>", &["/a.png", "/b.css"]),
            (
                "<svg><image href=/a.png /><use xlink:href='/b.svg#c'/><rect fill='url(#d)'/></svg>",
                &["/a.png", "/b.svg"],
            ),
            ("<td background=/a.png>x</td>", &["/a.png"]),
            ("<a href=/a ping='/b /c'>x</a>", &["→/a", "/b", "/c"]),
            ("<form action=/a><button formaction=/b>x</button></form>", &["→/a", "→/b"]),
            ("<area href=/a><a href=#b>x</a><a href=mailto:c@d.example>x</a>", &["→/a"]),
            ("<img src='data:image/png;base64,AA'><img src=''><blockquote cite=/a>x</blockquote>", &[]),
            ("<img src='/a?b=1&amp;c=2'>", &["/a?b=1&c=2"]),
            ("<img src='&#47;a.png'>", &["/a.png"]),
            ("<p>x</p><img src=/a.png", &[]),
        ] {
            assert_eq!(f(markup), expected, "{markup}");
        }
    }

    #[test]
    fn the_last_step_of_a_target_says_which_element() {
        for (target, tag) in [
            ("img", "img"),
            ("#hero > img.big", "img"),
            ("[data-ns=hero]", ""),
            ("a[href]", "a"),
            ("#hero", ""),
            ("img, a", ""),
            ("main link", "link"),
        ] {
            assert_eq!(tag_of(target), tag, "{target}");
        }
    }
}
