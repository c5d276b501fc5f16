//! Operators, one in each file. Outside ticks an operator gets one element at a time, inside it gets whole batches.
//!
//! Every file says what its operator makes of what it gets and of its state, which is one value. Order, time and
//! place are none of its business.

mod aggregate;
mod anti_join;
mod batch;
mod cross_product;
mod cross_singleton;
mod deal;
mod defer_tick;
mod delta;
mod enumerate;
mod filter;
mod filter_if;
mod filter_map;
mod first;
mod first_tick;
mod flat_map;
mod join;
mod key_by;
mod lattice;
mod map;
mod merge;
mod persist;
mod quorum;
mod route;
mod scan;
mod snapshot;
mod sort;
mod unique;
mod unwrap_or;

use crate::closures::{Called, FunctionId};
use crate::{Trouble, ValueId, World};
pub(crate) use lattice::grown as lattice_grown;
pub(crate) use route::addresses;
use suki_ir::{Op, Order, Ty};

/// A closure of an operator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    pub id: FunctionId,
    /// Whether it asks for the member that it runs at, which then is its first argument.
    pub asks: bool,
}

/// What an operator is, without what it keeps.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub op: Op,
    pub functions: Vec<Function>,
    /// Whether its first argument is a keyed stream.
    pub keyed: bool,
    /// What order its result has.
    pub order: Order,
    /// The running value that it is a snapshot of.
    pub running: Option<Box<Unit>>,
    /// The members of the cluster that it deals among.
    pub among: u32,
    /// The element type of its first argument.
    pub element: Ty,
}

/// An operator where it stands while it works.
pub(crate) struct Site<'a, 'c> {
    pub world: &'a mut World<'c>,
    pub unit: &'a Unit,
    /// The member of the source program that it runs at.
    pub me: ValueId,
}

impl Site<'_, '_> {
    /// Calls the closure at `position` of the operator. The arguments come back without the member.
    pub fn call(&mut self, position: usize, arguments: &[ValueId]) -> Result<Called, Trouble> {
        let function = self.unit.functions[position];
        if !function.asks {
            return self.world.call(function.id, arguments);
        }
        let called = self.world.call(function.id, &[&[self.me], arguments].concat())?;
        Ok(Called { result: called.result, arguments: called.arguments[1..].into() })
    }

    /// What the closure makes of the arguments.
    pub fn result(&mut self, position: usize, arguments: &[ValueId]) -> Result<ValueId, Trouble> {
        Ok(self.call(position, arguments)?.result)
    }
}

/// Whether the operator keeps something from one element or tick to the next; `ticks` where it is in a tick.
pub(crate) fn keeps(op: &Op, ticks: bool) -> bool {
    match op {
        Op::Join { .. } | Op::CrossProduct | Op::Unique => !ticks,
        Op::Quorum { .. } | Op::Scan { .. } | Op::Deal { .. } | Op::Merge | Op::Batch(_) | Op::Snapshot(_) => true,
        Op::Persist | Op::Delta | Op::DeferTick { .. } | Op::FirstTick(_) => true,
        _ => false,
    }
}

type Results = Result<Vec<ValueId>, Trouble>;

