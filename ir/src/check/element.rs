//! Element types: a fixpoint over the graph in which types only become more definite.
//!
//! Each operator is refined a bounded number of times: a loop of `map(|x| (x, x))` would never end. What is wrong is
//! collected on the way, afresh at each visit, so that what remains was found with the final types.

use super::Vocabulary;
use super::closure_type::{Reader, item_of};
use super::graph::Graph;
use super::pattern::same_but_references;
use super::place::Place;
use super::type_error as error;
use crate::{Closure, Diagnostic, LocationId, LocationKind, Op, OperatorId, Shape, Ty};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// How often one operator's type may become more definite.
const REFINEMENTS_MAX: u8 = 16;
/// Closures kept parsed.
const CLOSURES_KEPT_MAX: usize = 4_096;

/// The element type of every operator's result, and what is wrong at which operator.
pub(super) fn elements(
    graph: &Graph,
    vocabulary: &Vocabulary,
    places: &[Place],
    broken: &[bool],
) -> (Vec<Ty>, HashMap<OperatorId, Vec<Diagnostic>>) {
    let mut pass = Pass { graph, vocabulary, places, broken, closures: HashMap::new(), errors: Vec::new() };
    let mut types = vec![Ty::Unknown; places.len()];
    let mut found: HashMap<OperatorId, Vec<Diagnostic>> = HashMap::new();
    let mut refinements = vec![0u8; places.len()];
    let mut queue: VecDeque<OperatorId> = graph.order.iter().copied().collect();
    let mut queued = vec![true; places.len()];
    while let Some(id) = queue.pop_front() {
        queued[id.index()] = false;
        let ty = super::closure_type::bounded(pass.derived(&types, id));
        let errors = std::mem::take(&mut pass.errors);
        if errors.is_empty() {
            found.remove(&id);
        } else {
            found.insert(id, errors);
        }
        let old = &types[id.index()];
        let ty = if old.agrees(&ty) { old.merged(&ty) } else { old.clone() };
        if ty != *old && refinements[id.index()] < REFINEMENTS_MAX {
            refinements[id.index()] += 1;
            types[id.index()] = ty;
            for reader in graph.consumers(id) {
                if !std::mem::replace(&mut queued[reader.index()], true) {
                    queue.push_back(*reader);
                }
            }
        }
    }
    (types, found)
}

/// A parsed closure; none when the text is no closure.
type Parsed = Option<Rc<syn::ExprClosure>>;

/// What one visit of an operator needs.
pub(super) struct Pass<'a> {
    pub graph: &'a Graph<'a>,
    vocabulary: &'a Vocabulary,
    places: &'a [Place],
    /// Operators whose place is in error; their types are left unknown.
    broken: &'a [bool],
    closures: HashMap<&'a str, Parsed>,
    /// What is wrong at the operator being visited.
    pub errors: Vec<Diagnostic>,
}

impl<'a> Pass<'a> {
    /// The type of an operator's result, its annotation included.
    fn derived(&mut self, types: &[Ty], id: OperatorId) -> Ty {
        let operator = self.graph.op(id);
        let ty = if self.broken[id.index()] { Ty::Unknown } else { self.result(types, id) };
        let Some(annotation) = &operator.annotation else { return ty };
        let Ok(written) = syn::parse_str::<syn::Type>(annotation.text()) else { return ty };
        let annotated = self.vocabulary.ty(&written);
        if !same_but_references(&annotated, &ty) {
            self.errors.push(error::annotation(self.graph, id, annotation.span(), &annotated, &ty));
        }
        if annotated.agrees(&ty) { annotated.merged(&ty) } else { annotated }
    }

