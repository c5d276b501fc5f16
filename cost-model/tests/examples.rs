//! The model's figures for the example programs on the emulated cluster, one write for each message.

use suki_cost_model::{Estimate, Flush, Profile, Rate, Target, estimate, rates};
use suki_ir::{Program, Stream};

const VOTING: &str = include_str!("../../examples/voting.ir");
const KVS: &str = include_str!("../../examples/kvs.ir");
const TWO_PC: &str = include_str!("../../examples/two_pc.ir");
const PAXOS: &str = include_str!("../../examples/paxos.ir");

fn read(text: &str) -> (Program, Vec<Stream>) {
    let (program, wrong) = suki_ir::parse(text);
    assert!(!wrong.iter().any(suki_ir::Diagnostic::is_error), "{wrong:#?}");
    let (streams, wrong) = suki_ir::infer(&program);
    assert!(!wrong.iter().any(suki_ir::Diagnostic::is_error), "{wrong:#?}");
    (program, streams)
}

fn on_cluster(text: &str) -> Estimate {
    let (program, streams) = read(text);
    let target = Target::shipped("emulated-cluster").unwrap();
    let found = estimate(&program, &streams, &Profile::default(), &target, Flush::Each);
    assert_eq!(found, estimate(&program, &streams, &Profile::default(), &target, Flush::Each), "not deterministic");
    found
}

/// The role binds, and its load is that of so many messages plus at most `others_ns` for operators and bytes.
#[track_caller]
fn check(text: &str, role: &str, (reads, writes, encodes): (f64, f64, f64), others_ns: f64, machines: u64) {
    let found = on_cluster(text);
    let messages_ns = reads * (750.0 + 35.0) + writes * 1900.0 + encodes * 35.0;
    let load_ns = found.roles.iter().find(|found| found.name == role).unwrap().load_ns;
    assert!((messages_ns..messages_ns + others_ns).contains(&load_ns), "{load_ns} for {messages_ns}: {found:#?}");
    assert_eq!((found.bottleneck.as_str(), found.machines), (role, machines));
    assert!((found.throughput_per_s * load_ns / 0.05e9 - 1.0).abs() < 1e-9);
    let said: Vec<String> = found.assumptions.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn voting_leader_has_eight_messages() {
    check(VOTING, "leader", (4.0, 4.0, 2.0), 300.0, 4);
}

#[test]
fn kvs_server_has_two_messages() {
    check(KVS, "server", (1.0, 1.0, 1.0), 100.0, 1);
}

#[test]
fn two_pc_coordinator_has_fourteen_messages_less_what_aborts_spare() {
    check(TWO_PC, "coordinator", (1.0 + 3.0 + 2.7, 3.0 + 3.0 + 1.0, 3.0), 2_500.0, 4);
}

#[test]
fn paxos_proposer_has_ten_messages() {
    check(PAXOS, "proposers", (4.0, 6.0, 2.0), 600.0, 2 + 3 + 3);
}

#[test]
fn paxos_streams() {
    let (program, streams) = read(PAXOS);
    let found = rates(&program, &streams, &Profile::default());
    let check = |name: &str, total: f64, hottest: f64| {
        let id = program.operator_ids().find(|id| program.operator(*id).name.as_deref() == Some(name)).unwrap();
        let Rate { total: t, hottest: h } = found.of(id);
        assert!((t - total).abs() < 1e-3 && (h - hottest).abs() < 1e-3, "{name}: {t}, {h}");
    };
    check("accepts", 1.0, 1.0);
    check("votes", 3.0, 3.0);
    check("chosen", 1.0, 1.0);
    check("committed", 3.0, 1.0);
    check("replies", 1.0, 1.0 / 3.0);
    check("rejections", 0.0, 0.0);
    check("beats", 0.0, 0.0);
}

/// The leader only relays; six helpers, by request, ask, count and reply.
#[test]
fn voting_plan_in_text() {
    let plan = r#"
        const N: usize = 3;
        struct Request { id: u64, payload: [u8; 16] }
        struct Vote { id: u64 }
        process leader;
        cluster participants[N];
        external clients;
        helper fan of leader[6];
        let requests = clients.input::<Request>("requests").send(leader).exchange(fan, |(_, request)| request.id);
        let votes = requests.map(|(_, request)| request)
            .broadcast(participants)
            .map(|request| Vote { id: request.id })
            .send(fan, |(_, vote)| vote.id);
        let ready = votes.quorum(|vote| vote.id, N);
        let replies = requests.map(|(client, request)| (request.id, client))
            .join(ready.map(|id| (id, ())))
            .map(|(id, (client, ()))| (client, id));
        clients.output("replies", replies);
    "#;
    // What binds then has one message in and one out, as the leader has.
    check(plan, "participants", (1.0, 1.0, 1.0), 20.0, 1 + 6 + 3);
}

#[test]
fn fusing_pays_on_one_box() {
    let (source, streams) = read(PAXOS);
    let box_of_two_cores = Target::shipped("loopback").unwrap();
    let located = |name: &str| source.location_named(name).unwrap();
    let mut fused = source.clone();
    fused.affinities.push(suki_ir::Affinity {
        kind: suki_ir::AffinityKind::Fuse,
        locations: ["proposers", "acceptors", "replicas"].map(located).to_vec(),
        span: suki_ir::Span::NONE,
    });
    let [apart, together] = [&source, &fused]
        .map(|program| estimate(program, &streams, &Profile::default(), &box_of_two_cores, Flush::Each));
    assert_eq!((apart.machines, together.machines), (8, 3));
    assert!(together.latency_ns_p50 <= apart.latency_ns_p50);
    let gain = together.throughput_per_s / apart.throughput_per_s;
    assert!((1.3..2.5).contains(&gain), "{gain}: measured 1.95 in reference/performance.md");
}

/// `suki-opt bench` on two cores: CPU of the busiest process of each role for a command, 50 x 20 requests, coalesced.
#[test]
fn coalesced_paxos_costs_what_was_measured() {
    let (program, streams) = read(include_str!("../../benches/programs/paxos_steady.ir"));
    let target = Target::shipped("emulated-cluster").unwrap();
    let found = estimate(&program, &streams, &Profile::default(), &target, Flush::Turn);
    for (name, measured_ns) in [("leader", 759.0), ("acceptors", 154.0), ("replicas", 495.0)] {
        let load_ns = found.roles.iter().find(|role| role.name == name).unwrap().load_ns;
        assert!((load_ns / measured_ns - 1.0).abs() < 0.25, "{name}: {load_ns} instead of {measured_ns}");
    }
    assert_eq!(found.bottleneck, "leader");
}
