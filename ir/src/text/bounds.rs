//! Limits, checked on tokens before a recursive parser sees them.

use crate::limits::{NESTING_MAX, PREFIX_RUN_MAX, RECURSION_KIB_MAX, STATEMENT_TOKENS_MAX};
use crate::{Code, Diagnostic, Span};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Tokens in `trees` with all groups opened, a group's delimiters counting as two.
pub(crate) fn count(trees: &[TokenTree]) -> usize {
    measure(trees).0
}

/// The deepest nesting of delimiters in `trees`.
pub(crate) fn nesting(trees: &[TokenTree]) -> usize {
    measure(trees).1
}

/// Token count and nesting, without recursion: nothing has been checked yet.
fn measure(trees: &[TokenTree]) -> (usize, usize) {
    let (mut count, mut deepest) = (0, 0);
    let whole: TokenStream = trees.iter().cloned().collect();
    let mut stack = vec![whole.into_iter()];
    while let Some(level) = stack.last_mut() {
        match level.next() {
            None => {
                stack.pop();
            }
            Some(TokenTree::Group(group)) => {
                count += 2;
                deepest = deepest.max(stack.len());
                stack.push(group.stream().into_iter());
            }
            Some(_) => count += 1,
        }
    }
    (count, deepest)
}

/// Checks one statement's size and nesting.
///
/// # Errors
/// The limit that is exceeded.
pub(super) fn statement(trees: &[TokenTree], span: Span) -> Result<(), Diagnostic> {
    let (count, deepest) = measure(trees);
    if count > STATEMENT_TOKENS_MAX {
        return Err(limit(span, format!("a statement of {count} tokens; at most {STATEMENT_TOKENS_MAX} are allowed"))
            .help("split it with `let`"));
    }
    if deepest > NESTING_MAX {
        return Err(limit(span, format!("delimiters are nested {deepest} deep; at most {NESTING_MAX} are allowed")));
    }
    Ok(())
}

/// Checks that a recursive parser can read a fragment of Rust: that no path into it is too deep.
///
/// # Errors
/// The limit that is exceeded.
pub(super) fn fragment(stream: &TokenStream, span: Span) -> Result<(), Diagnostic> {
    let stack_kib =
        stack_kib(stream.clone()).map_err(|at| limit(at, format!("more than {PREFIX_RUN_MAX} operators in a row")))?;
    if stack_kib > RECURSION_KIB_MAX {
        let message =
            format!("an expression is too deep: its levels add up to {stack_kib}, {RECURSION_KIB_MAX} are allowed");
        return Err(limit(span, message).help("split it with `let`, or move parts of it into a function"));
    }
    Ok(())
}

fn limit(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::Limit, span, message)
}

/// What one level of a recursive parser, printer or destructor costs, in KiB of stack; measured with syn and
/// prettyplease, rounded up.
mod cost {
    pub(super) const BRACES: usize = 9;
    pub(super) const GROUP: usize = 6;
    pub(super) const ANGLE: usize = 10;
    pub(super) const PIPE: usize = 4;
    pub(super) const KEYWORD: usize = 5;
    pub(super) const ASSIGNMENT: usize = 4;
    pub(super) const PREFIX: usize = 3;
    pub(super) const SUFFIX: usize = 1;
}

/// A bound on the stack that a recursive parser needs for `stream`. What it may recurse on is operators,
/// keywords and groups, and it is back at the top after a `;`, a `=>`, or a block that ends a statement, and
/// but for closures and generic arguments after a `,`. Recursion here is bounded by the nesting limit.
fn stack_kib(stream: TokenStream) -> Result<usize, Span> {
    let mut level = Level::default();
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                let inner = stack_kib(group.stream())?;
                let braces = group.delimiter() == Delimiter::Brace;
                level.enter(if braces { cost::BRACES } else { cost::GROUP } + inner);
                level.step(cost::SUFFIX);
                level.end_run();
                let ends = match trees.peek() {
                    Some(TokenTree::Ident(next)) => next != "else" && next != "as",
                    Some(TokenTree::Punct(next)) => next.as_char() == '#',
                    _ => false,
                };
                if braces && ends {
                    level.reset();
                }
            }
            TokenTree::Ident(ident) => {
                level.end_run();
                if super::tokens::is_keyword(&ident.to_string()) || ident == "fn" || ident == "box" {
                    level.step(cost::KEYWORD);
                }
            }
            TokenTree::Literal(_) => level.end_run(),
            TokenTree::Punct(punct) => {
                level.punct(punct.as_char());
                if level.run > PREFIX_RUN_MAX {
                    return Err(punct.span().into());
                }
            }
        }
    }
    Ok(level.deepest)
}

/// Costs within one delimiter.
#[derive(Default)]
struct Level {
    /// Since the last separator.
    steps: usize,
    /// Of closures and all before them; they are open until the end of the statement.
    pipes: usize,
    /// Of open angle brackets and all before them since the last separator.
    angles: Vec<usize>,
    angle_sum: usize,
    /// Punctuation since the last other token.
    run: usize,
    last: char,
    deepest: usize,
}

impl Level {
    fn enter(&mut self, inner: usize) {
        self.deepest = self.deepest.max(self.steps + self.pipes + self.angle_sum + inner);
    }

    fn step(&mut self, cost: usize) {
        self.steps += cost;
        self.enter(0);
    }

    fn reset(&mut self) {
        (self.steps, self.pipes, self.angle_sum) = (0, 0, 0);
        self.angles.clear();
    }

    fn end_run(&mut self) {
        self.run = 0;
        self.last = ' ';
    }

    fn punct(&mut self, c: char) {
        match c {
            ';' => self.reset(),
            ',' => self.steps = 0,
            '>' if self.last == '=' => self.reset(),
            '>' if self.last == '-' => self.step(cost::PREFIX),
            '>' => {
                if let Some(before) = self.angles.pop() {
                    self.angle_sum -= before + cost::ANGLE;
                    self.steps += before;
                }
            }
            '<' => {
                self.angles.push(self.steps);
                self.angle_sum += self.steps + cost::ANGLE;
                self.steps = 0;
            }
            '|' => {
                self.pipes += self.steps + cost::PIPE;
                self.steps = 0;
            }
            '=' => self.step(cost::ASSIGNMENT),
            '.' | '?' | ':' => self.step(cost::SUFFIX),
            _ => self.step(cost::PREFIX),
        }
        self.enter(0);
        self.run += 1;
        self.last = c;
    }
}
