//! "Did you mean": the closest known name.

/// Names longer than this get no suggestion: nobody mistypes them.
const SUGGESTED_CHARS_MAX: usize = 40;

/// The candidate closest to `name`, when one is close; the first in order among equals.
///
/// ```
/// assert_eq!(suki_ir::closest("reuqests", ["replies", "requests"]), Some("requests"));
/// ```
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length > SUGGESTED_CHARS_MAX {
        return None;
    }
    let distance_max = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= distance_max && *candidate != name)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= distance_max && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_closest_name() {
        let known = ["requests", "replies", "votes", "map", "max"];
        let check = |name: &str, expect: Option<&str>| assert_eq!(closest(name, known), expect, "{name}");
        check("reqests", Some("requests"));
        check("reuqests", Some("requests"));
        check("vote", Some("votes"));
        check("mx", Some("max"));
        check("leader", None);
        check("x", None);
        check("", None);
    }
}
