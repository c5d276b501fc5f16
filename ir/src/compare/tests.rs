//! Tables of two texts and what differs.

use super::{compare, twins};
use crate::{Program, infer, parse};

const PROGRAM: &str = r#"
struct Request { id: u64 }
process leader; external clients;
#[routed]
let requests = clients.input::<Request>("requests").send(leader);
let ready = requests.map(|(client, request)| (client, request.id)).filter(|(_, id)| *id > 2);
clients.output("replies", ready);
workload { observe("replies", bag); }
"#;

fn read(text: &str) -> Program {
    let (program, diagnostics) = parse(text);
    assert_eq!(diagnostics, [], "{text}");
    program
}

#[track_caller]
fn check(before: &str, after: &str, expect: &[&str]) {
    let (a, b) = (read(before), read(after));
    let found: Vec<String> = compare((&a, &infer(&a).0), (&b, &infer(&b).0))
        .into_iter()
        .map(|it| {
            let side = |side: Option<String>| side.unwrap_or("-".into());
            format!("{} {}: {} -> {}", it.change.as_str(), it.subject, side(it.before), side(it.after))
        })
        .collect();
    assert_eq!(found, expect);
}

#[test]
fn nothing_differs_from_itself_or_under_other_names() {
    check(PROGRAM, PROGRAM, &[]);
    check(PROGRAM, &PROGRAM.replace("ready", "done"), &[]);
    let swapped = PROGRAM.replace("process leader; external clients;", "external clients; process leader;");
    check(PROGRAM, &swapped, &[]);
}

#[test]
fn differences_are_named() {
    let changed = PROGRAM
        .replace("*id > 2", "*id > 3")
        .replace("#[routed]\n", "")
        .replace("process leader", "#[cpu(2.0)] process leader")
        .replace("bag", "set");
    let expect = [
        "changed location `leader`: process -> process on 2 cores",
        "changed operator `send(leader)` in `requests`: #[routed] -> no facts",
        "changed operator `filter(|(_, id)| *id > 2)` in `ready`: `filter(|(_, id)| *id > 2)` -> `filter(|(_, id)| *id > 3)`",
        "removed workload `observe(\"replies\", bag)`: - -> -",
        "added workload `observe(\"replies\", set)`: - -> -",
    ];
    check(PROGRAM, &changed, &expect);
    let longer = PROGRAM.replace("let ready = requests", "let ready = requests.unique()");
    check(PROGRAM, &longer, &["added operator `unique()` in `ready`: - -> at `leader`"]);
    check(&longer, PROGRAM, &["removed operator `unique()` in `ready`: at `leader` -> -"]);
}

#[test]
fn a_plan_moves_what_its_program_has() {
    let plan = r#"
struct Request { id: u64 }
process leader; external clients; helper fan of leader[3];
#[routed]
let requests = clients.input::<Request>("requests").send(leader);
let moved = requests.exchange(fan, |x| x.1.id);
let ready = moved.map(|(client, request)| (client, request.id)).filter(|(_, id)| *id > 2);
clients.output("replies", ready);
workload { observe("replies", bag); }
"#;
    let expect = [
        "added location `fan`: - -> 3 helping `leader`",
        "moved operator `map(|(client, request)| (client, request.id))` in `ready`: at `leader` -> at `fan`",
        "moved operator `filter(|(_, id)| *id > 2)` in `ready`: at `leader` -> at `fan`",
        "added operator `exchange(fan, |x| x.1.id)` in `moved`: - -> at `leader`",
    ];
    check(PROGRAM, plan, &expect);
    let (program, plan) = (read(PROGRAM), read(plan));
    let twins = twins(&program, &plan);
    let names: Vec<&str> = program
        .operator_ids()
        .map(|id| twins.forth[id.index()].map_or("-", |id| plan.operator(id).op.name()))
        .collect();
    assert_eq!(names, ["input", "send", "map", "filter", "output"]);
}
