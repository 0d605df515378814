//! The addresses in an attribute's value, a list of pictures, a stylesheet; and which of them a server hears of.

/// The address as a request has it: without its fragment, and without what browsers skip. Nothing where no request is
/// made, as for `data:` and `#top`.
pub fn requested(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let plain = plain.trim_matches(|c| c <= ' ');
    let whole = plain.split('#').next().unwrap_or("");
    let scheme = whole.split_once(':').map_or("", |(scheme, _)| scheme);
    const LOCAL: [&str; 7] = ["data", "blob", "about", "javascript", "mailto", "tel", "sms"];
    let is_local = LOCAL.iter().any(|one| one.eq_ignore_ascii_case(scheme));
    (!whole.is_empty() && !is_local).then(|| whole.to_owned())
}

/// The addresses of `srcset`: each ends at white space, its descriptor at a comma.
pub fn candidates(list: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        found.push(bare);
        rest = if bare.len() < address.len() { after } else { after.split_once(',').map_or("", |(_, next)| next) };
    }
}

/// The addresses in CSS: of `url()` and `src()`, behind `@import`, and the texts in `image-set()`.
pub fn of_css(css: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = css;
    // For each open parenthesis, whether texts in it are addresses.
    let mut open: Vec<bool> = Vec::new();
    let mut imports = false;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if matches!(first, '"' | '\'') {
            let (text, after) = quoted(rest, first);
            if imports || open.last() == Some(&true) {
                found.push(text);
            }
            imports = false;
            rest = after;
        } else if is_name(first) {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let is = |one: &str| name.eq_ignore_ascii_case(one);
            rest = after;
            let Some(inside) = after.strip_prefix('(') else {
                imports = is("@import");
                continue;
            };
            if is("url") || is("src") {
                let (address, after) = argument(inside);
                found.push(address);
                imports = false;
                rest = after;
            } else {
                open.push(is("image-set") || is("-webkit-image-set"));
                rest = inside;
            }
        } else {
            match first {
                '(' => open.push(false),
                ')' => drop(open.pop()),
                _ => imports &= first.is_whitespace(),
            }
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@') || !c.is_ascii()
}

/// A text in quotes, without them, and what follows it.
fn quoted(text: &str, quote: char) -> (&str, &str) {
    let inside = text.get(1..).unwrap_or("");
    inside.split_once(quote).unwrap_or((inside, ""))
}

/// What stands in `url(…)`, with quotes or without, and what follows the parenthesis.
fn argument(text: &str) -> (&str, &str) {
    let inside = text.trim_start();
    match inside.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let (address, after) = quoted(inside, quote);
            (address, after.split_once(')').map_or("", |(_, after)| after))
        }
        _ => {
            let (address, after) = inside.split_once(')').unwrap_or((inside, ""));
            (address.trim_end(), after)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_has_of_an_address() {
        for (address, expected) in [
            ("/a.png", Some("/a.png")),
            (" /a\n.png ", Some("/a.png")),
            ("/a?b#c", Some("/a?b")),
            ("https://a.example/x", Some("https://a.example/x")),
            ("#top", None),
            ("", None),
            ("data:image/png;base64,AA", None),
            ("DATA:image/png,x", None),
            ("mailto:a@b.example", None),
            ("/a:b", Some("/a:b")),
        ] {
            assert_eq!(requested(address).as_deref(), expected, "{address:?}");
        }
    }

    #[test]
    fn each_picture_of_a_list_is_found() {
        assert_eq!(candidates("/a.png 1x, /b.png 2x"), ["/a.png", "/b.png"]);
        assert_eq!(candidates("/a.png, /b.png 200w ,/c.png"), ["/a.png", "/b.png", "/c.png"]);
        assert_eq!(
            candidates("data:image/png;base64,AA== 1x, /b,c.png 2x"),
            ["data:image/png;base64,AA==", "/b,c.png"]
        );
        assert_eq!(candidates(" ,, "), Vec::<&str>::new());
    }

    #[test]
    fn addresses_in_css_are_found_however_they_are_written() {
        for (css, expected) in [
            ("background: URL( '/a.png' ) no-repeat, url(/b.png)", &["/a.png", "/b.png"][..]),
            ("--x: url(\"/a).png\")", &["/a).png"]),
            ("@import \"/a.css\"; @import url(/b.css) screen;", &["/a.css", "/b.css"]),
            ("background: image-set(\"/a.png\" 1x, url(/b.png) 2x)", &["/a.png", "/b.png"]),
            ("background: -webkit-image-set('/a.png' 1x)", &["/a.png"]),
            ("/* url(/a.png) */ content: \"url(/b.png)\"; fill: url(#c)", &["#c"]),
            ("width: calc((1px + 2px) * 2); src: src(\"/a.woff2\")", &["/a.woff2"]),
            ("curl(/a.png)", &[]),
            ("url(", &[""]),
            ("url('/a", &["/a"]),
            ("é\"ü", &[]),
        ] {
            assert_eq!(of_css(css), expected, "{css}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends(text in "[\"'()@,;:/* a-zé\\\\]{0,40}(url|image-set|@import|src)?[(\"' ]{0,4}.{0,20}") {
            for address in of_css(&text).into_iter().chain(candidates(&text)) {
                proptest::prop_assert!(text.contains(address));
                requested(address);
            }
        }
    }
}
