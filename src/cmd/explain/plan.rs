//! Why a plan is as it is: the rule behind each operator's place, and what would allow more.

use crate::args::Search;
use crate::cmd::Problem;
use crate::cmd::plan::{Given, Planned};
use crate::cmd::side::Side;
use crate::cmd::suggest::mend;
use crate::ui::{Ui, words};
use serde::Serialize;
use std::path::Path;
use suki_ir::compare::twins;
use suki_ir::view::Picture;
use suki_ir::{LocationId, LocationKind, OperatorId};
use suki_optimizer::alternatives::{Alternative, Change, alternative, changes, laws};
use suki_rewrites::rule::{Rule, rules};

/// A change that gains less than this is not worth a line.
const GAIN_MIN: f64 = 1.02;

/// Why a plan is as it is.
#[derive(Serialize)]
pub struct Explanation {
    /// For tools: `explanation`.
    pub reason: &'static str,
    /// The file.
    pub program: String,
    /// The location or stream that was asked for.
    pub place: Option<String>,
    /// Units of workload per second, as written.
    pub before_per_s: Option<f64>,
    /// As planned.
    pub after_per_s: Option<f64>,
    /// The location of the plan that binds.
    pub bottleneck: String,
    /// The operators that were asked for, in order of the plan.
    pub operators: Vec<Placed>,
    /// The rules that put them there.
    #[serde(serialize_with = "by_name")]
    pub rules: Vec<&'static Rule>,
    /// What the author, the budget or the command could allow, best first.
    pub more: Vec<Suggestion>,
    /// What no author can allow: the conditions that stand in the way, with what they cost.
    pub laws: Vec<Suggestion>,
}

/// Where one operator of the plan is, and why.
#[derive(Serialize)]
pub struct Placed {
    /// The operator: `map(|x| ..)`.
    pub operator: String,
    /// The statement that it belongs to.
    pub statement: String,
    /// Its location in the program; none for what only the plan has.
    pub was_at: Option<String>,
    /// Its location in the plan.
    pub at: String,
    /// The rule that allows it.
    pub rule: String,
    /// CPU per unit of workload over all instances.
    pub cpu_ns: f64,
}

/// A change with what it would bring.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    /// What is predicted.
    #[serde(flatten)]
    pub alternative: Alternative,
    /// The change in words.
    pub words: String,
    /// How to make it.
    pub how: String,
}