    fn result(&mut self, types: &[Ty], id: OperatorId) -> Ty {
        let input = |position| self.graph.input(id, position).map_or(Ty::Unknown, |input| types[input.index()].clone());
        let (first, second) = (input(0), input(1));
        let keyed = self.places[id.index()].shape == Some(Shape::Keyed);
        match &self.graph.op(id).op {
            Op::Input { element, .. } => {
                syn::parse_str::<syn::Type>(element.text()).map_or(Ty::Unknown, |written| self.vocabulary.ty(&written))
            }
            Op::Interval { .. } => Ty::unit(),
            Op::Send { key, .. } | Op::Broadcast { key, .. } => self.arrived(id, key.as_ref(), first),
            Op::Demux { to, key } => self.demuxed(id, *to, key.as_ref(), &first),
            Op::Map(f) => self.call(id, f, &[first]),
            Op::Filter(f) => self.filter(id, f, first),
            Op::FilterMap(f) => self.filter_map(id, f, first),
            Op::FlatMap(f) => item_of(&self.call(id, f, &[first])),
            Op::KeyBy(f) => Ty::Tuple(vec![self.call(id, f, &[reference(&first)]).peeled().clone(), first]),
            Op::Exchange { key, .. } => {
                self.call(id, key, &[reference(&first)]);
                first
            }
            Op::Values => component(&first, 1),
            Op::Union | Op::UnwrapOr => self.same(id, first, &second),
            Op::Join { until } => {
                let joined = self.joined(id, &first, &second);
                self.watermark(id, until.as_ref(), &component(&joined, 0), &input(2));
                joined
            }
            Op::Quorum { key, until, .. } => {
                let key = self.quorum_key(id, key, &first);
                self.watermark(id, until.as_ref(), &key, &second);
                key
            }
            Op::Scan { init, step } if keyed => {
                Ty::Tuple(vec![component(&first, 0), self.scan(id, init, step, component(&first, 1))])
            }
            Op::Scan { init, step } => self.scan(id, init, step, first),
            Op::Fold { init, step } => self.fold(id, init, step, first),
            Op::DeferTick { init: Some(init) } => {
                let init = self.call(id, init, &[]);
                self.same(id, first, &init)
            }
            Op::Count => Ty::path("u64"),
            Op::Enumerate => Ty::Tuple(vec![Ty::path("u64"), first]),
            Op::CrossSingleton => Ty::Tuple(vec![first, reference(&second)]),
            Op::Output { .. } => self.output(id, first),
            Op::AllTicks | Op::Persist | Op::DeferTick { init: None } => self.leaves_tick(id, first),
            Op::Unique | Op::ArrivalOrder | Op::PersistTo { .. } | Op::Batch(_) | Op::Max | Op::Last => first,
            Op::FilterIfSome | Op::FilterIfNone => first,
            Op::Gather { .. } | Op::Replicate { .. } => first,
        }
    }

    /// What a closure yields; notes what is wrong with it.
    fn call(&mut self, id: OperatorId, closure: &'a Closure, arguments: &[Ty]) -> Ty {
        self.read(id, closure, |reader, parsed| reader.call(parsed, arguments))
    }

    fn read(
        &mut self,
        id: OperatorId,
        closure: &'a Closure,
        read: impl FnOnce(&mut Reader, &syn::ExprClosure) -> Ty,
    ) -> Ty {
        let Some(parsed) = self.parsed(closure) else { return Ty::Unknown };
        let mut reader = Reader::new(self.vocabulary, self.member_id(self.places[id.index()].at));
        let ty = read(&mut reader, &parsed);
        self.errors
            .extend(reader.flaws.iter().map(|flaw| error::flaw(self.graph, self.vocabulary, id, closure.span(), flaw)));
        ty
    }

    fn parsed(&mut self, closure: &'a Closure) -> Parsed {
        if let Some(parsed) = self.closures.get(closure.text()) {
            return parsed.clone();
        }
        if self.closures.len() >= CLOSURES_KEPT_MAX {
            self.closures.clear();
        }
        let parsed = match syn::parse_str::<syn::Expr>(closure.text()) {
            Ok(syn::Expr::Closure(closure)) => Some(Rc::new(closure)),
            _ => None,
        };
        self.closures.insert(closure.text(), parsed.clone());
        parsed
    }

