//! Values of integer constants.

use std::collections::BTreeMap;

/// How deep constants may refer to one another.
const CONSTANT_DEPTH_MAX: usize = 64;

/// Integer constants; read forwards, then backwards, so that long chains in either order need no deep recursion.
pub(super) fn constants(items: &[syn::Item]) -> BTreeMap<String, u64> {
    let mut written = BTreeMap::new();
    let mut order = Vec::new();
    for item in items {
        if let syn::Item::Const(item) = item {
            written.insert(item.ident.to_string(), &*item.expr);
            order.push(item.ident.to_string());
        }
    }
    let mut known = BTreeMap::new();
    for name in order.iter().chain(order.iter().rev()) {
        if let Some(value) = written.get(name).and_then(|e| constant(e, &written, &known, CONSTANT_DEPTH_MAX)) {
            known.insert(name.clone(), value);
        }
    }
    known
}

fn constant(
    expression: &syn::Expr,
    written: &BTreeMap<String, &syn::Expr>,
    known: &BTreeMap<String, u64>,
    depth: usize,
) -> Option<u64> {
    let value = |expression: &syn::Expr| constant(expression, written, known, depth.checked_sub(1)?);
    match expression {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => number.base10_parse().ok(),
        syn::Expr::Paren(inner) => value(&inner.expr),
        syn::Expr::Group(inner) => value(&inner.expr),
        syn::Expr::Cast(cast) => value(&cast.expr),
        syn::Expr::Path(path) => {
            let name = path.path.get_ident()?.to_string();
            known.get(&name).copied().or_else(|| value(written.get(&name)?))
        }
        syn::Expr::Binary(binary) => {
            let (left, right) = (value(&binary.left)?, value(&binary.right)?);
            match binary.op {
                syn::BinOp::Add(_) => left.checked_add(right),
                syn::BinOp::Sub(_) => left.checked_sub(right),
                syn::BinOp::Mul(_) => left.checked_mul(right),
                syn::BinOp::Div(_) => left.checked_div(right),
                syn::BinOp::Rem(_) => left.checked_rem(right),
                _ => None,
            }
        }
        _ => None,
    }
}
