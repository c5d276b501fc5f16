//! What closures yield, remembered: most closures of a large program differ in their numbers only, and the types
//! that a closure yields do not depend on those.

use super::closure::Flaw;
use crate::{LocationId, Ty};
use std::borrow::Cow;
use std::collections::HashMap;

/// Shapes of closures kept; more are forgotten all at once.
const SHAPES_MAX: usize = 8_192;
/// Answers kept for one shape, likewise.
const ANSWERS_MAX: usize = 16;

/// How a closure is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// With all its arguments, for its result.
    Function,
    /// As the step of a `fold` or `reduce`: with accumulator and element.
    Accumulate,
    /// As the step of a `scan`: with state, element and output.
    Step,
}

/// What an answer depends on.
pub(super) struct Question<'a> {
    /// The closure [`without_numbers`].
    pub shape: Cow<'a, str>,
    pub role: Role,
    pub at: Option<LocationId>,
    pub arguments: &'a [Ty],
}

/// A type, and what is wrong.
type Answer = (Ty, Vec<Flaw>);

/// One answer for a shape, with the rest of its question.
struct Known {
    role: Role,
    at: Option<LocationId>,
    arguments: Vec<Ty>,
    answer: Answer,
}

/// Answers so far, by shape; looked up without a copy of the question.
#[derive(Default)]
pub(super) struct Memo(HashMap<String, Vec<Known>>);

impl Memo {
    /// The answer, if it is known.
    pub fn get(&self, question: &Question) -> Option<&Answer> {
        let known = self.0.get(question.shape.as_ref())?;
        let same = |known: &&Known| {
            (known.role, known.at) == (question.role, question.at) && known.arguments == question.arguments
        };
        known.iter().find(same).map(|known| &known.answer)
    }

    /// Keeps an answer.
    pub fn insert(&mut self, question: &Question, answer: Answer) {
        if self.0.len() >= SHAPES_MAX {
            self.0.clear();
        }
        let known = self.0.entry(question.shape.to_string()).or_default();
        if known.len() >= ANSWERS_MAX {
            known.clear();
        }
        let Question { role, at, arguments, .. } = *question;
        known.push(Known { role, at, arguments: arguments.to_vec(), answer });
    }
}

/// A closure with 0 for each plain number that is neither a field, nor a part of a name or of another number, nor the
/// length of an array.
pub(super) fn without_numbers(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut shape = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let joins =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'"' | b'#') || *byte > 127;
        let apart = !bytes[..start].last().is_some_and(joins) && !bytes.get(at).is_some_and(joins);
        let length = text[..start].trim_end().ends_with(';');
        if apart && !length {
            if kept == 0 {
                shape.reserve(text.len());
            }
            shape.push_str(&text[kept..start]);
            shape.push('0');
            kept = at;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    shape.push_str(&text[kept..]);
    Cow::Owned(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_do_not_count() {
        let check = |text: &str, expect: &str| assert_eq!(without_numbers(text), expect);
        check("|x| x.1 + 22", "|x| x.1 + 0");
        check("|x1| (x1, 7, 8u8, 1.5, 1_0)", "|x1| (x1, 0, 8u8, 1.5, 1_0)");
        check("|x| [3; 16]", "|x| [0; 16]");
        check("|x| é1 + 2", "|x| é1 + 0");
    }
}
