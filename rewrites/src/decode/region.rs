//! Tick groups: their bodies are written where the group lives.

use super::{Decoder, Wire};
use crate::language::Head;
use crate::space::{Choice, SiteIndex};
use crate::{Distribution, Logical};
use egg::Id;
use rustc_hash::FxHashMap;
use suki_ir::OperatorId;

/// What a written tick group yields inside.
pub(super) struct Bodies {
    outputs: FxHashMap<OperatorId, Wire>,
    deferred: FxHashMap<OperatorId, Wire>,
}

impl Bodies {
    /// The operator behind a `defer_tick`.
    pub fn deferred(&self, defer: OperatorId) -> Wire {
        self.deferred[&defer]
    }
}

impl Decoder<'_> {
    /// Writes a tick group; the wire is that of its first batch and only says that it is written.
    pub(super) fn region(&mut self, site: SiteIndex, choice: &Choice, logical: &Logical) -> Wire {
        let Logical::Region { tick, batches, outputs, deferred } = logical else {
            unreachable!("called for regions only")
        };
        let role = self.space.sites[site].place.role;
        self.plan.ticks[tick.index()].at = self.helpers.location(role);
        let mut inside: FxHashMap<Id, Wire> = FxHashMap::default();
        for (batch, need) in batches.iter().zip(&choice.needs) {
            let input = self.done[need];
            let op = self.encoded.program().operator(*batch).op.clone();
            let id = self.push(choice.rule, op, vec![input], Distribution::One);
            self.origin(id, *batch);
            if let Some(class) = self.encoded.classes[batch.index()] {
                let class = self.encoded.graph.find(class);
                self.christen(id, class, false);
                inside.insert(class, Wire::Operator(id));
            }
        }
        let node = self.region_node(site, logical);
        let bodies = &node[batches.len()..];
        let mut written = Bodies { outputs: FxHashMap::default(), deferred: FxHashMap::default() };
        for (output, body) in outputs.iter().zip(bodies) {
            let wire = self.body(site, *body, &mut inside);
            written.outputs.insert(*output, wire);
        }
        for (defer, body) in deferred.iter().zip(&bodies[outputs.len()..]) {
            let wire = self.body(site, *body, &mut inside);
            if let Wire::Operator(id) = wire {
                self.origin(id, *defer);
                // The name that readers of the deferred value know belongs to its operator.
                if let Some(class) = self.encoded.classes[defer.index()] {
                    self.christen(id, self.encoded.graph.find(class), false);
                }
            }
            written.deferred.insert(*defer, wire);
        }
        self.regions.insert(site, written);
        inside
            .values()
            .copied()
            .min_by_key(|wire| match wire {
                Wire::Operator(id) => *id,
                _ => OperatorId(u32::MAX),
            })
            .unwrap_or(Wire::Operator(OperatorId(0)))
    }

    /// The children of the region's D-node.
    fn region_node(&self, site: SiteIndex, logical: &Logical) -> Vec<Id> {
        let class = self.space.sites[site].stream;
        let nodes = &self.encoded.graph[class].nodes;
        let node = nodes.iter().find(|node| self.encoded.logical(node) == Some(logical));
        node.expect("the class holds the region that was chosen").children.to_vec()
    }

    /// Writes a body, operands first.
    fn body(&mut self, site: SiteIndex, root: Id, inside: &mut FxHashMap<Id, Wire>) -> Wire {
        let mut stack = vec![self.encoded.graph.find(root)];
        while let Some(&class) = stack.last() {
            if inside.contains_key(&class) {
                stack.pop();
                continue;
            }
            let node = self.encoded.graph[class].nodes.iter().find(|node| matches!(node.head, Head::Logical(_)));
            let node = node.expect("a class inside a tick has a logical node").clone();
            let children: Vec<Id> = node.children.iter().map(|child| self.encoded.graph.find(*child)).collect();
            let missing: Vec<Id> = children.iter().copied().filter(|child| !inside.contains_key(child)).collect();
            if !missing.is_empty() {
                stack.extend(missing);
                continue;
            }
            let wires = children.iter().map(|child| inside[child]).collect();
            let wire = match self.encoded.logical(&node) {
                Some(Logical::InTick(op)) => {
                    let op = op.clone();
                    let id = self.push("implement-region", op, wires, Distribution::One);
                    self.christen(id, class, false);
                    Wire::Operator(id)
                }
                Some(Logical::Effect { origin, op }) => {
                    let (origin, op) = (*origin, op.clone());
                    let id = self.push("implement-region", op, wires, Distribution::One);
                    self.origin(id, origin);
                    self.christen(id, class, false);
                    Wire::Operator(id)
                }
                Some(Logical::Deferred { defer }) => Wire::Deferred(site, *defer),
                _ => unreachable!("batches are written first and nothing else is inside a tick"),
            };
            inside.insert(class, wire);
            stack.pop();
        }
        inside[&self.encoded.graph.find(root)]
    }

    /// One output of a tick group.
    pub(super) fn project(&mut self, choice: &Choice, output: OperatorId) -> Wire {
        let region = choice.needs[0];
        let body = self.regions[&region].outputs[&output];
        let op = self.encoded.program().operator(output).op.clone();
        let id = self.push(choice.rule, op, vec![body], Distribution::One);
        self.origin(id, output);
        Wire::Operator(id)
    }
}
