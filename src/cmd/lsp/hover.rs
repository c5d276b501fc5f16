//! What is said of an operator, a stream, a location, a flow.

use super::answers::Found;
use super::names::Declared;
use suki_cost_model::{Profile, Rates, Target, rates, says};
use suki_ir::compare::twins;
use suki_ir::view::{Picture, in_short};
use suki_ir::{LocationId, LocationKind, OperatorId, Order, Program, Retries, Stream};
use suki_optimizer::{Goal, optimize};
use suki_rewrites::rule::rules;

/// A program with more operators is not planned while the reader waits.
const PLANNED_OPERATORS_MAX: usize = 150;
/// Characters of a type.
const TYPE_CHARACTERS_MAX: usize = 200;

/// In Markdown; none where nothing is to be said.
pub fn words(found: &Found) -> Option<String> {
    let program = &found.reading.program;
    if let Some((file, name)) = &found.declared {
        let is_local = *file == 0 && name.flow.is_none();
        match name.declares {
            Some(Declared::Location) => return program.location_named(&name.text).map(|id| location(found, id)),
            Some(Declared::Stream) if is_local => {
                let named = |id: &OperatorId| program.operator(*id).name.as_deref() == Some(name.text.as_str());
                return program.operator_ids().find(named).map(|id| operator(found, id));
            }
            Some(kind @ (Declared::Flow | Declared::Tick | Declared::Parameter | Declared::Item)) => {
                let source = &found.reading.sources.files()[*file];
                let line = source.text[..name.bytes.start].rfind('\n').map_or(0, |newline| newline + 1);
                let line = source.text[line..].lines().next().unwrap_or_default().trim();
                return Some(format!("**{}**, {}\n\n```ir\n{line}\n```", name.text, kind.as_str()));
            }
            Some(Declared::Stream) | None => {}
        }
    }
    // The smallest operator that stands there; what flows made stands in no file.
    let length = found.reading.sources.files()[0].text.len();
    let stands = |id: &OperatorId| {
        let span = program.operator(*id).span;
        (span.start as usize..=span.end as usize).contains(&found.byte)
            && span.start < span.end
            && span.end as usize <= length
    };
    let smallest = program.operator_ids().filter(stands).min_by_key(|id| {
        let span = program.operator(*id).span;
        span.end - span.start
    });
    smallest.map(|id| operator(found, id))
}

fn operator(found: &Found, id: OperatorId) -> String {
    let (program, streams) = (&found.reading.program, &found.reading.streams);
    let (operator, stream) = (program.operator(id), &streams[id.index()]);
    let rates = rates(program, streams, &Profile::default());
    let title = operator.name.as_ref().map_or(String::new(), |name| format!("**{name}** = .. "));
    let mut lines = vec![
        format!("{title}`{}` at `{}`", operator.op.name(), program.location(stream.at).name),
        format!("type `{}`, {}", in_short(&stream.element.to_string(), TYPE_CHARACTERS_MAX), order(stream)),
        flow(program, &rates, id),
    ];
    lines.extend(planned(program, streams, id));
    lines.join("\n\n")
}

fn order(stream: &Stream) -> &'static str {
    match (stream.order, stream.retries) {
        (Order::Total, Retries::ExactlyOnce) => "in order",
        (Order::PerKey, Retries::ExactlyOnce) => "in order for each key",
        (Order::None, Retries::ExactlyOnce) => "in no order",
        (Order::Total, Retries::AtLeastOnce) => "in order, at least once",
        (Order::PerKey, Retries::AtLeastOnce) => "in order for each key, at least once",
        (Order::None, Retries::AtLeastOnce) => "in no order, at least once",
    }
}

fn flow(program: &Program, rates: &Rates, id: OperatorId) -> String {
    let rate = format!("{:.4}", rates.of(id).total);
    let rate = rate.trim_end_matches('0').trim_end_matches('.');
    let says = says(program, &Profile::default(), rates, id).as_str();
    format!("{rate} per unit of workload ({says}), {:.0} bytes each", rates.bytes[id.index()])
}

/// Where planning puts it, and the rule that allows it; nothing for a program with errors, or a large one.
fn planned(program: &Program, streams: &[Stream], id: OperatorId) -> Option<String> {
    if program.operators.len() > PLANNED_OPERATORS_MAX || program.is_placed() || streams.is_empty() {
        return None;
    }
    let target = Target::shipped("emulated-cluster")?;
    let outcome = optimize(program, &Profile::default(), &target, &Goal::default()).ok()?;
    suki_verification::check(program, &outcome.plan, &outcome.certificate).ok()?;
    let twin = twins(program, &outcome.plan).forth[id.index()]?;
    let picture = Picture::of(&outcome.plan, &outcome.streams);
    let at = &picture.lanes[picture.cards[picture.card_of[twin.index()]].lane].name;
    let rule = &outcome.certificate.placements.get(twin.index())?.rule;
    let statement = rules().iter().find(|known| known.name == rule).map_or("", |known| known.statement);
    Some(format!("planned on {}: at `{at}` by `{rule}`: {statement}", target.name))
}

fn location(found: &Found, id: LocationId) -> String {
    let (program, streams) = (&found.reading.program, &found.reading.streams);
    let what = match &program.location(id).kind {
        LocationKind::Process => "a process".to_string(),
        LocationKind::Cluster { members, .. } => format!("a cluster of {members}"),
        LocationKind::External => "clients outside".to_string(),
        LocationKind::Helper { of, parts } => format!("{parts} instances helping `{}`", program.location(*of).name),
    };
    let there = streams.iter().filter(|stream| stream.at == id).count();
    let operators = if there == 1 { "1 stream".to_string() } else { format!("{there} streams") };
    format!("**{}**, {what}; {operators} there", program.location(id).name)
}
