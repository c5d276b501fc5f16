//! Programs, and certificates made by hand: no optimizer is needed to test the checker.
#![allow(dead_code, missing_docs)]

use std::collections::BTreeMap;
use suki_ir::{Kind, LocationKind, Op, OperatorId, Program, infer, parse};
use suki_rewrites::{Certificate, Distribution, FORMAT_VERSION, Instance, Key, Logical, Origin, Placement, Term};
use suki_verification::{Checked, Permissions, Refusal, check_with};

/// The program of a text without errors.
pub fn program(text: &str) -> Program {
    let (program, diagnostics) = parse(text);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    program
}

/// A program of the folder of examples.
pub fn example(name: &str) -> String {
    let path = format!("{}/../examples/{name}.ir", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the examples are there")
}

/// A source, a plan and a certificate.
#[derive(Clone)]
pub struct Case {
    pub source: Program,
    pub plan: Program,
    pub certificate: Certificate,
    pub permissions: Permissions,
}

impl Case {
    /// A plan whose streams are at one instance, except where `spread` says otherwise, by the name of a `let`.
    pub fn new(source: &str, plan: &str, spread: &[(&str, Distribution)]) -> Case {
        let (source, plan) = (program(source), program(plan));
        let spread: BTreeMap<&str, &Distribution> = spread.iter().map(|(name, d)| (*name, d)).collect();
        let certificate = Certificate {
            version: FORMAT_VERSION,
            terms: Vec::new(),
            instances: Vec::new(),
            variables: feedback(&source),
            origins: origins(&source, &plan),
            placements: placements(&plan, &spread),
        };
        Case { source, plan, certificate, permissions: Permissions::default() }
    }

    pub fn check(&self) -> Result<Checked, Vec<Refusal>> {
        check_with(&self.source, &self.plan, &self.certificate, &self.permissions)
    }

    pub fn accepted(&self) {
        if let Err(refusals) = self.check() {
            panic!("refused: {}", said(&refusals));
        }
    }

    /// The operator whose result is called `name` in the plan.
    pub fn named(&self, name: &str) -> usize {
        let named = |operator: &suki_ir::Operator| operator.name.as_deref() == Some(name);
        self.plan.operators.iter().position(named).unwrap_or_else(|| panic!("no operator {name}"))
    }

    /// Says that `name` is spread otherwise.
    pub fn spread(mut self, name: &str, distribution: Distribution) -> Case {
        let index = self.named(name);
        self.certificate.placements[index].distribution = distribution;
        self
    }

    /// Adds a term to the certificate.
    pub fn term(&mut self, head: Logical, children: &[u32]) -> u32 {
        self.certificate.terms.push(Term { head, children: children.to_vec() });
        self.certificate.terms.len() as u32 - 1
    }

    /// Adds an instance to the certificate.
    pub fn instance(&mut self, rule: &str, left: u32, right: u32) {
        self.certificate.instances.push(Instance { rule: rule.into(), left, right });
    }

    /// The operator of the source whose result is called `name`.
    pub fn source_op(&self, name: &str) -> Op {
        let named = |operator: &&suki_ir::Operator| operator.name.as_deref() == Some(name);
        self.source.operators.iter().find(named).unwrap_or_else(|| panic!("no operator {name}")).op.clone()
    }
}

pub fn said(refusals: &[Refusal]) -> String {
    refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// `1.id` as a key.
pub fn by(path: &str) -> Distribution {
    Distribution::Hash(key(path))
}

pub fn key(path: &str) -> Key {
    Key::Path(path.split('.').filter(|name| !name.is_empty()).map(String::from).collect())
}

/// The hops of `program` that lie on a cycle.
fn feedback(program: &Program) -> Vec<OperatorId> {
    let consumers = program.consumers();
    let on_cycle = |id: &OperatorId| {
        let (mut seen, mut open) = (vec![false; program.operators.len()], consumers[id.index()].clone());
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut seen[next.index()], true) {
                open.extend(&consumers[next.index()]);
            }
        }
        seen[id.index()] && program.operator(*id).op.kind() == Kind::Hop
    };
    program.operator_ids().filter(on_cycle).collect()
}

