//! Limits, checked on tokens before a recursive parser sees them.

use super::groups::Tokens;
use super::lex::{Delimiter, Lexical};
use super::split::Statement;
use crate::limits::{NESTING_MAX, PREFIX_RUN_MAX, RECURSION_KIB_MAX, STATEMENT_TOKENS_MAX};
use crate::{Code, Diagnostic, Span};
use std::ops::Range;

/// The deepest nesting of delimiters among the tokens at `range`.
pub(crate) fn nesting(tokens: &Tokens, range: Range<usize>) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for token in &tokens.list[range] {
        match token.kind {
            Lexical::Open(_) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            Lexical::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Checks one statement's size and nesting.
///
/// # Errors
/// The limit that is exceeded.
pub(super) fn statement(statement: &Statement) -> Result<(), Diagnostic> {
    sized(statement.tokens, statement.start..statement.end, statement.span)
}

/// Checks the size and nesting of the tokens at `range`.
///
/// # Errors
/// The limit that is exceeded.
pub(super) fn sized(tokens: &Tokens, range: Range<usize>, span: Span) -> Result<(), Diagnostic> {
    let count = range.len();
    if count > STATEMENT_TOKENS_MAX {
        return Err(limit(span, format!("a statement of {count} tokens; at most {STATEMENT_TOKENS_MAX} are allowed"))
            .help("split it with `let`"));
    }
    let deepest = nesting(tokens, range);
    if deepest > NESTING_MAX {
        return Err(limit(span, format!("delimiters are nested {deepest} deep; at most {NESTING_MAX} are allowed")));
    }
    Ok(())
}

/// Checks that a recursive parser can read a fragment of Rust: that no path into it is too deep.
///
/// # Errors
/// The limit that is exceeded.
pub(super) fn fragment(tokens: &Tokens, range: Range<usize>, span: Span) -> Result<(), Diagnostic> {
    let stack_kib = stack_kib(tokens, range)
        .map_err(|at| limit(tokens.span(at), format!("more than {PREFIX_RUN_MAX} operators in a row")))?;
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

/// A bound on the stack that a recursive parser needs for the tokens at `range`, or the token with which a run of
/// operators is too long. What a parser may recurse on is operators, keywords and groups, and it is back at the top
/// after a `;`, a `=>`, or a block that ends a statement, and but for closures and generic arguments after a `,`.
fn stack_kib(tokens: &Tokens, range: Range<usize>) -> Result<usize, usize> {
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    for at in range.clone() {
        let text = tokens.text(at);
        match tokens.list[at].kind {
            Lexical::Open(_) => outer.push(std::mem::take(&mut level)),
            Lexical::Close(delimiter) => {
                let inner = level.deepest;
                level = outer.pop().unwrap_or_default();
                let braces = delimiter == Delimiter::Brace;
                level.enter(if braces { cost::BRACES } else { cost::GROUP } + inner);
                level.step(cost::SUFFIX);
                level.end_run();
                let next = (at + 1 < range.end).then(|| (tokens.list[at + 1].kind, tokens.text(at + 1)));
                let ends = match next {
                    Some((Lexical::Word, next)) => !matches!(next, "else" | "as"),
                    next => next == Some((Lexical::Punct, "#")),
                };
                if braces && ends {
                    level.reset();
                }
            }
            Lexical::Word => {
                level.end_run();
                if super::tokens::is_keyword(text) || matches!(text, "fn" | "box") {
                    level.step(cost::KEYWORD);
                }
            }
            Lexical::Punct => {
                level.punct(text.chars().next().unwrap_or(' '));
                if level.run > PREFIX_RUN_MAX {
                    return Err(at);
                }
            }
            _ => level.end_run(),
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
