//! The located part: demands, worked off one by one.

use super::Driver;
use crate::stop::Stop;
use egg::Id;
use suki_rewrites::rule::{Apply, Demand, Offer};
use suki_rewrites::space::{Choice, Needs, Site, SiteIndex};
use suki_rewrites::{Distribution, Logical, Place, Role, Sort, admissible};

impl Driver<'_> {
    /// Works off all demands, from the sinks on; the sites of the sinks.
    pub(super) fn placement(&mut self) -> Vec<SiteIndex> {
        let sinks = self.encoded.sinks.clone();
        let roots = sinks.into_iter().filter_map(|sink| {
            let stream = self.encoded.graph.find(sink);
            let family = self.root_family(stream);
            let place = Place { role: Role::Home(family), distribution: Distribution::One };
            self.demand(Demand { place, stream })
        });
        let roots: Vec<SiteIndex> = roots.collect();
        while let Some(site) = self.queue.pop_front() {
            self.meet(site);
        }
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

    /// The site of a demand; none when the stream cannot be there.
    fn demand(&mut self, mut demand: Demand) -> Option<SiteIndex> {
        demand.stream = self.encoded.graph.find(demand.stream);
        let payloads = &mut self.encoded.graph.analysis.payloads;
        let asked = (payloads.intern_place(&demand.place), demand.stream);
        if let Some(site) = self.demands.get(&asked) {
            return Some(*site);
        }
        if !admissible(&self.encoded, &demand) || self.is_useless(&demand) {
            return None;
        }
        // At the limit the program as it is written is still worked off, so that there is a plan.
        let nodes = self.encoded.graph.nodes().len() + self.sites.len() + self.choices;
        if nodes > self.nodes_max && !matches!(demand.place.role, Role::Home(_)) {
            self.stop = Stop::Nodes;
            self.cut_short.insert(demand.stream);
            return None;
        }
        let site = self.sites.len();
        self.demands.insert(asked, site);
        self.queue.push_back(site);
        if self.encoded.ask(&demand) {
            let any = Place { role: demand.place.role, distribution: Distribution::Any };
            let any = (self.encoded.graph.analysis.payloads.intern_place(&any), demand.stream);
            self.queue.extend(self.demands.get(&any));
        }
        self.sites.push(Site { place: demand.place, stream: demand.stream, choices: Vec::new() });
        Some(site)
    }

    /// Split by what all elements share, one part would do all the work.
    fn is_useless(&mut self, demand: &Demand) -> bool {
        match &demand.place.distribution {
            Distribution::Hash(key) => self.shared.is_shared(&self.encoded, demand.stream, key),
            _ => false,
        }
    }

    /// Adds to a site every choice that a rule offers.
    fn meet(&mut self, site: SiteIndex) {
        let demand = Demand { place: self.sites[site].place.clone(), stream: self.sites[site].stream };
        let (rules, sorts) = (self.rules, self.sorts(demand.stream));
        for rule in rules.iter().filter(|rule| rule.is_armed_by(&sorts)) {
            let Apply::Placement(apply) = rule.apply else { continue };
            for offer in apply(&self.encoded, &demand) {
                self.accept(rule.name, site, offer);
            }
        }
    }

    /// The sorts of operators that yield a stream.
    fn sorts(&self, stream: Id) -> Vec<Sort> {
        let nodes = &self.encoded.graph[stream].nodes;
        nodes.iter().filter_map(|node| self.encoded.logical(node).map(Logical::sort)).collect()
    }

    fn accept(&mut self, rule: &'static str, site: SiteIndex, offer: Offer) {
        let mut needs = Needs::new();
        for need in offer.needs {
            match self.demand(need) {
                Some(need) => needs.push(need),
                None => return,
            }
        }
        let choice = Choice { rule, means: offer.means, needs };
        let choices = &mut self.sites[site].choices;
        if !choices.contains(&choice) {
            choices.push(choice);
            self.choices += 1;
        }
    }
}
