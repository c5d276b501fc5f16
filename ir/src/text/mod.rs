//! The `.ir` text: reading and canonical printing.
//!
//! Reading goes in steps, each in its file: tokens (`lex`), limits on tokens (`bounds`), statements
//! (`split`), declarations (`declare`, `items`), chains as written (`chain`, `flow`) and last
//! operators with ids (`lower`). Printing is `print`; `GRAMMAR.md` has an example for each construct.

mod attributes;
mod binding;
mod bounds;
mod canonicalize;
mod chain;
mod constants;
mod cursor;
mod declare;
mod fragment;
mod glue;
mod groups;
mod items;
mod lex;
mod literal;
mod lower;
mod names;
mod operators;
mod placed;
mod print;
mod reader;
mod skeleton;
mod spacing;
mod split;
mod statement;
mod suggest;
#[cfg(test)]
mod tests;
mod tokens;
mod trees;
mod workload;

use crate::{Diagnostic, Program};
pub use canonicalize::canonicalize;
pub use lex::{Delimiter, Lexeme, Lexical, lexemes};
pub use tokens::tokens;

/// Stack for reading a text; the limits on nesting keep what a text can use far below it.
const STACK_BYTES: usize = 16 << 20;

/// Reads a program. It is usable when no diagnostic is an error; otherwise it has its docs and Rust
/// items only.
///
/// All errors of the text are found in one run, in textual order. No text makes it panic.
///
/// ```
/// let (program, diagnostics) = suki_ir::parse(
///     "process leader; external clients;
///      let requests = clients.input::<u64>(\"requests\").send(leader);
///      clients.output(\"replies\", requests.map(|(client, id)| (client, id + 1)));",
/// );
/// assert!(diagnostics.is_empty());
/// assert_eq!(program.operators.len(), 4);
/// ```
pub fn parse(text: &str) -> (Program, Vec<Diagnostic>) {
    let read = || reader::Reader::default().read(text);
    // A thread of its own has a stack of known size, and with it goes the copy of every text that
    // proc-macro2 keeps for spans.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().name("parse".into()).stack_size(STACK_BYTES);
        match worker.spawn_scoped(scope, read) {
            Ok(worker) => worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => read(),
        }
    })
}
