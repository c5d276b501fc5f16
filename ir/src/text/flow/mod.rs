//! Flows: parametrised parts of programs, put in the place of each use while the text is read.
//!
//! A flow is read once (`define`), so that its errors are found though nothing uses it; `call` reads uses, `cycle`
//! refuses flows that use themselves, `expand` puts copies in their places, `substitute` writes arguments into closures,
//! types and constants.

mod call;
mod cycle;
mod define;
mod expand;
mod substitute;

use super::binding::Binding;
use super::chain::Chain;
use super::cursor::{Cursor, Name};
use super::fragment::Expression;
use crate::Span;
pub(super) use cycle::refuse_cycles;
pub(super) use expand::Expander;

/// What the head of a flow says.
#[derive(Clone)]
pub(super) struct Signature {
    pub(super) name: Name,
    pub(super) parameters: Vec<Name>,
}

/// A flow as written.
pub(super) struct Definition<'t> {
    signature: Signature,
    body: Vec<Part<'t>>,
    results: Vec<Chain>,
    /// From the first token of the body to the last.
    span: Span,
    /// Operators of the body, without those of the flows that it uses.
    operators: usize,
}

/// One statement of a flow.
enum Part<'t> {
    /// A `let`, with its attributes, which may speak of parameters.
    Let { binding: Binding, attributes: Cursor<'t> },
    /// `tick NAME at NAME;`
    Tick { name: Name, at: Name },
}

/// One use of a flow, in a chain.
#[derive(Clone)]
pub(super) struct Call {
    /// Which flow, by its position in the table.
    pub(super) flow: usize,
    /// How many operators of the chain stand before it.
    pub(super) at: usize,
    /// Whether what stands before it is its first argument.
    pub(super) has_receiver: bool,
    pub(super) arguments: Vec<Given>,
    pub(super) span: Span,
}

/// An argument as written; what it is depends on what is declared.
#[derive(Clone)]
pub(super) enum Given {
    Name(Name),
    Chain(Chain),
    Constant(Expression),
}
