//! What each operator adds to the whole, and who says how much flows.

use crate::charge::{Costs, What};
use crate::role::Roles;
use crate::{Flush, Profile, Rates, Target};
use serde::Serialize;
use suki_ir::{Fact, OperatorId, Program, Stream};

/// What one operator costs per unit of workload, over all instances together. Clients cost nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// CPU of the operator itself, where its inputs are.
    pub work_ns: f64,
    /// CPU for sending its result, where its inputs are.
    pub send_ns: f64,
    /// CPU for receiving its result, at its target.
    pub receive_ns: f64,
    /// Bytes that it puts on the network.
    pub network_bytes: f64,
}

impl Share {
    /// CPU, all together.
    pub fn total_ns(&self) -> f64 {
        self.work_ns + self.send_ns + self.receive_ns
    }
}

/// Where the rate of a stream is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// The profile.
    Measured,
    /// A fact of its `let`: `rate` or `selectivity`.
    Stated,
    /// It follows from what comes in.
    Derived,
    /// Nobody: there is an assumption about it.
    Assumed,
}

impl Says {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Says::Measured => "measured",
            Says::Stated => "stated",
            Says::Derived => "derived",
            Says::Assumed => "assumed",
        }
    }
}

/// The share of each operator. Together they are what [`estimate`](crate::estimate) charges to all roles.
pub fn shares(program: &Program, streams: &[Stream], rates: &Rates, target: &Target, flush: Flush) -> Vec<Share> {
    let roles = Roles::of(program, streams);
    let costs = Costs { program, streams, rates, target, flush, roles: &roles };
    let mut shares = vec![Share::default(); program.operators.len()];
    for charge in costs.charges().iter().filter(|charge| roles.role(charge.at).is_some()) {
        let share = &mut shares[charge.operator.index()];
        let to = match charge.what {
            What::Work => &mut share.work_ns,
            What::Send => &mut share.send_ns,
            What::Receive => &mut share.receive_ns,
        };
        *to += costs.total_ns(charge);
    }
    for id in program.operator_ids() {
        if let (Some(message), Some(input)) = (costs.message(id), program.operator(id).inputs.first()) {
            shares[id.index()].network_bytes = message.bytes * rates.of(*input).total;
        }
    }
    shares
}

/// Who says the rate of `id`'s result.
pub fn says(program: &Program, profile: &Profile, rates: &Rates, id: OperatorId) -> Says {
    let operator = program.operator(id);
    let measured = operator.name.as_ref().and_then(|name| profile.streams.get(name));
    let states = |fact: &Fact| matches!(fact, Fact::Rate(_) | Fact::Selectivity(_));
    if measured.is_some_and(|measured| measured.rate.is_some()) {
        Says::Measured
    } else if operator.facts.iter().any(states) {
        Says::Stated
    } else if rates.assumptions.iter().any(|assumption| assumption.operator == id) {
        Says::Assumed
    } else {
        Says::Derived
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Draft, voting, voting_plan};
    use crate::{Measured, rates};

    fn check(draft: &Draft) {
        let target = Target::shipped("loopback").unwrap();
        let (program, streams) = (&draft.program, &draft.streams);
        let rates = rates(program, streams, &Profile::default());
        let roles = Roles::of(program, streams);
        let costs = Costs { program, streams, rates: &rates, target: &target, flush: Flush::Each, roles: &roles };
        let all_ns: f64 = costs.loads().iter().map(|load| load.total_ns).sum();
        let shares_ns: f64 = shares(program, streams, &rates, &target, Flush::Each).iter().map(Share::total_ns).sum();
        assert!((all_ns / shares_ns - 1.0).abs() < 1e-9, "{all_ns} {shares_ns}");
    }

    #[test]
    fn shares_add_up() {
        check(&voting());
        check(&voting_plan(3));
    }

    #[test]
    fn bytes_count_all_copies() {
        let draft = voting();
        let rates = rates(&draft.program, &draft.streams, &Profile::default());
        let target = Target::shipped("loopback").unwrap();
        let found = shares(&draft.program, &draft.streams, &rates, &target, Flush::Each);
        let broadcast = draft.program.operators.iter().position(|it| it.op.name() == "broadcast").unwrap();
        let input = draft.program.operators[broadcast].inputs[0].index();
        assert_eq!(found[broadcast].network_bytes, 3.0 * rates.bytes[input]);
    }

    #[test]
    fn measured_goes_before_stated() {
        let mut draft = voting();
        let id = draft.program.operator_ids().find(|id| draft.program.operator(*id).op.name() == "quorum").unwrap();
        draft.name(id, "ready");
        let rates = rates(&draft.program, &draft.streams, &Profile::default());
        let ask = |draft: &Draft, profile: &Profile| says(&draft.program, profile, &rates, id);
        assert_eq!(ask(&draft, &Profile::default()), Says::Derived);
        draft.fact(id, Fact::Rate(1.0));
        assert_eq!(ask(&draft, &Profile::default()), Says::Stated);
        let mut profile = Profile::default();
        profile.streams.insert("ready".into(), Measured { rate: Some(2.0), bytes: None });
        assert_eq!(ask(&draft, &profile), Says::Measured);
    }
}
