//! Texts in quotes of a script, and which of them it imports.
//!
//! A reader of tokens and no parser: it knows comments, strings, templates and most regular expressions, which is what an
//! address may be mistaken in. Linear in the script's length, whatever the script is.

/// What a script does with a text, as far as the words before it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// `import "x"`, `import … from "x"`, `export … from "x"`.
    Import,
    /// `import("x")`.
    Later,
    /// `script.src = "x"`.
    Source,
    Other,
}

/// All texts in quotes, in order; of templates those without `${}`.
pub fn quoted(script: &str) -> impl Iterator<Item = (&str, Use)> {
    let mut reader = Reader { script, at: 0, before: Before::Other, unclosed: Unclosed::default(), open: Vec::new() };
    std::iter::from_fn(move || reader.next())
}

/// The last thing that was read, as far as it says what a quote or a slash begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before<'a> {
    Word(&'a str),
    /// `word(`
    Opened(&'a str),
    /// `word =`
    Set(&'a str),
    /// Something that has a value, so that a slash divides it.
    Value,
    Other,
}

/// Words that a value follows: a slash behind them begins a regular expression.
const OPERATORS: [&str; 12] =
    ["return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw", "await", "yield"];

struct Reader<'a> {
    script: &'a str,
    at: usize,
    before: Before<'a>,
    unclosed: Unclosed,
    /// Braces that are open within each `${` that is.
    open: Vec<usize>,
}

/// Up to where no second look for an end is worth it.
#[derive(Default)]
struct Unclosed {
    single: usize,
    double: usize,
    template: usize,
    pattern: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(&'a str, Use)> {
        loop {
            let byte = *self.script.as_bytes().get(self.at)?;
            let from = self.at;
            self.at += 1;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'/' => self.slash(),
                b'"' | b'\'' => {
                    let found = self.string(byte);
                    if found.is_some() {
                        return found;
                    }
                }
                b'`' => {
                    let found = self.template();
                    if found.is_some() {
                        return found;
                    }
                }
                b'{' => {
                    if let Some(depth) = self.open.last_mut() {
                        *depth += 1;
                    }
                    self.before = Before::Other;
                }
                b'}' => self.closed(),
                b'(' => {
                    self.before =
                        if let Before::Word(word) = self.before { Before::Opened(word) } else { Before::Other };
                }
                b'=' => {
                    self.before = if let Before::Word(word) = self.before { Before::Set(word) } else { Before::Other };
                }
                b')' | b']' => self.before = Before::Value,
                byte if is_word(byte) => {
                    while self.script.as_bytes().get(self.at).copied().is_some_and(is_word) {
                        self.at += 1;
                    }
                    self.before = Before::Word(self.script.get(from..self.at).unwrap_or_default());
                }
                _ => self.before = Before::Other,
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.script.get(self.at..).unwrap_or_default()
    }

    fn slash(&mut self) {
        let rest = self.rest();
        if rest.starts_with('/') {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with('*') {
            self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if self.divides() || self.unclosed.pattern > self.at {
            self.before = Before::Other;
        } else if let Some(end) = pattern(rest) {
            self.at += end;
            self.before = Before::Value;
        } else {
            self.unclosed.pattern = self.at + rest.find('\n').unwrap_or(rest.len());
            self.before = Before::Other;
        }
    }

    fn divides(&self) -> bool {
        match self.before {
            Before::Word(word) => !OPERATORS.contains(&word),
            Before::Value => true,
            _ => false,
        }
    }

    /// A quote that is none (an apostrophe in what was taken for code) hides nothing behind it.
    fn string(&mut self, quote: u8) -> Option<(&'a str, Use)> {
        let how = self.usage();
        self.before = Before::Value;
        let rest = self.rest();
        let unclosed = if quote == b'"' { &mut self.unclosed.double } else { &mut self.unclosed.single };
        if *unclosed > self.at {
            return None;
        }
        match end_of(rest, |byte| byte == quote || byte == b'\n') {
            Some(end) if rest.as_bytes().get(end) == Some(&quote) => {
                self.at += end + 1;
                Some((rest.get(..end)?, how))
            }
            end => {
                *unclosed = self.at + end.unwrap_or(rest.len());
                None
            }
        }
    }

    /// From a backtick, or from the `}` that ends what stands within a template.
    fn template(&mut self) -> Option<(&'a str, Use)> {
        let how = self.usage();
        let is_whole = self.script.as_bytes().get(self.at.wrapping_sub(1)) == Some(&b'`');
        self.before = Before::Value;
        if self.unclosed.template > self.at {
            return None;
        }
        let rest = self.rest();
        let mut from = 0;
        loop {
            let Some(end) = end_of(rest.get(from..)?, |byte| byte == b'`' || byte == b'$') else {
                self.unclosed.template = self.script.len();
                return None;
            };
            let end = from + end;
            if rest.as_bytes().get(end) == Some(&b'`') {
                self.at += end + 1;
                return Some((rest.get(..end)?, how)).filter(|_| is_whole);
            }
            if rest.as_bytes().get(end + 1) == Some(&b'{') {
                self.at += end + 2;
                self.open.push(0);
                self.before = Before::Other;
                return None;
            }
            from = end + 1;
        }
    }

    fn closed(&mut self) {
        match self.open.pop() {
            Some(0) => {
                self.template();
            }
            within => {
                self.open.extend(within.map(|depth| depth - 1));
                self.before = Before::Other;
            }
        }
    }

    fn usage(&self) -> Use {
        match self.before {
            Before::Word("import" | "from") => Use::Import,
            Before::Opened("import") => Use::Later,
            Before::Set(word) if word.rsplit('.').next() == Some("src") => Use::Source,
            _ => Use::Other,
        }
    }
}

/// A dot belongs to the word: what `x.import("y")` does is the site's own.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') || byte >= 0x80
}

/// Where the first byte stands that ends it, none that a backslash protects.
fn end_of(text: &str, ends: impl Fn(u8) -> bool) -> Option<usize> {
    let mut is_protected = false;
    text.bytes().position(|byte| {
        let found = !is_protected && ends(byte);
        is_protected = !is_protected && byte == b'\\';
        found
    })
}

/// How long the regular expression is whose first slash stands before `text`.
fn pattern(text: &str) -> Option<usize> {
    let mut within = false;
    let mut is_protected = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => return None,
            _ if is_protected => is_protected = false,
            b'\\' => is_protected = true,
            b'[' => within = true,
            b']' => within = false,
            b'/' if !within => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(script: &str) -> Vec<&str> {
        quoted(script).map(|(text, _)| text).collect()
    }

    #[test]
    fn what_is_imported_is_known_from_what_is_only_written() {
        let of = |script| quoted(script).collect::<Vec<_>>();
        assert_eq!(of("import{a}from'./a.js';import \"./b.js\""), [("./a.js", Use::Import), ("./b.js", Use::Import)]);
        assert_eq!(of("export * from `./a.js`"), [("./a.js", Use::Import)]);
        assert_eq!(of("await import( /* @vite-ignore */ './a.js')"), [("./a.js", Use::Later)]);
        assert_eq!(of("System.import('./a.js'), Array.from('x')"), [("./a.js", Use::Other), ("x", Use::Other)]);
        assert_eq!(of("j.async=true;j.src =\n'https://x.example/y?id='+i"), [("https://x.example/y?id=", Use::Source)]);
        assert_eq!(of("j={src:'a'};dl='b';a.b.src==='c'"), [("a", Use::Other), ("b", Use::Other), ("c", Use::Other)]);
    }

    #[test]
    fn comments_patterns_and_templates_are_no_strings() {
        assert_eq!(texts("// import 'x'\n/* import 'y' */ import 'z'"), ["z"]);
        assert_eq!(texts("x = /[\"/]'/.test(y) ? 'a' : b / c / 'd'"), ["a", "d"]);
        assert_eq!(texts("return /'/g; f(`a${ g({ h: 'b' }) + `c` }d`, `e`)"), ["b", "c", "e"]);
        assert_eq!(texts("'a\\'b' + \"\\\\\" + 'c'"), ["a\\'b", "\\\\", "c"]);
    }

    #[test]
    fn a_quote_that_does_not_end_hides_nothing_behind_it() {
        assert_eq!(texts("it's\nload('/a.nsb')"), ["/a.nsb"]);
        assert_eq!(texts("it's load(\"/a.nsb\")"), ["/a.nsb"]);
        assert_eq!(texts("'é"), [""; 0]);
        assert_eq!(texts("` '/a.nsb'"), ["/a.nsb"]);
    }

    #[test]
    fn a_script_of_quotes_alone_takes_no_longer_than_another() {
        for odd in ["'\\'", "`\\`", "\"\\'", "`${", "/", "/[", "${`", "\\"] {
            let script = odd.repeat(200_000);
            assert!(quoted(&script).count() <= script.len());
        }
    }
}
