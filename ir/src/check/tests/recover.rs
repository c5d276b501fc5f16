//! What a restart finds again, and what it forgets.

use super::check;

#[test]
fn logs() {
    check(r#"let _log = sorted.persist_to("log"); let _x = leader.recover::<(ClientId, Request)>("log");"#, "");
    check(
        r#"let _log = sorted.persist_to("log"); let _x = leader.recover::<Request>("log");"#,
        r#"
            S0029 "log" is recovered as `Request`, but written as `(ClientId, Request)`
            at Request -- expected `(ClientId, Request)`
            see persist_to("log") -- this writes `(ClientId, Request)`
            help: write `recover::<(ClientId, Request)>("log")`
        "#,
    );
    check(
        r#"let _log = sorted.persist_to("log"); let _x = leader.recover::<(ClientId, Request)>("lgo");"#,
        r#"
            S0028 nothing at `leader` writes a log called "lgo"
            at recover::<(ClientId, Request)>("lgo") -- expected the name of a log
            help: did you mean "log"?
        "#,
    );
    check(
        r#"let _log = sorted.persist_to("log"); let _x = other.recover::<(ClientId, Request)>("log");"#,
        r#"
            S0028 nothing at `other` writes a log called "log"
            at recover::<(ClientId, Request)>("log") -- expected the name of a log
            see persist_to("log") -- `leader` writes it
            help: logs are recovered where they are written: write `leader.recover`
        "#,
    );
    check(
        r#"let _x = leader.recover::<u64>("log");"#,
        r#"
            S0028 nothing at `leader` writes a log called "log"
            at recover::<u64>("log") -- expected the name of a log
            help: write it with `x.persist_to("log")`
        "#,
    );
}

#[test]
fn state_that_a_restart_forgets() {
    check(
        r#"let _log = sorted.persist_to("log"); let old = leader.recover::<(ClientId, Request)>("log"); let _x = old.union(sorted).unique().count().snapshot(t); let seen = sorted.unique(); clients.output("seen", seen);"#,
        r#"
            S0030 `unique` forgets its state when `leader` restarts
            at unique() -- nothing that is recovered flows in here
            see recover::<(ClientId, Request)>("log") -- `leader` restarts, since it recovers
            help: feed it what was logged, or begin its name with `_` if it may start anew
        "#,
    );
    check(
        r#"let _log = sorted.persist_to("log"); let old = leader.recover::<(ClientId, Request)>("log"); let _x = old.map(|(_, r)| r.id).max().snapshot(t); let gone = batch.count().defer_tick(|| 0u64).all_ticks().map(|n| (ClientId(0), n)); clients.output("gone", gone);"#,
        r#"
            S0030 `defer_tick` forgets its state when `leader` restarts
            at defer_tick(|| 0u64) -- nothing that is recovered flows in here
            see recover::<(ClientId, Request)>("log") -- `leader` restarts, since it recovers
            help: feed it what was logged, or begin its name with `_` if it may start anew
        "#,
    );
    check(
        r#"let _log = sorted.persist_to("log"); let old = leader.recover::<(ClientId, Request)>("log"); let _x = old.union(sorted); let _seen = sorted.unique();"#,
        "",
    );
}
