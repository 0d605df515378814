use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::ops::Op;

fn edit(target: &str, op: Op<String>) -> Edit {
    Edit { target: target.into(), nth: 0, ops: vec![op] }
}

fn rewrite(page: &[u8], edits: Vec<Edit>, options: &Options, cuts: &[usize]) -> (Vec<u8>, Vec<Outcome>) {
    let mut rewriter = Rewriter::new(edits, options);
    let mut out = Vec::new();
    let mut at = 0;
    for cut in cuts {
        let end = (at + cut).min(page.len());
        rewriter.write(&page[at..end], &mut out);
        at = end;
    }
    rewriter.write(&page[at..], &mut out);
    rewriter.end(&mut out);
    (out, rewriter.outcomes().to_vec())
}

fn handed(page: &str) -> String {
    let options = Options { content_type: None, handoff: Some("{\"a\":\"</script>é\"}".into()) };
    let (out, _) = rewrite(page.as_bytes(), Vec::new(), &options, &[]);
    let out = String::from_utf8(out).unwrap();
    let script = r#"<script type="application/json" data-nearside>{"a":"\u003c/script>\u00e9"}</script>"#;
    assert_eq!(out.matches(script).count(), 1, "{out}");
    out.replace(script, "@")
}

#[test]
fn the_hand_off_stands_once_at_the_end_of_the_head() {
    for (page, expected) in [
        ("<html><head><title>t</title></head><body>x", "<html><head><title>t</title>@</head><body>x"),
        ("<head></head>", "<head>@</head>"),
        ("<title>t</title><p>x", "<title>t</title>@<p>x"),
        ("<!doctype html><body>x</body>", "<!doctype html>@<body>x</body>"),
        ("<title></head></title>text", "<title></head></title>@text"),
        ("just text", "@just text"),
        ("", "@"),
        ("<html><head><meta a=b>", "<html><head><meta a=b>@"),
        ("<head><template><div></template></head><body>", "<head><template><div></template>@</head><body>"),
    ] {
        assert_eq!(handed(page), expected, "{page}");
    }
}

#[test]
fn what_only_a_device_can_do_is_skipped_and_counted() {
    let rank = crate::ops::Rank {
        items: "b".into(),
        interests: String::new(),
        take: 1,
        per_topic: 0,
        explore: 0,
        skip_seen: false,
    };
    let rank = Op::Rank(rank);
    let ops = vec![
        Op::Order(vec![".a".into()]),
        rank,
        Op::Template("t".into()),
        Op::Redirect("/x".into()),
        Op::Text("x".into()),
    ];
    let edits = vec![Edit { target: "p".into(), nth: 0, ops }];
    let (out, outcomes) = rewrite(b"<p>a</p><p>b</p>", edits, &Options::default(), &[]);
    assert_eq!(out, b"<p>x</p><p>x</p>");
    assert_eq!(outcomes, [Outcome { matched: 2, refused: 0, refusal: None, skipped: 8 }]);
}

#[test]
fn a_refusal_is_counted_with_its_reason() {
    let edits = vec![edit("p", Op::Html("<script></script>".into())), edit("q", Op::Remove), edit("+", Op::Remove)];
    let (out, outcomes) = rewrite(b"<p>a", edits, &Options::default(), &[]);
    assert_eq!(out, b"<p>a");
    assert_eq!(outcomes[0], Outcome { matched: 1, refused: 1, refusal: Some(Refusal::Element), skipped: 0 });
    assert_eq!(outcomes[1..], [Outcome::default(), Outcome::default()]);
}

#[test]
fn pages_in_encodings_that_are_not_over_ascii_pass() {
    for charset in ["utf-16", "UTF-16LE", "iso-2022-jp"] {
        let options =
            Options { content_type: Some(format!("text/html; charset=\"{charset}\"")), handoff: Some("{}".into()) };
        assert_eq!(rewrite(b"<p>a</p>", vec![edit("p", Op::Remove)], &options, &[]).0, b"<p>a</p>");
    }
    let wide = b"\xFF\xFE<\0p\0>\0";
    assert_eq!(rewrite(wide, vec![edit("p", Op::Remove)], &Options::default(), &[1]).0, wide);
}

#[test]
fn in_other_encodings_what_comes_in_is_ascii() {
    let latin = Options { content_type: Some("text/html; charset=iso-8859-1".into()), handoff: None };
    let edits = vec![edit("p", Op::Text("é".into()))];
    assert_eq!(rewrite(b"<p>\xE9</p>\xE9", edits, &latin, &[]).0, b"<p>&#233;</p>\xE9");
}

/// Markup with everything that makes tokenizers and trees err.
fn page() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(vec![
            "<p class=a>", "</p>", "<div id=x>", "</div>", "<ul><li class=a>", "<li>", "</ul>", "<table><tr><td class=a>",
            "</table>", "<tr>", "<!-- ", "-->", "--!>", "<script>", "</script>", "<style>", "</style>", "<title>", "</title>",
            "<textarea>", "</textarea>", "<svg><g class=a>", "<path/>", "</svg>", "<b>", "</b>", "<a href='", "'>", "\">", "<br>",
            "<select><option class=a>", "</select>", "<template>", "</template>", "<!doctype html>", "<pre class=a>\n", "</pre>",
            "<body>", "</body></html>", "<head>", "</head>", "<![CDATA[", "]]>", "<p title=\"a>b\" class='a'", "/>", "<", ">", "&amp;",
            "<span class=a id=x", " ", "\r\n", "é", "<noscript>", "</noscript>", "<iframe>", "<h1 class=a>", "</h2>", "<button>",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,8}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn edits() -> Vec<Edit> {
    let markup = "<i>in</i>".to_owned();
    vec![
        Edit {
            nth: 0,
            target: ".a".into(),
            ops: vec![Op::Append(markup.clone()), Op::After(markup.clone()), Op::Prepend("\nx".into())],
        },
        edit("#x", Op::Text("text".into())),
        edit("div > .a", Op::Before(markup.clone())),
        edit("li:first-child", Op::Remove),
        edit("td, option", Op::Replace(markup)),
        edit("p", Op::Class { add: vec!["c".into()], remove: vec!["a".into()] }),
    ]
}

proptest! {
    #[test]
    fn rewriting_is_independent_of_chunking(page in page(), cuts in vec(0usize..30, 0..60), hand in any::<bool>()) {
        let options = Options { content_type: None, handoff: hand.then(|| "{}".to_owned()) };
        let whole = rewrite(page.as_bytes(), edits(), &options, &[]);
        let cut = rewrite(page.as_bytes(), edits(), &options, &cuts);
        prop_assert_eq!(String::from_utf8_lossy(&cut.0), String::from_utf8_lossy(&whole.0));
        prop_assert_eq!(cut.1, whole.1);
    }

    #[test]
    fn a_page_without_hits_is_the_same_page(page in vec(any::<u8>(), 0..300), cuts in vec(0usize..9, 0..60)) {
        let none = vec![edit("never#x.y", Op::Remove), edit("[never] never", Op::Remove)];
        prop_assert_eq!(rewrite(&page, none, &Options::default(), &cuts).0, page);
    }

    #[test]
    fn selectors_never_panic(text in ".{0,60}") {
        let _ = Selector::parse(&text);
        let _ = lint(&text);
    }
}
