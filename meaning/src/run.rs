//! One run: steps until nothing happens by itself any more.

use crate::{Choices, Event, Machine, Recorded, State, Trouble, World};

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// What an observer saw.
    pub trace: Vec<Event>,
    /// The decisions, which give the same run again.
    pub choices: Recorded,
    /// Steps taken.
    pub steps: usize,
    /// Where it ended.
    pub state: State,
    /// Whether nothing is left to do; else the steps ran out.
    pub is_over: bool,
}

/// Runs a machine for at most `steps_max` steps.
///
/// # Errors
/// Those of closures.
pub fn run(machine: &Machine, choices: &mut dyn Choices, steps_max: usize, world: &mut World) -> Result<Run, Trouble> {
    let (mut state, mut trace) = machine.start(world)?;
    let mut stream = Vec::new();
    for steps in 0..steps_max {
        let possible = machine.steps(&state, world);
        if possible.is_empty() {
            return Ok(Run { trace, choices: Recorded::new(stream), steps, state, is_over: true });
        }
        let choice = choices.choose(possible.len());
        stream.push(u16::try_from(choice).unwrap_or(u16::MAX));
        let (next, events) = machine.after(&state, &possible[choice], world)?;
        state = next;
        trace.extend(events);
    }
    Ok(Run { trace, choices: Recorded::new(stream), steps: steps_max, state, is_over: false })
}
