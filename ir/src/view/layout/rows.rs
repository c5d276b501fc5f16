//! From top to bottom in pixels: below what is read, and below what is in the way; no row waits for another lane's.

use super::{Boxes, GAP_X_PX, GAP_Y_PX, GAP_Y_PX_MIN, HEADING_PX, MARGIN_PX, Rect};

/// The place of each card, given the layers and what is left of each.
pub(super) fn fall(boxes: &Boxes, rows: &[Vec<usize>], left: &[f64]) -> Vec<Rect> {
    let (before, _) = boxes.neighbours();
    let mut placed: Vec<Option<Rect>> = vec![None; left.len()];
    // What stands in each lane already.
    let mut lanes: Vec<Vec<Rect>> = vec![Vec::new(); boxes.lanes];
    for row in rows {
        let mut fallen = Vec::with_capacity(row.len());
        for card in row {
            let (x, width, height) = (left[*card], boxes.width[*card], boxes.height[*card]);
            // What is read around a cycle stands further down, and has no place yet.
            let read = before[*card].iter().filter_map(|from| placed[*from]);
            let below_read = read.map(|rect| rect.y + rect.height + GAP_Y_PX);
            let in_the_way = lanes[boxes.lane[*card]]
                .iter()
                .filter(|other| other.x < x + width + GAP_X_PX && x < other.x + other.width + GAP_X_PX);
            let below_others = in_the_way.map(|rect| rect.y + rect.height + GAP_Y_PX_MIN);
            let y = below_read.chain(below_others).fold(MARGIN_PX + HEADING_PX, f64::max);
            fallen.push((*card, Rect { x, y, width, height }));
        }
        for (card, rect) in fallen {
            placed[card] = Some(rect);
            lanes[boxes.lane[card]].push(rect);
        }
    }
    placed.into_iter().map(Option::unwrap_or_default).collect()
}
