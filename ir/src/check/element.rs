//! Element types: a fixpoint over the graph in which types only become more definite.
//!
//! Each operator is refined a bounded number of times: a loop of `map(|x| (x, x))` would never end. What is wrong is
//! collected on the way, afresh at each visit, so that what remains was found with the final types.

use super::Vocabulary;
use super::closure::{Reader, bounded, item_of, same_but_references};
use super::graph::Graph;
use super::memo::{Memo, Question, Role, without_numbers};
use super::place::Place;
use super::transfer::{component, reference};
use super::type_error as error;
use crate::{Closure, Diagnostic, Op, OperatorId, Shape, Ty};
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
    let mut pass =
        Pass { graph, vocabulary, places, broken, closures: HashMap::new(), memo: Memo::default(), errors: Vec::new() };
    let mut types = vec![Ty::Unknown; places.len()];
    let mut found: HashMap<OperatorId, Vec<Diagnostic>> = HashMap::new();
    let mut refinements = vec![0u8; places.len()];
    let mut queue: VecDeque<OperatorId> = graph.order.iter().copied().collect();
    let mut queued = vec![true; places.len()];
    while let Some(id) = queue.pop_front() {
        queued[id.index()] = false;
        let ty = bounded(pass.derived(&types, id));
        let errors = std::mem::take(&mut pass.errors);
        if errors.is_empty() {
            found.remove(&id);
        } else {
            found.insert(id, errors);
        }
        let old = &types[id.index()];
        let ty = match old {
            Ty::Unknown => ty,
            old if old.agrees(&ty) => old.merged(&ty),
            old => old.clone(),
        };
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
pub(super) type Parsed = Option<Rc<syn::ExprClosure>>;

/// What one visit of an operator needs.
pub(super) struct Pass<'a> {
    pub graph: &'a Graph<'a>,
    pub vocabulary: &'a Vocabulary,
    pub places: &'a [Place],
    /// Operators whose place is in error; their types are left unknown.
    broken: &'a [bool],
    closures: HashMap<&'a str, Parsed>,
    memo: Memo,
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
            Op::Interval { .. } | Op::FirstTick(_) => Ty::unit(),
            Op::SourceIter { items, .. } => item_of(&self.call(id, items, &[])),
            Op::Random { .. } => Ty::path("u64"),
            Op::Recover { element, .. } => {
                syn::parse_str::<syn::Type>(element.text()).map_or(Ty::Unknown, |written| self.vocabulary.ty(&written))
            }
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
            Op::Keys => component(&first, 0),
            Op::Inspect(f) => self.inspect(id, f, first),
            Op::CrossProduct => Ty::Tuple(vec![first, second]),
            Op::AntiJoin => self.without_keys(id, first, &second),
            Op::Deal { among } => Ty::Tuple(vec![self.member_id(Some(*among)), first]),
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
            Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min if self.is_keyed_input(id) => {
                Ty::Tuple(vec![component(&first, 0), self.aggregate(id, component(&first, 1))])
            }
            Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => self.aggregate(id, first),
            Op::DeferTick { init: Some(init) } => {
                let init = self.call(id, init, &[]);
                self.same(id, first, &init)
            }
            Op::Enumerate => Ty::Tuple(vec![Ty::path("u64"), first]),
            Op::CrossSingleton => Ty::Tuple(vec![first, reference(&second)]),
            Op::Output { .. } => self.output(id, first),
            Op::AllTicks | Op::AllTicksAtomic | Op::Persist | Op::Delta | Op::DeferTick { init: None } => {
                self.leaves_tick(id, first)
            }
            Op::Unique | Op::ArrivalOrder | Op::PersistTo { .. } | Op::Batch(_) | Op::First | Op::Last => first,
            Op::Merge => self.joined_points(id, first),
            Op::Snapshot(_) if self.reads_lattice(id) => self.joined_points(id, first),
            Op::Entries | Op::Unordered | Op::Snapshot(_) | Op::EndAtomic | Op::Sort => first,
            Op::FilterIfSome | Op::FilterIfNone => first,
            Op::Gather { .. } | Op::Replicate { .. } => first,
        }
    }

    fn is_keyed_input(&self, id: OperatorId) -> bool {
        self.input_shape(id) == Some(Shape::Keyed)
    }

    fn reads_lattice(&self, id: OperatorId) -> bool {
        self.input_shape(id) == Some(Shape::Lattice)
    }

    fn input_shape(&self, id: OperatorId) -> Option<Shape> {
        self.graph.input(id, 0).and_then(|input| self.places[input.index()].shape)
    }

    /// What a closure yields; notes what is wrong with it.
    pub(super) fn call(&mut self, id: OperatorId, closure: &'a Closure, arguments: &[Ty]) -> Ty {
        self.read(id, closure, Role::Function, arguments)
    }

    /// Like [`Pass::call`], for closures that are more than functions.
    pub(super) fn read(&mut self, id: OperatorId, closure: &'a Closure, role: Role, arguments: &[Ty]) -> Ty {
        let at = self.places[id.index()].at;
        let question = Question { shape: without_numbers(closure.text()), role, at, arguments };
        if let Some((ty, flaws)) = self.memo.get(&question) {
            let (graph, vocabulary) = (self.graph, self.vocabulary);
            self.errors.extend(flaws.iter().map(|flaw| error::flaw(graph, vocabulary, id, closure.span(), flaw)));
            return ty.clone();
        }
        let Some(parsed) = self.parsed(closure) else { return Ty::Unknown };
        let mut reader = Reader::new(self.vocabulary, self.member_id(at));
        let ty = match (role, arguments) {
            (Role::Step, [state, element]) => reader.step(&parsed, state.clone(), element.clone()),
            (Role::Accumulate, arguments) => reader.accumulate(&parsed, arguments),
            (Role::Step | Role::Function, arguments) => reader.call(&parsed, arguments),
        };
        let flaws = reader.flaws;
        self.errors.extend(flaws.iter().map(|flaw| error::flaw(self.graph, self.vocabulary, id, closure.span(), flaw)));
        self.memo.insert(&question, (ty.clone(), flaws));
        ty
    }

    pub(super) fn parsed(&mut self, closure: &'a Closure) -> Parsed {
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
}
