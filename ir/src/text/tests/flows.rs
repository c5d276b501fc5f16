//! Flows and files: what they become, and what is wrong with them.

use super::{PRELUDE, round_trip, sound};
use crate::limits::{EXPANDED_OPERATORS_MAX, FLOW_DEPTH_MAX};
use crate::{Code, parse, text::read};

/// A text after the prelude, and the statements that it becomes.
#[track_caller]
fn check(text: &str, expect: &str) {
    let program = sound(&format!("{PRELUDE}{text}"));
    round_trip(&program);
    assert_eq!(crate::canonicalize(program.clone()), program);
    let printed = program.to_string();
    let marker = "let requests = clients.input::<u64>(\"requests\").send(leader);\n";
    let (_, after) = printed.split_once(marker).expect("the prelude is printed");
    assert_eq!(after.trim_end(), expect);
}

/// The errors of a text after the prelude, each as `CODE culprit: message`, with the culprits of its notes.
#[track_caller]
fn errors(text: &str, expect: &[&str]) {
    let whole = format!("{PRELUDE}{text}");
    let (_, diagnostics) = parse(&whole);
    let at = |span: crate::Span| &whole[span.start as usize..span.end as usize];
    let found: Vec<String> = diagnostics
        .iter()
        .map(|one| {
            let notes: String = one.notes.iter().map(|(span, note)| format!(" [{note}: {}]", at(*span))).collect();
            format!("{} {}: {}{notes}", one.code.as_str(), at(one.span), one.message)
        })
        .collect();
    assert_eq!(found, expect, "{text}");
}

const QUORUM: &str = "flow quorum_call(x, members, back, k) {
    let votes = x.map(|(_, r)| r).broadcast(members).map(|r: u64| r + k).send(back);
    votes.quorum(|v: &(MemberId<members>, u64)| v.1, k)
}
";

#[test]
fn a_flow_is_copied_to_each_use() {
    check(
        &format!("{QUORUM}let ready = quorum_call(requests, acceptors, leader, F + 1);"),
        "let ready_votes = requests.map(|(_, r)| r).broadcast(acceptors).map(|r: u64| r + (F + 1)).send(leader);\n\
         let ready = ready_votes.quorum(|v: &(MemberId<acceptors>, u64)| v.1, F + 1);",
    );
    check(
        &format!("{QUORUM}let ready = requests.unique().quorum_call(acceptors, log, 1).map(|x| x);"),
        "let ready_x = requests.unique();\n\
         let ready_votes = ready_x.map(|(_, r)| r).broadcast(acceptors).map(|r: u64| r + 1).send(log);\n\
         let ready = ready_votes.quorum(|v: &(MemberId<acceptors>, u64)| v.1, 1).map(|x| x);",
    );
    check(
        "flow id(x) { x.unique() } clients.output(\"a\", requests.id().union(id(requests)));",
        "clients.output(\"a\", requests.unique().union(requests.unique()));",
    );
}

#[test]
fn several_results_are_bound_together() {
    check(
        "flow split(x) { let small = x.filter(|x| x.1 < 9); (small, x.filter(|x| x.1 >= 9)) }
         let (a, b) = split(requests); let c = a.union(b);",
        "let a = requests.filter(|x| x.1 < 9);\nlet b = requests.filter(|x| x.1 >= 9);\nlet c = a.union(b);",
    );
}

#[test]
fn inner_names_are_their_own() {
    check(
        "flow f(x) { let requests = x.map(|x| x); let a = requests.unique(); a.union(requests) }
         let a = requests.f(); let a_requests = a.unique(); let b = a.f().f();",
        "let a_requests_2 = requests.map(|x| x);\n\
         let a_a = a_requests_2.unique();\n\
         let a = a_a.union(a_requests_2);\n\
         let a_requests = a.unique();\n\
         let b_requests = a.map(|x| x);\n\
         let b_a = b_requests.unique();\n\
         let b_x = b_a.union(b_requests);\n\
         let b_requests_2 = b_x.map(|x| x);\n\
         let b_a_2 = b_requests_2.unique();\n\
         let b = b_a_2.union(b_requests_2);",
    );
}

