//! `suki-opt explain FILE`: where everything is and why, and what would allow more.

use crate::support::{scratch, suki_opt};
use serde_json::Value;

/// A counter that clients may not route, though it could be split by key.
const COUNTER: &str = r#"
struct Request { key: u64, by: u64 }
process server; external clients;
let requests = clients.input::<Request>("requests").send(server);
let totals = requests.key_by(|(_, request)| request.key).arrival_order()
    .scan(|| 0u64, |total, (client, request), out| { *total += request.by; out.push((client, *total)); }).values();
clients.output("totals", totals);
"#;

fn explain(args: &[&str]) -> Value {
    let mut all = vec!["explain"];
    all.extend(args);
    all.extend(["--message-format", "json"]);
    let run = suki_opt(&all);
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("it is JSON")
}

#[test]
fn a_missing_fact_is_named_with_what_it_brings() {
    let counter = scratch("counter.ir", COUNTER);
    let found = explain(&[&counter.display().to_string(), "--max-machines", "8"]);
    let more = found["more"].as_array().expect("it is a list");
    let routed = more.iter().find(|it| it["change"] == "routed").expect("it would help");
    assert!(routed["gain"].as_f64() > Some(5.0), "{routed}");
    assert_eq!(routed["how"], "#[routed] before `let requests`");
    // The prediction is what planning with the fact finds.
    let with = COUNTER.replace("let requests", "#[routed] let requests");
    let with = scratch("counter.routed.ir", with);
    let found = explain(&[&with.display().to_string(), "--max-machines", "8"]);
    let (predicted, planned) = (&routed["throughput_per_s"], &found["after_per_s"]);
    let ratio = planned.as_f64().unwrap_or(0.0) / predicted.as_f64().unwrap_or(1.0);
    assert!((0.99..1.01).contains(&ratio), "{predicted} predicted, {planned} planned");
    assert!(!found["more"].as_array().is_some_and(|more| more.iter().any(|it| it["change"] == "routed")));
}

#[test]
fn a_place_has_its_operators_and_their_rules() {
    let all = explain(&["examples/voting.ir"]);
    let at = explain(&["examples/voting.ir", "leader"]);
    let one = explain(&["examples/voting.ir", "ready"]);
    let count = |found: &Value| found["operators"].as_array().map_or(0, Vec::len);
    assert!(count(&all) > count(&at) && count(&at) > count(&one) && count(&one) > 0, "{all}\n{at}\n{one}");
    let quorum = &one["operators"][0];
    assert_eq!((&quorum["was_at"], &quorum["at"]), (&Value::from("leader"), &Value::from("leader_helper")));
    assert_eq!(one["rules"][0], quorum["rule"]);
    let people = suki_opt(&["explain", "examples/voting.ir", "ready"]).stdout;
    for words in ["because  ", "what would allow more", "what the laws of the rules hold back", "implement-quorum"] {
        assert!(people.contains(words), "{words:?} is missing in\n{people}");
    }
}

#[test]
fn unknown_places_get_the_closest() {
    let run = suki_opt(&["explain", "examples/voting.ir", "redy"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("did you mean `ready`?"), "{}", run.stderr);
    let run = suki_opt(&["explain", "tests/errors/cycle.ir"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let run = suki_opt(&["explain", "S9999"]);
    assert_eq!(run.code, 2);
}
