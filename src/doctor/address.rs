//! Addresses as a page has them: where a relative one leads, and whose it is (RFC 3986, section 5.2; for `http` alone).

/// Scheme, host and port: `https://shop.example`.
pub fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority).to_ascii_lowercase();
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let host = host.strip_suffix(port).unwrap_or(&host);
    (!host.is_empty()).then(|| format!("{scheme}://{host}"))
}

/// From the path on, without query and fragment.
pub fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/"));
    rest.split(['?', '#']).next().unwrap_or(rest)
}

/// Where `address` leads from `base`. `None` for what no server is asked for (`data:`, `blob:`, nothing at all).
pub fn resolve(base: &str, address: &str) -> Option<String> {
    let address = address.trim();
    let address = address.split('#').next().unwrap_or(address);
    if address.is_empty() {
        return None;
    }
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(address.to_owned());
    }
    let scheme = address.split([':', '/', '?']).next().unwrap_or_default();
    let has_scheme = address.get(scheme.len()..).is_some_and(|rest| rest.starts_with(':'));
    if has_scheme && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let root = origin(base);
    if let Some(rest) = address.strip_prefix("//") {
        let scheme = base.split("://").next().filter(|_| root.is_some()).unwrap_or("https");
        return Some(format!("{scheme}://{rest}"));
    }
    let root = root.unwrap_or_default();
    if address.starts_with('/') {
        return Some(root + &plain(address));
    }
    if address.starts_with('?') {
        return Some(format!("{root}{}{address}", path(base)));
    }
    let folder = path(base).rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(root + &plain(&format!("{folder}/{address}")))
}

/// A path without `.` and `..`.
fn plain(path: &str) -> String {
    let (path, query) = path.find('?').and_then(|at| path.split_at_checked(at)).unwrap_or((path, ""));
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push("");
    }
    format!("/{}{query}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_where_browsers_say() {
        let from = |address| resolve("https://Shop.example:443/a/b?c=/d", address).unwrap_or_default();
        for (address, expected) in [
            ("x.nsb", "https://shop.example/a/x.nsb"),
            ("./x/../y.nsb?v=../1", "https://shop.example/a/y.nsb?v=../1"),
            ("../../../x", "https://shop.example/x"),
            ("/x#y", "https://shop.example/x"),
            ("//cdn.example/x", "https://cdn.example/x"),
            ("HTTPS://cdn.example/x", "HTTPS://cdn.example/x"),
            ("?q=1", "https://shop.example/a/b?q=1"),
            ("..", "https://shop.example/"),
            (" a:b", ""),
            ("data:text/plain,x", ""),
            ("#x", ""),
            ("", ""),
            ("1:2", "https://shop.example/a/1:2"),
        ] {
            assert_eq!(from(address), expected, "{address}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(origin("HTTPS://A.example:443/x").as_deref(), Some("https://a.example"));
        assert_eq!(origin("http://a.example:8080?x").as_deref(), Some("http://a.example:8080"));
        assert_eq!(origin("https://user:pass@a.example/").as_deref(), Some("https://a.example"));
        for none in ["a.html", "file:///a", "https://", "/a", ""] {
            assert_eq!(origin(none), None, "{none}");
        }
    }
}
