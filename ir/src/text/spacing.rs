//! Where spaces stand between printed tokens: where they look right, and where tokens would join without.

use super::glue::stays_apart;
use super::lex::Delimiter;

/// One token as printed, with its role.
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Keyword,
    Lifetime,
    Literal,
    Prefix,
    Binary,
    Dot,
    Path,
    Range,
    Question,
    Bang,
    Separator,
    Hash,
    PipeOpen,
    PipeClose,
    AngleOpen,
    AngleClose,
    Open(Delimiter),
    Close(Delimiter),
    /// The bracket that ends an attribute.
    AttributeEnd,
}

/// Whether a space between the two looks right.
pub(super) fn wants_space(previous: Kind, next: Kind) -> bool {
    use Delimiter::{Brace, Bracket, Parenthesis};
    use Kind::*;
    match (previous, next) {
        (Open(Brace), Close(Brace)) => false,
        (Open(Brace), _) | (_, Close(Brace)) => true,
        (Open(_), _) | (_, Close(_) | AttributeEnd) => false,
        (_, Separator | Question | Bang) => false,
        (Separator | AttributeEnd, _) => true,
        (Hash | Prefix | PipeOpen | Dot | Path | AngleOpen, _) => false,
        (_, PipeClose) => !matches!(previous, Word | Literal | Close(_) | AngleClose | Lifetime | Range),
        (PipeClose | Binary, _) | (_, Binary | Hash) => true,
        (Keyword, AngleOpen) => false,
        (Keyword, _) => true,
        (Range, Keyword) => true,
        (_, Dot | Path | AngleOpen | AngleClose | Range) => false,
        (Range, _) => false,
        (Bang, Open(Parenthesis | Bracket)) => false,
        (Close(Brace), Open(_)) => true,
        (Word | Literal | Close(_) | Question | AngleClose, Open(Parenthesis | Bracket)) => false,
        _ => true,
    }
}

/// Whether the two are read back as they are when nothing stands between them.
pub(super) fn keeps_apart(previous: &Piece, next: &Piece, after: Option<&Piece>, run: &Run) -> bool {
    let (Some(end), Some(start)) = (previous.text.chars().next_back(), next.text.chars().next()) else {
        return true;
    };
    let wordy = |c: char| c.is_alphanumeric() || c == '_' || c == '"' || c == '\'' || !c.is_ascii();
    if wordy(end) && (wordy(start) || start == '#') {
        return false;
    }
    if previous.kind == Kind::Literal && start == '.' && previous.text.starts_with(|c: char| c.is_ascii_digit()) {
        let whole = !previous.text.contains('.');
        return !previous.text.ends_with('.')
            && (!whole || next.text != "." || after.is_some_and(|after| matches!(after.kind, Kind::Word)));
    }
    if previous.is_operator() && next.is_operator() {
        return stays_apart(&run.text, &run.lengths, next.text);
    }
    // `.` before a number could be read as one token with a number before it.
    !(next.kind == Kind::Literal && end == '.' && start.is_ascii_digit() && run.after_number)
}

impl Piece<'_> {
    fn is_operator(&self) -> bool {
        !matches!(
            self.kind,
            Kind::Word
                | Kind::Keyword
                | Kind::Lifetime
                | Kind::Literal
                | Kind::Open(_)
                | Kind::Close(_)
                | Kind::AttributeEnd
        )
    }
}

/// The punctuation since the last space or other token.
#[derive(Default)]
pub(super) struct Run {
    text: String,
    lengths: Vec<usize>,
    after_number: bool,
}

impl Run {
    pub(super) fn extend(&mut self, piece: &Piece) {
        if piece.is_operator() {
            self.text.push_str(piece.text);
            self.lengths.push(piece.text.len());
        } else {
            *self = Run { after_number: piece.kind == Kind::Literal, ..Run::default() };
        }
    }
}
