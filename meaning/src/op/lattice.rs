//! Joins of the lattices that the language ships, by their types.

use crate::{Store, Trouble, ValueId};
use std::cmp::Ordering;
use suki_ir::Ty;

/// The join of two points.
///
/// # Errors
/// When the type is a lattice of the program's own, whose `merge` only compiled code knows.
pub(super) fn join(store: &mut Store, ty: &Ty, a: ValueId, b: ValueId) -> Result<ValueId, Trouble> {
    let Ty::Path(name, arguments) = ty.peeled() else { return Err(unknown(ty)) };
    match (name.as_str(), arguments.as_slice()) {
        ("Max" | "Lww", _) => Ok(if store.compare(a, b) == Ordering::Less { b } else { a }),
        ("Min", _) => Ok(if store.compare(a, b) == Ordering::Greater { b } else { a }),
        ("SetUnion", _) => {
            let mut items = [store.items(a), store.items(b)].concat();
            items.sort_by(|a, b| store.compare(*a, *b));
            items.dedup();
            Ok(store.list(&items))
        }
        ("MapUnion", [_, point]) => {
            let entries = [store.items(a), store.items(b)].concat();
            let mut rows: Vec<[ValueId; 2]> = entries.chunks_exact(2).map(|row| [row[0], row[1]]).collect();
            rows.sort_by(|a, b| store.compare(a[0], b[0]));
            let mut joined: Vec<[ValueId; 2]> = Vec::new();
            for row in rows {
                match joined.last_mut().filter(|last| last[0] == row[0]) {
                    Some(last) => last[1] = join(store, point, last[1], row[1])?,
                    None => joined.push(row),
                }
            }
            Ok(store.map(&joined.concat()))
        }
        ("Pair", [first, second]) => {
            let left = join(store, first, store.component(a, 0), store.component(b, 0))?;
            let right = join(store, second, store.component(a, 1), store.component(b, 1))?;
            Ok(store.pair(left, right))
        }
        _ => Err(unknown(ty)),
    }
}

fn unknown(ty: &Ty) -> Trouble {
    Trouble::new(format!("the join of `{ty}` is known to compiled code only"))
}

/// A list of at most one point, joined with another; none when it has not grown.
pub(crate) fn grown(store: &mut Store, ty: &Ty, so_far: ValueId, x: ValueId) -> Result<Option<ValueId>, Trouble> {
    let Some(point) = store.items(so_far).first().copied() else { return Ok(Some(store.list(&[x]))) };
    let joined = join(store, ty, point, x)?;
    Ok((joined != point).then(|| store.list(&[joined])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    #[test]
    fn joins_go_into_maps_and_pairs() {
        let path = |name: &str, arguments: Vec<Ty>| Ty::Path(name.into(), arguments);
        let number = || Ty::path("u64");
        let pair = path("Pair", vec![path("Max", vec![number()]), path("SetUnion", vec![number()])]);
        let ty = path("MapUnion", vec![number(), pair]);
        let mut store = Store::default();
        let point = |key, max, item| {
            let set = Value::Sequence(vec![Value::number(item)]);
            Value::Map(vec![(Value::number(key), Value::pair(Value::number(max), set))])
        };
        let ids: Vec<ValueId> =
            [point(1, 3, 9), point(1, 2, 4), point(0, 5, 5)].iter().map(|v| store.keep(v)).collect();
        let one = join(&mut store, &ty, ids[0], ids[1]).unwrap();
        let all = join(&mut store, &ty, one, ids[2]).unwrap();
        assert_eq!(store.value(all).to_string(), "{0: (5, (5)), 1: (3, (4, 9))}");
        assert_eq!(grown(&mut store, &ty, Store::EMPTY, all).unwrap(), Some(store.list(&[all])));
        let held = store.list(&[all]);
        assert_eq!(grown(&mut store, &ty, held, ids[1]).unwrap(), None);
        assert!(join(&mut store, &Ty::path("Mine"), ids[0], ids[1]).is_err());
    }
}
