//! The `.ir` text: reading and canonical printing.
//!
//! Reading goes in steps, each in its file: tokens (`lex`), limits on tokens (`bounds`), statements
//! (`split`), declarations (`declare`, `items`), chains as written (`chain`, `flow`) and last
//! operators with ids (`lower`). Printing is `print`, layout `format`; `GRAMMAR.md` has an example for each construct.

mod attributes;
mod binding;
mod bounds;
mod canonicalize;
mod chain;
mod constants;
mod cursor;
mod declare;
mod format;
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
pub(crate) mod tests;
mod tokens;
mod trees;
mod workload;

use crate::{Diagnostic, Program};
pub use canonicalize::canonicalize;
pub use format::format;
pub(crate) use fragment::{Fragment, canonical_text};
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
    on_a_stack_of_its_own(|| reader::Reader::default().read(text))
}

/// Does `work` in a thread of its own: its stack has a known size, and with it goes the copy of every text that
/// proc-macro2 keeps for spans.
pub(crate) fn on_a_stack_of_its_own<T: Send>(work: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().name("text".into()).stack_size(STACK_BYTES);
        match worker.spawn_scoped(scope, &work) {
            Ok(worker) => worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => work(),
        }
    })
}
