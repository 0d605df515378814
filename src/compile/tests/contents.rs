//! Contents that are looked up: tables, messages, languages.

use super::*;

#[test]
fn tables_in_contents_are_looked_up_by_their_key() {
    let program = p("tables: { store: { by: geo.country, rows: { DE: { name: Berlin, kind: big }, 'NO': { name: Oslo, kind: small }, SE: { kind: odd } } } }
slots: { s: { target: '#s' } }
experiences:
  - id: e
    show: { s: { by: table.store.kind, big: { text: 'In {{table.store.name|town}}!' }, small: { text: small } } }
");
    let chosen = |country: &str| {
        let mut context = context(&program, &[("geo.country", t(country))]);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &Request::default(), &mut decisions, None);
        program.content(decisions.slot(0).unwrap().content)
    };
    let cells = vec![("DE".into(), "Berlin".into()), ("NO".into(), "Oslo".into())];
    let lookup = Piece::Lookup { signal: 0, cells, fallback: "town".into() };
    let text = vec![Piece::Literal("In ".into()), lookup, Piece::Literal("!".into())];
    assert_eq!(chosen("DE"), Content::Ops(vec![Op::Text(text)]));
    assert_eq!(chosen("NO"), Content::Ops(vec![Op::Text(vec![Piece::Literal("small".into())])]));
    assert_eq!(chosen("SE"), Content::Default);
    assert_eq!(chosen("US"), Content::Default);
}

#[test]
fn messages_become_a_choice_by_language() {
    let files = BTreeMap::from([
        ("ruleset.yaml".to_owned(), b"nearside: 1\nid: t\nmessages: { en: en.yaml, de: de.yaml }\nslots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: { t: hi }, attr: { title: { t: only } } } } }]\n".to_vec()),
        ("en.yaml".to_owned(), b"hi: Hello\nonly: \"a < b\"\n".to_vec()),
        ("de.yaml".to_owned(), b"hi: Hallo\n".to_vec()),
    ]);
    let reading = crate::ruleset::read(&files);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    let draft = compile(&reading.ruleset.unwrap(), &reading.sources, &Options::default()).unwrap().draft;
    let ops = |hello: &str| {
        Content::Ops(vec![
            Op::Text(vec![Piece::Literal(hello.into())]),
            Op::Attr { name: "title".into(), value: Some(vec![Piece::Literal("a < b".into())]) },
        ])
    };
    assert_eq!(
        draft.contents,
        [
            ops("Hello"),
            ops("Hallo"),
            Content::By { signal: 0, cases: vec![("en".into(), 0), ("de".into(), 1)], otherwise: 0 },
        ]
    );
    assert_eq!(draft.strings[draft.signals[0].name as usize], "locale.language");
}

/// The greeting that a browser with these languages gets.
fn greeting(program: &Program, languages: &[&str]) -> String {
    let list = languages.iter().map(|tag| (*tag).to_owned()).collect();
    let facts = Facts::from_iter(vec![(number::LANGUAGES, Fact::Texts(list))]);
    let mut context = Context::new(program);
    for (index, signal) in (0..).zip(program.signals()) {
        let argument = (signal.argument != NONE).then(|| program.text(signal.argument));
        if let Some(seen) = observe(signal.id, argument, &facts) {
            context.put_observation(program, index, &seen);
        }
    }
    let mut decisions = Decisions::default();
    decide(program, &mut context, &Request::default(), &mut decisions, None);
    let mut content = decisions.slot(0).map_or(Content::Default, |slot| program.content(slot.content));
    while let Content::By { signal, cases, otherwise } = content {
        let language = context.values().datum(signal);
        let language = context.values().text(program, language).unwrap_or_default();
        let chosen =
            cases.iter().find(|(case, _)| case.as_bytes() == language).map_or(otherwise, |(_, chosen)| *chosen);
        content = program.content(chosen);
    }
    format!("{content:?}").split('"').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn a_visitor_gets_the_nearest_of_the_languages() {
    let rules = "slots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: { t: hi } } } }]\n";
    let messages = "messages: { en: { hi: Hello, x: y }, pt-BR: { hi: Olá }, zh-Hant: { hi: 你好 } }\n";
    let program = p(&format!("{messages}{rules}"));
    for (languages, expected) in [
        (&["pt-PT", "en"][..], "Olá"),
        (&["pt"], "Olá"),
        (&["en-AU"], "Hello"),
        (&["zh-TW"], "你好"),
        (&["zh-CN", "en-GB"], "Hello"),
        (&["ja", "pt-MZ"], "Olá"),
        (&["ja"], "Hello"),
        (&[], "Hello"),
    ] {
        assert_eq!(greeting(&program, languages), expected, "{languages:?}");
    }
    // The site speaks Galician and European Portuguese; the messages do not.
    let program = p(&format!("locales: [en, gl, pt-PT]\n{messages}{rules}"));
    for (languages, expected) in [(&["pt-BR"][..], "Olá"), (&["gl"], "Hello"), (&["zh-Hant"], "Hello")] {
        assert_eq!(greeting(&program, languages), expected, "{languages:?}");
    }
}

#[test]
fn rules_about_a_language_ask_for_the_matched_one() {
    let program = p("locales: [en, pt-BR]
slots: { s: { target: '#s' } }
experiences:
  - { id: a, when: { locale.language: pt-BR }, show: { s: { text: Olá } } }
  - { id: b, when: { locale.language: fr }, show: { s: { text: Salut } } }
  - { id: c, when: { locale.language: en }, show: { s: { text: Hello } } }
");
    for (languages, expected) in
        [(&["pt-PT"][..], "Olá"), (&["fr-CA"], "Salut"), (&["fr", "en"], "Hello"), (&["en-IE"], "Hello"), (&["ja"], "")]
    {
        assert_eq!(greeting(&program, languages), expected, "{languages:?}");
    }
}
