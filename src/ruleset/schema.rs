//! The JSON Schema of rulesets (draft 2020-12), written from the tables that the parser reads.
//!
//! Editors read a file by YAML 1.2's core schema before they ask us, so where we want text the schema takes numbers and
//! booleans too (`01067`, `true`): the source text is what counts. What only `check` knows (names that exist, operators
//! that fit) is not here.

use serde_json::{Map, Value as Json, json};

use super::operators::{LOGIC, NOT, OPERATORS, TRUST, TYPE_NAMES, Takes};
use super::shape::{Shape, Ty};
use super::shapes;
use crate::signal::catalogue;
use crate::value::Kind;

/// Where the schema can be found: the package's own file.
pub const ID: &str = "https://unpkg.com/nearside/schema/ruleset.json";

/// The kinds that read literals differently; each has its operators in the schema.
const KINDS: [(&str, Kind); 6] = [
    ("any", Kind::Any),
    ("text", Kind::Text),
    ("number", Kind::Number),
    ("boolean", Kind::Bool),
    ("time", Kind::Time),
    ("duration", Kind::Duration),
];

/// The schema, the same bytes each time.
pub fn schema() -> Json {
    let mut defs = Map::new();
    for (name, about, ty) in scalars() {
        let mut ty = ty;
        describe(&mut ty, about);
        defs.insert(name.to_owned(), ty);
    }
    for (name, kind) in KINDS {
        defs.insert(format!("test-{name}"), test(name, kind));
        defs.insert(format!("operators-{name}"), operators(name, kind));
    }
    defs.insert("condition".into(), condition());
    defs.insert("content".into(), json!({ "anyOf": [reference("scalar"), reference("by"), reference("operations")] }));
    for shape in shapes::all().into_iter().filter(|shape| shape.name != "ruleset") {
        defs.insert(shape.name.replace(' ', "-"), object(shape));
    }
    let mut root = Map::new();
    root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("$id".into(), json!(ID));
    root.insert("title".into(), json!("nearside ruleset"));
    if let Json::Object(keys) = object(&shapes::RULESET) {
        root.extend(keys);
    }
    // An included file has an owner instead of the language's version.
    root.insert("required".into(), json!([]));
    root.insert("anyOf".into(), json!([{ "required": ["nearside"] }, { "required": ["owner"] }]));
    root.insert("$defs".into(), Json::Object(defs));
    Json::Object(root)
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn describe(schema: &mut Json, about: &str) {
    if let (Json::Object(keys), false) = (schema, about.is_empty()) {
        keys.insert("description".into(), json!(about));
    }
}

/// How scalars are written.
fn scalars() -> Vec<(&'static str, &'static str, Json)> {
    let switch = ["yes", "no", "on", "off"].iter().flat_map(|word| {
        let mut capital = word.to_string();
        if let Some(first) = capital.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        [(*word).to_owned(), capital, word.to_uppercase()]
    });
    let switches: Vec<Json> = [json!(true), json!(false)].into_iter().chain(switch.map(Json::String)).collect();
    vec![
        ("text", "", json!({ "type": ["string", "number", "boolean"] })),
        ("scalar", "", json!({ "type": ["string", "number", "boolean"] })),
        (
            "name",
            "A name: letters, digits, `_`, `-`.",
            json!({ "type": ["string", "number", "boolean"], "pattern": r"^[\p{L}\p{N}_-]+$" }),
        ),
        (
            "id",
            "A name: letters, digits, `.`, `_`, `-`.",
            json!({ "type": ["string", "number", "boolean"], "pattern": r"^[\p{L}\p{N}._-]+$" }),
        ),
        ("switch", "", json!({ "enum": switches })),
        (
            "number",
            "",
            json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": r"^[-+]?[0-9]+(_[0-9]+)+(\.[0-9]+)?$" }] }),
        ),
        (
            "share",
            "`5%` or `0.05`.",
            json!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1 }, { "type": "string", "pattern": r"^([0-9]{1,2}(\.[0-9]+)?|100(\.0+)?) ?%$" }] }),
        ),
        (
            "duration",
            "`30m`, `7d`: ms, s, m, h, d, w.",
            json!({ "type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d|w))+$" }),
        ),
        (
            "clock",
            "An hour of the day, `5`, or a time of it, `05:30`.",
            json!({ "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 23 }, { "type": "string", "pattern": r"^([01]?[0-9]|2[0-3])(:[0-5][0-9])?$" }] }),
        ),
        (
            "moment",
            "RFC 3339, or civil where a `zone` stands beside it.",
            json!({ "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        ),
        (
            "signal-name",
            "The name of a signal.",
            json!({ "anyOf": [{ "enum": signal_names() }, { "type": "string", "pattern": r"^[^$\s]+$" }] }),
        ),
        (
            "template",
            "Text; `{{signal|filter|fallback}}` interpolates.",
            json!({ "type": ["string", "number", "boolean"] }),
        ),
    ]
}

fn signal_names() -> Vec<&'static str> {
    catalogue::all().iter().filter(|entry| !entry.is_family()).map(|entry| entry.name).collect()
}

/// A type as schema.
fn ty(ty: Ty) -> Json {
    match ty {
        Ty::Text => reference("text"),
        Ty::Name => reference("name"),
        Ty::Id => reference("id"),
        Ty::Signal => reference("signal-name"),
        Ty::Template => reference("template"),
        Ty::Bool => reference("switch"),
        Ty::Number => reference("number"),
        Ty::Share => reference("share"),
        Ty::Duration => reference("duration"),
        Ty::Clock => reference("clock"),
        Ty::Moment => reference("moment"),
        Ty::Scalar => reference("scalar"),
        Ty::Condition => reference("condition"),
        Ty::Content => reference("content"),
        Ty::Matching(pattern) => json!({ "type": "string", "pattern": pattern }),
        Ty::Null => json!({ "type": "null" }),
        Ty::Later => json!({}),
        Ty::Words(words) => json!({ "enum": words }),
        Ty::Exactly(text) => {
            text.parse::<u32>().map_or_else(|_| json!({ "const": text }), |number| json!({ "enum": [number, text] }))
        }
        Ty::Many(one) => json!({ "anyOf": [self::ty(*one), { "type": "array", "items": self::ty(*one) }] }),
        // An empty section may be left empty.
        Ty::List(one) => json!({ "type": ["array", "null"], "items": self::ty(*one) }),
        Ty::Map(one) => json!({ "type": ["object", "null"], "additionalProperties": self::ty(*one) }),
        Ty::Shape(shape) => reference(&shape.name.replace(' ', "-")),
        Ty::Either(types) => json!({ "anyOf": types.iter().map(|one| self::ty(*one)).collect::<Vec<_>>() }),
    }
}

fn object(shape: &'static Shape) -> Json {
    let mut properties = Map::new();
    for key in shape.keys {
        let mut value = ty(key.ty);
        describe(&mut value, key.about);
        properties.insert(key.name.to_owned(), value);
    }
    let required: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let types = if required.is_empty() { json!(["object", "null"]) } else { json!("object") };
    let others = shape.others.map_or(json!(false), ty);
    json!({ "description": shape.about, "type": types, "properties": properties, "required": required, "additionalProperties": others })
}

/// A condition: logic, the catalogue's signals by name, and any other signal.
fn condition() -> Json {
    let mut properties = Map::new();
    for (name, about) in LOGIC {
        let mut value = match *name {
            "$not" => reference("condition"),
            "$segment" => ty(Ty::Many(&Ty::Name)),
            _ => json!({ "type": "array", "items": reference("condition"), "minItems": 1 }),
        };
        describe(&mut value, about);
        properties.insert((*name).to_owned(), value);
    }
    let mut patterns = Map::new();
    for entry in catalogue::all() {
        let mut value = asked(entry);
        describe(&mut value, &about(entry));
        if entry.is_family() {
            patterns.insert(pattern(entry.name), value);
        } else {
            properties.insert(entry.name.to_owned(), value);
        }
    }
    let logic: Vec<String> = LOGIC.iter().map(|(name, _)| format!("{}$", name.replace('$', ""))).collect();
    patterns.insert(format!(r"^\$(?!{})", logic.join("|")), json!(false));
    json!({
        "description": "Signals and what is asked of them; all must hold.",
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": reference("test-any"),
    })
}

/// What may stand under one signal. Values that are known can be completed.
fn asked(entry: &catalogue::Entry) -> Json {
    let name = KINDS.iter().find(|(_, kind)| *kind == reads_as(entry.kind)).map_or("any", |(name, _)| name);
    if entry.values.is_empty() || entry.kind != Kind::Enum {
        return reference(&format!("test-{name}"));
    }
    json!({ "anyOf": [{ "enum": entry.values }, reference(&format!("operators-{name}"))] })
}

fn reads_as(kind: Kind) -> Kind {
    match kind {
        Kind::Text | Kind::Enum | Kind::Version | Kind::Topic | Kind::List => Kind::Text,
        other => other,
    }
}

fn about(entry: &catalogue::Entry) -> String {
    let unit = if entry.unit.is_empty() { String::new() } else { format!(" ({})", entry.unit) };
    let later = if entry.active || entry.id == catalogue::id::TABLE { "" } else { " Not active in this release." };
    format!("{}{unit}.{later}", entry.phrase())
}

/// `affinity.*` as a regular expression, without the signals that have a name of their own: `affinity.top` is none of a topic's.
fn pattern(name: &str) -> String {
    let before = name.split('*').next().unwrap_or_default();
    let own: Vec<String> = catalogue::all()
        .iter()
        .filter(|entry| !entry.is_family())
        .filter_map(|entry| entry.name.strip_prefix(before))
        .map(|rest| format!("{}$", rest.replace('.', r"\.")))
        .collect();
    let own = if own.is_empty() { String::new() } else { format!("(?!{})", own.join("|")) };
    let name = name.replace('.', r"\.");
    format!("^{}$", name.replacen('*', &format!("{own}.+"), 1).replace('*', ".+"))
}

/// A bare value, or operators.
fn test(name: &str, kind: Kind) -> Json {
    json!({ "anyOf": [literal(kind), reference(&format!("operators-{name}"))] })
}

fn literal(kind: Kind) -> Json {
    match kind {
        Kind::Number => reference("number"),
        Kind::Bool => reference("switch"),
        Kind::Time => reference("moment"),
        Kind::Duration => reference("duration"),
        _ => reference("scalar"),
    }
}

fn operators(name: &str, kind: Kind) -> Json {
    let mut properties = Map::new();
    for spec in OPERATORS {
        let mut value = operand(spec.takes, name, kind);
        describe(&mut value, spec.about);
        properties.insert(spec.name.to_owned(), value);
    }
    let mut not = reference(&format!("test-{name}"));
    describe(&mut not, "the opposite of this");
    properties.insert(NOT.to_owned(), not);
    json!({ "type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1 })
}

fn operand(takes: Takes, name: &str, kind: Kind) -> Json {
    match takes {
        Takes::Value => literal(kind),
        Takes::Values => json!({ "type": "array", "items": literal(kind) }),
        Takes::Bool => reference("switch"),
        Takes::TypeName => json!({ "enum": TYPE_NAMES }),
        Takes::Trust => json!({ "enum": TRUST }),
        Takes::Pattern | Takes::Text | Takes::Version => reference("text"),
        Takes::Size => reference("test-number"),
        Takes::Element => json!({ "anyOf": [reference(&format!("operators-{name}")), reference("condition")] }),
        Takes::Range => {
            let end = if matches!(kind, Kind::Time | Kind::Duration) {
                literal(kind)
            } else if kind == Kind::Text {
                ty(Ty::Matching(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
            } else {
                ty(Ty::Either(&[Ty::Number, Ty::Duration]))
            };
            json!({ "type": "array", "items": end, "minItems": 2, "maxItems": 2 })
        }
        Takes::Duration => reference("duration"),
        Takes::ListName | Takes::CalendarName => reference("name"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, read_text, single_cases};
    use super::super::tree::{Node, NodeKind, Style};
    use super::super::{Reading, read, scalars, yaml};
    use super::*;
    use crate::diagnostic::Severity;

    /// A tree as an editor sees it: by YAML 1.2's core schema.
    fn core(node: &Node) -> Json {
        match &node.kind {
            NodeKind::Map(entries) => {
                entries.iter().map(|entry| (entry.key.value.clone(), core(&entry.value))).collect()
            }
            NodeKind::List(items) => items.iter().map(core).collect(),
            NodeKind::Scalar(_) if node.is_null() => Json::Null,
            NodeKind::Scalar(scalar) if scalar.style != Style::Plain => json!(scalar.text),
            NodeKind::Scalar(scalar) => match scalar.text.as_str() {
                "true" | "True" | "TRUE" => json!(true),
                "false" | "False" | "FALSE" => json!(false),
                text if text.contains('_') => json!(text),
                text => text
                    .parse()
                    .ok()
                    .or_else(|| scalars::number(text).ok())
                    .filter(|n: &f64| n.is_finite())
                    .map_or_else(|| json!(text), |n| json!(n)),
            },
        }
    }

    fn tree(name: &str, text: &str) -> Option<Json> {
        if name.contains(".json") { serde_json::from_str(text).ok() } else { yaml::read(0, text).0.as_ref().map(core) }
    }

    fn has_errors(reading: &Reading) -> bool {
        reading.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The types of a ruleset's own signals are known to nobody but its reader.
    fn declares(text: &str) -> bool {
        text.contains("custom.") && text.contains("signals:")
    }

    #[test]
    fn what_parses_validates_and_what_is_broken_does_not() {
        /// Errors that a schema does not see: of names, of two keys together, of files, of what a text says.
        const NOT_IN_THE_SCHEMA: [&str; 12] = [
            "bad-name",
            "bad-calendar",
            "bad-interpolation",
            "unknown-filter",
            "unknown-zone",
            "conflicting-keys",
            "missing-file",
            "missing-key",
            "time-without-zone",
            "ambiguous-scalar",
            "ambiguous-number",
            "unquoted-hash",
        ];
        let schema = schema();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let (mut valid, mut broken) = (0, 0);
        for (name, text) in single_cases() {
            let reading = read_text(&name, &text);
            let (Some(tree), true) = (tree(&name, &text), reading.ruleset.is_some()) else { continue };
            let errors: Vec<String> =
                validator.iter_errors(&tree).map(|error| format!("{}: {error}", error.instance_path())).collect();
            if !has_errors(&reading) {
                assert!(errors.is_empty(), "{name}: {errors:#?}");
                valid += 1;
            } else if !declares(&text)
                && reading
                    .diagnostics
                    .iter()
                    .any(|d| !NOT_IN_THE_SCHEMA.contains(&d.code) && d.severity == Severity::Error)
            {
                assert!(!errors.is_empty(), "{name} should not validate: {:?}", reading.diagnostics);
                broken += 1;
            }
        }
        for name in ["five-teams", "whole-language"] {
            let files = folder(&format!("rulesets/{name}"));
            assert!(!has_errors(&read(&files)));
            for (path, bytes) in
                files.iter().filter(|(path, _)| path.ends_with("ruleset.yaml") || path.ends_with("rules.yaml"))
            {
                let tree = tree(path, std::str::from_utf8(bytes).unwrap()).unwrap();
                let errors: Vec<String> =
                    validator.iter_errors(&tree).map(|error| format!("{}: {error}", error.instance_path())).collect();
                assert!(errors.is_empty(), "{name}/{path}: {errors:#?}");
                valid += 1;
            }
        }
        println!("{valid} valid, {broken} broken");
        assert!(valid >= 20 && broken >= 15, "{valid} valid, {broken} broken");
    }

    #[test]
    fn the_schema_is_a_schema_and_always_the_same() {
        let schema = schema();
        assert!(jsonschema::draft202012::meta::is_valid(&schema));
        assert_eq!(serde_json::to_string(&schema).unwrap(), serde_json::to_string(&super::schema()).unwrap());
    }

    #[test]
    fn each_operation_of_the_table_is_one_that_the_parser_knows() {
        for key in shapes::OPS.keys {
            let text = format!("nearside: 1\nexperiences: [{{ id: x, show: {{ hero: {{ {}: 1 }} }} }}]\n", key.name);
            let reading = read_text("ruleset.yaml", &text);
            assert!(reading.diagnostics.iter().all(|d| d.code != "unknown-op"), "{}", key.name);
        }
    }
}
