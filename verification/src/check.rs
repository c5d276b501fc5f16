//! The driver: one pass from certificate to verdict.

use crate::conditions::{self, Votes};
use crate::encode::{Encoding, View, encode};
use crate::kernel::congruence::Congruence;
use crate::kernel::matching;
use crate::kernel::structure::{Correspondence, correspond, is_root};
use crate::kernel::terms::{TermId, Terms};
use crate::limits;
use crate::refusal::{Refusal, Side, Site};
use crate::statements::{self, Same};
use crate::well_formed;
use rustc_hash::FxHashSet;
use suki_ir::{Kind, LocationId, LocationKind, OperatorId, Order, Program, Stream, TickId};
use suki_rewrites::{Certificate, FORMAT_VERSION};

/// What a user allows beyond the program's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Groups of locations of the source whose fault domains may be merged.
    pub colocate: Vec<Vec<LocationId>>,
}

/// What was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Instances of algebraic rules.
    pub instances: usize,
    /// Operators of the plan that may be where they are.
    pub placements: usize,
}

/// Whether `certificate` proves that `plan` may replace `source`; all that speaks against it otherwise.
pub fn check(source: &Program, plan: &Program, certificate: &Certificate) -> Result<Checked, Vec<Refusal>> {
    check_with(source, plan, certificate, &Permissions::default())
}

/// [`check`] with permissions that the program's text does not give.
pub fn check_with(
    source: &Program,
    plan: &Program,
    certificate: &Certificate,
    permissions: &Permissions,
) -> Result<Checked, Vec<Refusal>> {
    // Closures may nest as deep as the language allows: a thread of its own has a stack of known size for them.
    let verdict = || checked(source, plan, certificate, permissions);
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().name("check".into()).stack_size(limits::STACK_BYTES);
        match worker.spawn_scoped(scope, verdict) {
            Ok(worker) => worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => verdict(),
        }
    })
}

fn checked(
    source: &Program,
    plan: &Program,
    certificate: &Certificate,
    permissions: &Permissions,
) -> Result<Checked, Vec<Refusal>> {
    if certificate.version != FORMAT_VERSION {
        return Err(vec![Refusal::Version { found: certificate.version }]);
    }
    let source_streams = well_formed::streams(Side::Source, source)?;
    let plan_streams = well_formed::streams(Side::Plan, plan)?;
    let mut refusals = Vec::new();
    let Some(correspondence) = correspond((source, plan), certificate, permissions, &mut refusals) else {
        return Err(limited(refusals));
    };
    let Correspondence { families, ticks, origins, variables } = correspondence;
    let own: Vec<Option<OperatorId>> = source.operator_ids().map(Some).collect();
    let own_locations: Vec<LocationId> = source.location_ids().collect();
    let own_ticks: Vec<TickId> = (0..source.ticks.len()).map(TickId::new).collect();
    let source_view = View {
        side: Side::Source,
        program: source,
        streams: &source_streams,
        families: &own_locations,
        ticks: &own_ticks,
        origins: &own,
        variables: &variables,
        loses_order: vec![false; source.operators.len()],
    };
    let plan_view = View {
        side: Side::Plan,
        program: plan,
        streams: &plan_streams,
        families: &families,
        ticks: &ticks,
        origins: &origins,
        variables: &variables,
        loses_order: lost_orders(plan, &plan_streams)?,
    };
    let votes = meaning(&source_view, &plan_view, certificate, &mut refusals).unwrap_or_else(|refusal| {
        refusals.push(refusal);
        Votes::new()
    });
    let placements = conditions::check((&source_view, &plan_view), votes, certificate, &mut refusals);
    if refusals.is_empty() {
        return Ok(Checked { instances: certificate.instances.len(), placements });
    }
    Err(limited(refusals))
}

fn limited(mut refusals: Vec<Refusal>) -> Vec<Refusal> {
    refusals.truncate(limits::REFUSALS_MAX);
    refusals
}

/// Whether every root of the plan is equal to that of the source; what the quorums of the plan read.
fn meaning(
    source: &View<'_>,
    plan: &View<'_>,
    certificate: &Certificate,
    refusals: &mut Vec<Refusal>,
) -> Result<Votes, Refusal> {
    let mut terms = Terms::default();
    let table = table(certificate, &mut terms)?;
    let logic = encode(source, &mut terms)?;
    let planned = encode(plan, &mut terms)?;
    let equalities = matching::equalities(source.program, &terms, &table, certificate, refusals);
    let mut classes = Congruence::close(&terms, &equalities)?;
    for (id, original, left, right) in roots(plan, &logic, &planned) {
        if !classes.equal(left, right) {
            refusals.push(Refusal::Unequal {
                site: Site::of(Side::Plan, plan.program, id),
                source: Site::of(Side::Source, source.program, original),
            });
        }
    }
    refusals.extend(strangers(certificate, (&terms, &table), (&logic, &planned), &mut classes));
    let mut same = Same { terms: &terms, classes, source, plan, logic: &logic, planned: &planned };
    let votes = conditions::votes(&mut same);
    refusals.extend(statements::check(same));
    Ok(votes)
}

