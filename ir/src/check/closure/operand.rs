//! Types of literals and operators, and small questions about types.

use crate::Ty;
use syn::BinOp;

/// Types with more nodes than this are unknown; chains of `|x| (x, x)` double them.
pub(super) const TYPE_NODES_MAX: usize = 256;
/// The type of any iterator, with its items; no program can name it.
pub(super) const ITERATOR: &str = "impl Iterator";

/// Several types of one place, as one type; those that contradict the earlier ones are left out.
pub(super) fn common(types: Vec<Ty>) -> Ty {
    types.into_iter().fold(Ty::Unknown, |all, ty| if all.agrees(&ty) { all.merged(&ty) } else { all })
}

/// The type of what a collection or an option yields.
pub(in crate::check) fn item_of(ty: &Ty) -> Ty {
    const SEQUENCES: [&str; 7] = ["Option", "Vec", "VecDeque", "BTreeSet", "HashSet", "BinaryHeap", ITERATOR];
    match ty {
        Ty::Array(item, _) => (**item).clone(),
        Ty::Path(name, arguments) if SEQUENCES.contains(&name.as_str()) => {
            arguments.first().cloned().unwrap_or(Ty::Unknown)
        }
        Ty::Path(name, arguments) if matches!(name.as_str(), "BTreeMap" | "HashMap") => Ty::Tuple(arguments.clone()),
        _ => Ty::Unknown,
    }
}

/// The type of a literal; a number without suffix may be of several.
pub(super) fn literal_type(literal: &syn::Lit) -> Ty {
    match literal {
        syn::Lit::Int(number) if !number.suffix().is_empty() => Ty::path(number.suffix()),
        syn::Lit::Float(number) if !number.suffix().is_empty() => Ty::path(number.suffix()),
        syn::Lit::Bool(_) => Ty::path("bool"),
        syn::Lit::Char(_) => Ty::path("char"),
        syn::Lit::Byte(_) => Ty::path("u8"),
        syn::Lit::Str(_) => Ty::Ref(Box::new(Ty::path("str"))),
        _ => Ty::Unknown,
    }
}

/// The type of `!x`, `-x` and `*x`.
pub(super) fn unary_type(op: &syn::UnOp, operand: Ty) -> Ty {
    match (op, operand) {
        (syn::UnOp::Deref(_), Ty::Ref(inner)) => *inner,
        (syn::UnOp::Deref(_), _) => Ty::Unknown,
        (_, operand) if is_number(operand.peeled()) || *operand.peeled() == Ty::path("bool") => {
            operand.peeled().clone()
        }
        _ => Ty::Unknown,
    }
}

/// The type of `x + y` and the like.
pub(super) fn binary_type(op: &BinOp, left: &Ty, right: &Ty) -> Ty {
    let number = |ty: &Ty| is_number(ty.peeled()).then(|| ty.peeled().clone());
    match op {
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => Ty::path("bool"),
        BinOp::And(_) | BinOp::Or(_) => Ty::path("bool"),
        BinOp::Shl(_) | BinOp::Shr(_) => number(left).unwrap_or(Ty::Unknown),
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => {
            number(left).or_else(|| number(right)).unwrap_or(Ty::Unknown)
        }
        BinOp::BitAnd(_) | BinOp::BitOr(_) | BinOp::BitXor(_) => match number(left).or_else(|| number(right)) {
            Some(number) => number,
            None if *left.peeled() == Ty::path("bool") => Ty::path("bool"),
            None => Ty::Unknown,
        },
        _ => Ty::unit(),
    }
}

/// Whether it is a number type of the language.
pub(super) fn is_number(ty: &Ty) -> bool {
    const NUMBERS: [&str; 14] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];
    matches!(ty, Ty::Path(name, arguments) if arguments.is_empty() && NUMBERS.contains(&name.as_str()))
}

/// The number of nodes of a type, counted up to `limit`.
pub(super) fn size(ty: &Ty, limit: usize) -> usize {
    let mut nodes = 0;
    let mut stack = vec![ty];
    while let Some(ty) = stack.pop() {
        nodes += 1;
        if nodes > limit {
            break;
        }
        match ty {
            Ty::Tuple(items) | Ty::Path(_, items) => stack.extend(items),
            Ty::Array(item, _) | Ty::Ref(item) => stack.push(item),
            Ty::Unknown => {}
        }
    }
    nodes
}

/// The type, or unknown when it is too large to be worth knowing.
pub(in crate::check) fn bounded(ty: Ty) -> Ty {
    if size(&ty, TYPE_NODES_MAX) > TYPE_NODES_MAX { Ty::Unknown } else { ty }
}
