//! Whether logs agree: the `atomic(..)` of a workload.

use std::collections::BTreeSet;

/// An entry that one log has and another has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The log that has it.
    pub has: String,
    /// The log that has it not.
    pub lacks: String,
    /// The entry, encoded.
    pub entry: Vec<u8>,
}

/// Whether all logs hold the same entries, in any order. A log is what one member wrote under one name, over all its
/// parts; entries are compared as encoded. The first difference, when there is one.
///
/// ```
/// use suki_runtime::client::check::agree;
///
/// let log = |name: &str, entries: &[&[u8]]| (name.to_string(), entries.iter().map(|it| it.to_vec()).collect());
/// assert_eq!(agree(&[log("a", &[b"x", b"y"]), log("b", &[b"y", b"x"])]), None);
/// assert_eq!(agree(&[log("a", &[b"x"]), log("b", &[])]).unwrap().lacks, "b");
/// ```
pub fn agree(logs: &[(String, Vec<Vec<u8>>)]) -> Option<Disagreement> {
    let (first, rest) = logs.split_first()?;
    let expected: BTreeSet<&Vec<u8>> = first.1.iter().collect();
    for log in rest {
        let entries: BTreeSet<&Vec<u8>> = log.1.iter().collect();
        let differs = |has: &str, lacks: &str, entry: &[u8]| {
            Some(Disagreement { has: has.to_string(), lacks: lacks.to_string(), entry: entry.to_vec() })
        };
        if let Some(entry) = expected.difference(&entries).next() {
            return differs(&first.0, &log.0, entry);
        }
        if let Some(entry) = entries.difference(&expected).next() {
            return differs(&log.0, &first.0, entry);
        }
    }
    None
}
