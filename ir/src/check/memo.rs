//! What closures yield, remembered: most closures of a large program differ in their numbers only, and the types
//! that a closure yields do not depend on those.

use super::closure::Flaw;
use crate::{LocationId, Ty};
use std::collections::HashMap;

/// Answers kept; more are forgotten all at once.
const ANSWERS_MAX: usize = 8_192;

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
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    shape: String,
    role: Role,
    at: Option<LocationId>,
    arguments: Vec<Ty>,
}

impl Question {
    /// What the closure `text` yields at a location for arguments of these types.
    pub fn new(text: &str, role: Role, at: Option<LocationId>, arguments: &[Ty]) -> Self {
        Self { shape: without_numbers(text), role, at, arguments: arguments.to_vec() }
    }
}

/// Answers so far: the type, and what is wrong.
#[derive(Default)]
pub(super) struct Memo(HashMap<Question, (Ty, Vec<Flaw>)>);

impl Memo {
    /// The answer, if it is known.
    pub fn get(&self, question: &Question) -> Option<&(Ty, Vec<Flaw>)> {
        self.0.get(question)
    }

    /// Keeps an answer.
    pub fn insert(&mut self, question: Question, answer: (Ty, Vec<Flaw>)) {
        if self.0.len() >= ANSWERS_MAX {
            self.0.clear();
        }
        self.0.insert(question, answer);
    }
}

/// A closure with 0 for each plain number that is neither a field, nor a part of a name or of another number, nor the
/// length of an array.
fn without_numbers(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut shape = String::with_capacity(text.len());
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
            shape.push_str(&text[kept..start]);
            shape.push('0');
            kept = at;
        }
    }
    shape.push_str(&text[kept..]);
    shape
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
