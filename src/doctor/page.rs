//! What of a page concerns nearside: its scripts, policies, base, hand-off, and what it loads ahead.
//!
//! Read by the parser that `check --page` counts with. Memory is bounded whatever the page is; what is too long is cut.

use std::cell::RefCell;

use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{ElementContentHandlers, HtmlRewriter, MemorySettings, Selector, Settings};

/// Bytes that the parser may hold back: a tag longer than this is no tag.
const PARSER_BYTES: usize = 4 * 1024 * 1024;
const CHUNK: usize = 64 * 1024;
/// Elements of one kind that are kept.
const ELEMENTS: usize = 2_000;
/// Bytes of a page's own scripts that are looked at.
const SCRIPT_BYTES: usize = 256 * 1024;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub scripts: Vec<Script>,
    /// `<meta http-equiv>`: name in lower case, content.
    pub metas: Vec<(String, String)>,
    /// `href` of each `<base>`.
    pub bases: Vec<String>,
    pub preloads: Vec<Preload>,
    /// Whether the whole page could be read.
    pub complete: bool,
    /// There were more scripts than are kept.
    is_full: bool,
}

/// A link that loads ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preload {
    pub href: String,
    /// What it says that it will be, if it says so: a module, or a script that is none.
    pub script: Option<Loading>,
}

/// How browsers load a script, which says what they ask of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loading {
    Classic,
    Module,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// In SVG it is called `href`.
    pub src: Option<String>,
    /// In lower case; empty for classic scripts, `nomodule` for those that only browsers without modules, and so without nearside, run.
    pub kind: String,
    pub nonce: Option<String>,
    pub has_integrity: bool,
    /// Carries what an edge hands to the browser.
    pub is_handoff: bool,
    pub text: String,
    /// There is more of it than is kept.
    pub is_cut: bool,
}

impl Script {
    /// Whether a browser runs it: not a block of data.
    pub fn runs(&self) -> bool {
        let kind = self.kind.as_str();
        kind.is_empty() || kind == "module" || super::loading::is_javascript(kind)
    }

    /// What a policy's hash is of: line ends are the parser's by then. `None` if not all of it is known.
    pub fn hashed(&self) -> Option<String> {
        (!self.is_cut).then(|| self.text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}"))
    }

    pub fn loading(&self) -> Loading {
        if self.kind == "module" { Loading::Module } else { Loading::Classic }
    }
}

impl Page {
    pub fn read(html: &[u8]) -> Page {
        let page = RefCell::new(Page { complete: true, ..Page::default() });
        let (Ok(everything), Ok(script)) = ("*".parse::<Selector>(), "script".parse::<Selector>()) else {
            return Page::default();
        };
        let elements = ElementContentHandlers::default().element(|element: &mut Element| {
            page.borrow_mut().element(element);
            Ok(())
        });
        let texts = ElementContentHandlers::default().text(|text: &mut TextChunk| {
            let mut page = page.borrow_mut();
            let is_known = text.text_type() == TextType::ScriptData && !page.is_full;
            if let Some(script) = page.scripts.last_mut().filter(|_| is_known) {
                let room = SCRIPT_BYTES.saturating_sub(script.text.len());
                let ends = text.as_str().char_indices().map(|(at, one)| at + one.len_utf8());
                let kept = ends.take_while(|end| *end <= room).last().unwrap_or(0);
                script.text += text.as_str().get(..kept).unwrap_or_default();
                script.is_cut |= kept < text.as_str().len();
            }
            Ok(())
        });
        let settings = Settings::new()
            .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(PARSER_BYTES))
            .with_strict(false)
            .append_element_content_handler((std::borrow::Cow::Owned(everything), elements))
            .append_element_content_handler((std::borrow::Cow::Owned(script), texts));
        let mut parser = HtmlRewriter::new(settings, |_: &[u8]| {});
        let complete = html.chunks(CHUNK).all(|chunk| parser.write(chunk).is_ok());
        if complete {
            let _ = parser.end();
        } else {
            drop(parser);
        }
        Page { complete, ..page.into_inner() }
    }

    fn element(&mut self, element: &Element) {
        let get = |name: &str| element.get_attribute(name);
        match element.tag_name().as_str() {
            "script" if self.scripts.len() >= ELEMENTS => self.is_full = true,
            "script" => self.scripts.push(Script {
                src: source(element).map(|src| unescaped(&src)),
                kind: kind(element),
                nonce: get("nonce"),
                has_integrity: get("integrity").is_some_and(|it| !it.trim().is_empty()),
                is_handoff: get("data-nearside").is_some(),
                ..Script::default()
            }),
            "meta" if self.metas.len() < ELEMENTS => {
                if let (Some(name), Some(content)) = (get("http-equiv"), get("content")) {
                    self.metas.push((name.trim().to_ascii_lowercase(), unescaped(&content)));
                }
            }
            "base" if self.bases.len() < ELEMENTS => self.bases.extend(get("href").map(|href| unescaped(&href))),
            "link" if self.preloads.len() < ELEMENTS => {
                let rel = get("rel").unwrap_or_default().to_ascii_lowercase();
                let says = |wanted: &str| rel.split_ascii_whitespace().any(|word| word == wanted);
                let is_script = || get("as").is_some_and(|kind| kind.eq_ignore_ascii_case("script"));
                let script = if says("modulepreload") {
                    Some(Loading::Module)
                } else {
                    (says("preload") && is_script()).then_some(Loading::Classic)
                };
                if script.is_some() || says("preload") || says("prefetch") {
                    self.preloads.extend(get("href").map(|href| Preload { href: unescaped(&href), script }));
                }
            }
            _ => {}
        }
    }

    pub fn meta<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    /// Where relative addresses of this page lead from.
    pub fn base(&self, own: &str) -> String {
        let first = self.bases.first().and_then(|base| super::address::resolve(own, base));
        first.unwrap_or_else(|| own.to_owned())
    }
}

