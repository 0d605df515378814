//! Whether every element of a content is closed, and nothing is closed that the content did not open.
//!
//! A browser inserts markup as a finished tree. A streamed page is different: an unclosed `<div>` takes in the rest of
//! the page, a stray `</div>` ends an element of the page. So contents must be balanced to mean the same in both.
//! The parser does not show end tags; they are what lies between the tokens that it shows.

use std::ops::Range;

/// What the parser saw, by where it starts.
#[derive(Debug, Clone)]
pub enum Token {
    /// A start tag of an element that can have content.
    Start(Range<usize>, String),
    /// Text, a comment, a void element.
    Other(Range<usize>),
}

impl Token {
    fn range(&self) -> &Range<usize> {
        match self {
            Token::Start(range, _) | Token::Other(range) => range,
        }
    }
}

/// One tag without its partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lonely {
    Open(Range<usize>, String),
    Close(Range<usize>, String),
}

/// Elements whose end can be left out, by the HTML standard (section 13.1.2.4); leaving it out is ordinary.
const OPTIONAL_END: [&str; 18] = [
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption",
    "rt", "rp", "html", "body",
];

fn may_stay_open(name: &str) -> bool {
    OPTIONAL_END.contains(&name)
}

/// The tags without a partner, in the order of the text.
pub fn lonely(text: &str, mut tokens: Vec<Token>) -> Vec<Lonely> {
    tokens.sort_by_key(|token| token.range().start);
    let mut open: Vec<(Range<usize>, String)> = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    for token in &tokens {
        for (range, name) in end_tags(text, at..token.range().start) {
            close(&mut open, range, name, &mut found);
        }
        at = at.max(token.range().end);
        if let Token::Start(range, name) = token {
            open.push((range.clone(), name.clone()));
        }
    }
    for (range, name) in end_tags(text, at..text.len()) {
        close(&mut open, range, name, &mut found);
    }
    // At the very end nothing may stay open: what comes next in the page would be inside it.
    found.extend(open.into_iter().map(|(range, name)| Lonely::Open(range, name)));
    found
}

fn close(open: &mut Vec<(Range<usize>, String)>, range: Range<usize>, name: String, found: &mut Vec<Lonely>) {
    let Some(at) = open.iter().rposition(|(_, one)| *one == name) else {
        found.push(Lonely::Close(range, name));
        return;
    };
    let inside = open.drain(at..).skip(1).filter(|(_, name)| !may_stay_open(name));
    found.extend(inside.map(|(range, name)| Lonely::Open(range, name)));
}

/// The end tags in a stretch between tokens.
fn end_tags(text: &str, gap: Range<usize>) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = gap.start;
    while let Some(next) = text.get(at..gap.end).and_then(|rest| rest.find("</")) {
        let start = at + next;
        let rest = text.get(start + 2..gap.end).unwrap_or("");
        let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).collect();
        at = start + 2 + rest.find('>').map_or(rest.len(), |end| end + 1);
        found.push((start..at, name.to_ascii_lowercase()));
    }
    found
}
