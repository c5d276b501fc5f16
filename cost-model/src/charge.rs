//! Which work is done where.

use crate::role::{Role, Roles, lives_at};
use crate::{Flush, Rate, Rates, RoleLoad, Target, edge, local_edge, op_ns};
use suki_ir::{Kind, LocationId, Op, OperatorId, Program, Stream};

/// A program with its rates, on a target.
pub(crate) struct Costs<'a> {
    pub program: &'a Program,
    pub streams: &'a [Stream],
    pub rates: &'a Rates,
    pub target: &'a Target,
    pub flush: Flush,
    pub roles: &'a Roles,
}

/// CPU for one element.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Each {
    /// At the hottest member.
    pub hottest_ns: f64,
    /// Over all members.
    pub average_ns: f64,
}

/// What one operator costs one location.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Charge {
    pub operator: OperatorId,
    pub what: What,
    pub at: LocationId,
    /// Of what is worked on.
    pub rate: Rate,
    pub each: Each,
    /// Whether every part has to do it.
    pub is_replicated: bool,
}

/// What CPU is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Work,
    Send,
    Receive,
}

/// What a hop, a move or an output costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Message {
    /// For one element that comes in, with all its copies.
    pub send: Each,
    /// For one copy.
    pub receive: Each,
    /// Whether any copy goes to another process.
    pub leaves_process: bool,
    /// Bytes on the network for one element with all its copies, on average.
    pub bytes: f64,
}

impl Costs<'_> {
    /// The load of each role, in the order of the roles.
    pub fn loads(&self) -> Vec<RoleLoad> {
        let idle = |role: &Role| RoleLoad {
            name: role.name.clone(),
            members: role.members,
            parts: role.parts,
            fixed_ns: 0.0,
            divisible_ns: 0.0,
            total_ns: 0.0,
        };
        let mut loads: Vec<RoleLoad> = self.roles.roles.iter().map(idle).collect();
        for charge in self.charges() {
            self.charge(&mut loads, &charge);
        }
        loads
    }

    /// Everything that costs CPU, in order of the operators.
    pub fn charges(&self) -> Vec<Charge> {
        let replicated = self.replicated();
        let mut charges = Vec::new();
        for id in self.program.operator_ids() {
            let operator = self.program.operator(id);
            let op_ns = op_ns(self.target, &operator.op);
            let message = self.message(id);
            for input in &operator.inputs {
                let (at, rate) = (self.streams[input.index()].at, self.rates.of(*input));
                let work = Each { hottest_ns: op_ns, average_ns: op_ns };
                let is_replicated = replicated[input.index()];
                charges.push(Charge { operator: id, what: What::Work, at, rate, each: work, is_replicated });
                if let Some(message) = message {
                    charges.push(Charge {
                        operator: id,
                        what: What::Send,
                        at,
                        rate,
                        each: message.send,
                        is_replicated,
                    });
                }
            }
            if let (Some(at), Some(message)) = (operator.op.target(), message) {
                let (rate, each, is_replicated) = (self.rates.of(id), message.receive, replicated[id.index()]);
                charges.push(Charge { operator: id, what: What::Receive, at, rate, each, is_replicated });
            }
        }
        charges
    }

    fn charge(&self, loads: &mut [RoleLoad], charge: &Charge) {
        let Some(role) = self.roles.role(charge.at) else { return };
        let load = &mut loads[role];
        if charge.is_replicated && self.parts(charge.at) > 1.0 {
            load.fixed_ns += charge.rate.hottest * charge.each.hottest_ns;
        } else {
            load.divisible_ns += charge.rate.hottest * charge.each.hottest_ns;
        }
        load.total_ns += self.total_ns(charge);
    }

    /// CPU over all members and all parts.
    pub fn total_ns(&self, charge: &Charge) -> f64 {
        let parts = if charge.is_replicated { self.parts(charge.at) } else { 1.0 };
        charge.rate.total * charge.each.average_ns * parts
    }

    fn parts(&self, at: LocationId) -> f64 {
        f64::from(self.program.parts(at).max(1))
    }

    /// What operator `id` costs as a message, if it is one. Copies that stay in the process cost a queue.
    pub fn message(&self, id: OperatorId) -> Option<Message> {
        let operator = self.program.operator(id);
        let input = *operator.inputs.first()?;
        let copies = match (&operator.op, operator.op.kind()) {
            (Op::Broadcast { to, .. }, _) => f64::from(self.program.members(*to).max(1)),
            (Op::Replicate { to }, _) => f64::from(self.program.parts(*to).max(1)),
            (_, Kind::Hop | Kind::Move | Kind::Sink) => 1.0,
            _ => return None,
        };
        let (from, sent) = (self.streams[input.index()].at, self.rates.of(input));
        let local = self.roles.local(self.program, &operator.op, from, sent, self.rates.of(id));
        let bytes = self.rates.bytes[input.index()];
        let queue = local_edge(self.target);
        let send_ns = |local: f64| {
            let network = edge(self.target, self.flush, bytes, copies * (1.0 - local));
            network.send_ns + copies * local * queue.send_ns
        };
        let network = edge(self.target, self.flush, bytes, 1.0);
        let receive_ns = |local: f64| (1.0 - local) * network.receive_ns + local * queue.receive_ns;
        Some(Message {
            send: Each { hottest_ns: send_ns(local.sent), average_ns: send_ns(local.average) },
            receive: Each { hottest_ns: receive_ns(local.received), average_ns: receive_ns(local.average) },
            leaves_process: local.average < 1.0,
            bytes: edge(self.target, self.flush, bytes, copies * (1.0 - local.average)).bytes,
        })
    }

    /// Whether every part of the location has all of an operator's result: it comes from `replicate`, or all of
    /// its inputs do.
    fn replicated(&self) -> Vec<bool> {
        let mut replicated: Vec<bool> =
            self.program.operators.iter().map(|operator| matches!(operator.op, Op::Replicate { .. })).collect();
        loop {
            let mut changed = false;
            for id in self.program.operator_ids() {
                let operator = self.program.operator(id);
                let stays = operator.op.target().is_none() && lives_at(self.program, self.streams, id).is_some();
                let all = !operator.inputs.is_empty() && operator.inputs.iter().all(|input| replicated[input.index()]);
                if stays && all && !replicated[id.index()] {
                    replicated[id.index()] = true;
                    changed = true;
                }
            }
            if !changed {
                return replicated;
            }
        }
    }
}
