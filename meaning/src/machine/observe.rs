//! Outputs: what an observer sees of them, at once or whenever it may.

use super::turn::Turn;
use super::{Machine, Outputs, State};
use crate::layout::Port;
use crate::op::lattice_grown;
use crate::{Event, Store, Trouble, ValueId, World};
use suki_ir::{LocationKind, OperatorId, Ty, View};

impl Turn<'_, '_, '_> {
    /// An element leaves. The slot has what the observer has seen (of a set or lattice), and what it has yet to see.
    pub(super) fn output(&mut self, id: OperatorId, x: ValueId) -> Result<(), Trouble> {
        let machine = self.machine;
        let Some(port) = machine.layout.outputs.iter().find(|port| port.id == id) else { return Ok(()) };
        let slot = &mut self.state.0[port.slot];
        let store = &mut self.world.store;
        let (seen, due) = (store.part(*slot, 0), store.part(*slot, 1));
        let (seen, due, event) = match (port.view, machine.outputs) {
            (View::Bag, Outputs::Later) => (seen, store.bag_with(due, x), None),
            (View::Sequence | View::PerKey, Outputs::Later) => (seen, store.push(due, x), None),
            (View::Bag | View::Sequence | View::PerKey, Outputs::AtOnce) => (seen, due, Some(x)),
            (View::Set, outputs) => match store.set_with(seen, x) {
                Some(more) if outputs == Outputs::AtOnce => (more, due, Some(x)),
                Some(_) => (seen, store.set_with(due, x).unwrap_or(due), None),
                None => (seen, due, None),
            },
            (View::Lattice, outputs) => {
                let (client, point) = (store.component(x, 0), store.component(x, 1));
                let so_far = store.get(due, client).unwrap_or(Store::EMPTY);
                match lattice_grown(store, machine.point(id), so_far, point)? {
                    Some(joined) => {
                        let due = store.put(due, client, joined);
                        let point = store.component(joined, 0);
                        let event = store.pair(client, point);
                        (seen, due, (outputs == Outputs::AtOnce).then_some(event))
                    }
                    None => (seen, due, None),
                }
            }
        };
        *slot = if (seen, due) == (Store::EMPTY, Store::EMPTY) { Store::EMPTY } else { store.list(&[seen, due]) };
        self.events.extend(event.map(|element| Event::Out { port: port.name.clone(), element }));
        Ok(())
    }
}

impl Machine<'_> {
    /// The state after an observer has seen this; none if it cannot see it now. For [`Outputs::Later`].
    ///
    /// # Errors
    /// When a lattice has no dynamic form.
    pub fn observed(
        &self,
        state: &State,
        name: &str,
        element: ValueId,
        world: &mut World,
    ) -> Result<Option<State>, Trouble> {
        let Some(port) = self.layout.outputs.iter().find(|port| port.name == name) else { return Ok(None) };
        let store = &mut world.store;
        let (seen, due) = (store.part(state.0[port.slot], 0), store.part(state.0[port.slot], 1));
        let items = store.items(due);
        let (client, point) = (store.component(element, 0), store.component(element, 1));
        let (seen, due) = match port.view {
            View::Bag => match items.binary_search(&element) {
                Ok(at) => (seen, store.taken(due, at).0),
                Err(_) => return Ok(None),
            },
            // Each client has a connection of its own.
            View::Sequence | View::PerKey => match items.iter().position(|item| store.component(*item, 0) == client) {
                Some(at) if items[at] == element => (seen, store.taken(due, at).0),
                _ => return Ok(None),
            },
            View::Set => match items.binary_search(&element) {
                Ok(at) => (store.set_with(seen, element).unwrap_or(seen), store.taken(due, at).0),
                Err(_) if store.items(seen).contains(&element) => (seen, due),
                Err(_) => return Ok(None),
            },
            View::Lattice => {
                let joined = store.get(due, client).unwrap_or(Store::EMPTY);
                // What is seen lies below the join of all that has left.
                if joined == Store::EMPTY || lattice_grown(store, self.point(port.id), joined, point)?.is_some() {
                    return Ok(None);
                }
                let held = store.list(&[point]);
                (store.put(seen, client, held), due)
            }
        };
        let mut state = state.clone();
        state.0[port.slot] =
            if (seen, due) == (Store::EMPTY, Store::EMPTY) { Store::EMPTY } else { store.list(&[seen, due]) };
        Ok(Some(state))
    }

    /// Whether an observer has seen all that has left, but for what somebody sent who has crashed.
    pub fn has_shown_all(&self, state: &State, world: &World) -> bool {
        let shown = |port: &Port| {
            let (seen, due) = (world.store.part(state.0[port.slot], 0), world.store.part(state.0[port.slot], 1));
            match port.view {
                View::Lattice => seen == due,
                View::Bag | View::Sequence | View::PerKey | View::Set => due == Store::EMPTY,
            }
        };
        self.layout.outputs.iter().all(|port| shown(port) || self.lost_some(state, port, world))
    }

    /// What of an output has left and has not been seen; of a lattice, the join for each client.
    pub fn due(&self, state: &State, name: &str, world: &World) -> Vec<ValueId> {
        let port = self.layout.outputs.iter().find(|port| port.name == name);
        port.map_or(Vec::new(), |port| world.store.items(world.store.part(state.0[port.slot], 1)).to_vec())
    }

    /// The lattice of an output: what stands behind the client in its elements.
    fn point(&self, id: OperatorId) -> &Ty {
        match &self.layout.units[id.index()].element {
            Ty::Tuple(items) if items.len() == 2 => &items[1],
            other => other,
        }
    }

    fn lost_some(&self, state: &State, port: &Port, world: &World) -> bool {
        let at = self.layout.program.family(self.layout.runs_at(port.id));
        !matches!(self.layout.program.location(at).kind, LocationKind::External)
            && self.layout.at[at.index()].iter().any(|instance| self.is_down(state, *instance, world))
    }
}
