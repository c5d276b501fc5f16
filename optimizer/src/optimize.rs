//! From a program to a plan.

use crate::charge::{Charges, Prices};
use crate::extract::{Extracted, extract};
use crate::goal::Goal;
use crate::limits::{FUSIONS_MAX, MACHINES_DEFAULT};
use crate::outcome::{EGraphReport, ExtractionReport, Outcome, RuleUse};
use crate::parts::Evaluation;
use crate::saturate::{Saturated, saturate};
use crate::stop::Stop;
use crate::table::Shape;
use crate::volume::Volumes;
use std::collections::BTreeMap;
use suki_cost_model::{Estimate, Profile, Rates, Target, estimate, rates};
use suki_ir::{AffinityKind, Diagnostic, LocationId, LocationKind, Program, Stream, infer};
use suki_rewrites::certify::certify;
use suki_rewrites::condition::{Condition, Conditions};
use suki_rewrites::decode::{Layout, decode};
use suki_rewrites::encode::encode_with;
use suki_rewrites::{Certificate, Role, encode, rules, unplanned};

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The program has errors.
    #[error("the program has errors")]
    Program(Vec<Diagnostic>),
    /// The budget is below what the program itself needs.
    #[error("{budget} machines do not suffice: the program as written needs {needed}")]
    Budget {
        /// What was allowed.
        budget: u32,
        /// What the source needs.
        needed: u64,
    },
    /// A name in the goal that the program does not have.
    #[error("no location is called `{0}`")]
    UnknownLocation(String),
    /// An operator that no rule speaks of, at least not where it stands.
    #[error("no rule speaks of `{0}`")]
    Operator(&'static str),
    /// The plan does not pass the checks that every program passes: a defect of the optimizer.
    #[error("the plan is no well-formed program, which is a defect of suki-opt: {0}")]
    Plan(String),
}

/// The best plan found for `program`.
///
/// ```
/// use suki_cost_model::{Profile, Target};
/// use suki_optimizer::{Goal, optimize};
///
/// let (program, _) = suki_ir::parse(
///     r#"
///     struct Request { id: u64 }
///     process server;
///     external clients;
///     #[routed]
///     let requests = clients.input::<Request>("requests").send(server);
///     clients.output("replies", requests.map(|(client, request)| (client, request.id)));
///     "#,
/// );
/// let target = Target::shipped("emulated-cluster").unwrap();
/// let goal = Goal { machines_max: Some(4), ..Goal::default() };
/// let outcome = optimize(&program, &Profile::default(), &target, &goal).unwrap();
/// assert!(outcome.after.throughput_per_s > 3.9 * outcome.before.throughput_per_s);
/// ```
///
/// # Errors
/// When the program has errors, the goal names unknown locations, or the budget does not even suffice for the program
/// as it is.
pub fn optimize(program: &Program, profile: &Profile, target: &Target, goal: &Goal) -> Result<Outcome, Failure> {
    let (streams, diagnostics) = infer(program);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failure::Program(diagnostics));
    }
    if let Some(id) = unplanned(program, &streams) {
        return Err(Failure::Operator(program.operator(id).op.name()));
    }
    let fusions = fusions(program, goal, Conditions::all())?;
    let rates = rates(program, &streams, profile);
    let before = estimate(program, &streams, profile, target, goal.flush);
    let machines_max = goal.machines_max.or(target.machines_max).unwrap_or(MACHINES_DEFAULT);
    let saturated = saturate(encode(program, &streams));
    let task = Task { program, rates: &rates, target, goal, machines_max, saturated: &saturated };
    let (extracted, fused) =
        task.best(&fusions).ok_or(Failure::Budget { budget: machines_max, needed: before.machines })?;
    let (plan, plan_streams, certificate) = task.write(&extracted, &fused)?;
    let after = estimate(&plan, &plan_streams, profile, target, goal.flush);
    let stop = extracted.stop;
    Ok(Outcome {
        rules: uses(&certificate, fused.len()),
        egraph: EGraphReport {
            nodes: saturated.nodes,
            classes: saturated.classes,
            stop: saturated.stop,
            coverage: saturated.coverage.clone(),
        },
        extraction: ExtractionReport { bound_throughput_per_s: extracted.bound_per_s, gap: gap(&extracted), stop },
        assumptions: assumptions(&before, &after),
        objective: goal.objective,
        plan,
        streams: plan_streams,
        before,
        after,
        certificate,
        machines_max,
    })
}

