//! What each operator makes of the types of its arguments.

use super::closure::same_but_references;
use super::element::Pass;
use super::memo::Role;
use super::type_error as error;
use crate::{Closure, LocationId, LocationKind, Op, OperatorId, Ty};

impl<'a> Pass<'a> {
    /// `MemberId<..>` of the family of a location.
    pub(super) fn member_id(&self, at: Option<LocationId>) -> Ty {
        let family = at.and_then(|at| self.graph.family(at));
        let name = family.map_or(Ty::Unknown, |(family, _)| Ty::path(self.graph.location_name(family)));
        Ty::Path("MemberId".into(), vec![name])
    }

    /// An element as it arrives after a hop: with its sender, unless that is a process.
    pub(super) fn arrived(&mut self, id: OperatorId, key: Option<&'a Closure>, sent: Ty) -> Ty {
        let from = self.graph.input(id, 0).and_then(|input| self.places[input.index()].at);
        let arrived = match from.and_then(|from| self.graph.family(from)) {
            None => Ty::Unknown,
            Some((_, LocationKind::Cluster { .. })) => Ty::Tuple(vec![self.member_id(from), sent]),
            Some((_, LocationKind::External)) => Ty::Tuple(vec![Ty::path("ClientId"), sent]),
            Some(_) => sent,
        };
        if let Some(key) = key {
            self.call(id, key, &[reference(&arrived)]);
        }
        arrived
    }

    pub(super) fn demuxed(&mut self, id: OperatorId, to: LocationId, key: Option<&'a Closure>, sent: &Ty) -> Ty {
        let expected = Ty::Tuple(vec![self.member_id(Some(to)), Ty::Unknown]);
        if !same_but_references(&expected, sent) {
            self.errors.push(error::demux(self.graph, id, &expected, sent));
            return Ty::Unknown;
        }
        self.arrived(id, key, component(sent, 1))
    }

    pub(super) fn filter(&mut self, id: OperatorId, f: &'a Closure, element: Ty) -> Ty {
        let verdict = self.call(id, f, &[reference(&element)]);
        if !same_but_references(&Ty::path("bool"), &verdict) {
            self.errors.push(error::closure_result(self.graph, id, f.span(), "bool", &verdict));
        }
        element
    }

    pub(super) fn filter_map(&mut self, id: OperatorId, f: &'a Closure, element: Ty) -> Ty {
        let result = self.call(id, f, &[element]);
        match result {
            Ty::Path(name, items) if name == "Option" && items.len() == 1 => {
                items.into_iter().next().unwrap_or(Ty::Unknown)
            }
            Ty::Unknown => Ty::Unknown,
            other => {
                self.errors.push(error::closure_result(self.graph, id, f.span(), "Option<_>", &other));
                Ty::Unknown
            }
        }
    }

    /// Two streams of one type.
    pub(super) fn same(&mut self, id: OperatorId, first: Ty, second: &Ty) -> Ty {
        if !same_but_references(&first, second) {
            self.errors.push(error::two_types(self.graph, id, &first, second));
        }
        if first.agrees(second) { first.merged(second) } else { first }
    }

    pub(super) fn joined(&mut self, id: OperatorId, left: &Ty, right: &Ty) -> Ty {
        let pair = Ty::Tuple(vec![Ty::Unknown; 2]);
        for (position, side) in [left, right].into_iter().enumerate() {
            if !same_but_references(&pair, side) {
                self.errors.push(error::no_pair(self.graph, id, position, side));
            }
        }
        let (key, other) = (component(left, 0), component(right, 0));
        if !same_but_references(&key, &other) {
            self.errors.push(error::join_keys(self.graph, id, &key, &other));
        }
        let key = if key.agrees(&other) { key.merged(&other) } else { key };
        Ty::Tuple(vec![key, Ty::Tuple(vec![component(left, 1), component(right, 1)])])
    }

    pub(super) fn quorum_key(&mut self, id: OperatorId, key: &'a Closure, votes: &Ty) -> Ty {
        let member = Ty::Path("MemberId".into(), vec![Ty::Unknown]);
        if !same_but_references(&Ty::Tuple(vec![member, Ty::Unknown]), votes) {
            self.errors.push(error::quorum(self.graph, id, votes));
            return Ty::Unknown;
        }
        if let Some(error) = error::quorum_too_large(self.graph, id, votes) {
            self.errors.push(error);
        }
        self.call(id, key, &[reference(&component(votes, 1))]).peeled().clone()
    }

