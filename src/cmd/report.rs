//! What was found, as tools read it: the JSON of `--emit plan --message-format json`.
//!
//! Fields are added, never changed or removed, without raising [`FORMAT_VERSION`].

use super::explain::plan::{Costliest, Suggestion, costliest};
use super::plan::Planned;
use super::side::Side;
use serde::Serialize;
use suki_cost_model::{Assumption, Estimate, RoleEstimate};
use suki_ir::{LocationId, LocationKind, Program, infer};
use suki_optimizer::RuleUse;
use suki_rewrites::{Certificate, Distribution, Key};

/// The version of the format.
pub const FORMAT_VERSION: u32 = 1;

/// What was found. Figures that are infinite are null.
#[derive(Debug, Serialize)]
pub struct Report {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The file, as given.
    pub program: String,
    /// The target's name.
    pub target: String,
    /// What better means.
    pub objective: &'static str,
    /// When processes write.
    pub flush: String,
    /// Instances that the plan may use.
    pub machines_max: u32,
    /// Whether the file was a plan already, whose placement was put aside.
    pub replanned: bool,
    /// Warnings about the program.
    pub warnings: usize,
    /// Rules of the rule table.
    pub rules_known: usize,
    /// The program as written, without placement.
    pub before: Figures,
    /// The plan.
    pub after: Figures,
    /// Throughput after over before.
    pub gain: Option<f64>,
    /// Where the plan's operators are.
    pub locations: Vec<Location>,
    /// The rules that the plan uses, in the order of the rule table.
    pub rules: Vec<RuleUse>,
    /// What nothing states or measures.
    pub assumptions: Vec<String>,
    /// The e-graph.
    pub egraph: EGraph,
    /// The extraction.
    pub extraction: Extraction,
    /// The certificate.
    pub certificate: Proof,
    /// The work that needs most of the CPU at the bottleneck.
    pub costliest: Option<Costliest>,
    /// The step that would bring most and was refused, planned again as if it were allowed; none when no step that
    /// was tried gains anything, or the program is too large to try.
    pub refused: Option<Suggestion>,
}

/// What a program does, as the cost model predicts it.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Units of workload per second.
    pub throughput_per_s: Option<f64>,
    /// Median from request to answer at low load.
    pub latency_ns_p50: Option<f64>,
    /// Bytes on the network each second, at that throughput.
    pub network_bytes_per_s: Option<f64>,
    /// Instances, all together.
    pub machines: u64,
    /// The location that binds.
    pub bottleneck: String,
}

/// One location of the plan, or several that share their processes.
#[derive(Debug, Serialize)]
pub struct Location {
    /// Its name; with `+` between the names of those that share their processes.
    pub name: String,
    /// The source's location whose fault domain it is in.
    pub source: String,
    /// Where it comes from.
    pub kind: Kind,
    /// Members of the source's location.
    pub members: u32,
    /// Instances for each of them.
    pub count: u32,
    /// Its hottest instance's load over that of the hottest of all, 0 to 1.
    pub load: f64,
    /// CPU of its hottest instance for one unit of workload.
    pub load_ns: f64,
    /// Operators there.
    pub operators: usize,
    /// What its instances divide the work by.
    pub keys: Vec<String>,
}

/// Where a location of a plan comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The program has it.
    Source,
    /// It took some of the work of its source.
    Helper,
    /// It took all of it: the source itself is gone.
    Partition,
}

/// Figures of the e-graph.
#[derive(Debug, Serialize)]
pub struct EGraph {
    /// E-nodes.
    pub nodes: usize,
    /// E-classes.
    pub classes: usize,
    /// Why saturation ended.
    pub stop: suki_optimizer::Stop,
}

/// Figures of the extraction.
#[derive(Debug, Serialize)]
pub struct Extraction {
    /// No plan of the e-graph within the budget does more.
    pub bound_throughput_per_s: Option<f64>,
    /// The share of the bound that the plan leaves, 0 to 1.
    pub gap: Option<f64>,
    /// Why the search ended.
    pub stop: suki_optimizer::Stop,
}

/// Figures of the certificate.
#[derive(Debug, Serialize)]
pub struct Proof {
    /// Instances of algebraic rules.
    pub instances: usize,
    /// Operators whose place is justified.
    pub placements: usize,
    /// Bytes of its JSON.
    pub bytes: usize,
    /// Whether the independent checker accepts it. A plan that it does not accept is not shown.
    pub checked: bool,
}

