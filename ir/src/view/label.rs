//! Operators in words.

use crate::{Op, OperatorId, Program};

/// An operator as its text has it, without the stream before it: `map(|vote| vote.id)`, `send(leader)`.
pub fn call(program: &Program, id: OperatorId) -> String {
    let op = &program.operator(id).op;
    let mut arguments: Vec<String> = match op {
        Op::Input { port, .. } | Op::Output { port, .. } => vec![format!("{port:?}")],
        Op::Recover { log, .. } | Op::PersistTo { log } => vec![format!("{log:?}")],
        Op::Interval { period_ms, .. } | Op::Random { period_ms, .. } => vec![format!("{period_ms}ms")],
        Op::Deal { among } => vec![program.location(*among).name.clone()],
        _ => Vec::new(),
    };
    arguments.extend(op.target().map(|to| program.location(to).name.clone()));
    arguments.extend(op.tick().map(|tick| program.tick(tick).name.clone()));
    arguments.extend(op.closures().into_iter().map(|closure| closure.text().to_string()));
    if let Op::Quorum { count, .. } = op {
        arguments.insert(1, count.text().to_string());
    }
    format!("{}({})", op.name(), arguments.join(", "))
}

/// At most `characters_max` characters of a text, with a sign where more were.
pub fn in_short(text: &str, characters_max: usize) -> String {
    if text.chars().count() <= characters_max {
        return text.to_string();
    }
    let mut short: String = text.chars().take(characters_max.saturating_sub(1)).collect();
    short.push('…');
    short
}
