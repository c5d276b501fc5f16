//! A program as a machine: its states, its steps, and what an observer sees of them.

mod describe;
mod observe;
mod turn;

use crate::layout::{ChannelIx, InstanceIx, Layout};
use crate::op::{self, Site};
use crate::reach::{GroupIx, Reach};
use crate::{Bounds, Event, Store, Trouble, ValueId, World};
use suki_ir::{Op, OperatorId, Order, Program, TickId};
pub(crate) use turn::Done;
use turn::Turn;

/// When an observer sees what leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outputs {
    /// In the step that makes it: the earliest that it may be seen.
    AtOnce,
    /// When [`Machine::observed`] says so: whenever an observer may see it.
    Later,
}

/// Everything that a program keeps, between two steps: one value for each slot of its layout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct State(pub(crate) Box<[ValueId]>);

/// Something that may happen next. Which of them does is nobody's choice but the schedule's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A client sends the next element of its list.
    Send {
        /// The client.
        client: u32,
    },
    /// An element of a queue is taken: the first, where the queue keeps an order.
    Take {
        /// The queue.
        channel: usize,
        /// Which of its elements.
        position: usize,
    },
    /// An instance does a tick with all that has entered it.
    Tick {
        /// The domain.
        tick: TickId,
        /// The instance.
        instance: usize,
    },
    /// A timer fires, or a random source yields the number at `choice`.
    Beat {
        /// Which one.
        timer: usize,
        /// Of a random source: which of the numbers that it may yield.
        choice: usize,
    },
    /// A member crashes, with all its helpers.
    Crash {
        /// Its position among those that may.
        who: usize,
    },
    /// What somebody sent who has crashed is lost: the last element, where the queue keeps an order.
    Lose {
        /// The queue.
        channel: usize,
        /// Which of its elements.
        position: usize,
    },
}

impl Step {
    /// Whether it happens by itself: neither a client's nor a timer's nor a fault's.
    pub fn is_internal(&self) -> bool {
        matches!(self, Step::Take { .. } | Step::Tick { .. } | Step::Lose { .. })
    }
}

/// What a decider has done, in words that source and plan share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decision {
    /// What it is called: its tick, or its kind and location; with the member of the source program.
    pub who: String,
    pub member: u32,
    /// What it has taken; none for a tick.
    pub element: Option<ValueId>,
}

/// A program with what may happen to it.
pub struct Machine<'p> {
    pub(crate) layout: Layout<'p>,
    reach: Reach,
    bounds: Bounds,
    outputs: Outputs,
    /// Whether steps that commute with all others go first, and alone.
    reduces: bool,
}

impl<'p> Machine<'p> {
    /// The machine of a checked program or plan.
    ///
    /// # Errors
    /// When a closure is not known, or when the program is larger than the interpreter's limits.
    pub fn new(program: &'p Program, bounds: Bounds, outputs: Outputs, world: &mut World) -> Result<Self, Trouble> {
        let layout = Layout::of(program, &bounds, world)?;
        for (port, _) in bounds.inputs.iter().flatten() {
            if !layout.inputs.contains_key(port) {
                return Err(Trouble::new(format!("there is no input \"{port}\"")));
            }
        }
        let reach = Reach::of(&layout);
        Ok(Machine { layout, reach, bounds, outputs, reduces: true })
    }

    /// The same machine with every interleaving, also of steps that commute.
    pub fn with_all_interleavings(self) -> Self {
        Machine { reduces: false, ..self }
    }

    /// The first state, and what is seen of it.
    ///
    /// # Errors
    /// Those of closures.
    pub fn start(&self, world: &mut World) -> Result<(State, Vec<Event>), Trouble> {
        let mut slots = vec![Store::EMPTY; self.layout.len];
        for ((id, instance), slot) in &self.layout.slots {
            let me = world.store.number(self.layout.instances[*instance].member.into());
            slots[*slot] = op::start(&mut Site { world, unit: &self.layout.units[id.index()], me })?;
        }
        for (.., slot) in &self.layout.timers {
            slots[*slot] = world.store.number(self.bounds.beats_max.into());
        }
        for slot in &self.layout.sent {
            slots[*slot] = world.store.number(0);
        }
        let mut turn = Turn::new(self, State(slots.into()), world);
        turn.begin()?;
        let done = turn.finish()?;
        Ok((done.state, done.events))
    }

