//! Who can still bring something to whom: what may be done at once because nothing else can come in between.
//!
//! All nondeterminism is in *deciders*: operators that choose when they take the next element (`Layout::decides`), a tick
//! with all its entries counting as one. Everything else is a function of histories, so that a queue which leads to no
//! decider may be emptied at once, and a decider to which nothing else can come any more may go first: whatever it
//! does commutes with what all others do.

use crate::layout::{ChannelIx, InstanceIx, Layout};
use rustc_hash::{FxHashMap, FxHashSet};
use suki_ir::{Kind, Op, OperatorId, TickId};

/// One decider at one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Decider {
    Tick(TickId, InstanceIx),
    Operator(OperatorId, InstanceIx),
}

/// Position of a group of deciders that one element may reach at once.
pub(crate) type GroupIx = usize;

/// A set of groups.
pub(crate) type Groups = Vec<bool>;

/// Who can bring something to whom.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// By channel, the group that its elements go to; none where it may be emptied at once.
    pub group_of: Vec<Option<GroupIx>>,
    /// By tick and instance.
    pub group_of_tick: FxHashMap<(TickId, InstanceIx), GroupIx>,
    /// By group, the groups that it can bring something to, itself among them only through others.
    pub from_group: Vec<Groups>,
    /// By operator and instance: timers and inputs.
    pub from_source: FxHashMap<(OperatorId, InstanceIx), Groups>,
    /// By channel, for those that lead to no group: to which they can bring something.
    pub from_channel: Vec<Groups>,
}

impl Reach {
    pub fn of(layout: &Layout) -> Self {
        let near: Vec<FxHashSet<Decider>> =
            (0..layout.channels.len()).map(|channel| Walk::new(layout, false).channel(channel).found).collect();
        let names = united(layout, &near);
        let count = names.values().copied().max().map_or(0, |last| last + 1);
        let groups = |found: &FxHashSet<Decider>| {
            let mut set = vec![false; count];
            found.iter().for_each(|decider| set[names[decider]] = true);
            set
        };
        let mut from_group = vec![vec![false; count]; count];
        for (decider, group) in &names {
            let set = groups(&Walk::new(layout, true).after(*decider).found);
            set.iter().enumerate().filter(|(_, is)| **is).for_each(|(other, _)| from_group[*group][other] = true);
        }
        let mut reach = Reach {
            group_of: near.iter().map(|found| found.iter().next().map(|decider| names[decider])).collect(),
            from_group,
            from_channel: (0..layout.channels.len())
                .map(|channel| groups(&Walk::new(layout, true).channel(channel).found))
                .collect(),
            ..Reach::default()
        };
        for (decider, group) in &names {
            if let Decider::Tick(tick, instance) = decider {
                reach.group_of_tick.insert((*tick, *instance), *group);
            }
        }
        for id in layout.program.operator_ids().filter(|id| layout.op(*id).kind() == Kind::Source) {
            for instance in &layout.at[layout.runs_at(id).index()] {
                let found = Walk::new(layout, true).emission(id, *instance).found;
                reach.from_source.insert((id, *instance), groups(&found));
            }
        }
        reach
    }
}

/// A number for each group: deciders that one element of some channel reaches at once are in one.
fn united(layout: &Layout, near: &[FxHashSet<Decider>]) -> FxHashMap<Decider, GroupIx> {
    let mut groups: Vec<FxHashSet<Decider>> = Vec::new();
    let all = layout.program.operator_ids().flat_map(|id| {
        let op = layout.op(id);
        let instances = layout.at[layout.runs_at(id).index()].iter();
        let own: Vec<FxHashSet<Decider>> = match op.kind() {
            _ if !layout.decides(id) => Vec::new(),
            // One observer sees what leaves from all of them.
            Kind::Sink => vec![instances.map(|instance| decider(op, id, *instance)).collect()],
            _ => instances.map(|instance| FxHashSet::from_iter([decider(op, id, *instance)])).collect(),
        };
        own
    });
    for found in near.iter().filter(|found| !found.is_empty()).cloned().chain(all) {
        let mut merged = found;
        groups.retain(|group| {
            let touches = !group.is_disjoint(&merged);
            if touches {
                merged.extend(group.iter().copied());
            }
            !touches
        });
        groups.push(merged);
    }
    let numbered = groups.into_iter().enumerate();
    numbered.flat_map(|(number, group)| group.into_iter().map(move |decider| (decider, number))).collect()
}

fn decider(op: &Op, id: OperatorId, instance: InstanceIx) -> Decider {
    match op {
        Op::Batch(tick) | Op::Snapshot(tick) => Decider::Tick(*tick, instance),
        _ => Decider::Operator(id, instance),
    }
}

/// A walk along the edges, at once or also through queues.
struct Walk<'l, 'p> {
    layout: &'l Layout<'p>,
    far: bool,
    open: Vec<(OperatorId, InstanceIx)>,
    seen: FxHashSet<(OperatorId, InstanceIx)>,
    found: FxHashSet<Decider>,
}

impl<'l, 'p> Walk<'l, 'p> {
    fn new(layout: &'l Layout<'p>, far: bool) -> Self {
        Walk { layout, far, open: Vec::new(), seen: FxHashSet::default(), found: FxHashSet::default() }
    }

    /// What an element of a channel comes to.
    fn channel(mut self, channel: ChannelIx) -> Self {
        let channel = &self.layout.channels[channel];
        match channel.position {
            Some(_) => self.takes(channel.id, channel.to),
            None => self.emits(channel.id, channel.to),
        }
        self.run()
    }

    /// What an element that the operator makes comes to.
    fn emission(mut self, id: OperatorId, instance: InstanceIx) -> Self {
        self.emits(id, instance);
        self.run()
    }

    /// What comes of a decision.
    fn after(mut self, decider: Decider) -> Self {
        match decider {
            Decider::Operator(id, instance) => self.emits(id, instance),
            Decider::Tick(tick, instance) => self.leaves(tick, instance),
        }
        self.run()
    }

    fn emits(&mut self, id: OperatorId, instance: InstanceIx) {
        if self.seen.insert((id, instance)) {
            self.open.push((id, instance));
        }
    }

    fn leaves(&mut self, tick: TickId, instance: InstanceIx) {
        for id in &self.layout.ticks[tick.index()].order {
            self.emits(*id, instance);
        }
    }

    fn takes(&mut self, id: OperatorId, instance: InstanceIx) {
        let op = self.layout.op(id);
        if self.layout.decides(id) {
            let decider = decider(op, id, instance);
            self.found.insert(decider);
            match decider {
                Decider::Tick(tick, _) if self.far => self.leaves(tick, instance),
                Decider::Tick(..) => {}
                Decider::Operator(..) => self.emits(id, instance),
            }
        } else if !matches!(op.kind(), Kind::Hop | Kind::Move) {
            self.emits(id, instance);
        } else if self.far {
            let to = op.target().into_iter().flat_map(|to| self.layout.at[to.index()].clone());
            for to in to {
                if self.layout.lines.contains_key(&(id, None, instance, to)) {
                    self.emits(id, to);
                }
            }
        }
    }

    fn run(mut self) -> Self {
        while let Some((id, instance)) = self.open.pop() {
            for reader in self.layout.readers[id.index()].clone() {
                // Within a tick everything is one decision.
                let inside = self.layout.streams[id.index()].clock;
                let within = inside.is_some() && inside == self.layout.streams[reader.id.index()].clock;
                if !within && (self.far || !reader.waits) {
                    self.takes(reader.id, instance);
                }
            }
        }
        self
    }
}
