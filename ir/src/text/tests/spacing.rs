//! Canonical token text.

use crate::text::glue::operator_length;
use crate::text::tokens;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use proptest::prelude::*;

#[test]
fn spaces_like_the_formatter() {
    let same = |text: &str| assert_eq!(tokens(text.parse().expect("these are tokens")), text);
    same("|(_, request)| request");
    same("|request| Vote { id: request.id }");
    same("#[commutative] |log, write| log.write(write)");
    same("|acc: &mut u64, x| *acc += x");
    same("|a: &mut Vec<Shift>, b: Option<Vec<u64>>| a.len() < b? && !c || -1 >= d - 2");
    same("move |x| x.0.1[2](3)");
    same("|| BTreeMap::<u64, Vec<u64>>::new()");
    same("|x| if let Some(Ok(y)) = x { y } else { vec![1, 2, 3] }");
    same("|x| match x { A | B => 1, C { a, .. } | D(b, ..) => return *b, _ => {} }");
    same("|x| { let mut y = &x; *y = 1; *y }");
    same("|x| x as u64 << 2 >> 1 | 3 & 4 ^ 5 % 6 / 7");
    same("|x: &'a str| -> Box<dyn Fn(u64) -> u64 + 'a> { f(&&x, &mut *y) }");
    same("|x| (from..next).chain(..=3).chain(4..).map(|y: [u8; 16]| |z| y == z)");
    same("|x| matches!(x, Op::Get(_)) && x != Op::Put { a: 1 }");
    same("|x| 'outer: loop { break 'outer x; }");
    same("|x| <u64 as From<u8>>::from(x)");
    same("|known| known.1.then_some(known.0)");
    same("|a @ (_, b)| a.await?.b");
    same("(MemberId<proposers>, Request)");
    same("fn(u64, &str) -> Option<u64>");
    same("2 * F + 1");
    same("|x| for (i, y) in x.iter() { if i < 3 { continue; } }");
}

#[test]
fn keeps_apart_what_would_join() {
    let check = |text: &str, expect: &str| assert_eq!(tokens(text.parse().expect("these are tokens")), expect);
    check("a & &b", "a & &b");
    check("| | x", "| | x");
    check("x . 0 . 1", "x.0 .1");
    check("1 . foo", "1.foo");
    check("a<-b", "a < -b");
    check("||-1", "|| -1");
    check("a / *b", "a / *b");
    check("x:: <u8>", "x::<u8>");
    check("Vec<Vec<u8> >", "Vec<Vec<u8> >");
    check("f (  )", "f()");
}

/// Operators, words and delimiters, with operators put together.
fn flat(stream: TokenStream) -> Vec<String> {
    let mut list = Vec::new();
    let mut run = String::new();
    for token in stream {
        if let TokenTree::Punct(punct) = &token {
            run.push(punct.as_char());
            if punct.spacing() == Spacing::Joint && punct.as_char() != '\'' {
                continue;
            }
        }
        let mut rest = run.as_str();
        while !rest.is_empty() {
            let (operator, tail) = rest.split_at(operator_length(rest));
            list.push(operator.to_string());
            rest = tail;
        }
        run.clear();
        match token {
            TokenTree::Group(group) => {
                let delimiter = match group.delimiter() {
                    Delimiter::Parenthesis => "()",
                    Delimiter::Brace => "{}",
                    Delimiter::Bracket => "[]",
                    Delimiter::None => "",
                };
                list.push(delimiter.into());
                list.extend(flat(group.stream()));
                list.push("end".into());
            }
            TokenTree::Punct(_) => {}
            other => list.push(other.to_string()),
        }
    }
    list
}

#[track_caller]
fn preserved(text: &str) {
    let Ok(stream) = text.parse::<TokenStream>() else { return };
    let printed = tokens(stream.clone());
    let again: TokenStream = printed.parse().unwrap_or_else(|_| panic!("{text:?} became {printed:?}"));
    assert_eq!(flat(stream), flat(again.clone()), "{text:?} became {printed:?}");
    assert_eq!(tokens(again), printed, "{text:?}");
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "Foo",
        "N",
        "_",
        "self",
        "r#type",
        "match",
        "if",
        "mut",
        "move",
        "as",
        "return",
        "fn",
        "'a",
        "'x'",
        "1",
        "0",
        "0.1",
        "1.",
        "1e5",
        "0xF",
        "2u8",
        "\"s\"",
        "r#\"q\"#",
        "b'x'",
        "c",
        "r",
        "b",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "!",
        "&",
        "|",
        "&&",
        "||",
        "<<",
        ">>",
        "+=",
        "-=",
        "*=",
        "/=",
        "^=",
        "&=",
        "|=",
        "<<=",
        ">>=",
        "=",
        "==",
        "!=",
        ">",
        "<",
        ">=",
        "<=",
        "@",
        ".",
        "..",
        "...",
        "..=",
        ",",
        ";",
        ":",
        "::",
        "->",
        "=>",
        "#",
        "$",
        "?",
        "~",
        "<-",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "()",
        "{}",
        "#[x]",
        "/// doc\n",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn tokens_are_preserved(parts in prop::collection::vec((token(), prop::bool::weighted(0.4)), 0..30)) {
        let mut text = String::new();
        for (token, space) in parts {
            text.push_str(token);
            if space {
                text.push(' ');
            }
        }
        preserved(&text);
    }

    #[test]
    fn groups_are_preserved(parts in prop::collection::vec((token(), prop::bool::weighted(0.4), 0u8..8), 0..30)) {
        let mut text = String::new();
        let mut open = Vec::new();
        for (token, space, group) in parts {
            match group {
                0 => { text.push('('); open.push(')'); }
                1 => { text.push('['); open.push(']'); }
                2 => { text.push('{'); open.push('}'); }
                3 | 4 => text.extend(open.pop()),
                _ if !"()[]{}".contains(token) => text.push_str(token),
                _ => {}
            }
            if space {
                text.push(' ');
            }
        }
        text.extend(open.into_iter().rev());
        preserved(&text);
    }
}
