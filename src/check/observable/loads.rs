//! What a content has a browser fetch by itself, where its links lead, and what it puts into forms.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use lol_html::html_content::{Element, TextChunk};
use lol_html::{ElementContentHandlers, HtmlRewriter, MemorySettings, Selector, Settings};

use super::super::flat::{CLOSE, Flat, OPEN};
use super::addresses::{candidates, requested};
use super::css::of_css;
use super::forms::{self, Forms};
use super::styles::Styles;
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
    /// With a form, in a field that nobody sees.
    Send,
    /// With a form, in a field that whoever sends it sees.
    Enter,
}

/// One address in a content, or one field.
#[derive(Debug, Clone)]
pub struct Fetch<'a> {
    pub act: Act,
    /// As a request has it, signals as `{{name}}`; of a field `name=value`.
    pub address: String,
    /// When and how a browser asks for it, as attributes of the element say.
    pub manner: String,
    pub span: Span,
    /// Signals whose values stand in it.
    pub signals: Vec<&'a Name>,
    /// It hangs on the element, and nobody said which one it is.
    pub vague: bool,
}

/// What stands in one attribute: not yet as a request has it.
pub type Address = (Act, String);

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
const PAINTS: [&str; 10] =
    ["fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker", "marker-start", "marker-mid", "marker-end"];

/// Attributes by which SVG animates: values of another one, CSS among them.
const STEPS: [&str; 4] = ["to", "from", "by", "values"];

/// The addresses in one attribute. `tag` is empty where nobody knows the element: then it is what loads. `kind` is a
/// link's `rel`, a `meta`'s `name`, where it is known.
pub fn of_attribute(tag: &str, name: &str, value: &str, kind: Option<&str>) -> Vec<Address> {
    let load = |all: Vec<String>| all.into_iter().map(|one| (Act::Load, one)).collect();
    let one = |act: Act| vec![(act, value.to_owned())];
    match name {
        "src" | "poster" | "background" | "attributionsrc" | "lowsrc" | "dynsrc" => one(Act::Load),
        "data" if matches!(tag, "object" | "") => one(Act::Load),
        "srcset" | "imagesrcset" => load(candidates(value).into_iter().map(str::to_owned).collect()),
        // Sent unseen when the link is followed: nobody follows it for that.
        "ping" => load(value.split_ascii_whitespace().map(str::to_owned).collect()),
        "href" | "xlink:href" => match tag {
            "a" | "area" => one(Act::Follow),
            "base" => Vec::new(),
            "link" if !kind.is_none_or(loads) => Vec::new(),
            // Styles and icons by `link`; what SVG is put together from.
            _ => one(Act::Load),
        },
        "action" | "formaction" => one(Act::Follow),
        "style" => load(of_css(value)),
        _ if PAINTS.contains(&name) || STEPS.contains(&name) => load(of_css(value)),
        _ => Vec::new(),
    }
}

fn loads(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| RELATIONS.iter().any(|one| one.eq_ignore_ascii_case(word)))
}

