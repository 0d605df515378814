//! The addresses in CSS: of `url()` and `src()`, behind `@import`, the texts in `image-set()`, and in custom properties, of
//! which a stylesheet may make one (`image-set(var(--x) 1x)`), texts that look like addresses.
//!
//! Tokens as CSS Syntax Level 3, section 4.3, has them: a name, a text or an address may be spelled with escapes, and what
//! ends a text for a browser ends it here. Blocks are not read recursively: a text may open as many as it has letters.

use super::super::flat::{CLOSE, OPEN};

/// The addresses, escapes read.
pub fn of_css(css: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut text = Text(css);
    // For each open parenthesis, whether texts in it are addresses.
    let mut open: Vec<bool> = Vec::new();
    let mut imports = false;
    let mut is_custom = false;
    while let Some(first) = text.first() {
        let follows_import = std::mem::take(&mut imports);
        match first {
            _ if text.skips_comment() => imports = follows_import,
            _ if is_space(first) => {
                text.bump();
                imports = follows_import;
            }
            '"' | '\'' => {
                let is_address = follows_import || open.last() == Some(&true);
                found.extend(text.quoted(first).filter(|it| is_address || is_custom && looks_like_address(it)));
            }
            '@' => {
                text.bump();
                imports = text.name().eq_ignore_ascii_case("import");
            }
            // A colour or an id: no function, whatever follows.
            '#' => {
                text.bump();
                text.name();
            }
            _ if text.begins_name() => {
                let name = text.name();
                if !text.takes('(') {
                    is_custom |= name.starts_with("--") && text.0.trim_start_matches(is_space).starts_with(':');
                    continue;
                }
                let is = |one: &str| name.eq_ignore_ascii_case(one);
                if is("url") && !text.quotes_address() {
                    found.extend(text.address());
                } else {
                    open.push(is("url") || is("src") || is("image-set") || is("-webkit-image-set"));
                }
            }
            _ => {
                match first {
                    '(' => open.push(false),
                    ')' => drop(open.pop()),
                    ';' | '{' | '}' => is_custom = false,
                    _ => {}
                }
                text.bump();
            }
        }
    }
    found
}

fn looks_like_address(text: &str) -> bool {
    text.len() > 1 && text.starts_with('/') || text.starts_with("./") || text.starts_with("../") || text.contains("://")
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_newline(c)
}

fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{C}')
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

/// What of a stylesheet is not read yet.
struct Text<'a>(&'a str);

