//! What may be brought into a page, and where: the same refusals as the DOM applier's.
//!
//! A bundle is data from a server, so its markup is looked at again where it is applied: nothing that runs code or
//! loads a document, and nothing that would break out of the place it is put in. Markup is never repaired. It goes
//! in as it is, or the operation does not happen and is counted.

use super::name::{self, Name, name};
use super::references::decode;
use super::tag::TagScan;
use super::tokens::{Token, Tokens};
use super::tree::{Closing, Node, Space, Tree};

/// Why an operation was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An element that runs code or loads documents.
    Element,
    /// `on…`, `srcdoc`, `http-equiv`, or a name that is none.
    Attribute,
    /// An address with `javascript:`, `vbscript:` or `data:` (but pictures, sound and fonts).
    Address,
    /// A tag or a comment that does not end.
    Unclosed,
    /// The parser would put it somewhere else, or this element holds no such thing.
    Misplaced,
    /// Markup that browsers repair: doctypes, bogus comments, NUL.
    Syntax,
}

/// Checks markup that would go into the innermost element of `tree`, which is as it was afterwards.
pub fn admit(tree: &mut Tree, markup: &[u8]) -> Result<(), Refusal> {
    let base = tree.nodes.len();
    let children = tree.nodes.last().map_or(0, |node| node.children);
    let result = walk(tree, markup, base);
    while tree.nodes.len() > base {
        tree.pop();
    }
    if let Some(node) = tree.nodes.last_mut() {
        node.children = children;
    }
    result
}

/// Checks markup as it would stand in a `<div>`: what `check` says about a ruleset's content before a page is known.
pub fn lint(markup: &str) -> Result<(), Refusal> {
    let mut tree = Tree::default();
    for name in [name::HTML, name::BODY] {
        tree.push(Node { name, ..Node::default() });
    }
    admit(&mut tree, markup.as_bytes())
}

fn walk(tree: &mut Tree, markup: &[u8], base: usize) -> Result<(), Refusal> {
    if markup.contains(&0) || ends_open(markup) {
        return Err(Refusal::Syntax);
    }
    let mut tokens = Tokens::default();
    let mut rest = markup;
    while !rest.is_empty() {
        let token = tokens.next(rest, true, tree.is_foreign());
        let length = match token {
            Token::Text(length) | Token::Start(length) | Token::End(length) | Token::Comment(length) => length,
            Token::Doctype(_) | Token::More => return Err(Refusal::Syntax),
        };
        let (piece, tail) = rest.split_at_checked(length).ok_or(Refusal::Syntax)?;
        match token {
            Token::Text(_) if !piece.trim_ascii().is_empty() => may_hold_text(tree)?,
            Token::Start(_) => start(tree, &mut tokens, piece, base)?,
            Token::End(_) => end(tree, name(tokens.tag.name(piece)), base)?,
            Token::Comment(_) if piece.first() == Some(&b'<') && !rest.starts_with(b"<!--") => {
                return Err(Refusal::Syntax);
            }
            _ => {}
        }
        rest = tail;
    }
    if tree.nodes.len() > base || !tokens.is_settled() { Err(Refusal::Unclosed) } else { Ok(()) }
}

/// Ends in what would swallow, or become part of, the text after it.
fn ends_open(markup: &[u8]) -> bool {
    let reference = markup.iter().rposition(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#');
    markup.last() == Some(&b'<') || reference.is_some_and(|at| markup.get(at) == Some(&b'&'))
}

fn may_hold_text(tree: &Tree) -> Result<(), Refusal> {
    let refuses = tree.nodes.last().is_none_or(|node| node.space == Space::Html && name::refuses_text(node.name));
    if refuses { Err(Refusal::Misplaced) } else { Ok(()) }
}

fn start(tree: &mut Tree, tokens: &mut Tokens, tag: &[u8], base: usize) -> Result<(), Refusal> {
    let of = name(tokens.tag.name(tag));
    if name::is_refused(of) {
        return Err(Refusal::Element);
    }
    attributes(&tokens.tag, tag)?;
    let opening = tree.open(of, tokens.tag.is_self_closing());
    let frame = opening.implied.iter().any(|implied| matches!(*implied, name::HTML | name::HEAD | name::BODY));
    if opening.ignored || opening.keep < base || frame || matches!(of, name::HTML | name::HEAD | name::BODY) {
        return Err(Refusal::Misplaced);
    }
    while tree.nodes.len() > opening.keep {
        tree.pop();
    }
    let parent = tree.nodes.last().filter(|node| node.space == Space::Html).map_or(0, |node| node.name);
    if !holds(parent, of, opening.implied != [0; 3]) {
        return Err(Refusal::Misplaced);
    }
    for implied in opening.implied.into_iter().filter(|name| *name != 0) {
        tree.push(Node { name: implied, ..Node::default() });
    }
    if !opening.void {
        tree.push(Node { name: of, space: opening.space, ..Node::default() });
        if opening.space == Space::Html && (name::is_raw(of) || matches!(of, name::TITLE | name::TEXTAREA)) {
            tokens.enter(of, tokens.tag.name(tag).len());
        }
    }
    Ok(())
}

/// Whether the parser leaves this child in this parent (of tables and selects; anything else takes all).
fn holds(parent: Name, child: Name, implied: bool) -> bool {
    match parent {
        name::TABLE => {
            implied || matches!(child, name::CAPTION | name::COLGROUP | name::TBODY | name::THEAD | name::TFOOT)
        }
        name::TBODY | name::THEAD | name::TFOOT => implied || child == name::TR,
        name::TR => matches!(child, name::TD | name::TH),
        name::COLGROUP => child == name::COL,
        name::SELECT => matches!(child, name::OPTION | name::OPTGROUP),
        name::OPTGROUP => child == name::OPTION,
        name::OPTION => false,
        _ => true,
    }
}

fn end(tree: &mut Tree, of: Name, base: usize) -> Result<(), Refusal> {
    match tree.close(of) {
        Closing::Ignored if matches!(of, name::HTML | name::HEAD | name::BODY) => Err(Refusal::Misplaced),
        Closing::Ignored | Closing::Makes => Ok(()),
        Closing::Only(_) => Err(Refusal::Misplaced),
        Closing::To(keep) if keep < base => Err(Refusal::Misplaced),
        Closing::To(keep) => {
            while tree.nodes.len() > keep {
                tree.pop();
            }
            Ok(())
        }
    }
}

fn attributes(scan: &TagScan, tag: &[u8]) -> Result<(), Refusal> {
    for attribute in scan.attributes() {
        check_attribute(attribute.name.of(tag), &decode(attribute.value.of(tag)))?;
    }
    Ok(())
}

/// Checks one attribute, its value with references replaced.
pub fn check_attribute(name: &[u8], value: &[u8]) -> Result<(), Refusal> {
    let starts_on = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(b"on"));
    let is = |wanted: &[u8]| name.eq_ignore_ascii_case(wanted);
    if starts_on || is(b"srcdoc") || is(b"http-equiv") {
        return Err(Refusal::Attribute);
    }
    // An SVG animation that sets a link has its address in one of four other attributes, in a list.
    let animates = is(b"attributename") && value.trim_ascii().to_ascii_lowercase().ends_with(b"href");
    if animates || is_code(value) { Err(Refusal::Address) } else { Ok(()) }
}

