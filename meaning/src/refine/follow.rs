//! What the source may be in after a trace.

use crate::{Event, Machine, State, Step, Trouble, World};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A set of source states, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SetId(u32);

/// What comes of following an event.
pub(super) enum Followed {
    /// The source may be in one of these states.
    To(SetId),
    /// The source cannot do that.
    Nowhere,
    /// The source has too many states.
    TooMany,
}

/// Sets of source states that have come up, each with its states and where events lead from it.
pub(super) struct Followers<'m, 'p> {
    machine: &'m Machine<'p>,
    states_max: usize,
    states: Vec<State>,
    ids: FxHashMap<State, u32>,
    /// By state, where it may come to by itself in one step.
    next: Vec<Option<Rc<[u32]>>>,
    sets: Vec<Rc<[u32]>>,
    set_ids: FxHashMap<Rc<[u32]>, SetId>,
    moves: FxHashMap<(SetId, Event), Option<SetId>>,
    rests: FxHashMap<SetId, bool>,
}

impl<'m, 'p> Followers<'m, 'p> {
    pub fn new(machine: &'m Machine<'p>, states_max: usize) -> Self {
        Followers {
            machine,
            states_max,
            states: Vec::new(),
            ids: FxHashMap::default(),
            next: Vec::new(),
            sets: Vec::new(),
            set_ids: FxHashMap::default(),
            moves: FxHashMap::default(),
            rests: FxHashMap::default(),
        }
    }

    /// How many states of the source have come up.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    pub fn machine(&self) -> &'m Machine<'p> {
        self.machine
    }

    pub fn states_of(&self, set: SetId) -> impl Iterator<Item = &State> {
        self.sets[set.0 as usize].iter().map(|state| &self.states[*state as usize])
    }

    fn id(&mut self, state: State) -> u32 {
        if let Some(id) = self.ids.get(&state) {
            return *id;
        }
        let id = u32::try_from(self.states.len()).expect("the budget is below 2^32 states");
        self.states.push(state.clone());
        self.next.push(None);
        self.ids.insert(state, id);
        id
    }

    /// What the source may be in before anything has been seen.
    pub fn start(&mut self, world: &mut World) -> Result<Followed, Trouble> {
        let (state, _) = self.machine.start(world)?;
        let first = self.id(state);
        self.closed(vec![first], world)
    }

    /// What the source may be in after one more event.
    pub fn follow(&mut self, set: SetId, event: &Event, world: &mut World) -> Result<Followed, Trouble> {
        if let Some(known) = self.moves.get(&(set, event.clone())) {
            return Ok(known.map_or(Followed::Nowhere, Followed::To));
        }
        let mut reached = Vec::new();
        for state in self.sets[set.0 as usize].clone().iter() {
            let state = self.states[*state as usize].clone();
            reached.extend(self.after(&state, event, world)?);
        }
        let ids: Vec<u32> = reached.into_iter().map(|state| self.id(state)).collect();
        let followed = if ids.is_empty() { Followed::Nowhere } else { self.closed(ids, world)? };
        match followed {
            Followed::To(next) => self.moves.insert((set, event.clone()), Some(next)),
            Followed::Nowhere => self.moves.insert((set, event.clone()), None),
            Followed::TooMany => None,
        };
        Ok(followed)
    }

    fn after(&self, state: &State, event: &Event, world: &mut World) -> Result<Option<State>, Trouble> {
        match event {
            Event::Out { port, element } => self.machine.observed(state, port, *element, world),
            Event::In { client, .. } => Ok(Some(self.machine.after(state, &Step::Send { client: *client }, world)?.0)),
            Event::Crash { location, member } => {
                let Some(who) = self.machine.crash_named(location, *member) else { return Ok(None) };
                Ok(Some(self.machine.after(state, &Step::Crash { who }, world)?.0))
            }
        }
    }

    /// The states with all that they may come to by themselves.
    fn closed(&mut self, mut open: Vec<u32>, world: &mut World) -> Result<Followed, Trouble> {
        open.sort_unstable();
        open.dedup();
        let mut seen: rustc_hash::FxHashSet<u32> = open.iter().copied().collect();
        while let Some(state) = open.pop() {
            if self.states.len() > self.states_max || seen.len() > self.states_max {
                return Ok(Followed::TooMany);
            }
            for next in self.successors(state, world)?.iter() {
                if seen.insert(*next) {
                    open.push(*next);
                }
            }
        }
        let mut all: Vec<u32> = seen.into_iter().collect();
        all.sort_unstable();
        let all: Rc<[u32]> = all.into();
        if let Some(set) = self.set_ids.get(&all) {
            return Ok(Followed::To(*set));
        }
        let set = SetId(u32::try_from(self.sets.len()).expect("the budget is below 2^32 sets"));
        self.sets.push(all.clone());
        self.set_ids.insert(all, set);
        Ok(Followed::To(set))
    }

    fn successors(&mut self, id: u32, world: &mut World) -> Result<Rc<[u32]>, Trouble> {
        if let Some(known) = &self.next[id as usize] {
            return Ok(known.clone());
        }
        let state = self.states[id as usize].clone();
        let mut next = Vec::new();
        for step in self.machine.steps(&state, world) {
            if step.is_internal() || matches!(step, Step::Beat { .. }) {
                let (after, _) = self.machine.after(&state, &step, world)?;
                next.push(self.id(after));
            }
        }
        let next: Rc<[u32]> = next.into();
        self.next[id as usize] = Some(next.clone());
        Ok(next)
    }

    /// Whether the source may rest in one of these states: nothing happens by itself, and nothing is owed.
    pub fn may_rest(&mut self, set: SetId, world: &World) -> bool {
        if let Some(known) = self.rests.get(&set) {
            return *known;
        }
        let rests = self
            .states_of(set)
            .any(|state| self.machine.is_quiet(state, world) && self.machine.has_shown_all(state, world));
        self.rests.insert(set, rests);
        rests
    }
}
