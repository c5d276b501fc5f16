//! Each error on its text: code, culprit, message, mend.

use super::PRELUDE;
use crate::parse;

/// Errors of a text, each as `CODE culprit: message (help)`.
fn errors(text: &str) -> Vec<String> {
    let (program, diagnostics) = parse(text);
    assert!(program.operators.is_empty() || diagnostics.is_empty());
    let line = |diagnostic: &crate::Diagnostic| {
        let culprit = &text[diagnostic.span.start as usize..diagnostic.span.end as usize];
        let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{} {culprit}: {}{help}", diagnostic.code.as_str(), diagnostic.message)
    };
    diagnostics.iter().map(line).collect()
}

/// A whole text and its errors.
#[track_caller]
fn check_text(text: &str, expect: &[&str]) {
    assert_eq!(errors(text), expect, "{text}");
}

/// A statement after the prelude and its errors.
#[track_caller]
fn check(statement: &str, expect: &[&str]) {
    check_text(&format!("{PRELUDE}{statement}"), expect);
}

#[test]
fn tokens() {
    check_text("process a; let b = \"x;", &["S0065 \": this is no Rust token"]);
    check_text("process é`;", &["S0065 `: this is no Rust token"]);
    check_text("let a = b.map(|x| (x];", &["S0063 ]: `]` does not close `(`"]);
    check_text("let a = b.map(|x| '(';", &["S0063 (: `(` is never closed"]);
    check_text("process a; }", &["S0063 }: `}` closes nothing"]);
}

#[test]
fn statements() {
    check_text("proces leader;", &["S0066 proces: `proces` begins no statement (did you mean `process`?)"]);
    check_text("hello world;", &["S0066 hello: `hello` begins no statement"]);
    check_text("process;", &["S0001 ;: expected a name after `process`, found the end"]);
    check_text("process a b;", &["S0001 b: expected `;`, found `b`"]);
    check_text("process a\nprocess b;", &["S0064 a: a `;` is missing"]);
    check_text("cluster a;", &["S0001 ;: expected the number of members, as in `cluster replicas[3];`, found the end"]);
    check_text(
        "process p; helper h on p[2];",
        &["S0001 on: expected `of`, as in `helper fan of leader[4];`, found `on`"],
    );
    check_text("process p; tick t on p;", &["S0001 on: expected `at`, as in `tick round at leader;`, found `on`"]);
    check_text(
        "mod m {}",
        &["S0001 mod: a program contains only `use`, `const`, `struct`, `enum`, `impl`, `fn` and `type`"],
    );
    check_text(
        "struct A { a: }",
        &[
            "S0001 }: expected one of: `for`, parentheses, `fn`, `unsafe`, `extern`, identifier, `::`, `<`, `dyn`, square brackets, `*`, `&`, `!`, `impl`, `_`, lifetime",
        ],
    );
    check_text(
        "process p;\n//! Late.",
        &["S0001 //! Late.: `//!` lines stand at the top of a program (write `//` here)"],
    );
    check_text("const fn f();", &["S0001 const: this item uses syntax that is not stable Rust"]);
}

#[test]
fn flows() {
    check("let (a, b) = requests.unique();", &["S0054 b: only a flow has several results"]);
    check("let a requests.unique();", &["S0001 requests: expected `=`, found `requests`"]);
    check(
        "let a = requests;",
        &[
            "S0061 requests: `a` would only be another name for `requests` (use `requests` itself, or apply an operator to it)",
        ],
    );
    check("let a = requests.unique;", &["S0001 ;: expected `(` after `unique`, found the end"]);
    check("let a = 1.unique();", &["S0001 1: expected the name of a stream or location, found `1`"]);
    check("let a = requests.unique() + 1;", &["S0001 +: expected `.` or `;`, found `+`"]);
    check(
        "requests.unique();",
        &[
            "S0062 requests.unique(): nothing could read the result of this chain (write `let NAME = ..;`, or `clients.output(\"port\", ..);`)",
        ],
    );
    check(
        "let a = clients.output(\"x\", requests);",
        &["S0001 output: `output` is a statement of its own (write `clients.output(\"port\", x);`)"],
    );
    check(
        "requests.output(\"x\");",
        &["S0072 ): `output`: a stream is missing (write it like `clients.output(\"replies\", x)`)"],
    );
    check("let a = requests.map(|x| x\n .unique();", &["S0063 (: `(` is never closed"]);
    check(
        "let a: = requests.unique();",
        &[
            "S0001 =: expected one of: `for`, parentheses, `fn`, `unsafe`, `extern`, identifier, `::`, `<`, `dyn`, square brackets, `*`, `&`, `!`, `impl`, `_`, lifetime",
        ],
    );
    check("let a = requests.map(|x| x +);", &["S0001 ): expected an expression"]);
    check("let a = requests.unique()\nlet b = a.unique();", &["S0064 ): a `;` is missing"]);
    check("let a = requests.unique()\nclients.output(\"x\", a);", &["S0064 ): a `;` is missing"]);
}

