//! Arithmetic on an accumulator that depends on the order of the elements, though the closure says that none does.
//!
//! Sums of floating point numbers round differently in another order, and signed numbers that saturate may come back
//! from either end: `verification/proofs/combiners/Sums.v` has the numbers. Only what is known is noted: the types, that
//! the accumulator itself is computed with, and that the program gives the signs no meaning of its own.

use super::Flaw;
use super::reader::Reader;
use crate::Ty;
use syn::{BinOp, Expr};

impl Reader<'_> {
    /// Notes `acc += x` and the like on floating point numbers.
    pub(super) fn compound(&mut self, binary: &syn::ExprBinary, left: &Ty, right: &Ty) {
        let Some(sign) = compound_sign(&binary.op) else { return };
        if self.commutative
            && self.is_place_in_state(&binary.left)
            && let Some(of) = self.float(left, right)
        {
            self.order_matters(sign, of);
        }
    }

    /// Notes `acc = acc + x` on floating point numbers, and `acc = acc.saturating_add(x)` on signed ones.
    pub(super) fn assigned(&mut self, assign: &syn::ExprAssign, left: &Ty, right: &Ty) {
        if !self.commutative || !self.is_place_in_state(&assign.left) {
            return;
        }
        let place = place(&assign.left);
        match plain(&assign.right) {
            Expr::MethodCall(call) if place == self::place(&call.receiver) => {
                let name = call.method.to_string();
                if name.starts_with("saturating_") && is_signed(left.peeled()) {
                    self.order_matters(&name, left.peeled().clone());
                }
            }
            Expr::Binary(binary) => {
                if let (Some(sign), Some(of)) = (sign_with(binary, place), self.float(left, right)) {
                    self.order_matters(sign, of);
                }
            }
            _ => {}
        }
    }

    /// Whether the expression is the accumulator, a part of it, or a reference to one.
    pub(super) fn is_of_state(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Path(path) => path.path.get_ident().is_some_and(|name| {
                let bound = self.bindings.iter().rev().find(|binding| name == &binding.name);
                bound.is_some_and(|binding| binding.of_state)
            }),
            Expr::Paren(inner) => self.is_of_state(&inner.expr),
            Expr::Group(inner) => self.is_of_state(&inner.expr),
            Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)) && self.is_of_state(&unary.expr),
            Expr::Reference(reference) => self.is_of_state(&reference.expr),
            Expr::Try(attempt) => self.is_of_state(&attempt.expr),
            Expr::Field(field) => self.is_of_state(&field.base),
            Expr::Index(index) => self.is_of_state(&index.expr),
            Expr::MethodCall(call) => call.method != "clone" && self.is_of_state(&call.receiver),
            _ => false,
        }
    }

    /// Whether an assignment to the expression changes the accumulator: it may be a copy where it is only a name.
    fn is_place_in_state(&self, left: &Expr) -> bool {
        !matches!(plain(left), Expr::Path(_)) && self.is_of_state(left)
    }

    /// The floating point type that a sign computes with, when it is known to be one.
    fn float(&self, left: &Ty, right: &Ty) -> Option<Ty> {
        let is_float = |ty: &&Ty| **ty == Ty::path("f32") || **ty == Ty::path("f64");
        let known = [left.peeled(), right.peeled()].into_iter().find(is_float)?;
        (!self.vocabulary.own_arithmetic).then(|| known.clone())
    }

    fn order_matters(&mut self, operation: &str, of: Ty) {
        let flaw = Flaw::OrderMatters { operation: operation.to_string(), of };
        if !self.flaws.contains(&flaw) {
            self.flaws.push(flaw);
        }
    }
}

/// The sign of `+=` and the like; `x /= a` is `x *= 1 / a`.
fn compound_sign(op: &BinOp) -> Option<&'static str> {
    match op {
        BinOp::AddAssign(_) => Some("+="),
        BinOp::SubAssign(_) => Some("-="),
        BinOp::MulAssign(_) => Some("*="),
        BinOp::DivAssign(_) => Some("/="),
        _ => None,
    }
}

/// The sign by which arithmetic computes with a place; none when it does not.
fn sign_with(binary: &syn::ExprBinary, of: &Expr) -> Option<&'static str> {
    let sign = match binary.op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        _ => return None,
    };
    let side = |side: &Expr| match plain(side) {
        Expr::Binary(inner) => sign_with(inner, of),
        other => (place(other) == of).then_some(sign),
    };
    side(&binary.left).or_else(|| side(&binary.right))
}

/// The expression without parentheses around it.
fn plain(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => plain(&inner.expr),
        Expr::Group(inner) => plain(&inner.expr),
        other => other,
    }
}

/// The expression without parentheses and `*` before it.
fn place(expression: &Expr) -> &Expr {
    match plain(expression) {
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => place(&unary.expr),
        other => other,
    }
}

fn is_signed(ty: &Ty) -> bool {
    ["i8", "i16", "i32", "i64", "i128", "isize"].iter().any(|signed| *ty == Ty::path(signed))
}