    /// `MemberId<..>` of the family of a location.
    fn member_id(&self, at: Option<LocationId>) -> Ty {
        let family = at.and_then(|at| self.graph.family(at));
        let name = family.map_or(Ty::Unknown, |(family, _)| Ty::path(self.graph.location_name(family)));
        Ty::Path("MemberId".into(), vec![name])
    }

    /// An element as it arrives after a hop: with its sender, unless that is a process.
    fn arrived(&mut self, id: OperatorId, key: Option<&'a Closure>, sent: Ty) -> Ty {
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

    fn demuxed(&mut self, id: OperatorId, to: LocationId, key: Option<&'a Closure>, sent: &Ty) -> Ty {
        let expected = Ty::Tuple(vec![self.member_id(Some(to)), Ty::Unknown]);
        if !same_but_references(&expected, sent) {
            self.errors.push(error::demux(self.graph, id, &expected, sent));
            return Ty::Unknown;
        }
        self.arrived(id, key, component(sent, 1))
    }

    fn filter(&mut self, id: OperatorId, f: &'a Closure, element: Ty) -> Ty {
        let verdict = self.call(id, f, &[reference(&element)]);
        if !same_but_references(&Ty::path("bool"), &verdict) {
            self.errors.push(error::closure_result(self.graph, id, f.span(), "bool", &verdict));
        }
        element
    }

    fn filter_map(&mut self, id: OperatorId, f: &'a Closure, element: Ty) -> Ty {
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
    fn same(&mut self, id: OperatorId, first: Ty, second: &Ty) -> Ty {
        if !same_but_references(&first, second) {
            self.errors.push(error::two_types(self.graph, id, &first, second));
        }
        if first.agrees(second) { first.merged(second) } else { first }
    }

    fn joined(&mut self, id: OperatorId, left: &Ty, right: &Ty) -> Ty {
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

    fn quorum_key(&mut self, id: OperatorId, key: &'a Closure, votes: &Ty) -> Ty {
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

    fn watermark(&mut self, id: OperatorId, until: Option<&'a Closure>, key: &Ty, watermark: &Ty) {
        let Some(until) = until else { return };
        let position = self.call(id, until, &[reference(key)]);
        if !same_but_references(&position, watermark) {
            self.errors.push(error::watermark(self.graph, id, until.span(), &position, watermark));
        }
    }

    fn scan(&mut self, id: OperatorId, init: &'a Closure, step: &'a Closure, element: Ty) -> Ty {
        let state = self.call(id, init, &[]);
        self.read(id, step, |reader, parsed| reader.step(parsed, state, element))
    }

    fn fold(&mut self, id: OperatorId, init: &'a Closure, step: &'a Closure, element: Ty) -> Ty {
        let state = self.call(id, init, &[]);
        self.call(id, step, &[reference(&state), element]);
        let Some(parsed) = self.parsed(step) else { return state };
        match parsed.inputs.first() {
            Some(syn::Pat::Type(annotated)) => {
                let annotated = self.vocabulary.ty(&annotated.ty).peeled().clone();
                if annotated.agrees(&state) { annotated.merged(&state) } else { annotated }
            }
            _ => state,
        }
    }

    fn output(&mut self, id: OperatorId, element: Ty) -> Ty {
        let expected = Ty::Tuple(vec![Ty::path("ClientId"), Ty::Unknown]);
        if !same_but_references(&expected, &element) {
            self.errors.push(error::output(self.graph, id, &element));
        }
        element
    }

    fn leaves_tick(&mut self, id: OperatorId, element: Ty) -> Ty {
        if borrows(&element) {
            self.errors.push(error::borrow_leaves(self.graph, id, &element));
        }
        element
    }
}

/// `&T`; of an unknown type nothing is known, not even that.
fn reference(ty: &Ty) -> Ty {
    Ty::Ref(Box::new(ty.clone()))
}

/// A component of a tuple.
fn component(ty: &Ty, position: usize) -> Ty {
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
