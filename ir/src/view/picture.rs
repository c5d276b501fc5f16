//! What is drawn: operators in cards, cards in lanes, streams between them.

use super::label::call;
use crate::limits::CARD_OPERATORS_MAX;
use crate::{LocationId, LocationKind, Op, OperatorId, Program, Stream};

/// A program as a graph that is laid out by location.
///
/// ```
/// let (program, _) = suki_ir::parse(
///     "process leader; external clients;
///      let requests = clients.input::<u64>(\"requests\").send(leader);
///      clients.output(\"replies\", requests.map(|(client, id)| (client, id + 1)));",
/// );
/// let (streams, _) = suki_ir::infer(&program);
/// let picture = suki_ir::view::Picture::of(&program, &streams);
/// assert_eq!(picture.lanes.iter().map(|lane| lane.name.as_str()).collect::<Vec<_>>(), ["clients", "leader"]);
/// assert!(suki_ir::view::dot::dot(&picture).starts_with("digraph"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Locations that have operators: clients first, helpers behind whom they help.
    pub lanes: Vec<Lane>,
    /// Operators that stand together, in textual order.
    pub cards: Vec<Card>,
    /// What each operator is, by its id: `map(|vote| vote.id)`.
    pub calls: Vec<String>,
    /// The card of each operator, by its id.
    pub card_of: Vec<usize>,
    /// All streams, in order of their readers.
    pub edges: Vec<Edge>,
}

/// A location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Which.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// What it is, in words.
    pub what: String,
}

/// A straight run of operators of one statement at one location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Index into the picture's lanes.
    pub lane: usize,
    /// The `let` or output that it belongs to; empty when there is none.
    pub title: String,
    /// From first to last; each reads the one before it.
    pub operators: Vec<OperatorId>,
}

/// A stream from its operator to one reader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Who yields it.
    pub from: OperatorId,
    /// Who reads it.
    pub to: OperatorId,
    /// Which argument of the reader it is; 0 is the stream before the dot.
    pub argument: usize,
    /// Elements per unit of workload, where somebody knows.
    pub rate: Option<f64>,
}

impl Picture {
    /// The picture of `program`; `streams` is what [`infer`](crate::infer) says of it.
    pub fn of(program: &Program, streams: &[Stream]) -> Picture {
        let homes: Vec<LocationId> = program.operator_ids().map(|id| drawn_at(program, streams, id)).collect();
        let lanes = lanes(program, &homes);
        let (cards, card_of) = cards(program, &homes, &lanes);
        let edges = program.operator_ids().flat_map(|to| {
            let inputs = program.operator(to).inputs.iter().enumerate();
            inputs.map(move |(argument, from)| Edge { from: *from, to, argument, rate: None })
        });
        let edges = edges.collect();
        Picture { lanes, cards, calls: program.operator_ids().map(|id| call(program, id)).collect(), card_of, edges }
    }

    /// The same with rates, as `rate` knows them of each operator's result.
    pub fn weighed(mut self, rate: impl Fn(OperatorId) -> f64) -> Picture {
        for edge in &mut self.edges {
            edge.rate = Some(rate(edge.from));
        }
        self
    }

    /// Whether a stream leads from one card to another.
    pub fn is_between_cards(&self, edge: &Edge) -> bool {
        self.card_of[edge.from.index()] != self.card_of[edge.to.index()]
    }
}

/// An output is drawn at the clients that get it, all else where its first input is: a hop stands with its sender.
fn drawn_at(program: &Program, streams: &[Stream], id: OperatorId) -> LocationId {
    let operator = program.operator(id);
    match (&operator.op, operator.inputs.first()) {
        (Op::Output { to, .. }, _) => *to,
        (_, Some(input)) => streams[input.index()].at,
        (_, None) => streams[id.index()].at,
    }
}

fn lanes(program: &Program, homes: &[LocationId]) -> Vec<Lane> {
    let mut ids: Vec<LocationId> = program.location_ids().filter(|id| homes.contains(id)).collect();
    let outside = |id: LocationId| program.location(id).kind == LocationKind::External;
    ids.sort_by_key(|id| (!outside(*id), program.family(*id), *id));
    ids.into_iter()
        .map(|id| Lane { location: id, name: program.location(id).name.clone(), what: what(program, id) })
        .collect()
}

fn what(program: &Program, id: LocationId) -> String {
    match &program.location(id).kind {
        LocationKind::Process => "process".to_string(),
        LocationKind::Cluster { members, .. } => format!("cluster of {members}"),
        LocationKind::External => "clients".to_string(),
        LocationKind::Helper { of, parts } => {
            let (of, members) = (&program.location(*of).name, program.members(*of));
            if members == 1 { format!("{parts} helping {of}") } else { format!("{members} x {parts} helping {of}") }
        }
    }
}

/// The cards, and the card of each operator.
fn cards(program: &Program, homes: &[LocationId], lanes: &[Lane]) -> (Vec<Card>, Vec<usize>) {
    let consumers = program.consumers();
    // Who an operator continues: the one before it when nobody else reads that, here and in the same statement.
    let continues = |id: OperatorId| {
        let before = *program.operator(id).inputs.first()?;
        let alone = consumers[before.index()].len() == 1 && program.operator(before).name.is_none();
        (alone && homes[before.index()] == homes[id.index()]).then_some(before)
    };
    let starts = program.operator_ids().filter(|id| continues(*id).is_none());
    let mut next = vec![None; homes.len()];
    for id in program.operator_ids() {
        if let Some(before) = continues(id) {
            next[before.index()] = Some(id);
        }
    }
    let (mut cards, mut card_of) = (Vec::new(), vec![usize::MAX; homes.len()]);
    let mut add = |first: OperatorId, cards: &mut Vec<Card>| {
        let mut at = Some(first);
        while let Some(id) = at.filter(|id| card_of[id.index()] == usize::MAX) {
            let is_new = cards.last().is_none_or(|card: &Card| {
                card.operators.len() == CARD_OPERATORS_MAX || card.operators.last().copied() != continues(id)
            });
            if is_new {
                let lane = lanes.iter().position(|lane| lane.location == homes[id.index()]).unwrap_or(0);
                cards.push(Card { lane, title: title(program, &consumers, id), operators: Vec::new() });
            }
            card_of[id.index()] = cards.len() - 1;
            if let Some(card) = cards.last_mut() {
                card.operators.push(id);
            }
            at = next[id.index()];
        }
    };
    starts.for_each(|first| add(first, &mut cards));
    // A ring of unnamed operators has no start.
    program.operator_ids().for_each(|first| add(first, &mut cards));
    (cards, card_of)
}

/// The name of the statement of `id`: its own, or that of the next one downstream that has one.
fn title(program: &Program, consumers: &[Vec<OperatorId>], id: OperatorId) -> String {
    let next = |at: &OperatorId| consumers[at.index()].first().copied();
    for at in std::iter::successors(Some(id), next).take(program.operators.len()) {
        let operator = program.operator(at);
        match (&operator.name, &operator.op) {
            (_, Op::Output { port, .. }) => return format!("output {port:?}"),
            (Some(name), _) => return name.clone(),
            _ => {}
        }
    }
    String::new()
}
