//! Colour, where a terminal wants it.

use clap::builder::styling::{AnsiColor, Style};

fn paint(text: &str, style: Style, colour: bool) -> String {
    if colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

pub fn bold(text: &str, colour: bool) -> String {
    paint(text, Style::new().bold(), colour)
}

pub fn dim(text: &str, colour: bool) -> String {
    paint(text, Style::new().dimmed(), colour)
}

pub fn good(text: &str, colour: bool) -> String {
    paint(text, AnsiColor::Green.on_default(), colour)
}

pub fn bad(text: &str, colour: bool) -> String {
    paint(text, AnsiColor::Red.on_default(), colour)
}

/// `1 slot`, `2 slots`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// `error: …`, with a line break.
pub fn error(message: &str, colour: bool) -> String {
    format!("{}: {message}\n", paint("error", AnsiColor::Red.on_default().bold(), colour))
}

/// `warning: …`, with a line break.
pub fn warning(message: &str, colour: bool) -> String {
    format!("{}: {message}\n", paint("warning", AnsiColor::Yellow.on_default().bold(), colour))
}

/// Rows with their columns aligned; two spaces between. Widths count characters.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width_of) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width_of.saturating_sub(width(cell)) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Characters that are shown: escapes for colour take no room.
fn width(text: &str) -> usize {
    let mut count = 0;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '\u{1b}' => escaped = true,
            'm' if escaped => escaped = false,
            _ if escaped => {}
            _ => count += 1,
        }
    }
    count
}
