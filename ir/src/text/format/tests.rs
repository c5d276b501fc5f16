//! Layouts, and the laws: idempotent, and nothing but white space changes.

use super::format;
use super::leaf::Leaves;
use crate::parse;
use crate::text::tests::{PROGRAMS, generated};
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, expect: &str) {
    let formatted = format(text).unwrap_or_else(|errors| panic!("{text}\n{errors:?}"));
    assert_eq!(formatted, expect, "{text}");
    assert_eq!(format(&formatted).as_deref(), Ok(expect), "a second time");
}

#[test]
fn the_examples_are_as_they_should_be() {
    for (name, text) in PROGRAMS {
        let formatted = format(text).unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
        let line = formatted.lines().zip(text.lines()).find(|(new, old)| new != old);
        assert!(formatted == text, "{name}: {line:?}");
    }
}

#[test]
fn statements_stand_on_lines_of_their_own() {
    check("process a;cluster b [ 3 ];\n\n\n\nexternal c;", "process a;\ncluster b[3];\n\nexternal c;\n");
    check("\n\n  #[rate(1.0)]   #[bytes(8)] let a=b.map(|x|x);", "#[rate(1.0)] #[bytes(8)]\nlet a = b.map(|x| x);\n");
    check(
        "workload{drive(\"a\",|i,rng|i);observe(\"b\",bag);}",
        "workload {\n    drive(\"a\", |i, rng| i);\n    observe(\"b\", bag);\n}\n",
    );
    check("workload {}", "workload {}\n");
    check("let\na\n=\nb\n.unique\n(\n)\n;", "let a = b.unique();\n");
    check("use a::{b,c ,d::{e}};", "use a::{b, c, d::{e}};\n");
    check("", "");
    check("// alone", "// alone\n");
}

#[test]
fn items_keep_the_lines_of_their_author() {
    check("enum Op{Get,Put(u64)}", "enum Op { Get, Put(u64) }\n");
    check(
        "struct S{\na:u64,b:Vec<u8>}\nimpl S{ fn f(&self)->u64{ match self.a{ 0=>1,\n_=>{ self\n.a } } } }",
        "struct S {\n    a: u64, b: Vec<u8>\n}\nimpl S {\n    fn f(&self) -> u64 {\n        match self.a {\n            \
         0 => 1,\n            _ => {\n                self\n                    .a\n            }\n        }\n    }\n}\n",
    );
}

#[test]
fn chains_are_wrapped_when_they_are_too_long() {
    check("let a = b\n    .map(|x| x)\n    .unique();", "let a = b.map(|x| x).unique();\n");
    let name = "a".repeat(40);
    check(
        &format!("let {name} = {name}.map(|x| x).send(leader).filter(|x| *x > 1).unique();"),
        &format!("let {name} = {name}.map(|x| x)\n    .send(leader)\n    .filter(|x| *x > 1)\n    .unique();\n"),
    );
    check(
        &format!("clients.output(\"replies\", {name}.map(|x| x).send(leader).filter(|x| *x > 1).unique());"),
        &format!(
            "clients.output(\n    \"replies\",\n    {name}.map(|x| x).send(leader).filter(|x| *x > 1).unique()\n);\n"
        ),
    );
    check(
        &format!(
            "let a = b.scan(|| 0, |state, (left, right), out| {{ let {name} = left; if {name} == right {{ out.push(right); }} }});"
        ),
        &format!(
            "let a = b.scan(|| 0, |state, (left, right), out| {{\n    let {name} = left;\n    if {name} == right \
             {{ out.push(right); }}\n}});\n"
        ),
    );
    check("let a = b.map(|x| {\n f(x)\n});", "let a = b.map(|x| {\n    f(x)\n});\n");
}

#[test]
fn no_line_begins_with_a_separator() {
    let name = "a".repeat(60);
    check(
        &format!("let a = b.scan(|| 0, |state, (left, right), out| {{ let {name} = left;; out.push(right);; }});"),
        &format!(
            "let a = b.scan(|| 0, |state, (left, right), out| {{\n    let {name} = left;;\n    out.push(right);;\n}});\n"
        ),
    );
    check(
        &format!("let a = b.map(|x| x,, {name}, {name});"),
        &format!("let a = b.map(\n    |x| x,,\n    {name},\n    {name}\n);\n"),
    );
}

