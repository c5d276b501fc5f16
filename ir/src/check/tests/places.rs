//! Timers where they must not be, and what nobody uses.

use super::check;

#[test]
fn timers_in_parts() {
    check(
        "helper fan of leader[3]; let _x = fan.interval(1s);",
        r#"
            S0039 `interval` at `fan`, a helper, of which there may be several
            at interval(1s) -- expected a location of the program
            help: write `leader.interval(..)`: sources stay at home
        "#,
    );
    check(
        "helper fan of leader[3]; let _x = leader.interval(1s).exchange(fan, |x| 1);",
        r#"
            S0039 beats of a timer are moved to `fan`
            at exchange(fan, |x| 1) -- every part would hear the timer at another time
            help: keep the state that hears the timer at home, whole
        "#,
    );
    check(
        "helper fan of leader[3]; let _x = leader.interval(1s).arrival_order().scan(|| 0, |n, _, out| { *n += 1; out.push(*n); }).exchange(fan, |x| *x);",
        "",
    );
}

#[test]
fn timers_that_guard() {
    check(
        r#"let late = leader.interval(1s).batch(t).persist().count().filter(|n| *n > 3); let answers = batch.filter_if_none(late); clients.output("answers", answers.all_ticks());"#,
        r#"
            S0040 a timer decides by way of `late` whether clients are told
            at filter_if_none(late) -- no plan keeps the bounds of clocks that this may rest on
            see filter(|n| *n > 3) -- `late` depends on the beats of a timer
            help: ask a quorum before answering, or accept that a late timer may tell what is no longer so
        "#,
    );
    check(
        r#"let late = leader.interval(1s).batch(t).persist().count().filter(|n| *n > 3); let answers = batch.filter_if_none(late); clients.output("answers", answers.all_ticks()); workload { redirect("answers", |r| (0, 0)); }"#,
        "",
    );
    check(
        r#"let late = leader.interval(1s).batch(t).persist().count().filter(|n| *n > 3); let asked = batch.filter_if_none(late).all_ticks().send(other); clients.output("asked", asked);"#,
        "",
    );
}

#[test]
fn nobody_there() {
    check(
        "process idle; cluster many[3]; tick never at idle;",
        r#"
            S0037 nothing is in location `idle`
            at idle -- never used
            help: use it, remove it, or begin its name with `_`
            S0037 nothing is in location `many`
            at many -- never used
            help: use it, remove it, or begin its name with `_`
            S0037 nothing is in tick `never`
            at never -- never used
            help: use it, remove it, or begin its name with `_`
        "#,
    );
    check("process _idle; process busy; separate(busy, leader); let _x = busy.source_iter(|| vec![1]);", "");
    check(
        "let _x = requests.map(|(_, r)| r.id).deal(pool); cluster pool[3];",
        r#"
            S0010 `deal` depends on order, and `requests.map(..)` has none
            at deal(pool) -- expected an ordered stream
            see input::<Request>("requests") -- what clients send arrives in no order
            help: add `.arrival_order()` before it
        "#,
    );
}

#[test]
fn dead_cycles() {
    check(
        "let ping = leader.interval(1s).union(pong); let pong = ping.send(other).send(leader);",
        r#"
            S0038 nothing that anybody sees depends on `ping`
            at union(pong) -- its results go round in a cycle and nowhere else
            help: output, inspect or log something of the cycle, or remove it
        "#,
    );
    check(
        r#"let ping = leader.interval(1s).union(pong); let pong = ping.send(other).send(leader); let _x = ping.inspect(|_| format!("ping"));"#,
        "",
    );
}

#[test]
fn state_without_bound() {
    check(
        "let _x = sorted.cross_product(votes);",
        r#"
            S0020 `cross_product` grows without bound
            at cross_product(votes) -- every element of both sides is remembered
            help: pair them in a tick, or `join` them by a key
        "#,
    );
    check("let ids = batch.map(|(c, r)| (r.key, c)); let _x = ids.join(ids).all_ticks();", "");
    check("let _x = batch.cross_product(batch).all_ticks();", "");
}
