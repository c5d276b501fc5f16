//! All states that a machine can come to.

use crate::{Machine, State, Trouble, World};
use rustc_hash::FxHashSet;

/// What an exploration has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explored {
    /// Distinct states.
    pub states: usize,
    /// Steps between them.
    pub steps: usize,
    /// States in which nothing happens by itself.
    pub quiet: usize,
    /// Whether these are all; else the budget ran out.
    pub is_complete: bool,
}

/// Goes to every state, depth first, until there are `states_max`; `visit` sees each once.
///
/// # Errors
/// Those of closures, and what `visit` says.
pub fn explore<'c>(
    machine: &Machine,
    states_max: usize,
    world: &mut World<'c>,
    mut visit: impl FnMut(&State, &World<'c>) -> Result<(), Trouble>,
) -> Result<Explored, Trouble> {
    let (first, _) = machine.start(world)?;
    let mut seen = FxHashSet::from_iter([first.clone()]);
    let mut open = vec![first];
    let mut explored = Explored { states: 0, steps: 0, quiet: 0, is_complete: true };
    while let Some(state) = open.pop() {
        explored.states += 1;
        explored.quiet += usize::from(machine.is_quiet(&state, world));
        visit(&state, world)?;
        for step in machine.steps(&state, world) {
            let (next, _) = machine.after(&state, &step, world)?;
            explored.steps += 1;
            if !seen.contains(&next) {
                if seen.len() >= states_max {
                    explored.is_complete = false;
                    continue;
                }
                seen.insert(next.clone());
                open.push(next);
            }
        }
    }
    Ok(explored)
}
