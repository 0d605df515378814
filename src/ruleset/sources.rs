//! The files that a ruleset was read from: names, texts, and where a byte is in lines and columns.
//!
//! Spans are bytes, since that is what slicing wants; people count lines and characters. The table of line starts is
//! made once, when a file comes in, so that a thousand diagnostics cost a thousand binary searches.

use crate::diagnostic::Span;

/// All files, in the order in which they were met. [`Span::file`] indexes them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub text: String,
    line_starts: Vec<u32>,
    /// Before each block of [`BLOCK`] bytes, how many bytes only continue a character. A file of JSON may be one line
    /// of a megabyte, and a bundle's map asks for ten thousand columns of it.
    continuing: Vec<u32>,
}

const BLOCK: usize = 1024;

impl Source {
    /// Bytes before `offset` that only continue a character.
    fn continuing_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.continuing.get(block).copied().unwrap_or(0) as usize + continuing(rest)
    }
}

fn continuing(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 == 0x80).count()
}

/// A place as people say it: both count from 1; columns are characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    pub line: u32,
    pub column: u32,
}

impl Sources {
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Takes a file in and says its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u32 {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        let counts = text.as_bytes().chunks(BLOCK).map(continuing);
        let sums = counts.scan(0, |sum, count| {
            *sum += count as u32;
            Some(*sum)
        });
        let continuing = std::iter::once(0).chain(sums).collect();
        self.files.push(Source { name: name.into(), text, line_starts, continuing });
        (self.files.len() - 1) as u32
    }

    pub fn files(&self) -> &[Source] {
        &self.files
    }

    /// The file's name, or nothing for a number that was never given out.
    pub fn name(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |source| &source.name)
    }

    pub fn text(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |source| &source.text)
    }

    /// What the span covers; empty when it does not lie in the file.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of the start of a span.
    pub fn start(&self, span: Span) -> Location {
        self.locate(span.file, span.start)
    }

    /// Line and column just behind the end of a span.
    pub fn end(&self, span: Span) -> Location {
        self.locate(span.file, span.end)
    }

    /// Line and column of one byte. Beyond the end of the file is its end.
    pub fn locate(&self, file: u32, offset: u32) -> Location {
        let Some(source) = self.files.get(file as usize) else { return Location { line: 1, column: 1 } };
        let offset = (offset as usize).min(source.text.len());
        let line = source.line_starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = source.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        // Bytes that continue a character are not counted: this also holds when the offset is inside one.
        let column = offset - start - (source.continuing_before(offset) - source.continuing_before(start));
        Location { line: line as u32, column: column as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_long_line_count_characters() {
        let mut sources = Sources::new();
        let file = sources.add("a.json", format!("x\n{}end", "é€a".repeat(1000)));
        assert_eq!(sources.locate(file, 2 + 6 * 1000), Location { line: 2, column: 3001 });
        assert_eq!(sources.locate(file, 2 + 6 * 341 + 2), Location { line: 2, column: 341 * 3 + 2 });
        assert_eq!(sources.locate(file, 99_999), Location { line: 2, column: 3004 });
    }

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", "é: 1\nb: ü!\n");
        let at = |offset| {
            let place = sources.locate(file, offset);
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (1, 2));
        assert_eq!(at(6), (2, 1));
        assert_eq!(at(11), (2, 5));
        assert_eq!(at(999), (3, 1));
        assert_eq!(sources.locate(7, 3), Location { line: 1, column: 1 });
    }
}