/// The characters of policies that pages like to escape.
fn unescaped(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&apos;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn kind(element: &Element) -> String {
    let kind = element.get_attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "module" && element.has_attribute("nomodule") { "nomodule".to_owned() } else { kind }
}

/// The address of a script.
fn source(element: &Element) -> Option<String> {
    if element.namespace_uri() == "http://www.w3.org/2000/svg" {
        return element.get_attribute("href").or_else(|| element.get_attribute("xlink:href"));
    }
    element.get_attribute("src")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_far_as_it_concerns_nearside() {
        let page = Page::read(
            br#"<!doctype html><meta http-equiv=Content-Security-Policy content="script-src &#39;self&#39;"><base href=/shop/>
<link rel="preload stylesheet" href=/site.nsb><link rel=stylesheet href=/a.css>
<script src=https://cdn.example/a.js integrity=sha384-x></script>
<script type=module nonce=n>import { start } from "/nearside/index.js"; start({ bundle: '/site.nsb' })</script>
<script type=application/json data-nearside>{"hash":"x"}</script>"#,
        );
        assert_eq!(page.meta("content-security-policy").collect::<Vec<_>>(), ["script-src 'self'"]);
        assert_eq!(
            (page.bases.len(), page.preloads.as_slice(), page.complete),
            (1, &[Preload { href: "/site.nsb".to_owned(), script: None }][..], true)
        );
        assert_eq!(page.base("https://shop.example/a"), "https://shop.example/shop/");
        let [first, second, third] = page.scripts.as_slice() else { panic!("{page:?}") };
        assert!(first.has_integrity && first.runs() && first.text.is_empty());
        assert_eq!((second.loading(), first.loading()), (Loading::Module, Loading::Classic));
        assert!(second.text.ends_with("start({ bundle: '/site.nsb' })") && !second.is_cut);
        assert!(third.is_handoff && !third.runs());
        assert_eq!(third.text, r#"{"hash":"x"}"#);
    }

    #[test]
    fn how_a_script_is_loaded_is_read_from_its_element() {
        let page = Page::read(
            br"<svg><script href=/a.js /><script xlink:href=/b.js></script></svg><script href=/no.js nomodule></script>
<link rel=modulepreload href=/c.js><link rel=preload as=Script href=/d.js><link rel=prefetch as=script href=/e.js>",
        );
        let sources: Vec<Option<&str>> = page.scripts.iter().map(|script| script.src.as_deref()).collect();
        assert_eq!(sources, [Some("/a.js"), Some("/b.js"), None]);
        assert_eq!(page.scripts.iter().map(Script::runs).collect::<Vec<_>>(), [true, true, false]);
        let ahead: Vec<Option<Loading>> = page.preloads.iter().map(|preload| preload.script).collect();
        assert_eq!(ahead, [Some(Loading::Module), Some(Loading::Classic), None]);
        assert_eq!(Page::read(b"<script>a\r\nb\rc</script>").scripts[0].hashed().as_deref(), Some("a\nb\nc"));
        let long = format!("<script>{}</script>", "é".repeat(SCRIPT_BYTES));
        let page = Page::read(long.as_bytes());
        assert!(page.scripts.iter().all(|script| script.hashed().is_none() && script.text.len() == SCRIPT_BYTES));
    }

    #[test]
    fn what_is_no_page_or_endless_is_read_as_far_as_it_goes() {
        let endless = [b"<script src=/a.js></script><p ".to_vec(), vec![b'x'; 6 * 1024 * 1024]].concat();
        let page = Page::read(&endless);
        assert!(!page.complete && page.scripts.len() == 1);
        for html in [&b""[..], b"<", b"\xff\xfe\0<script>", b"<script>'"] {
            assert!(Page::read(html).complete);
        }
        assert_eq!(Page::read(&b"<script></script>".repeat(ELEMENTS + 1)).scripts.len(), ELEMENTS);
    }
}
