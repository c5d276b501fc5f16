//! The e-graph's analysis: facts about classes. Every fact is about histories, so equal terms share all of them.

use crate::language::{Head, Node, Payloads, PlaceId};
use crate::{HopKind, Logical};
use egg::{Analysis, DidMerge, EGraph, Id};
use std::rc::Rc;
use suki_ir::{LocationId, LocationKind, Op, OperatorId, Order, Program, Stream, TickId, Ty};

/// The e-graph with its facts.
pub type Graph = EGraph<Node, Context>;

/// What the analysis needs to see: payloads and the program.
#[derive(Clone, Debug)]
pub struct Context {
    /// All payloads.
    pub payloads: Payloads,
    /// The source program.
    pub program: Rc<Program>,
    /// What inference found for each operator of it.
    pub streams: Rc<Vec<Stream>>,
}

/// Facts about a class.
#[derive(Clone, Debug, PartialEq)]
pub enum Facts {
    /// A logical stream.
    Logical(StreamFacts),
    /// A located stream: its place and the logical stream that it is.
    Located(PlaceId, Option<Id>),
}

/// Facts about a logical stream.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamFacts {
    /// The fault domain in which it arises.
    pub family: LocationId,
    /// The tick it belongs to.
    pub clock: Option<TickId>,
    /// The order that its history has.
    pub order: Order,
    /// Whether it carries beats of a timer that no state has absorbed yet.
    pub timed: bool,
    /// The element type as far as it is known.
    pub element: Ty,
    /// Functional dependencies between fields, at most [`crate::limits::DEPENDENCIES_MAX`].
    pub dependencies: Vec<Dependency>,
}

/// `determinant -> dependent`: elements that agree on the first agree on the second.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Paths of fields.
    pub determinant: Vec<Vec<String>>,
    /// A path of fields.
    pub dependent: Vec<String>,
}

impl Facts {
    /// The facts of a logical stream.
    ///
    /// # Panics
    /// When the class is of sort S.
    pub fn stream(&self) -> &StreamFacts {
        match self {
            Facts::Logical(facts) => facts,
            Facts::Located(..) => panic!("a located class where a logical one is due"),
        }
    }
}

impl Analysis<Node> for Context {
    type Data = Facts;

    fn make(graph: &mut Graph, node: &Node, _id: Id) -> Facts {
        match node.head {
            Head::Logical(id) => {
                Facts::Logical(logical_facts(graph, graph.analysis.payloads.logical(id), &node.children))
            }
            Head::At(place) => Facts::Located(place, Some(graph.find(node.children[0]))),
            // The demand that names the class says which stream it is.
            Head::Execute(place, _)
            | Head::Refer(place, _)
            | Head::Enter(_, place, _)
            | Head::Move(_, place)
            | Head::Widen(_, place) => Facts::Located(place, None),
        }
    }

    fn merge(&mut self, a: &mut Facts, b: Facts) -> DidMerge {
        match (a, b) {
            (Facts::Logical(a), Facts::Logical(b)) => merge_streams(a, b),
            (Facts::Located(place, stream), Facts::Located(other, demanded)) => {
                assert_eq!(*place, other, "two places in one class");
                let known = match (*stream, demanded) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                let changed = DidMerge(known != *stream, known != demanded);
                *stream = known;
                changed
            }
            _ => panic!("a logical and a located stream in one class"),
        }
    }
}

fn merge_streams(a: &mut StreamFacts, b: StreamFacts) -> DidMerge {
    assert_eq!((a.family, a.clock), (b.family, b.clock), "one history in two families or clocks");
    let before = a.clone();
    a.order = a.order.max(b.order);
    a.timed |= b.timed;
    a.element = a.element.merged(&b.element);
    for dependency in &b.dependencies {
        if !a.dependencies.contains(dependency) && a.dependencies.len() < crate::limits::DEPENDENCIES_MAX {
            a.dependencies.push(dependency.clone());
        }
    }
    a.dependencies.sort();
    DidMerge(*a != before, *a != b)
}

