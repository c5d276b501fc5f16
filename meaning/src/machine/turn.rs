//! One step while it is done: elements are pushed on until they wait somewhere.

use super::{Decision, Machine, State};
use crate::layout::{ChannelIx, InstanceIx, Reader};
use crate::limits::PUSHES_MAX;
use crate::op::{self, Site, addresses};
use crate::{Event, Store, Trouble, ValueId, World};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use suki_ir::{Kind, Op, OperatorId, Order, Shape, TickId};

/// A step that has been done.
pub(crate) struct Done {
    pub state: State,
    pub events: Vec<Event>,
    pub decisions: Vec<Decision>,
}

/// A step that is being done.
pub(super) struct Turn<'m, 'w, 'c> {
    pub machine: &'m Machine<'m>,
    pub state: State,
    pub world: &'w mut World<'c>,
    pub events: Vec<Event>,
    /// What deciders have taken.
    pub decisions: Vec<Decision>,
    /// Elements on their way to readers, in the order in which they were made.
    open: VecDeque<(OperatorId, usize, InstanceIx, ValueId)>,
    pushes: usize,
}

impl<'m, 'w, 'c> Turn<'m, 'w, 'c> {
    pub fn new(machine: &'m Machine<'_>, state: State, world: &'w mut World<'c>) -> Self {
        Turn { machine, state, world, events: Vec::new(), decisions: Vec::new(), open: VecDeque::new(), pushes: 0 }
    }

    /// Empties the queues that need no decision.
    pub fn finish(mut self) -> Result<Done, Trouble> {
        self.run()?;
        while let Some(channel) = self.eager() {
            self.take_from(channel, 0)?;
            self.run()?;
        }
        Ok(Done { state: self.state, events: self.events, decisions: self.decisions })
    }

    fn eager(&self) -> Option<ChannelIx> {
        let waits = |ix: &ChannelIx| self.state.0[self.machine.layout.channels[*ix].slot] != Store::EMPTY;
        let channels = 0..self.machine.layout.channels.len();
        channels.filter(waits).find(|ix| self.machine.is_eager(&self.state, *ix, self.world))
    }

    /// What arises at start.
    pub fn begin(&mut self) -> Result<(), Trouble> {
        let layout = &self.machine.layout;
        for id in layout.program.operator_ids() {
            if !matches!(layout.op(id), Op::SourceIter { .. }) {
                continue;
            }
            for instance in &layout.at[layout.runs_at(id).index()] {
                let items = self.site(id, *instance).result(0, &[])?;
                for item in self.world.store.items(items).iter() {
                    self.emit(id, *instance, *item);
                }
            }
        }
        Ok(())
    }

    pub fn send(&mut self, client: usize) -> Result<(), Trouble> {
        let machine = self.machine;
        let Some((port, element)) = machine.next_input(&self.state, client, self.world) else { return Ok(()) };
        let (id, slot) = (machine.layout.inputs[port], machine.layout.sent[client]);
        let sent = self.world.store.as_number(self.state.0[slot]);
        self.state.0[slot] = self.world.store.number(sent + 1);
        let element = self.world.store.keep(element);
        let client_number = u32::try_from(client).unwrap_or(u32::MAX);
        self.events.push(Event::In { client: client_number, port: port.clone(), element });
        let at = machine.layout.at[machine.layout.streams[id.index()].at.index()][client];
        self.emit(id, at, element);
        self.run()
    }

    pub fn beat(&mut self, timer: usize, choice: usize) -> Result<(), Trouble> {
        let machine = self.machine;
        let (id, instance, slot) = machine.layout.timers[timer];
        let left = self.world.store.as_number(self.state.0[slot]);
        self.state.0[slot] = self.world.store.number(left.saturating_sub(1));
        let element = match machine.layout.op(id) {
            Op::Random { .. } => self.world.store.number(machine.bounds.randoms[choice]),
            _ => Store::UNIT,
        };
        self.emit(id, instance, element);
        self.run()
    }

