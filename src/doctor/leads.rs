//! Where a page's scripts say that the bundle and the WebAssembly are, and which scripts of its own to look into for it.

use std::collections::BTreeSet;

use super::address::{origin, path, resolve};
use super::page::{Page, quoted};

/// Scripts of the page's own that are looked into.
pub const SCRIPTS: usize = 12;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leads {
    pub bundles: BTreeSet<String>,
    pub wasm: BTreeSet<String>,
    /// Scripts of nearside's that are not there, and what was said instead.
    pub missing: Vec<(String, String)>,
    /// The page says `nearside` somewhere.
    pub is_named: bool,
    /// Number of the script in the page that starts it, if it stands there.
    pub inline: Option<usize>,
    /// Scripts that were found, in the order in which to look into them.
    scripts: Vec<String>,
    /// Of these the ones that name a bundle.
    starts: BTreeSet<String>,
    looked: usize,
    /// Where addresses lead from, and whose are looked into.
    base: String,
    own: Option<String>,
}

impl Leads {
    /// What the page itself says. `url` is where it was served.
    pub fn of(page: &Page, url: &str) -> Leads {
        let mut leads = Leads { base: page.base(url), own: origin(url), ..Leads::default() };
        for address in &page.preloads {
            leads.address(address, None);
        }
        for (number, script) in page.scripts.iter().enumerate() {
            leads.is_named |= script.is_handoff;
            match &script.src {
                Some(src) if script.runs() => leads.address(src, None),
                None if script.runs() => {
                    let before = leads.bundles.len();
                    leads.text(&script.text, None);
                    let starts = leads.bundles.len() > before || names(&script.text);
                    leads.inline = leads.inline.or(starts.then_some(number));
                }
                _ => {}
            }
        }
        leads
    }

    /// The next script to fetch, if there is one that is the page's own.
    pub fn next_script(&mut self) -> Option<String> {
        let next = self.scripts.get(self.looked).filter(|_| self.looked < SCRIPTS).cloned();
        self.looked += usize::from(next.is_some());
        next
    }

    /// What a script says that was served at `url`.
    pub fn script(&mut self, url: &str, text: &str) {
        let before = self.bundles.len();
        self.text(text, Some(url));
        if self.bundles.len() > before {
            self.starts.insert(url.to_owned());
        }
    }

    /// That a script did not come. What else of a site is not there is not looked at.
    pub fn gone(&mut self, url: &str, why: String) {
        if names(url) {
            self.missing.push((url.to_owned(), why));
        }
    }

    fn text(&mut self, text: &str, url: Option<&str>) {
        self.is_named |= names(text);
        for quoted in quoted(text) {
            if quoted.len() <= 1_024 && !quoted.contains(char::is_whitespace) {
                self.address(quoted, url);
            }
        }
    }

    /// Notes what an address is, by its name. What scripts load beside themselves (`import`, `new URL`) leads from them;
    /// a bundle is fetched, and leads from the page.
    fn address(&mut self, written: &str, script: Option<&str>) {
        let name = path(written.split(['?', '#']).next().unwrap_or(written)).to_ascii_lowercase();
        let ending = ending(written);
        if ending == "nsb" {
            self.bundles.extend(resolve(&self.base, written));
        } else if ending == "wasm" {
            self.wasm.extend(resolve(script.unwrap_or(&self.base), written));
        } else if matches!(ending.as_str(), "js" | "mjs") {
            // A bare name (`nearside`, `lodash/x.js`) is the bundler's; the engine as JavaScript names nothing.
            let is_address = written.starts_with(['/', '.']) || origin(written).is_some() || script.is_none();
            let Some(address) = resolve(script.unwrap_or(&self.base), written).filter(|_| is_address) else { return };
            self.is_named |= names(written);
            if origin(&address) == self.own && !name.ends_with("/runtime.js") && !self.scripts.contains(&address) {
                self.scripts.push(address);
            }
        }
    }

    /// Scripts of the page's own that it loads to start nearside: those whose address says so, and those that name the bundle.
    pub fn loaded(&self) -> Vec<&str> {
        self.scripts
            .iter()
            .map(String::as_str)
            .filter(|address| names(address) || self.starts.contains(*address))
            .collect()
    }
}

/// What stands behind the last dot of an address, in lower case.
pub fn ending(address: &str) -> String {
    let plain = address.split(['?', '#']).next().unwrap_or(address);
    plain.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

fn names(text: &str) -> bool {
    text.contains("nearside")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_to_its_bundle_and_a_script_to_its_wasm() {
        let page = Page::read(
            br#"<script src=/app.js></script><script src=https://cdn.example/x.js></script>
<script type=module>import { start } from "/nearside/index.js"; start({ bundle: "site.nsb?v=1" })</script>"#,
        );
        let mut leads = Leads::of(&page, "https://shop.example/a/b");
        assert_eq!(leads.bundles.first().unwrap(), "https://shop.example/a/site.nsb?v=1");
        assert_eq!(leads.inline, Some(2));
        assert_eq!(leads.next_script().as_deref(), Some("https://shop.example/app.js"));
        assert_eq!(leads.next_script().as_deref(), Some("https://shop.example/nearside/index.js"));
        assert_eq!(leads.next_script(), None);
        leads.script(
            "https://shop.example/nearside/index.js",
            "import('./again.js');new URL('./runtime.wasm',import.meta.url);import('./runtime.js')",
        );
        assert_eq!(leads.wasm.first().unwrap(), "https://shop.example/nearside/runtime.wasm");
        assert_eq!(leads.next_script().as_deref(), Some("https://shop.example/nearside/again.js"));
        assert_eq!(
            leads.loaded(),
            ["https://shop.example/nearside/index.js", "https://shop.example/nearside/again.js"]
        );
    }

    #[test]
    fn a_chain_of_scripts_is_followed_so_far_and_no_further() {
        let mut leads = Leads::of(&Page::read(b"<script src=/0.js></script>"), "https://a.example/");
        let mut count = 0;
        while let Some(script) = leads.next_script() {
            count += 1;
            leads.script(&script, &format!("import './{count}.js'"));
        }
        assert_eq!(count, SCRIPTS);
    }
}
