//! Where everything of a program is in a state: instances, channels, slots. Found once, before the first step.

use crate::limits::{CHANNELS_MAX, INSTANCES_MAX};
use crate::op::{Function, Unit, keeps};
use crate::{Bounds, Trouble, World};
use rustc_hash::FxHashMap;
use suki_ir::{
    AffinityKind, Clause, Fact, Kind, LocationId, LocationKind, Op, OperatorId, Order, Program, Shape, Stream, TickId,
    View,
};

/// Position in `Layout::instances`.
pub(crate) type InstanceIx = usize;
/// Position in `Layout::channels`.
pub(crate) type ChannelIx = usize;
/// Position in a state.
pub(crate) type SlotIx = usize;

/// One running copy of a location: a member, or a part of a member's helper.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub location: LocationId,
    pub member: u32,
    pub part: u32,
    /// The source location and member whose crash is this instance's.
    pub domain: (LocationId, u32),
}

/// Who reads a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader {
    pub id: OperatorId,
    pub position: usize,
    /// Whether elements wait before it, because it decides for itself when it takes them.
    pub waits: bool,
}

/// A queue: from an instance to one that a hop or move leads to, or before a reader that decides when it takes.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// The hop or move; or the reader with the argument's position.
    pub id: OperatorId,
    pub position: Option<usize>,
    pub from: InstanceIx,
    pub to: InstanceIx,
    /// The order that it keeps.
    pub order: Order,
    /// Whether elements may be lost on it.
    pub lossy: bool,
    pub slot: SlotIx,
}

/// A tick domain: its operators in an order in which each finds its arguments made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Domain {
    pub order: Vec<OperatorId>,
    pub batches: Vec<OperatorId>,
}

/// An output and what its observer sees.
#[derive(Clone, Debug)]
pub(crate) struct Port {
    pub id: OperatorId,
    pub name: String,
    pub view: View,
    /// Whether an order is observed that the stream does not have: it is then whatever order elements leave in.
    pub races: bool,
    pub slot: SlotIx,
}

/// Everything that is the same in all states.
pub(crate) struct Layout<'p> {
    pub program: &'p Program,
    pub streams: Vec<Stream>,
    pub units: Vec<Unit>,
    pub instances: Vec<Instance>,
    /// By location, its instances; members first.
    pub at: Vec<Vec<InstanceIx>>,
    pub readers: Vec<Vec<Reader>>,
    pub channels: Vec<Channel>,
    pub lines: FxHashMap<(OperatorId, Option<usize>, InstanceIx, InstanceIx), ChannelIx>,
    pub slots: FxHashMap<(OperatorId, InstanceIx), SlotIx>,
    pub ticks: Vec<Domain>,
    /// Ticks without batches: whether a snapshot has changed.
    pub due: FxHashMap<(TickId, InstanceIx), SlotIx>,
    /// Timers and random sources with the slot that says how often they may still fire.
    pub timers: Vec<(OperatorId, InstanceIx, SlotIx)>,
    /// By client, how much it has sent.
    pub sent: Vec<SlotIx>,
    pub inputs: FxHashMap<String, OperatorId>,
    pub outputs: Vec<Port>,
    /// Who has crashed: positions in the bounds' list.
    pub crashed: SlotIx,
    /// Slots in a state.
    pub len: usize,
}