#[test]
fn names() {
    check("let a = reqests.unique();", &["S0003 reqests: no stream is called `reqests` (did you mean `requests`?)"]);
    check("let a = nothing.unique();", &["S0003 nothing: no stream is called `nothing`"]);
    check("let a = laeder.interval(1s);", &["S0003 laeder: no location is called `laeder` (did you mean `leader`?)"]);
    check("let a = requests.send(lader);", &["S0003 lader: no location is called `lader` (did you mean `leader`?)"]);
    check("let a = requests.batch(rounds);", &["S0003 rounds: no tick is called `rounds` (did you mean `round`?)"]);
    check("tick t at nowhere;", &["S0003 nowhere: no location is called `nowhere`"]);
    check("helper h of nowhere[2];", &["S0003 nowhere: no location is called `nowhere`"]);
    check("colocate(leader, lok);", &["S0003 lok: no location is called `lok` (did you mean `log`?)"]);
    check("let requests = requests.unique();", &["S0004 requests: `requests` is declared twice"]);
    check("process leader;", &["S0004 leader: `leader` is declared twice"]);
    check("tick leader at leader;", &["S0004 leader: `leader` is declared twice"]);
    check("struct leader;", &["S0004 leader: `leader` is declared twice"]);
    check("const F: usize = 2;", &["S0004 F: `F` is declared twice"]);
    check("struct A; enum A {}", &["S0004 A: `A` is declared twice"]);
    check("workload {} workload {}", &["S0004 workload: `workload` is declared twice"]);
    check("let a = clients.input::<u8>(\"requests\");", &["S0004 input: `input \"requests\"` is declared twice"]);
}

#[test]
fn duplicates_point_at_the_first() {
    let (_, diagnostics) = parse("process a; process a;");
    assert_eq!(diagnostics[0].notes[0].0, crate::Span { start: 8, end: 9 });
    assert_eq!(diagnostics[0].notes[0].1, "first declared here");
}

