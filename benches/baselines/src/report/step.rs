//! The measurements that make the report.

/// How long, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Pairs of runs.
    pub pairs: usize,
    /// Each run.
    pub seconds: f64,
    /// Whether runs count that the validity checks reject.
    pub keep_unsound: bool,
}

/// Which program does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `suki-opt bench`: a program beside its plans.
    Bench,
    /// `suki-cluster`: any two deployments.
    Cluster,
}

/// One measurement.
#[derive(Clone, Debug)]
pub struct Step {
    /// A heading.
    pub title: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// Which program.
    pub kind: Kind,
    /// Its arguments.
    pub args: Vec<String>,
    /// What the figures are called by, in results of `suki-opt bench`: a folder of that name has them.
    pub name: &'static str,
}

/// Where `suki-opt bench` keeps what it has built, for `suki-cluster`.
pub const KEPT: &str = "target/report";
/// Where JSON and charts go, beside the report.
pub const CHARTS: &str = "benches/report";

impl Step {
    /// The command as it would be typed.
    #[must_use]
    pub fn words(&self) -> String {
        let program = match self.kind {
            Kind::Bench => "suki-opt bench",
            Kind::Cluster => "suki-cluster",
        };
        format!("{program} {}", self.args.join(" "))
    }
}

/// All of them, in the order in which they run: what is compared by `suki-cluster` has been built by then.
#[must_use]
pub fn steps(settings: &Settings) -> Vec<Step> {
    let bench = |title, why, name, words: &str| {
        let mut args = split(words);
        args.extend(split(&format!("--out {CHARTS}/{name} --keep {KEPT}/{name}")));
        Step { title, why, kind: Kind::Bench, args: with(args, settings, true), name }
    };
    let cluster = |title, why, words: &str| Step {
        title,
        why,
        kind: Kind::Cluster,
        args: with(split(words), settings, false),
        name: "",
    };
    vec![
        bench(
            "Paxos beside its plans",
            "Steady state, the same work as the program written by hand: 5 % of a core each.",
            "paxos_steady",
            "benches/programs/paxos_steady.ir --budget 10,20 --flush each,turn",
        ),
        bench(
            "Voting beside its plans",
            "The smallest program.",
            "voting",
            "examples/voting.ir --budget 8 --flush each,turn",
        ),
        bench(
            "Two-phase commit beside its plan",
            "Logs on disk at every participant.",
            "two_pc",
            "examples/two_pc.ir --budget 46 --flush each --clients 50x20",
        ),
        bench(
            "Key-value store beside its plans",
            "Nothing but keys: as many machines, as much work.",
            "kvs",
            "examples/kvs.ir --budget 2,8 --flush each",
        ),
        bench(
            "Paxos on two bare cores beside its plan",
            "No quotas, TCP on loopback: where cores are few, fewer processes win.",
            "bare",
            "benches/programs/paxos_steady.ir --share 0 --flush turn --budget 20 --colocate leader,acceptors,replicas",
        ),
        bench(
            "The noise: fused Paxos beside itself",
            "Its plan moves nothing, so the ratio should be 1.",
            "fused",
            "benches/programs/paxos_fused.ir --share 0 --flush turn --budget 3",
        ),
        cluster(
            "By hand: compartmentalized beside base, one write per message",
            "What a person gets from the same idea.",
            "base:quorum=all compartmentalized:proxies=6,replicas=4 --flush each --share 0.05",
        ),
        cluster(
            "By hand: compartmentalized beside base, one write per turn",
            "The same with coalescing.",
            "base:quorum=all compartmentalized:proxies=6,replicas=4 --flush turn --share 0.05",
        ),
        cluster(
            "The plan beside what a person wrote, one write per message",
            "17 machines by hand, at most 20 for the plan.",
            "compartmentalized:proxies=6,replicas=4 generated:target/report/paxos_steady/plan-20-each --flush each --share 0.05",
        ),
        cluster(
            "Generated code beside code by hand",
            "The source plan and the base program do the same work.",
            "base:quorum=all generated:target/report/paxos_steady/source --flush turn --share 0.05",
        ),
        cluster(
            "Fused: generated beside by hand, two bare cores",
            "Three processes each.",
            "fused generated:target/report/fused/source --flush turn --share 0",
        ),
        cluster(
            "OmniPaxos beside fused by hand, two bare cores",
            "The library that a user would pick, over the same harness.",
            "fused omni --flush turn --share 0",
        ),
    ]
}

fn split(words: &str) -> Vec<String> {
    words.split(' ').map(str::to_string).collect()
}

fn with(mut args: Vec<String>, settings: &Settings, is_bench: bool) -> Vec<String> {
    args.extend(split(&format!("--pairs {} --seconds {}", settings.pairs, settings.seconds)));
    if settings.keep_unsound {
        args.push("--keep-unsound".into());
    }
    if is_bench {
        args.extend(split("--message-format json"));
    }
    args
}
