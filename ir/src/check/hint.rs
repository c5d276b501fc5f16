//! What the author says of a closure in its attributes.

use crate::{Closure, Op};

/// Whether the closure carries `#[name]`. Closures without attributes, nearly all, are not parsed for that.
pub(super) fn says(closure: &Closure, name: &str) -> bool {
    if !closure.text().starts_with('#') {
        return false;
    }
    match syn::parse_str::<syn::Expr>(closure.text()) {
        Ok(syn::Expr::Closure(closure)) => closure.attrs.iter().any(|attribute| attribute.path().is_ident(name)),
        _ => false,
    }
}

/// Whether the operator's step carries `#[name]`.
pub(super) fn step_says(op: &Op, name: &str) -> bool {
    match op {
        Op::Fold { step, .. } | Op::Scan { step, .. } | Op::Reduce(step) => says(step, name),
        _ => false,
    }
}