impl Text<'_> {
    fn first(&self) -> Option<char> {
        self.0.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let mut rest = self.0.chars();
        let first = rest.next();
        self.0 = rest.as_str();
        first
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.0.strip_prefix(wanted).map(|rest| self.0 = rest).is_some()
    }

    fn skips_comment(&mut self) -> bool {
        let Some(inside) = self.0.strip_prefix("/*") else { return false };
        self.0 = inside.split_once("*/").map_or("", |(_, after)| after);
        true
    }

    fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start_matches(is_space);
    }

    /// A backslash before the end of a line is none.
    fn begins_escape(&self) -> bool {
        self.0.strip_prefix('\\').is_some_and(|rest| !rest.starts_with(is_newline))
    }

    /// Numbers are names here: their units are none of a function's.
    fn begins_name(&self) -> bool {
        self.first().is_some_and(is_name) || self.begins_escape()
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while self.begins_name() {
            name.extend(self.character());
        }
        name
    }

    /// One character, an escape read.
    fn character(&mut self) -> Option<char> {
        if self.begins_escape() { Some(self.escape()) } else { self.bump() }
    }

    fn escape(&mut self) -> char {
        self.bump();
        let digits = self.0.chars().take(6).take_while(char::is_ascii_hexdigit).count();
        let Some((hex, rest)) = self.0.split_at_checked(digits).filter(|_| digits > 0) else {
            return self.bump().unwrap_or(char::REPLACEMENT_CHARACTER);
        };
        let code = u32::from_str_radix(hex, 16).unwrap_or(0);
        self.0 = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(is_space)).unwrap_or(rest);
        // Nobody spells a mark.
        let is_other = |c: &char| !matches!(*c, '\0' | OPEN | CLOSE);
        char::from_u32(code).filter(is_other).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// A text in quotes; nothing where the line ends before it does.
    fn quoted(&mut self, quote: char) -> Option<String> {
        self.bump();
        let mut text = String::new();
        while let Some(first) = self.first() {
            if self.takes(quote) {
                break;
            } else if is_newline(first) {
                return None;
            } else if first == '\\' && !self.begins_escape() {
                // The line goes on.
                self.bump();
                if !self.takes('\r') || self.0.starts_with('\n') {
                    self.bump();
                }
            } else if self.0 == "\\" {
                self.bump();
            } else {
                text.extend(self.character());
            }
        }
        Some(text)
    }

    /// Whether `url(` is a function: quotes come next.
    fn quotes_address(&self) -> bool {
        self.0.trim_start_matches(is_space).starts_with(['"', '\''])
    }

    /// What stands in `url(…)` without quotes; nothing where no browser takes it for an address.
    fn address(&mut self) -> Option<String> {
        self.skip_spaces();
        let mut address = String::new();
        while let Some(first) = self.first() {
            if self.takes(')') {
                return Some(address);
            }
            if is_space(first) {
                self.skip_spaces();
                if self.0.is_empty() || self.takes(')') {
                    return Some(address);
                }
                return self.no_address();
            }
            if matches!(first, '"' | '\'' | '(') || first.is_ascii_control() || first == '\\' && !self.begins_escape() {
                return self.no_address();
            }
            address.extend(self.character());
        }
        Some(address)
    }

    fn no_address(&mut self) -> Option<String> {
        while !self.0.is_empty() && !self.takes(')') {
            self.character();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_css_are_found_however_they_are_written() {
        for (css, expected) in [
            ("background: URL( '/a.png' ) no-repeat, url(/b.png)", &["/a.png", "/b.png"][..]),
            ("--x: url(\"/a).png\")", &["/a).png"]),
            ("@import \"/a.css\"; @import url(/b.css) screen;", &["/a.css", "/b.css"]),
            ("@import/**/ '/a.css'; @layer x '/b.css'", &["/a.css"]),
            ("background: image-set(\"/a.png\" 1x, url(/b.png) 2x)", &["/a.png", "/b.png"]),
            ("background: -webkit-image-set('/a.png' type('image/png'))", &["/a.png"]),
            ("/* url(/a.png) */ content: \"url(/b.png)\"; fill: url(#c)", &["#c"]),
            ("width: calc((1px + 2px) * 2); src: src(\"/a.woff2\")", &["/a.woff2"]),
            ("--x: '/a.png'; content: '/b.png'", &["/a.png"]),
            ("--x: 'Sale' '/' ; --y : \"https://a.example/x\"", &["https://a.example/x"]),
            ("curl(/a.png)", &[]),
            ("url(", &[""]),
            ("url('/a", &["/a"]),
            ("é\"ü", &[]),
        ] {
            assert_eq!(of_css(css), expected, "{css}");
        }
    }

    #[test]
    fn escapes_hide_nothing() {
        for (css, expected) in [
            (r"p { content: 'it\'s' } p { background: url(/a.png) } q { content: 'z' }", &["/a.png"][..]),
            (r"p { background: u\72l(/a.png) }", &["/a.png"]),
            (r"p { background: \75 \000052\4c(/a.png) }", &["/a.png"]),
            (r"@\69mport '/a.css'", &["/a.css"]),
            (r"p { background: url(/\61 .png) url('/\62.png') }", &["/a.png", "/b.png"]),
            ("p { background: url('/a\\\n.png') url(\"/b\\\r\n.png\") }", &["/a.png", "/b.png"]),
            // What ends with its line is no text, and what follows it is read.
            ("p { content: 'a\n} p { background: url(/a.png) } q { content: 'b' }", &["/a.png"]),
            // No addresses to a browser.
            ("url(/a b.png) url(/a\"b.png) url(/a(b.png) url(/*c*/'/a.png') url(/z.png)", &["/z.png"]),
            (r"url(/\) b) url(/z.png)", &["/z.png"]),
            ("#url(/a.png) 2url(/b.png) @url(/c.png)", &[]),
            ("url(/a.png", &["/a.png"]),
            ("\\", &[]),
            ("'\\", &[]),
            ("u\\\nrl(/a.png)", &[]),
        ] {
            assert_eq!(of_css(css), expected, "{css}");
        }
    }

    #[test]
    fn a_stylesheet_of_nothing_but_parentheses_ends() {
        assert_eq!(of_css(&"x(".repeat(100_000)), Vec::<String>::new());
    }

    /// Another reader of CSS, whose blocks are read recursively.
    fn reference(input: &mut cssparser::Parser, is_list: bool, found: &mut Vec<String>) {
        use cssparser::Token;
        let mut imports = false;
        while let Ok(token) = input.next().cloned() {
            let follows_import = std::mem::take(&mut imports);
            let mut inside = |is_list: bool, input: &mut cssparser::Parser| {
                let read = input.parse_nested_block(|input| {
                    reference(input, is_list, found);
                    Ok::<(), cssparser::ParseError<()>>(())
                });
                assert!(read.is_ok());
            };
            match token {
                Token::UnquotedUrl(address) => found.push(address.to_string()),
                Token::QuotedString(text) if is_list || follows_import => found.push(text.to_string()),
                Token::AtKeyword(name) => imports = name.eq_ignore_ascii_case("import"),
                Token::Function(name) => {
                    let lists = ["url", "src", "image-set", "-webkit-image-set"];
                    inside(lists.iter().any(|one| name.eq_ignore_ascii_case(one)), input);
                }
                Token::ParenthesisBlock => inside(false, input),
                _ => {}
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_as_another_reader_of_css_reads_it(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "url(", "u\\72l(", "src(", "image-set(", "x(", "(", ")", "\"", "'", "\\", "\n", "\r\n", " ", "/*", "*/", "@import",
                    "@\\69 mport", "#", "2", "-", "/a.png", "/b", "é", ";", "\\75", "\\\n", "\\)", "\\\"", "1.5", "%", "+", "e",
                ]),
                0..16,
            )
        ) {
            let css = pieces.concat();
            let mut expected = Vec::new();
            let mut input = cssparser::ParserInput::new(&css);
            reference(&mut cssparser::Parser::new(&mut input), false, &mut expected);
            proptest::prop_assert_eq!(of_css(&css), expected, "{}", css);
        }
    }
}
