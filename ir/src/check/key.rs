//! Which fields identify an element: from `#[unique]`, `#[fd]` and quorums, followed through the operators.
//!
//! One pass in the order of the graph. Nothing is assumed of what comes back on a cycle, so no induction is needed.

use super::Vocabulary;
use super::closure::lineage::{self, Path};
use super::graph::Graph;
use super::place::Place;
use crate::{Closure, Fact, LocationKind, Op, OperatorId, Ty};

/// Keys kept for one stream.
const KEYS_MAX: usize = 4;
/// Fields of one key.
const FIELDS_MAX: usize = 16;
/// How deep a part is taken apart to follow it field by field.
const TAKEN_APART_MAX: usize = 4;

/// Sets of fields no two elements agree on.
type Key = Vec<Path>;

/// The keys of every stream.
pub(super) struct Keys(Vec<Vec<Key>>);

impl Keys {
    /// Reads the facts of a program and follows them.
    pub fn of(graph: &Graph, vocabulary: &Vocabulary, places: &[Place], types: &[Ty]) -> Self {
        let mut keys = Keys(vec![Vec::new(); places.len()]);
        for id in &graph.order {
            let mut found = keys.stated(graph, vocabulary, types, *id);
            found.extend(keys.derived(graph, vocabulary, places, types, *id));
            found.retain(|key| key.len() <= FIELDS_MAX);
            found.truncate(KEYS_MAX);
            keys.0[id.index()] = found;
        }
        keys
    }

    /// Whether no two elements agree on their component `part`.
    pub fn are_unique(&self, id: OperatorId, part: &str) -> bool {
        self.0[id.index()].iter().any(|key| key.iter().all(|path| path.first().is_some_and(|first| first == part)))
    }

    /// What the author says of the operator's result.
    fn stated(&self, graph: &Graph, vocabulary: &Vocabulary, types: &[Ty], id: OperatorId) -> Vec<Key> {
        let path = |name: &String| vocabulary.field_path(&types[id.index()], name);
        let key = |fact: &Fact| match fact {
            Fact::Unique(names) | Fact::Fd { determinant: names, .. } => names.iter().map(path).collect(),
            _ => None,
        };
        graph.op(id).facts.iter().filter_map(key).collect()
    }

    fn derived(
        &self,
        graph: &Graph,
        vocabulary: &Vocabulary,
        places: &[Place],
        types: &[Ty],
        id: OperatorId,
    ) -> Vec<Key> {
        let Some(input) = graph.input(id, 0) else { return Vec::new() };
        let before = &self.0[input.index()];
        let through = |closure: &Closure, optional| {
            if before.is_empty() {
                return Vec::new();
            }
            let copies = parsed(closure).map_or(Vec::new(), |closure| lineage::copies(&closure, optional));
            let followed = |key: &Key| followed(vocabulary, &types[input.index()], key, &copies);
            before.iter().filter_map(followed).collect()
        };
        match &graph.op(id).op {
            Op::Quorum { .. } => vec![whole(&types[id.index()])],
            Op::Unique => before.iter().cloned().chain([whole(&types[id.index()])]).collect(),
            Op::Map(f) => through(f, false),
            Op::FilterMap(f) => through(f, true),
            Op::Filter(_) | Op::ArrivalOrder | Op::PersistTo { .. } | Op::Batch(_) | Op::AllTicks => before.clone(),
            Op::FilterIfSome
            | Op::FilterIfNone
            | Op::Inspect(_)
            | Op::Unordered
            | Op::Entries
            | Op::Sort
            | Op::AntiJoin => before.clone(),
            Op::AllTicksAtomic | Op::EndAtomic => before.clone(),
            Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => before.clone(),
            Op::Deal { .. } => before.iter().map(|key| within("1", key)).collect(),
            Op::CrossSingleton => before.iter().map(|key| within("0", key)).collect(),
            Op::Enumerate | Op::KeyBy(_) => before.iter().map(|key| within("1", key)).collect(),
            Op::Values => before.iter().filter_map(|key| key.iter().map(|path| inside("1", path)).collect()).collect(),
            Op::Send { .. } | Op::Broadcast { .. } => self.arrived(graph, places, input, before.clone()),
            Op::Demux { .. } => self.arrived(graph, places, input, before.iter().map(for_one_member).collect()),
            Op::Join { .. } if graph.inputs(id).take(2).all(|side| self.are_unique(side, "0")) => {
                vec![vec![vec![String::from("0")]]]
            }
            _ => Vec::new(),
        }
    }

