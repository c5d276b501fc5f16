//! From left to right: lanes as wide as their widest layer, cards above and below their neighbours.

use super::{Boxes, GAP_X_PX, LANE_GAP_PX, LANE_PADDING_PX, LANE_WIDTH_PX_MIN, MARGIN_PX};

/// Rounds in which cards are drawn to their neighbours.
const ROUNDS: usize = 8;

/// Left and width of each lane, left of each card; `rows` are the layers, each from left to right.
pub(super) fn columns(boxes: &Boxes, rows: &[Vec<usize>]) -> (Vec<(f64, f64)>, Vec<f64>) {
    let groups: Vec<Vec<usize>> = rows.iter().flat_map(|row| by_lane(boxes, row)).collect();
    let mut widths = vec![LANE_WIDTH_PX_MIN - 2.0 * LANE_PADDING_PX; boxes.lanes];
    for group in &groups {
        let lane = boxes.lane[group[0]];
        widths[lane] = f64::max(widths[lane], span(boxes, group));
    }
    let mut lanes = Vec::with_capacity(boxes.lanes);
    let mut x = MARGIN_PX;
    for width in widths {
        lanes.push((x, width + 2.0 * LANE_PADDING_PX));
        x += width + 2.0 * LANE_PADDING_PX + LANE_GAP_PX;
    }
    let inside = |lane: usize| (lanes[lane].0 + LANE_PADDING_PX, lanes[lane].0 + lanes[lane].1 - LANE_PADDING_PX);
    let mut left: Vec<f64> = vec![0.0; boxes.lane.len()];
    for group in &groups {
        let (start, end) = inside(boxes.lane[group[0]]);
        let wish: Vec<f64> = group.iter().map(|card| (start + end - boxes.width[*card]) / 2.0).collect();
        put(boxes, group, &wish, (start, end), &mut left);
    }
    let (before, behind) = boxes.neighbours();
    for round in 0..ROUNDS {
        let ordered: Box<dyn Iterator<Item = &Vec<usize>>> =
            if round % 2 == 0 { Box::new(groups.iter()) } else { Box::new(groups.iter().rev()) };
        for group in ordered {
            let wish: Vec<f64> =
                group.iter().map(|card| wish(boxes, *card, (&before[*card], &behind[*card]), &left)).collect();
            put(boxes, group, &wish, inside(boxes.lane[group[0]]), &mut left);
        }
    }
    (lanes, left)
}

/// The cards of a layer, each lane's apart.
fn by_lane(boxes: &Boxes, row: &[usize]) -> Vec<Vec<usize>> {
    row.chunk_by(|a, b| boxes.lane[*a] == boxes.lane[*b]).map(<[usize]>::to_vec).collect()
}

fn span(boxes: &Boxes, group: &[usize]) -> f64 {
    group.iter().map(|card| boxes.width[*card]).sum::<f64>() + GAP_X_PX * (group.len() - 1) as f64
}

/// Where a card would like to begin: under the middle of its neighbours in its own lane, else towards those in others.
fn wish(boxes: &Boxes, card: usize, (before, behind): (&[usize], &[usize]), left: &[f64]) -> f64 {
    let center = |other: &usize| left[*other] + boxes.width[*other] / 2.0;
    let all = || before.iter().chain(behind);
    let own: Vec<f64> = all().filter(|other| boxes.lane[**other] == boxes.lane[card]).map(center).collect();
    let wished: Vec<f64> = if own.is_empty() { all().map(center).collect() } else { own };
    if wished.is_empty() {
        return left[card];
    }
    wished.iter().sum::<f64>() / wished.len() as f64 - boxes.width[card] / 2.0
}

/// Puts the cards of a group as near to their wishes as order, gaps and the lane allow: isotonic regression, by pooling
/// neighbours that are in one another's way.
fn put(boxes: &Boxes, group: &[usize], wish: &[f64], (start, end): (f64, f64), left: &mut [f64]) {
    let mut offsets = Vec::with_capacity(group.len());
    let mut offset = 0.0;
    for card in group {
        offsets.push(offset);
        offset += boxes.width[*card] + GAP_X_PX;
    }
    // Pools of cards that touch: the sum of what they wish, less their offsets, and how many they are.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wish.iter().zip(&offsets) {
        pools.push((wish - offset, 1));
        while let [.., (sum_a, count_a), (sum_b, count_b)] = pools.as_slice() {
            if sum_a / *count_a as f64 <= sum_b / *count_b as f64 {
                break;
            }
            let pool = (sum_a + sum_b, count_a + count_b);
            pools.truncate(pools.len() - 2);
            pools.push(pool);
        }
    }
    let latest = end - start - (offset - GAP_X_PX);
    let starts = pools.into_iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    for ((card, offset), place) in group.iter().zip(&offsets).zip(starts) {
        left[*card] = (place - start).clamp(0.0, latest.max(0.0)) + start + offset;
    }
}
