//! A small reader of closures: from the types of the arguments to the type of the result.
//!
//! It knows patterns, literals of structs and tuples, fields, arithmetic, and calls of what the program declares.
//! Whatever else it meets is unknown, never a guess; rustc judges the generated code in the end.

//!
//! [`lineage`] reads the same closures for what they copy.
mod accumulator;
mod call;
mod flow;
mod library;
pub(super) mod lineage;
mod operand;
mod pattern;
mod reader;

use crate::Ty;
pub(super) use operand::{bounded, item_of};
pub(super) use pattern::same_but_references;
pub(super) use reader::Reader;

/// What a closure says that cannot be, given its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A field that a known type does not have.
    NoField {
        /// The type.
        of: Ty,
        /// The missing field.
        field: String,
    },
    /// A pattern that a known type cannot match.
    Pattern {
        /// What the pattern is for.
        pattern: String,
        /// The type.
        found: Ty,
    },
    /// A parameter whose annotation contradicts the argument.
    Parameter {
        /// As annotated.
        annotated: Ty,
        /// As passed.
        found: Ty,
    },
    /// A step that is said to be commutative, and computes the accumulator in a way that is not.
    OrderMatters {
        /// The arithmetic: `+=`, `saturating_add`.
        operation: String,
        /// The type that it computes with.
        of: Ty,
    },
}
