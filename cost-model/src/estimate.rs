//! The estimate for a whole program or plan.

use crate::charge::Costs;
use crate::latency::latency_ns_p50;
use crate::role::Roles;
use crate::{Assumption, Bound, Flush, Isolation, Profile, Target, rates, throughput};
use serde::Serialize;
use suki_ir::{LocationId, Program, Stream};

/// What a program does on a target, as far as the model knows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Units of workload per second when the bottleneck is saturated; infinite when nothing costs anything.
    pub throughput_per_s: f64,
    /// Median time from a client's request to its answer at low load.
    pub latency_ns_p50: f64,
    /// Instances: machines where each has its own, processes otherwise.
    pub machines: u64,
    /// US dollars for an hour of all machines; none where the target states no price.
    pub price_per_hour: Option<f64>,
    /// The name of the role that binds; empty when there is none.
    pub bottleneck: String,
    /// What binds: one instance, or the cores of the box together.
    pub bound: Bound,
    /// Roles in the order of their locations.
    pub roles: Vec<RoleEstimate>,
    /// What nothing states or measures.
    pub assumptions: Vec<Assumption>,
}

/// One role: a source location, a helper, or locations fused into one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleEstimate {
    /// Its location, the first of a fused group.
    pub location: LocationId,
    /// Its name; of a fused group all names with `+` between them.
    pub name: String,
    /// Members of its family, the largest number in a fused group.
    pub members: u32,
    /// Instances for each member.
    pub parts: u32,
    /// CPU of its hottest instance per unit of workload.
    pub load_ns: f64,
    /// Its hottest instance's load as a fraction of the hottest of all, 0 to 1.
    pub load: f64,
    /// Operators that live there.
    pub operators: usize,
}

/// What `program`, a source or a plan, does on `target`. `streams` is what [`suki_ir::infer`] says of it.
///
/// An operator's work is charged where its first input is; a message's sending there, its receiving at its target.
/// Clients cost nothing. A location from which everything has moved away has no machine.
pub fn estimate(program: &Program, streams: &[Stream], profile: &Profile, target: &Target, flush: Flush) -> Estimate {
    let rates = rates(program, streams, profile);
    let roles = Roles::of(program, streams);
    let costs = Costs { program, streams, rates: &rates, target, flush, roles: &roles };
    let loads = costs.loads();
    let found = throughput(&loads, target);
    let hottest_ns = found.loads_ns.iter().copied().fold(0.0, f64::max);
    let role_estimates = roles.roles.iter().zip(&found.loads_ns).map(|(role, load_ns)| RoleEstimate {
        location: role.locations[0],
        name: role.name.clone(),
        members: role.members,
        parts: role.parts,
        load_ns: *load_ns,
        load: if hottest_ns > 0.0 { load_ns / hottest_ns } else { 0.0 },
        operators: role.operators,
    });
    let machines: u64 = roles.roles.iter().map(|role| u64::from(role.members) * u64::from(role.parts)).sum();
    Estimate {
        throughput_per_s: found.per_s,
        latency_ns_p50: latency_ns_p50(&costs),
        machines,
        price_per_hour: price_per_hour(target, machines),
        bottleneck: loads.get(found.bottleneck).map_or(String::new(), |load| load.name.clone()),
        bound: found.bound,
        roles: role_estimates.collect(),
        assumptions: rates.assumptions,
    }
}

