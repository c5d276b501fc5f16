//! What the processes of a run have counted.

use crate::cmd::Problem;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use suki_cost_model::{Measured, Profile};
use suki_ir::{Clause, Program};

/// Bytes of a frame's header, which are no part of an element.
const HEADER_BYTES: u64 = 6;

/// Sums over all processes.
#[derive(Debug, Default)]
pub struct Counted {
    /// Elements of each stream, by name; streams that carried none are among them.
    elements: BTreeMap<String, u64>,
    /// Messages of channels with their bytes, by name.
    channels: BTreeMap<String, (u64, u64)>,
    /// CPU time by kind of process.
    cpu_ns: BTreeMap<String, u64>,
    /// Inputs that the workload drives.
    inputs: usize,
}

impl Counted {
    /// From what each process says, with the name of its kind.
    pub fn new(program: &Program, counters: &[(&str, Value)]) -> Self {
        let mut counted = Counted { inputs: inputs(program), ..Counted::default() };
        for id in program.operator_ids() {
            if let Some(name) = &program.operator(id).name {
                let of = |(_, value): &(&str, Value)| value["streams"][id.index().to_string()].as_u64().unwrap_or(0);
                counted.elements.insert(name.clone(), counters.iter().map(of).sum());
            }
        }
        for (kind, value) in counters {
            *counted.cpu_ns.entry((*kind).to_string()).or_default() += value["cpu_ns"].as_u64().unwrap_or(0);
            for channel in value["channels"].as_array().into_iter().flatten() {
                let number = |name: &str| channel[name].as_u64().unwrap_or(0);
                let sums = counted.channels.entry(channel["name"].as_str().unwrap_or_default().into()).or_default();
                (sums.0, sums.1) = (sums.0 + number("messages_out"), sums.1 + number("bytes_out"));
            }
        }
        counted
    }

    /// The profile, when so many requests were made in all.
    pub fn profile(&self, name: &str, requests: u64) -> Result<String, Problem> {
        if requests == 0 || self.inputs == 0 {
            return Err(Problem::failed(format!("{name} was asked nothing, so there is nothing to measure")));
        }
        let units = requests as f64 / self.inputs as f64;
        let measured = |(name, elements): (&String, &u64)| {
            let bytes = self.channels.get(name).filter(|(messages, _)| *messages > 0);
            let bytes =
                bytes.map(|(messages, bytes)| rounded((bytes - messages * HEADER_BYTES) as f64 / *messages as f64));
            (name.clone(), Measured { rate: Some(rounded(*elements as f64 / units)), bytes })
        };
        let profile = Profile { streams: self.elements.iter().map(measured).collect() };
        let toml = toml::to_string(&profile).map_err(|error| Problem::could_not_run(error.to_string()))?;
        let mut text = format!(
            "# Measured by `suki-opt profile`: {requests} requests. Rates are elements for each request, over all members;\n\
             # bytes are those of one element on the wire. CPU time for each request, all processes together:\n"
        );
        for (kind, cpu_ns) in &self.cpu_ns {
            // Strings take all text.
            let _ = writeln!(text, "#     {kind}: {:.0} ns", *cpu_ns as f64 / units);
        }
        Ok(format!("{text}\n{toml}"))
    }
}

/// How many inputs clients drive.
fn inputs(program: &Program) -> usize {
    let clauses = program.workload.iter().flat_map(|workload| &workload.clauses);
    let driven = clauses.filter_map(|clause| if let Clause::Drive { port, .. } = clause { Some(port) } else { None });
    driven.collect::<BTreeSet<&String>>().len()
}

/// Four digits behind the point: what changes beyond them is chance.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn counts_become_rates() {
        let text = include_str!("../../../examples/voting.ir");
        let (program, _) = suki_ir::parse(text);
        let number = |name: &str| {
            let id = program.operator_ids().find(|id| program.operator(*id).name.as_deref() == Some(name));
            id.expect("it is in the program").index().to_string()
        };
        let leader = json!({"cpu_ns": 5_000, "channels": [], "streams": {
            (number("requests")): 100, (number("votes")): 300, (number("ready")): 50}});
        let participant =
            json!({"cpu_ns": 700, "channels": [{"name": "votes", "messages_out": 100, "bytes_out": 1_400}]});
        let counters = [("leader", leader), ("participants", participant.clone()), ("participants", participant)];
        let counted = Counted::new(&program, &counters);
        let text = counted.profile("voting", 100).expect("something was asked");
        let profile = Profile::parse(&text).expect("it is a profile");
        let of = |name: &str| (profile.streams[name].rate, profile.streams[name].bytes);
        assert_eq!((of("requests"), of("votes")), ((Some(1.0), None), (Some(3.0), Some(8.0))));
        assert_eq!((of("ready"), of("replies")), ((Some(0.5), None), (Some(0.0), None)));
        assert!(text.contains("#     participants: 14 ns"), "{text}");
        assert!(counted.profile("voting", 0).is_err());
    }
}
