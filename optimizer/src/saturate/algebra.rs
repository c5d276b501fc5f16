//! The logical part: D closed under the algebraic rules, wave by wave.

use super::Driver;
use crate::stop::Stop;
use egg::Id;
use std::collections::BTreeSet;
use suki_rewrites::Logical;
use suki_rewrites::rule::{Apply, Derived, Rule};

impl Driver<'_> {
    /// Closes D under the algebraic rules. A wave looks at the classes that the wave before has touched, at their
    /// parents, and at what is new; congruence is restored once for each wave, since that looks at every class.
    pub(super) fn algebra(&mut self) {
        let mut wave: BTreeSet<Id> = self.encoded.graph.classes().map(|class| class.id).collect();
        while !wave.is_empty() {
            let before = self.encoded.graph.nodes().len();
            let mut touched = Vec::new();
            for class in std::mem::take(&mut wave) {
                if self.encoded.graph.nodes().len() > self.nodes_max / 2 {
                    self.stop = Stop::Nodes;
                    self.cut_short.insert(class);
                    continue;
                }
                let class = self.encoded.graph.find(class);
                if self.rewrite(class) {
                    touched.push(class);
                }
            }
            self.encoded.graph.rebuild();
            if self.stop == Stop::Nodes {
                return;
            }
            let graph = &self.encoded.graph;
            for class in touched {
                let class = graph.find(class);
                wave.insert(class);
                wave.extend(graph[class].parents().map(|parent| graph.find(parent)));
            }
            wave.extend((before..graph.nodes().len()).map(|new| graph.find(Id::from(new))));
        }
    }

    /// Applies every algebraic rule to every node of one class; whether something is new.
    fn rewrite(&mut self, class: Id) -> bool {
        let (rules, mut changed) = (self.rules, false);
        for node in self.encoded.graph[class].nodes.clone() {
            let Some(sort) = self.encoded.logical(&node).map(Logical::sort) else { continue };
            for rule in rules.iter().filter(|rule| rule.is_armed_by(&[sort])) {
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
}