/// Units of workload per second of the best plan that is found when rules obey `conditions`. Without all of them it is
/// no plan, only a figure: what the others cost.
pub(crate) fn predict(
    program: &Program,
    profile: &Profile,
    target: &Target,
    goal: &Goal,
    conditions: Conditions,
) -> Result<f64, Failure> {
    let (streams, diagnostics) = infer(program);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failure::Program(diagnostics));
    }
    let fusions = fusions(program, goal, conditions)?;
    let rates = rates(program, &streams, profile);
    let machines_max = goal.machines_max.or(target.machines_max).unwrap_or(MACHINES_DEFAULT);
    let saturated = saturate(encode_with(program, &streams, conditions));
    let task = Task { program, rates: &rates, target, goal, machines_max, saturated: &saturated };
    let (extracted, _) = task.best(&fusions).ok_or_else(|| {
        let needed = estimate(program, &streams, profile, target, goal.flush).machines;
        Failure::Budget { budget: machines_max, needed }
    })?;
    Ok(extracted.score.per_s)
}

struct Task<'a> {
    program: &'a Program,
    rates: &'a Rates,
    target: &'a Target,
    goal: &'a Goal,
    machines_max: u32,
    saturated: &'a Saturated,
}

impl Task<'_> {
    /// The best plan over all allowed ways of fusing locations, with the way it takes.
    fn best(&self, fusions: &[Vec<Vec<LocationId>>]) -> Option<(Extracted, Vec<Vec<LocationId>>)> {
        let Saturated { encoded, space, .. } = self.saturated;
        let volumes = Volumes::of(encoded, self.rates);
        let prices =
            Prices { encoded, volumes: &volumes, rates: self.rates, target: self.target, flush: self.goal.flush };
        let shapes: Vec<Shape> =
            [Some(Shape::of(encoded, space)), Shape::without_copies(encoded, space)].into_iter().flatten().collect();
        let mut best: Option<(Extracted, Vec<Vec<LocationId>>)> = None;
        let mut bound_per_s: f64 = 0.0;
        for fused in fusions {
            let charges = Charges::of(space, &prices, fused);
            let evaluation = Evaluation {
                space,
                charges: &charges,
                program: self.program,
                target: self.target,
                machines_max: self.machines_max,
            };
            for (position, shape) in shapes.iter().enumerate() {
                let Some(mut found) = extract(encoded, shape, &evaluation) else { continue };
                match position {
                    0 => bound_per_s = bound_per_s.max(found.bound_per_s),
                    // It has seen a part of the space.
                    _ if found.stop == Stop::Optimal => found.stop = Stop::LocalOptimum,
                    _ => {}
                }
                if best.as_ref().is_none_or(|(best, _)| found.score.beats(&best.score)) {
                    best = Some((found, fused.clone()));
                }
            }
        }
        // The bound speaks of all ways of fusing.
        best.map(|(found, fused)| (Extracted { bound_per_s, ..found }, fused))
    }

    fn write(
        &self,
        found: &Extracted,
        fused: &[Vec<LocationId>],
    ) -> Result<(Program, Vec<Stream>, Certificate), Failure> {
        let Saturated { encoded, space, derivations, .. } = self.saturated;
        let decoded = decode(encoded, space, &found.selection, &Layout { parts: &parts(found), fused });
        let certificate = certify(encoded, derivations, space, &found.selection, &decoded);
        let (streams, diagnostics) = infer(&decoded.program);
        match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
            Some(error) => {
                Err(Failure::Plan(format!("{} {}\n{}", error.code.as_str(), error.message, decoded.program)))
            }
            None => Ok((decoded.program, streams, certificate)),
        }
    }
}

