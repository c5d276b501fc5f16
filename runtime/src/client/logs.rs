//! Whether the logs of a run agree, as the workload's `atomic(..)` asks.

use super::check::{Verdict, agree};
use crate::{Plan, journal};
use std::collections::BTreeMap;
use std::path::Path;

/// Compares the logs of each group in `folder`. A log is what one member has under one name, over all its parts.
pub(super) fn agreement(plan: &Plan, groups: &[&[&str]], folder: &Path) -> Verdict {
    let mut verdict = Verdict::Holds;
    for group in groups {
        verdict.worsen(match read(plan, group, folder) {
            Err(error) => Verdict::Unknown(error),
            Ok(logs) => match agree(&logs) {
                None => Verdict::Holds,
                Some(it) => Verdict::Violated(format!("{} has {:02x?}, which {} has not", it.has, it.entry, it.lacks)),
            },
        });
    }
    verdict
}

type Logs = Vec<(String, Vec<Vec<u8>>)>;

fn read(plan: &Plan, group: &[&str], folder: &Path) -> Result<Logs, String> {
    let mut logs: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for log in plan.logs.iter().filter(|log| group.contains(&log.name)) {
        let role = &plan.roles[log.role as usize];
        let home = plan.roles[role.family as usize].name;
        for place in plan.places().filter(|place| role.process == Some(place.process)) {
            if place.member >= role.members || place.part >= role.parts {
                continue;
            }
            let entries = journal::read(plan, place, log, folder).map_err(|error| error.to_string())?;
            logs.entry(format!("log {} of {home} {}", log.name, place.member)).or_default().extend(entries);
        }
    }
    Ok(logs.into_iter().collect())
}
