//! Where a page's scripts say that the bundle and the WebAssembly are, and which scripts of its own to look into for it.

use std::collections::BTreeSet;

use super::address::{origin, path, resolve};
use super::code::{Use, quoted};
use super::imports::{ImportMap, Target};
use super::loading::fault;
use super::page::{Loading, Page};
use super::{Answer, Finding, Severity};

/// Scripts of the page's own that are looked into.
pub const SCRIPTS: usize = 12;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leads {
    pub bundles: BTreeSet<String>,
    pub wasm: BTreeSet<String>,
    /// Scripts of other sites that the page imports or loads ahead, or that its own scripts name.
    pub others: BTreeSet<String>,
    /// What is wrong with the page's own scripts; `true` if it is so whatever starts nearside.
    pub faults: Vec<(Finding, bool)>,
    /// The page says `nearside` somewhere.
    pub is_named: bool,
    /// Number of the script in the page that starts it, if it stands there.
    pub inline: Option<usize>,
    /// Scripts that were found, in the order in which to look into them.
    scripts: Vec<Found>,
    /// Of these the ones that name a bundle.
    starts: BTreeSet<String>,
    looked: usize,
    map: ImportMap,
    /// Where addresses lead from, and whose are looked into.
    base: String,
    own: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    url: String,
    /// `None` where a script names it, and nobody knows what for.
    loading: Option<Loading>,
}