    /// What may happen next.
    pub fn steps(&self, state: &State, world: &World) -> Vec<Step> {
        let own = self.internal(state, world);
        if self.reduces
            && !self.may_crash(state, world)
            && let Some(alone) = self.alone(state, world, &own)
        {
            return own.into_iter().filter(|(group, _)| *group == Some(alone)).map(|(_, step)| step).collect();
        }
        let sends = (0..self.bounds.inputs.len()).filter(|client| self.next_input(state, *client, world).is_some());
        let sends = sends.map(|client| Step::Send { client: u32::try_from(client).unwrap_or(u32::MAX) });
        let beats = (0..self.layout.timers.len()).flat_map(|timer| self.beats(state, world, timer));
        let crashes = (0..self.bounds.crashes.len())
            .filter(|who| self.may_crash(state, world) && !self.is_crashed(state, *who, world))
            .map(|who| Step::Crash { who });
        own.into_iter().map(|(_, step)| step).chain(sends).chain(beats).chain(crashes).collect()
    }

    /// Whether nothing happens any more unless a client, a timer or a fault makes it.
    pub fn is_quiet(&self, state: &State, world: &World) -> bool {
        self.internal(state, world).is_empty()
    }

    /// The state after a step, and what is seen of it.
    ///
    /// # Errors
    /// Those of closures.
    pub fn after(&self, state: &State, step: &Step, world: &mut World) -> Result<(State, Vec<Event>), Trouble> {
        let done = self.done(state, step, world)?;
        Ok((done.state, done.events))
    }

    /// The same, with what deciders have done in it.
    pub(crate) fn done(&self, state: &State, step: &Step, world: &mut World) -> Result<Done, Trouble> {
        let mut turn = Turn::new(self, state.clone(), world);
        match step {
            Step::Send { client } => turn.send(*client as usize)?,
            Step::Take { channel, position } => turn.take_from(*channel, *position)?,
            Step::Tick { tick, instance } => {
                turn.decisions.push(self.tick_decision(*tick, *instance));
                turn.tick(*tick, *instance)?;
            }
            Step::Beat { timer, choice } => {
                turn.decisions.push(self.beat_decision(*timer, *choice));
                turn.beat(*timer, *choice)?;
            }
            Step::Crash { who } => turn.crash(*who),
            Step::Lose { channel, position } => turn.lose(*channel, *position),
        }
        turn.finish()
    }

    /// Steps that happen by themselves, with the group of deciders that they belong to.
    fn internal(&self, state: &State, world: &World) -> Vec<(Option<GroupIx>, Step)> {
        let mut steps = Vec::new();
        for (ix, channel) in self.layout.channels.iter().enumerate() {
            let list = state.0[channel.slot];
            if list == Store::EMPTY {
                continue;
            }
            let items = world.store.items(list);
            let group = self.reach.group_of[ix];
            for position in takable(&items, channel.order, &world.store) {
                steps.push((group, Step::Take { channel: ix, position }));
            }
            if channel.lossy || (channel.position.is_none() && self.is_down(state, channel.from, world)) {
                let lost = match channel.order {
                    Order::None => takable(&items, channel.order, &world.store),
                    Order::PerKey | Order::Total => vec![items.len() - 1],
                };
                steps.extend(lost.into_iter().map(|position| (group, Step::Lose { channel: ix, position })));
            }
        }
        for (number, domain) in self.layout.ticks.iter().enumerate() {
            let (tick, at) = (TickId::new(number), self.layout.program.ticks[number].at);
            for instance in &self.layout.at[at.index()] {
                let entered = |id: &OperatorId| state.0[self.layout.slots[&(*id, *instance)]] != Store::EMPTY;
                let due = || self.layout.due.get(&(tick, *instance)).is_some_and(|slot| state.0[*slot] != Store::EMPTY);
                if domain.batches.iter().any(entered) || due() {
                    let group = self.reach.group_of_tick.get(&(tick, *instance)).copied();
                    steps.push((group, Step::Tick { tick, instance: *instance }));
                }
            }
        }
        steps
    }

    /// All steps that need no client and no fault, whichever commute.
    pub(crate) fn own_steps(&self, state: &State, world: &World) -> Vec<Step> {
        let internal = self.internal(state, world).into_iter().map(|(_, step)| step);
        internal.chain((0..self.layout.timers.len()).flat_map(|timer| self.beats(state, world, timer))).collect()
    }

