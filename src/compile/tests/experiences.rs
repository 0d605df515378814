//! Arms, their shares, their order; and the decisions that come of them.

use super::*;

#[test]
fn weights_become_whole_buckets() {
    let draft = c("slots: { s: { target: '#s' } }
experiences:
  - id: e
    rollout: 12.5%
    experiment: { coverage: 50%, seed: other }
    variants: { a: default, b: { weight: 2, show: { s: { text: x } } }, c: { weight: 1, pass: true } }
")
    .draft;
    let experience = draft.experiences[0];
    assert_eq!(experience.flags & DRAWN, DRAWN);
    assert_eq!(experience.seed, begin(b"other"));
    let rollout = draft.gates[experience.gates.start as usize];
    assert_eq!(
        (experience.gates.len, rollout.from, rollout.until, rollout.seed),
        (1, 0, 1250, begin(b"other:rollout"))
    );
    let shares: Vec<(u32, u32)> = draft.arms.iter().map(|arm| (arm.from, arm.until)).collect();
    assert_eq!(shares, [(0, 1250), (2500, 5000), (7500, 8750)]);
}

#[test]
fn a_single_arm_draws_nothing_and_needs_no_unit() {
    let experience =
        c("slots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: x } } }]").draft.experiences[0];
    assert_eq!((experience.flags, experience.units.len), (0, 0));
}

#[test]
fn priority_comes_before_file_order() {
    let draft = c("slots: { s: { target: '#s' } }
experiences:
  - { id: a, show: { s: { text: x } } }
  - { id: b, priority: 5, show: { s: { text: x } } }
  - { id: c, show: { s: { text: x } } }
")
    .draft;
    let order: Vec<&str> = draft.experiences.iter().map(|e| draft.strings[e.name as usize].as_str()).collect();
    assert_eq!(order, ["b", "a", "c"]);
}

#[test]
fn a_redirect_is_the_pages() {
    let program = p(
        "experiences: [{ id: e, pages: /lp, unit: page-view, variants: { short: default, long: { redirect: /lp-long } } }]",
    );
    assert_eq!(program.text(program.slots().get(0).unwrap().name), "$page");
    assert_eq!(
        program.content(program.placements().get(0).unwrap().content),
        Content::Ops(vec![Op::Redirect("/lp-long".into())])
    );
}

#[test]
fn decisions_follow_the_compiled_program() {
    let program = p("slots: { s: { target: '#s', pages: ['/', '/c/*'] }, u: { value: metric } }
experiences:
  - { id: a, pages: ['/'], when: { geo.country: DE }, show: { s: { text: de }, u: us } }
  - { id: b, schedule: { from: 2026-01-01T00:00:00Z }, show: { s: { text: all } } }
");
    let decided = |path: &str, now: i64| {
        let mut context = context(&program, &[("geo.country", t("DE")), ("page.path", t(path))]);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &Request { now, ..Request::default() }, &mut decisions, None);
        decisions.slots.iter().map(|slot| slot.reason).collect::<Vec<_>>()
    };
    let later = 1_800_000_000_000;
    assert_eq!(decided("/", 0), [Reason::Matched, Reason::Matched]);
    assert_eq!(decided("/c/x", later), [Reason::Matched, Reason::Default]);
    assert_eq!(decided("/c/x", 0), [Reason::Default, Reason::Default]);
    assert_eq!(program.content(program.slots().get(1).unwrap().default), Content::Value(t("metric")));
}