/// Whether an attribute says when, how or which of its addresses an element loads.
fn steers(tag: &str, name: &str) -> bool {
    let is_of = |tags: &[&str]| tag.is_empty() || tags.contains(&tag);
    match name {
        "loading" | "preload" | "autoplay" | "imagesizes" | "crossorigin" | "referrerpolicy" | "fetchpriority"
        | "credentialless" | "csp" | "sandbox" | "integrity" | "blocking" | "attributename" => true,
        "rel" | "as" | "disabled" => is_of(&["link"]),
        "media" => is_of(&["link", "source", "style"]),
        "sizes" => is_of(&["link", "source", "img"]),
        "type" => is_of(&["link", "source", "style", "input"]),
        "default" | "kind" | "srclang" => is_of(&["track"]),
        "content" | "name" => is_of(&["meta"]),
        _ => false,
    }
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
    let selectors = ["*", "style", "option, textarea"].map(str::parse::<Selector>);
    let [Ok(everything), Ok(style), Ok(seen)] = selectors else { return };
    let forms = Forms::default();
    let styles = RefCell::new(Styles::default());
    let put = |addresses: Vec<Address>| {
        found.borrow_mut().extend(fetches(addresses, "", flat.whole, template));
    };
    let elements = ElementContentHandlers::default().element(|one: &mut Element| {
        put(styles.borrow_mut().end());
        let manner = manner(one);
        each_attribute(one, |place, addresses| {
            let span = place.map_or(flat.whole, |range| flat.span(range));
            found.borrow_mut().extend(fetches(addresses, &manner, span, template));
        });
        let (place, field) = forms.enter(one);
        let span = place.map_or(flat.whole, |range| flat.span(range));
        found.borrow_mut().extend(fetches(field, "", span, template));
        Ok(())
    });
    let css = ElementContentHandlers::default().text(|chunk: &mut TextChunk| {
        styles.borrow_mut().text(chunk.as_str());
        Ok(())
    });
    let mut text = String::new();
    let texts = ElementContentHandlers::default().text(move |chunk: &mut TextChunk| {
        text.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let text = std::mem::take(&mut text);
            // Words of the ruleset alone are the same for everybody who sees them.
            found.borrow_mut().extend(fetches([(Act::Enter, text)], "", flat.whole, template).filter(Fetch::tells));
        }
        Ok(())
    });
    let settings = Settings::new()
        .append_element_content_handler((Cow::Owned(everything), elements))
        .append_element_content_handler((Cow::Owned(style), css))
        .append_element_content_handler((Cow::Owned(seen), texts))
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(16 * limits::CONTENT_BYTES))
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Markup that does not end is refused elsewhere; what stands before its end counts.
    let _: bool = rewriter.write(flat.text.as_bytes()).is_ok() && rewriter.end().is_ok();
    put(styles.borrow_mut().end());
}

/// The addresses in each attribute of an element, and where in the markup its value is.
fn each_attribute(element: &Element, mut visit: impl FnMut(Option<Range<usize>>, Vec<Address>)) {
    let tag = element.tag_name();
    // Without a relation a link does nothing.
    let rel = if tag == "link" { Some(element.get_attribute("rel").unwrap_or_default()) } else { None };
    for attribute in element.attributes() {
        let value = decoded(&attribute.value());
        let place = attribute.value_source_location().map(|place| place.bytes());
        visit(place, of_attribute(&tag, &attribute.name(), &value, rel.as_deref()));
    }
    // By what a page says of itself all its requests have other headers, or other pictures fit.
    let name = element.get_attribute("name").unwrap_or_default().to_ascii_lowercase();
    if tag == "meta" && matches!(name.as_str(), "referrer" | "viewport") {
        let content = decoded(&element.get_attribute("content").unwrap_or_default());
        visit(None, vec![(Act::Load, format!("{name}: {content}"))]);
    }
}

/// An attribute's value, references read.
pub fn decoded(value: &str) -> String {
    String::from_utf8_lossy(&references::decode(value.as_bytes())).into_owned()
}

/// What an element's attributes say of how it loads its addresses, in whichever order they are written.
fn manner(element: &Element) -> String {
    let tag = element.tag_name();
    let steering = element.attributes().iter().filter(|one| steers(&tag, &one.name()));
    let mut all: Vec<String> = steering.map(|one| format!("{}={}", one.name(), one.value().trim())).collect();
    all.sort();
    all.join(" ")
}

/// The addresses in one element of a page, as requests have them, and how they are asked for.
pub fn of_element(element: &Element) -> Vec<(Act, String, String)> {
    let mut found = Vec::new();
    let manner = manner(element);
    each_attribute(element, |_, addresses| {
        let asked =
            addresses.into_iter().filter_map(|(act, address)| Some((act, requested(&address)?, manner.clone())));
        found.extend(asked);
    });
    found
}

