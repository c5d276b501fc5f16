//! Encoded sizes: fixed width, as bincode 1 writes them.

use crate::limits::{TYPE_DEPTH_MAX, UNKNOWN_BYTES};
use crate::stated::{Stated, keeps_elements};
use suki_ir::check::Vocabulary;
use suki_ir::{Op, Program, Stream, Ty};

const MEMBER_ID_BYTES: f64 = 4.0;
const CLIENT_ID_BYTES: f64 = 8.0;
const ENUM_TAG_BYTES: f64 = 4.0;
const OPTION_TAG_BYTES: f64 = 1.0;

/// The encoded size of one element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Size {
    pub bytes: f64,
    /// Whether it follows from the text or the profile; else [`UNKNOWN_BYTES`] is somewhere in it.
    pub known: bool,
}

const UNKNOWN: Size = Size { bytes: UNKNOWN_BYTES, known: false };

fn known(bytes: f64) -> Size {
    Size { bytes, known: true }
}

fn sum(sizes: impl Iterator<Item = Size>) -> Size {
    sizes.fold(known(0.0), |a, b| Size { bytes: a.bytes + b.bytes, known: a.known && b.known })
}

/// The size of a value of type `ty`. Of an enum it is the average of its variants.
pub(crate) fn size(vocabulary: &Vocabulary, ty: &Ty) -> Size {
    nested(vocabulary, ty, 0)
}

fn nested(vocabulary: &Vocabulary, ty: &Ty, depth: usize) -> Size {
    if depth > TYPE_DEPTH_MAX {
        return UNKNOWN;
    }
    let size = |ty: &Ty| nested(vocabulary, ty, depth + 1);
    match ty {
        Ty::Unknown | Ty::Array(_, None) => UNKNOWN,
        Ty::Ref(inner) => size(inner),
        Ty::Tuple(items) => sum(items.iter().map(size)),
        Ty::Array(item, Some(length)) => {
            let item = size(item);
            Size { bytes: item.bytes * *length as f64, known: item.known }
        }
        Ty::Path(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("bool" | "u8" | "i8", []) => known(1.0),
            ("u16" | "i16", []) => known(2.0),
            ("u32" | "i32" | "f32" | "char", []) => known(4.0),
            ("u64" | "i64" | "f64" | "usize" | "isize", []) => known(8.0),
            ("u128" | "i128", []) => known(16.0),
            ("MemberId", _) => known(MEMBER_ID_BYTES),
            ("ClientId", []) => known(CLIENT_ID_BYTES),
            ("Box" | "Rc" | "Arc" | "Reverse", [inner]) => size(inner),
            ("Option", [inner]) => sum([known(OPTION_TAG_BYTES), size(inner)].into_iter()),
            (name, _) => {
                let fields = |fields: &[(String, Ty)]| sum(fields.iter().map(|(_, ty)| size(ty)));
                if let Some(named) = vocabulary.structs.get(name) {
                    fields(named)
                } else if let Some(variants) = vocabulary.enums.get(name) {
                    let all = sum(variants.iter().map(|(_, named)| fields(named)));
                    Size { bytes: ENUM_TAG_BYTES + all.bytes / variants.len().max(1) as f64, known: all.known }
                } else {
                    UNKNOWN
                }
            }
        },
    }
}

/// The size of one element of each operator's result. `order` has inputs before their readers where it can.
pub(crate) fn sizes(program: &Program, streams: &[Stream], stated: &Stated, order: &[Vec<usize>]) -> Vec<Size> {
    let vocabulary = Vocabulary::of(program);
    let mut sizes = vec![UNKNOWN; program.operators.len()];
    for i in order.iter().flatten().copied() {
        let operator = &program.operators[i];
        let own = size(&vocabulary, &streams[i].element);
        sizes[i] = match (stated.bytes[i], operator.inputs.first()) {
            (Some(bytes), _) => known(bytes),
            // What is stated of a stream holds for what is selected from it or sent.
            (None, Some(input)) if !own.known && keeps_elements(&operator.op) && sizes[input.index()].known => {
                let from_cluster = operator.op.kind() == suki_ir::Kind::Hop
                    && !matches!(operator.op, Op::Demux { .. })
                    && program.members(streams[input.index()].at) > 1;
                known(sizes[input.index()].bytes + if from_cluster { MEMBER_ID_BYTES } else { 0.0 })
            }
            _ => own,
        };
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(text: &str) -> Ty {
        fn read(ty: &syn_like::Tree) -> Ty {
            match ty.name.as_str() {
                "()" => Ty::Tuple(ty.arguments.iter().map(read).collect()),
                "_" => Ty::Unknown,
                name => Ty::Path(name.to_string(), ty.arguments.iter().map(read).collect()),
            }
        }
        read(&syn_like::parse(text))
    }

    /// Types in tests: `name(argument, ..)`, tuples without a name.
    mod syn_like {
        pub struct Tree {
            pub name: String,
            pub arguments: Vec<Tree>,
        }

        pub fn parse(text: &str) -> Tree {
            let text = text.trim();
            let Some(open) = text.find('(') else { return Tree { name: text.to_string(), arguments: Vec::new() } };
            let inside = &text[open + 1..text.len() - 1];
            let (mut depth, mut start, mut arguments) = (0, 0, Vec::new());
            for (i, letter) in inside.char_indices().chain([(inside.len(), ',')]) {
                match letter {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    ',' if depth == 0 => {
                        arguments.push(parse(&inside[start..i]));
                        start = i + 1;
                    }
                    _ => {}
                }
            }
            Tree { name: if open == 0 { "()".to_string() } else { text[..open].to_string() }, arguments }
        }
    }

    #[test]
    fn types_have_fixed_width() {
        let mut vocabulary = Vocabulary::default();
        let field = |name: &str, text: &str| (name.to_string(), ty(text));
        vocabulary
            .enums
            .insert("Op".to_string(), vec![("Get".to_string(), vec![]), ("Put".to_string(), vec![field("0", "u64")])]);
        vocabulary.structs.insert("Request".to_string(), vec![field("seq", "u64"), field("op", "Op")]);
        vocabulary.structs.insert("List".to_string(), vec![field("next", "Option(Box(List))")]);
        let check = |text: &str, bytes: f64| assert_eq!(size(&vocabulary, &ty(text)), known(bytes), "{text}");
        check("u64", 8.0);
        check("Option(u32)", 5.0);
        check("(MemberId(proposers), bool)", 5.0);
        check("Op", 8.0);
        check("(ClientId, Request)", 24.0);
        let check_unknown = |text: &str| assert!(!size(&vocabulary, &ty(text)).known, "{text}");
        check_unknown("Vec(u64)");
        check_unknown("(u64, _)");
        check_unknown("List");
        assert_eq!(size(&vocabulary, &Ty::Array(Box::new(ty("u8")), Some(16))), known(16.0));
        assert_eq!(size(&vocabulary, &ty("(u64, _)")).bytes, 8.0 + UNKNOWN_BYTES);
    }
}
