//! What requests and their answers have in common: `|request, reply| request.id == reply.id` compares keys.

use suki_ir::Closure;
use syn::visit::Visit;
use syn::{BinOp, Expr, Pat};

/// The two sides of the first equation in an `answer`.
pub(super) struct Keys {
    /// Of the request: an expression over the first pattern.
    pub request: Expr,
    /// Of the reply: an expression over the second pattern.
    pub reply: Expr,
}

/// The keys, where the closure is an equation, or a conjunction with one, of a part of the request and a part of the
/// reply. Without them a reply is looked for among all requests that wait.
pub(super) fn keys(matches: &Closure) -> Option<Keys> {
    let closure = matches.closure();
    let [request, reply] = closure.inputs.iter().collect::<Vec<_>>()[..] else { return None };
    let (request, reply) = (bound(request), bound(reply));
    equation(&closure.body, &request, &reply)
}

fn equation(body: &Expr, request: &[String], reply: &[String]) -> Option<Keys> {
    match body {
        Expr::Paren(inner) => equation(&inner.expr, request, reply),
        Expr::Block(block) => match &block.block.stmts[..] {
            [syn::Stmt::Expr(inner, None)] => equation(inner, request, reply),
            _ => None,
        },
        Expr::Binary(binary) => match binary.op {
            BinOp::And(_) => equation(&binary.left, request, reply).or_else(|| equation(&binary.right, request, reply)),
            BinOp::Eq(_) if is_part(&binary.left, request) && is_part(&binary.right, reply) => {
                Some(Keys { request: (*binary.left).clone(), reply: (*binary.right).clone() })
            }
            BinOp::Eq(_) if is_part(&binary.right, request) && is_part(&binary.left, reply) => {
                Some(Keys { request: (*binary.right).clone(), reply: (*binary.left).clone() })
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether `expr` is one of `names`, a field of it, or what it refers to. Only of such parts is it certain that both
/// sides have one type, so that equal parts have equal hashes.
fn is_part(expr: &Expr, names: &[String]) -> bool {
    match expr {
        Expr::Paren(inner) => is_part(&inner.expr, names),
        Expr::Unary(syn::ExprUnary { op: syn::UnOp::Deref(_), expr, .. }) => is_part(expr, names),
        Expr::Field(field) => is_part(&field.base, names),
        Expr::Path(path) => path.path.get_ident().is_some_and(|ident| names.contains(&ident.to_string())),
        _ => false,
    }
}

/// The names that a pattern binds.
fn bound(pattern: &Pat) -> Vec<String> {
    struct Names(Vec<String>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pattern: &syn::PatIdent) {
            self.0.push(pattern.ident.to_string());
            syn::visit::visit_pat_ident(self, pattern);
        }
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pattern);
    names.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;
    use suki_ir::Span;

    fn check(closure: &str, expect: Option<(&str, &str)>) {
        let keys = keys(&Closure::from_canonical(closure, Span::NONE));
        let words = |expr: &Expr| expr.to_token_stream().to_string();
        let found = keys.map(|keys| (words(&keys.request), words(&keys.reply)));
        assert_eq!(found, expect.map(|(one, other)| (one.to_string(), other.to_string())), "{closure}");
    }

    #[test]
    fn equations_have_keys() {
        check("|request, reply| request.seq == reply.seq", Some(("request . seq", "reply . seq")));
        check("|request, id| *id == request.id", Some(("request . id", "* id")));
        check("|(_, request), (seq, _)| request.seq == *seq", Some(("request . seq", "* seq")));
        check("|a, b| a.x > 0 && (a.y == b.y)", Some(("a . y", "b . y")));
        check("|a, b| { a.0 == b.1 }", Some(("a . 0", "b . 1")));
    }

    #[test]
    fn other_relations_have_none() {
        check("|a, b| a.x == a.y", None);
        check("|a, b| a.x <= b.x", None);
        check("|a, b| a.x == b.x || a.y == b.y", None);
        check("|a, b| a.x == b.x + 1", None);
        check("|a, b| a.name == b.name.trim()", None);
    }
}
