//! Logs that have to agree: the `atomic(..)` of a workload.

use super::World;
use crate::oracle::{Oracle, Violation};
use std::collections::BTreeMap;
use suki_runtime::client::check::{Spec, agree};
use suki_runtime::client::program::Program;

impl<P, S> World<'_, P, S>
where
    P: Program,
    S: Spec<Request = P::Request, Reply = P::Reply>,
{
    /// Compares the logs of each group, once all is quiet. Where somebody who keeps one has crashed, the others need not
    /// have heard of everything.
    pub(super) fn logs_agree(&mut self) -> Result<(), Violation> {
        let map = self.setting.map;
        for group in self.setting.program.atomic() {
            let mut logs: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
            let mut is_whole = true;
            for (number, log) in map.plan.logs.iter().enumerate().filter(|(_, log)| group.contains(&log.name)) {
                let role = &map.plan.roles[log.role as usize];
                let home = map.plan.roles[role.family as usize].name;
                for (place, process) in map.places.iter().zip(&self.processes) {
                    if map.plan.roles_at(*place).any(|(index, _)| index == log.role) {
                        is_whole &= process.host.is_some();
                        let name = format!("log {} of {home} {}", log.name, place.member);
                        logs.entry(name).or_default().extend(process.disk[number].iter().cloned());
                    }
                }
            }
            let logs: Vec<(String, Vec<Vec<u8>>)> = logs.into_iter().collect();
            if let Some(it) = agree(&logs).filter(|_| is_whole) {
                let why = format!("{} has {:02x?}, which {} has not", it.has, it.entry, it.lacks);
                return Err(Violation::new(Oracle::Atomic, why));
            }
        }
        Ok(())
    }
}
