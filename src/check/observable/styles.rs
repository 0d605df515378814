//! What a `<style>` loads, put together from the pieces in which a parser gives its text.

use super::css::of_css;
use super::loads::{Act, Address, decoded};

/// The stylesheet that is being read.
#[derive(Debug, Default)]
pub struct Styles(String);

impl Styles {
    pub fn text(&mut self, piece: &str) {
        self.0.push_str(piece);
    }

    /// What it loads, at its end. In SVG, references in it are read; and where it will stand, nobody knows here.
    pub fn end(&mut self) -> Vec<Address> {
        let text = std::mem::take(&mut self.0);
        let read = decoded(&text);
        let mut found = of_css(&text);
        if read != text {
            let known = found.clone();
            found.extend(of_css(&read).into_iter().filter(|one| !known.contains(one)));
        }
        found.into_iter().map(|one| (Act::Load, one)).collect()
    }
}
