//! Canonical token text: one line, one spacing for one sequence of tokens.
//!
//! Spacing depends on tokens alone, never on how they were spaced, so it is idempotent by
//! construction. What role a `|`, `<` or `*` has is a guess from its neighbours; a wrong guess costs
//! beauty, not meaning, because `keeps_apart` forbids every omission of a space that would change tokens.

use super::glue::operator_length;
use super::spacing::{Kind, Piece, Run, keeps_apart, wants_space};
use proc_macro2::{Delimiter, Punct, Spacing, Span, TokenStream, TokenTree};

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
    let mut pieces = Vec::new();
    flatten(stream, &mut pieces);
    let mut text = String::new();
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
        text.push_str(&piece.text);
    }
    text
}

/// What is known from the tokens before, within one delimiter.
#[derive(Default)]
struct Level {
    last: Option<Kind>,
    last_text: String,
    in_pipes: bool,
    angles: usize,
}

impl Level {
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

    fn push(&mut self, text: String, kind: Kind, span: Span, pieces: &mut Vec<Piece>) {
        self.last = Some(kind);
        self.last_text.clone_from(&text);
        pieces.push(Piece { text, kind, span });
    }
}

/// The tokens of `stream` in order, with their roles.
pub(super) fn flatten(stream: TokenStream, pieces: &mut Vec<Piece>) {
    let mut level = Level::default();
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                let delimiter = group.delimiter();
                let attribute = level.last == Some(Kind::Hash) || (level.last_text == "!" && in_hash(pieces));
                let (open, close) = match delimiter {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                if delimiter == Delimiter::None {
                    flatten(group.stream(), pieces);
                    level.last = Some(Kind::Word);
                    continue;
                }
                level.push(open.into(), Kind::Open(delimiter), group.span_open(), pieces);
                flatten(group.stream(), pieces);
                let end = if attribute { Kind::AttributeEnd } else { Kind::Close(delimiter) };
                level.push(close.into(), end, group.span_close(), pieces);
            }
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                let kind = if is_keyword(&text) { Kind::Keyword } else { Kind::Word };
                level.push(text, kind, ident.span(), pieces);
            }
            TokenTree::Literal(literal) => level.push(literal.to_string(), Kind::Literal, literal.span(), pieces),
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                let name = trees.next().map(|name| name.to_string()).unwrap_or_default();
                level.push(format!("'{name}"), Kind::Lifetime, punct.span(), pieces);
            }
            TokenTree::Punct(punct) => {
                let (run, spans) = joint_run(punct, &mut trees);
                let mut rest = run.as_str();
                while !rest.is_empty() {
                    let (operator, tail) = rest.split_at(operator_length(rest));
                    let span = spans[run.len() - rest.len()];
                    rest = tail;
                    let kind = level.operator(operator);
                    level.push(operator.into(), kind, span, pieces);
                }
            }
        }
    }
}

/// Whether the two last pieces are `#!`.
fn in_hash(pieces: &[Piece]) -> bool {
    matches!(pieces, [.., hash, bang] if hash.kind == Kind::Hash && bang.text == "!")
}

/// The punctuation that follows `first` without a space, `first` included, and where each character stands.
fn joint_run(first: Punct, trees: &mut std::iter::Peekable<impl Iterator<Item = TokenTree>>) -> (String, Vec<Span>) {
    let mut run = String::from(first.as_char());
    let mut spans = vec![first.span()];
    let mut joint = first.spacing() == Spacing::Joint;
    while joint {
        match trees.peek() {
            Some(TokenTree::Punct(next)) if next.as_char() != '\'' => {
                run.push(next.as_char());
                spans.push(next.span());
                joint = next.spacing() == Spacing::Joint;
                trees.next();
            }
            _ => break,
        }
    }
    (run, spans)
}

/// Keywords that no operand ends with.
pub(super) fn is_keyword(text: &str) -> bool {
    const KEYWORDS: [&str; 27] = [
        "as", "async", "break", "const", "continue", "dyn", "else", "enum", "for", "if", "impl", "in", "let", "loop",
        "match", "move", "mut", "pub", "ref", "return", "static", "struct", "type", "unsafe", "use", "where", "while",
    ];
    KEYWORDS.contains(&text)
}