#[test]
fn flows_use_flows_ticks_and_facts() {
    check(
        "flow inner(x, at) { tick t at at; x.batch(t).count().all_ticks() }
         flow outer(x, k) { #[rate(k / 4)] let n = inner(x, leader); n }
         #[bytes(8)] let total: u64 = outer(requests, 1);",
        "#[rate(0.25)] #[bytes(8)]\n\
         let total: u64 = requests.batch(total_t).count().all_ticks();",
    );
    check(
        "flow late(x, y) { x.union(y) } let a = late(requests, b); let b = a.send(leader);",
        "let a = requests.union(b);\nlet b = a.send(leader);",
    );
}

#[test]
fn wrong_flows_are_explained() {
    errors(
        "flow f(x) { g(x) } flow g(x) { f(x).unique() } let a = f(requests);",
        &["S0050 f(x): `f` uses itself: f -> g -> f [declared here: f]"],
    );
    errors("let a = quorom(requests);", &["S0051 quorom: no flow is called `quorom`"]);
    errors(
        "flow f(x, y) { x.union(y) } let a = f(requests); let b = a.unique();",
        &["S0052 f(requests): `f` takes 2 arguments, but gets 1 [declared here: f]"],
    );
    errors(
        "flow f(x) { x.unique() } let a = f(3);",
        &["S0053 x: `x` is the constant `3` here [in this use of `f`: f(3)]"],
    );
    errors(
        "flow f(x) { (x.unique(), x.unique()) } let a = f(requests); let b = f(requests).unique();",
        &[
            "S0054 a: 1 stream here, but the flow has 2 streams",
            "S0054 f(requests): one stream is expected here, but the flow has 2 streams",
        ],
    );
    errors("flow f(x) { let a = x.unique(); }", &["S0054 }: `f` has no result"]);
    errors("flow f(x) { process p; x.unique() }", &["S0055 process p;: a flow cannot contain this"]);
    errors("flow map(x) { x.unique() }", &["S0060 map: `map` is an operator"]);
    errors(
        "flow f(x) { x } let a = f(requests);",
        &["S0061 x: `a` would only be another name for `requests` [in this use of `f`: f(requests)]"],
    );
    errors("flow f(x, x) { x.unique() }", &["S0004 x: `x` is declared twice [first declared here: x]"]);
    errors(
        "flow f(x) { x.unique() } flow f(x) { x.max() }",
        &["S0004 f: `f` is declared twice [first declared here: f]"],
    );
    errors("flow f(x) { let a = x.unique() let b = a.max(); b }", &["S0001 let: expected `.` or `;`, found `let`"]);
    errors("flow f { x }", &["S0001 { x }: expected the parameters, as in `flow f(x, members) { .. }`, found `{`"]);
    errors(
        "flow f(x) { x.unique() } let a = f(reqests);",
        &["S0003 reqests: no stream, location, tick or constant is called `reqests`"],
    );
    errors("flow f(x) { x.mpa(|x| x) }", &["S0005 mpa: no operator is called `mpa`"]);
}

#[test]
fn errors_in_a_flow_point_at_the_flow_and_at_the_use() {
    errors(
        "flow f(x, to) { x.send(to) }\nlet a = requests.f(acceptors);\nlet b = requests.f(leader);",
        &["S0007 to: `send` leads to a process, but `acceptors` is a cluster [in this use of `f`: f(acceptors)]"],
    );
    let text = format!(
        "{PRELUDE}flow f(x) {{ x.filter(|x| x.nothing) }}\nflow g(x) {{ x.f() }}\nlet _a = g(requests);\nclients.output(\"a\", requests);"
    );
    let reading = read("a.ir", &text, &mut |_| Err(String::new()));
    let [error] = reading.diagnostics.iter().filter(|one| one.is_error()).collect::<Vec<_>>()[..] else {
        panic!("{:?}", reading.diagnostics)
    };
    let at = |span: crate::Span| &text[span.start as usize..span.end as usize];
    assert_eq!((error.code, at(error.span)), (Code::UnknownField, "|x| x.nothing"));
    let uses: Vec<&str> = error.notes.iter().map(|(span, _)| at(*span)).collect();
    assert_eq!(uses[uses.len() - 2..], ["f()", "g(requests)"]);
}

#[test]
fn bombs_meet_a_limit() {
    let doubling: String =
        (1..40).map(|n| format!("flow f{n}(x) {{ let a = f{}(x); a.union(f{}(x)) }}\n", n - 1, n - 1)).collect();
    let text = format!("{PRELUDE}flow f0(x) {{ x.unique() }}\n{doubling}let a = f39(requests);");
    let (_, diagnostics) = parse(&text);
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].code, Code::Limit);
    assert!(diagnostics[0].message.contains(&EXPANDED_OPERATORS_MAX.to_string()), "{}", diagnostics[0].message);
    let deep: String = (1..=FLOW_DEPTH_MAX).map(|n| format!("flow f{n}(x) {{ f{}(x) }}\n", n - 1)).collect();
    let text = format!("{PRELUDE}flow f0(x) {{ x.unique() }}\n{deep}let a = f{FLOW_DEPTH_MAX}(requests);");
    assert_eq!(parse(&text).1[0].code, Code::Limit);
    let big = "1 + ".repeat(400);
    let (_, diagnostics) =
        parse(&format!("{PRELUDE}flow f(x, k) {{ x.quorum(|x| x.1, k) }} let a = f(requests, {big}1);"));
    assert_eq!(diagnostics[0].code, Code::Limit);
}

