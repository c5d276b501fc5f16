//! Texts made to break the reader: they are refused, quickly, and without deep recursion.

use super::PRELUDE;
use crate::limits::{CHAIN_OPERATORS_MAX, TEXT_BYTES_MAX};
use crate::{Code, parse};
use std::time::{Duration, Instant};

/// Parses with a small stack around; all that a text is refused for must be a limit or plain syntax.
fn refused(text: &str) {
    let start = Instant::now();
    let (program, diagnostics) = parse(text);
    assert!(start.elapsed() < Duration::from_secs(20), "{:.60} took {:?}", text, start.elapsed());
    if diagnostics.iter().any(|diagnostic| diagnostic.is_error()) {
        assert!(program.operators.is_empty());
        return;
    }
    // What is admitted must be readable by others on a usual stack.
    for operator in &program.operators {
        operator.op.closures().into_iter().for_each(|closure| drop(closure.closure()));
    }
    super::round_trip(&program);
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}x{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep_expressions_are_refused() {
    let shapes: [(&str, &str); 27] = [
        ("(", ")"),
        ("{", "}"),
        ("[", "]"),
        ("f(", ")"),
        ("!", ""),
        ("&mut ", ""),
        ("- ", ""),
        ("|| ", ""),
        ("|a, b| ", ""),
        ("move || ", ""),
        ("if ", " {}"),
        ("if a {} else ", ""),
        ("match a { _ => ", "}"),
        ("return ", ""),
        ("a = ", ""),
        ("a + ", ""),
        ("", ".a"),
        ("", ".a()"),
        ("", "?"),
        ("", "[0]"),
        ("", " as u8"),
        ("A::<", ">::b"),
        ("x as A<", ">"),
        ("x as fn() -> ", ""),
        ("x as *const ", ""),
        ("<", " as B>::C"),
        ("&&&A::<x, &&&", ">"),
    ];
    for (open, close) in shapes {
        for depth in [10, 60, 100, 150, 300, 1_000, 6_000] {
            let body = nested(open, close, depth);
            refused(&format!("{PRELUDE}let a = requests.map(|x| {body});"));
            refused(&format!("fn f() {{ {body} }}"));
            refused(&format!("const A: u8 = {body};\ncluster c[A];"));
            refused(&format!("{PRELUDE}let a: {body} = requests.unique();"));
        }
    }
}

#[test]
fn deep_items_are_refused() {
    for depth in [50, 1_000, 6_000] {
        refused(&format!("use {}a;", "a::".repeat(depth)));
        refused(&format!("use {};", nested("a::{", "}", depth)));
        refused(&format!("type A = {};", nested("B<", ">", depth)));
        refused(&format!("type A = {};", nested("Fn() -> Option<impl ", ">", depth)));
        refused(&format!("fn f({}x: u8) {{}}", "a @ ".repeat(depth)));
        refused(&format!("impl {} {{}}", nested("A<", ">", depth)));
        refused(&format!("{} fn f() {{}}", "#[a]".repeat(depth)));
    }
}

#[test]
fn many_operators_are_fine_up_to_the_limit() {
    let chain = |count: usize| format!("{PRELUDE}let a = requests{};", ".unique()".repeat(count));
    assert_eq!(parse(&chain(CHAIN_OPERATORS_MAX)).1, []);
    super::round_trip(&parse(&chain(CHAIN_OPERATORS_MAX)).0);
    assert_eq!(parse(&chain(CHAIN_OPERATORS_MAX + 1)).1[0].code, Code::Limit);
    let many: String = (0..5_000).map(|n| format!("let a{n} = a{}.unique();\n", n + 1)).collect();
    refused(&format!("{PRELUDE}{many}let a5000 = requests.unique();"));
    refused(&format!("{PRELUDE}{many}"));
}

#[test]
fn nested_chains_are_fine_up_to_the_limit() {
    let chain =
        |depth: usize| format!("{PRELUDE}let a = {};", nested("requests.union(", ")", depth).replace('x', "requests"));
    assert_eq!(parse(&chain(64)).1, []);
    assert_eq!(parse(&chain(65)).1[0].code, Code::Limit);
    refused(&chain(5_000));
    refused(&format!("{PRELUDE}let a = {}", "requests.union(".repeat(5_000)));
}

#[test]
fn texts_that_grow_are_refused() {
    // Each constant uses the next one twice.
    let doubling: String = (0..100).map(|n| format!("const A{n}: u64 = A{} + A{};\n", n + 1, n + 1)).collect();
    refused(&format!("{doubling}const A100: u64 = 1; cluster c[A0];"));
    refused("const A: usize = B; const B: usize = A; cluster c[A];");
    refused(&"let a = b.map(c);\n".repeat(20_000));
    refused(&format!("let a = {};", "b".repeat(1 << 20)));
    refused(&"x".repeat(TEXT_BYTES_MAX + 1));
    refused(&";".repeat(100_000));
    refused(&"#[a]".repeat(100_000));
    refused(&"//!\n".repeat(100_000));
    refused(&"process ".repeat(100_000));
}

#[test]
fn odd_texts_are_refused() {
    for text in [
        "",
        "\u{feff}",
        "\u{feff}process p;",
        "#",
        "#!",
        "#![",
        "#!/bin/sh",
        "let",
        "let ",
        "let;",
        "let a",
        "let a =",
        "let a = ;",
        "let a: = b;",
        "let a: A<B = c.d();",
        "let a = b.",
        "let a = b.c",
        "let a = b.c::",
        "let a = b.c::<",
        "let a = b.c::<D",
        "let a = b.c::<D>;",
        "let _ = a;",
        "let mut a = b.unique();",
        "let (a, b) = c.unique();",
        "tick",
        "tick t",
        "tick t at",
        "tick t at;",
        "cluster",
        "cluster c",
        "cluster c[",
        "cluster c[]",
        "cluster c[];",
        "cluster c[1, 2];",
        "process p p;",
        "process 1;",
        "helper",
        "helper h of;",
        "helper h of p[];",
        "workload",
        "workload {",
        "workload { drive }",
        "workload { drive(); }",
        "workload { ; }",
        "workload { 1 }",
        "workload {} workload {}",
        "colocate",
        "colocate()",
        "colocate();",
        "colocate(a b);",
        "colocate(,);",
        "use \"x\";",
        "flow f() {}",
        "const",
        "const A",
        "const A: usize = ;",
        "fn",
        "impl",
        "struct",
        "enum",
        "macro_rules! a { () => {} }",
        "mod m {}",
        "trait T {}",
        "static A: u8 = 1;",
        "fn f();",
        "const A: u8;",
        "const _: u8 = 1;",
        "impl A { fn f(); }",
        "fn f() { builtin # x }",
        "fn f() { static || 1 }",
        "fn f() { do yeet }",
        "union U { a: u8 }",
        "/* a",
        "\"a",
        "'",
        "''",
        "'a",
        "b'",
        "r#",
        "r#\"",
        "1.2.3",
        "0b2",
        "0x",
        "1e",
        "\\",
        "`",
        "\0",
        "é",
        "let é = p.unique();",
        "🦀",
        "#[] let a = b.unique();",
        "#[fd] let a = b.unique();",
        "#[fd()] let a = b.unique();",
        "#[rate(] let a = b;",
        "#[1] let a = b.unique();",
        "//! a\u{85}b\r\n//! c",
        "let a = b.interval(99999999999999999999s);",
        "let a = b.interval(18446744073709551615s);",
        "let a = p.c(\"\\u{0}\");",
        "impl<const N: usize = {3}> A<N> {}",
        "struct A<const N: usize = {3}>;",
        "pub",
        "pub(crate)",
        "pub(crate) struct A;",
        "unsafe impl A {}",
        "async fn f() {}",
        "const fn f() {}",
        "extern \"C\" fn f() {}",
        "extern crate a;",
        "type A = B where C: D;",
    ] {
        refused(text);
    }
}

#[test]
fn errors_at_the_end_are_at_a_character() {
    for text in ["struct é", "fn é", "process p; enum 変", "let a = é", "use é"] {
        let (_, diagnostics) = parse(text);
        assert!(!diagnostics.is_empty(), "{text}");
        for one in &diagnostics {
            let range = one.span.start as usize..one.span.end as usize;
            assert!(text.get(range).is_some(), "{text}: {one:?}");
        }
    }
}
