//! What the templates of a page load, for experiences that show one (`use: "#id"`).
//!
//! Until it is used a template loads nothing, and only the page knows what is in it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk};
use lol_html::{ElementContentHandlers, HtmlRewriter, MemorySettings, Selector, Settings};

use super::addresses::requested;
use super::loads::{self, Act};
use super::styles::Styles;

/// Bytes that the parser may hold back: a tag longer than this is no tag.
const PARSER_BYTES: usize = 4 * 1024 * 1024;
/// Bytes that are fed at once.
const CHUNK: usize = 64 * 1024;
/// Addresses that are kept of one page.
const ADDRESSES: usize = 10_000;

/// An address, and how it is asked for.
type Asked = (Act, String, String);

/// By id, what each template of a page loads and links to.
#[derive(Debug, Default)]
pub struct Templates(BTreeMap<String, Vec<Asked>>);

impl Templates {
    pub fn of(&self, id: &str) -> Option<&[Asked]> {
        self.0.get(id).map(Vec::as_slice)
    }

    /// Of as much of a page as can be read.
    pub fn in_page(html: &[u8]) -> Templates {
        let (Ok(everything), Ok(style)) = ("*".parse::<Selector>(), "template style".parse::<Selector>()) else {
            return Templates::default();
        };
        let reading = Rc::new(RefCell::new(Reading::default()));
        let elements = ElementContentHandlers::default().element({
            let reading = Rc::clone(&reading);
            move |element: &mut Element| {
                enter(&reading, element);
                Ok(())
            }
        });
        let styles = ElementContentHandlers::default().text({
            let reading = Rc::clone(&reading);
            move |chunk: &mut TextChunk| {
                reading.borrow_mut().styles.text(chunk.as_str());
                Ok(())
            }
        });
        let settings = Settings::new()
            .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(PARSER_BYTES))
            .with_strict(false)
            .append_element_content_handler((Cow::Owned(everything), elements))
            .append_element_content_handler((Cow::Owned(style), styles));
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        // A tag that is cut off at the end loads nothing.
        let _: bool = html.chunks(CHUNK).all(|chunk| rewriter.write(chunk).is_ok());
        drop(rewriter);
        reading.borrow_mut().end_style();
        Rc::try_unwrap(reading).map(|reading| reading.into_inner().templates).unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Reading {
    templates: Templates,
    /// The templates around what is being read, those without an id too.
    open: Vec<Option<String>>,
    styles: Styles,
    kept: usize,
}

impl Reading {
    fn add(&mut self, all: impl IntoIterator<Item = Asked>) {
        // A template in a template is inert until somebody uses it too.
        let [.., Some(id)] = self.open.as_slice() else { return };
        let Some(found) = self.templates.0.get_mut(id) else { return };
        for one in all.into_iter().take(ADDRESSES.saturating_sub(self.kept)) {
            self.kept += 1;
            found.push(one);
        }
    }

    /// A stylesheet ends where anything else begins.
    fn end_style(&mut self) {
        let all = self.styles.end();
        self.add(all.into_iter().filter_map(|(act, one)| Some((act, requested(&one)?, String::new()))));
    }
}

fn enter(reading: &Rc<RefCell<Reading>>, element: &mut Element) {
    let mut inside = reading.borrow_mut();
    inside.end_style();
    if element.tag_name() != "template" {
        if !inside.open.is_empty() {
            inside.add(loads::of_element(element));
        }
        return;
    }
    let Some(handlers) = element.end_tag_handlers() else { return };
    let reading = Rc::clone(reading);
    handlers.push(Box::new(move |_| {
        let mut inside = reading.borrow_mut();
        inside.end_style();
        inside.open.pop();
        Ok(())
    }));
    let id = element.get_attribute("id");
    // The first of two with the same id is the one that a browser finds.
    let is_new = |id: &String| !inside.templates.0.contains_key(id);
    let id = id.filter(is_new);
    if let (Some(id), true) = (&id, inside.kept < ADDRESSES) {
        inside.templates.0.insert(id.clone(), Vec::new());
    }
    inside.open.push(id);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(html: &str) -> Vec<String> {
        let templates = Templates::in_page(html.as_bytes());
        let all =
            templates.0.iter().flat_map(|(id, all)| all.iter().map(move |(_, address, _)| format!("{id}: {address}")));
        all.collect()
    }

    #[test]
    fn what_stands_in_a_template_is_its_own() {
        for (html, expected) in [
            ("<img src=/a><template id=t><p><img src=/b></p></template><img src=/c>", &["t: /b"][..]),
            (
                "<template id=t><style>p { background: url(/b) }</style></template><style>a { b: url(/c) }</style>",
                &["t: /b"],
            ),
            (
                "<template id=t><img src=/a><template><img src=/b></template><img src=/c></template>",
                &["t: /a", "t: /c"],
            ),
            ("<template id=t><template id=u><img src=/b></template><img src=/c></template>", &["t: /c", "u: /b"]),
            ("<template id=t><img src=/a></template><template id=t><img src=/b></template>", &["t: /a"]),
            ("<template id=t><img src=/a", &[]),
            ("<template><img src=/a></template>", &[]),
            ("</template><template id=t><img src=/a>", &["t: /a"]),
        ] {
            assert_eq!(f(html), expected, "{html}");
        }
    }

    #[test]
    fn a_page_that_never_ends_its_templates_ends() {
        let deep = format!("{}{}", "<template>".repeat(20_000), "<template id=t><img src=/a>".repeat(20_000));
        assert!(f(&deep).len() <= ADDRESSES);
    }
}