/// The errors of a program of several files, each as `CODE FILE culprit`.
fn files(files: &[(&str, &str)]) -> Vec<String> {
    let mut load = |name: &str| {
        let file = files.iter().find(|(known, _)| *known == name);
        file.map(|(_, text)| text.to_string()).ok_or_else(|| "not found".to_string())
    };
    let reading = read(files[0].0, files[0].1, &mut load);
    let describe = |one: &crate::Diagnostic| {
        let (file, span) = reading.sources.locate(one.span).expect("it is in a file");
        format!("{} {} {}", one.code.as_str(), file.name, &file.text[span.start as usize..span.end as usize])
    };
    reading.diagnostics.iter().filter(|one| one.is_error()).map(describe).collect()
}

#[test]
fn files_use_files() {
    let main = "use \"lib/a.ir\"; use \"lib/b.ir\"; process p; external c;
        c.output(\"out\", c.input::<u64>(\"in\").send(p).twice(N).thrice());";
    let a = "use \"b.ir\"; const N: u64 = 2; flow twice(x, n) { x.map(|(c, v)| (c, v * n)) }";
    let b = "flow thrice(x) { x.map(|(c, v)| (c, 3 * v)) }";
    assert_eq!(files(&[("x/main.ir", main), ("x/lib/a.ir", a), ("x/lib/b.ir", b)]), Vec::<String>::new());
    assert_eq!(
        files(&[("x/main.ir", main), ("x/lib/a.ir", a)]),
        ["S0056 x/main.ir \"lib/b.ir\"", "S0056 x/lib/a.ir \"b.ir\""]
    );
}

#[test]
fn wrong_uses_of_files_are_explained() {
    let check = |main: &str, a: &str, expect: &[&str]| assert_eq!(files(&[("m.ir", main), ("a.ir", a)]), expect);
    let main = "use \"a.ir\"; process p; external c; c.output(\"out\", c.input::<u64>(\"in\").send(p).f());";
    check(main, "flow f(x) { x.unique() }", &[]);
    check(main, "use \"m.ir\"; flow f(x) { x.unique() }", &["S0057 a.ir \"m.ir\""]);
    check(main, "use \"a.ir\"; flow f(x) { x.unique() }", &["S0057 a.ir \"a.ir\""]);
    check(&format!("use \"./a.ir\"; {main}"), "flow f(x) { x.unique() }", &["S0058 m.ir \"a.ir\""]);
    check(main, "process q; flow f(x) { x.unique() }", &["S0059 a.ir process q;"]);
    check(main, "flow f(x) { x.unique(1) }", &["S0073 a.ir 1"]);
    check(main, "flow f(x) { x.filter(|(_, n)| n) }", &["S0084 a.ir |(_, n)| n"]);
    check(&format!("use \"/etc/passwd\"; {main}"), "flow f(x) { x.unique() }", &["S0056 m.ir \"/etc/passwd\""]);
    check(&format!("use \"a.ir\" x; {main}"), "flow f(x) { x.unique() }", &["S0001 m.ir use \"a.ir\" x;"]);
}

#[test]
fn errors_of_several_kinds_come_in_one_run() {
    let main = "process p; external c;
let requests = c.input::<(u64, bool)>(\"in\").send(p);
let broken = requests.map(|x| x +);
let after = broken.union(requests).filter(|x| x.1.1);
let wrong = requests.filter(|(_, r)| r.0);
let unread = requests.unknown();
c.output(\"out\", wrong.union(after));";
    assert_eq!(files(&[("m.ir", main)]), ["S0001 m.ir )", "S0084 m.ir |(_, r)| r.0", "S0005 m.ir unknown"]);
    let unclosed = main.replace("|x| x +)", "|x| (x)");
    assert_eq!(files(&[("m.ir", &unclosed)]), ["S0063 m.ir (", "S0084 m.ir |(_, r)| r.0", "S0005 m.ir unknown"]);
    let unended = main.replace("requests.map(|x| x +)", "requests.persist_to(\"x)");
    assert_eq!(files(&[("m.ir", &unended)]), ["S0065 m.ir \"", "S0084 m.ir |(_, r)| r.0", "S0005 m.ir unknown"]);
}