#[test]
fn operators() {
    check("let a = requests.mpa(|x| x);", &["S0005 mpa: no operator is called `mpa` (did you mean `map`?)"]);
    check(
        "let a = requests.concat(requests);",
        &["S0005 concat: no operator is called `concat` (did you mean `union`?)"],
    );
    check(
        "let a = requests.frobnicate(1).gargle();",
        &["S0005 frobnicate: no operator is called `frobnicate`", "S0005 gargle: no operator is called `gargle`"],
    );
    let usage = "(write it like `x.map(|element| ..)`)";
    check("let a = requests.map();", &[&format!("S0072 ): `map`: a closure is missing {usage}")]);
    check("let a = requests.map(|x| x, 1);", &[&format!("S0073 1: `map`: too many arguments {usage}")]);
    check("let a = requests.map(1);", &[&format!("S0071 1: expected a closure {usage}")]);
    check("let a = requests.map(f);", &["S0071 f: expected a closure (call it: `|x| f(x)`)"]);
    check(
        "let a = requests.map(|a, b| a);",
        &[&format!("S0070 |a, b| a: this closure takes 2 parameters, but 1 is expected {usage}")],
    );
    check("let a = requests.map::<u8>(|a| a);", &[&format!("S0006 u8: `map`: no type is expected here {usage}")]);
    check(
        "let a = requests.scan(|x| 0, |a, b, c| ());",
        &[
            "S0070 |x| 0: this closure takes 1 parameter, but none is expected (write it like `x.scan(|| init, |state, element, out| ..)`)",
        ],
    );
    check(
        "let a = requests.fold(|| 0, |a, b, c| ());",
        &[
            "S0070 |a, b, c| (): this closure takes 3 parameters, but 2 are expected (write it like `x.fold(|| init, |accumulator, element| ..)`)",
        ],
    );
    check("let a = requests.unique(1);", &["S0073 1: `unique`: too many arguments (write it like `x.unique()`)"]);
    check(
        "let a = clients.input(\"x\");",
        &[
            "S0072 \"x\": `input`: a type in `::<..>` is missing (write it like `clients.input::<Request>(\"requests\")`)",
        ],
    );
    check(
        "let a = requests.persist_to(log);",
        &["S0006 log: `persist_to`: expected a name in quotes, found `log` (write it like `x.persist_to(\"log\")`)"],
    );
    check(
        "let a = requests.persist_to(\"\");",
        &["S0006 \"\": `persist_to`: the name is empty (write it like `x.persist_to(\"log\")`)"],
    );
    check(
        "let a = leader.interval(20);",
        &["S0074 20: a duration needs its unit, `ms` or `s` (write it like `20ms` or `1s`)"],
    );
    check(
        "let a = leader.interval(20us);",
        &["S0074 20us: a duration is in `ms` or `s` (write it like `20ms` or `1s`)"],
    );
    check(
        "let a = leader.interval(0ms);",
        &["S0074 0ms: a duration must be longer than nothing (write it like `20ms` or `1s`)"],
    );
    check("let a = requests.union(\"x\");", &["S0001 \"x\": expected the name of a stream or location, found `\"x\"`"]);
    check(
        "let a = requests.quorum(|x| x);",
        &["S0072 ): `quorum`: a constant is missing (write it like `votes.quorum(|vote| .., 2)`)"],
    );
    check(
        "let a = requests.unique().until(requests, |k| k);",
        &[
            "S0006 until: `until`: it must follow `join` or `quorum` directly (write it like `x.join(y).until(watermark, |key| ..)`)",
        ],
    );
    check(
        "let a = requests.join(requests).until(requests, |k| k).until(requests, |k| k);",
        &[
            "S0006 until: `until`: it must follow `join` or `quorum` directly (write it like `x.join(y).until(watermark, |key| ..)`)",
        ],
    );
    check("colocate(leader);", &["S0096 colocate(leader): `colocate` is about two or more different locations"]);
    check("colocate(leader, leader);", &["S0096 leader: `leader` is named twice"]);
}

