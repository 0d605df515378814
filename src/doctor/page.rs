//! What of a page concerns nearside: its scripts, policies, base, hand-off, and the addresses that its own scripts name.
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
    /// Of links that load ahead: address.
    pub preloads: Vec<String>,
    /// Whether the whole page could be read.
    pub complete: bool,
    /// There were more scripts than are kept.
    is_full: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    pub src: Option<String>,
    /// In lower case; empty for classic scripts.
    pub kind: String,
    pub nonce: Option<String>,
    pub has_integrity: bool,
    /// Carries what an edge hands to the browser.
    pub is_handoff: bool,
    pub text: String,
}

impl Script {
    /// Whether a browser runs it: not a block of data.
    pub fn runs(&self) -> bool {
        let kind = self.kind.as_str();
        matches!(
            kind,
            "" | "module" | "text/javascript" | "application/javascript" | "text/ecmascript" | "application/ecmascript"
        )
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
                script.text.extend(text.as_str().chars().take(room));
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
                src: get("src").map(|src| unescaped(&src)),
                kind: get("type").unwrap_or_default().trim().to_ascii_lowercase(),
                nonce: get("nonce"),
                has_integrity: get("integrity").is_some_and(|it| !it.trim().is_empty()),
                is_handoff: get("data-nearside").is_some(),
                text: String::new(),
            }),
            "meta" if self.metas.len() < ELEMENTS => {
                if let (Some(name), Some(content)) = (get("http-equiv"), get("content")) {
                    self.metas.push((name.trim().to_ascii_lowercase(), unescaped(&content)));
                }
            }
            "base" if self.bases.len() < ELEMENTS => self.bases.extend(get("href").map(|href| unescaped(&href))),
            "link" if self.preloads.len() < ELEMENTS => {
                let ahead = |rel: String| {
                    rel.split_ascii_whitespace().any(|word| matches!(word, "preload" | "modulepreload" | "prefetch"))
                };
                if get("rel").map(|rel| rel.to_ascii_lowercase()).is_some_and(ahead) {
                    self.preloads.extend(get("href").map(|href| unescaped(&href)));
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

/// Texts in quotes in a script, and what imports name.
pub fn quoted(script: &str) -> impl Iterator<Item = &str> {
    let mut rest = script;
    std::iter::from_fn(move || {
        let at = rest.find(['"', '\'', '`'])?;
        let (quote, behind) = rest.get(at..)?.split_at_checked(1)?;
        // A quote that is none (an apostrophe in a comment) hides at most the rest of its line.
        let line = behind.split('\n').next().unwrap_or(behind);
        match line.find(quote) {
            Some(end) => {
                rest = behind.get(end + 1..).unwrap_or_default();
                behind.get(..end)
            }
            None => {
                rest = behind;
                Some("")
            }
        }
    })
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
            (1, &["/site.nsb".to_owned()][..], true)
        );
        assert_eq!(page.base("https://shop.example/a"), "https://shop.example/shop/");
        let [first, second, third] = page.scripts.as_slice() else { panic!("{page:?}") };
        assert!(first.has_integrity && first.runs() && first.text.is_empty());
        assert_eq!(quoted(&second.text).collect::<Vec<_>>(), ["/nearside/index.js", "/site.nsb"]);
        assert!(third.is_handoff && !third.runs());
        assert_eq!(third.text, r#"{"hash":"x"}"#);
    }

    #[test]
    fn quotes_that_do_not_end_hide_only_their_line() {
        assert_eq!(quoted("// don't\nload('/a.nsb')").filter(|one| !one.is_empty()).collect::<Vec<_>>(), ["/a.nsb"]);
        assert_eq!(quoted("'é").collect::<Vec<_>>(), [""]);
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
