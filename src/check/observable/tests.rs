//! Which experiences are held to it, what counts as loaded, what as the same.

use crate::check::render;
use crate::ruleset::{Files, read};

const HEAD: &str = "nearside: 1
id: t
signals:
  custom.plan: { type: enum, values: [free, pro], sensitivity: declared }
  custom.kind: { type: enum, values: [shop, blog] }
  custom.typed: { type: string, from: { value: \"#q\" } }
lists: { typed: [a] }
declare: { role: { type: enum, values: [student, teacher] } }
tables:
  store: { by: geo.country, rows: { DE: { name: a } } }
  perk: { by: custom.plan, rows: { pro: { name: a } } }
units: { account: { cookie: acct }, member: { signal: custom.plan } }
messages: { en: { pic: /en.png }, de: { pic: /de.png } }
slots:
  a: { target: \"#a\" }
  b: { target: \"#b\" }
  pic: { target: \"#a img\" }
  cta: { target: a.cta, pages: [/cta] }
  vague: { target: \".vague, a.cta\" }
  theme: { target: link.theme }
  clip: { target: video }
  field: { target: input.size }
  buy: { target: button.buy }
  words: { target: textarea }
  more: { target: .more, take: 3 }
  value: { value: one }
experiences:
";

fn reading(experiences: &str) -> crate::ruleset::Reading {
    let yaml = format!("{HEAD}{experiences}");
    let files = Files::from([("ruleset.yaml".to_owned(), yaml.into_bytes())]);
    let reading = read(&files);
    assert_eq!(render::text(&reading.diagnostics, &reading.sources, false), "", "{experiences}");
    reading
}

/// The findings of this check alone, as `code: message`.
fn f(experiences: &str) -> Vec<String> {
    let reading = reading(experiences);
    let ours = ["observable-content", "observable-link", "observable-nothing", "signal-in-address"];
    let found = crate::check::check(reading.ruleset.as_ref().unwrap(), &reading.sources, 0);
    let found = found.iter().filter(|one| ours.contains(&one.code));
    found.map(|one| format!("{}: {}", one.code, one.message)).collect()
}

fn codes(experiences: &str) -> Vec<String> {
    f(experiences).iter().filter_map(|one| Some(one.split_once(':')?.0.to_owned())).collect()
}

/// One arm with a picture, under a condition.
fn picture(when: &str) -> Vec<String> {
    codes(&format!("  - {{ id: e, because: x, when: {when}, show: {{ a: {{ html: <img src=/a.png> }} }} }}\n"))
}

#[test]
fn only_what_no_request_says_is_kept_from_servers() {
    for when in [
        "{ geo.country: DE }",
        "{ device.type: mobile, device.dark: true }",
        "{ time.weekend: true, locale.language: de }",
        "{ referral.source: paid, page.query.a: b }",
        "{ page.type: product }",
        "{ privacy.gpc: true }",
        "{ device.screen: s }",
        "{ custom.kind: shop }",
        "{ table.store: { $exists: true }, table.store.name: a }",
        "{ geo.region: DE-BE }",
    ] {
        assert_eq!(picture(when), Vec::<String>::new(), "{when}");
    }
    for when in [
        "{ device.touch: true }",
        "{ visit.count: 3 }",
        "{ declared.role: student }",
        "{ custom.plan: pro }",
        "{ custom.typed: a }",
        "{ table.perk.name: a }",
        "{ $not: { $or: [{ geo.country: DE }, { device.touch: true }] } }",
        "{ consent.personalization: true }",
    ] {
        assert_eq!(picture(when), ["observable-content"], "{when}");
    }
}

#[test]
fn a_cause_is_found_behind_segments_and_variants() {
    let behind = |when: &str, first: &str| {
        codes(&format!(
            "  - {{ id: first, {first} }}\n  - {{ id: e, when: {when}, show: {{ a: {{ html: <img src=/a.png> }} }} }}\n\
             segments: {{ outer: {{ $segment: inner }}, inner: {{ device.touch: true }}, plain: {{ geo.country: DE }} }}\n"
        ))
    };
    let drawn = "variants: { x: default, y: { show: { b: { text: y } } } }";
    assert_eq!(behind("{ $segment: outer }", "show: { b: { text: x } }"), ["observable-content"]);
    assert_eq!(behind("{ $segment: plain }", "show: { b: { text: x } }"), Vec::<String>::new());
    assert_eq!(behind("{ variant.first: y }", drawn), ["observable-content"]);
    assert_eq!(behind("{ variant.first: y }", &format!("unit: [account], {drawn}")), Vec::<String>::new());
    let asked = "when: { device.touch: true }, show: { b: { text: y } }";
    assert_eq!(behind("{ variant.first: show }", asked), ["observable-content"]);
}

#[test]
fn what_the_device_counts_or_draws_is_a_cause() {
    let with = |section: &str, rest: &str| {
        codes(&format!("  - {{ id: e, {rest}, show: {{ a: {{ html: <img src=/a.png> }} }} }}\n{section}\n"))
    };
    assert_eq!(with("guardrails: { max_nudges: 1 }", "nudge: true"), ["observable-content"]);
    assert_eq!(with("guardrails: { max_nudges: 1 }", "nudge: false"), Vec::<String>::new());
    assert_eq!(with("", "nudge: true"), Vec::<String>::new());
    assert_eq!(with("", "unit: [account], experiment: { phase: 2, blocked_below: 2 }"), ["observable-content"]);
    assert_eq!(with("", "unit: [account], experiment: { phase: 2 }"), Vec::<String>::new());
    let asks = "when: { holdout: false }";
    assert_eq!(with("holdout: { share: 5%, unit: [account, device] }", asks), ["observable-content"]);
    assert_eq!(with("holdout: { share: 5%, unit: [account] }", asks), Vec::<String>::new());
    // By itself a holdout looks like everybody who is shown nothing.
    assert_eq!(with("holdout: { share: 5%, unit: [device], covers: all }", "nudge: false"), Vec::<String>::new());
    for (unit, is_told) in [("account", true), ("device", false)] {
        let found = with("groups: { g: {} }", &format!("unit: [{unit}], experiment: {{ group: g }}"));
        assert_eq!(found.is_empty(), is_told, "{unit}");
    }
}

#[test]
fn a_long_chain_of_variants_ends() {
    let mut chain = String::from("  - { id: e0, variants: { x: default, y: { show: { b: { text: y } } } } }\n");
    for at in 1..3000 {
        let (asked, variant) = (at - 1, if at == 1 { "y" } else { "show" });
        let when = format!("{{ variant.e{asked}: {variant} }}");
        chain.push_str(&format!("  - {{ id: e{at}, when: {when}, show: {{ b: {{ text: y }} }} }}\n"));
    }
    chain.push_str("  - { id: e, when: { variant.e2999: show }, show: { a: { html: <img src=/a.png> } } }\n");
    assert_eq!(codes(&chain), ["observable-content"]);
}

#[test]
fn arms_that_the_device_draws_load_the_same() {
    let arms = |unit: &str, one: &str, two: &str| {
        codes(&format!("  - {{ id: e, {unit} variants: {{ one: {one}, two: {{ show: {{ a: {two} }} }} }} }}\n"))
    };
    let (x, y) = ("{ html: <img src=/x.png> }", "{ append: '<p><img src=\"/x.png#y\"></p>' }");
    let shown = |content: &str| format!("{{ show: {{ a: {content} }} }}");
    assert_eq!(arms("", &shown(x), y), Vec::<String>::new());
    assert_eq!(arms("", "default", x), ["observable-content"]);
    assert_eq!(arms("", "{ pass: true }", x), ["observable-content"]);
    assert_eq!(arms("", &shown("{ html: <img src=/z.png> }"), x), ["observable-content"]);
    for (unit, is_told) in [
        ("unit: [account],", true),
        ("unit: [page-view],", true),
        ("unit: [account, device],", false),
        ("unit: [member],", false),
    ] {
        assert_eq!(arms(unit, "default", x).is_empty(), is_told, "{unit}");
    }
    // Everybody sees the default, or the same picture; and both are the default's rivals where others are asked first.
    assert_eq!(arms("when: { device.touch: true },", &shown(x), y), ["observable-content"]);
    assert_eq!(arms("rollout: 50%,", &shown(x), y), ["observable-content"]);
    assert_eq!(arms("experiment: { coverage: 50% },", &shown(x), y), ["observable-content"]);
    assert_eq!(arms("unit: [account], rollout: 50%,", &shown(x), y), Vec::<String>::new());
    assert_eq!(arms("unit: [account], experiment: { sticky: true },", "default", x), ["observable-content"]);
    assert_eq!(arms("unit: [account], limits: { show: 1 per day },", &shown(x), y), ["observable-content"]);
}

#[test]
fn a_choice_that_requests_tell_is_no_difference() {
    let by = |signal: &str, one: &str, other: &str| format!("{{ by: {signal}, {one}, else: {other} }}");
    let drawn = |one: &str, two: &str| {
        codes(&format!(
            "  - {{ id: e, variants: {{ one: {{ show: {{ a: {one} }} }}, two: {{ show: {{ b: {two} }} }} }} }}\n"
        ))
    };
    let (x, y) = ("{ html: <img src=/x.png> }", "{ html: <img src=/y.png> }");
    let country = by("geo.country", &format!("DE: {x}"), y);
    assert_eq!(drawn(&country, &country), Vec::<String>::new());
    assert_eq!(drawn(&country, &by("geo.country", &format!("DE: {y}"), x)), ["observable-content"]);
    assert_eq!(drawn(&by("geo.country", &format!("DE: {x}"), x), x), Vec::<String>::new());
    assert_eq!(drawn(&by("device.contrast", &format!("more: {x}"), x), x), Vec::<String>::new());
    let single = |content: &str| codes(&format!("  - {{ id: e, because: x, show: {{ a: {content} }} }}\n"));
    assert_eq!(single(&country), Vec::<String>::new());
    assert_eq!(single(&by("device.contrast", &format!("more: {x}"), y)), ["observable-content"]);
    assert_eq!(single(&by("device.contrast", &format!("more: {x}"), x)), Vec::<String>::new());
    assert_eq!(single(&format!("{{ by: declared.role, student: {x}, teacher: {x} }}")), ["observable-content"]);
}

#[test]
fn whatever_loads_counts_and_nothing_else_does() {
    let shown =
        |content: &str| codes(&format!("  - {{ id: e, when: {{ device.touch: true }}, show: {{ {content} }} }}\n"));
    for content in [
        "pic: { attr: { src: /a.png } }",
        "pic: { attr: { SRCSET: /a.png 2x } }",
        "pic: { attr: { src: { t: pic } } }",
        "a: { style: { background: 'url(/a.png)' } }",
        "a: { html: '<style>p { background: url(/a.png) }</style>' }",
        "a: { redirect: /b }",
        "a: { style: { --x: \"'/a.png'\" } }",
        "a: { html: '<link rel=stylesheet href=/a.css>' }",
        "a: { html: '<iframe src=https://other.example/></iframe>' }",
        "vague: { attr: { href: /a.css } }",
        "a: { attr: { href: '/a.svg#b' } }",
        "theme: { attr: { href: /a.css } }",
        "theme: { attr: { media: all } }",
        "theme: { attr: { rel: stylesheet } }",
        "theme: { attr: { disabled: null } }",
        "vague: { attr: { disabled: null } }",
        "pic: { attr: { loading: eager } }",
        "pic: { attr: { SIZES: 10px } }",
        "pic: { attr: { srcset: null } }",
        "pic: { attr: { referrerpolicy: unsafe-url } }",
        "pic: { attr: { crossorigin: use-credentials } }",
        "clip: { attr: { preload: auto } }",
        "a: { html: '<svg><rect><set attributeName=mask to=\"url(/a.svg#m)\"/></rect></svg>' }",
        "a: { html: '<svg><rect><animate attributeName=fill values=\"url(/a.svg#m);red\"/></rect></svg>' }",
        "a: { html: '<svg><style>p { background: u&#114;l(/a.png) }</style></svg>' }",
        "a: { html: '<svg><style>p { background: u<!---->rl(/a.png) }</style></svg>' }",
        "a: { html: '<style>@import&#32;\"/a.css\"</style>' }",
        "a: { append: '<meta name=referrer content=unsafe-url>' }",
    ] {
        assert_eq!(shown(content), ["observable-content"], "{content}");
    }
    for content in [
        "a: { text: '<img src=/a.png>' }",
        "a: { html: '<img src=\"data:image/png;base64,AA==\">' }",
        "a: { html: '<a href=/a>x</a>' }",
        "a: { attr: { hidden: null, title: x, lang: de }, class: big, remove: true }",
        "cta: { attr: { href: /a } }",
        "cta: { attr: { rel: nofollow, type: text/html } }",
        "buy: { attr: { type: submit } }",
        "a: { use: \"#tpl\" }",
        "pic: { attr: { alt: /a.png, src: null } }",
        "a: { html: '<svg><rect><set attributeName=fill to=red /></rect></svg>' }",
        "a: { append: '<meta name=description content=x>' }",
        "value: /a.png",
    ] {
        assert_eq!(shown(content), Vec::<String>::new(), "{content}");
    }
    assert_eq!(
        codes("  - { id: e, variants: { one: default, two: { redirect: /b } } }\n"),
        ["observable-content"],
        "a redirect asks for another page"
    );
}

#[test]
fn who_comes_later_tells_of_who_went_first() {
    let both =
        |first: &str, later: &str| codes(&format!("  - {{ id: first, {first} }}\n  - {{ id: later, {later} }}\n"));
    let hidden = "when: { device.touch: true }";
    let later = "show: { a: { html: <img src=/a.png> } }";
    assert_eq!(both(&format!("{hidden}, show: {{ a: {{ text: x }} }}"), later), ["observable-content"]);
    assert_eq!(both(&format!("{hidden}, show: {{ b: {{ text: x }} }}"), later), Vec::<String>::new());
    assert_eq!(both("when: { geo.country: DE }, show: { a: { text: x } }", later), Vec::<String>::new());
    let paged = |one: &str, other: &str| {
        both(&format!("pages: {one}, {hidden}, show: {{ a: {{ text: x }} }}"), &format!("pages: {other}, {later}"))
    };
    for (one, other, meet) in [
        ("/x", "/y", false),
        ("/x", "/x", true),
        ("/c/*", "/c/a", true),
        ("/c/a", "/d/*", false),
        ("/c/*", "/c/a/*", true),
        ("/c/*", "/d/*", false),
        ("\"*/x\"", "/d/*", true),
    ] {
        assert_eq!(!paged(one, other).is_empty(), meet, "{one} {other}");
    }
    // Two draws of one slot: its holder keeps it whichever arm was drawn, unless an arm steps aside.
    let drawn = |arm: &str| both(&format!("variants: {{ x: {arm}, y: {{ show: {{ a: {{ text: y }} }} }} }}"), later);
    assert_eq!(drawn("default"), Vec::<String>::new());
    assert_eq!(drawn("{ pass: true }"), ["observable-content"]);
    // A priority goes before the file's order; three places have room for both.
    assert_eq!(both(later, &format!("priority: 1, {hidden}, show: {{ a: {{ text: x }} }}")), ["observable-content"]);
    assert_eq!(
        both(&format!("{hidden}, show: {{ more: {{ text: x }} }}"), "show: { more: { html: <img src=/a.png> } }"),
        Vec::<String>::new()
    );
}

#[test]
fn a_value_in_an_address_is_told_whatever_the_team_agreed_on() {
    let shown = |more: &str, markup: &str| {
        codes(&format!("  - {{ id: e, because: x, {more} show: {{ a: {{ html: '{markup}' }} }} }}\n"))
    };
    let pixel = "<img src=\"/p?n={{visit.count|0}}\">";
    assert_eq!(shown("observable: true,", pixel), ["signal-in-address"]);
    assert_eq!(shown("", "<img src=\"/flags/{{geo.country|x}}.svg\">"), Vec::<String>::new());
    assert_eq!(shown("", "<a href=\"/p?n={{visit.count|0}}\">x</a>"), ["observable-link"]);
    assert_eq!(shown("observable: true,", "<a href=\"/p?n={{visit.count|0}}\">x</a>"), Vec::<String>::new());
}

#[test]
fn what_a_form_sends_is_told_to_whom_it_is_sent() {
    let shown =
        |content: &str| codes(&format!("  - {{ id: e, when: {{ declared.role: student }}, show: {{ {content} }} }}\n"));
    for unseen in [
        "<input type=hidden name=r value=\"{{declared.role|x}}\">",
        "<form action=/go><input type=HIDDEN name=r value=\"{{declared.role|x}}\"></form>",
        "<button name=r value=\"{{declared.role|x}}\">x</button>",
        "<select><option value=\"{{declared.role|x}}\">x</option></select>",
        "<input type=radio name=r value=\"{{declared.role|x}}\">",
    ] {
        assert_eq!(shown(&format!("a: {{ html: '{unseen}' }}")), ["signal-in-address"], "{unseen}");
    }
    for seen in [
        "a: { html: '<input name=r value=\"{{declared.role|x}}\">' }",
        "a: { html: '<textarea name=r>{{declared.role|x}}</textarea>' }",
        "a: { html: '<select><option>{{declared.role|x}}</option></select>' }",
        "words: { text: \"{{declared.role|x}}\" }",
        "field: { attr: { value: \"{{declared.role|x}}\" } }",
        "buy: { attr: { value: pro } }",
        "field: { attr: { value: 2 } }",
        "a: { attr: { value: 2 } }",
        "field: { attr: { name: pro } }",
        "a: { append: '<input type=hidden name=r value=pro>' }",
    ] {
        assert_eq!(shown(seen), ["observable-link"], "{seen}");
    }
    for other in [
        "<input type=hidden value=x><input name=q value=x>",
        "<form action=/go><input type=hidden name=list value=news></form>",
        "<li value=2>x</li><progress value=\"{{visit.count|0}}\"></progress>",
    ] {
        assert_eq!(shown(&format!("a: {{ html: '{other}' }}")), Vec::<String>::new(), "{other}");
    }
    let arms = |one: &str, two: &str| {
        let arm = |field: &str| format!("{{ show: {{ a: {{ html: '<form action=/go>{field}</form>' }} }} }}");
        codes(&format!("  - {{ id: e, variants: {{ one: {}, two: {} }} }}\n", arm(one), arm(two)))
    };
    let hidden = |value: &str| format!("<input type=hidden name=r value={value}>");
    assert_eq!(arms(&hidden("1"), &hidden("2")), ["observable-link"]);
    assert_eq!(arms(&hidden("1"), ""), ["observable-link"]);
    assert_eq!(arms(&hidden("1"), &hidden("1")), Vec::<String>::new());
}

#[test]
fn the_same_picture_in_another_manner_is_another_request() {
    let arms = |one: &str, two: &str| {
        let arm = |markup: &str| format!("{{ show: {{ a: {{ html: '{markup}' }} }} }}");
        codes(&format!("  - {{ id: e, variants: {{ one: {}, two: {} }} }}\n", arm(one), arm(two)))
    };
    let (eager, lazy) = ("<img src=/a.png>", "<img src=/a.png loading=lazy>");
    assert_eq!(arms(eager, lazy), ["observable-content"]);
    assert_eq!(arms(lazy, "<img loading=lazy alt=x src=/a.png>"), Vec::<String>::new());
}

#[test]
fn what_a_target_does_not_say_is_asked_for() {
    let reading = reading("  - { id: e, when: { device.touch: true }, show: { a: { attr: { href: /a } } } }\n");
    let found = crate::check::check(reading.ruleset.as_ref().unwrap(), &reading.sources, 0);
    let hint = found.iter().find(|one| one.code == "observable-content").and_then(|one| one.hints.last());
    assert!(hint.unwrap().contains("say what it is"), "{hint:?}");
}

#[test]
fn links_are_the_visitors_unless_they_are_marked() {
    let arms = |more: &str, one: &str, two: &str| {
        let arm = |name: &str, to: &str| format!("{name}: {{ show: {{ a: {{ html: '<a href=\"{to}\">x</a>' }} }} }}");
        codes(&format!("  - {{ id: e, {more} variants: {{ {}, {} }} }}\n", arm("one", one), arm("two", two)))
    };
    assert_eq!(arms("", "/cart", "/cart?from=two"), ["observable-link"]);
    assert_eq!(arms("", "/cart?from=one", "/cart?from=two"), ["observable-link"]);
    assert_eq!(arms("observable: true,", "/cart?from=one", "/cart?from=two"), Vec::<String>::new());
    assert_eq!(arms("unit: [page-view],", "/cart?from=one", "/cart?from=two"), Vec::<String>::new());
    assert_eq!(arms("", "/cart", "/sale?tag=shoes"), Vec::<String>::new());
    assert_eq!(arms("", "/cart#a", "/cart#b"), Vec::<String>::new());
    let by = |signal: &str, one: &str| {
        codes(&format!(
            "  - {{ id: e, because: x, show: {{ a: {{ by: {signal}, {one}: {{ html: '<a href=/x?1>x</a>' }}, \
             else: {{ html: '<a href=/x?2>x</a>' }} }} }} }}\n"
        ))
    };
    assert_eq!(by("declared.role", "student"), ["observable-link"]);
    assert_eq!(by("geo.country", "DE"), Vec::<String>::new());
}

#[test]
fn observable_without_anything_to_observe_is_said() {
    let e = |rest: &str| codes(&format!("  - {{ id: e, observable: true, {rest} }}\n"));
    assert_eq!(e("when: { device.touch: true }, show: { a: { text: x } }"), ["observable-nothing"]);
    assert_eq!(e("when: { device.touch: true }, show: { a: { html: <img src=/a.png> } }"), Vec::<String>::new());
    let same = "one: { show: { a: { html: <img src=/a.png> } } }, two: { show: { b: { html: <img src=/a.png> } } }";
    assert_eq!(e(&format!("variants: {{ {same} }}")), ["observable-nothing"]);
    assert_eq!(e(&format!("when: {{ device.touch: true }}, variants: {{ {same} }}")), Vec::<String>::new());
    // What stands in the page, in its stylesheet or its script cannot be seen here.
    for unseen in ["a: { use: \"#tpl\" }", "a: { class: big }", "value: two"] {
        assert_eq!(
            e(&format!("when: {{ device.touch: true }}, show: {{ {unseen} }}")),
            Vec::<String>::new(),
            "{unseen}"
        );
    }
}

#[test]
fn the_finding_names_addresses_arms_and_the_cause() {
    let reading = reading(
        "  - id: e\n    when: { device.touch: true }\n    variants:\n      one: { show: { a: { html: '<img src=/1.png><img src=/2.png>' } } }\n      \
         two: { show: { a: { html: '<img src=/2.png><img src=/3.png><img src=/4.png>' } } }\n",
    );
    let found = crate::check::check(reading.ruleset.as_ref().unwrap(), &reading.sources, 0);
    let found: Vec<_> = found.into_iter().filter(|one| one.code == "observable-content").collect();
    insta::assert_snapshot!(render::text(&found, &reading.sources, false));
}

#[test]
fn a_template_is_seen_in_its_page() {
    let reading = reading("  - { id: e, when: { device.touch: true }, show: { a: { use: \"#tpl\" } } }\n");
    let model = reading.ruleset.as_ref().unwrap();
    let known = crate::check::check(model, &reading.sources, 0);
    let on = |html: &str, known: &[_]| {
        let found = crate::check::on_page(model, &reading.sources, html.as_bytes(), known);
        found.into_iter().map(|one| one.message).collect::<Vec<_>>()
    };
    let page = "<template id=tpl><img src=/a.png></template>";
    assert_eq!(on(page, &known), ["what `e` loads tells a server what only the device knows: `/a.png`"]);
    assert_eq!(on("<template id=tpl><b>x</b></template><img src=/a.png>", &known), Vec::<String>::new());
    // Said once, however many pages have it.
    let again = crate::check::on_page(model, &reading.sources, page.as_bytes(), &known);
    assert_eq!(on(page, &again), Vec::<String>::new());
}

#[test]
fn what_is_moved_loads_the_same_in_every_order() {
    let on = |rule: &str, html: &str| {
        let yaml = format!(
            "nearside: 1\nid: t\ntopics: {{ allow: [running] }}\nslots: {{ picks: {{ target: \"#picks, [data-x='a,b']\" }} }}\n\
             experiences: [{{ id: e, because: x, {rule} }}]\n"
        );
        let reading = read(&Files::from([("ruleset.yaml".to_owned(), yaml.into_bytes())]));
        let model = reading.ruleset.as_ref().unwrap();
        let known = crate::check::check(model, &reading.sources, 0);
        let found = crate::check::on_page(model, &reading.sources, html.as_bytes(), &known);
        found.iter().map(|one| format!("{}: {}", one.code, one.message)).collect::<Vec<_>>()
    };
    let why = "observable-rank: the order of `picks` hangs on what only the device knows, and in it is what loads when it is near, \
               or anew when it is moved";
    let rank = "show: { picks: { rank: { items: li, by: affinity } } }";
    let lazy = "<ul id=picks><li><img src=a loading=LAZY><li><img src=b loading=lazy></ul>";
    assert_eq!(on(rank, lazy), [format!("{why}: 2 × `[loading=lazy i]`")]);
    assert_eq!(on(rank, "<ul data-x='a,b'><li><iframe src=a></iframe></ul>"), [format!("{why}: 1 × `iframe`")]);
    assert_eq!(on(&format!("observable: true, {rank}"), lazy), Vec::<String>::new());
    assert_eq!(on(rank, "<ul id=picks><li><img src=a></ul><img src=b loading=lazy>"), Vec::<String>::new());
    let order = "show: { picks: { order: [\"#b\"] } }";
    assert_eq!(on(&format!("when: {{ device.touch: true }}, {order}"), lazy).len(), 1);
    assert_eq!(on(&format!("when: {{ geo.country: DE }}, {order}"), lazy), Vec::<String>::new());
}
