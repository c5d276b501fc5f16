//! A saturated space, asked by the names of the program's `let`s.

use super::read;
use egg::Id;
use suki_ir::{LocationId, Program};
use suki_optimizer::saturate::{Saturated, saturate};
use suki_rewrites::condition::{Condition, Conditions};
use suki_rewrites::encode::encode_with;
use suki_rewrites::rule::Means;
use suki_rewrites::space::{Choice, Site, Space};
use suki_rewrites::{Distribution, Key, Logical, Role};

/// Everything that some plan of a program could contain.
pub struct World {
    pub program: Program,
    pub saturated: Saturated,
    /// By site: whether some way of filling the sinks leads to it.
    reached: Vec<bool>,
}

impl World {
    /// The space of a program under all conditions but those `dropped`.
    #[track_caller]
    pub fn of(text: &str, dropped: &[Condition]) -> World {
        let (program, streams) = read(text);
        let conditions = dropped.iter().fold(Conditions::all(), |held, condition| held.without(*condition));
        let saturated = saturate(encode_with(&program, &streams, conditions));
        assert!(!saturated.space.roots.is_empty(), "no sink can be filled");
        let reached = reached(&saturated.space);
        World { program, saturated, reached }
    }

    pub fn space(&self) -> &Space {
        &self.saturated.space
    }

    /// The class of the stream that a `let` names; of a feedback variable that of its definition.
    #[track_caller]
    pub fn stream(&self, name: &str) -> Id {
        let encoded = &self.saturated.encoded;
        let named = |id: &suki_ir::OperatorId| self.program.operator(*id).name.as_deref() == Some(name);
        let id = self.program.operator_ids().find(named).unwrap_or_else(|| panic!("nothing is called {name}"));
        let definition = encoded.definitions.iter().find(|(variable, _)| *variable == id);
        let class = definition.map(|(_, class)| *class).or(encoded.classes[id.index()]);
        encoded.graph.find(class.unwrap_or_else(|| panic!("no output needs {name}")))
    }

    #[track_caller]
    pub fn location(&self, name: &str) -> LocationId {
        self.program.location_named(name).unwrap_or_else(|| panic!("no location is called {name}"))
    }

    /// All sites that some plan could use, with their choices.
    pub fn choices(&self) -> impl Iterator<Item = (&Site, &Choice)> {
        let sites = self.space().sites.iter().zip(&self.reached).filter(|(_, reached)| **reached);
        sites.flat_map(|(site, _)| site.choices.iter().map(move |choice| (site, choice)))
    }

    /// The choices for the stream of a `let`.
    #[track_caller]
    pub fn choices_of(&self, name: &str) -> Vec<(&Site, &Choice)> {
        let stream = self.stream(name);
        self.choices().filter(|(site, _)| site.stream == stream).collect()
    }

    /// The choices that execute the operator of a `let`.
    #[track_caller]
    pub fn executions(&self, name: &str) -> Vec<(&Site, &Choice)> {
        let mut choices = self.choices_of(name);
        choices.retain(|(_, choice)| matches!(choice.means, Means::Execute(_)));
        choices
    }

    /// Whether the operator of a `let` may run at a place.
    #[track_caller]
    pub fn runs(&self, name: &str, fits: impl Fn(&Site) -> bool) -> bool {
        self.executions(name).iter().any(|(site, _)| fits(site))
    }

    /// The sites that a choice reads.
    pub fn needs<'a>(&'a self, choice: &'a Choice) -> impl Iterator<Item = &'a Site> {
        choice.needs.iter().map(|need| &self.space().sites[*need])
    }

    /// The operator that a choice executes or enters by.
    pub fn logical(&self, choice: &Choice) -> Option<&Logical> {
        match choice.means {
            Means::Execute(id) | Means::Enter(id) => Some(self.saturated.encoded.graph.analysis.payloads.logical(id)),
            Means::Move | Means::Widen | Means::Refer(_) => None,
        }
    }

    /// The family in which a site's stream arises.
    pub fn family(&self, site: &Site) -> LocationId {
        self.saturated.encoded.graph[site.stream].data.stream().family
    }
}

fn reached(space: &Space) -> Vec<bool> {
    let mut reached = vec![false; space.sites.len()];
    let mut stack = space.roots.clone();
    while let Some(site) = stack.pop() {
        if !std::mem::replace(&mut reached[site], true) {
            stack.extend(space.sites[site].choices.iter().flat_map(|choice| &choice.needs));
        }
    }
    reached
}

/// Whether a site is at a role that may have several parts.
pub fn split(site: &Site) -> bool {
    site.place.role.is_split()
}

/// Whether a site is at home.
pub fn home(site: &Site) -> bool {
    matches!(site.place.role, Role::Home(_))
}

/// A key of one field: `1.amount`.
pub fn path(fields: &str) -> Key {
    Key::Path(fields.split('.').filter(|field| !field.is_empty()).map(str::to_string).collect())
}

/// Spread by one field.
pub fn by(fields: &str) -> Distribution {
    Distribution::Hash(path(fields))
}

/// Whether a site is spread by some key.
pub fn hashed(site: &Site) -> bool {
    matches!(site.place.distribution, Distribution::Hash(_))
}
