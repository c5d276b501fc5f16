//! Closures and items are functions of their arguments: no clock, no randomness, no outside world, no hidden state.

use crate::{Code, Diagnostic, Program, Span};
use proc_macro2::{TokenStream, TokenTree};

/// Words that reach outside, with what to use instead.
const OUTSIDE: &[(&str, &str)] = &[
    ("Instant", "time comes from `loc.interval(20ms)`, in beats"),
    ("SystemTime", "time comes from `loc.interval(20ms)`, in beats"),
    ("thread_rng", "an element that needs chance must bring it"),
    ("RandomState", "an element that needs chance must bring it"),
    ("static", "state lives in `scan` and `fold`"),
    ("thread_local", "state lives in `scan` and `fold`"),
    ("Cell", "state lives in `scan` and `fold`"),
    ("RefCell", "state lives in `scan` and `fold`"),
    ("Mutex", "state lives in `scan` and `fold`"),
    ("unsafe", "nothing here needs it"),
    ("env", "constants are `const` items"),
    ("fs", "durable state goes through `persist_to`"),
    ("net", "messages go through `send`, `broadcast` and `demux`"),
];

/// An error for each word in closures and items that reaches outside.
pub(super) fn check(program: &Program) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let items = program.items.iter().map(|item| (item.text.as_str(), item.span));
    let closures = program.operators.iter().flat_map(|operator| operator.op.closures());
    for (text, span) in items.chain(closures.map(|closure| (closure.text(), closure.span()))) {
        // Nearly all texts have none of the words: only the others are worth reading.
        if OUTSIDE.iter().any(|(word, _)| text.contains(word)) {
            diagnostics.extend(words(text).into_iter().map(|found| error(found, span)));
        }
    }
    diagnostics
}

fn error((word, mend): (&str, &str), span: Span) -> Diagnostic {
    Diagnostic::new(Code::Impure, span, format!("`{word}` makes this depend on more than its arguments"))
        .label("closures run in several places and at several times: all must agree")
        .help(mend)
}

/// The first use of each word: as a path that goes on, a path's end, or a keyword; a field or variable is another thing.
fn words(text: &str) -> Vec<(&'static str, &'static str)> {
    let Ok(tokens) = text.parse::<TokenStream>() else { return Vec::new() };
    let mut found = Vec::new();
    let mut streams = vec![tokens];
    while let Some(stream) = streams.pop() {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        for (position, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => streams.push(group.stream()),
                TokenTree::Ident(word) => {
                    let known = OUTSIDE.iter().find(|(outside, _)| word == outside);
                    found.extend(known.filter(|(word, _)| reaches(word, &trees, position)));
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the word at `position` is meant: module names only inside a path, `'static` and fields never.
fn reaches(word: &str, trees: &[TokenTree], position: usize) -> bool {
    let punct = |at: Option<usize>, sign: char| {
        at.and_then(|at| trees.get(at))
            .is_some_and(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign))
    };
    let before = position.checked_sub(1);
    if punct(before, '.') || punct(before, '\'') {
        return false;
    }
    match word {
        "env" | "fs" | "net" => punct(before, ':') && punct(position.checked_sub(2), ':'),
        _ => true,
    }
}