    pub(super) fn watermark(&mut self, id: OperatorId, until: Option<&'a Closure>, key: &Ty, watermark: &Ty) {
        let Some(until) = until else { return };
        let position = self.call(id, until, &[reference(key)]);
        if !same_but_references(&position, watermark) {
            self.errors.push(error::watermark(self.graph, id, until.span(), &position, watermark));
        }
    }

    pub(super) fn scan(&mut self, id: OperatorId, init: &'a Closure, step: &'a Closure, element: Ty) -> Ty {
        let state = self.call(id, init, &[]);
        self.read(id, step, Role::Step, &[state, element])
    }

    /// The value that an aggregate makes of elements.
    pub(super) fn aggregate(&mut self, id: OperatorId, element: Ty) -> Ty {
        match &self.graph.op(id).op {
            Op::Fold { init, step } => self.fold(id, init, step, element),
            Op::Reduce(step) => {
                self.read(id, step, Role::Accumulate, &[reference(&element), element.clone()]);
                element
            }
            Op::Count => Ty::path("u64"),
            _ => element,
        }
    }

    /// What has a join.
    pub(super) fn joined_points(&mut self, id: OperatorId, element: Ty) -> Ty {
        if let Err(reason) = self.vocabulary.lattice(&element) {
            self.errors.push(error::no_lattice(self.graph, id, &element, &reason));
        }
        element
    }

    pub(super) fn inspect(&mut self, id: OperatorId, f: &'a Closure, element: Ty) -> Ty {
        let line = self.call(id, f, &[reference(&element)]);
        if !same_but_references(&Ty::path("String"), &line) && !same_but_references(&Ty::path("str"), &line) {
            self.errors.push(error::closure_result(self.graph, id, f.span(), "String", &line));
        }
        element
    }

    /// Pairs, and keys of the same type.
    pub(super) fn without_keys(&mut self, id: OperatorId, pairs: Ty, keys: &Ty) -> Ty {
        if !same_but_references(&Ty::Tuple(vec![Ty::Unknown; 2]), &pairs) {
            self.errors.push(error::no_pair(self.graph, id, 0, &pairs));
        }
        let key = component(&pairs, 0);
        if !same_but_references(&key, keys) {
            self.errors.push(error::join_keys(self.graph, id, &key, keys));
        }
        pairs
    }

    fn fold(&mut self, id: OperatorId, init: &'a Closure, step: &'a Closure, element: Ty) -> Ty {
        let state = self.call(id, init, &[]);
        self.read(id, step, Role::Accumulate, &[reference(&state), element]);
        // Most steps have no annotation, and need not be read again.
        if !step.text().contains(": ") {
            return state;
        }
        let Some(parsed) = self.parsed(step) else { return state };
        match parsed.inputs.first() {
            Some(syn::Pat::Type(annotated)) => {
                let annotated = self.vocabulary.ty(&annotated.ty).peeled().clone();
                if annotated.agrees(&state) { annotated.merged(&state) } else { annotated }
            }
            _ => state,
        }
    }

    pub(super) fn output(&mut self, id: OperatorId, element: Ty) -> Ty {
        let expected = Ty::Tuple(vec![Ty::path("ClientId"), Ty::Unknown]);
        if !same_but_references(&expected, &element) {
            self.errors.push(error::output(self.graph, id, &element));
        }
        element
    }

    pub(super) fn leaves_tick(&mut self, id: OperatorId, element: Ty) -> Ty {
        if borrows(&element) {
            self.errors.push(error::borrow_leaves(self.graph, id, &element));
        }
        element
    }
}

/// `&T`; of an unknown type nothing is known, not even that.
pub(super) fn reference(ty: &Ty) -> Ty {
    Ty::Ref(Box::new(ty.clone()))
}

/// A component of a tuple.
pub(super) fn component(ty: &Ty, position: usize) -> Ty {
    match ty {
        Ty::Tuple(items) => items.get(position).cloned().unwrap_or(Ty::Unknown),
        _ => Ty::Unknown,
    }
}

/// Whether a value of this type borrows from a singleton.
fn borrows(ty: &Ty) -> bool {
    match ty {
        Ty::Ref(inner) => **inner != Ty::path("str"),
        Ty::Tuple(items) | Ty::Path(_, items) => items.iter().any(borrows),
        Ty::Array(item, _) => borrows(item),
        Ty::Unknown => false,
    }
}
