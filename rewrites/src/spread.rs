//! Whether a key spreads: an estimate that guides the search, never a condition.
//!
//! Elements of one tick that take a value from the same singleton share it, as all accepts of a leader share its
//! ballot; so do elements that say which of few members sent them. Split by such a key, one part does all the work.

use crate::encode::Encoded;
use crate::language::Head;
use crate::limits::SHARED_DEPTH_MAX;
use crate::lineage::{self, Absent, Value};
use crate::{HopKind, Key, Logical};
use egg::Id;
use rustc_hash::FxHashMap;
use suki_ir::{LocationKind, Op};

/// What has been found, by stream and field: streams ask for much the same of those before them.
#[derive(Clone, Debug, Default)]
pub struct Shared(FxHashMap<(Id, Vec<String>), bool>);

impl Shared {
    /// Whether all fields of `key` of the stream are shared by most of its elements.
    pub fn is_shared(&mut self, encoded: &Encoded, stream: Id, key: &Key) -> bool {
        Tracer { encoded, known: &mut self.0, depth: 0 }.key(stream, key)
    }
}

struct Tracer<'a> {
    encoded: &'a Encoded,
    known: &'a mut FxHashMap<(Id, Vec<String>), bool>,
    depth: usize,
}

impl Tracer<'_> {
    fn key(&mut self, stream: Id, key: &Key) -> bool {
        match lineage::fields(key) {
            Some(fields) if !fields.is_empty() => fields.into_iter().all(|path| self.path(stream, path)),
            _ => false,
        }
    }

    fn path(&mut self, stream: Id, path: &[String]) -> bool {
        if self.depth >= SHARED_DEPTH_MAX {
            return false;
        }
        let stream = self.encoded.graph.find(stream);
        let asked = (stream, path.to_vec());
        if let Some(known) = self.known.get(&asked) {
            return *known;
        }
        // What a cycle leads back to adds nothing.
        self.known.insert(asked.clone(), false);
        self.depth += 1;
        let shared = self.look(stream, path);
        self.depth -= 1;
        self.known.insert(asked, shared);
        shared
    }

    fn look(&mut self, stream: Id, path: &[String]) -> bool {
        let Some(node) = self.encoded.graph[stream].nodes.iter().find(|node| matches!(node.head, Head::Logical(_)))
        else {
            return false;
        };
        let Some(logical) = self.encoded.logical(node) else { return false };
        let child = |index: usize| node.children[index];
        match logical {
            Logical::Stateless(stages) => self.through(child(0), path, stages),
            Logical::Forget | Logical::Effect { .. } | Logical::ArrivalOrder { .. } | Logical::Keyed(Op::Unique) => {
                self.path(child(0), path)
            }
            Logical::Union | Logical::InTick(Op::Union) => node.children.iter().any(|child| self.path(*child, path)),
            Logical::Hop { kind, from, .. } => self.hop(child(0), path, *kind, *from),
            Logical::Keyed(Op::Join { .. }) => match path {
                [one, side, rest @ ..] if one == "1" => {
                    let value: Vec<String> = std::iter::once(one.clone()).chain(rest.iter().cloned()).collect();
                    self.path(child(usize::from(side == "1")), &value)
                }
                _ => self.path(child(0), path),
            },
            Logical::Keyed(Op::Quorum { key, .. }) => {
                let value = lineage::call(&key.closure(), &Value::argument(), Absent::Counts);
                let vote = lineage::substitute(&Key::Path(path.to_vec()), &value);
                vote.and_then(|key| lineage::prefixed(&key, "1")).is_some_and(|key| self.key(child(0), &key))
            }
            Logical::Variable { origin } => {
                self.encoded.definition(*origin).is_some_and(|stream| self.path(stream, path))
            }
            Logical::Project { output } => self.inner(*output, path),
            Logical::Argument { batch } => self.inner(*batch, path),
            Logical::InTick(op) => match (op, path) {
                (Op::CrossSingleton, [side, ..]) if side == "1" => true,
                (Op::CrossSingleton | Op::Enumerate, [_, rest @ ..])
                    if !rest.is_empty() || *op == Op::CrossSingleton =>
                {
                    path[0] == if *op == Op::Enumerate { "1" } else { "0" } && self.path(child(0), rest)
                }
                (Op::FilterIfNone | Op::FilterIfSome, _) => self.path(child(0), path),
                (Op::Map(_) | Op::Filter(_) | Op::FilterMap(_), _) => {
                    self.through(child(0), path, std::slice::from_ref(op))
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn through(&mut self, input: Id, path: &[String], stages: &[Op]) -> bool {
        let key = Key::Path(path.to_vec());
        self.encoded.graph.analysis.lineage.pull_back(&key, stages).is_some_and(|key| self.key(input, &key))
    }

    fn inner(&mut self, boundary: suki_ir::OperatorId, path: &[String]) -> bool {
        let input = self.encoded.program().operator(boundary).inputs[0];
        self.encoded.classes[input.index()].is_some_and(|stream| self.path(stream, path))
    }

    fn hop(&mut self, input: Id, path: &[String], kind: HopKind, from: suki_ir::LocationId) -> bool {
        let (tag, rest) = match (&self.encoded.program().location(from).kind, path) {
            (LocationKind::Process | LocationKind::Helper { .. }, _) => (None, path),
            (_, [tag, rest @ ..]) => (Some(tag.as_str()), rest),
            (_, []) => return false,
        };
        let from_cluster = matches!(self.encoded.program().location(from).kind, LocationKind::Cluster { .. });
        if tag == Some("0") {
            return from_cluster;
        }
        let sent: Vec<String> = match kind {
            HopKind::Demux => std::iter::once("1".to_string()).chain(rest.iter().cloned()).collect(),
            HopKind::Send | HopKind::Broadcast => rest.to_vec(),
        };
        self.path(input, &sent)
    }
}
