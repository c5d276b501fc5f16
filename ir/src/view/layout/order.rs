//! Within a layer: lane by lane, and in a lane near the neighbours.

use super::{Boxes, GAP_X_PX};

/// Sweeps over all layers, down and up.
const SWEEPS: usize = 6;

/// A lane is not wider than this, unless one card is.
const LANE_WIDTH_PX_MAX: f64 = 640.0;

/// Layers of which a lane would become too wide, in several: each lane's cards are dealt out in order. No card moves
/// above what it reads, for nobody reads within a layer.
pub(super) fn wrapped(boxes: &Boxes, rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut wrapped = Vec::new();
    for row in rows {
        let mut lines: Vec<Vec<usize>> = Vec::new();
        for group in row.chunk_by(|a, b| boxes.lane[*a] == boxes.lane[*b]) {
            let (mut line, mut width) = (0, 0.0);
            for card in group {
                if width > 0.0 && width + boxes.width[*card] > LANE_WIDTH_PX_MAX {
                    (line, width) = (line + 1, 0.0);
                }
                width += boxes.width[*card] + GAP_X_PX;
                if lines.len() <= line {
                    lines.push(Vec::new());
                }
                lines[line].push(*card);
            }
        }
        wrapped.extend(lines);
    }
    wrapped
}

/// The cards of each layer from left to right.
pub(super) fn order(boxes: &Boxes, layer: &[usize]) -> Vec<Vec<usize>> {
    let (before, behind) = boxes.neighbours();
    let count = layer.iter().max().map_or(0, |last| last + 1);
    let mut rows = vec![Vec::new(); count];
    for (card, layer) in layer.iter().enumerate() {
        rows[*layer].push(card);
    }
    let mut place = vec![0.0; layer.len()];
    rows.iter_mut().for_each(|row| sort(row, boxes, &mut place, |_| None));
    for sweep in 0..SWEEPS {
        let is_down = sweep % 2 == 0;
        let neighbours = if is_down { &before } else { &behind };
        for step in 0..count {
            let at = if is_down { step } else { count - 1 - step };
            let wish: Vec<Option<f64>> = rows[at].iter().map(|card| mean(&neighbours[*card], &place)).collect();
            let wishes: std::collections::HashMap<usize, f64> =
                rows[at].iter().zip(wish).filter_map(|(card, wish)| Some((*card, wish?))).collect();
            sort(&mut rows[at], boxes, &mut place, |card| wishes.get(&card).copied());
        }
    }
    rows
}

/// Sorts a row by lane, then by wish; who has none stays where it is. Places are numbered by lane, so that neighbours
/// in other lanes pull to the side on which they are.
fn sort(row: &mut [usize], boxes: &Boxes, place: &mut [f64], wish: impl Fn(usize) -> Option<f64>) {
    let key = |card: usize| (boxes.lane[card], wish(card).unwrap_or(place[card]));
    row.sort_by(|a, b| {
        let ((lane_a, wish_a), (lane_b, wish_b)) = (key(*a), key(*b));
        lane_a.cmp(&lane_b).then(wish_a.total_cmp(&wish_b)).then(a.cmp(b))
    });
    let mut start = 0;
    while start < row.len() {
        let lane = boxes.lane[row[start]];
        let end = start + row[start..].iter().take_while(|card| boxes.lane[**card] == lane).count();
        for (at, card) in row[start..end].iter().enumerate() {
            place[*card] = lane as f64 + (at as f64 + 0.5) / (end - start) as f64;
        }
        start = end;
    }
}

fn mean(cards: &[usize], place: &[f64]) -> Option<f64> {
    (!cards.is_empty()).then(|| cards.iter().map(|card| place[*card]).sum::<f64>() / cards.len() as f64)
}