    fn beats(&self, state: &State, world: &World, timer: usize) -> Vec<Step> {
        let (id, instance, slot) = self.layout.timers[timer];
        if world.store.as_number(state.0[slot]) == 0 || self.is_down(state, instance, world) {
            return Vec::new();
        }
        let choices = match self.layout.op(id) {
            Op::Random { .. } => self.bounds.randoms.len(),
            _ => 1,
        };
        (0..choices).map(|choice| Step::Beat { timer, choice }).collect()
    }

    /// A group to which nothing can come that is not in its queues already.
    fn alone(&self, state: &State, world: &World, own: &[(Option<GroupIx>, Step)]) -> Option<GroupIx> {
        let mut reached = vec![false; self.reach.from_group.len()];
        let mut add = |set: &[bool], but: Option<GroupIx>| {
            for (group, is) in set.iter().enumerate().filter(|(group, _)| Some(*group) != but) {
                reached[group] |= is;
            }
        };
        let mut active: Vec<GroupIx> = own.iter().filter_map(|(group, _)| *group).collect();
        active.sort_unstable();
        active.dedup();
        for group in &active {
            add(&self.reach.from_group[*group], Some(*group));
        }
        for (_, step) in own.iter().filter(|(group, _)| group.is_none()) {
            if let Step::Take { channel, .. } = step {
                add(&self.reach.from_channel[*channel], None);
            }
        }
        for (id, instance, slot) in &self.layout.timers {
            if world.store.as_number(state.0[*slot]) > 0 && !self.is_down(state, *instance, world) {
                add(&self.reach.from_source[&(*id, *instance)], None);
            }
        }
        for (client, inputs) in self.bounds.inputs.iter().enumerate() {
            for (port, _) in inputs.iter().skip(self.sent(state, client, world)) {
                let id = self.layout.inputs[port];
                let at = self.layout.at[self.layout.streams[id.index()].at.index()][client];
                add(&self.reach.from_source[&(id, at)], None);
            }
        }
        active.into_iter().find(|group| !reached[*group])
    }

    fn sent(&self, state: &State, client: usize, world: &World) -> usize {
        usize::try_from(world.store.as_number(state.0[self.layout.sent[client]])).unwrap_or(usize::MAX)
    }

    fn next_input(&self, state: &State, client: usize, world: &World) -> Option<&(String, crate::Value)> {
        self.bounds.inputs.get(client)?.get(self.sent(state, client, world))
    }

    fn may_crash(&self, state: &State, world: &World) -> bool {
        let crashed = world.store.items(state.0[self.layout.crashed]).len();
        !self.bounds.crashes.is_empty() && crashed < self.bounds.crashes_max as usize
    }

    fn is_crashed(&self, state: &State, who: usize, world: &World) -> bool {
        let crashed = world.store.items(state.0[self.layout.crashed]);
        crashed.iter().any(|number| world.store.as_number(*number) == who as u64)
    }

    /// The crash that takes an instance along, if one of those that may happen does.
    fn crash_of(&self, instance: InstanceIx) -> Option<usize> {
        let (head, member) = self.layout.instances[instance].domain;
        let name = &self.layout.program.location(head).name;
        self.bounds.crashes.iter().position(|(location, number)| location == name && *number == member)
    }

    fn is_down(&self, state: &State, instance: InstanceIx, world: &World) -> bool {
        state.0[self.layout.crashed] != Store::EMPTY
            && self.crash_of(instance).is_some_and(|who| self.is_crashed(state, who, world))
    }

    /// Whether a queue may be emptied at once: it leads to nobody who decides, and no crash can come in between.
    fn is_eager(&self, state: &State, channel: ChannelIx, world: &World) -> bool {
        if self.reach.group_of[channel].is_some() || self.layout.channels[channel].lossy {
            return false;
        }
        let ends = [self.layout.channels[channel].from, self.layout.channels[channel].to];
        let touched = |instance: &InstanceIx| {
            self.crash_of(*instance)
                .is_some_and(|who| self.may_crash(state, world) || self.is_crashed(state, who, world))
        };
        !ends.iter().any(touched)
    }
}

/// The elements of a queue that may be taken next, each value once.
fn takable(items: &[ValueId], order: Order, store: &Store) -> Vec<usize> {
    match order {
        Order::Total => vec![0],
        // Bags are sorted.
        Order::None => (0..items.len()).filter(|at| *at == 0 || items[at - 1] != items[*at]).collect(),
        Order::PerKey => {
            let keys: Vec<ValueId> = items.iter().map(|item| store.component(*item, 0)).collect();
            (0..items.len()).filter(|at| !keys[..*at].contains(&keys[*at])).collect()
        }
    }
}
