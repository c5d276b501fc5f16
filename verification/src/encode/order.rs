//! Children before parents, without recursion: a program may be deeper than a stack.

/// All nodes below `count`, each after those that it needs; or a node on a cycle.
pub fn children_first(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Result<Vec<usize>, usize> {
    let (mut open, mut order, mut listed) = (vec![false; count], Vec::new(), vec![false; count]);
    for root in 0..count {
        let mut stack = if listed[root] { Vec::new() } else { vec![(root, needs(root))] };
        open[root] |= !listed[root];
        while let Some((node, missing)) = stack.last_mut() {
            let node = *node;
            match missing.pop() {
                Some(next) if listed[next] => {}
                Some(next) if open[next] => return Err(next),
                Some(next) => {
                    open[next] = true;
                    stack.push((next, needs(next)));
                }
                None => {
                    (open[node], listed[node]) = (false, true);
                    order.push(node);
                    stack.pop();
                }
            }
        }
    }
    Ok(order)
}
