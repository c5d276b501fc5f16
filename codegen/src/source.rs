//! The text that a program was read from, for comments that say where an operator stands.

use suki_ir::Span;

/// A text and what to call it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file's name, without its folder.
    pub name: &'a str,
    /// What the program was parsed from: spans are positions in it.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// The file's name without what follows the first dot.
    pub(crate) fn stem(&self) -> &'a str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// `voting.ir:17`; the name alone for what stands nowhere.
    pub(crate) fn place(&self, span: Span) -> String {
        match self.text.get(..span.start as usize) {
            Some(before) if span != Span::NONE => {
                format!("{}:{}", self.name, before.matches('\n').count() + 1)
            }
            _ => self.name.to_string(),
        }
    }
}

/// Characters of an operator that a comment quotes.
const QUOTED_CHARS_MAX: usize = 80;

impl Source<'_> {
    /// The first line of what stands there, shortened.
    pub(crate) fn first_line(&self, span: Span) -> String {
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        let quoted: String = line.chars().take(QUOTED_CHARS_MAX).collect();
        if quoted.len() < text.len() { format!("{quoted} ..") } else { quoted }
    }
}