#[test]
fn locations() {
    check(
        "let a = requests.broadcast(log);",
        &["S0007 log: `broadcast` leads to a cluster, but `log` is a process (use `send`)"],
    );
    check(
        "let a = requests.demux(log);",
        &["S0007 log: `demux` leads to a cluster, but `log` is a process (use `send`)"],
    );
    check(
        "let a = requests.send(acceptors);",
        &["S0007 acceptors: `send` leads to a process, but `acceptors` is a cluster (use `broadcast` or `demux`)"],
    );
    check(
        "let a = requests.send(fans, |x| x.1);",
        &[
            "S0007 fans: `send` leads to a process, but `fans` is a helper of `acceptors`, a cluster (use `broadcast` or `demux`)",
        ],
    );
    check(
        "let a = requests.send(clients);",
        &[
            "S0007 clients: `send` cannot leave the system, but `clients` is external (write `clients.output(\"port\", ..);`)",
        ],
    );
    check(
        "let a = requests.send(log, |x| x.1);",
        &["S0007 log: `log` is no helper, so `send` takes no key (write `x.send(log)`)"],
    );
    check(
        "let a = requests.send(fan);",
        &["S0007 fan: `fan` is a helper, so `send` needs a key that chooses its part (write `x.send(fan, |x| key)`)"],
    );
    check(
        "let a = requests.exchange(log, |x| x.1);",
        &["S0007 log: `exchange` leads to a helper, but `log` is a process"],
    );
    check(
        "let a = requests.replicate(clients);",
        &["S0007 clients: `replicate` leads to a helper, but `clients` is external"],
    );
    check(
        "let a = requests.gather(fan);",
        &["S0007 fan: `gather` leads to one instance, but `fan` has 4 parts (use `exchange` with a key)"],
    );
    check(
        "let a = requests.gather(clients);",
        &["S0007 clients: `gather` stays in the system, but `clients` is external"],
    );
    check(
        "let a = requests.send(requests);",
        &["S0007 requests: `requests` is a stream, but a location is expected here"],
    );
    check("let a = requests.send(round);", &["S0007 round: `round` is a tick, but a location is expected here"]);
    check("let a = requests.batch(leader);", &["S0007 leader: `leader` is a location, but a tick is expected here"]);
    check("let a = round.unique();", &["S0007 round: `round` is a tick, but a stream is expected here"]);
    check("let a = leader.unique();", &["S0095 leader: `unique` is applied to a stream, but `leader` is a process"]);
    check("let a = requests.union(leader);", &["S0095 leader: a stream is expected, but `leader` is a process"]);
    check(
        "let a = requests.interval(1s);",
        &["S0095 interval: `interval` starts at a location, not at a stream (write it like `leader.interval(20ms)`)"],
    );
    check(
        "let a = leader.input::<u8>(\"x\");",
        &["S0007 input: `input` is for external locations, but `leader` is a process"],
    );
    check(
        "let a = clients.interval(1s);",
        &["S0007 interval: `interval` is for processes and clusters, but `clients` is external"],
    );
    check(
        "leader.output(\"x\", requests);",
        &["S0007 output: `output` is for external locations, but `leader` is a process"],
    );
    check("tick t at clients;", &["S0007 clients: a tick is at a process or a cluster, but `clients` is external"]);
    check("helper h of fan[2];", &["S0007 fan: a helper helps a process or a cluster, but `fan` is a helper"]);
    check(
        "separate(leader, clients);",
        &["S0007 clients: a process or a cluster is expected, but `clients` is external"],
    );
}

/// What is said of a location with these attributes.
fn wishes(attributes: &str, expect: &str) {
    check_text(&format!("{attributes} process p;"), &[expect]);
}

