//! Limits of generated text.

/// Characters of an operator that a comment quotes.
pub const QUOTED_CHARS_MAX: usize = 80;
/// Members of a cluster that one machine word counts votes of; larger ones count in several words.
pub const WORD_MEMBERS_MAX: u32 = 64;
