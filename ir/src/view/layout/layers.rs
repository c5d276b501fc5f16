//! From top to bottom: every card below what it reads, but around cycles.

use super::Boxes;

/// The layer of each card, from 0, with none empty.
pub(super) fn layers(boxes: &Boxes) -> Vec<usize> {
    let (before, behind) = boxes.neighbours();
    let order = finished_last_first(&behind, &before);
    let mut position = vec![0; order.len()];
    for (at, card) in order.iter().enumerate() {
        position[*card] = at;
    }
    // An edge against the order closes a cycle: it does not count.
    let counts = |from: usize, to: usize| position[from] < position[to];
    let mut layer = vec![0usize; order.len()];
    for card in &order {
        let above = before[*card].iter().filter(|from| counts(**from, *card));
        layer[*card] = above.map(|from| layer[*from] + 1).max().unwrap_or(0);
    }
    // A source stands right above its first reader.
    for card in order.iter().rev().filter(|card| before[**card].is_empty()) {
        let below = behind[*card].iter().filter(|to| counts(*card, **to));
        if let Some(first) = below.map(|to| layer[*to]).min() {
            layer[*card] = first.saturating_sub(1);
        }
    }
    compact(layer)
}

/// Without layers that nobody is in.
fn compact(layer: Vec<usize>) -> Vec<usize> {
    let mut used = layer.clone();
    used.sort_unstable();
    used.dedup();
    layer.into_iter().map(|layer| used.binary_search(&layer).unwrap_or(0)).collect()
}

/// Depth first along the edges, those without anything before them first; whoever is finished last comes first. On a
/// stack of our own: chains may be longer than the machine's stack is deep.
fn finished_last_first(behind: &[Vec<usize>], before: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(behind.len());
    let mut seen = vec![false; behind.len()];
    let roots = (0..behind.len()).filter(|card| before[*card].is_empty());
    for root in roots.chain(0..behind.len()) {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut stack = vec![(root, 0)];
        while let Some((card, next)) = stack.pop() {
            let Some(to) = behind[card].get(next) else {
                order.push(card);
                continue;
            };
            stack.push((card, next + 1));
            if !std::mem::replace(&mut seen[*to], true) {
                stack.push((*to, 0));
            }
        }
    }
    order.reverse();
    order
}
