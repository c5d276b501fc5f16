//! Steps that are said to be commutative, and are not.

use super::{PRELUDE, check, said};

const ITEMS: &str = "
    struct Reading { id: u64, value: f64, small: f32, delta: i64, count: u32 }
    struct Mean { sum: f64, count: u64, low: i32 }
    let readings: Reading = clients.input::<Reading>(\"readings\").send(leader).map(|(_, reading)| reading);
    let _read = readings.map(|r| r.value);";

/// Folds readings with a step that is said to be commutative, from an accumulator; what arithmetic is refused.
fn folded(init: &str, step: &str, expect: &str) {
    let text = format!("{PRELUDE}{ITEMS} let _x = readings.fold(|| {init}, #[commutative] {step}).snapshot(t);");
    refused(&text, expect);
    let trusted = text.replace("#[commutative]", "").replace("readings.fold", "readings.arrival_order().fold");
    refused(&trusted, "");
}

fn refused(text: &str, expect: &str) {
    let said = said(text);
    let messages = said.iter().filter(|line| line.starts_with('S'));
    let operations = messages.map(|message| {
        let (_, rest) = message.split_once("S0043 the step of `fold` is said to be commutative, and `").expect(message);
        let (operation, rest) = rest.split_once("` of `").expect(message);
        format!("{operation} {}", rest.strip_suffix("` is not").expect(message))
    });
    assert_eq!(operations.collect::<Vec<_>>().join(", "), expect, "{text}");
}

#[test]
fn the_error_names_what_is_wrong() {
    check(
        &format!("{ITEMS} let _x = readings.fold(|| 0.0, #[commutative] |sum, r| *sum += r.value).snapshot(t);"),
        r#"
            S0043 the step of `fold` is said to be commutative, and `+=` of `f64` is not
            at #[commutative] |sum, r| *sum += r.value -- rounds differently in another order
            help: sum integers of a smaller unit, such as cents or microseconds; or leave `#[commutative]` out and give the elements an order: `.arrival_order()`, or `.sort()` in a tick
        "#,
    );
    check(
        &format!(
            "{ITEMS} let _x = readings.map(|r| r.delta).reduce(#[commutative] |sum, d| *sum = sum.saturating_add(d)).snapshot(t);"
        ),
        r#"
            S0043 the step of `reduce` is said to be commutative, and `saturating_add` of `i64` is not
            at #[commutative] |sum, d| *sum = sum.saturating_add(d) -- stops at both ends, and comes back from them differently in another order
            help: use `wrapping_` arithmetic or a wider type, or numbers without sign
        "#,
    );
}

#[test]
fn sums_of_floating_point_numbers_are_refused() {
    folded("0.0", "|sum, r| *sum += r.value", "+= f64");
    folded("0.0", "|sum, r| *sum -= r.small", "-= f32");
    folded("1f32", "|product, r| { *product *= r.small; }", "*= f32");
    folded("0.0", "|sum: &mut f64, r| *sum = *sum + r.value", "+ f64");
    folded("0.0", "|sum, r| { *sum = (r.value * 2.0 - *sum); }", "- f64");
    folded("(0.0, 0u64)", "|acc, r| { acc.0 += r.value; acc.1 += 1; }", "+= f64");
    folded("(0.0, 0u64)", "|(sum, n), r| { *sum += r.value; *n += 1; }", "+= f64");
    folded("Mean { sum: 0.0, count: 0, low: 0 }", "|mean, r| { mean.count += 1; mean.sum += r.value; }", "+= f64");
    folded(
        "Mean { sum: 0.0, count: 0, low: 0 }",
        "|mean, r| { let Mean { sum, .. } = mean; *sum /= r.value; }",
        "/= f64",
    );
    folded("BTreeMap::new()", "|sums, r| *sums.entry(r.id).or_insert(0.0) += r.value", "+= f64");
    folded("BTreeMap::new()", "|sums, r| if let Some(sum) = sums.get_mut(&r.id) { *sum += r.value }", "+= f64");
    folded("vec![0.0; 8]", "|sums, r| for sum in sums.iter_mut() { *sum += r.value }", "+= f64");
    folded("Some(0.0)", "|sum, r| match sum { Some(sum) => *sum += r.value, None => {} }", "+= f64");
}

#[test]
fn signed_numbers_that_saturate_are_refused() {
    folded("0i32", "|sum, r| *sum = sum.saturating_sub(r.delta as i32)", "saturating_sub i32");
    let mean = "Mean { sum: 0.0, count: 0, low: 0 }";
    folded(mean, "|mean, r| mean.low = mean.low.saturating_mul(r.delta as i32)", "saturating_mul i32");
}

#[test]
fn what_is_right_or_not_known_is_the_authors() {
    folded("0u64", "|sum, r| *sum += r.id", "");
    folded("0i64", "|sum, r| *sum = sum.wrapping_add(r.delta)", "");
    folded("0u32", "|sum, r| *sum = sum.saturating_add(r.count)", "");
    // Arithmetic on the element alone.
    folded("0u64", "|cents, r| *cents += (r.value * 100.0) as u64", "");
    folded("0u64", "|cents, r| { let mut value = r.value; value *= 100.0; *cents += value as u64; }", "");
    folded("0.0", "|high: &mut f64, r| *high = high.max(r.value + 1.0)", "");
    folded("0.0", "|high: &mut f64, r| if r.value + 1.0 > *high { *high = r.value + 1.0; }", "");
    // A copy, which may not flow back.
    folded(
        "0.0",
        "|high: &mut f64, r| { let mut probe = *high; probe += r.value; if probe > 1.0 { *high = 1.0; } }",
        "",
    );
    // What the signs mean may be anything.
    let own = "struct Exact { parts: Vec<f64> } impl std::ops::AddAssign<f64> for Exact { fn add_assign(&mut self, x: f64) {} } \
               impl Exact { fn new() -> Self { Exact { parts: vec![] } } }";
    refused(
        &format!(
            "{PRELUDE}{ITEMS}{own} let _x = readings.fold(|| Exact::new(), #[commutative] |sum, r| *sum += r.value).snapshot(t);"
        ),
        "",
    );
}
