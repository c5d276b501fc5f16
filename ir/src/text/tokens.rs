//! Canonical token text: one line, one spacing for one sequence of tokens.
//!
//! Spacing depends on tokens alone, never on how they were spaced, so it is idempotent by
//! construction. What role a `|`, `<` or `*` has is a guess from its neighbours; a wrong guess costs
//! beauty, not meaning, because `keeps_apart` forbids every omission of a space that would change tokens.

use super::glue::operator_length;
use super::groups::Tokens;
use super::lex::{Delimiter, Lexical};
use super::spacing::{Kind, Piece, Run, keeps_apart, wants_space};
use proc_macro2::TokenStream;
use std::ops::Range;

/// Prints tokens in one line with the spacing of Rust's formatter.
///
/// No token is added, dropped or glued: reading the text back gives the same tokens, and printing
/// those gives the same text.
///
/// ```
/// let stream: proc_macro2::TokenStream = "|( _ ,request )|request . id+1".parse().unwrap();
/// assert_eq!(suki_ir::text::tokens(stream), "|(_, request)| request.id + 1");
/// ```
pub fn tokens(stream: TokenStream) -> String {
    let text = stream.to_string();
    match Tokens::of_rust(&text) {
        Some(tokens) => canonical(&tokens, 0..tokens.list.len()),
        None => text,
    }
}

/// The canonical text of the tokens at `range`, which contains whole groups.
pub(super) fn canonical(tokens: &Tokens, range: Range<usize>) -> String {
    let mut text = String::with_capacity(4 * range.len());
    let pieces = pieces(tokens, range);
    let mut run = Run::default();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            let previous = &pieces[at - 1];
            if wants_space(previous.kind, piece.kind) || !keeps_apart(previous, piece, pieces.get(at + 1), &run) {
                text.push(' ');
                run = Run::default();
            }
        }
        run.extend(piece);
        text.push_str(piece.text);
    }
    text
}

/// What is known from the tokens before, within one delimiter.
#[derive(Default)]
struct Level<'t> {
    last: Option<Kind>,
    last_text: &'t str,
    in_pipes: bool,
    angles: usize,
    /// Whether the group that this level is in is an attribute.
    attribute: bool,
}

impl<'t> Level<'t> {
    /// Whether the token before ends an operand, so that a binary operator may follow.
    fn after_operand(&self) -> bool {
        matches!(self.last, Some(Kind::Word | Kind::Literal | Kind::Question | Kind::AngleClose | Kind::Close(_)))
    }

    /// Whether a `<` here opens generic arguments.
    fn opens_angle(&self) -> bool {
        match self.last {
            Some(Kind::Path) => true,
            // `Vec<T>` but `N < 3`: constants have no lower case.
            Some(Kind::Word) => {
                self.last_text.starts_with(char::is_uppercase) && self.last_text.contains(char::is_lowercase)
            }
            _ => !self.after_operand(),
        }
    }

    fn operator(&mut self, text: &str) -> Kind {
        let operand = self.after_operand();
        let brace = self.last == Some(Kind::Close(Delimiter::Brace));
        match text {
            "," | ":" => Kind::Separator,
            ";" => {
                self.angles = 0;
                Kind::Separator
            }
            "." => Kind::Dot,
            "::" => Kind::Path,
            ".." | "..." | "..=" => Kind::Range,
            "#" => Kind::Hash,
            "?" if operand => Kind::Question,
            "!" if operand && !brace => Kind::Bang,
            "?" | "!" | "$" | "~" => Kind::Prefix,
            "|" | "||" => self.pipe(text),
            "<" | "<<" if self.opens_angle() => {
                self.angles += text.len();
                Kind::AngleOpen
            }
            ">" | ">>" if self.angles > 0 => {
                self.angles = self.angles.saturating_sub(text.len());
                Kind::AngleClose
            }
            "*" | "&" | "-" if !operand || brace => Kind::Prefix,
            "&&" if !operand => Kind::Prefix,
            _ => Kind::Binary,
        }
    }

    fn pipe(&mut self, text: &str) -> Kind {
        match (text, self.in_pipes) {
            ("|", true) => {
                self.in_pipes = false;
                Kind::PipeClose
            }
            // `|a||b| ..`: closes one list and opens the next.
            (_, true) => Kind::PipeOpen,
            _ if self.after_operand() => Kind::Binary,
            ("|", false) => {
                self.in_pipes = true;
                Kind::PipeOpen
            }
            _ => Kind::PipeClose,
        }
    }

    fn push(&mut self, text: &'t str, kind: Kind, pieces: &mut Vec<Piece<'t>>) {
        self.last = Some(kind);
        self.last_text = text;
        pieces.push(Piece { text, kind });
    }
}

/// The tokens at `range` with operators put together, each with its role.
fn pieces<'t>(tokens: &Tokens<'t>, range: Range<usize>) -> Vec<Piece<'t>> {
    let mut pieces = Vec::with_capacity(range.len());
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    let mut at = range.start;
    while at < range.end {
        let text = tokens.text(at);
        match tokens.list[at].kind {
            Lexical::Open(delimiter) => {
                let attribute = level.last == Some(Kind::Hash) || (level.last_text == "!" && in_hash(&pieces));
                level.push(text, Kind::Open(delimiter), &mut pieces);
                outer.push(std::mem::replace(&mut level, Level { attribute, ..Level::default() }));
            }
            Lexical::Close(delimiter) => {
                let end = if level.attribute { Kind::AttributeEnd } else { Kind::Close(delimiter) };
                level = outer.pop().unwrap_or_default();
                level.push(text, end, &mut pieces);
            }
            Lexical::Word => {
                let kind = if is_keyword(text) { Kind::Keyword } else { Kind::Word };
                level.push(text, kind, &mut pieces);
            }
            Lexical::Lifetime => level.push(text, Kind::Lifetime, &mut pieces),
            Lexical::Punct => {
                let end = run_end(tokens, at, range.end);
                let start = tokens.list[at].start as usize;
                let mut rest = &tokens.text[start..tokens.list[end - 1].end as usize];
                while !rest.is_empty() {
                    let (operator, tail) = rest.split_at(operator_length(rest));
                    rest = tail;
                    let kind = level.operator(operator);
                    level.push(operator, kind, &mut pieces);
                    at += operator.len();
                }
                continue;
            }
            Lexical::Literal | Lexical::LineComment | Lexical::BlockComment | Lexical::Invalid => {
                level.push(text, Kind::Literal, &mut pieces);
            }
        }
        at += 1;
    }
    pieces
}

/// One past the last of the punctuation that follows that at `at` without a space.
fn run_end(tokens: &Tokens, mut at: usize, end: usize) -> usize {
    while at + 1 < end && tokens.list[at + 1].kind == Lexical::Punct && tokens.is_joint(at) {
        at += 1;
    }
    at + 1
}

/// Whether the two last pieces are `#!`.
fn in_hash(pieces: &[Piece]) -> bool {
    matches!(pieces, [.., hash, bang] if hash.kind == Kind::Hash && bang.text == "!")
}

/// Keywords that no operand ends with.
pub(super) fn is_keyword(text: &str) -> bool {
    const KEYWORDS: [&str; 27] = [
        "as", "async", "break", "const", "continue", "dyn", "else", "enum", "for", "if", "impl", "in", "let", "loop",
        "match", "move", "mut", "pub", "ref", "return", "static", "struct", "type", "unsafe", "use", "where", "while",
    ];
    KEYWORDS.binary_search(&text).is_ok()
}
