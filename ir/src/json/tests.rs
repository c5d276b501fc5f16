//! Round trip, the schema, and what is refused.

use super::{read, write};
use crate::parse;
use crate::text::tests::{PROGRAMS, generated};
use proptest::prelude::*;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../schema/program-v1.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

/// What `value` breaks of `rule`, a part of the schema `root`: the keywords that the schema uses, no others.
fn breach(root: &Value, rule: &Value, value: &Value, path: &str) -> Option<String> {
    let keywords = rule.as_object().expect("a schema is an object");
    for (keyword, argument) in keywords {
        let wrong = |what: &str| Some(format!("{path}: {value} {what} {argument}"));
        let found = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "required" => None,
            "$ref" => {
                let name = argument.as_str().and_then(|text| text.strip_prefix("#/$defs/")).expect("a definition");
                breach(root, &root["$defs"][name], value, path)
            }
            "const" => (value != argument).then(|| wrong("is not")).flatten(),
            "enum" => (!argument.as_array().expect("a list").contains(value)).then(|| wrong("is none of")).flatten(),
            "type" => (!is_a(value, argument)).then(|| wrong("is no")).flatten(),
            "minimum" => (value.as_f64() < argument.as_f64()).then(|| wrong("is below")).flatten(),
            "minLength" => value.as_str().is_some_and(str::is_empty).then(|| wrong("is shorter than")).flatten(),
            "minItems" => {
                let items = value.as_array().map_or(0, Vec::len) as u64;
                (argument.as_u64() > Some(items)).then(|| wrong("has fewer items than")).flatten()
            }
            "oneOf" | "anyOf" => {
                let rules = argument.as_array().expect("a list");
                let fitting = rules.iter().filter(|rule| breach(root, rule, value, path).is_none()).count();
                (fitting != 1).then(|| format!("{path}: {value} fits {fitting} of {}", rules.len()))
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.filter_map(|(at, item)| breach(root, argument, item, &format!("{path}[{at}]"))).next()
            }
            "properties" => {
                let missing = rule["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .find(|name| value.get(name.as_str().expect("a name")).is_none());
                let fields = value.as_object().into_iter().flatten();
                missing.map(|name| format!("{path}: {name} is missing")).or_else(|| {
                    let known = fields.filter_map(|(name, field)| Some((argument.get(name)?, name, field)));
                    known.filter_map(|(rule, name, field)| breach(root, rule, field, &format!("{path}.{name}"))).next()
                })
            }
            "additionalProperties" => {
                assert_eq!(argument, false);
                let mut fields = value.as_object().into_iter().flatten();
                fields
                    .find(|(name, _)| rule["properties"].get(name).is_none())
                    .map(|(name, _)| format!("{path}.{name}"))
            }
            unknown => panic!("the validator does not know `{unknown}`"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn is_a(value: &Value, kind: &Value) -> bool {
    match kind.as_str().expect("one type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the validator does not know the type `{other}`"),
    }
}

#[track_caller]
fn valid(text: &str) -> Option<String> {
    let root = schema();
    breach(&root, &root, &serde_json::from_str(text).expect("it is JSON"), "$")
}

#[test]
fn the_examples_survive_and_fit_the_schema() {
    for (name, text) in PROGRAMS {
        let program = parse(text).0;
        let json = write(&program);
        assert_eq!(valid(&json), None, "{name}");
        assert!(read(&json).as_ref() == Ok(&program), "{name}: {:?}", read(&json).err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn generated_programs_survive_and_fit_the_schema(program in generated::programs()) {
        let json = write(&program);
        prop_assert_eq!(valid(&json), None);
        prop_assert_eq!(read(&json), Ok(program));
    }

    #[test]
    fn damaged_documents_are_refused_with_a_reason(
        at in any::<prop::sample::Index>(),
        length in 1usize..20,
        piece in prop_oneof![Just(""), Just("\""), Just("0"), Just("{}"), Just("-1"), Just("|x|"), Just("é"), Just("[[")],
    ) {
        let mut json = write(&parse(PROGRAMS[0].1).0);
        let start = at.index(json.len());
        if json.is_char_boundary(start) && json.is_char_boundary((start + length).min(json.len())) {
            let end = (start + length).min(json.len());
            json.replace_range(start..end, piece);
        }
        if let Err(error) = read(&json) {
            prop_assert!(!error.message.is_empty());
        }
    }
}

/// A document with one value changed: the pointer leads to it.
fn changed(pointer: &str, value: Value) -> String {
    let mut document: Value = serde_json::from_str(&write(&parse(PROGRAMS[0].1).0)).expect("it is JSON");
    let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
    let parent = document.pointer_mut(parent).expect("it is there");
    match (parent, field.parse::<usize>()) {
        (Value::Array(list), Ok(at)) => list[at] = value,
        (Value::Object(fields), _) => {
            fields.insert(field.to_string(), value);
        }
        _ => panic!("{pointer} leads nowhere"),
    }
    document.to_string()
}

#[test]
fn errors_say_where() {
    let check = |pointer: &str, value: Value, expect: &str| {
        let error = read(&changed(pointer, value)).expect_err(pointer);
        assert_eq!(error.to_string(), expect, "{pointer}");
    };
    check("/format_version", json!(2), "`format_version`: this is version 2; version 1 can be read");
    check("/format_version", json!("1"), "`format_version`: expected a number");
    check(
        "/extra",
        json!(1),
        "unknown field `extra`, expected one of `format_version`, `docs`, `items`, `locations`, `ticks`, `affinities`, `operators`, `workload`",
    );
    check("/operators/0/extra", json!(1), "`operators[0].extra`: `input` has no such field");
    check("/operators/0/op", json!("inptu"), "`operators[0]`: no operator is called `inptu`");
    check("/operators/0/at", json!("client"), "`operators[0].at`: no location is called `client`");
    check("/operators/0/at", json!(0), "`operators[0].at`: expected a name");
    check("/operators/2/closure", json!("|x| x; process p"), "`operators[2].closure`: unexpected `;`");
    check("/operators/2/closure", json!("|x| ("), "`operators[2].closure`: `(` is never closed");
    check("/operators/1/inputs", json!([99]), "`operators[1].inputs[0]`: there is no operator 99");
    check(
        "/operators/1/facts",
        json!([{"fact": "odd"}]),
        "`operators[1]`: unknown variant `odd`, expected one of `rate`, `selectivity`, `bytes`, `fd`, `unique`, `routed`, `balanced`, `at_least_once`, `lossy`",
    );
    check("/locations/0/count", json!("3"), "`locations[0].count`: a location of this kind has no such field");
    check(
        "/locations/0/color",
        json!("red"),
        "`locations[0]`: unknown field `color`, expected one of `name`, `kind`, `count`, `members`, `of`, `parts`, `wishes`",
    );
    check("/locations/1/members", json!(5), "`locations[1]`: this is not what its text would read as");
    check("/locations/0/name", json!("a; process b"), "`operators[1].to`: no location is called `leader`");
    check("/items/0", json!("let a = b;"), "`items[0]`: `a` would only be another name for `b`");
    check("/workload/0/make", json!("rng"), "`workload[0].make`: expected a closure");
    check("/workload/0/extra", json!(0), "`workload[0]`: unknown field `extra`, expected `port` or `make`");
}

#[test]
fn what_is_no_json_has_a_place() {
    let check = |text: &str, place: Option<(usize, usize)>| {
        let error = read(text).expect_err(text);
        assert_eq!(error.place, place, "{text}: {error}");
    };
    check("{\n  \"format_version\": 1,\n  oops\n}", Some((3, 3)));
    check("", Some((1, 1)));
    check(&"[".repeat(100_000), Some((1, 128)));
    check("[]", None);
    check("{}", None);
}