/// One box costs what it costs, however many processes it runs.
fn price_per_hour(target: &Target, instances: u64) -> Option<f64> {
    let machines = if target.isolation == Isolation::Machine { instances } else { instances.min(1) };
    Some(target.machine.price_per_hour? * machines as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::UNKNOWN_BYTES;
    use crate::testing::{Draft, broadcast, demux, f, send, voting, voting_plan};
    use proptest::prelude::*;
    use suki_ir::Op;

    fn target(name: &str) -> Target {
        Target::shipped(name).unwrap()
    }

    fn near(found: f64, expect: f64) {
        assert!((found / expect - 1.0).abs() < 1e-9, "{found} instead of {expect}");
    }

    /// CPU of some messages with types of unknown size, one call each.
    fn messages_ns(reads: f64, writes: f64, encodes: f64) -> f64 {
        let copy_ns = 0.1 * UNKNOWN_BYTES;
        reads * (750.0 + 35.0 + copy_ns) + writes * (1900.0 + copy_ns) + encodes * 35.0
    }

    #[test]
    fn voting_leader_has_eight_messages() {
        let found = voting().estimate(&target("emulated-cluster"), Flush::Each);
        // Four maps, three votes counted, two sides joined.
        let operators_ns = 4.0 * 5.0 + 3.0 * 40.0 + 2.0 * 40.0;
        near(found.roles[0].load_ns, messages_ns(4.0, 4.0, 2.0) + operators_ns);
        near(found.throughput_per_s, 0.05 * 1e9 / found.roles[0].load_ns);
        assert!((4_450.0..4_550.0).contains(&found.throughput_per_s), "{}", found.throughput_per_s);
        near(found.roles[1].load_ns, messages_ns(1.0, 1.0, 1.0) + 5.0);
        assert_eq!((found.machines, found.bottleneck.as_str(), found.bound), (4, "leader", Bound::Instance));
        let counts: Vec<_> =
            found.roles.iter().map(|role| (role.name.as_str(), role.members, role.operators)).collect();
        assert_eq!(counts, [("leader", 1, 8), ("participants", 3, 2)]);
    }

    #[test]
    fn helpers_take_the_work_of_the_leader() {
        let found = voting_plan(3).estimate(&target("emulated-cluster"), Flush::Each);
        let load = |name: &str| found.roles.iter().find(|role| role.name == name).unwrap().load_ns;
        near(load("leader"), messages_ns(1.0, 1.0, 1.0) + 5.0);
        near(load("fan"), (messages_ns(4.0, 4.0, 2.0) + 220.0) / 3.0);
        // The key of a vote is hashed by its sender.
        near(load("participants"), messages_ns(1.0, 1.0, 1.0) + 5.0 + 5.0);
        assert_eq!((found.machines, found.bottleneck.as_str()), (1 + 3 + 3, "fan"));
    }

    #[test]
    fn replicated_streams_do_not_divide() {
        let estimate = |parts: u32| {
            let mut draft = Draft::default();
            let clients = draft.clients();
            let process = draft.process("p");
            let helper = draft.helper("h", process, parts);
            let input = draft.input(clients);
            let all = draft.ops([send(process), Op::Replicate { to: helper }, Op::Map(f())], input);
            let input = draft.input(clients);
            let split = draft.ops([send(process), Op::Exchange { to: helper, key: f() }], input);
            let joined = draft.op(Op::Join { until: None }, &[split, all]);
            draft.output(joined);
            draft.estimate(&target("emulated-cluster"), Flush::Each)
        };
        for parts in [2, 5] {
            let fixed_ns = messages_ns(1.0, 0.0, 0.0) + 5.0 + 40.0;
            let divisible_ns = messages_ns(1.0, 1.0, 1.0) + 40.0;
            near(estimate(parts).roles[1].load_ns, fixed_ns + divisible_ns / f64::from(parts));
            // The home reads two messages, writes one and a copy for each part, and hashes a key.
            near(estimate(parts).roles[0].load_ns, messages_ns(2.0, 1.0 + f64::from(parts), 2.0) + 5.0);
        }
    }

    #[test]
    fn fused_locations_are_one_role() {
        let estimate = |fused: bool| {
            let mut draft = Draft::default();
            let clients = draft.clients();
            let (p, q, c) = (draft.process("p"), draft.process("q"), draft.cluster("c", 4));
            if fused {
                draft.fuse(&[p, q, c]);
            }
            let input = draft.input(clients);
            let replies = draft.ops([send(p), send(q), broadcast(c), demux(c)], input);
            draft.output(replies);
            draft.estimate(&target("emulated-cluster"), Flush::Each)
        };
        let (apart, fused) = (estimate(false), estimate(true));
        assert_eq!((apart.machines, fused.machines), (6, 4));
        assert_eq!((fused.roles[0].name.as_str(), fused.roles[0].members, fused.roles.len()), ("p+q+c", 4, 1));
        // A queue from p to q; p and q are at the hottest member of c, so one copy of four stays there, and its copy
        // comes by the queue. It gets all that is demultiplexed: its own quarter by the queue, and sends nothing away.
        let queues_ns = 66.0 + 66.0 + 66.0;
        near(fused.roles[0].load_ns, messages_ns(1.0 + 3.0, 3.0 + 4.0, 1.0 + 4.0) + queues_ns);
    }

    #[test]
    fn on_one_box_the_sum_binds() {
        let found = voting().estimate(&target("loopback"), Flush::Each);
        assert_eq!((found.machines, found.bound, found.bottleneck.as_str()), (4, Bound::Instance, "leader"));
        let found = voting_plan(3).estimate(&target("loopback"), Flush::Each);
        let total_ns = messages_ns(1.0, 1.0, 1.0) + messages_ns(4.0, 4.0, 2.0) + messages_ns(3.0, 3.0, 3.0) + 255.0;
        assert_eq!(found.bound, Bound::Cores);
        near(found.throughput_per_s, 2e9 / total_ns);
    }

    #[test]
    fn coalescing_pays() {
        let cluster = target("emulated-cluster");
        let [each, turn] = [Flush::Each, Flush::Turn].map(|flush| voting().estimate(&cluster, flush));
        assert!(turn.throughput_per_s > 8.0 * each.throughput_per_s);
        assert_eq!(turn.latency_ns_p50, each.latency_ns_p50);
    }

    #[test]
    fn a_location_without_operators_has_no_machine() {
        let mut draft = voting();
        draft.process("idle");
        assert_eq!(draft.estimate(&target("emulated-cluster"), Flush::Each).machines, 4);
        let empty = Draft::default().estimate(&target("loopback"), Flush::Each);
        assert_eq!((empty.machines, empty.bottleneck.as_str(), empty.throughput_per_s), (0, "", f64::INFINITY));
    }

    #[test]
    fn machines_have_their_price() {
        let price = |name: &str| voting().estimate(&target(name), Flush::Turn).price_per_hour;
        let each = target("gcp-n2-standard-4").machine.price_per_hour.expect("it is in the file");
        assert_eq!((price("gcp-n2-standard-4"), price("emulated-cluster")), (Some(4.0 * each), None));
    }

    #[test]
    fn regions_are_far_from_one_another() {
        let latency_ns = |region: &str| {
            let mut draft = voting();
            for (location, region) in draft.program.locations.iter_mut().zip([None, Some("us-east-1"), Some(region)]) {
                location.wishes.region = region.map(str::to_string);
            }
            draft.estimate(&target("aws-three-regions"), Flush::Each).latency_ns_p50
        };
        let far = latency_ns("eu-central-1") - latency_ns("us-east-1");
        // To the participants and back, instead of twice within a zone.
        let within = 2.0 * target("aws-three-regions").link.delay_ns_p50;
        near(far + within, 91e6);
    }

    proptest! {
        #[test]
        fn more_parts_never_lower_throughput(parts in 1..40u32) {
            let throughput = |parts| voting_plan(parts).estimate(&target("emulated-cluster"), Flush::Each).throughput_per_s;
            prop_assert!(throughput(parts + 1) >= throughput(parts));
        }

        #[test]
        fn slower_machines_are_slower(factor in 0.1..1.0f64) {
            let mut slow = target("emulated-cluster");
            let fast = voting().estimate(&slow, Flush::Each).throughput_per_s;
            slow.machine.share *= factor;
            let slow = voting().estimate(&slow, Flush::Each).throughput_per_s;
            prop_assert!((slow / (fast * factor) - 1.0).abs() < 1e-9);
        }
    }
}