#[test]
fn comments_stay() {
    check("process a;   // one\n", "process a;   // one\n");
    check("process a;// one\n// two\n\n// three", "process a; // one\n// two\n\n// three\n");
    check(
        "struct S { // of\na: u8, // an a\n// nothing else\n}",
        "struct S { // of\n    a: u8, // an a\n    // nothing else\n}\n",
    );
    check(
        "let a = b // first\n.map(|x| x)/* second */.unique();",
        "let a = b // first\n    .map(|x| x) /* second */\n    .unique();\n",
    );
    check("/* a\n  b */ process a;", "/* a\n  b */ process a;\n");
    check("/// Of S.\nstruct S{/// Of a.\na:u8}", "/// Of S.\nstruct S {\n    /// Of a.\n    a: u8\n}\n");
    check("//! Top.\n//! More.\n\n\nprocess a;", "//! Top.\n//! More.\n\nprocess a;\n");
    check("let a = b.map(|x| f(x, // why\n1));", "let a = b.map(|x| f(x, // why\n    1));\n");
}

#[test]
fn broken_texts_have_no_layout() {
    for text in ["let a = ", "process a process b;", "let a = b.map(|x| (x;", "\"", "let x = 5 5;"] {
        let errors = format(text).expect_err(text);
        assert!(!errors.is_empty(), "{text}");
    }
    assert!(format("let a = nowhere.unique();").is_ok(), "what it means does not matter");
}

const FILLERS: [&str; 9] =
    ["", " ", "\n", "\n\n\n", "\t ", "// c#\n", "\n// c#\n\n", "/* c# */", "\n/* c#\n   more */\n"];

/// The text with something in some of the gaps between tokens, and the comments among that.
fn roughened(text: &str, fills: &[(prop::sample::Index, usize)]) -> (String, Vec<String>) {
    let leaves = Leaves::of(text).leaves;
    let mut gaps: Vec<(usize, usize)> =
        fills.iter().map(|(at, filler)| (at.index(leaves.len() + 1), *filler)).collect();
    gaps.sort_unstable();
    gaps.dedup_by_key(|(at, _)| *at);
    let (mut rough, mut comments, mut from) = (String::new(), Vec::new(), 0);
    for (number, (at, filler)) in gaps.into_iter().enumerate() {
        let to = leaves.get(at).map_or(text.len(), |leaf| leaf.start);
        rough.push_str(&text[from..to]);
        let word = format!("c{number}.");
        rough.push_str(&FILLERS[filler].replace("c#", &word));
        comments.extend(FILLERS[filler].contains("c#").then_some(word));
        from = to;
    }
    rough.push_str(&text[from..]);
    (rough, comments)
}

/// The laws, for one text.
fn hold(text: &str, comments: &[String]) -> Result<(), TestCaseError> {
    let formatted = format(text).map_err(|errors| TestCaseError::fail(format!("{errors:?}\n{text}")))?;
    let again = format(&formatted).map_err(|errors| TestCaseError::fail(format!("{errors:?}\n{formatted}")))?;
    prop_assert_eq!(&again, &formatted, "not idempotent: {}", text);
    let mut rest = formatted.as_str();
    for comment in comments {
        let at = rest.find(comment.as_str());
        prop_assert!(at.is_some(), "{} is lost or moved in\n{}", comment, formatted);
        rest = &rest[at.unwrap_or(0)..];
    }
    let ((program, before), (same, after)) = (parse(text), parse(&formatted));
    prop_assert!(program == same, "another program: {}\n{}", text, formatted);
    let codes = |diagnostics: Vec<crate::Diagnostic>| diagnostics.iter().map(|it| it.code).collect::<Vec<_>>();
    prop_assert_eq!(codes(before), codes(after));
    prop_assert!(formatted.lines().all(|line| line.trim_end() == line || line.contains(['"', '*'])), "{}", formatted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn formatting_keeps_generated_programs(
        program in generated::programs(),
        fills in prop::collection::vec((any::<prop::sample::Index>(), 0..FILLERS.len()), 0..60),
    ) {
        let (text, comments) = roughened(&program.to_string(), &fills);
        hold(&text, &comments)?;
    }

    #[test]
    fn formatting_keeps_the_examples(
        which in 0..PROGRAMS.len(),
        fills in prop::collection::vec((any::<prop::sample::Index>(), 0..FILLERS.len()), 0..80),
    ) {
        let (text, comments) = roughened(PROGRAMS[which].1, &fills);
        hold(&text, &comments)?;
    }
}