#[test]
fn attributes() {
    let last = "let a = requests.unique();";
    let check = |attribute: &str, expect: &str| check(&format!("{attribute} {last}"), &[expect]);
    check("#[rat(1)]", "S0087 rat: `rat` is no attribute of a stream (did you mean `rate`?)");
    check(
        "#[x]",
        "S0087 x: `x` is no attribute of a stream (known are `rate`, `selectivity`, `bytes`, `fd`, `unique`, `routed`, `balanced`, `at_least_once`, `lossy`)",
    );
    check("#[rate]", "S0014 #[rate]: `#[rate]` is not written like this (write it like `#[rate(1.0)]`)");
    check("#[rate()]", "S0014 ): `#[rate]` is not written like this (write it like `#[rate(1.0)]`)");
    check("#[rate(1, 2)]", "S0014 ,: `#[rate]` is not written like this (write it like `#[rate(1.0)]`)");
    check("#[fd(a)]", "S0014 ): `#[fd]` is not written like this (write it like `#[fd((ballot, slot) -> command)]`)");
    check(
        "#[fd(() -> b)]",
        "S0014 -: `#[fd]` is not written like this (write it like `#[fd((ballot, slot) -> command)]`)",
    );
    check("#[unique(a, b)]", "S0014 ,: `#[unique]` is not written like this (write it like `#[unique(id)]`)");
    check("#[routed(1)]", "S0014 (1): `#[routed]` is not written like this (write it like `#[routed]`)");
    check("#[rate(1)] #[rate(2)]", "S0089 #[rate(2)]: this fact is stated twice");
    check("#[rate(-1)]", "S0091 -1: this is -1; it must be finite and not negative");
    check("#[rate(1 / 0)]", "S0016 1 / 0: this divides by zero or overflows");
    check("#[bytes(1.5)]", "S0016 1.5: an integer is expected here");
    check("#[bytes(1 - 2)]", "S0091 1 - 2: this is -1; it must be between 0 and 18446744073709551615");
    wishes(
        "#[big]",
        "S0087 big: `big` is no attribute of a location (known are `machine`, `region`, `cpu`, `memory_mib`)",
    );
    wishes(
        "#[memory(1)]",
        "S0087 memory: `memory` is no attribute of a location (known are `machine`, `region`, `cpu`, `memory_mib`)",
    );
    wishes(
        "#[region]",
        "S0014 #[region]: `#[region]` is not written like this (write it like `#[region(\"us-east1\")]`)",
    );
    wishes(
        "#[machine(\"\")]",
        "S0014 ): `#[machine]` is not written like this (write it like `#[machine(\"n2-standard-4\")]`)",
    );
    wishes("#[cpu(0)]", "S0014 #[cpu(0)]: cores are thousandths between 0.001 and 1000 (write it like `#[cpu(2.0)]`)");
    wishes(
        "#[cpu(0.0005)]",
        "S0014 #[cpu(0.0005)]: cores are thousandths between 0.001 and 1000 (write it like `#[cpu(2.0)]`)",
    );
    wishes("#[memory_mib(0)]", "S0014 0: memory must be more than nothing");
    wishes("#[cpu(1)] #[cpu(2)]", "S0089 #[cpu(2)]: this wish is stated twice");
    check_text("#[big] tick t at p; process p;", &["S0014 #[big]: a tick takes no attributes"]);
    check_text(
        "#![allow(x)]",
        &["S0014 #![allow(x)]: a program takes no inner attributes (only `//!` lines may stand here)"],
    );
    check_text(
        &format!("{PRELUDE}let a = requests.map(#[comutative] |x| x);"),
        &["S0087 comutative: `comutative` is no attribute of a closure (did you mean `commutative`?)"],
    );
}

#[test]
fn constants() {
    let check = |count: &str, expect: &str| {
        check_text(
            &format!("const N: usize = 2; const SIZE: u8 = 3; const F: f64 = 0.5; cluster c[{count}];"),
            &[expect],
        )
    };
    check("SIZES", "S0090 SIZES: no constant is called `SIZES`; did you mean `SIZE`?");
    check("M", "S0090 M: no constant is called `M`");
    check("0", "S0091 0: `0` is 0; it must be between 1 and 10000");
    check("N - 3", "S0091 N - 3: `N - 3` is -1; it must be between 1 and 10000");
    check("N * 10_000", "S0091 N * 10_000: `N * 10_000` is 20000; it must be between 1 and 10000");
    check("N / (N - 2)", "S0016 N / (N - 2): this divides by zero or overflows");
    check("F", "S0016 F: an integer is expected here");
    check("f(1)", "S0016 f(1): not a constant: numbers, constants, `+ - * / %` and parentheses are");
    check_text(
        "const N: usize = N; cluster c[N];",
        &["S0016 N: `N`: `N` stands on itself, or on more than 64 constants"],
    );
    check_text("const N: u8 = 300; cluster c[N];", &["S0091 N: `N` is 300, which no `u8` can be"]);
    check_text(
        "const N: usize = f(); cluster c[N];",
        &["S0016 N: `N`: not a constant: numbers, constants, `+ - * / %` and parentheses are"],
    );
    super::sound("const A: usize = 7; cluster c[(A % 4) * 2 - A / 3 + (1 as usize)];");
}

#[test]
fn limits() {
    check(&format!("let a = requests.map(|x| {}x);", "!".repeat(65)), &["S0002 !: more than 64 operators in a row"]);
    let deep = format!("let a = requests.map(|x| {}x{});", "(".repeat(64), ")".repeat(64));
    check(&deep, &[&format!("S0002 {deep}: delimiters are nested 65 deep; at most 64 are allowed")]);
    let long = format!("let a = requests.map(|x| [{}]);", "x,".repeat(10_000));
    check(
        &long,
        &[&format!("S0002 {long}: a statement of 20014 tokens; at most 20000 are allowed (split it with `let`)")],
    );
    let closures = format!("|x| {}x", "|y| ".repeat(200));
    let message = "an expression is too deep: its levels add up to 1608, 1200 are allowed";
    let help = "(split it with `let`, or move parts of it into a function)";
    check(&format!("let a = requests.map({closures});"), &[&format!("S0002 {closures}: {message} {help}")]);
}