impl<'p> Layout<'p> {
    pub fn of(program: &'p Program, bounds: &Bounds, world: &mut World) -> Result<Self, Trouble> {
        let (streams, diagnostics) = suki_ir::infer(program);
        if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
            return Err(Trouble::new(format!("the program has errors: {}", error.message)));
        }
        let clients = bounds.inputs.len().max(1);
        let views: Vec<(OperatorId, View, bool)> = program
            .operator_ids()
            .filter_map(|id| match &program.operator(id).op {
                Op::Output { port, .. } => {
                    let order = streams[program.operator(id).inputs[0].index()].order;
                    let view = view(program, bounds, port, order);
                    Some((id, view, view == View::Sequence && order != Order::Total))
                }
                _ => None,
            })
            .collect();
        let races = |id: OperatorId| views.iter().any(|(output, _, races)| *output == id && *races);
        let (instances, at) = instances(program, clients, &fused(program, bounds))?;
        let mut layout = Layout {
            program,
            units: Vec::new(),
            readers: readers(program, &streams, &races),
            ticks: (0..program.ticks.len()).map(|tick| domain(program, &streams, TickId::new(tick))).collect(),
            streams,
            instances,
            at,
            channels: Vec::new(),
            lines: FxHashMap::default(),
            slots: FxHashMap::default(),
            due: FxHashMap::default(),
            timers: Vec::new(),
            sent: Vec::new(),
            inputs: FxHashMap::default(),
            outputs: Vec::new(),
            crashed: 0,
            len: 1,
        };
        for id in program.operator_ids() {
            let unit = layout.unit(id, world);
            layout.units.push(unit);
        }
        layout.sent = (0..clients).map(|_| layout.slot()).collect();
        for id in program.operator_ids() {
            layout.place(id, &views)?;
        }
        Ok(layout)
    }

    fn slot(&mut self) -> SlotIx {
        self.len += 1;
        self.len - 1
    }

    pub fn op(&self, id: OperatorId) -> &'p Op {
        &self.program.operator(id).op
    }

    pub fn input(&self, id: OperatorId, position: usize) -> OperatorId {
        self.program.operator(id).inputs[position]
    }

    /// Where an operator works: hops and outputs where they are sent from.
    pub fn runs_at(&self, id: OperatorId) -> LocationId {
        match self.op(id).kind() {
            Kind::Hop | Kind::Move | Kind::Sink => self.streams[self.input(id, 0).index()].at,
            _ => self.streams[id.index()].at,
        }
    }

    fn unit(&self, id: OperatorId, world: &mut World) -> Unit {
        let op = self.op(id);
        let mut functions = Vec::new();
        // What is logged is nothing that the program means.
        let called = if matches!(op, Op::Inspect(_)) { Vec::new() } else { op.closures() };
        for (position, closure) in called.into_iter().enumerate() {
            let asks = closure.text().contains("self_id");
            let known = world.closures().function(self.program, id, position, closure);
            functions.push(known.map(|id| Function { id, asks }));
        }
        let first = self.program.operator(id).inputs.first().map(|input| &self.streams[input.index()]);
        let running = match op {
            Op::Snapshot(_) if first.is_some_and(|stream| stream.shape.is_running()) => {
                Some(Box::new(self.unit(self.input(id, 0), world)))
            }
            _ => None,
        };
        let among = match op {
            Op::Deal { among } => self.program.members(*among),
            _ => 0,
        };
        Unit {
            op: op.clone(),
            functions,
            keyed: first.is_some_and(|stream| stream.shape == Shape::Keyed),
            order: self.streams[id.index()].order,
            running,
            among,
            element: first.map_or(suki_ir::Ty::Unknown, |stream| stream.element.clone()),
        }
    }

    /// Slots and channels of one operator.
    fn place(&mut self, id: OperatorId, views: &[(OperatorId, View, bool)]) -> Result<(), Trouble> {
        let (op, here) = (self.op(id), self.at[self.runs_at(id).index()].clone());
        let in_tick = self.streams[id.index()].clock.is_some();
        if keeps(op, in_tick) {
            for instance in &here {
                let slot = self.slot();
                self.slots.insert((id, *instance), slot);
            }
        }
        match op {
            Op::Input { port, .. } => {
                self.inputs.insert(port.clone(), id);
            }
            Op::Output { port, .. } => {
                let slot = self.slot();
                if let Some((_, view, races)) = views.iter().find(|(output, ..)| *output == id) {
                    self.outputs.push(Port { id, name: port.clone(), view: *view, races: *races, slot });
                }
            }
            Op::Interval { .. } | Op::Random { .. } => {
                for instance in &here {
                    let slot = self.slot();
                    self.timers.push((id, *instance, slot));
                }
            }
            Op::Snapshot(tick) if self.ticks[tick.index()].batches.is_empty() => {
                for instance in &here {
                    if !self.due.contains_key(&(*tick, *instance)) {
                        let slot = self.slot();
                        self.due.insert((*tick, *instance), slot);
                    }
                }
            }
            _ => {}
        }
        if let Some(to) = op.target() {
            for from in &here {
                for to in self.at[to.index()].clone() {
                    let within = op.kind() != Kind::Move || self.instances[*from].member == self.instances[to].member;
                    if within {
                        self.channel(id, None, *from, to, self.streams[id.index()].order)?;
                    }
                }
            }
        }
        for reader in self.readers[id.index()].clone().into_iter().filter(|reader| reader.waits) {
            for instance in self.at[self.streams[id.index()].at.index()].clone() {
                self.channel(reader.id, Some(reader.position), instance, instance, self.streams[id.index()].order)?;
            }
        }
        Ok(())
    }

    fn channel(
        &mut self,
        id: OperatorId,
        position: Option<usize>,
        from: InstanceIx,
        to: InstanceIx,
        order: Order,
    ) -> Result<(), Trouble> {
        if self.channels.len() >= CHANNELS_MAX {
            return Err(Trouble::new(format!("more than {CHANNELS_MAX} channels between instances")));
        }
        let slot = self.slot();
        let lossy = position.is_none() && self.program.operator(id).facts.contains(&Fact::Lossy);
        self.lines.insert((id, position, from, to), self.channels.len());
        self.channels.push(Channel { id, position, from, to, order, lossy, slot });
        Ok(())
    }

    /// Whether an operator decides for itself when it takes elements.
    pub fn decides(&self, id: OperatorId) -> bool {
        decides(self.op(id)) || self.outputs.iter().any(|port| port.id == id && port.races)
    }

    /// The instances of a location for one member; the part, or all.
    pub fn instances_of(&self, at: LocationId, member: Option<u32>, part: Option<u32>) -> Vec<InstanceIx> {
        let fits = |ix: &&InstanceIx| {
            let instance = &self.instances[**ix];
            member.is_none_or(|member| member == instance.member) && part.is_none_or(|part| part == instance.part)
        };
        self.at[at.index()].iter().filter(fits).copied().collect()
    }
}