    /// Everything that a member and its helpers keep is gone, and what is on its way to them.
    pub fn crash(&mut self, who: usize) {
        let (machine, layout) = (self.machine, &self.machine.layout);
        let (location, member) = machine.bounds.crashes[who].clone();
        self.events.push(Event::Crash { location, member });
        let number = self.world.store.number(who as u64);
        let crashed = self.world.store.set_with(self.state.0[layout.crashed], number);
        self.state.0[layout.crashed] = crashed.unwrap_or(self.state.0[layout.crashed]);
        let down: Vec<bool> =
            (0..layout.instances.len()).map(|ix| machine.crash_of(ix).is_some_and(|other| other == who)).collect();
        let kept = layout.slots.iter().map(|((_, instance), slot)| (*instance, *slot));
        let due = layout.due.iter().map(|((_, instance), slot)| (*instance, *slot));
        let timers = layout.timers.iter().map(|(_, instance, slot)| (*instance, *slot));
        let lines = layout.channels.iter().map(|channel| (channel.to, channel.slot));
        for (_, slot) in kept.chain(due).chain(timers).chain(lines).filter(|(instance, _)| down[*instance]) {
            self.state.0[slot] = Store::EMPTY;
        }
    }

    pub fn lose(&mut self, channel: ChannelIx, position: usize) {
        let slot = self.machine.layout.channels[channel].slot;
        self.state.0[slot] = self.world.store.taken(self.state.0[slot], position).0;
    }

    pub fn take_from(&mut self, channel: ChannelIx, position: usize) -> Result<(), Trouble> {
        let channel = &self.machine.layout.channels[channel];
        let (rest, element) = self.world.store.taken(self.state.0[channel.slot], position);
        self.state.0[channel.slot] = rest;
        match channel.position {
            Some(position) => self.open.push_back((channel.id, position, channel.to, element)),
            None => self.emit(channel.id, channel.to, element),
        }
        self.run()
    }

    /// A tick: every operator once, arguments first, then what leaves.
    pub fn tick(&mut self, tick: TickId, instance: InstanceIx) -> Result<(), Trouble> {
        let layout = &self.machine.layout;
        if let Some(slot) = layout.due.get(&(tick, instance)) {
            self.state.0[*slot] = Store::EMPTY;
        }
        let order = &layout.ticks[tick.index()].order;
        let mut made: FxHashMap<OperatorId, Vec<ValueId>> = FxHashMap::default();
        for id in order {
            let operator = layout.program.operator(*id);
            let inputs: Vec<Vec<ValueId>> =
                operator.inputs.iter().map(|input| made.get(input).cloned().unwrap_or_default()).collect();
            let mut results = self.with_slot(*id, instance, |site, slot| op::inside(site, slot, &inputs))?;
            let stream = &layout.streams[id.index()];
            if stream.order == Order::None && matches!(stream.shape, Shape::Collection | Shape::Keyed) {
                results.sort_unstable();
            }
            made.insert(*id, results);
        }
        for id in order.iter().filter(|id| matches!(layout.op(**id), Op::DeferTick { .. })) {
            let inputs = [made[&layout.input(*id, 0)].clone()];
            self.with_slot(*id, instance, |site, slot| {
                op::end_of_tick(site, slot, &inputs);
                Ok(())
            })?;
        }
        for id in order {
            let leaves = |reader: &&Reader| layout.streams[reader.id.index()].clock != Some(tick);
            for reader in layout.readers[id.index()].iter().filter(leaves) {
                self.open.extend(made[id].iter().map(|x| (reader.id, reader.position, instance, *x)));
            }
        }
        self.run()
    }

    fn site(&mut self, id: OperatorId, instance: InstanceIx) -> Site<'_, 'c> {
        let me = self.world.store.number(self.machine.layout.instances[instance].member.into());
        Site { world: self.world, unit: &self.machine.layout.units[id.index()], me }
    }