fn by_name<S: serde::Serializer>(rules: &[&'static Rule], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rules.iter().map(|rule| rule.name))
}

/// Plans, and explains the plan.
pub fn page(file: &Path, place: Option<&str>, search: &Search, ui: &Ui) -> Result<String, Problem> {
    let given = Given::read(file, search, ui)?;
    let planned = given.plan()?;
    let side = Side::plan(&planned);
    let picture = side.picture();
    let asked = asked(&planned, &picture, place)?;
    let twins = twins(planned.program, &planned.outcome.plan);
    let source = Side::source(&planned);
    let source_picture = source.picture();
    let operators: Vec<Placed> = asked
        .iter()
        .map(|id| Placed {
            operator: picture.calls[id.index()].clone(),
            statement: picture.cards[picture.card_of[id.index()]].title.clone(),
            was_at: twins.back[id.index()].map(|twin| lane(&source_picture, twin)),
            at: lane(&picture, *id),
            rule: planned.outcome.certificate.placements.get(id.index()).map_or(String::new(), |it| it.rule.clone()),
            cpu_ns: side.shares[id.index()].total_ns(),
        })
        .collect();
    let rules = rules().iter().filter(|rule| operators.iter().any(|placed| placed.rule == rule.name));
    let outcome = &planned.outcome;
    let finite = |value: f64| value.is_finite().then_some(value);
    let explanation = Explanation {
        reason: "explanation",
        program: planned.source.name.clone(),
        place: place.map(str::to_string),
        before_per_s: finite(outcome.before.throughput_per_s),
        after_per_s: finite(outcome.after.throughput_per_s),
        bottleneck: outcome.after.bottleneck.clone(),
        rules: rules.collect(),
        operators,
        more: suggestions(&planned, changes(planned.program, planned.goal, outcome.machines_max), ui),
        laws: suggestions(&planned, laws(), ui),
    };
    Ok(ui.why(&explanation))
}

fn lane(picture: &Picture, id: OperatorId) -> String {
    picture.lanes[picture.cards[picture.card_of[id.index()]].lane].name.clone()
}

/// The operators of the plan that a word means: all at a location, those of a family, or those of a statement.
fn asked(planned: &Planned<'_>, picture: &Picture, place: Option<&str>) -> Result<Vec<OperatorId>, Problem> {
    let plan = &planned.outcome.plan;
    let Some(word) = place else { return Ok(plan.operator_ids().collect()) };
    if let Some(location) = plan.location_named(word) {
        let is_source = !matches!(plan.location(location).kind, LocationKind::Helper { .. });
        let there = |id: &OperatorId| {
            let at = picture.lanes[picture.cards[picture.card_of[id.index()]].lane].location;
            at == location || (is_source && plan.family(at) == location)
        };
        return Ok(plan.operator_ids().filter(there).collect());
    }
    let belongs = |id: &OperatorId| {
        let title = &picture.cards[picture.card_of[id.index()]].title;
        title == word || title == &format!("output {word:?}") || picture.calls[id.index()] == word
    };
    let found: Vec<OperatorId> = plan.operator_ids().filter(belongs).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let locations = plan.locations.iter().map(|location| location.name.as_str());
    let streams = plan.operators.iter().filter_map(|operator| operator.name.as_deref());
    let known: Vec<&str> = locations.chain(streams).collect();
    Err(Problem::could_not_run(format!("no location or stream of the plan is called `{word}`")).help(mend(
        word,
        "there are",
        &known,
    )))
}

/// Operators of a program beyond which it is not planned again for the sake of a line.
const OPERATORS_MAX: usize = 40;

/// The step that would bring most and was refused. Tried are: the budget, when the plan has used it up; the author's
/// word for clients; and the conditions of the rules that put the most work where the plan is bound.
pub fn refused(planned: &Planned<'_>, ui: &Ui) -> Option<Suggestion> {
    let outcome = &planned.outcome;
    if planned.program.operators.len() > OPERATORS_MAX {
        return None;
    }
    let is_used_up = outcome.after.machines >= u64::from(outcome.machines_max);
    let said = changes(planned.program, planned.goal, outcome.machines_max);
    let said = said.into_iter().filter(|change| match change {
        Change::Machines { .. } => is_used_up,
        Change::Routed { .. } => true,
        Change::FlushTurn | Change::Colocate { .. } | Change::Without { .. } => false,
    });
    let found = suggestions(planned, said.collect(), ui);
    let in_the_way =
        if found.is_empty() { suggestions(planned, laws_at_the_bottleneck(planned), ui) } else { Vec::new() };
    found.into_iter().chain(in_the_way).next()
}

/// The conditions that the rule behind the costliest work at the bottleneck needs.
fn laws_at_the_bottleneck(planned: &Planned<'_>) -> Vec<Change> {
    let costliest = costliest(planned);
    let rule = costliest.as_ref().map(|it| it.rule.as_str());
    let needed = rules().iter().find(|known| Some(known.name) == rule).map_or(&[][..], |rule| rule.conditions);
    laws()
        .into_iter()
        .filter(|law| matches!(law, Change::Without { condition } if needed.contains(condition)))
        .collect()
}

/// The operator that needs most of the CPU where the plan is bound.
#[derive(Debug, Serialize)]
pub struct Costliest {
    /// The operator: `map(|x| ..)`.
    pub operator: String,
    /// The statement that it belongs to.
    pub statement: String,
    /// Its share of the location's CPU, 0 to 1.
    pub share: f64,
    /// The rule that put it there.
    pub rule: String,
}

/// The costliest work at the bottleneck; none where nothing costs anything.
pub fn costliest(planned: &Planned<'_>) -> Option<Costliest> {
    let (side, outcome) = (Side::plan(planned), &planned.outcome);
    let binds = |at: LocationId| outcome.after.bottleneck.split('+').any(|name| name == side.program.location(at).name);
    let cost_ns = |id: &OperatorId| {
        let (operator, share) = (side.program.operator(*id), side.shares[id.index()]);
        let home = operator.inputs.first().copied().unwrap_or(*id);
        let sent_ns = if binds(side.streams[home.index()].at) { share.work_ns + share.send_ns } else { 0.0 };
        sent_ns + if operator.op.target().is_some_and(binds) { share.receive_ns } else { 0.0 }
    };
    let all_ns: f64 = side.program.operator_ids().map(|id| cost_ns(&id)).sum();
    let id = side.program.operator_ids().max_by(|a, b| cost_ns(a).total_cmp(&cost_ns(b)).then(b.cmp(a)))?;
    let picture = side.picture();
    (all_ns > 0.0).then(|| Costliest {
        operator: picture.calls[id.index()].clone(),
        statement: picture.cards[picture.card_of[id.index()]].title.clone(),
        share: cost_ns(&id) / all_ns,
        rule: outcome.certificate.placements.get(id.index()).map_or(String::new(), |it| it.rule.clone()),
    })
}

/// The changes that are worth something, best first. One with which nothing can be planned is left out.
pub fn suggestions(planned: &Planned<'_>, changes: Vec<Change>, ui: &Ui) -> Vec<Suggestion> {
    let live = ui.live();
    let mut found: Vec<Suggestion> = Vec::new();
    for change in changes {
        let (words, how) = in_words(planned, &change);
        live.say(&format!("planning again: {words}"));
        let with = (change, planned.outcome.after.throughput_per_s);
        let alternative = alternative(planned.program, planned.profile, planned.target, planned.goal, with);
        if let Ok(alternative) = alternative
            && alternative.gain >= GAIN_MIN
        {
            found.push(Suggestion { alternative, words, how });
        }
    }
    found.sort_by(|a, b| b.alternative.gain.total_cmp(&a.alternative.gain));
    found
}

fn in_words(planned: &Planned<'_>, change: &Change) -> (String, String) {
    match change {
        Change::Machines { machines_max } => (
            format!("{machines_max} machines instead of {}", planned.outcome.machines_max),
            format!("--max-machines {machines_max}"),
        ),
        Change::FlushTurn => ("one write per turn instead of one per message".into(), "--flush turn".into()),
        Change::Routed { operator, port } => {
            let name = planned.program.operator(*operator).name.clone();
            let before = name.map_or(format!("the `let` with input {port:?}"), |name| format!("`let {name}`"));
            (format!("clients choose the instance for {port:?} by a key"), format!("#[routed] before {before}"))
        }
        Change::Colocate { locations } => {
            let names = locations.join(", ");
            let words = format!(
                "{} share their processes",
                locations.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ")
            );
            (words, format!("colocate({names}); if they may fail together"))
        }
        Change::Without { condition } => {
            let (words, how) = words::condition(*condition);
            (words.to_string(), how.to_string())
        }
    }
}