#[test]
fn workloads() {
    let check = |clause: &str, expect: &str| check_text(&format!("workload {{ {clause} }}"), &[expect]);
    check("drve(\"a\", |i| i);", "S0092 drve: no clause of a workload is called `drve` (did you mean `drive`?)");
    check(
        "go(1);",
        "S0092 go: no clause of a workload is called `go` (known are `drive`, `answer`, `redirect`, `retry_after`, `observe`, `linearizable`, `atomic`)",
    );
    check("retry_after(1s)", "S0064 ): a `;` is missing");
    check("1;", "S0001 1: expected a clause such as `drive(..);`, found `1`");
    check(
        "drive(a, |i| i);",
        "S0006 a: `drive`: expected a name in quotes, found `a` (write it like `drive(\"requests\", |i, rng| ..)`)",
    );
    check("drive(\"a\");", "S0072 ): `drive`: a closure is missing (write it like `drive(\"requests\", |i, rng| ..)`)");
    check("drive(\"a\", || i);", "S0070 || i: this closure takes no parameter, but at least 1 are expected");
    check(
        "observe(\"a\", bags);",
        "S0006 bags: `observe`: expected one of `sequence`, `per_key`, `bag`, `set`, `lattice`, found `bags` (did you mean `bag`?)",
    );
    check("retry_after(1s, 2);", "S0073 2: `retry_after`: too many arguments (write it like `retry_after(500ms)`)");
    check(
        "atomic(\"a\" \"b\");",
        "S0006 \"b\": `atomic`: expected `,` or `)`, found `\"b\"` (write it like `atomic(\"commits\", \"outcomes\")`)",
    );
    check(
        "linearizable(|a, b| 0, |x| x, |r| r);",
        "S0006 |a, b| 0: `linearizable`: the first closure is a key or makes the first state (write it like `linearizable(|request| key, || init, |state, request| .., |reply| ..)`)",
    );
}

#[test]
fn all_errors_of_a_text_are_found_and_none_follows_from_another() {
    check_text(
        "cluster c[M];\nprocess p;\nlet a = b.unique(;\nlet d = a.map(|x| x +).send(c);\nlet e = d.mpa(|x| x).map(1);\nlet f = e.send(c);\nclients.output(\"x\", f.join(g));",
        &[
            "S0090 M: no constant is called `M`",
            "S0063 (: `(` is never closed",
            "S0001 ): expected an expression",
            "S0005 mpa: no operator is called `mpa` (did you mean `map`?)",
            "S0071 1: expected a closure (write it like `x.map(|element| ..)`)",
            "S0003 clients: no location is called `clients`",
            "S0003 g: no stream is called `g`",
        ],
    );
    check_text(
        "cluster c[M];\nprocess p;\nlet a = p.unique(1);\nlet d = a.map(|x| x +).send(c);\nlet e = d.mpa(|x| x).map(1);\nlet f = e.send(c);\nclients.output(\"x\", f.join(g));",
        &[
            "S0090 M: no constant is called `M`",
            "S0073 1: `unique`: too many arguments (write it like `x.unique()`)",
            "S0001 ): expected an expression",
            "S0005 mpa: no operator is called `mpa` (did you mean `map`?)",
            "S0071 1: expected a closure (write it like `x.map(|element| ..)`)",
            "S0003 clients: no location is called `clients`",
            "S0003 g: no stream is called `g`",
        ],
    );
}

#[test]
fn the_number_of_errors_is_limited() {
    let (_, diagnostics) = parse(&"let a = b.c();\n".repeat(150));
    assert_eq!(diagnostics.len(), 101);
    assert_eq!(diagnostics[100].message, "50 more errors are not shown");
}
