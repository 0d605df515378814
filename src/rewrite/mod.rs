//! Operations applied to an HTML page while it streams past: at an edge, in any chunks, without holding it.
//!
//! The way of a byte: `tokens` finds where tags are, `tree` knows which elements they open and end (those that the
//! source leaves out included), `matcher` asks which edits are meant, `change` works out what one element becomes,
//! `markup` refuses what must not come in. Bytes that no edit concerns are passed on as they came: they are copied
//! in stretches and never written anew, so a page without hits is the same page.
//!
//! The surprise: this is not `lol_html`, and `docs/decisions/html-rewriter.md` tells why with numbers. In short: an
//! operation on `<li>` or `<p>` without an end tag must not take the rest of the page with it.
//!
//! Whatever goes wrong (a tag of megabytes, nesting without end), the rest of the page passes as it is.

mod change;
mod charset;
mod markup;
mod matcher;
mod name;
mod page;
pub(crate) mod references;
mod selector;
mod sink;
mod tag;
mod tokens;
mod tree;

pub use markup::{Refusal, lint};
pub use page::{Edit, Options, Outcome, Rewriter};
pub use selector::{Selector, SelectorError};

#[cfg(test)]
mod tests;
