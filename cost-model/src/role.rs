//! Which locations are processes of their own, and how many instances they have.

use crate::Rate;
use suki_ir::{AffinityKind, LocationId, LocationKind, Op, OperatorId, Program, Stream};

/// Locations that share their processes: one location, or a fused group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Role {
    /// Ascending.
    pub locations: Vec<LocationId>,
    pub name: String,
    /// Of a fused group the largest count.
    pub members: u32,
    pub parts: u32,
    /// Operators that live there.
    pub operators: usize,
}

/// The roles of a program that have something to do.
pub(crate) struct Roles {
    pub roles: Vec<Role>,
    by_location: Vec<Option<usize>>,
}

impl Roles {
    pub fn of(program: &Program, streams: &[Stream]) -> Self {
        let mut operators = vec![0; program.locations.len()];
        let mut used = vec![false; program.locations.len()];
        for id in program.operator_ids() {
            if let Some(at) = lives_at(program, streams, id) {
                operators[at.index()] += 1;
                used[at.index()] = true;
            }
            if let Some(to) = program.operator(id).op.target() {
                used[to.index()] = true;
            }
        }
        let groups = program.groups(AffinityKind::Fuse);
        let mut roles = Roles { roles: Vec::new(), by_location: vec![None; program.locations.len()] };
        for id in program.location_ids() {
            if roles.by_location[id.index()].is_some() || program.location(id).kind == LocationKind::External {
                continue;
            }
            let group = groups.iter().find(|group| group.contains(&id)).cloned().unwrap_or_else(|| vec![id]);
            let group: Vec<LocationId> = group.into_iter().filter(|id| used[id.index()]).collect();
            if !group.contains(&id) {
                continue;
            }
            for location in &group {
                roles.by_location[location.index()] = Some(roles.roles.len());
            }
            let names: Vec<&str> = group.iter().map(|id| program.location(*id).name.as_str()).collect();
            roles.roles.push(Role {
                name: names.join("+"),
                members: group.iter().map(|id| program.members(*id)).max().unwrap_or(0),
                parts: group.iter().map(|id| program.parts(*id)).max().unwrap_or(1),
                operators: group.iter().map(|id| operators[id.index()]).sum(),
                locations: group,
            });
        }
        roles
    }

    /// The role of a location; none for clients.
    pub fn role(&self, at: LocationId) -> Option<usize> {
        self.by_location[at.index()]
    }

    /// What stays in its process of what hop or move `op` takes from `from`, where `sent.hottest` of
    /// `sent.total` leaves one member and `received.hottest` of `received.total` reaches one.
    pub fn local(&self, program: &Program, op: &Op, from: LocationId, sent: Rate, received: Rate) -> Local {
        let Some(to) = op.target() else { return Local::NONE };
        if self.role(from).is_none() || self.role(from) != self.role(to) {
            return Local::NONE;
        }
        let parts = f64::from(program.parts(to).max(1));
        let (senders, receivers) = (program.members(from).max(1), program.members(to).max(1));
        let share = |rate: Rate, members: u32| {
            if rate.total > 0.0 { rate.hottest / rate.total } else { 1.0 / f64::from(members) }
        };
        // Shares of the hottest member among the senders, and among the receivers.
        let (out, into) = match op {
            // Between the parts of one member.
            Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => (1.0, 1.0),
            Op::Broadcast { .. } => (share(sent, senders), 1.0 / f64::from(receivers)),
            _ => (share(sent, senders), share(received, receivers)),
        };
        let other = |share: f64, members: u32| (1.0 - share) / f64::from((members - 1).max(1));
        let others = f64::from(senders.min(receivers) - 1) * other(out, senders) * other(into, receivers);
        Local { sent: into / parts, received: out / parts, average: (out * into + others) / parts }
    }
}

/// Which share of messages stays in its process. Member `i` of every fused cluster is in process `i`, and the
/// hottest member of all of them is taken to be the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Local {
    /// Of the copies that the hottest member sends.
    pub sent: f64,
    /// Of those that it receives.
    pub received: f64,
    /// Of all.
    pub average: f64,
}

impl Local {
    pub const NONE: Local = Local { sent: 0.0, received: 0.0, average: 0.0 };
}

/// Where an operator lives: where its first input is; none where clients do its work.
pub(crate) fn lives_at(program: &Program, streams: &[Stream], id: OperatorId) -> Option<LocationId> {
    let operator = program.operator(id);
    let at = operator.inputs.first().map_or(streams[id.index()].at, |input| streams[input.index()].at);
    (program.location(at).kind != LocationKind::External).then_some(at)
}
