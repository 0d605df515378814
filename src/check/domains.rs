//! The site's own domains: that each is one that somebody registered.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::ruleset::domains::{Problem, registered};

pub(super) fn check(check: &mut Check) {
    for domain in &check.ruleset.domains {
        let Err(problem) = registered(&domain.value) else { continue };
        let (message, hint) = explain(&domain.value, problem);
        let found = Diagnostic::error("bad-domain", domain.span, message).hint(hint);
        check.add(found);
    }
}

/// What is wrong with it, and what to do.
pub fn explain(text: &str, problem: Problem) -> (String, String) {
    match problem {
        Problem::More(bare) if registered(&bare).is_ok() => {
            (format!("`{text}` is more than a domain"), format!("write `{bare}`: it stands for all below it"))
        }
        Problem::Suffix => (
            format!("everybody may have a site below `{text}`"),
            format!("write the domain that is yours: `shop.{text}`"),
        ),
        Problem::Label => (
            format!("`{text}` is no registered domain"),
            "leave it out: a page's own host is always the site's".to_owned(),
        ),
        Problem::Number => (
            format!("`{text}` is a number, not a domain"),
            "leave it out: a page's own host is always the site's".to_owned(),
        ),
        Problem::NotAscii => (
            format!("`{text}` is not written as browsers send it"),
            "write the form that starts with `xn--`; the address bar's copy has it".to_owned(),
        ),
        Problem::More(_) | Problem::NoHost => {
            (format!("`{text}` is no domain"), "a domain is a host's name: `shop.example`".to_owned())
        }
    }
}