impl Leads {
    /// What the page itself says. `url` is where it was served.
    pub fn of(page: &Page, url: &str) -> Leads {
        let mut leads = Leads { base: page.base(url), own: origin(url), ..Leads::default() };
        for script in page.scripts.iter().filter(|script| script.kind == "importmap") {
            leads.map.add(&script.text, &leads.base);
        }
        for preload in &page.preloads {
            match preload.script {
                None => leads.named(&preload.href, None),
                loading => leads.loads(&preload.href, loading),
            }
        }
        for (number, script) in page.scripts.iter().enumerate() {
            leads.is_named |= script.is_handoff;
            match &script.src {
                Some(src) if script.runs() => leads.loads(src, Some(script.loading())),
                None if script.runs() => {
                    let before = leads.bundles.len();
                    leads.text(&script.text, None, script.loading());
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
        let next = self.scripts.get(self.looked).filter(|_| self.looked < SCRIPTS).map(|found| found.url.clone());
        self.looked += usize::from(next.is_some());
        next
    }

    /// What came for a script. Of one that is only named, and not as nearside's, nobody knows whether it has to be there.
    pub fn came(&mut self, url: &str, answer: &Result<Answer, String>) {
        let known = self.scripts.iter().find(|found| found.url == url).and_then(|found| found.loading);
        let loading = known.or(names(url).then_some(Loading::Module));
        let fault = loading.and_then(|loading| fault(url, loading, answer));
        let is_there = fault.as_ref().is_none_or(|fault| fault.code == "script-type");
        self.faults.extend(fault.map(|fault| (fault, loading == Some(Loading::Module) || names(url))));
        if let Ok(answer) = answer
            && answer.status == 200
            && is_there
        {
            let before = self.bundles.len();
            self.text(&String::from_utf8_lossy(&answer.body), Some(&answer.url), loading.unwrap_or(Loading::Module));
            if self.bundles.len() > before {
                self.starts.insert(url.to_owned());
            }
        }
    }

    fn text(&mut self, text: &str, url: Option<&str>, loading: Loading) {
        self.is_named |= names(text);
        let makes_scripts = quoted(text).any(|(text, _)| text.eq_ignore_ascii_case("script"));
        for (quoted, usage) in quoted(text) {
            if quoted.len() > 1_024 || quoted.contains(char::is_whitespace) {
                continue;
            }
            match usage {
                Use::Import | Use::Later => self.import(quoted, usage, url, loading),
                Use::Source if makes_scripts => self.source(quoted),
                Use::Source | Use::Other => self.named(quoted, url),
            }
        }
    }

    /// A script imports what is called `name`.
    fn import(&mut self, name: &str, usage: Use, url: Option<&str>, loading: Loading) {
        let is_static = usage == Use::Import;
        let place = url.unwrap_or("<script>");
        let mut broken = |code, what: String, mend: &str| {
            let finding =
                Finding { code, severity: Severity::Error, what, place: place.to_owned(), mend: mend.to_owned() };
            self.faults.push((finding, true));
        };
        if is_static && loading == Loading::Classic {
            let what = format!("`import … from \"{name}\"` stands in a script that is no module: browsers stop there");
            broken("import-outside-module", what, "`<script type=\"module\">`");
        }
        match self.map.lead(name, url.unwrap_or(&self.base)) {
            Target::Address(address) => match ending(&address).as_str() {
                "wasm" => self.wasm.extend([address]),
                // With `type: "json"` and the like: no script.
                "json" | "css" => {}
                _ => self.found(address, Some(Loading::Module)),
            },
            // What a script imports later may never be: bundles carry what is Node's.
            Target::Bare if is_static || names(name) => {
                let what = format!(
                    "`{name}` is no address, and no import map of the page says where it is: browsers stop there"
                );
                broken(
                    "import-bare",
                    what,
                    "`import { start } from \"/nearside/index.js\"` (`nearside build --runtime FOLDER` writes it), a bundler, or `<script type=\"importmap\">`",
                );
            }
            Target::Bare | Target::Elsewhere => {}
        }
    }

    /// A text that is given to a `src`, in a script that makes scripts: of another site it may be one, whatever its name.
    fn source(&mut self, written: &str) {
        const OTHER: [&str; 9] = ["png", "gif", "jpg", "jpeg", "webp", "avif", "svg", "mp4", "html"];
        self.named(written, None);
        let address = resolve(&self.base, written).filter(|_| written.contains("//"));
        let theirs = address.filter(|address| origin(address).is_some_and(|theirs| Some(theirs) != self.own));
        self.others.extend(theirs.filter(|address| !OTHER.contains(&ending(address).as_str())));
    }

    /// The page itself says that this is a script.
    fn loads(&mut self, written: &str, loading: Option<Loading>) {
        if let Some(address) = resolve(&self.base, written) {
            self.found(address, loading);
        }
    }

    /// Notes what an address is, by its name. What scripts load beside themselves (`new URL`) leads from them; a bundle is
    /// fetched, and leads from the page.
    fn named(&mut self, written: &str, script: Option<&str>) {
        let ending = ending(written);
        if ending == "nsb" {
            self.bundles.extend(resolve(&self.base, written));
        } else if ending == "wasm" {
            self.wasm.extend(resolve(script.unwrap_or(&self.base), written));
        } else if matches!(ending.as_str(), "js" | "mjs") {
            // A bare name (`lodash/x.js`) is the bundler's, and `.js` the end of one.
            let is_address =
                ["/", "./", "../"].iter().any(|start| written.starts_with(start)) || origin(written).is_some();
            let address = resolve(script.unwrap_or(&self.base), written).filter(|_| is_address);
            if let Some(address) = address {
                self.found(address, None);
            }
        }
    }

    fn found(&mut self, url: String, loading: Option<Loading>) {
        self.is_named |= names(&url);
        // The engine as JavaScript names nothing, and is loaded only where WebAssembly is not.
        if path(&url).ends_with("/runtime.js") {
            return;
        }
        if let Some(known) = self.scripts.iter_mut().find(|known| known.url == url) {
            known.loading = known.loading.max(loading);
        } else if origin(&url) == self.own {
            self.scripts.push(Found { url, loading });
        } else {
            self.others.insert(url);
        }
    }

    /// Scripts that the page loads to start nearside: those whose address says so, and those that name the bundle.
    pub fn loaded(&self) -> Vec<&str> {
        let own = self.scripts.iter().map(|found| found.url.as_str());
        let theirs = self.others.iter().map(String::as_str).filter(|address| names(address));
        own.filter(|address| names(address) || self.starts.contains(*address)).chain(theirs).collect()
    }
}

/// What stands behind the last dot of an address, in lower case.
pub fn ending(address: &str) -> String {
    let plain = address.split(['?', '#']).next().unwrap_or(address);
    plain.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

/// Whether a text, or an address, says that it is nearside's.
pub fn names(text: &str) -> bool {
    text.contains("nearside")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(leads: &mut Leads, url: &str, script: &str) {
        let headers = vec![("Content-Type".to_owned(), "text/javascript".to_owned())];
        leads.came(url, &Ok(Answer { url: url.to_owned(), status: 200, headers, body: script.into() }));
    }

    fn faults(leads: &Leads) -> Vec<&'static str> {
        leads.faults.iter().map(|(fault, _)| fault.code).collect()
    }

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
        came(
            &mut leads,
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
    fn a_part_of_an_address_is_none() {
        let page = Page::read(b"<script>load(name + '.js', 'lib/x.js', '/a.js')</script>");
        let mut leads = Leads::of(&page, "https://a.example/");
        assert_eq!(leads.next_script().as_deref(), Some("https://a.example/a.js"));
        assert_eq!(leads.next_script(), None);
    }

    #[test]
    fn a_chain_of_scripts_is_followed_so_far_and_no_further() {
        let mut leads = Leads::of(&Page::read(b"<script src=/0.js></script>"), "https://a.example/");
        let mut count = 0;
        while let Some(script) = leads.next_script() {
            count += 1;
            came(&mut leads, &script, &format!("import('./{count}.js')"));
        }
        assert_eq!(count, SCRIPTS);
    }
    #[test]
    fn names_that_browsers_do_not_know_are_found_where_they_are_imported() {
        let of = |html: &str| faults(&Leads::of(&Page::read(html.as_bytes()), "https://a.example/"));
        let inline = |script: &str| of(&format!("<script type=module>{script}</script>"));
        assert_eq!(inline("import { start } from 'nearside'"), ["import-bare"]);
        assert_eq!(inline("import('lodash'); import('nearside')"), ["import-bare"]);
        assert_eq!(inline("import './a.js'; import x from './x.json'"), [""; 0]);
        let map = r#"<script type=importmap>{"imports": {"nearside": "/n.js"}}</script>"#;
        assert_eq!(of(&format!("{map}<script type=module>import 'nearside'</script>")), [""; 0]);
        assert_eq!(of("<script>import './a.js'</script>"), ["import-outside-module"]);
        let mut leads =
            Leads::of(&Page::read(b"<script src=/a.js></script><script type=module src=/b.js>"), "https://a.example/");
        came(&mut leads, "https://a.example/a.js", "import './b.js'");
        came(&mut leads, "https://a.example/b.js", "export * from 'b'");
        assert_eq!(faults(&leads), ["import-outside-module", "import-bare"]);
    }

    #[test]
    fn scripts_of_other_sites_are_found_where_they_are_imported_or_named() {
        let page = Page::read(
            br#"<link rel=modulepreload href=https://a.example/a.js><script type=importmap>{"imports": {"x": "https://b.example/x"}}</script>
<script type=module>import "x"; import("https://c.example/c"); import "/own.js"</script>
<script>(function(d,s,i){j=d.createElement(s);j.src='https://d.example/d.js?id='+i})(document,'script');k.src='//e.example/e'; l.src='//f.example/f.gif'</script>
<script>new Image().src = 'https://g.example/g?x'; "/own.png"</script>"#,
        );
        let leads = Leads::of(&page, "https://shop.example/");
        let others: Vec<&str> = leads.others.iter().map(String::as_str).collect();
        assert_eq!(
            others,
            [
                "https://a.example/a.js",
                "https://b.example/x",
                "https://c.example/c",
                "https://d.example/d.js?id=",
                "https://e.example/e"
            ]
        );
    }
}
