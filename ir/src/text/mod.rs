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
mod flow;
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
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod trees;
mod using;
mod workload;

use crate::source::Sources;
use crate::{Diagnostic, Program, Stream, infer};
pub use canonicalize::canonicalize;
pub use format::format;
pub(crate) use fragment::{Fragment, canonical_text};
pub use lex::{Delimiter, Lexeme, Lexical, lexemes};
pub(crate) use print::{affinity_word, clause_text};
pub(crate) use statement::fact as fact_text;
pub use tokens::tokens;
pub use using::Load;

/// Stack for reading a text; the limits on nesting keep what a text can use far below it.
const STACK_BYTES: usize = 16 << 20;

/// A program with everything that is known of it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The program; it has its docs and Rust items only when a text has errors.
    pub program: Program,
    /// The stream that each operator yields; to be relied on when no diagnostic is an error.
    pub streams: Vec<Stream>,
    /// All that is wrong or doubtful, in textual order.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that places are in.
    pub sources: Sources,
}

/// Reads a program. It is usable when no diagnostic is an error; otherwise it has its docs and Rust
/// items only.
///
/// All errors of the text are found in one run, in textual order. No text makes it panic. Other files that it uses are
/// not there; [`read`] finds them.
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
    let (mut sources, mut none) = (Sources::of("", text), |_: &str| Err("no other files can be read here".to_string()));
    let reader::Read { program, diagnostics } = on_a_stack(|| reader::Reader::default().read(&mut sources, &mut none));
    (usable(program, &diagnostics), diagnostics)
}

/// Reads a program with the files that it uses, and checks it: statements that are broken are reported, and all
/// others are checked nevertheless.
///
/// `load` gives the text of a file by its name, which is relative to where `name` is, or says why it cannot.
///
/// ```
/// let cell = "flow twice(x) { x.map(|(client, n)| (client, 2 * n)) }";
/// let text = "use \"cells/twice.ir\"; process leader; external clients;
///     let doubled = clients.input::<u64>(\"in\").send(leader).twice();
///     clients.output(\"out\", doubled);";
/// let mut load = |name: &str| match name {
///     "examples/cells/twice.ir" => Ok(cell.to_string()),
///     _ => Err("not found".to_string()),
/// };
/// let reading = suki_ir::text::read("examples/doubling.ir", text, &mut load);
/// assert!(reading.diagnostics.is_empty());
/// assert_eq!(reading.program.operators.len(), 4);
/// ```
pub fn read(name: &str, text: &str, load: &mut Load) -> Reading {
    let mut sources = Sources::of(name, text);
    let reader::Read { program, mut diagnostics } = on_a_stack(|| reader::Reader::default().read(&mut sources, load));
    let (streams, found) = infer(&program);
    let is_partial = diagnostics.iter().any(Diagnostic::is_error);
    // Of a program with holes nothing can be said that depends on all of it.
    let follows = |found: &Diagnostic| is_partial && (!found.is_error() || found.code.is_of_the_whole());
    diagnostics.extend(found.into_iter().filter(|found| !follows(found)).map(|found| sources.resolved(found)));
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, !diagnostic.is_error()));
    diagnostics
        .dedup_by(|next, first| (next.span, next.code, &next.message) == (first.span, first.code, &first.message));
    let program = if is_partial { usable(program, &diagnostics) } else { program };
    Reading { program, streams, diagnostics, sources }
}

/// The program, or what remains of it when there are errors: ids of what is missing would lead nowhere, so nothing
/// that refers to anything.
fn usable(program: Program, diagnostics: &[Diagnostic]) -> Program {
    if !diagnostics.iter().any(Diagnostic::is_error) {
        return program;
    }
    let Program { docs, items, .. } = program;
    Program { docs, items, ..Program::default() }
}

/// Runs `read` where the stack has a known size. What syn remembers of texts for its places goes with the thread.
pub(crate) fn on_a_stack<T: Send>(read: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().name("text".into()).stack_size(STACK_BYTES);
        match worker.spawn_scoped(scope, read) {
            Ok(worker) => worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(error) => panic!("no thread can be started to read a text: {error}"),
        }
    })
}
