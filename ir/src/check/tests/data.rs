//! Types of keys and messages.

use super::check;

#[test]
fn keys() {
    check(
        "let _x = sorted.map(|(_, r)| 1.5f64).unique();",
        r#"
            S0032 `unique` tells elements apart by `f64`, and `f64` has no equality that holds everywhere
            at unique() -- expected a key
            help: use an integer, or the bits: `x.to_bits()` of a `f64`
        "#,
    );
    check(
        "struct Price { cents: f32 } let _x = sorted.map(|(_, r)| (Price { cents: 1.5 }, r)).join(sorted.map(|(c, _)| (Price { cents: 1.5 }, c))).until(requests.map(|(_, r)| r.id), |_| 0u64);",
        r#"
            S0032 `join` tells elements apart by `Price`, and `f32` has no equality that holds everywhere
            at join(sorted.map(|(c, _)| (Price { cents: 1.5 }, c))).until(requests.map(|(_, r)| r.id), |_| 0u64) -- expected a key
            help: use an integer, or the bits: `x.to_bits()` of a `f32`
        "#,
    );
    check(
        "struct Name { text: String } impl PartialEq for Name { fn eq(&self, other: &Self) -> bool { true } } let _x = sorted.key_by(|(_, r)| Name { text: String::new() }).values();",
        r#"
            S0032 `key_by` tells elements apart by `Name`, and the equality of `Name` is written by hand
            at key_by(|(_, r)| Name { text: String::new() }) -- expected a key
            help: leave the `impl` out, so that it is derived; or use the fields of `Name` that count
        "#,
    );
    check(
        "let _x = votes.quorum(|v| Some(2.5f64), 3);",
        r#"
            S0032 `quorum` tells elements apart by `Option<f64>`, and `f64` has no equality that holds everywhere
            at quorum(|v| Some(2.5f64), 3) -- expected a key
            help: use an integer, or the bits: `x.to_bits()` of a `f64`
        "#,
    );
    check(
        "let _x = sorted.map(|(_, r)| 1.5f64).max().snapshot(t);",
        r#"
            S0032 `max` orders `f64`, and `f64` has no total order
            at max() -- expected a type with `Ord`
            help: use an integer, or a type with `impl Ord` by `total_cmp`
        "#,
    );
    check(
        "struct Score { value: f64 } impl Ord for Score { fn cmp(&self, other: &Self) -> std::cmp::Ordering { self.value.total_cmp(&other.value) } } let _x = sorted.map(|(_, r)| Score { value: 1.5 }).max().snapshot(t);",
        "",
    );
    check(
        "struct Index { by_id: HashMap<u64, u64> } let _x = sorted.map(|(_, r)| Index { by_id: HashMap::new() }).batch(t).sort().all_ticks();",
        r#"
            S0032 `sort` orders `Index`, and `HashMap<u64, u64>` has no total order
            at sort() -- expected a type with `Ord`
            help: use a `BTreeMap`, a `BTreeSet` or a sorted `Vec`
        "#,
    );
}

#[test]
fn messages() {
    check(
        r#"struct Tree { left: Option<Box<Tree>>, value: u64 } let _x = clients.input::<Tree>("trees").send(leader);"#,
        r#"
            S0033 the message type `Tree` contains itself: whoever reads one may run out of stack
            at input::<Tree>("trees") -- carries `Tree`
            help: send its parts as a flat `Vec`, with positions instead of boxes
        "#,
    );
    check(
        r#"enum Expr { Number(u64), Sum(Vec<Pair2>) } struct Pair2 { left: Box<Expr> } let _x = clients.input::<Expr>("trees").send(leader); let _y = _x.send(other);"#,
        r#"
            S0033 the message type `Pair2` contains itself: whoever reads one may run out of stack
            at input::<Expr>("trees") -- carries `Expr`
            help: send its parts as a flat `Vec`, with positions instead of boxes
        "#,
    );
    check(
        r#"struct Unit; let _x = clients.input::<Vec<Unit>>("units").send(leader);"#,
        r#"
            S0034 `Vec<Unit>` has elements of no bytes: a few bytes could claim any number of them
            at input::<Vec<Unit>>("units") -- carries `Vec<Unit>`
            help: send the number of elements, a `u64`
        "#,
    );
    check(
        r#"let _x = clients.input::<BTreeMap<(), ()>>("units").send(leader);"#,
        r#"
            S0034 `BTreeMap<(), ()>` has elements of no bytes: a few bytes could claim any number of them
            at input::<BTreeMap<(), ()>>("units") -- carries `BTreeMap<(), ()>`
            help: send the number of elements, a `u64`
        "#,
    );
    check(r#"let _x = clients.input::<Vec<Option<()>>>("options").send(leader);"#, "");
    check(
        r#"let _x = requests.map(|(c, _)| (c, "yes")).send(other);"#,
        r#"
            S0035 `&str` is a reference, which has no meaning elsewhere
            at send(other) -- carries `(ClientId, &str)`
            help: make a `String` of it: `.to_string()`
        "#,
    );
    check(
        r#"struct Shared { value: Rc<u64> } let _x = clients.input::<Shared>("shared").send(leader);"#,
        r#"
            S0035 `Rc<u64>` has no meaning elsewhere
            at input::<Shared>("shared") -- carries `Shared`
            help: send the value that it stands for
        "#,
    );
    check(
        r#"struct Table { rows: HashMap<u64, u64> } let _x = clients.input::<Table>("tables").send(leader); let _y = _x.send(other);"#,
        r#"
            S0036 `HashMap<u64, u64>` is sent in another order in every run
            at input::<Table>("tables") -- carries `Table`
            help: use `BTreeMap`: same value, same bytes
        "#,
    );
}