/// What an observer sees of an output: what the bounds or the workload say, else a bag.
fn view(program: &Program, bounds: &Bounds, port: &str, order: Order) -> View {
    let clauses = program.workload.iter().flat_map(|workload| &workload.clauses);
    let declared = clauses.filter_map(|clause| match clause {
        Clause::Observe { port, view } => Some((port.as_str(), *view)),
        _ => None,
    });
    let mut views = declared.chain(bounds.views.iter().map(|(port, view)| (port.as_str(), *view)));
    match views.rfind(|(other, _)| *other == port).map(|(_, view)| view) {
        // Which key is meant the text does not say; a total order keeps that of every key.
        Some(View::PerKey) if order == Order::Total => View::Sequence,
        Some(View::PerKey) | None => View::Bag,
        Some(view) => view,
    }
}

/// Locations that crash together: as the plan says, or as its source is told.
fn fused(program: &Program, bounds: &Bounds) -> Vec<Vec<LocationId>> {
    let named = bounds.fused.iter().map(|names| names.iter().filter_map(|name| program.location_named(name)).collect());
    program.groups(AffinityKind::Fuse).into_iter().chain(named).collect()
}

fn instances(
    program: &Program,
    clients: usize,
    fused: &[Vec<LocationId>],
) -> Result<(Vec<Instance>, Vec<Vec<InstanceIx>>), Trouble> {
    let mut instances = Vec::new();
    let mut at = Vec::new();
    for location in program.location_ids() {
        let family = program.family(location);
        let head = fused.iter().find(|group| group.contains(&family)).map_or(family, |group| group[0]);
        let members = match program.location(family).kind {
            LocationKind::External => u32::try_from(clients).unwrap_or(u32::MAX),
            _ => program.members(location),
        };
        let mut here = Vec::new();
        for member in 0..members {
            for part in 0..program.parts(location) {
                if instances.len() >= INSTANCES_MAX {
                    return Err(Trouble::new(format!(
                        "more than {INSTANCES_MAX} instances: make its clusters smaller"
                    )));
                }
                here.push(instances.len());
                instances.push(Instance { location, member, part, domain: (head, member) });
            }
        }
        at.push(here);
    }
    Ok((instances, at))
}