/// Whether a URL parser would find a scheme that carries code, white space and control characters dropped.
fn is_code(value: &[u8]) -> bool {
    let mut letters = value.iter().filter(|byte| **byte > b' ').map(u8::to_ascii_lowercase);
    let scheme: Vec<u8> = letters.by_ref().take_while(|byte| *byte != b':').take(12).collect();
    match scheme.as_slice() {
        b"javascript" | b"vbscript" => value.contains(&b':'),
        b"data" if value.contains(&b':') => {
            let kind: Vec<u8> = letters.take(6).collect();
            ![&b"image/"[..], b"font/", b"audio/", b"video/"].iter().any(|safe| kind.starts_with(safe))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_markup_that_people_write() {
        for markup in [
            "",
            "text",
            "a < b",
            "&amp; &copy;",
            "<b>x</b>",
            "<img src=x alt=''>",
            "<!-- c --><p>a</p>",
            "<a href='/x?a=b'>x</a>",
            "<ul><li>a<li>b</ul>",
            "<table><tr><td>x</table>",
            "<svg viewBox='0 0 1 1'><title>t</title><path d='M0 0'/></svg>",
            "<style>a > b {}</style>",
            "<iframe src=https://example.com></iframe>",
            "<img src='data:image/png;base64,x'>",
            "<a title='on: javascript is fun'>x</a>",
            "<p>a</p></i>",
            "<select><option>a<option>b</select>",
            "<meta itemprop=a content=b>",
        ] {
            assert_eq!(lint(markup), Ok(()), "{markup}");
        }
    }

    #[test]
    fn err_what_runs_or_breaks_out() {
        use Refusal::{Address, Attribute, Element, Misplaced, Syntax, Unclosed};
        for (markup, refusal) in [
            ("<script>x</script>", Element),
            ("<SCRIPT src=x></SCRIPT>", Element),
            ("<svg><script>x</script></svg>", Element),
            ("<object data=x></object>", Element),
            ("<embed src=x>", Element),
            ("<base href=//x>", Element),
            ("<math></math>", Element),
            ("<noscript><p title='</noscript><img src=x>'></noscript>", Element),
            ("<template>x</template>", Element),
            ("<img src=x onerror=alert(1)>", Attribute),
            ("<p OnClick=x>x</p>", Attribute),
            ("<svg/onload=alert(1)>", Attribute),
            ("<iframe srcdoc='<b>'></iframe>", Attribute),
            ("<meta http-equiv=refresh content='0;url=x'>", Attribute),
            ("<a href=javascript:x>x</a>", Address),
            ("<a href=' java\tscript:x'>x</a>", Address),
            ("<a href='&#106;avascript&colon;x'>x</a>", Address),
            ("<a href='java&NewLine;script:x'>x</a>", Address),
            ("<a href=VBScript:x>x</a>", Address),
            ("<a href='data:text/html,x'>x</a>", Address),
            ("<a href='data:,x'>x</a>", Address),
            ("<a href='\u{1}javascript:x'>x</a>", Address),
            ("<svg><animate attributeName=href to=x /></svg>", Address),
            ("<form action=javascript:x></form>", Address),
            ("<svg><a xlink:href='javascript:x'>x</a></svg>", Address),
            ("<p", Unclosed),
            ("<!-- x", Unclosed),
            ("<div>", Unclosed),
            ("<p>a", Unclosed),
            ("<title>a", Unclosed),
            ("<a title='", Unclosed),
            ("a <", Syntax),
            ("a &am", Syntax),
            ("<!doctype html>", Syntax),
            ("<?x?>", Syntax),
            ("</ x>", Syntax),
            ("a\0b", Syntax),
            ("<body>x</body>", Misplaced),
            ("<tr><td>x</td></tr>", Misplaced),
            ("</body>", Misplaced),
            ("</html>x", Misplaced),
            ("<table>x</table>", Misplaced),
            ("<table><div>x</div></table>", Misplaced),
        ] {
            assert_eq!(lint(markup), Err(refusal), "{markup}");
        }
    }
}
