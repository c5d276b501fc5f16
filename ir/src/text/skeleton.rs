//! The shape of a fragment of Rust: its tokens without what a parser does not look at.

use super::groups::Tokens;
use super::lex::Lexical;
use std::ops::Range;

/// Stands for any name, in a skeleton.
const NAME: u8 = 1;
/// Stands for any plain number.
const NUMBER: u8 = 2;
/// Stands for any plain text.
const TEXT: u8 = 3;

/// Words that a parser of Rust may look at, wherever it does.
const LOOKED_AT: [&str; 61] = [
    "Self",
    "_",
    "abstract",
    "as",
    "async",
    "auto",
    "await",
    "become",
    "box",
    "break",
    "builtin",
    "const",
    "continue",
    "crate",
    "default",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "macro_rules",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "raw",
    "ref",
    "return",
    "safe",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yeet",
    "yield",
];

/// The bytes that all fragments share that differ from the tokens at `range` in names, plain numbers and plain texts
/// only. None for fragments with attributes, of which the names count.
pub(super) fn skeleton(tokens: &Tokens, range: Range<usize>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(2 * range.len());
    let mut after_dot = false;
    for at in range.clone() {
        let text = tokens.text(at);
        let plain = match tokens.list[at].kind {
            Lexical::Word if !text.starts_with("r#") && LOOKED_AT.binary_search(&text).is_err() => Some(NAME),
            // After a dot a number is a field, and `x.1e3` is none.
            Lexical::Literal if !after_dot && text.bytes().all(|byte| byte.is_ascii_digit()) => Some(NUMBER),
            Lexical::Literal if text.starts_with('"') && text.ends_with('"') => Some(TEXT),
            Lexical::Punct if text == "#" => return None,
            _ => None,
        };
        match plain {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(text.as_bytes()),
        }
        let joint = tokens.list[at].kind == Lexical::Punct
            && at + 1 < range.end
            && tokens.list[at + 1].kind == Lexical::Punct
            && tokens.is_joint(at);
        if !joint {
            bytes.push(b' ');
        }
        after_dot = text == ".";
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<u8>> {
        let tokens = Tokens::of_rust(text).expect("these are tokens");
        skeleton(&tokens, 0..tokens.list.len())
    }

    #[test]
    fn names_and_numbers_do_not_count_and_all_else_does() {
        let same = |a: &str, b: &str| assert_eq!(of(a), of(b), "{a} {b}");
        let differ = |a: &str, b: &str| assert_ne!(of(a), of(b), "{a} {b}");
        same("|x| x + 1", "|yy| zz+2");
        same("|x| x.0", "|x|  x . 0");
        same("f(\"a\")", "f(\"b c\")");
        differ("|x| x.0", "|x| x.1");
        differ("a & &b", "a && b");
        differ("|x| x", "|x| move");
        differ("|x| 1", "|x| 1u8");
        differ("|x| (x, y)", "|x| [x, y]");
        differ("'a: loop {}", "'b: loop {}");
        differ("\"a\"", "b\"a\"");
        assert_eq!(of("#[a] |x| x"), None);
        assert!(LOOKED_AT.is_sorted());
    }
}
