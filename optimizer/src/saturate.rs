//! The driver: a work-list over egg's e-graph, algebra first, then placement by demand.
//!
//! `Runner` searches everything in every iteration; here a class is looked at when it is new or when one of its
//! children has changed, and a demand once, unless a key is asked for that someone who minds no key could share.

use crate::stop::Stop;
use egg::{Id, Language};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use suki_rewrites::encode::Encoded;
use suki_rewrites::language::{Head, Node};
use suki_rewrites::limits::NODES_MAX;
use suki_rewrites::rule::{Apply, Demand, Derived, Means, Offer, Rule};
use suki_rewrites::space::{Choice, Site, SiteIndex, Space};
use suki_rewrites::{Distribution, Logical, Place, Role, admissible, rules, spread};

/// A saturated e-graph.
pub struct Saturated {
    /// The program with all that the algebra found.
    pub encoded: Encoded,
    /// Every equality that a rule derived, with the rule's name, in order.
    pub derivations: Vec<(&'static str, Derived)>,
    /// The located part.
    pub space: Space,
    /// Why it ended.
    pub stop: Stop,
}

/// Applies all rules to a program until nothing new comes out of them or a limit is reached.
pub fn saturate(encoded: Encoded) -> Saturated {
    let mut driver = Driver {
        encoded,
        derivations: Vec::new(),
        demands: FxHashMap::default(),
        made: Vec::new(),
        queue: VecDeque::new(),
        stop: Stop::Saturated,
    };
    driver.algebra();
    let roots = driver.placement();
    let space = driver.space(&roots);
    Saturated { encoded: driver.encoded, derivations: driver.derivations, space, stop: driver.stop }
}

/// A node that a placement rule made.
struct Made {
    rule: &'static str,
    at: Id,
    node: Node,
    means: Means,
    needs: Vec<Id>,
}

struct Driver {
    encoded: Encoded,
    derivations: Vec<(&'static str, Derived)>,
    /// The class of each demand, and the order in which they were made.
    demands: FxHashMap<Demand, Id>,
    made: Vec<Made>,
    queue: VecDeque<Demand>,
    stop: Stop,
}

impl Driver {
    /// Closes D under the algebraic rules.
    fn algebra(&mut self) {
        let mut queue: VecDeque<Id> = self.encoded.graph.classes().map(|class| class.id).collect();
        let mut waiting: FxHashSet<Id> = queue.iter().copied().collect();
        while let Some(class) = queue.pop_front() {
            waiting.remove(&class);
            if self.encoded.graph.nodes().len() > NODES_MAX {
                self.stop = Stop::Nodes;
                return;
            }
            let before = self.encoded.graph.nodes().len();
            if !self.rewrite(self.encoded.graph.find(class)) {
                continue;
            }
            self.encoded.graph.rebuild();
            let class = self.encoded.graph.find(class);
            let parents = self.encoded.graph[class].parents().collect::<Vec<_>>();
            let new = (before..self.encoded.graph.nodes().len()).map(Id::from);
            for touched in std::iter::once(class).chain(parents).chain(new) {
                let touched = self.encoded.graph.find(touched);
                if waiting.insert(touched) {
                    queue.push_back(touched);
                }
            }
        }
    }

    /// Applies every algebraic rule to every node of one class; whether something is new.
    fn rewrite(&mut self, class: Id) -> bool {
        let mut changed = false;
        for node in self.encoded.graph[class].nodes.clone() {
            if !matches!(node.head, Head::Logical(_)) {
                continue;
            }
            for rule in rules() {
                let Apply::Algebra(apply) = rule.apply else { continue };
                for derived in apply(&mut self.encoded, &node) {
                    changed |= self.learn(rule, class, derived);
                }
            }
        }
        changed
    }

    fn learn(&mut self, rule: &Rule, class: Id, derived: Derived) -> bool {
        let graph = &mut self.encoded.graph;
        let right = graph.add(derived.right.outer.clone());
        if graph.find(right) == graph.find(class) {
            return false;
        }
        graph.union(class, right);
        self.derivations.push((rule.name, derived));
        true
    }

    /// Works off all demands, from the sinks on; the classes of the sinks' demands.
    fn placement(&mut self) -> Vec<Id> {
        let sinks = self.encoded.sinks.clone();
        let roots = sinks.into_iter().filter_map(|sink| {
            let stream = self.encoded.graph.find(sink);
            let family = self.root_family(stream);
            self.demand(Demand { place: Place { role: Role::Home(family), distribution: Distribution::One }, stream })
        });
        let roots: Vec<Id> = roots.collect();
        while let Some(demand) = self.queue.pop_front() {
            if self.encoded.graph.nodes().len() > NODES_MAX {
                self.stop = Stop::Nodes;
                break;
            }
            self.meet(&demand);
        }
        self.encoded.graph.rebuild();
        roots
    }

    /// Outputs are demanded outside, a log that nothing reads at its home.
    fn root_family(&self, stream: Id) -> suki_ir::LocationId {
        let outside = self.encoded.graph[stream].nodes.iter().find_map(|node| match self.encoded.logical(node) {
            Some(Logical::Sink { op: suki_ir::Op::Output { to, .. }, .. }) => Some(*to),
            _ => None,
        });
        outside.unwrap_or_else(|| self.encoded.graph[stream].data.stream().family)
    }

