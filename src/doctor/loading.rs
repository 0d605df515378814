//! Whether a script of the page's own comes as browsers take it: that it is there, and called JavaScript.

use super::page::Loading;
use super::{Answer, Finding, Severity};

/// What is wrong with what came for `url`, and whether it stops whatever the page does. `None` if nothing is.
pub fn fault(url: &str, loading: Loading, answer: &Result<Answer, String>) -> Option<Finding> {
    let place = url.to_owned();
    let missing = |what: String| {
        let mend = if super::leads::names(url) {
            "`nearside build --runtime FOLDER` puts the runtime there; a bundler brings its own"
        } else {
            "put it where the page asks for it, or name the address that it has"
        };
        Finding { code: "script-missing", severity: Severity::Error, what, place: place.clone(), mend: mend.to_owned() }
    };
    let answer = match answer {
        Err(problem) => return Some(missing(problem.clone())),
        Ok(answer) if answer.status != 200 => return Some(missing(format!("the server answered {}", answer.status))),
        Ok(answer) => answer,
    };
    let media = answer.media_type().unwrap_or_default();
    if media == "text/html" && is_markup(&answer.body) {
        return Some(missing("the server answered with a page".to_owned()));
    }
    if is_javascript(&media) || loading == Loading::Classic && !is_refused(&media, answer) {
        return None;
    }
    let said = if media.is_empty() { "nothing of its type".to_owned() } else { format!("that it is `{media}`") };
    let whose = if loading == Loading::Module { "a module" } else { "a script" };
    Some(Finding {
        code: "script-type",
        severity: Severity::Error,
        what: format!("the server says {said}, and browsers run no such thing as {whose}"),
        place,
        mend: "`Content-Type: text/javascript`".to_owned(),
    })
}

/// What begins as a page: a rule of the server answers for files that are not there.
fn is_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// Whether browsers refuse this type even to a classic script (Fetch, sections 2.2.5.1 and 2.9, "blocked due to its MIME type").
fn is_refused(media: &str, answer: &Answer) -> bool {
    let options = answer.header("x-content-type-options").unwrap_or_default();
    let first = options.split(',').next().unwrap_or_default();
    let is_other = ["audio/", "image/", "video/"].iter().any(|start| media.starts_with(start)) || media == "text/csv";
    is_other || first.trim().eq_ignore_ascii_case("nosniff")
}

/// The types that are JavaScript's (MIME Sniffing, section 4.6).
pub fn is_javascript(media: &str) -> bool {
    let Some((kind, name)) = media.split_once('/') else { return false };
    match name {
        "javascript" | "ecmascript" | "x-javascript" | "x-ecmascript" => matches!(kind, "text" | "application"),
        "javascript1.0" | "javascript1.1" | "javascript1.2" | "javascript1.3" | "javascript1.4" | "javascript1.5"
        | "jscript" | "livescript" => kind == "text",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(loading: Loading, headers: &[(&str, &str)], body: &str) -> Option<&'static str> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer = Answer { url: "/a.js".to_owned(), status: 200, headers, body: body.into() };
        fault("/a.js", loading, &Ok(answer)).map(|finding| finding.code)
    }

    #[test]
    fn a_module_must_be_called_javascript_and_a_script_nothing_else() {
        for (media, module, classic, nosniff) in [
            ("text/javascript; charset=utf-8", None, None, None),
            ("Application/X-JavaScript", None, None, None),
            ("application/livescript", Some("script-type"), None, Some("script-type")),
            ("text/plain", Some("script-type"), None, Some("script-type")),
            ("text/html", Some("script-type"), None, Some("script-type")),
            ("image/png", Some("script-type"), Some("script-type"), Some("script-type")),
        ] {
            let own = ("Content-Type", media);
            assert_eq!(code(Loading::Module, &[own], "1"), module, "{media}");
            assert_eq!(code(Loading::Classic, &[own], "1"), classic, "{media}");
            let strict = ("X-Content-Type-Options", "nosniff");
            assert_eq!(code(Loading::Classic, &[own, strict], "1"), nosniff, "{media}");
        }
        assert_eq!(code(Loading::Module, &[], "1"), Some("script-type"));
        assert_eq!(code(Loading::Classic, &[], "1"), None);
        assert_eq!(
            code(Loading::Classic, &[("Content-Type", "text/html")], " <!doctype html>"),
            Some("script-missing")
        );
    }
}
