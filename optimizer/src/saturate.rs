//! The driver: a work-list over egg's e-graph, algebra first, then placement by demand.
//!
//! `Runner` searches everything in every iteration; here a class is looked at when it is new or when one of its
//! children has changed, and a demand once, unless a key is asked for that someone who minds no key could share.
//!
//! A demand names its class: no rule and no congruence merges two of them, since each located node says where it is.
//! So the located classes are kept as the sites that extraction reads, and egg's e-graph holds the logical ones.
//! `tests/brute_force/runner.rs` keeps both in egg, under `Runner`, and is what this driver is compared with.

mod algebra;
mod ground;
mod placement;

pub use ground::ground;

use crate::stop::Stop;
use egg::Id;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::VecDeque;
use suki_rewrites::encode::Encoded;
use suki_rewrites::language::PlaceId;
use suki_rewrites::limits::NODES_MAX;
use suki_rewrites::rule::{Derived, Rule};
use suki_rewrites::rules;
use suki_rewrites::space::{Site, SiteIndex, Space};
use suki_rewrites::spread::Shared;

/// A saturated e-graph.
pub struct Saturated {
    /// The program with all that the algebra found.
    pub encoded: Encoded,
    /// Every equality that a rule derived, with the rule's name, in order.
    pub derivations: Vec<(&'static str, Derived)>,
    /// The located part.
    pub space: Space,
    /// E-nodes of both sorts.
    pub nodes: usize,
    /// E-classes of both sorts.
    pub classes: usize,
    /// Why it ended.
    pub stop: Stop,
    /// How much of each location of the program was worked off, in the order of the locations.
    pub coverage: Vec<Coverage>,
}

/// How many of the streams of a location the rules were asked about at all the places that they lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The location.
    pub location: String,
    /// Its streams, with those that the algebra found.
    pub streams: usize,
    /// Those of them that no limit cut short.
    pub explored: usize,
}

/// Applies all rules to a program until nothing new comes out of them or a limit is reached.
pub fn saturate(encoded: Encoded) -> Saturated {
    saturate_within(encoded, NODES_MAX)
}

/// [`saturate`] with another limit of e-nodes. Half of them are for the algebra; at the limit streams are still placed
/// where the program has them, and nowhere else.
pub fn saturate_within(encoded: Encoded, nodes_max: usize) -> Saturated {
    saturate_by(rules(), encoded, nodes_max)
}

/// [`saturate_within`] under other rules than those of the table: for tests that show what a wrong one leads to.
pub fn saturate_by(rules: &[Rule], encoded: Encoded, nodes_max: usize) -> Saturated {
    let mut driver = Driver {
        rules,
        encoded,
        nodes_max,
        derivations: Vec::new(),
        demands: FxHashMap::default(),
        sites: Vec::new(),
        choices: 0,
        shared: Shared::default(),
        queue: VecDeque::new(),
        stop: Stop::Saturated,
        cut_short: FxHashSet::default(),
    };
    driver.algebra();
    driver.encoded.settle();
    let roots = driver.placement();
    let located: usize = driver.sites.iter().map(|site| 1 + site.choices.len()).sum();
    let nodes = driver.encoded.graph.total_size() + located;
    let classes = driver.encoded.graph.number_of_classes() + driver.sites.len();
    let coverage = driver.coverage();
    let mut space = Space { sites: driver.sites, roots };
    ground(&mut space);
    Saturated {
        encoded: driver.encoded,
        derivations: driver.derivations,
        space,
        nodes,
        classes,
        stop: driver.stop,
        coverage,
    }
}

struct Driver<'a> {
    rules: &'a [Rule],
    encoded: Encoded,
    nodes_max: usize,
    derivations: Vec<(&'static str, Derived)>,
    /// The site of each demand, by place and stream.
    demands: FxHashMap<(PlaceId, Id), SiteIndex>,
    sites: Vec<Site>,
    /// Choices at all sites.
    choices: usize,
    shared: Shared,
    queue: VecDeque<SiteIndex>,
    stop: Stop,
    /// Streams at which a limit was reached.
    cut_short: FxHashSet<Id>,
}

impl Driver<'_> {
    fn coverage(&self) -> Vec<Coverage> {
        let graph = &self.encoded.graph;
        let cut_short: FxHashSet<Id> = self.cut_short.iter().map(|stream| graph.find(*stream)).collect();
        let mut found = vec![(0, 0); self.encoded.program().locations.len()];
        for class in graph.classes() {
            let (streams, explored) = &mut found[class.data.stream().family.index()];
            *streams += 1;
            *explored += usize::from(!cut_short.contains(&class.id));
        }
        let named = self.encoded.program().locations.iter().zip(found);
        let used = named.filter(|(_, (streams, _))| *streams > 0);
        used.map(|(location, (streams, explored))| Coverage { location: location.name.clone(), streams, explored })
            .collect()
    }
}