/// The operators of a tick, arguments first.
fn domain(program: &Program, streams: &[Stream], tick: TickId) -> Domain {
    let inside = |id: &OperatorId| streams[id.index()].clock == Some(tick);
    let mut domain = Domain::default();
    let mut left: Vec<OperatorId> = program.operator_ids().filter(inside).collect();
    let starts = |op: &Op| matches!(op, Op::Batch(_) | Op::Snapshot(_) | Op::FirstTick(_) | Op::DeferTick { .. });
    while !left.is_empty() {
        let before = left.len();
        left.retain(|id| {
            let operator = program.operator(*id);
            let made = |input: &OperatorId| !inside(input) || domain.order.contains(input);
            let ready = starts(&operator.op) || operator.inputs.iter().all(made);
            if ready {
                domain.order.push(*id);
            }
            !ready
        });
        assert!(left.len() < before, "a checked program has a `defer_tick` on every cycle within a tick");
    }
    domain.batches =
        domain.order.iter().copied().filter(|id| matches!(program.operator(*id).op, Op::Batch(_))).collect();
    domain
}

/// Whether an operator decides for itself when it takes elements.
fn decides(op: &Op) -> bool {
    match op {
        Op::Batch(_) | Op::Snapshot(_) | Op::ArrivalOrder => true,
        // What comes below the watermark is dropped: the outcome depends on what comes first.
        Op::Join { until } => until.is_some(),
        Op::Quorum { until, .. } => until.is_some(),
        _ => false,
    }
}

/// Who reads each stream. Where everything that leads from a queue to a reader leads nowhere else, the queue is all the
/// time that the reader needs, and elements do not wait once more.
fn readers(program: &Program, streams: &[Stream], races: &dyn Fn(OperatorId) -> bool) -> Vec<Vec<Reader>> {
    let consumers = program.consumers();
    let mut patient = vec![None; program.operators.len()];
    let mut readers = Vec::new();
    for id in program.operator_ids() {
        let mut own = Vec::new();
        let mut seen: Vec<OperatorId> = consumers[id.index()].clone();
        seen.dedup();
        for reader in seen {
            let operator = program.operator(reader);
            for (position, _) in operator.inputs.iter().enumerate().filter(|(_, input)| **input == id) {
                // An atomic region is one with its tick: nothing waits in it.
                let atomic = streams[id.index()].atomic.is_some() && matches!(operator.op, Op::Snapshot(_));
                let waits = (decides(&operator.op) || races(reader))
                    && !atomic
                    && !is_patient(program, &consumers, &mut patient, id);
                own.push(Reader { id: reader, position, waits });
            }
        }
        readers.push(own);
    }
    readers
}

/// Whether taking an element from the queue before a stream does nothing but make one element of it, or none, for its
/// only reader.
fn is_patient(program: &Program, consumers: &[Vec<OperatorId>], known: &mut [Option<bool>], id: OperatorId) -> bool {
    if let Some(known) = known[id.index()] {
        return known;
    }
    // Of a cycle without queue, which no checked program has.
    known[id.index()] = Some(false);
    let operator = program.operator(id);
    let all =
        |known: &mut [Option<bool>]| operator.inputs.iter().all(|input| is_patient(program, consumers, known, *input));
    let patient = consumers[id.index()].len() == 1
        && match operator.op.kind() {
            Kind::Hop | Kind::Move => true,
            Kind::Source => matches!(operator.op, Op::Interval { .. } | Op::Random { .. }),
            Kind::Stateless => !matches!(operator.op, Op::FlatMap(_)) && all(known),
            Kind::Effect | Kind::Aggregate => all(known),
            // It is preceded by a queue of its own if by no other.
            _ if matches!(operator.op, Op::ArrivalOrder) => true,
            _ => matches!(operator.op, Op::PersistTo { .. }) && all(known),
        };
    known[id.index()] = Some(patient);
    patient
}