    /// Keys after a hop: the sender of a cluster is a part of them, a client is not.
    fn arrived(&self, graph: &Graph, places: &[Place], input: OperatorId, keys: Vec<Key>) -> Vec<Key> {
        match places[input.index()].at.and_then(|from| graph.family(from)) {
            None => Vec::new(),
            Some((_, LocationKind::External)) => keys.iter().map(|key| within("1", key)).collect(),
            Some((_, LocationKind::Cluster { .. })) => {
                let sender = vec![String::from("0")];
                keys.iter().map(|key| within("1", key).into_iter().chain([sender.clone()]).collect()).collect()
            }
            Some(_) => keys,
        }
    }
}

fn parsed(closure: &Closure) -> Option<syn::ExprClosure> {
    match syn::parse_str::<syn::Expr>(closure.text()) {
        Ok(syn::Expr::Closure(closure)) => Some(closure),
        _ => None,
    }
}

/// The key of elements of which no two are equal.
fn whole(ty: &Ty) -> Key {
    match ty {
        Ty::Tuple(items) => {
            let fields = items.iter().enumerate().filter(|(_, item)| **item != Ty::unit());
            fields.map(|(i, _)| vec![i.to_string()]).collect()
        }
        _ => vec![Path::new()],
    }
}

/// The key of what stands in the component `part` of a pair.
fn within(part: &str, key: &Key) -> Key {
    key.iter().map(|path| [part.to_string()].into_iter().chain(path.iter().cloned()).collect()).collect()
}

/// The path inside the component `part`.
fn inside(part: &str, path: &Path) -> Option<Path> {
    let (first, rest) = path.split_first()?;
    (first == part).then(|| rest.to_vec())
}

/// The key of a pair `(member, element)`, once the member is fixed.
fn for_one_member(key: &Key) -> Key {
    key.iter().filter_map(|path| if path.is_empty() { Some(Path::new()) } else { inside("1", path) }).collect()
}

/// The key in a closure's result, when the result contains all its fields.
fn followed(vocabulary: &Vocabulary, ty: &Ty, key: &Key, copies: &[(Path, Path)]) -> Option<Key> {
    let mut result = Key::new();
    for path in key {
        let mut part = ty.clone();
        for field in path {
            part = field_type(vocabulary, &part, field);
        }
        follow(vocabulary, &part, path, copies, TAKEN_APART_MAX, &mut result)?;
    }
    Some(result)
}

fn follow(
    vocabulary: &Vocabulary,
    part: &Ty,
    path: &Path,
    copies: &[(Path, Path)],
    depth: usize,
    result: &mut Key,
) -> Option<()> {
    if let Some((to, from)) = copies.iter().find(|(_, from)| path.starts_with(from)) {
        result.push(to.iter().chain(&path[from.len()..]).cloned().collect());
        return (result.len() <= FIELDS_MAX).then_some(());
    }
    let depth = depth.checked_sub(1)?;
    let fields = vocabulary.fields_of(part).filter(|_| vocabulary.is_closed(part))?;
    fields.iter().try_for_each(|(name, ty)| {
        let path = path.iter().cloned().chain([name.clone()]).collect();
        follow(vocabulary, ty, &path, copies, depth, result)
    })
}

fn field_type(vocabulary: &Vocabulary, ty: &Ty, field: &str) -> Ty {
    let fields = vocabulary.fields_of(ty).unwrap_or_default();
    fields.into_iter().find(|(name, _)| name == field).map_or(Ty::Unknown, |(_, ty)| ty)
}