    /// The class of a demand; none when the stream cannot be there.
    fn demand(&mut self, mut demand: Demand) -> Option<Id> {
        demand.stream = self.encoded.graph.find(demand.stream);
        if let Some(at) = self.demands.get(&demand) {
            return Some(*at);
        }
        if !admissible(&self.encoded, &demand) || self.is_useless(&demand) {
            return None;
        }
        let place = self.encoded.graph.analysis.payloads.intern_place(demand.place.clone());
        let at = self.encoded.graph.add(Node { head: Head::At(place), children: vec![demand.stream] });
        self.demands.insert(demand.clone(), at);
        if self.encoded.ask(&demand) {
            let mut any = demand.clone();
            any.place.distribution = Distribution::Any;
            if self.demands.contains_key(&any) {
                self.queue.push_back(any);
            }
        }
        self.queue.push_back(demand);
        Some(at)
    }

    /// Split by what all elements share, one part would do all the work.
    fn is_useless(&self, demand: &Demand) -> bool {
        match &demand.place.distribution {
            Distribution::Hash(key) => spread::is_shared(&self.encoded, demand.stream, key),
            _ => false,
        }
    }

    /// Adds to a demand's class every node that a rule offers.
    fn meet(&mut self, demand: &Demand) {
        for rule in rules() {
            let Apply::Placement(apply) = rule.apply else { continue };
            for offer in apply(&self.encoded, demand) {
                self.accept(rule.name, demand, offer);
            }
        }
    }

    fn accept(&mut self, rule: &'static str, demand: &Demand, offer: Offer) {
        let mut needs = Vec::with_capacity(offer.needs.len());
        for need in offer.needs.iter().cloned() {
            match self.demand(need) {
                Some(at) => needs.push(at),
                None => return,
            }
        }
        let payloads = &mut self.encoded.graph.analysis.payloads;
        let to = payloads.intern_place(demand.place.clone());
        let mut from = || payloads.intern_place(offer.needs[0].place.clone());
        let head = match offer.means {
            Means::Execute(logical) => Head::Execute(to, logical),
            Means::Enter(logical) => Head::Enter(from(), to, logical),
            Means::Move => Head::Move(from(), to),
            Means::Widen => Head::Widen(from(), to),
            Means::Refer(variable) => Head::Refer(to, variable),
        };
        let children = if head.is_reference() { Vec::new() } else { needs.clone() };
        let node = Node { head, children };
        let at = self.demands[demand];
        let id = self.encoded.graph.add(node.clone());
        self.encoded.graph.union(at, id);
        self.made.push(Made { rule, at, node, means: offer.means, needs });
    }

    /// Lays out the located classes for extraction, without what can never be filled.
    fn space(&self, roots: &[Id]) -> Space {
        let graph = &self.encoded.graph;
        let mut demands: Vec<(&Demand, Id)> = self.demands.iter().map(|(demand, at)| (demand, *at)).collect();
        demands.sort_by_key(|(_, at)| *at);
        let index: FxHashMap<Id, SiteIndex> =
            demands.iter().enumerate().map(|(i, (_, at))| (graph.find(*at), i)).collect();
        let mut sites: Vec<Site> = demands
            .iter()
            .map(|(demand, _)| Site { place: demand.place.clone(), stream: demand.stream, choices: Vec::new() })
            .collect();
        for made in &self.made {
            let canonical = made.node.clone().map_children(|child| graph.find(child));
            let site = index[&graph.find(made.at)];
            debug_assert!(graph[graph.find(made.at)].nodes.contains(&canonical), "the e-graph lost a node");
            let needs = made.needs.iter().map(|need| index[&graph.find(*need)]).collect();
            let choice = Choice { rule: made.rule, means: made.means.clone(), needs };
            if !sites[site].choices.contains(&choice) {
                sites[site].choices.push(choice);
            }
        }
        let mut space = Space { sites, roots: roots.iter().map(|root| index[&graph.find(*root)]).collect() };
        ground(&mut space);
        self.drop_dominated(&mut space);
        space
    }

    /// Drops runs of stateless operators where a shorter run on what a site before yields does the same work: the two
    /// cost the same, and the shorter can share what comes before.
    fn drop_dominated(&self, space: &mut Space) {
        let stages = |choice: &Choice| match &choice.means {
            Means::Execute(id) => match self.encoded.graph.analysis.payloads.logical(*id) {
                Logical::Stateless(stages) => Some(stages.len()),
                _ => None,
            },
            _ => None,
        };
        for site in &mut space.sites {
            let Some(shortest) = site.choices.iter().filter_map(stages).min() else { continue };
            site.choices.retain(|choice| stages(choice).is_none_or(|length| length == shortest));
        }
    }
}

/// Drops choices that no finite plan can use.
fn ground(space: &mut Space) {
    let mut grounded = vec![false; space.sites.len()];
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for site in 0..space.sites.len() {
            let fills = |choice: &Choice| choice.strong_needs().iter().all(|need| grounded[*need]);
            if !grounded[site] && space.sites[site].choices.iter().any(fills) {
                grounded[site] = true;
                changed = true;
            }
        }
    }
    // A variable can be read only where its definition can be had.
    for site in &mut space.sites {
        site.choices.retain(|choice| choice.needs.iter().all(|need| grounded[*need]));
    }
}
