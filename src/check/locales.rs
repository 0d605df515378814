//! The site's languages: that each is a tag, that messages are in one of them, and that rules ask for what can be.

use super::Check;
use super::suggest::quoted;
use crate::diagnostic::{Diagnostic, Spanned};
use crate::languages::{Tag, nearest};
use crate::limits::LOCALES;

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let messages = ruleset.messages.iter().map(|one| &one.language);
    for name in ruleset.locales.iter().chain(messages.clone()) {
        if Tag::read(&name.value).is_none() {
            let message = format!("`{}` is no language tag", name.value);
            check.add(Diagnostic::error("bad-locale", name.span, message).hint(meant(&name.value)));
        }
    }
    for (at, name) in ruleset.locales.iter().enumerate() {
        if let Some(first) = ruleset.locales.iter().take(at).find(|other| is_same(other, name)) {
            let found = Diagnostic::error("duplicate-name", name.span, format!("`{}` is named twice", name.value));
            check.add(found.label(first.span, "first named here").hint("remove one of them"));
        }
    }
    if let Some(name) = ruleset.locales.get(LOCALES) {
        let message = format!("more than {LOCALES} languages");
        check.add(Diagnostic::error("too-many-locales", name.span, message).hint("name those that the site speaks"));
    }
    for name in messages.filter(|_| !ruleset.locales.is_empty()) {
        if !ruleset.locales.iter().any(|locale| locale.value == name.value) {
            let message = format!("messages in `{}`, which is not in `locales`", name.value);
            let found = Diagnostic::warning("unlisted-locale", name.span, message);
            let hint = format!("visitors get one of {}; add it there, or take it out here", listed(check));
            check.add(found.hint(hint));
        }
    }
}

fn is_same(one: &Name, other: &Name) -> bool {
    one.value.eq_ignore_ascii_case(&other.value)
}

fn listed(check: &Check) -> String {
    quoted(check.ruleset.locales.iter().take(4).map(|locale| locale.value.as_str()))
}

/// What somebody meant who wrote no tag.
fn meant(found: &str) -> String {
    let dashes = found.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    if dashes != found && Tag::read(&dashes).is_some() {
        return format!("did you mean `{dashes}`?");
    }
    "languages are BCP 47 tags: `en`, `pt-BR`, `zh-Hant`".to_owned()
}

/// Why `locale.language` is never `found`, with a hint; `None` where it may be, or where nothing is known.
pub fn never(languages: &[&str], found: &str) -> Option<(String, String)> {
    if languages.contains(&found) {
        return None;
    }
    let tags: Vec<Tag> = languages.iter().filter_map(|tag| Tag::read(tag)).collect();
    let near = nearest(&[Tag::read(found)?], &tags)?;
    let instead = &tags.get(near.index)?.text;
    let hint = format!("visitors who want `{found}` get `{instead}`: ask for that, or name `{found}` in `locales`");
    Some((format!("`locale.language` is never `{found}` here"), hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_visitor_gets_has_a_hint() {
        let languages = ["en", "de", "pt-BR"];
        assert_eq!(never(&languages, "pt-BR"), None);
        assert_eq!(never(&languages, "fr"), None);
        assert_eq!(never(&[], "pt"), None);
        assert!(never(&languages, "pt").unwrap().1.contains("get `pt-BR`"));
        assert!(never(&languages, "en-GB").unwrap().1.contains("get `en`"));
    }

    #[test]
    fn what_is_no_tag_has_a_hint() {
        assert_eq!(meant("en_US.UTF-8"), "did you mean `en-US`?");
        assert!(meant("*").contains("BCP 47"));
        assert!(meant("").contains("BCP 47"));
    }
}