fn logical_facts(graph: &Graph, logical: &Logical, children: &[Id]) -> StreamFacts {
    let program = &graph.analysis.program;
    let child = |index: usize| graph[children[index]].data.stream();
    let make = |family, clock, order| StreamFacts {
        family,
        clock,
        order,
        timed: false,
        element: Ty::Unknown,
        dependencies: Vec::new(),
    };
    match logical {
        Logical::Source { op, .. } => match op {
            Op::Input { at, .. } => make(*at, None, Order::None),
            Op::Interval { at, .. } | Op::Random { at, .. } => {
                StreamFacts { timed: true, ..make(*at, None, Order::Total) }
            }
            Op::SourceIter { at, .. } | Op::Recover { at, .. } => make(*at, None, Order::Total),
            other => unreachable!("{} is no source", other.name()),
        },
        // Known of a variable is only what its hop guarantees whatever it carries.
        Logical::Variable { origin } => {
            let to = program.operator(*origin).op.target().map_or(LocationId(0), |to| program.family(to));
            make(to, None, Order::None)
        }
        Logical::Hop { kind, from, to } => {
            let from_process = matches!(program.location(*from).kind, LocationKind::Process);
            let order = if from_process && child(0).order == Order::Total { Order::Total } else { Order::None };
            let dependencies = match (from_process, kind) {
                (false, _) => Vec::new(),
                (true, HopKind::Send | HopKind::Broadcast) => child(0).dependencies.clone(),
                // The member that an element names does not arrive with it.
                (true, HopKind::Demux) => crate::dependency::image(&child(0).dependencies, &Op::Values),
            };
            StreamFacts { dependencies, ..make(*to, None, order) }
        }
        Logical::Stateless(stages) => stateless_facts(child(0), stages),
        Logical::Union => {
            let timed = (0..children.len()).any(|index| child(index).timed);
            StreamFacts { timed, ..make(child(0).family, None, Order::None) }
        }
        Logical::Keyed(_) | Logical::Whole(_) => make(child(0).family, None, Order::None),
        Logical::Forget => StreamFacts { order: Order::None, ..child(0).clone() },
        Logical::Scan { .. } => {
            StreamFacts { timed: false, element: Ty::Unknown, dependencies: Vec::new(), ..child(0).clone() }
        }
        Logical::ArrivalOrder { keyed, .. } => {
            let order = if *keyed { Order::PerKey } else { Order::Total };
            StreamFacts { order, ..child(0).clone() }
        }
        Logical::Deal { .. } => StreamFacts { element: Ty::Unknown, dependencies: Vec::new(), ..child(0).clone() },
        Logical::Effect { .. } => child(0).clone(),
        Logical::Region { tick, .. } => make(program.family(program.tick(*tick).at), Some(*tick), Order::None),
        Logical::Project { .. } => make(child(0).family, None, Order::None),
        Logical::Argument { batch: origin } | Logical::Deferred { defer: origin } => {
            let tick = tick_of(graph, *origin);
            let at = tick.map_or(LocationId(0), |tick| program.family(program.tick(tick).at));
            make(at, tick, Order::None)
        }
        Logical::InTick(Op::FirstTick(tick)) => make(program.family(program.tick(*tick).at), Some(*tick), Order::Total),
        Logical::InTick(_) => StreamFacts { element: Ty::Unknown, dependencies: Vec::new(), ..child(0).clone() },
        Logical::Sink { .. } => child(0).clone(),
    }
}

fn tick_of(graph: &Graph, inside: OperatorId) -> Option<TickId> {
    let named = graph.analysis.program.operator(inside).op.tick();
    named.or(graph.analysis.streams[inside.index()].clock)
}

fn stateless_facts(input: &StreamFacts, stages: &[Op]) -> StreamFacts {
    let mut facts = input.clone();
    for stage in stages {
        facts.order = match (stage, facts.order) {
            (Op::KeyBy(_), Order::Total) => Order::PerKey,
            (Op::Values | Op::Keys | Op::Entries | Op::Unordered, _) => Order::None,
            (_, order) => order,
        };
        if !matches!(stage, Op::Filter(_) | Op::Entries | Op::Unordered) {
            facts.element = Ty::Unknown;
            facts.dependencies = crate::dependency::image(&facts.dependencies, stage);
        }
    }
    facts
}

impl HopKind {
    /// The kind of a hop operator.
    pub fn of(op: &Op) -> Option<HopKind> {
        match op {
            Op::Send { .. } => Some(HopKind::Send),
            Op::Broadcast { .. } => Some(HopKind::Broadcast),
            Op::Demux { .. } => Some(HopKind::Demux),
            _ => None,
        }
    }
}
