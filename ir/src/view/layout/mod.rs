//! Where everything of a picture stands: locations side by side, streams from top to bottom.
//!
//! A layered layout after Sugiyama, Tagawa and Toda (1981) whose columns are locations: cards get layers (`layers`), an
//! order within their layer and lane (`order`), places as close to their neighbours as their lane allows (`columns`), and
//! last they fall upwards as far as nothing is in their way (`rows`). No step takes more than a few passes over the edges.

mod columns;
mod layers;
mod order;
mod rows;

use super::label::in_short;
use super::picture::{Edge, Picture};

/// Height of one operator's line.
pub const ROW_PX: f64 = 16.0;
/// Height of a card's title.
pub const TITLE_PX: f64 = 18.0;
/// Height of a lane's heading.
pub const HEADING_PX: f64 = 44.0;
/// Characters of a line.
pub const ROW_CHARACTERS_MAX: usize = 36;
/// Width of a character in the font that pictures use.
const CHARACTER_PX: f64 = 6.65;
const CARD_WIDTH_PX_MIN: f64 = 84.0;
const CARD_PADDING_PX: f64 = 20.0;
/// Between two cards of a layer.
const GAP_X_PX: f64 = 16.0;
/// Between a card and its readers.
const GAP_Y_PX: f64 = 30.0;
/// Between two cards, one below the other, that have nothing to do with each other.
const GAP_Y_PX_MIN: f64 = 14.0;
/// Between the border of a lane and its cards.
const LANE_PADDING_PX: f64 = 14.0;
const LANE_WIDTH_PX_MIN: f64 = 132.0;
const LANE_GAP_PX: f64 = 18.0;
/// How far streams stand out at the side of their reader.
const SIDE_PX: f64 = 26.0;
/// Around everything.
const MARGIN_PX: f64 = 12.0;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The middle, from left to right.
    pub fn center(&self) -> f64 {
        self.x + self.width / 2.0
    }
}

/// Places in pixels, with the origin top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The whole picture's width.
    pub width: f64,
    /// The whole picture's height.
    pub height: f64,
    /// In the order of the picture's lanes.
    pub lanes: Vec<Rect>,
    /// In the order of the picture's cards.
    pub cards: Vec<Rect>,
}

/// Cards as the steps see them.
struct Boxes {
    lanes: usize,
    lane: Vec<usize>,
    width: Vec<f64>,
    height: Vec<f64>,
    /// From card to card, each pair once, no card to itself.
    edges: Vec<(usize, usize)>,
}

impl Layout {
    /// Lays a picture out.
    pub fn of(picture: &Picture) -> Layout {
        let boxes = Boxes::of(picture);
        let layer = layers::layers(&boxes);
        let rows = order::wrapped(&boxes, order::order(&boxes, &layer));
        let (lanes_x, cards_x) = columns::columns(&boxes, &rows);
        let cards = rows::fall(&boxes, &rows, &cards_x);
        let bottom = cards.iter().map(|card| card.y + card.height).fold(MARGIN_PX + HEADING_PX, f64::max);
        let height = bottom + LANE_PADDING_PX - MARGIN_PX;
        let lane = |(x, width): &(f64, f64)| Rect { x: *x, y: MARGIN_PX, width: *width, height };
        Layout {
            width: lanes_x.last().map_or(0.0, |(x, width)| x + width) + MARGIN_PX,
            height: height + 2.0 * MARGIN_PX,
            lanes: lanes_x.iter().map(lane).collect(),
            cards,
        }
    }

    /// The curve of a stream, as the `d` of an SVG path. What comes before the dot enters at the top, arguments at the
    /// side of their reader's line.
    pub fn path(&self, picture: &Picture, edge: &Edge) -> String {
        let (from, to) = (picture.card_of[edge.from.index()], picture.card_of[edge.to.index()]);
        let (source, target) = (self.cards[from], self.cards[to]);
        let line = picture.cards[to].operators.iter().position(|id| *id == edge.to).unwrap_or(0);
        let (x, y) = (source.center(), source.y + source.height);
        if line == 0 && edge.argument == 0 {
            let bend = ((target.y - y).abs() / 2.0).clamp(16.0, 90.0);
            let (end_x, end_y) = (target.center(), target.y);
            return format!(
                "M{x:.0} {y:.0}C{x:.0} {:.0} {end_x:.0} {:.0} {end_x:.0} {end_y:.0}",
                y + bend,
                end_y - bend
            );
        }
        let from_left = source.center() <= target.center();
        let end_x = if from_left { target.x } else { target.x + target.width };
        let end_y = target.y + TITLE_PX + (line as f64 + 0.5) * ROW_PX;
        let side = if from_left { end_x - SIDE_PX } else { end_x + SIDE_PX };
        // From right above its reader a stream goes around the reader's corner, not behind it.
        let is_above = target.x - SIDE_PX < x && x < target.x + target.width + SIDE_PX;
        let bend = ((end_y - y).abs() / 2.0).clamp(16.0, 90.0);
        let (first_x, first_y) = if is_above { (side, y + GAP_Y_PX_MIN / 2.0) } else { (x, y + bend) };
        format!("M{x:.0} {y:.0}C{first_x:.0} {first_y:.0} {side:.0} {end_y:.0} {end_x:.0} {end_y:.0}")
    }
}

impl Boxes {
    fn of(picture: &Picture) -> Boxes {
        let width = |card: &super::Card| {
            let rows = card.operators.iter().map(|id| in_short(&picture.calls[id.index()], ROW_CHARACTERS_MAX));
            let longest = rows.chain([in_short(&card.title, ROW_CHARACTERS_MAX)]).map(|row| row.chars().count()).max();
            (longest.unwrap_or(0) as f64 * CHARACTER_PX + CARD_PADDING_PX).max(CARD_WIDTH_PX_MIN)
        };
        let between = picture.edges.iter().filter(|edge| picture.is_between_cards(edge));
        let mut edges: Vec<(usize, usize)> =
            between.map(|edge| (picture.card_of[edge.from.index()], picture.card_of[edge.to.index()])).collect();
        edges.sort_unstable();
        edges.dedup();
        Boxes {
            lanes: picture.lanes.len(),
            lane: picture.cards.iter().map(|card| card.lane).collect(),
            width: picture.cards.iter().map(width).collect(),
            height: picture.cards.iter().map(|card| TITLE_PX + ROW_PX * card.operators.len() as f64 + 6.0).collect(),
            edges,
        }
    }

    /// For each card, who is before it and who is behind it.
    fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let (mut before, mut behind) = (vec![Vec::new(); self.lane.len()], vec![Vec::new(); self.lane.len()]);
        for (from, to) in &self.edges {
            behind[*from].push(*to);
            before[*to].push(*from);
        }
        (before, behind)
    }
}
