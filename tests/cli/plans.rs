//! The plans of the examples: goldens, the JSON that tools rely on, plans that are fed back.

use crate::support::{Run, check_golden, root, scratch, suki_opt};
use serde_json::Value;
use std::collections::BTreeSet;
use suki_ir::{Diagnostic, infer, parse};

/// The examples, with machines and the gain that they are known to reach.
const EXAMPLES: [(&str, &str, f64); 14] = [
    ("voting", "20", 2.0),
    ("two_pc", "46", 3.0),
    ("kvs", "20", 10.0),
    ("paxos", "20", 2.5),
    ("echo", "20", 10.0),
    ("reliable_broadcast", "20", 2.0),
    ("primary_backup", "20", 1.5),
    ("total_order", "20", 1.0),
    ("word_count", "20", 2.5),
    ("transitive_closure", "20", 1.2),
    ("lock_service", "20", 1.0),
    ("token_ring", "20", 1.0),
    ("cart", "20", 1.0),
    ("gossip_membership", "20", 1.0),
];

/// Examples that keep all they have seen, which is warned of.
const WARNED: [&str; 2] = ["reliable_broadcast", "transitive_closure"];

#[track_caller]
fn plan(file: &str, machines: &str, more: &[&str]) -> Run {
    let mut args = vec![file, "--target", "emulated-cluster", "--max-machines", machines];
    args.extend(more);
    let run = suki_opt(&args);
    let warned = WARNED.iter().any(|name| file.contains(name));
    assert_eq!((run.code, run.stderr.is_empty()), (0, !warned), "{file}: {}", run.stderr);
    run
}

fn report(file: &str, machines: &str) -> Value {
    let run = plan(file, machines, &["--emit", "plan", "--message-format", "json"]);
    assert_eq!(run.stdout.lines().count(), 1, "one object on one line");
    serde_json::from_str(&run.stdout).expect("it is JSON")
}

fn throughput(report: &Value) -> f64 {
    report["after"]["throughput_per_s"].as_f64().expect("it is finite")
}

#[test]
fn plans_change_only_when_someone_means_it() {
    for (name, machines, _) in EXAMPLES {
        let file = format!("examples/{name}.ir");
        check_golden(&format!("tests/golden/{name}.plan"), &plan(&file, machines, &["--emit", "plan"]).stdout);
        check_golden(&format!("tests/golden/{name}.plan.ir"), &plan(&file, machines, &["--emit", "ir"]).stdout);
    }
}

#[test]
fn every_example_is_tested() {
    let files = std::fs::read_dir(root().join("examples")).expect("it is there");
    let names = files.filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_string()));
    let (found, listed): (BTreeSet<String>, BTreeSet<String>) =
        (names.collect(), EXAMPLES.iter().map(|(name, ..)| (*name).to_string()).collect());
    assert_eq!(found, listed);
}

#[test]
fn the_readme_is_true() {
    let page = plan("examples/paxos.ir", "20", &[]).stdout;
    let rows: String = EXAMPLES.iter().map(|(name, machines, _)| row(name, machines)).collect();
    let head =
        "| program | as written | planned | gain | below the bound | command |\n| --- | --- | --- | --- | --- | --- |";
    let readme = std::fs::read_to_string(root().join("README.md")).expect("it is there");
    let readme = put(&readme, "page", &format!("```text\n{page}```\n"));
    let readme = put(&readme, "figures", &format!("{head}\n{rows}"));
    let picture = plan("examples/voting.ir", "20", &["--emit", "mermaid"]).stdout;
    let readme = put(&readme, "picture", &format!("```mermaid\n{picture}```\n"));
    let error = suki_opt(&["tests/errors/missing_send.ir"]).stderr;
    let excerpt = error.split("\n\n").next().unwrap_or_default();
    check_golden("README.md", &put(&readme, "error", &format!("```text\n{excerpt}\n```\n")));
}

/// What the README says of one example.
fn row(name: &str, machines: &str) -> String {
    let report = report(&format!("examples/{name}.ir"), machines);
    let side = |side: &str| {
        let figures = &report[side];
        let per_s = figures["throughput_per_s"].as_f64().unwrap_or(0.0).round() as u64;
        let thousands =
            if per_s >= 1_000 { format!("{},{:03}", per_s / 1_000, per_s % 1_000) } else { per_s.to_string() };
        format!("{thousands}/s on {}", figures["machines"])
    };
    let (before, after, gain) = (side("before"), side("after"), report["gain"].as_f64().unwrap_or(0.0));
    let below = report["extraction"]["gap"].as_f64().unwrap_or(0.0) * 100.0;
    let budget = if machines == "20" { String::new() } else { format!(" --max-machines {machines}") };
    format!("| `{name}` | {before} | {after} | {gain:.2}x | {below:.1} % | `suki-opt examples/{name}.ir{budget}` |\n")
}

/// `text` with `content` between its marks `<!-- name -->` and `<!-- end of name -->`.
fn put(text: &str, name: &str, content: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (head, rest) = text.split_once(&begin).expect("the mark is there");
    let (_, tail) = rest.split_once(&end).expect("the mark is there");
    format!("{head}{begin}{content}{end}{tail}")
}

