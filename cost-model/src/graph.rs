//! Cycles of a dependency graph.

/// The strongly connected components of the graph in which node `i` depends on `dependencies[i]`: each after
/// the components it depends on, its nodes ascending.
pub(crate) fn components(dependencies: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = dependencies.len();
    let (mut seen, mut low, mut open) = (vec![UNSEEN; count], vec![0; count], vec![false; count]);
    let (mut stack, mut clock, mut found) = (Vec::new(), 0, Vec::new());
    for root in 0..count {
        // Tarjan's algorithm on an explicit stack: programs are as deep as they are long.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if seen[root] == UNSEEN {
            path.push((root, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            if *next == 0 {
                (seen[node], low[node], open[node]) = (clock, clock, true);
                clock += 1;
                stack.push(node);
            }
            if let Some(&dependency) = dependencies[node].get(*next) {
                *next += 1;
                if seen[dependency] == UNSEEN {
                    path.push((dependency, 0));
                } else if open[dependency] {
                    low[node] = low[node].min(seen[dependency]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == seen[node] {
                let start = stack.iter().rposition(|other| *other == node).expect("an open node is on the stack");
                let mut component = stack.split_off(start);
                component.iter().for_each(|node| open[*node] = false);
                component.sort_unstable();
                found.push(component);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_come_first() {
        let check = |dependencies: &[&[usize]], expect: &[&[usize]]| {
            let dependencies: Vec<Vec<usize>> = dependencies.iter().map(|list| list.to_vec()).collect();
            assert_eq!(components(&dependencies), expect);
        };
        check(&[], &[]);
        check(&[&[1], &[2], &[]], &[&[2], &[1], &[0]]);
        check(&[&[], &[0, 3], &[1], &[2], &[3]], &[&[0], &[1, 2, 3], &[4]]);
        check(&[&[0]], &[&[0]]);
        check(&[&[1, 2], &[0], &[3], &[2]], &[&[2, 3], &[0, 1]]);
    }
}