/// The k-th operator of a sort in the plan is the k-th of that sort in the source.
fn origins(source: &Program, plan: &Program) -> Vec<Origin> {
    let sort = |program: &Program, op: &Op| {
        let place = |at: suki_ir::LocationId| program.location(program.family(at)).name.clone();
        let named = match op {
            Op::Input { at, .. } | Op::Interval { at, .. } | Op::Output { to: at, .. } => place(*at),
            Op::Send { to, .. } | Op::Broadcast { to, .. } | Op::Demux { to, .. } => place(*to),
            Op::Batch(tick) => program.tick(*tick).name.clone(),
            _ => String::new(),
        };
        let own = match op {
            Op::Input { port, .. } | Op::Output { port, .. } => port.clone(),
            Op::PersistTo { log } => log.clone(),
            Op::Interval { period_ms, .. } => period_ms.to_string(),
            _ => String::new(),
        };
        (op.name(), named, own)
    };
    let hops = feedback(source);
    let linear = |op: &Op| {
        (matches!(op.kind(), Kind::Source | Kind::Sink | Kind::Boundary | Kind::Effect) && *op != Op::AllTicksAtomic)
            || matches!(op, Op::ArrivalOrder | Op::Deal { .. } | Op::DeferTick { .. })
            || (op.kind() == Kind::Hop && !hops.is_empty())
    };
    let mut taken: BTreeMap<_, usize> = BTreeMap::new();
    let mut origins = Vec::new();
    for id in plan.operator_ids().filter(|id| linear(&plan.operator(*id).op)) {
        let wanted = sort(plan, &plan.operator(id).op);
        let skip = taken.entry(wanted.clone()).or_default();
        let same = |of: &OperatorId| sort(source, &source.operator(*of).op) == wanted;
        if let Some(of) = source.operator_ids().filter(same).nth(*skip) {
            origins.push(Origin { plan: id, source: of });
        }
        *skip += 1;
    }
    origins
}

fn placements(plan: &Program, spread: &BTreeMap<&str, &Distribution>) -> Vec<Placement> {
    let (streams, _) = infer(plan);
    let helper = |op: &Op| {
        let target = op.target().map(|to| &plan.location(to).kind);
        matches!(target, Some(LocationKind::Helper { .. }))
    };
    let placement = |id: OperatorId| {
        let operator = plan.operator(id);
        let rule = match &operator.op {
            op if op.kind() == Kind::Boundary || streams[id.index()].group().is_some() => "implement-region",
            op if op.kind() == Kind::Source => "implement-source",
            op @ (Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. }) if !helper(op) => "enter",
            Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } | Op::Exchange { .. } => "partition",
            Op::Gather { .. } => "gather",
            Op::Replicate { .. } => "replicate",
            Op::Union => "implement-union",
            Op::Join { .. } => "implement-join",
            Op::Quorum { .. } => "implement-quorum",
            Op::Unique => "implement-unique",
            Op::ArrivalOrder => "implement-arrival-order",
            Op::Scan { .. } => "implement-scan",
            Op::PersistTo { .. } => "implement-persist",
            Op::Inspect(_) => "implement-inspect",
            op if op.kind() == Kind::Aggregate => "implement-whole",
            Op::Merge | Op::CrossProduct | Op::Deal { .. } => "implement-whole",
            Op::Output { .. } => "implement-sink",
            _ => "implement-stateless",
        };
        let named = operator.name.as_deref().and_then(|name| spread.get(name));
        Placement { rule: rule.into(), distribution: named.map_or(Distribution::One, |d| (*d).clone()) }
    };
    plan.operator_ids().map(placement).collect()
}
