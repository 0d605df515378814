//! Where the name in an `import` leads (HTML, section 8.1.6.2, "resolving module specifiers").

use serde_json::{Map, Value};

use super::address::resolve;

/// What the page's import maps say, each name as it is compared: an address whole, any other as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportMap {
    names: Names,
    /// By the start of the addresses of scripts that they are for.
    scopes: Vec<(String, Names)>,
}

type Names = Vec<(String, String)>;

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Address(String),
    /// Browsers know no such name.
    Bare,
    /// Nothing that a server is asked for (`data:`, `node:`).
    Elsewhere,
}

impl ImportMap {
    /// Takes in another map of the page; what an earlier one says holds. What is no map says nothing.
    pub fn add(&mut self, text: &str, base: &str) {
        let Ok(Value::Object(map)) = serde_json::from_str(text) else { return };
        let names = |map: &Map<String, Value>| -> Names {
            let pairs = map.iter().filter_map(|(name, to)| Some((key(name, base), address(to.as_str()?, base)?)));
            pairs.collect()
        };
        let object = |map: &Map<String, Value>, name: &str| map.get(name).and_then(Value::as_object).cloned();
        self.names.extend(names(&object(&map, "imports").unwrap_or_default()));
        for (scope, own) in object(&map, "scopes").unwrap_or_default() {
            let own = own.as_object().map(names).unwrap_or_default();
            self.scopes.extend(resolve(base, &scope).map(|scope| (scope, own)));
        }
    }

    /// What `name` means in the script at `from`.
    pub fn lead(&self, name: &str, from: &str) -> Target {
        let wanted = key(name, from);
        let mut scopes: Vec<&(String, Names)> = self
            .scopes
            .iter()
            .filter(|(scope, _)| from == scope || scope.ends_with('/') && from.starts_with(scope.as_str()))
            .collect();
        scopes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        let mut all = scopes.into_iter().map(|(_, names)| names).chain(Some(&self.names));
        if let Some(address) = all.find_map(|names| mapped(names, &wanted)) {
            return Target::Address(address);
        }
        match address(name, from) {
            Some(address) => Target::Address(address),
            None if has_scheme(name) => Target::Elsewhere,
            None => Target::Bare,
        }
    }
}

/// The whole name, else the longest start of it that ends in a slash.
fn mapped(names: &Names, wanted: &str) -> Option<String> {
    if let Some((_, to)) = names.iter().find(|(name, _)| name == wanted) {
        return Some(to.clone());
    }
    let starts = names.iter().filter(|(name, _)| name.ends_with('/') && wanted.starts_with(name.as_str()));
    let (name, to) = starts.max_by_key(|(name, _)| name.len())?;
    resolve(to, wanted.get(name.len()..)?)
}

fn key(name: &str, base: &str) -> String {
    address(name, base).unwrap_or_else(|| name.to_owned())
}

/// A name that is an address: whole, or one that begins with `/`, `./` or `../`.
fn address(name: &str, base: &str) -> Option<String> {
    let is_relative = ["/", "./", "../"].iter().any(|start| name.starts_with(start));
    resolve(base, name).filter(|_| is_relative || has_scheme(name))
}

fn has_scheme(name: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    name.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_where_browsers_go() {
        let mut map = ImportMap::default();
        let page = "https://shop.example/de/";
        map.add(
            r#"{"imports": {"nearside": "/n/index.js", "nearside/": "/n/", "lib/a/": "https://cdn.example/a/", "/old.js": "./new.js", "bad": 1, "none": "x"},
                "scopes": {"/app/": {"nearside": "/app/n.js"}}}"#,
            page,
        );
        map.add(r#"{"imports": {"nearside": "/late.js", "late": "/late.js"}}"#, page);
        map.add("{", page);
        let to = |name, from| match map.lead(name, from) {
            Target::Address(address) => address,
            other => format!("{other:?}"),
        };
        for (name, from, expected) in [
            ("nearside", page, "https://shop.example/n/index.js"),
            ("nearside", "https://shop.example/app/x.js", "https://shop.example/app/n.js"),
            ("nearside/js", page, "https://shop.example/n/js"),
            ("lib/a/b.js", page, "https://cdn.example/a/b.js"),
            ("lib/c.js", page, "Bare"),
            ("late", page, "https://shop.example/late.js"),
            ("/old.js", page, "https://shop.example/de/new.js"),
            ("../x.js", "https://shop.example/n/index.js", "https://shop.example/x.js"),
            ("x.js", page, "Bare"),
            ("none", page, "Bare"),
            ("https://esm.sh/x", page, "https://esm.sh/x"),
            ("data:text/javascript,1", page, "Elsewhere"),
            ("node:fs", page, "Elsewhere"),
        ] {
            assert_eq!(to(name, from), expected, "{name} in {from}");
        }
    }
}
