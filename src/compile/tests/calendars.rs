//! Calendars in a bundle: what is compiled of them, and on whose clock their moments are shown.

use super::*;
use crate::ops::Filter;

/// 2026-11-20T19:30:00Z
const NOW: i64 = 1_795_203_000_000;

fn c(yaml: &str) -> Compiled {
    let files = BTreeMap::from([("ruleset.yaml".to_owned(), format!("nearside: 1\nid: t\n{yaml}").into_bytes())]);
    let reading = crate::ruleset::read(&files);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    compile(&reading.ruleset.unwrap(), &reading.sources, &Options { now: NOW, ..Options::default() }).unwrap()
}

/// The zones that a text shows a calendar's moments in, by the key of the row.
fn zones(rows: &str, shown: &str) -> Vec<(String, String)> {
    let draft = c(&format!(
        "calendars:\n  berlin: {{ zone: Europe/Berlin, open: {{ mon: \"10:00-12:00\" }} }}\n  oslo: {{ zone: Europe/Oslo, open: {{ mon: \"10:00-12:00\" }} }}\n  \
         london: {{ zone: Europe/London, open: {{ mon: \"10:00-12:00\" }} }}\n  here: {{ zone: visitor, open: {{ mon: \"10:00-12:00\" }} }}\n\
         tables: {{ store: {{ by: geo.country, rows: {{ {rows} }} }} }}\nslots: {{ s: {{ target: '#s' }} }}\n\
         experiences: [{{ id: e, show: {{ s: {{ text: \"{shown}\" }} }} }}]"
    ))
    .draft;
    let zone = |content: u32| match &draft.contents[content as usize] {
        Content::Ops(ops) => match crate::ops::interpolations(&ops[0]).next() {
            Some((_, Filter::Time(zone) | Filter::Date(zone))) => zone.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    match draft.contents.last().unwrap() {
        Content::By { cases, otherwise, .. } => {
            let all = cases.iter().map(|(key, content)| (key.clone(), zone(*content)));
            all.chain([("else".to_owned(), zone(*otherwise))]).collect()
        }
        _ => vec![("all".to_owned(), zone(draft.contents.len() as u32 - 1))],
    }
}

#[test]
fn a_moment_of_a_calendar_is_shown_on_the_calendar_s_clock() {
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    let one = "DE: { calendar: berlin }";
    assert_eq!(zones(one, "{{calendar.london.opens|time|?}}"), pairs(&[("all", "Europe/London")]));
    assert_eq!(zones(one, "{{calendar.here.opens|time|?}}"), pairs(&[("all", "")]));
    assert_eq!(zones(one, "{{calendar.london.opens|date:Asia/Tokyo|?}}"), pairs(&[("all", "Asia/Tokyo")]));
    assert_eq!(zones(one, "{{table.store.closes|time|?}}"), pairs(&[("all", "Europe/Berlin")]));
    // Clocks of one time.
    let two = "DE: { calendar: berlin }, \"NO\": { calendar: oslo }";
    assert_eq!(zones(two, "{{table.store.closes|time|?}}"), pairs(&[("all", "Europe/Berlin")]));
    // Each on its own.
    let three = "DE: { calendar: berlin }, GB: { calendar: london }, FR: { calendar: here }, SE: { name: x }";
    assert_eq!(
        zones(three, "{{table.store.closes|date|?}}"),
        pairs(&[("DE", "Europe/Berlin"), ("GB", "Europe/London"), ("FR", ""), ("else", "")])
    );
    assert_eq!(zones(three, "{{table.store.closes|time:Europe/Paris|?}}"), pairs(&[("all", "Europe/Paris")]));
}

#[test]
fn calendars_of_one_zone_share_its_table_and_only_those_asked_for_are_there() {
    let draft = c("calendars:
  a: { zone: Europe/Berlin, open: { mon-fri: \"10:00-20:00\" }, except: { 2020-12-25: closed, 2026-12-25: closed, 2060-12-25: closed } }
  b: { zone: Europe/Berlin, open: { sat-mon: \"22:00-02:00\" } }
  c: { zone: Asia/Kathmandu, open: {} }
slots: { s: { value: 1 } }
experiences: [{ id: e, schedule: { during: a }, when: { calendar.b.state: open }, show: { s: 2 } }]")
    .draft;
    // The condition comes first.
    let [b, a] = draft.calendars.as_slice() else { panic!("{:?}", draft.calendars) };
    assert_eq!((a.zone, a.offset, draft.experiences[0].hours), (b.zone, NONE, 1));
    let keys = |range: crate::program::records::Range| {
        draft.pairs[range.start as usize..][..range.len as usize].iter().map(|pair| pair.key).collect::<Vec<_>>()
    };
    // What is past and what no bundle lives to see is left out.
    assert_eq!(keys(a.hours), [0, 1, 2, 3, 4, 20_812]);
    assert_eq!(keys(b.hours), [0, 5, 6]);
}

#[test]
fn zones_are_known_from_last_year_until_the_bundle_expires_or_for_ten_years() {
    let ends = |expires: &str| {
        let draft = c(&format!(
            "{expires}calendars: {{ a: {{ zone: UTC, open: {{ mon: \"10:00-20:00\" }} }} }}\nslots: {{ s: {{ value: 1 }} }}\n\
             experiences: [{{ id: e, schedule: {{ during: a }}, show: {{ s: 2 }} }}]"
        ))
        .draft;
        let zone = draft.calendars[0].zone;
        let pairs = &draft.pairs[zone.start as usize..][..zone.len as usize];
        let day = |pair: &crate::program::records::Pair| {
            jiff::Timestamp::from_second(i64::from(pair.key) * 60).unwrap().to_string()
        };
        [day(&pairs[0]), day(pairs.last().unwrap())]
    };
    assert_eq!(ends(""), ["2025-01-01T00:00:00Z", "2037-01-01T00:00:00Z"]);
    assert_eq!(ends("expires: 2027-01-31T12:00:00Z\n"), ["2025-01-01T00:00:00Z", "2027-01-31T12:01:00Z"]);
    assert_eq!(ends("expires: 9999-01-31T00:00:00Z\n"), ["2025-01-01T00:00:00Z", "2057-01-01T00:00:00Z"]);
    assert_eq!(ends("expires: 2020-01-31T00:00:00Z\n"), ["2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z"]);
}