/// The addresses in a declaration that an operation sets.
pub fn of_declaration<'a>(property: &str, template: &'a Template) -> Vec<Fetch<'a>> {
    let css = format!("{property}: {}", marked(template));
    let addresses = of_css(&css).into_iter().map(|one| (Act::Load, one));
    fetches(addresses, "", template.span, template).collect()
}

/// The addresses in an attribute that an operation sets, of an element of which only the name may be known.
pub fn of_pair<'a>(tag: &str, name: &str, template: &'a Template) -> Vec<Fetch<'a>> {
    let (name, text) = (name.to_ascii_lowercase(), marked(template));
    let mut addresses = of_attribute(tag, &name, &text, None);
    if steers(tag, &name) {
        addresses.push((Act::Load, format!("{name}: {text}")));
    }
    if let Some(act) = forms::of_attribute(tag, &name) {
        addresses.push((act, format!("{name}={text}")));
    }
    let hangs = tag.is_empty() && hangs_on_element(&name);
    fetches(addresses, "", template.span, template).map(|one| Fetch { vague: hangs, ..one }).collect()
}

/// What an operation has loaded by taking an attribute away.
pub fn of_removal<'a>(tag: &str, name: &Name) -> Option<Fetch<'a>> {
    let lower = name.value.to_ascii_lowercase();
    let is_choice = matches!(lower.as_str(), "srcset" | "imagesrcset");
    (is_choice || steers(tag, &lower)).then(|| Fetch {
        act: Act::Load,
        address: format!("{lower}: null"),
        manner: String::new(),
        span: name.span,
        signals: Vec::new(),
        vague: tag.is_empty() && hangs_on_element(&lower),
    })
}

/// What a text has of signals, where it is a field's or an option's.
pub fn of_text<'a>(tag: &str, template: &'a Template) -> Vec<Fetch<'a>> {
    let addresses = matches!(tag, "option" | "textarea").then(|| (Act::Enter, marked(template)));
    fetches(addresses, "", template.span, template).filter(Fetch::tells).collect()
}

/// Whether an attribute loads in some elements, and in others does not.
fn hangs_on_element(name: &str) -> bool {
    of_attribute("", name, "x", None) != of_attribute("a", name, "x", None) || steers("", name) != steers("a", name)
}

fn marked(template: &Template) -> String {
    let mut text = String::new();
    for (number, part) in template.parts.iter().enumerate() {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Signal { .. } => text.push_str(&format!("{OPEN}{number}{CLOSE}")),
        }
    }
    text
}

/// The addresses that lead to a server, marks made readable.
fn fetches<'a>(
    addresses: impl IntoIterator<Item = Address>,
    manner: &str,
    span: Span,
    template: &'a Template,
) -> impl Iterator<Item = Fetch<'a>> {
    addresses.into_iter().filter_map(move |(act, address)| {
        let is_field = matches!(act, Act::Send | Act::Enter);
        let address = if is_field { address } else { requested(&address)? };
        let manner = if act == Act::Load { manner.to_owned() } else { String::new() };
        let (address, signals) = readable(&address, template);
        Some(Fetch { act, address, manner, span, signals, vague: false })
    })
}

impl Fetch<'_> {
    fn tells(&self) -> bool {
        !self.signals.is_empty()
    }
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
            Act::Send => format!("⇢{}", one.address),
            Act::Enter => format!("⇠{}", one.address),
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
            ("<style>u</style><style>rl(/a.png) url(/b.png)", &["/b.png"]),
            ("<svg><style>u<![CDATA[rl(/a.png)]]></style></svg>", &["/a.png"]),
            ("<form action=/a?b><input type=hidden name=c value=d></form>", &["→/a?b", "→/a?c=d"]),
            ("<form action=/a></form><input type=hidden name=c value=d>", &["→/a", "⇢c=d"]),
        ] {
            assert_eq!(f(markup), expected, "{markup}");
        }
    }
}
