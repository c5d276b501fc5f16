//! Programs for tests, built operator by operator: a plan in a few lines, and no parser in between.

use crate::{Assumption, Estimate, Flush, Profile, Rate, Rates, Target, estimate, rates};
use suki_ir::{
    Affinity, AffinityKind, Closure, Constant, Fact, Location, LocationId, LocationKind, Op, Operator, OperatorId,
    Order, Program, Retries, Shape, Span, Stream, Tick, TickId, Ty,
};

/// A program with what inference would say of its streams: locations and shapes, not types.
#[derive(Clone, Default)]
pub(crate) struct Draft {
    pub program: Program,
    pub streams: Vec<Stream>,
}

/// Some closure; the model never looks inside.
pub(crate) fn f() -> Closure {
    Closure::from_canonical("| x | x", Span::NONE)
}

pub(crate) fn scan() -> Op {
    Op::Scan { init: f(), step: f() }
}

pub(crate) fn quorum(members: u32) -> Op {
    Op::Quorum { key: f(), count: Constant::from_canonical("N", Span::NONE), members, until: None }
}

pub(crate) fn send(to: LocationId) -> Op {
    Op::Send { to, key: None }
}

pub(crate) fn broadcast(to: LocationId) -> Op {
    Op::Broadcast { to, key: None }
}

pub(crate) fn demux(to: LocationId) -> Op {
    Op::Demux { to, key: None }
}

impl Draft {
    pub fn location(&mut self, name: &str, kind: LocationKind) -> LocationId {
        let id = LocationId::new(self.program.locations.len());
        self.program.locations.push(Location::new(name, kind));
        id
    }

    pub fn clients(&mut self) -> LocationId {
        self.location("clients", LocationKind::External)
    }

    pub fn process(&mut self, name: &str) -> LocationId {
        self.location(name, LocationKind::Process)
    }

    pub fn cluster(&mut self, name: &str, members: u32) -> LocationId {
        let count = Constant::from_canonical(members.to_string(), Span::NONE);
        self.location(name, LocationKind::Cluster { count, members })
    }

    pub fn helper(&mut self, name: &str, of: LocationId, parts: u32) -> LocationId {
        self.location(name, LocationKind::Helper { of, parts })
    }

    pub fn tick(&mut self, name: &str, at: LocationId) -> TickId {
        let id = TickId::new(self.program.ticks.len());
        self.program.ticks.push(Tick { name: name.to_string(), at, span: Span::NONE });
        id
    }

    pub fn fuse(&mut self, locations: &[LocationId]) {
        self.program.affinities.push(Affinity {
            kind: AffinityKind::Fuse,
            locations: locations.to_vec(),
            span: Span::NONE,
        });
    }

    /// Adds an operator; its result is where a hop or move leads, else where its first input is.
    pub fn op(&mut self, op: Op, inputs: &[OperatorId]) -> OperatorId {
        let id = OperatorId::new(self.program.operators.len());
        let input = inputs.first().filter(|input| input.index() < self.streams.len());
        let (at, clock) = input
            .map_or((LocationId(0), None), |input| (self.streams[input.index()].at, self.streams[input.index()].clock));
        let at = match &op {
            Op::Output { .. } => at,
            op => op.target().or(op.stands_at()).unwrap_or(at),
        };
        let (clock, shape) = match &op {
            Op::Batch(tick) => (Some(*tick), Shape::Collection),
            Op::AllTicks => (None, Shape::Collection),
            Op::Fold { .. } | Op::Count | Op::UnwrapOr => (clock, Shape::Singleton),
            Op::Max | Op::Last => (clock, Shape::Optional),
            _ => (clock, Shape::Collection),
        };
        self.program.operators.push(Operator::new(op, inputs.to_vec()));
        let (order, retries) = (Order::None, Retries::ExactlyOnce);
        self.streams.push(Stream { at, clock, shape, atomic: None, order, retries, element: Ty::Unknown });
        id
    }

    pub fn ops(&mut self, ops: impl IntoIterator<Item = Op>, from: OperatorId) -> OperatorId {
        ops.into_iter().fold(from, |input, op| self.op(op, &[input]))
    }

    pub fn input(&mut self, at: LocationId) -> OperatorId {
        let element = Closure::from_canonical("T", Span::NONE);
        self.op(Op::Input { port: "in".to_string(), element, at }, &[])
    }

    pub fn output(&mut self, from: OperatorId) -> OperatorId {
        self.op(Op::Output { port: "out".to_string(), to: LocationId(0) }, &[from])
    }

    /// The next operator to be added, for inputs from further down.
    pub fn later(&self, operators: usize) -> OperatorId {
        OperatorId::new(self.program.operators.len() + operators)
    }

    pub fn name(&mut self, id: OperatorId, name: &str) -> OperatorId {
        self.program.operators[id.index()].name = Some(name.to_string());
        id
    }

    pub fn fact(&mut self, id: OperatorId, fact: Fact) {
        self.program.operators[id.index()].facts.push(fact);
    }

    pub fn rates(&self) -> Rates {
        rates(&self.program, &self.streams, &Profile::default())
    }

    pub fn rate(&self, id: OperatorId) -> Rate {
        self.rates().of(id)
    }

    pub fn estimate(&self, target: &Target, flush: Flush) -> Estimate {
        estimate(&self.program, &self.streams, &Profile::default(), target, flush)
    }
}

/// The assumptions that speak of more than sizes.
pub(crate) fn said(assumptions: &[Assumption]) -> Vec<String> {
    assumptions.iter().map(ToString::to_string).filter(|said| !said.contains("bytes")).collect()
}

pub(crate) fn rate(total: f64, hottest: f64) -> Rate {
    Rate { total, hottest }
}

/// The voting program: votes of three participants, counted at `leader`.
pub(crate) fn voting() -> Draft {
    let mut draft = Draft::default();
    let clients = draft.clients();
    let leader = draft.process("leader");
    let participants = draft.cluster("participants", 3);
    let input = draft.input(clients);
    let requests = draft.op(send(leader), &[input]);
    let votes = draft.ops([Op::Map(f()), broadcast(participants), Op::Map(f()), send(leader)], requests);
    let ready = draft.ops([quorum(3), Op::Map(f())], votes);
    let left = draft.op(Op::Map(f()), &[requests]);
    let joined = draft.op(Op::Join { until: None }, &[left, ready]);
    let replies = draft.op(Op::Map(f()), &[joined]);
    draft.output(replies);
    draft
}

/// The voting program with a relay at the leader; `parts` helpers send, count and reply.
pub(crate) fn voting_plan(parts: u32) -> Draft {
    let mut draft = Draft::default();
    let clients = draft.clients();
    let leader = draft.process("leader");
    let participants = draft.cluster("participants", 3);
    let fan = draft.helper("fan", leader, parts);
    let input = draft.input(clients);
    let requests = draft.ops([send(leader), Op::Exchange { to: fan, key: f() }], input);
    let back = Op::Send { to: fan, key: Some(f()) };
    let votes = draft.ops([Op::Map(f()), broadcast(participants), Op::Map(f()), back], requests);
    let ready = draft.ops([quorum(3), Op::Map(f())], votes);
    let left = draft.op(Op::Map(f()), &[requests]);
    let joined = draft.op(Op::Join { until: None }, &[left, ready]);
    let replies = draft.op(Op::Map(f()), &[joined]);
    draft.output(replies);
    draft
}
