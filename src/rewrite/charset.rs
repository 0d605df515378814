//! What the bytes of a page mean, as far as it matters to one who only looks for ASCII.
//!
//! In every encoding of the web but a handful, an ASCII byte is that character or the second half of a letter that is
//! never `<`, `>`, a quote or a space. So tags are found without decoding, and what is inserted is ASCII with character
//! references, unless the header says UTF-8.

#[derive(Clone, Copy, PartialEq)]
pub enum Charset {
    Utf8,
    /// ASCII bytes mean ASCII; the others are not known.
    Ascii,
    /// ASCII bytes may mean anything.
    Opaque,
}

impl Charset {
    /// Of a `Content-Type` header.
    pub fn of(content_type: Option<&str>) -> Charset {
        let lower = content_type.unwrap_or_default().to_ascii_lowercase();
        let Some((_, charset)) = lower.split_once("charset=") else { return Charset::Ascii };
        let charset = charset.trim_start_matches(['"', '\'']);
        let end = charset.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(charset.len());
        match charset.get(..end).unwrap_or_default() {
            "utf-8" | "utf8" | "unicode-1-1-utf-8" => Charset::Utf8,
            charset
                if charset.starts_with("utf-16") || charset.starts_with("utf16") || charset.starts_with("utf-32") =>
            {
                Charset::Opaque
            }
            "utf-7" | "iso-2022-jp" | "iso-2022-kr" | "iso-2022-cn" | "hz-gb-2312" | "csiso2022jp" | "ucs-2"
            | "unicode" => Charset::Opaque,
            _ => Charset::Ascii,
        }
    }
}

/// A byte order mark of UTF-16: no page for us, whatever its header says.
pub fn is_wide(input: &[u8]) -> bool {
    input.starts_with(&[0xFE, 0xFF]) || input.starts_with(&[0xFF, 0xFE])
}

/// The hand-off script; the JSON can neither end it nor depend on the page's encoding.
pub fn script(json: &str) -> Vec<u8> {
    let mut out = String::from("<script type=\"application/json\" data-nearside>");
    for c in json.chars() {
        if c == '<' || !c.is_ascii() {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.extend(char::from_digit(u32::from(*unit >> shift & 15), 16));
                }
            }
        } else {
            out.push(c);
        }
    }
    out.push_str("</script>");
    out.into_bytes()
}