/// The terms of the certificate.
fn table(certificate: &Certificate, terms: &mut Terms) -> Result<Vec<TermId>, Refusal> {
    if certificate.terms.len() > limits::TERMS_MAX {
        return Err(Refusal::Limit { limit: "TERMS_MAX" });
    }
    if certificate.instances.len() > limits::INSTANCES_MAX {
        return Err(Refusal::Limit { limit: "INSTANCES_MAX" });
    }
    let mut table: Vec<TermId> = Vec::with_capacity(certificate.terms.len());
    for (index, term) in certificate.terms.iter().enumerate() {
        let children: Option<Vec<TermId>> =
            term.children.iter().map(|child| table.get(*child as usize).copied()).collect();
        let Some(children) = children else {
            let reason = "a child does not come before its parent".into();
            return Err(Refusal::Entry { list: "terms", index, reason });
        };
        table.push(terms.add(term.head.clone(), children)?);
    }
    Ok(table)
}

/// Instances of what is in neither program, and terms that no instance is made of: a certificate has no room for what it
/// does not need.
fn strangers(
    certificate: &Certificate,
    (terms, table): (&Terms, &[TermId]),
    (logic, planned): (&Encoding, &Encoding),
    classes: &mut Congruence<'_>,
) -> Vec<Refusal> {
    // Of both programs every stream, and what its term is made of.
    let mut open: Vec<TermId> = [logic, planned].into_iter().flat_map(Encoding::streams).collect();
    let mut own: FxHashSet<TermId> = FxHashSet::default();
    while let Some(term) = open.pop() {
        if own.insert(term) {
            open.extend(terms.children(term));
        }
    }
    let own: FxHashSet<TermId> = own.into_iter().map(|term| classes.class(term)).collect();
    let mut found = Vec::new();
    let mut used = vec![false; table.len()];
    for (index, instance) in certificate.instances.iter().enumerate() {
        for side in [instance.left, instance.right] {
            let Some(term) = table.get(side as usize) else { continue };
            used[side as usize] = true;
            if !own.contains(&classes.class(*term)) {
                let (rule, reason) = (instance.rule.clone(), "it is about a stream of neither program".into());
                found.push(Refusal::Instance { index, rule, reason });
            }
        }
    }
    for index in (0..table.len()).rev() {
        if used[index] {
            certificate.terms[index].children.iter().for_each(|child| used[*child as usize] = true);
        } else {
            found.push(Refusal::Entry { list: "terms", index, reason: "no instance is made of it".into() });
        }
    }
    found
}

/// Every pair that must be equal, with the operators that they are of: plan, source, source's term, plan's term.
/// Roots are outputs, logs, inspections and the definitions of feedback variables.
fn roots(plan: &View<'_>, logic: &Encoding, planned: &Encoding) -> Vec<(OperatorId, OperatorId, TermId, TermId)> {
    let mut roots = Vec::new();
    for id in plan.program.operator_ids() {
        let root = is_root(&plan.program.operator(id).op);
        if let (true, Some(original)) = (root, plan.origins[id.index()]) {
            roots.push((id, original, logic.terms[original.index()], planned.terms[id.index()]));
        }
    }
    for (id, right) in &planned.definitions {
        let Some(original) = plan.variable(*id) else { continue };
        if let Ok(index) = logic.definitions.binary_search_by_key(&original, |(hop, _)| *hop) {
            roots.push((*id, original, logic.definitions[index].1, *right));
        }
    }
    roots
}

/// Where spreading a stream over parts loses an order that its logic keeps: it would be kept if no helper had parts.
fn lost_orders(plan: &Program, streams: &[Stream]) -> Result<Vec<bool>, Vec<Refusal>> {
    let mut whole = plan.clone();
    for location in &mut whole.locations {
        if let LocationKind::Helper { parts, .. } = &mut location.kind {
            *parts = 1;
        }
    }
    let whole = well_formed::streams(Side::Plan, &whole)?;
    let lost = |id: OperatorId| {
        let operator = plan.operator(id);
        let before = operator.inputs.first().map_or(Order::None, |input| streams[input.index()].order);
        let moves = matches!(operator.op.kind(), Kind::Hop | Kind::Move);
        let (own, kept) = (streams[id.index()].order, whole[id.index()].order);
        moves && before != Order::None && own == Order::None && kept != Order::None
    };
    Ok(plan.operator_ids().map(lost).collect())
}
