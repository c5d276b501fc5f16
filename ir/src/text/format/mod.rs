//! The layout of a text: `suki-opt fmt`.
//!
//! Nothing but white space is touched. Tokens come from the lexer with their places, comments from the gaps between
//! them (`leaf`); then it is decided where lines break (`breaks`, `chain`,
//! `block`), and the lines are written with their
//! indentation (`write`). The author's line breaks stand wherever code may break, as in Rust items and in closures;
//! chains of operators are wrapped as a whole.

mod block;
mod breaks;
mod chain;
mod leaf;
#[cfg(test)]
mod tests;
mod write;

use crate::{Code, Diagnostic};
use leaf::Leaves;

/// Columns of a line that chains are wrapped at.
const WIDTH_CHARS: usize = 110;
const INDENT: usize = 4;

/// The text in its canonical layout. Formatting the result changes nothing.
///
/// Every token and every comment is kept: the result reads as the same program.
///
/// # Errors
/// What makes the text no program; such a text has no layout. Errors about its meaning do not matter here.
///
/// ```
/// let text = "process leader; // one\nlet a=b .map( |x|x+1 );";
/// assert_eq!(suki_ir::text::format(text).unwrap(), "process leader; // one\nlet a = b.map(|x| x + 1);\n");
/// ```
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let (_, mut diagnostics) = super::parse(text);
    diagnostics.retain(|diagnostic| is_of_the_layout(diagnostic.code));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    laid_out(text).map_err(|error| vec![error])
}

fn laid_out(text: &str) -> Result<String, Diagnostic> {
    let leaves = Leaves::of(text);
    let breaks = breaks::of(&leaves);
    let formatted = write::lines(&leaves, &breaks);
    match leaves.first_difference(&Leaves::of(&formatted)) {
        None => Ok(formatted),
        Some(span) => Err(Diagnostic::new(Code::Syntax, span, "this text cannot be formatted without changing it")
            .help("this is a defect of the formatter: please report it with the text; the text is left as it is")),
    }
}

/// Whether a text with that error has no tokens or statements that could be laid out.
fn is_of_the_layout(code: Code) -> bool {
    matches!(
        code,
        Code::Syntax | Code::Limit | Code::Delimiter | Code::MissingSemicolon | Code::NoToken | Code::UnknownStatement
    )
}
