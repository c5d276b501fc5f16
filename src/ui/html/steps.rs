//! The certificate, step by step: equalities first, then why each operator may be where it is.

use crate::cmd::plan::Planned;
use crate::ui::words;
use serde::Serialize;
use suki_ir::compare::Twins;
use suki_ir::view::{call, in_short};
use suki_ir::{OperatorId, Program};
use suki_rewrites::{Certificate, HopKind, Logical};

/// Terms are shown so deep.
const TERM_DEPTH_MAX: usize = 3;
/// Characters of one side of an equality.
const TERM_CHARACTERS_MAX: usize = 160;
/// Characters of a step's title.
const CALL_CHARACTERS_MAX: usize = 60;

/// One step.
#[derive(Serialize)]
pub struct Step {
    /// The rule.
    pub rule: String,
    /// What it did, in plain words.
    words: &'static str,
    /// What it is about.
    title: String,
    /// Operators of the program that it concerns.
    source: Vec<u32>,
    /// Operators of the plan that it concerns.
    plan: Vec<u32>,
    /// Whether it is the step that puts the plan's operator where it is.
    places: bool,
}

/// All steps.
pub fn steps(planned: &Planned<'_>, twins: &Twins) -> Vec<Step> {
    let (certificate, plan) = (&planned.outcome.certificate, &planned.outcome.plan);
    let equalities = certificate.instances.iter().map(|instance| {
        let side = |term: u32| in_short(&term_text(certificate, term, TERM_DEPTH_MAX), TERM_CHARACTERS_MAX);
        let source = concerned(planned.program, certificate, instance.left);
        let plan = source.iter().filter_map(|id| twins.forth[id.index()]).map(|id| id.0).collect();
        Step {
            rule: instance.rule.clone(),
            words: in_words(&instance.rule),
            title: format!("{}  =  {}", side(instance.left), side(instance.right)),
            source: source.into_iter().map(|id| id.0).collect(),
            plan,
            places: false,
        }
    });
    let placements = plan.operator_ids().zip(&certificate.placements).map(|(id, placement)| Step {
        rule: placement.rule.clone(),
        words: in_words(&placement.rule),
        title: in_short(&call(plan, id), CALL_CHARACTERS_MAX),
        source: twins.back[id.index()].map(|id| id.0).into_iter().collect(),
        plan: vec![id.0],
        places: true,
    });
    equalities.chain(placements).collect()
}

fn in_words(rule: &str) -> &'static str {
    let rule = if rule.starts_with("implement-") { "implement" } else { rule };
    words::of(rule).unwrap_or("")
}

/// The operators of the program that stand in a term and in its first child.
fn concerned(program: &Program, certificate: &Certificate, term: u32) -> Vec<OperatorId> {
    let Some(outer) = certificate.terms.get(term as usize) else { return Vec::new() };
    let inner = outer.children.first().and_then(|child| certificate.terms.get(*child as usize));
    let heads: Vec<&Logical> = std::iter::once(&outer.head).chain(inner.map(|term| &term.head)).collect();
    let is_meant = |id: &OperatorId| heads.iter().any(|head| is_of(program, head, *id));
    program.operator_ids().filter(is_meant).collect()
}

/// Whether an operator of the program is, or is part of, what a head stands for.
fn is_of(program: &Program, head: &Logical, id: OperatorId) -> bool {
    let own = &program.operator(id).op;
    match head {
        Logical::Source { origin, .. }
        | Logical::Variable { origin }
        | Logical::ArrivalOrder { origin, .. }
        | Logical::Deal { origin, .. }
        | Logical::Effect { origin, .. }
        | Logical::Sink { origin, .. } => *origin == id,
        Logical::Stateless(ops) => ops.contains(own),
        Logical::Keyed(op) | Logical::Scan { op, .. } | Logical::Whole(op) | Logical::InTick(op) => op == own,
        Logical::Hop { .. } | Logical::Union | Logical::Forget => false,
        Logical::Region { batches, outputs, deferred, .. } => {
            [batches, outputs, deferred].iter().any(|ids| ids.contains(&id))
        }
        Logical::Project { output } => *output == id,
        Logical::Argument { batch } => *batch == id,
        Logical::Deferred { defer } => *defer == id,
    }
}

/// A term as people write it: `quorum(map(..))`.
fn term_text(certificate: &Certificate, term: u32, depth: usize) -> String {
    let Some(term) = certificate.terms.get(term as usize) else { return "?".to_string() };
    let head = head_text(&term.head);
    if term.children.is_empty() {
        return head;
    }
    if depth == 0 {
        return format!("{head}(…)");
    }
    let children: Vec<String> = term.children.iter().map(|child| term_text(certificate, *child, depth - 1)).collect();
    format!("{head}({})", children.join(", "))
}

fn head_text(head: &Logical) -> String {
    match head {
        Logical::Source { op, .. }
        | Logical::Deal { op, .. }
        | Logical::Effect { op, .. }
        | Logical::Sink { op, .. } => op.name().to_string(),
        Logical::Variable { origin } => format!("feedback {}", origin.0),
        Logical::Hop { kind, .. } => match kind {
            HopKind::Send => "send".to_string(),
            HopKind::Broadcast => "broadcast".to_string(),
            HopKind::Demux => "demux".to_string(),
        },
        Logical::Stateless(ops) => ops.iter().map(suki_ir::Op::name).collect::<Vec<_>>().join("·"),
        Logical::Union => "union".to_string(),
        Logical::Forget => "unordered".to_string(),
        Logical::Keyed(op) | Logical::Scan { op, .. } | Logical::Whole(op) | Logical::InTick(op) => {
            op.name().to_string()
        }
        Logical::ArrivalOrder { .. } => "arrival_order".to_string(),
        Logical::Region { .. } => "tick".to_string(),
        Logical::Project { .. } => "out of tick".to_string(),
        Logical::Argument { .. } => "batch".to_string(),
        Logical::Deferred { .. } => "deferred".to_string(),
    }
}