    /// Lets an operator work with what it keeps.
    fn with_slot<T>(
        &mut self,
        id: OperatorId,
        instance: InstanceIx,
        work: impl FnOnce(&mut Site, &mut ValueId) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let slot = self.machine.layout.slots.get(&(id, instance)).copied();
        let mut kept = slot.map_or(Store::EMPTY, |slot| self.state.0[slot]);
        let result = work(&mut self.site(id, instance), &mut kept)?;
        if let Some(slot) = slot {
            self.state.0[slot] = kept;
        }
        Ok(result)
    }

    /// Gives an element to all readers of a stream.
    fn emit(&mut self, id: OperatorId, instance: InstanceIx, x: ValueId) {
        for reader in &self.machine.layout.readers[id.index()] {
            if reader.waits {
                self.queue((reader.id, Some(reader.position), instance, instance), x);
            } else {
                self.open.push_back((reader.id, reader.position, instance, x));
            }
        }
    }

    fn queue(&mut self, line: (OperatorId, Option<usize>, InstanceIx, InstanceIx), x: ValueId) {
        let Some(channel) = self.machine.layout.lines.get(&line) else { return };
        let channel = &self.machine.layout.channels[*channel];
        if self.machine.is_down(&self.state, channel.to, self.world) {
            return;
        }
        let list = self.state.0[channel.slot];
        let store = &mut self.world.store;
        self.state.0[channel.slot] = match channel.order {
            Order::None => store.bag_with(list, x),
            Order::Total => store.push(list, x),
            Order::PerKey => {
                // One form for all that differ in the order of keys only.
                let mut items = store.items(list).to_vec();
                items.push(x);
                items.sort_by_key(|item| store.component(*item, 0));
                store.list(&items)
            }
        };
    }

    fn run(&mut self) -> Result<(), Trouble> {
        while let Some((id, position, instance, x)) = self.open.pop_front() {
            self.pushes += 1;
            if self.pushes > PUSHES_MAX {
                return Err(Trouble::new(format!("one step pushes more than {PUSHES_MAX} elements")));
            }
            self.take(id, position, instance, x)?;
        }
        Ok(())
    }

    /// An operator outside of ticks takes an element.
    fn take(&mut self, id: OperatorId, position: usize, instance: InstanceIx, x: ValueId) -> Result<(), Trouble> {
        let layout = &self.machine.layout;
        match layout.op(id).kind() {
            Kind::Hop | Kind::Move => return self.leave(id, instance, x),
            Kind::Sink => return self.output(id, x),
            _ => {}
        }
        if layout.decides(id) {
            self.decisions.push(self.machine.decision(id, instance, x));
        }
        let made = self.with_slot(id, instance, |site, slot| op::outside(site, slot, position, x))?;
        if let Op::Snapshot(tick) = layout.op(id)
            && let Some(slot) = layout.due.get(&(*tick, instance))
        {
            self.state.0[*slot] = self.world.store.list(&[Store::UNIT]);
        }
        for x in made {
            self.emit(id, instance, x);
        }
        Ok(())
    }

    /// An element goes where its hop or move leads.
    fn leave(&mut self, id: OperatorId, from: InstanceIx, x: ValueId) -> Result<(), Trouble> {
        let layout = &self.machine.layout;
        let Some(to) = layout.op(id).target() else { return Ok(()) };
        let family = layout.program.family(layout.instances[from].location);
        let (kind, parts) = (&layout.program.location(family).kind, layout.program.parts(to));
        let member = layout.instances[from].member;
        let (member, part, arrived) = addresses(&mut self.site(id, from), kind, member, parts, x)?;
        for instance in layout.instances_of(to, member, part) {
            self.queue((id, None, from, instance), arrived);
        }
        Ok(())
    }
}
