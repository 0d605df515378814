//! Names of elements as integers, and the sets of names that the HTML standard's tree construction speaks of.
//!
//! A name of up to eight bytes is its lower-case bytes in one integer, so comparing and listing names costs nothing;
//! a longer one is a hash of 63 bits with the top bit set. Only whether a page is *edited* hangs on it, never safety.

pub type Name = u64;

/// The name's integer; ASCII letters are folded, as HTML does.
#[expect(clippy::indexing_slicing, reason = "a `const fn` has no `get`; each index is compared with the length")]
pub const fn name(bytes: &[u8]) -> Name {
    let mut value: u64 = 0;
    let mut index = 0;
    if bytes.len() <= 8 {
        while index < bytes.len() {
            value |= (bytes[index].to_ascii_lowercase() as u64) << (8 * index);
            index += 1;
        }
        return value;
    }
    // FNV-1a.
    value = 0xCBF2_9CE4_8422_2325;
    while index < bytes.len() {
        value = (value ^ bytes[index].to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01B3);
        index += 1;
    }
    value | 1 << 63
}

/// The text of a short name; nothing for a long one.
pub fn text(name: Name) -> Option<String> {
    if name >> 63 == 1 {
        return None;
    }
    let bytes = name.to_le_bytes();
    let text: Vec<u8> = bytes.into_iter().take_while(|byte| *byte != 0).collect();
    String::from_utf8(text).ok()
}

macro_rules! names {
    ($($constant:ident $text:literal)*) => { $(pub const $constant: Name = name($text.as_bytes());)* };
}

names! {
    A "a" BODY "body" BUTTON "button" CAPTION "caption" COL "col"
    COLGROUP "colgroup" DD "dd" DT "dt" FORM "form" FRAMESET "frameset" HEAD "head" HTML "html" LI "li" LISTING "listing"
    MATH "math" META "meta" NOBR "nobr" OPTGROUP "optgroup" OPTION "option" P "p" PLAINTEXT "plaintext" PRE "pre" RP "rp" RT "rt" RTC "rtc"
    RB "rb" RUBY "ruby" SCRIPT "script" SELECT "select" STYLE "style" SVG "svg" TABLE "table" TBODY "tbody" TD "td" TEMPLATE "template"
    TEXTAREA "textarea" TFOOT "tfoot" TH "th" THEAD "thead" TITLE "title" TR "tr" BR "br"
}

macro_rules! set {
    ($(#[$doc:meta])* $function:ident: $($text:literal)*) => {
        $(#[$doc])*
        pub fn $function(of: Name) -> bool {
            const NAMES: &[Name] = &[$(name($text.as_bytes())),*];
            NAMES.contains(&of)
        }
    };
}

set!(
    /// Elements without content and end tag.
    is_void: "area" "base" "basefont" "bgsound" "br" "col" "embed" "frame" "hr" "image" "img" "input" "keygen" "link" "meta"
    "param" "source" "track" "wbr"
);
set!(
    /// Start tags that close an open `p`.
    closes_p: "address" "article" "aside" "blockquote" "center" "details" "dialog" "dir" "div" "dl" "fieldset"
    "figcaption" "figure" "footer" "form" "header" "hgroup" "hr" "main" "menu" "nav" "ol" "p" "search" "section"
    "summary" "ul" "h1" "h2" "h3" "h4" "h5" "h6" "pre" "listing" "plaintext" "xmp" "table" "li" "dd" "dt"
);
set!(is_heading: "h1" "h2" "h3" "h4" "h5" "h6");
set!(
    /// The standard's *special* category: where a walk up the stack for an end tag stops.
    is_special: "address" "applet" "area" "article" "aside" "base" "basefont" "bgsound" "blockquote" "body" "br"
    "button" "caption" "center" "col" "colgroup" "dd" "details" "dir" "div" "dl" "dt" "embed" "fieldset" "figcaption"
    "figure" "footer" "form" "frame" "frameset" "h1" "h2" "h3" "h4" "h5" "h6" "head" "header" "hgroup" "hr" "html"
    "iframe" "img" "input" "keygen" "li" "link" "listing" "main" "marquee" "menu" "meta" "nav" "noembed" "noframes"
    "noscript" "object" "ol" "p" "param" "plaintext" "pre" "script" "search" "section" "select" "source" "style"
    "summary" "table" "tbody" "td" "template" "textarea" "tfoot" "th" "thead" "title" "tr" "track" "ul" "wbr" "xmp"
);
set!(
    /// Elements that end a search "in scope".
    is_scope: "applet" "caption" "html" "table" "td" "th" "marquee" "object" "select" "template"
);
set!(
    /// Formatting elements, which the adoption agency moves about.
    is_formatting: "a" "b" "big" "code" "em" "font" "i" "nobr" "s" "small" "strike" "strong" "tt" "u"
);
set!(
    /// Block-level end tags that close what is open inside their element.
    is_block: "address" "article" "aside" "blockquote" "button" "center" "details" "dialog" "dir" "div" "dl"
    "fieldset" "figcaption" "figure" "footer" "header" "hgroup" "listing" "main" "menu" "nav" "ol" "pre" "search"
    "section" "select" "summary" "ul" "applet" "marquee" "object" "form" "dd" "dt"
);
set!(
    /// What belongs into the head.
    is_head: "base" "basefont" "bgsound" "link" "meta" "noframes" "noscript" "script" "style" "template" "title"
);
set!(
    /// Content that the tokenizer takes as text up to the end tag; references are not read either.
    is_raw: "iframe" "noembed" "noframes" "noscript" "style" "xmp" "script" "plaintext"
);
set!(
    /// Where a character that is not white space is foster-parented, or not allowed at all.
    refuses_text: "table" "tbody" "thead" "tfoot" "tr" "colgroup" "frameset" "html" "head"
);
set!(
    /// Tags that leave foreign content.
    breaks_out: "b" "big" "blockquote" "body" "br" "center" "code" "dd" "div" "dl" "dt" "em" "embed" "h1" "h2" "h3"
    "h4" "h5" "h6" "head" "hr" "i" "img" "li" "listing" "menu" "meta" "nobr" "ol" "p" "pre" "ruby" "s" "small" "span"
    "strong" "strike" "sub" "sup" "table" "tt" "u" "ul" "var"
);
set!(
    /// Foreign elements whose children are HTML again.
    is_integration: "foreignobject" "desc" "title" "mi" "mo" "mn" "ms" "mtext"
);
set!(
    /// Elements that no operation may bring in, and whose attributes no operation may touch: they run code, load
    /// documents, or are read differently by a streaming and by a fragment parser.
    is_refused: "applet" "base" "embed" "foreignobject" "frame" "frameset" "math" "noembed" "noframes" "noscript"
    "object" "plaintext" "script" "template" "xmp"
);
