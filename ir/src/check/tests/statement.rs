//! Errors about facts, constants, workloads and affinities.

use super::{check, said};

#[test]
fn misplaced_facts_and_constants() {
    check(
        "let _x = votes.quorum(|v| v.id, 4);",
        "S0080 a quorum of 4, but `members` has 3 members
         at 4 -- expected at most 3
         help: a majority of `members` is 2",
    );
    check(
        "#[routed] let _x = requests.map(|r| r).send(other);",
        r#"S0088 `#[routed]` lets clients route an input, and `_x` is not the hop that it arrives by
         at send(other) -- expected a hop directly from an input
         help: put it on `let x = clients.input::<T>("port").send(..);`"#,
    );
    check(r#"#[routed] let _x = clients.input::<Request>("more").send(other);"#, "");
    check(
        "#[balanced] let _x = requests.send(other);",
        "S0088 `#[balanced]` speaks of a demux, and `_x` is none
         at send(other) -- expected a demux
         help: put it on `let x = y.demux(..);`",
    );
}

#[test]
fn workloads() {
    check(
        r#"workload { drive("reqests", |i, rng| Request { id: i, key: 1 }); answer("requests", "reply", |a, b| true); }"#,
        r#"S0017 `drive` names "reqests", which is no input of the program
         at |i, rng| Request { id: i, key: 1 } -- expected an input
         help: did you mean "requests"?
         S0017 `answer` names "reply", which is no output of the program
         at |a, b| true -- expected an output
         help: its outputs are "replies""#,
    );
    check(
        r#"workload { observe("outcomes", bag); atomic("a", "b"); }"#,
        r#"S0017 `atomic` names "a", which is no log of the program
         at  -- expected a log
         help: the program has no log
         S0017 `atomic` names "b", which is no log of the program
         at  -- expected a log
         help: the program has no log
         S0017 `observe` names "outcomes", which is no output of the program
         at  -- expected an output
         help: its outputs are "replies""#,
    );
    check(
        r#"let _x = requests.persist_to("log"); workload { atomic("logs", "log"); }"#,
        r#"S0017 `atomic` names "logs", which is no log of the program
         at  -- expected a log
         help: did you mean "log"?"#,
    );
}

#[test]
fn affinities() {
    check(
        "colocate(leader, other); separate(other, leader);",
        "S0018 `leader` and `other` are kept apart here, and together elsewhere
         at separate(other, leader); -- expected no `colocate` of the two
         see colocate(leader, other); -- `colocate` puts them together
         help: remove one of the two statements",
    );
    check("colocate(leader, other); colocate(other, members); separate(leader, members);", "");
    check(
        "fuse(leader, other); fuse(other, members); separate(leader, members);",
        "S0018 `leader` and `members` are kept apart here, and together elsewhere
         at separate(leader, members); -- expected no `fuse` of the two
         see fuse(leader, other); -- `fuse` puts them together
         help: remove one of the two statements",
    );
}

#[test]
fn a_program_without_output() {
    for text in
        ["", "process leader;", "process leader; external clients; let _x = clients.input::<u64>(\"in\").send(leader);"]
    {
        assert!(said(text)[0].starts_with("S0021 a program without output"), "{text}");
    }
}

#[test]
fn two_logs_of_one_name() {
    check(
        r#"let a = requests.persist_to("l"); let _b = a.persist_to("l"); let _c = a.send(other).persist_to("l");"#,
        r#"S0004 `leader` has two logs called "l"
         at persist_to("l") -- expected another name
         see persist_to("l") -- the first
         help: to write two streams to one log, take their `.union(..)`"#,
    );
}
