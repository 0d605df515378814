//! The addresses in an attribute's value and in a list of pictures; and which of them a server hears of.

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

    proptest::proptest! {
        #[test]
        fn any_text_ends(text in "[\"'()@,;:/* a-zé\\\\]{0,40}") {
            for address in candidates(&text) {
                proptest::prop_assert!(text.contains(address));
                requested(address);
            }
        }
    }
}
