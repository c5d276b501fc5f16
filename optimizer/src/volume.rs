//! How much flows: rates and sizes of logical streams. Estimates, so they are kept beside the e-graph, not in it.

use egg::Id;
use rustc_hash::FxHashMap;
use suki_cost_model::{Rate, Rates};
use suki_rewrites::encode::Encoded;
use suki_rewrites::{HopKind, Logical};

/// What one logical stream carries per unit of workload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Volume {
    /// Elements.
    pub rate: Rate,
    /// Encoded size of one.
    pub bytes: f64,
}

/// The volumes of all logical streams of a saturated e-graph.
pub struct Volumes(FxHashMap<Id, Volume>);

impl Volumes {
    /// From the rates of the source program; streams that only rules made follow from their neighbours.
    pub fn of(encoded: &Encoded, rates: &Rates) -> Self {
        let mut volumes = FxHashMap::default();
        for (operator, class) in encoded.program().operator_ids().zip(&encoded.classes) {
            let Some(class) = class else { continue };
            let volume = Volume { rate: rates.of(operator), bytes: rates.bytes[operator.index()] };
            volumes.entry(encoded.graph.find(*class)).or_insert(volume);
        }
        for (variable, definition) in &encoded.definitions {
            let volume = Volume { rate: rates.of(*variable), bytes: rates.bytes[variable.index()] };
            volumes.entry(encoded.graph.find(*definition)).or_insert(volume);
        }
        let mut volumes = Self(volumes);
        while volumes.spread(encoded) {}
        volumes
    }

    /// The volume of a stream; nothing for a stream that no rule of thumb reaches.
    pub fn get(&self, stream: Id) -> Volume {
        self.0.get(&stream).copied().unwrap_or(Volume { rate: Rate::ZERO, bytes: 0.0 })
    }

    /// Fills in streams next to known ones; whether any was.
    fn spread(&mut self, encoded: &Encoded) -> bool {
        let mut found = Vec::new();
        for class in encoded.graph.classes() {
            for node in &class.nodes {
                let Some(logical) = encoded.logical(node) else { continue };
                let (this, child) = (class.id, node.children.first().map(|child| encoded.graph.find(*child)));
                let Some(child) = child else { continue };
                match logical {
                    // What is sent in place of more: the receiver sees as many as the sender sends.
                    Logical::Hop { kind: HopKind::Send | HopKind::Broadcast, from, to }
                        if !self.0.contains_key(&child) =>
                    {
                        if let Some(volume) = self.0.get(&this) {
                            let copies = match logical {
                                Logical::Hop { kind: HopKind::Broadcast, .. } => encoded.program().members(*to).max(1),
                                _ => 1,
                            };
                            let total = volume.rate.total / f64::from(copies);
                            let members = encoded.program().members(*from).max(1);
                            let rate = Rate { total, hottest: if members == 1 { total } else { volume.rate.hottest } };
                            found.push((child, Volume { rate, bytes: volume.bytes }));
                        }
                    }
                    Logical::Forget | Logical::Stateless(_) if !self.0.contains_key(&this) => {
                        found.extend(self.0.get(&child).map(|volume| (this, *volume)));
                    }
                    _ => {}
                }
            }
        }
        found.sort_by_key(|(stream, _)| *stream);
        let before = self.0.len();
        for (stream, volume) in found {
            self.0.entry(stream).or_insert(volume);
        }
        self.0.len() > before
    }
}