/// The parts of each role that a plan uses.
fn parts(found: &Extracted) -> BTreeMap<Role, u32> {
    found.roles.iter().copied().zip(found.score.parts.iter().copied()).filter(|(_, parts)| *parts > 0).collect()
}

fn gap(found: &Extracted) -> f64 {
    if found.bound_per_s.is_finite() && found.bound_per_s > 0.0 {
        (1.0 - found.score.per_s / found.bound_per_s).max(0.0)
    } else {
        0.0
    }
}

/// How often each rule is used in a certificate, in the order of the rule table.
pub(crate) fn uses(certificate: &Certificate, fused: usize) -> Vec<RuleUse> {
    let algebra = certificate.instances.iter().map(|instance| instance.rule.as_str());
    let placement = certificate.placements.iter().map(|placement| placement.rule.as_str());
    let fusion = std::iter::repeat_n("fuse", fused);
    let used: Vec<&str> = algebra.chain(placement).chain(fusion).collect();
    let counts = rules()
        .iter()
        .map(|rule| RuleUse { name: rule.name, times: used.iter().filter(|name| **name == rule.name).count() });
    counts.filter(|rule| rule.times > 0).collect()
}

fn assumptions(before: &Estimate, after: &Estimate) -> Vec<suki_cost_model::Assumption> {
    let mut assumptions = before.assumptions.clone();
    for assumption in &after.assumptions {
        if !assumptions.iter().any(|known| known.to_string() == assumption.to_string()) {
            assumptions.push(assumption.clone());
        }
    }
    assumptions
}

/// The ways of fusing locations that the author or the goal allows: each allowed group merged or not.
///
/// # Errors
/// When the goal names a location that the program does not have.
pub fn fusions(program: &Program, goal: &Goal, conditions: Conditions) -> Result<Vec<Vec<Vec<LocationId>>>, Failure> {
    let mut allowed = program.groups(AffinityKind::Colocate);
    for names in &goal.colocate {
        let group = names.iter().map(|name| {
            let known = program.location_named(name).filter(|id| {
                matches!(program.location(*id).kind, LocationKind::Process | LocationKind::Cluster { .. })
            });
            known.ok_or_else(|| Failure::UnknownLocation(name.clone()))
        });
        allowed.push(group.collect::<Result<Vec<_>, _>>()?);
    }
    let authors_word = conditions.hold(Condition::AuthorAllowsFusion);
    if !authors_word {
        let sources = program
            .location_ids()
            .filter(|id| matches!(program.location(*id).kind, LocationKind::Process | LocationKind::Cluster { .. }));
        allowed.push(sources.collect());
    }
    let separated = if authors_word { program.groups(AffinityKind::Separate) } else { Vec::new() };
    allowed.retain(|group| {
        let forbidden = |separate: &Vec<LocationId>| separate.iter().filter(|id| group.contains(id)).count() > 1;
        group.len() > 1 && !separated.iter().any(forbidden)
    });
    allowed.dedup();
    let disjoint = |chosen: &[Vec<LocationId>]| {
        let all: Vec<LocationId> = chosen.iter().flatten().copied().collect();
        all.iter().enumerate().all(|(position, id)| !all[..position].contains(id))
    };
    let subsets = (0..1usize << allowed.len().min(FUSIONS_MAX.ilog2() as usize)).map(|bits| {
        let chosen = allowed.iter().enumerate().filter(|(position, _)| bits >> position & 1 == 1);
        chosen.map(|(_, group)| group.clone()).collect::<Vec<_>>()
    });
    Ok(subsets.filter(|chosen| disjoint(chosen)).collect())
}
