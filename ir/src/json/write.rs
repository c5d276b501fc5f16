//! From a program to JSON.

use super::FORMAT_VERSION;
use super::document::{AffinityForm, Document, KindForm, LocationForm, OperatorForm, TickForm};
use super::operator;
use crate::{LocationId, LocationKind, Operator, Program, Wishes, canonicalize};
use serde::Serialize;
use serde_json::Value;

/// The JSON form of a program, with line ends and indentation; reading it back gives an equal program.
///
/// ```
/// let (program, _) = suki_ir::parse("process p; external c; let a = c.input::<u8>(\"a\").send(p); c.output(\"b\", a);");
/// let json = suki_ir::json::write(&program);
/// assert!(json.contains("\"op\": \"send\""));
/// assert_eq!(suki_ir::json::read(&json), Ok(program));
/// ```
pub fn write(program: &Program) -> String {
    let program = &canonicalize(program.clone());
    let document = Document {
        format_version: FORMAT_VERSION,
        docs: program.docs.clone(),
        items: program.items.iter().map(|item| item.text.clone()).collect(),
        locations: program.location_ids().map(|id| value(&location(program, id))).collect(),
        ticks: program
            .ticks
            .iter()
            .map(|tick| value(&TickForm { name: tick.name.clone(), at: program.location(tick.at).name.clone() }))
            .collect(),
        affinities: program
            .affinities
            .iter()
            .map(|affinity| {
                let names = affinity.locations.iter().map(|id| program.location(*id).name.clone());
                value(&AffinityForm { kind: affinity.kind, locations: names.collect() })
            })
            .collect(),
        operators: program.operators.iter().map(|it| value(&operator(program, it))).collect(),
        workload: program.workload.as_ref().map(|workload| workload.clauses.iter().map(value).collect()),
    };
    // Keys are strings and rates are finite, so there is nothing to fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn value(form: &impl Serialize) -> Value {
    serde_json::to_value(form).unwrap_or_default()
}

fn location(program: &Program, id: LocationId) -> LocationForm {
    let location = program.location(id);
    let wishes = (location.wishes != Wishes::default()).then(|| location.wishes.clone());
    let kind = match location.kind {
        LocationKind::Process => KindForm::Process,
        LocationKind::Cluster { .. } => KindForm::Cluster,
        LocationKind::External => KindForm::External,
        LocationKind::Helper { .. } => KindForm::Helper,
    };
    let mut form =
        LocationForm { name: location.name.clone(), kind, count: None, members: None, of: None, parts: None, wishes };
    match &location.kind {
        LocationKind::Cluster { count, members } => {
            (form.count, form.members) = (Some(count.text().to_string()), Some(*members));
        }
        LocationKind::Helper { of, parts } => {
            (form.of, form.parts) = (Some(program.location(*of).name.clone()), Some(*parts));
        }
        LocationKind::Process | LocationKind::External => {}
    }
    form
}

fn operator(program: &Program, operator: &Operator) -> OperatorForm {
    OperatorForm {
        op: operator.op.name().to_string(),
        inputs: operator.inputs.iter().map(|input| input.index()).collect(),
        name: operator.name.clone(),
        ty: operator.annotation.as_ref().map(|annotation| annotation.text().to_string()),
        facts: operator.facts.clone(),
        parameters: operator::parameters(&operator.op, program),
    }
}
