//! Which part of a stream's cost each of its consumers is charged.
//!
//! Shares are sound when, in every plan, the shares of those who read a stream add up to at most one. Consumers that
//! exclude one another may each pay all: those that one and the same class reads by different operators, as a plan
//! that sends before it maps excludes the same plan that maps before it sends. Such consumers are one *party*.

use crate::table::runs;
use egg::Id;
use rustc_hash::{FxHashMap, FxHashSet};
use suki_rewrites::space::{Choice, Selection, Space};

/// How far up a chain of sole consumers an exclusion is looked for.
const CHAIN_MAX: usize = 16;
/// Streams with more consumers are shared by all of them alike.
const CONSUMERS_MAX: usize = 64;

/// The slots of a space: consumer and stream, each once.
pub struct Sharing {
    /// By site, choice and need: the slot; none where the choice passes its own charge on whole.
    pub slots: Vec<Vec<Vec<Option<usize>>>>,
    /// By slot: the party that pays.
    party: Vec<usize>,
    /// By party: the stream that is read.
    stream: Vec<Id>,
    /// By party: how often it reads the stream.
    times: Vec<f64>,
}

/// One consumer of one stream.
struct Slot {
    consumer: Id,
    stream: Id,
    times: f64,
}

impl Sharing {
    /// Reads the slots of a space.
    pub fn of(space: &Space) -> Self {
        let mut index: FxHashMap<(Id, Id), usize> = FxHashMap::default();
        let mut all: Vec<Slot> = Vec::new();
        let mut slots = Vec::new();
        // For each class the sets of streams that one of its operators reads together.
        let mut together: FxHashMap<Id, FxHashSet<Vec<Id>>> = FxHashMap::default();
        for site in &space.sites {
            let of_choice = |choice: &Choice| -> Vec<Option<usize>> {
                if !runs(choice) {
                    return vec![None; choice.needs.len()];
                }
                let reads: Vec<Id> = choice.needs.iter().map(|need| space.sites[*need].stream).collect();
                let of_read = |stream: &Id| {
                    let slot = *index.entry((site.stream, *stream)).or_insert_with(|| {
                        all.push(Slot { consumer: site.stream, stream: *stream, times: 1.0 });
                        all.len() - 1
                    });
                    let times = reads.iter().filter(|other| *other == stream).count() as f64;
                    all[slot].times = times.max(all[slot].times);
                    Some(slot)
                };
                let found = reads.iter().map(of_read).collect();
                together.entry(site.stream).or_default().insert(reads);
                found
            };
            slots.push(site.choices.iter().map(of_choice).collect::<Vec<_>>());
        }
        let parties = Parties::of(&all, &together);
        Self { slots, party: parties.party, stream: parties.stream, times: parties.times }
    }

    /// Equal shares for all parties of a stream, by slot.
    pub fn equal(&self) -> Vec<f64> {
        self.by_slot(vec![1.0; self.stream.len()])
    }

    /// Raises the shares of the parties that a solution has: who is always there ends up paying all.
    pub fn learn(&self, shares: &mut Vec<f64>, selection: &Selection, step: f64) {
        let mut of_party = vec![1e-12; self.stream.len()];
        for (slot, party) in self.party.iter().enumerate() {
            of_party[*party] = shares[slot].max(1e-12);
        }
        let mut used = vec![false; self.stream.len()];
        for site in selection.sites() {
            let slots = selection.chosen[site].map(|choice| &self.slots[site][choice]);
            slots.into_iter().flatten().flatten().for_each(|slot| used[self.party[*slot]] = true);
        }
        for (share, _) in of_party.iter_mut().zip(used).filter(|(_, used)| *used) {
            *share *= step.exp();
        }
        *shares = self.by_slot(of_party);
    }

    /// Normalised so that the parties of each stream pay it once.
    fn by_slot(&self, of_party: Vec<f64>) -> Vec<f64> {
        let mut sums: FxHashMap<Id, f64> = FxHashMap::default();
        for (party, share) in of_party.iter().enumerate() {
            *sums.entry(self.stream[party]).or_default() += share * self.times[party];
        }
        self.party.iter().map(|party| of_party[*party] / sums[&self.stream[*party]]).collect()
    }
}

/// The slots in groups that exclude one another.
struct Parties {
    party: Vec<usize>,
    stream: Vec<Id>,
    times: Vec<f64>,
}

impl Parties {
    fn of(all: &[Slot], together: &FxHashMap<Id, FxHashSet<Vec<Id>>>) -> Self {
        let chains = Chains::of(all, together);
        let mut readers: FxHashMap<Id, Vec<usize>> = FxHashMap::default();
        for (slot, Slot { stream, .. }) in all.iter().enumerate() {
            readers.entry(*stream).or_default().push(slot);
        }
        let mut parties = Self { party: vec![usize::MAX; all.len()], stream: Vec::new(), times: Vec::new() };
        for (slot, Slot { stream, times, .. }) in all.iter().enumerate() {
            let others = &readers[stream];
            let joins = |party: &usize| {
                let mut members = others.iter().filter(|other| parties.party[**other] == *party);
                members.all(|other| chains.exclude(slot, *other))
            };
            let mut known: Vec<usize> = others.iter().map(|other| parties.party[*other]).collect();
            known.retain(|party| *party != usize::MAX);
            known.sort_unstable();
            known.dedup();
            let party = known.into_iter().find(joins).filter(|_| others.len() <= CONSUMERS_MAX);
            let party = party.unwrap_or_else(|| {
                parties.stream.push(*stream);
                parties.times.push(0.0);
                parties.stream.len() - 1
            });
            parties.times[party] = times.max(parties.times[party]);
            parties.party[slot] = party;
        }
        parties
    }
}

/// For each slot the classes above it as long as there is only one, each with what it reads on the way.
struct Chains<'a> {
    chains: Vec<Vec<(Id, Id)>>,
    together: &'a FxHashMap<Id, FxHashSet<Vec<Id>>>,
}

impl<'a> Chains<'a> {
    fn of(all: &[Slot], together: &'a FxHashMap<Id, FxHashSet<Vec<Id>>>) -> Self {
        let mut above: FxHashMap<Id, Option<Id>> = FxHashMap::default();
        for slot in all {
            let sole = slot.times == 1.0;
            above.entry(slot.stream).and_modify(|above| *above = None).or_insert(sole.then_some(slot.consumer));
        }
        let chain = |slot: &Slot| {
            let mut chain = vec![(slot.consumer, slot.stream)];
            while let Some(Some(next)) = above.get(&chain[chain.len() - 1].0)
                && chain.len() < CHAIN_MAX
            {
                chain.push((*next, chain[chain.len() - 1].0));
            }
            chain
        };
        Self { chains: all.iter().map(chain).collect(), together }
    }

    /// Whether no operator needs both: the chains meet at a class that reads one or the other.
    fn exclude(&self, slot: usize, other: usize) -> bool {
        let meet = self.chains[slot].iter().find_map(|(class, by)| {
            let (_, also) = self.chains[other].iter().find(|(other, _)| other == class)?;
            Some((class, by, also))
        });
        meet.is_some_and(|(class, by, also)| {
            by != also && !self.together[class].iter().any(|reads| reads.contains(by) && reads.contains(also))
        })
    }
}