#[test]
fn a_page_fits_a_screen() {
    for (name, machines, _) in EXAMPLES {
        let page = plan(&format!("examples/{name}.ir"), machines, &[]).stdout;
        assert!(page.lines().count() <= 25, "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= 110), "{page}");
    }
}

#[test]
fn gains_are_what_they_were() {
    for (name, machines, gain_min) in EXAMPLES {
        let gain = report(&format!("examples/{name}.ir"), machines)["gain"].as_f64().expect("it is finite");
        assert!(gain >= gain_min - 1e-9, "{name}: {gain}");
    }
}

#[test]
fn loopback_moves_nothing_in_protocols() {
    for name in ["voting", "two_pc", "paxos"] {
        let file = format!("examples/{name}.ir");
        let run = suki_opt(&[&file, "--target", "loopback", "--message-format", "json"]);
        let report: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
        let kinds: Vec<&str> = list(&report, "locations").iter().filter_map(|it| it["kind"].as_str()).collect();
        assert!(kinds.iter().all(|kind| *kind == "source"), "{name}: {kinds:?}");
    }
}

#[test]
fn emitted_plans_can_be_fed_back() {
    for (name, machines, _) in EXAMPLES {
        let file = format!("examples/{name}.ir");
        let text = plan(&file, machines, &["--emit", "ir"]).stdout;
        let (program, mut diagnostics) = parse(&text);
        diagnostics.extend(infer(&program).1);
        assert!(!diagnostics.iter().any(Diagnostic::is_error), "{name}: {diagnostics:?}");
        assert_eq!(program.to_string(), text, "{name}");
        let fed = scratch(&format!("{name}.fed.ir"), &text);
        let (first, again) = (report(&file, machines), report(fed.to_str().expect("it is UTF-8"), machines));
        assert!(throughput(&again) >= throughput(&first) * (1.0 - 1e-9), "{name}: {again}");
        let is_placed = text.contains("\nhelper ");
        assert_eq!((first["replanned"].as_bool(), again["replanned"].as_bool()), (Some(false), Some(is_placed)));
    }
}

#[test]
fn certificates_are_json_of_the_size_that_the_plan_says() {
    let certificate = plan("examples/voting.ir", "20", &["--emit", "certificate"]).stdout;
    let value: Value = serde_json::from_str(&certificate).expect("it is JSON");
    assert!(value["placements"].as_array().is_some_and(|placements| !placements.is_empty()));
    let report = report("examples/voting.ir", "20");
    assert_eq!(report["certificate"]["bytes"].as_u64(), Some(certificate.trim_end().len() as u64));
}

#[test]
fn json_has_what_tools_rely_on() {
    for (name, machines, _) in EXAMPLES {
        check_schema(&report(&format!("examples/{name}.ir"), machines));
    }
}

/// The fields that issue 2 fixes, and the invariants between them.
fn check_schema(report: &Value) {
    for field in ["program", "target", "objective", "flush"] {
        assert!(report[field].is_string(), "{field}");
    }
    assert_eq!(report["format_version"].as_u64(), Some(1));
    for side in ["before", "after"] {
        let figures = &report[side];
        assert!(figures["throughput_per_s"].is_f64() && figures["latency_ns_p50"].is_f64(), "{figures}");
        assert!(figures["machines"].is_u64() && figures["bottleneck"].is_string(), "{figures}");
        assert!(figures["network_bytes_per_s"].as_f64() > Some(0.0), "{figures}");
    }
    let locations = list(report, "locations");
    for location in locations {
        assert!(location["name"].is_string() && location["source"].is_string(), "{location}");
        assert!(["source", "helper", "partition"].contains(&location["kind"].as_str().unwrap_or("none")), "{location}");
        assert!(location["load"].as_f64().is_some_and(|load| (0.0..=1.0).contains(&load)), "{location}");
        assert!(location["operators"].is_u64(), "{location}");
        if location["kind"] == "source" {
            assert_eq!(location["name"], location["source"]);
        }
    }
    let number = |location: &Value, field: &str| location[field].as_u64().expect("it is a number");
    let machines: u64 = locations.iter().map(|at| number(at, "count") * number(at, "members")).sum();
    assert_eq!(report["after"]["machines"].as_u64(), Some(machines));
    assert!(machines <= number(report, "machines_max"));
    for rule in list(report, "rules") {
        assert!(rule["name"].is_string() && rule["times"].as_u64() > Some(0), "{rule}");
    }
    assert!(list(report, "assumptions").iter().all(Value::is_string));
    let refused = &report["refused"];
    let gains = refused["gain"].as_f64() > Some(1.0) && refused["words"].is_string() && refused["how"].is_string();
    assert!(refused.is_null() || gains, "{refused}");
    assert!(report["warnings"].is_u64() && report["rules_known"].as_u64() > Some(0), "{report}");
    let (egraph, extraction, certificate) = (&report["egraph"], &report["extraction"], &report["certificate"]);
    assert!(egraph["nodes"].is_u64() && egraph["classes"].is_u64() && egraph["stop"].is_string(), "{egraph}");
    assert!(
        extraction["bound_throughput_per_s"].as_f64()
            >= report["after"]["throughput_per_s"].as_f64().map(|it| it * 0.999)
    );
    assert!(extraction["gap"].as_f64().is_some_and(|gap| (0.0..=1.0).contains(&gap)), "{extraction}");
    assert!(extraction["stop"].is_string() && certificate["instances"].is_u64(), "{extraction} {certificate}");
    assert!(certificate["bytes"].is_u64() && certificate["checked"] == true, "{certificate}");
}

fn list<'a>(report: &'a Value, field: &str) -> &'a Vec<Value> {
    report[field].as_array().unwrap_or_else(|| panic!("{field} is no list"))
}
