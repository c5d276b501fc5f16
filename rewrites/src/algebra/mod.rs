//! Rules on D: equal histories, whatever the place.

pub mod forget_early;
pub mod fuse_stateless;
pub mod push_down;

use crate::Logical;
use crate::encode::Encoded;
use crate::language::{Head, Node};
use egg::Id;
use suki_ir::Op;

/// The D-nodes of a class with their heads.
pub(crate) fn nodes(encoded: &Encoded, class: Id) -> Vec<(Node, Logical)> {
    let payloads = &encoded.graph.analysis.payloads;
    let nodes = encoded.graph[class].nodes.iter().filter_map(|node| match node.head {
        Head::Logical(id) => Some((node.clone(), payloads.logical(id).clone())),
        _ => None,
    });
    nodes.collect()
}

/// The stages of a stateless head.
pub(crate) fn stages<'a>(encoded: &'a Encoded, node: &Node) -> Option<&'a [Op]> {
    match encoded.logical(node)? {
        Logical::Stateless(stages) => Some(stages),
        _ => None,
    }
}
