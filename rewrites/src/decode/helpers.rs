//! The helper locations of a plan.

use crate::Role;
use crate::space::{Selection, Space};
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{Location, LocationId, LocationKind, Program};

/// The location of each role.
pub(super) struct Helpers(BTreeMap<Role, LocationId>);

impl Helpers {
    /// Declares a helper for every helper role that the selection uses.
    pub fn declare(plan: &mut Program, space: &Space, selection: &Selection, parts: &BTreeMap<Role, u32>) -> Self {
        let used: BTreeSet<Role> = selection.sites().map(|site| space.sites[site].place.role).collect();
        let mut helpers = BTreeMap::new();
        for role in used.iter().copied().filter(|role| !matches!(role, Role::Home(_))) {
            let family = role.family();
            let replaces = !used.contains(&Role::Home(family));
            let name = fresh(plan, role, replaces);
            helpers.insert(role, LocationId::new(plan.locations.len()));
            let parts = parts.get(&role).copied().unwrap_or(1).max(1);
            plan.locations.push(Location::new(name, LocationKind::Helper { of: family, parts }));
        }
        Self(helpers)
    }

    /// The location of a role.
    pub fn location(&self, role: Role) -> LocationId {
        self.0.get(&role).copied().unwrap_or(role.family())
    }
}

/// A name that says whose helper it is: `leader_helper`, or `server_part` where it takes the location's place.
fn fresh(plan: &Program, role: Role, replaces: bool) -> String {
    let purpose = match role {
        Role::Split(..) if replaces => "part",
        Role::Split(..) => "helper",
        Role::Solo(..) | Role::Home(_) => "aside",
    };
    let stem = format!("{}_{purpose}", plan.location(role.family()).name);
    let taken = |name: &str| {
        plan.locations.iter().any(|location| location.name == name) || plan.ticks.iter().any(|tick| tick.name == name)
    };
    let numbered = (2..).map(|number| format!("{stem}{number}"));
    std::iter::once(stem.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(stem)
}
