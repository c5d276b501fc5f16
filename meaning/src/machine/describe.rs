//! Steps in words.

use super::{Decision, Machine, State, Step};
use crate::layout::InstanceIx;
use crate::refine::Line;
use crate::{ValueId, World};
use suki_ir::{LocationKind, Op, OperatorId, TickId};

impl Machine<'_> {
    /// Who does what, to whom.
    pub fn line(&self, state: &State, step: &Step, world: &World) -> Line {
        let line = |from: String, to: String, what: String| Line { from, to, what, seen: Vec::new() };
        let alone = |at: String, what: String| line(at.clone(), at, what);
        match step {
            Step::Send { client } => {
                let input = self.next_input(state, *client as usize, world);
                let what = input.map_or(String::new(), |(port, element)| format!("sends {port}: {element}"));
                alone(format!("client {client}"), what)
            }
            Step::Take { channel, position } | Step::Lose { channel, position } => {
                let queue = &self.layout.channels[*channel];
                let items = world.store.items(state.0[queue.slot]);
                let element = items.get(*position).map_or(String::new(), |item| world.store.value(*item).to_string());
                let verb = if matches!(step, Step::Lose { .. }) { "loses" } else { "takes" };
                let what = format!("{verb} {element} for {}", self.stream_name(queue.id));
                line(self.instance_name(queue.from), self.instance_name(queue.to), what)
            }
            Step::Tick { tick, instance } => {
                alone(self.instance_name(*instance), format!("tick {}", self.layout.program.tick(*tick).name))
            }
            Step::Beat { timer, choice } => {
                let (id, instance, _) = self.layout.timers[*timer];
                let number = match self.layout.op(id) {
                    suki_ir::Op::Random { .. } => format!(": {}", self.bounds.randoms[*choice]),
                    _ => String::new(),
                };
                alone(self.instance_name(instance), format!("timer{number}"))
            }
            Step::Crash { who } => {
                let (location, member) = &self.bounds.crashes[*who];
                alone(format!("{location}[{member}]"), String::from("crashes"))
            }
        }
    }

    /// The names of all outputs.
    pub fn output_names(&self) -> impl Iterator<Item = &str> {
        self.layout.outputs.iter().map(|port| port.name.as_str())
    }

    /// What a decider is called when it takes an element.
    pub(crate) fn decision(&self, id: OperatorId, instance: InstanceIx, element: ValueId) -> Decision {
        let instance = &self.layout.instances[instance];
        let family = self.layout.program.family(instance.location);
        let who = match self.layout.op(id) {
            Op::Batch(tick) => format!("batch {}", self.layout.program.tick(*tick).name),
            Op::Snapshot(tick) => format!("snapshot {}", self.layout.program.tick(*tick).name),
            op => format!("{} at {}", op.name(), self.layout.program.location(family).name),
        };
        Decision { who, member: instance.member, element: Some(element) }
    }

    pub(super) fn tick_decision(&self, tick: TickId, instance: InstanceIx) -> Decision {
        let who = format!("tick {}", self.layout.program.tick(tick).name);
        Decision { who, member: self.layout.instances[instance].member, element: None }
    }

    pub(super) fn beat_decision(&self, timer: usize, choice: usize) -> Decision {
        let (id, instance, _) = self.layout.timers[timer];
        let instance = &self.layout.instances[instance];
        let name = &self.layout.program.location(instance.location).name;
        let period = match self.layout.op(id) {
            Op::Interval { period_ms, .. } => format!("every {period_ms} ms"),
            _ => format!("number {choice}"),
        };
        Decision { who: format!("{name} {period}"), member: instance.member, element: None }
    }

    /// What is observed of each output.
    pub(crate) fn views(&self) -> Vec<(String, suki_ir::View)> {
        self.layout.outputs.iter().map(|port| (port.name.clone(), port.view)).collect()
    }

    /// The position of a crash in the bounds.
    pub(crate) fn crash_named(&self, location: &str, member: u32) -> Option<usize> {
        self.bounds.crashes.iter().position(|(name, number)| name == location && *number == member)
    }

    /// `leader`, `acceptors[1]`, `fan[1].0`, `client 0`.
    fn instance_name(&self, instance: InstanceIx) -> String {
        let instance = &self.layout.instances[instance];
        let program = self.layout.program;
        let name = &program.location(instance.location).name;
        let member = match program.location(program.family(instance.location)).kind {
            LocationKind::External => return format!("client {}", instance.member),
            LocationKind::Cluster { .. } => format!("[{}]", instance.member),
            LocationKind::Process | LocationKind::Helper { .. } => String::new(),
        };
        let part = match program.location(instance.location).kind {
            LocationKind::Helper { parts, .. } if parts > 1 => format!(".{}", instance.part),
            _ => String::new(),
        };
        format!("{name}{member}{part}")
    }

    /// The name of the `let` that an operator belongs to, or what it is.
    fn stream_name(&self, id: suki_ir::OperatorId) -> String {
        let operators = self.layout.program.operators.iter().skip(id.index());
        let named = operators.clone().take(32).find_map(|operator| operator.name.clone());
        match self.layout.op(id) {
            suki_ir::Op::Output { port, .. } => format!("\"{port}\""),
            op => named.unwrap_or_else(|| op.name().to_string()),
        }
    }
}
