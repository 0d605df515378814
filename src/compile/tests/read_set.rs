//! Which signals a bundle reads, and what of it only a device can settle.

use super::*;

#[test]
fn only_what_is_read_is_in_the_read_set() {
    let draft = c("segments: { unused: { geo.region: DE-BE } }
units: { account: { signal: locale.currency } }
slots: { s: { target: '#s', pages: ['/'] }, u: { value: metric } }
experiences:
  - id: e
    when: { time.hour: 3 }
    unit: account
    variants: { a: default, b: { show: { s: { by: device.type, mobile: { text: 'Hi {{geo.country|you}}' }, else: default } } } }
").draft;
    let mut names: Vec<&str> =
        draft.signals.iter().map(|signal| draft.strings[signal.name as usize].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["device.type", "geo.country", "locale.currency", "page.path", "time.hour"]);
    assert!(draft.signals.iter().all(|signal| signal.id != 0 && signal.flags & AT_EDGE != 0));
    assert!(!draft.strings.iter().any(|text| text == "unused"));
}

#[test]
fn what_only_a_browser_knows_or_does_is_the_devices() {
    let flags = |experience: &str| {
        c(&format!("segments: {{ touch: {{ device.touch: true }} }}\nslots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, {experience} }}]")).draft.experiences[0].flags & DEVICE_ONLY
    };
    assert_eq!(flags("when: { geo.country: DE }, show: { s: { text: x } }"), 0);
    for experience in [
        "when: { device.touch: true }, show: { s: { text: x } }",
        "when: { $segment: touch }, show: { s: { text: x } }",
        "show: { s: { use: '#tpl' } }",
        "show: { s: { text: 'on {{page.type|a page}}' } }",
        "show: { s: { by: page.type, a: { text: x }, else: default } }",
        "show: { s: { by: geo.country, DE: { order: [li] }, else: default } }",
    ] {
        assert_eq!(flags(experience), DEVICE_ONLY, "{experience}");
    }
}

#[test]
fn what_a_request_says_in_full_is_settled_without_it() {
    let unsettled: Vec<&str> = crate::signal::catalogue::all()
        .iter()
        .filter(|entry| entry.active && !entry.is_unsettled())
        .map(|entry| entry.name)
        .collect();
    let groups =
        ["calendar.", "referral.", "page.path", "page.host", "page.query.", "time.utc.", "geo.region", "geo.city"];
    for entry in crate::signal::catalogue::all().iter().filter(|entry| entry.active) {
        let settled = groups.iter().any(|group| entry.name.starts_with(group));
        assert_eq!(unsettled.contains(&entry.name), settled, "{}", entry.name);
    }
    let draft = c("slots: { s: { target: '#s' } }
experiences: [{ id: e, when: { page.path: /, geo.country: DE }, show: { s: { text: x } } }]")
    .draft;
    let flags: Vec<bool> = draft.signals.iter().map(|signal| signal.flags & UNSETTLED != 0).collect();
    assert_eq!(flags, [false, true]);
}

#[test]
fn what_contents_show_or_choose_by_is_asked_once_all_else_holds() {
    let asked = |show: &str| {
        let draft = c(&format!(
            "slots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, when: {{ time.hour: 3 }}, {show} }}]"
        ))
        .draft;
        let steps = draft.steps.iter().map(|step| draft.predicates[step.predicate as usize]);
        let name = |signal: u32| draft.strings[draft.signals[signal as usize].name as usize].clone();
        let settled = |question: &crate::program::records::Predicate| question.op == Question::Settled;
        let asked: Vec<_> = steps.filter(settled).map(|question| name(question.subject)).collect();
        assert_eq!(draft.predicates[draft.steps[0].predicate as usize].op, Question::EqNumber);
        asked
    };
    assert!(asked("show: { s: { text: x } }").is_empty());
    assert!(asked("show: { s: { text: '{{referral.name|x}}' } }").is_empty());
    assert_eq!(asked("show: { s: { text: '{{geo.country|x}} {{geo.country|y}}' } }"), ["geo.country"]);
    assert_eq!(
        asked(
            "variants: { a: { show: { s: { text: '{{geo.country|x}}' } } }, b: { show: { s: { by: device.type, tv: { attr: { title: '{{geo.eu|x}}' } }, else: default } } } }"
        ),
        ["geo.country", "geo.eu", "device.type"]
    );
}

#[test]
fn segments_that_nest_as_deep_as_they_may_are_asked_once_a_run() {
    use std::fmt::Write as _;
    let mut segments = String::from("segments:\n  s0: { $or: [{ geo.country: DE }, { time.hour: 3 }] }\n");
    for depth in 1..crate::limits::CONDITION_DEPTH {
        let below = depth - 1;
        let _ = writeln!(
            segments,
            "  s{depth}: {{ $or: [{{ $and: [{{ $segment: s{below} }}, {{ time.minute: {depth} }}] }}, {{ $and: [{{ time.day: {depth} }}, {{ $segment: s{below} }}] }}] }}"
        );
    }
    let program = when(&format!("{{ $segment: s{} }}", crate::limits::CONDITION_DEPTH - 1), &segments);
    let decided = |signals: &[(&str, Value)], place| {
        let mut decisions = Decisions::default();
        let request = Request { place, ..Request::default() };
        decide(&program, &mut context(&program, signals), &request, &mut decisions, None);
        decisions.slot(0).unwrap().reason
    };
    assert_eq!(decided(&[], Place::Edge), Reason::OnDevice);
    assert_eq!(decided(&[], Place::Device), Reason::Default);
    let known = [("geo.country", t("US")), ("time.hour", Value::Number(4.0))];
    assert_eq!(decided(&known, Place::Edge), Reason::Default);
}

#[test]
fn domains_go_with_the_signal_that_asks_for_them() {
    let named = "domains: [checkout.shop.example, shop.example, WWW.Other.co.uk]";
    let argument = |program: &Program| {
        let signal = program.signals().get(0).unwrap();
        (signal.argument != NONE).then(|| program.text(signal.argument).to_owned())
    };
    assert_eq!(argument(&when("{ referral.source: internal }", named)).as_deref(), Some("shop.example,other.co.uk"));
    assert_eq!(argument(&when("{ referral.source: internal }", "")), None);
    assert_eq!(argument(&when("{ referral.name: google }", named)), None);
}