/// What comes of an element that arrives outside of ticks, or that enters one.
pub(crate) fn outside(site: &mut Site, slot: &mut ValueId, position: usize, x: ValueId) -> Results {
    match &site.unit.op {
        Op::Map(_) => map::each(site, x),
        Op::Filter(_) => filter::each(site, x),
        Op::FilterMap(_) => filter_map::each(site, x),
        Op::FlatMap(_) => flat_map::each(site, x),
        Op::KeyBy(_) => key_by::each(site, x),
        Op::Values => Ok(vec![site.world.store.component(x, 1)]),
        Op::Keys => Ok(vec![site.world.store.component(x, 0)]),
        Op::Join { .. } => join::outside(site, slot, position, x),
        Op::Quorum { .. } => quorum::outside(site, slot, position, x),
        Op::CrossProduct => cross_product::outside(site, slot, position, x),
        Op::Unique => unique::outside(site, slot, x),
        Op::Scan { .. } => scan::outside(site, slot, x),
        Op::Deal { .. } => deal::outside(site, slot, x),
        Op::Merge => merge::outside(site, slot, x),
        Op::Batch(_) => batch::outside(site, slot, x),
        Op::Snapshot(_) => snapshot::outside(site, slot, x),
        // What they have seen is kept where it is read: two snapshots may be two histories apart.
        Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => Ok(vec![x]),
        Op::Union | Op::Inspect(_) | Op::Unordered | Op::ArrivalOrder | Op::PersistTo { .. } => Ok(vec![x]),
        Op::AllTicks | Op::AllTicksAtomic | Op::EndAtomic | Op::Entries => Ok(vec![x]),
        Op::Input { .. } | Op::Interval { .. } | Op::SourceIter { .. } | Op::Random { .. } => Ok(vec![x]),
        Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } | Op::Output { .. } => Ok(vec![x]),
        Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => Ok(vec![x]),
        Op::Recover { .. }
        | Op::FirstTick(_)
        | Op::Persist
        | Op::First
        | Op::Last
        | Op::Sort
        | Op::Delta
        | Op::AntiJoin
        | Op::Enumerate
        | Op::UnwrapOr
        | Op::DeferTick { .. }
        | Op::CrossSingleton
        | Op::FilterIfSome
        | Op::FilterIfNone => Ok(Vec::new()),
    }
}

/// What an operator yields in a tick, of all that its arguments yield in it.
pub(crate) fn inside(site: &mut Site, slot: &mut ValueId, inputs: &[Vec<ValueId>]) -> Results {
    match &site.unit.op {
        Op::Batch(_) => batch::inside(site, slot),
        Op::Snapshot(_) => snapshot::inside(site, slot),
        Op::FirstTick(_) => first_tick::inside(site, slot),
        Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => aggregate::inside(site, &inputs[0]),
        Op::First => Ok(first::first(&inputs[0])),
        Op::Last => Ok(first::last(&inputs[0])),
        Op::Persist => persist::inside(site, slot, &inputs[0]),
        Op::Sort => sort::inside(site, &inputs[0]),
        Op::Delta => delta::inside(site, slot, &inputs[0]),
        Op::AntiJoin => anti_join::inside(site, &inputs[0], &inputs[1]),
        Op::Enumerate => enumerate::inside(site, &inputs[0]),
        Op::UnwrapOr => Ok(unwrap_or::inside(&inputs[0], &inputs[1])),
        Op::DeferTick { .. } => defer_tick::inside(site, slot),
        Op::CrossSingleton => cross_singleton::inside(site, &inputs[0], &inputs[1]),
        Op::FilterIfSome => Ok(filter_if::some(&inputs[0], &inputs[1])),
        Op::FilterIfNone => Ok(filter_if::none(&inputs[0], &inputs[1])),
        Op::Join { .. } => join::inside(site, &inputs[0], &inputs[1]),
        Op::CrossProduct => cross_product::inside(site, &inputs[0], &inputs[1]),
        Op::Unique => unique::inside(site, &inputs[0]),
        // All others do inside what they do outside, and keep what they keep from tick to tick.
        _ => {
            let mut made = Vec::new();
            for (position, input) in inputs.iter().enumerate() {
                for x in input {
                    made.extend(outside(site, slot, position, *x)?);
                }
            }
            Ok(made)
        }
    }
}

/// What an operator has to keep of a tick that is over.
pub(crate) fn end_of_tick(site: &mut Site, slot: &mut ValueId, inputs: &[Vec<ValueId>]) {
    if matches!(site.unit.op, Op::DeferTick { .. }) {
        *slot = site.world.store.list(&inputs[0]);
    }
}

/// What an operator keeps before anything has happened.
pub(crate) fn start(site: &mut Site) -> Result<ValueId, Trouble> {
    match &site.unit.op {
        Op::DeferTick { init: Some(_) } => defer_tick::start(site),
        _ => Ok(crate::Store::EMPTY),
    }
}
