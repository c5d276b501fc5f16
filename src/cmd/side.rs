//! The program or the plan, with everything that is known of its operators: what pictures and tables of costs show.

use super::plan::Planned;
use serde::Serialize;
use suki_cost_model::{Estimate, Profile, Rates, Says, Share, rates, says, shares};
use suki_ir::view::Picture;
use suki_ir::{Program, Stream, infer};

/// One side.
pub struct Side<'a> {
    /// The program.
    pub program: &'a Program,
    /// What it does, all together.
    pub estimate: &'a Estimate,
    /// What inference says of it.
    pub streams: Vec<Stream>,
    /// What flows.
    pub rates: Rates,
    /// What each operator costs.
    pub shares: Vec<Share>,
    /// Who says each rate.
    pub says: Vec<Says>,
}

impl<'a> Side<'a> {
    /// The program as written.
    pub fn source(planned: &'a Planned<'_>) -> Self {
        Self::of(planned, planned.program, &planned.outcome.before)
    }

    /// The plan.
    pub fn plan(planned: &'a Planned<'_>) -> Self {
        Self::of(planned, &planned.outcome.plan, &planned.outcome.after)
    }

    fn of(planned: &'a Planned<'_>, program: &'a Program, estimate: &'a Estimate) -> Self {
        let profile: &Profile = planned.profile;
        let (streams, _) = infer(program);
        let rates = rates(program, &streams, profile);
        let shares = shares(program, &streams, &rates, planned.target, planned.goal.flush);
        let says = program.operator_ids().map(|id| says(program, profile, &rates, id)).collect();
        Self { program, estimate, streams, rates, shares, says }
    }

    /// Its picture, with rates.
    pub fn picture(&self) -> Picture {
        Picture::of(self.program, &self.streams).weighed(|id| self.rates.of(id).total)
    }

    /// Bytes on the network at the predicted throughput, each second; none when nothing limits it.
    pub fn network_bytes_per_s(&self) -> Option<f64> {
        let per_unit: f64 = self.shares.iter().map(|share| share.network_bytes).sum();
        self.estimate.throughput_per_s.is_finite().then_some(per_unit * self.estimate.throughput_per_s)
    }
}

/// What a program costs, as tools read it: the JSON of `--emit cost --message-format json`.
#[derive(Debug, Serialize)]
pub struct Cost {
    /// What it is about: `program` or `plan`.
    pub of: &'static str,
    /// Units of workload per second.
    pub throughput_per_s: Option<f64>,
    /// The location that binds.
    pub bottleneck: String,
    /// Bytes on the network each second, at that throughput.
    pub network_bytes_per_s: Option<f64>,
    /// Where the work is.
    pub locations: Vec<LocationCost>,
    /// Streams with a name, in order of the text.
    pub streams: Vec<StreamCost>,
    /// What nothing states or measures.
    pub assumptions: Vec<String>,
}

/// The costs of one location, per unit of workload and over all of its instances unless a name says otherwise.
#[derive(Debug, Serialize)]
pub struct LocationCost {
    /// Its name; with `+` between the names of those that share their processes.
    pub name: String,
    /// Instances, all together.
    pub instances: u64,
    /// Its hottest instance's load over that of the hottest of all, 0 to 1.
    pub load: f64,
    /// CPU of its hottest instance.
    pub hottest_ns: f64,
    /// CPU of operators.
    pub work_ns: f64,
    /// CPU for sending.
    pub send_ns: f64,
    /// CPU for receiving.
    pub receive_ns: f64,
    /// Bytes that it sends over the network.
    pub sent_bytes: f64,
}

/// One named stream.
#[derive(Debug, Serialize)]
pub struct StreamCost {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub location: String,
    /// Elements per unit of workload.
    pub rate: f64,
    /// Elements each second, at the predicted throughput.
    pub per_s: Option<f64>,
    /// Bytes of one element when encoded.
    pub bytes: f64,
    /// Who says the rate.
    pub says: Says,
}

impl Cost {
    /// The costs of one side, under a name.
    pub fn of(of: &'static str, side: &Side<'_>) -> Cost {
        let estimate = side.estimate;
        let throughput_per_s = Some(estimate.throughput_per_s).filter(|per_s| per_s.is_finite());
        let named = side.program.operator_ids().filter_map(|id| Some((id, side.program.operator(id).name.clone()?)));
        let streams = named.map(|(id, name)| {
            let rate = side.rates.of(id).total;
            StreamCost {
                name,
                location: side.program.location(side.streams[id.index()].at).name.clone(),
                rate,
                per_s: throughput_per_s.map(|per_s| per_s * rate),
                bytes: side.rates.bytes[id.index()],
                says: side.says[id.index()],
            }
        });
        Cost {
            of,
            throughput_per_s,
            bottleneck: estimate.bottleneck.clone(),
            network_bytes_per_s: side.network_bytes_per_s(),
            locations: locations(side),
            streams: streams.collect(),
            assumptions: side.rates.assumptions.iter().map(ToString::to_string).collect(),
        }
    }
}

fn locations(side: &Side<'_>) -> Vec<LocationCost> {
    let mut locations: Vec<LocationCost> = side
        .estimate
        .roles
        .iter()
        .map(|role| LocationCost {
            name: role.name.clone(),
            instances: u64::from(role.members) * u64::from(role.parts),
            load: role.load,
            hottest_ns: role.load_ns,
            work_ns: 0.0,
            send_ns: 0.0,
            receive_ns: 0.0,
            sent_bytes: 0.0,
        })
        .collect();
    let role = |at: suki_ir::LocationId| {
        let name = &side.program.location(at).name;
        side.estimate.roles.iter().position(|role| role.name.split('+').any(|part| part == name))
    };
    for id in side.program.operator_ids() {
        let (operator, share) = (side.program.operator(id), side.shares[id.index()]);
        let home = operator.inputs.first().map_or(id, |input| *input);
        if let Some(own) = role(side.streams[home.index()].at) {
            locations[own].work_ns += share.work_ns;
            locations[own].send_ns += share.send_ns;
            locations[own].sent_bytes += share.network_bytes;
        }
        if let Some(other) = operator.op.target().and_then(role) {
            locations[other].receive_ns += share.receive_ns;
        }
    }
    locations
}
