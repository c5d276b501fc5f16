//! One side of the page: the picture of a program, laid out, with all that is shown of an operator.

use crate::cmd::side::Side;
use serde::Serialize;
use suki_ir::view::{Layout, in_short};
use suki_ir::{OperatorId, Order, Retries};
use suki_rewrites::{Distribution, Placement};

/// Characters of an operator's text.
const CALL_CHARACTERS_MAX: usize = 400;
/// Characters of a type.
const TYPE_CHARACTERS_MAX: usize = 160;

/// A picture in numbers.
#[derive(Serialize)]
pub struct Graph {
    name: &'static str,
    width: f64,
    height: f64,
    lanes: Vec<Lane>,
    cards: Vec<Card>,
    operators: Vec<Operator>,
    edges: Vec<Edge>,
}

#[derive(Serialize)]
struct Lane {
    name: String,
    what: String,
    /// Of its hottest instance over that of the hottest of all; none for clients.
    load: Option<f64>,
    instances: Option<u64>,
    r#box: [i64; 4],
}

#[derive(Serialize)]
struct Card {
    title: String,
    lane: usize,
    operators: Vec<u32>,
    r#box: [i64; 4],
}

#[derive(Serialize)]
struct Operator {
    call: String,
    card: usize,
    r#type: String,
    order: &'static str,
    rate: f64,
    says: &'static str,
    bytes: f64,
    cpu_ns: f64,
    network_bytes: f64,
    /// The rule of placement that allows it to be where it is, and how its result is spread.
    rule: Option<String>,
    spread: Option<String>,
    /// The operator that it is on the other side.
    twin: Option<u32>,
}

#[derive(Serialize)]
struct Edge {
    from: u32,
    to: u32,
    rate: f64,
    /// Whether it leads to another location.
    away: bool,
    /// Empty within a card.
    path: String,
}

impl Graph {
    /// The graph of one side; `placement` is what the certificate says of an operator.
    pub fn of<'c>(
        name: &'static str,
        side: &Side<'_>,
        twins: &[Option<OperatorId>],
        placement: impl Fn(OperatorId) -> Option<&'c Placement>,
    ) -> Graph {
        let picture = side.picture();
        let layout = Layout::of(&picture);
        let rounded =
            |rect: &suki_ir::view::layout::Rect| [rect.x, rect.y, rect.width, rect.height].map(|px| px.round() as i64);
        let lanes = picture.lanes.iter().zip(&layout.lanes).map(|(lane, rect)| {
            let role = side.estimate.roles.iter().find(|role| role.name.split('+').any(|part| part == lane.name));
            Lane {
                name: lane.name.clone(),
                what: lane.what.clone(),
                load: role.map(|role| role.load),
                instances: role.map(|role| u64::from(role.members) * u64::from(role.parts)),
                r#box: rounded(rect),
            }
        });
        let cards = picture.cards.iter().zip(&layout.cards).map(|(card, rect)| Card {
            title: card.title.clone(),
            lane: card.lane,
            operators: card.operators.iter().map(|id| id.0).collect(),
            r#box: rounded(rect),
        });
        let lane_of = |id: OperatorId| picture.cards[picture.card_of[id.index()]].lane;
        let edges = picture.edges.iter().map(|edge| Edge {
            from: edge.from.0,
            to: edge.to.0,
            rate: figure(edge.rate.unwrap_or(0.0)),
            away: lane_of(edge.from) != lane_of(edge.to),
            path: if picture.is_between_cards(edge) { layout.path(&picture, edge) } else { String::new() },
        });
        let operators = side.program.operator_ids().map(|id| {
            let (at, stream, placement) = (id.index(), &side.streams[id.index()], placement(id));
            Operator {
                call: in_short(&picture.calls[at], CALL_CHARACTERS_MAX),
                card: picture.card_of[at],
                r#type: in_short(&stream.element.to_string(), TYPE_CHARACTERS_MAX),
                order: order(stream.order, stream.retries),
                rate: figure(side.rates.of(id).total),
                says: side.says[at].as_str(),
                bytes: figure(side.rates.bytes[at]),
                cpu_ns: figure(side.shares[at].total_ns()),
                network_bytes: figure(side.shares[at].network_bytes),
                rule: placement.map(|placement| placement.rule.clone()),
                spread: placement.map(|placement| spread(&placement.distribution)),
                twin: twins.get(at).copied().flatten().map(|twin| twin.0),
            }
        });
        Graph {
            name,
            width: layout.width.round(),
            height: layout.height.round(),
            lanes: lanes.collect(),
            cards: cards.collect(),
            edges: edges.collect(),
            operators: operators.collect(),
        }
    }
}

/// Four digits that mean something: more would only make the page larger.
fn figure(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let scale = 10f64.powi(3 - value.abs().log10().floor() as i32);
    (value * scale).round() / scale
}

fn order(order: Order, retries: Retries) -> &'static str {
    match (order, retries) {
        (Order::Total, Retries::ExactlyOnce) => "in order, exactly once",
        (Order::PerKey, Retries::ExactlyOnce) => "in order for each key, exactly once",
        (Order::None, Retries::ExactlyOnce) => "in no order, exactly once",
        (Order::Total, Retries::AtLeastOnce) => "in order, at least once",
        (Order::PerKey, Retries::AtLeastOnce) => "in order for each key, at least once",
        (Order::None, Retries::AtLeastOnce) => "in no order, at least once",
    }
}

fn spread(distribution: &Distribution) -> String {
    match distribution {
        Distribution::One => "all at one instance".to_string(),
        Distribution::Any => "each element at any one instance".to_string(),
        Distribution::Hash(key) => format!("over instances, by {key}"),
        Distribution::Replicated => "all at every instance".to_string(),
    }
}