impl Report {
    /// The report on `planned`, whose certificate has so many bytes.
    pub fn of(planned: &Planned<'_>, certificate_bytes: usize, refused: Option<Suggestion>) -> Report {
        let outcome = &planned.outcome;
        let (egraph, extraction) = (&outcome.egraph, &outcome.extraction);
        Report {
            format_version: FORMAT_VERSION,
            program: planned.source.name.clone(),
            target: planned.target.name.clone(),
            objective: outcome.objective.as_str(),
            flush: planned.goal.flush.to_string(),
            machines_max: outcome.machines_max,
            replanned: planned.replanned,
            warnings: infer(planned.program).1.len(),
            rules_known: suki_rewrites::rules().len(),
            before: Figures::of(&Side::source(planned)),
            after: Figures::of(&Side::plan(planned)),
            gain: finite(outcome.after.throughput_per_s / outcome.before.throughput_per_s),
            locations: locations(&outcome.plan, &outcome.after, &outcome.certificate),
            rules: outcome.rules.clone(),
            assumptions: outcome.assumptions.iter().map(Assumption::to_string).collect(),
            egraph: EGraph { nodes: egraph.nodes, classes: egraph.classes, stop: egraph.stop },
            extraction: Extraction {
                bound_throughput_per_s: finite(extraction.bound_throughput_per_s),
                gap: finite(extraction.gap),
                stop: extraction.stop,
            },
            certificate: Proof {
                instances: planned.checked.instances,
                placements: planned.checked.placements,
                bytes: certificate_bytes,
                checked: true,
            },
            costliest: costliest(planned),
            refused,
        }
    }
}

impl Figures {
    fn of(side: &Side<'_>) -> Figures {
        let estimate = side.estimate;
        Figures {
            network_bytes_per_s: side.network_bytes_per_s(),
            throughput_per_s: finite(estimate.throughput_per_s),
            latency_ns_p50: finite(estimate.latency_ns_p50),
            machines: estimate.machines,
            bottleneck: estimate.bottleneck.clone(),
        }
    }
}

/// JSON knows no infinity.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn locations(plan: &Program, after: &Estimate, certificate: &Certificate) -> Vec<Location> {
    let alive = |family: LocationId| {
        let name = &plan.location(family).name;
        after.roles.iter().any(|role| role.name.split('+').any(|part| part == name))
    };
    let location = |role: &RoleEstimate| {
        let family = plan.family(role.location);
        let kind = match plan.location(role.location).kind {
            LocationKind::Helper { of, .. } if alive(of) => Kind::Helper,
            LocationKind::Helper { .. } => Kind::Partition,
            _ => Kind::Source,
        };
        Location {
            name: role.name.clone(),
            source: plan.location(family).name.clone(),
            kind,
            members: role.members,
            count: role.parts,
            load: role.load,
            load_ns: role.load_ns,
            operators: role.operators,
            keys: keys(plan, role.location, certificate),
        }
    };
    after.roles.iter().map(location).collect()
}

/// What the elements that enter `location` are distributed by, in order of the plan.
fn keys(plan: &Program, location: LocationId, certificate: &Certificate) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for (operator, placement) in plan.operators.iter().zip(&certificate.placements) {
        if let (Some(to), Distribution::Hash(key)) = (operator.op.target(), &placement.distribution) {
            let key = in_short(key);
            if to == location && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// A key by the names of its fields, without the tuples that wrap the element on its way; a closure as it is written.
fn in_short(key: &Key) -> String {
    let numbered = |field: &String| field.bytes().all(|byte| byte.is_ascii_digit());
    match key {
        Key::Path(path) if path.is_empty() => "element".to_string(),
        Key::Path(path) => match path.iter().rposition(numbered) {
            Some(last) if last + 1 == path.len() => format!(".{}", path.join(".")),
            Some(last) => path[last + 1..].join("."),
            None => path.join("."),
        },
        Key::Tuple(keys) => format!("({})", keys.iter().map(in_short).collect::<Vec<_>>().join(", ")),
        Key::Closure(_) => key.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_by_their_fields() {
        let path = |text: &str| Key::Path(text.split('.').map(str::to_string).collect());
        assert_eq!(in_short(&path("1.slot")), "slot");
        assert_eq!(in_short(&path("0.1")), ".0.1");
        assert_eq!(in_short(&Key::Tuple(vec![path("1.id"), path("1.vote.key")])), "(id, vote.key)");
        assert_eq!(in_short(&Key::whole()), "element");
    }

    #[test]
    fn infinite_is_null() {
        assert_eq!((finite(f64::INFINITY), finite(f64::NAN), finite(2.0)), (None, None, Some(2.0)));
    }
}
