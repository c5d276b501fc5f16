//! D-terms, hash-consed. Equal up to the axioms that need no instance means equal ids.

use crate::limits;
use crate::refusal::Refusal;
use rustc_hash::FxHashMap;
use suki_ir::Op;
use suki_rewrites::Logical;

/// A term: a position in a [`Terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(u32);

impl TermId {
    /// The position.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A head with its children.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Node {
    head: u32,
    children: Vec<TermId>,
}

/// All terms of one check: those of the certificate and those of both programs.
#[derive(Default)]
pub struct Terms {
    heads: Vec<Logical>,
    head_ids: FxHashMap<Logical, u32>,
    nodes: Vec<Node>,
    node_ids: FxHashMap<Node, TermId>,
    union_children: usize,
}

impl Terms {
    /// The term of `head` over `children`, normalised by three axioms: a union of unions is one union, a forgotten
    /// order cannot be forgotten again, and a watermark is read as a running maximum, so its order never counts.
    pub fn add(&mut self, head: Logical, mut children: Vec<TermId>) -> Result<TermId, Refusal> {
        match &head {
            Logical::Union => children = self.flattened(&children)?,
            Logical::Forget if children.len() == 1 && *self.head(children[0]) == Logical::Forget => {
                return Ok(children[0]);
            }
            Logical::Keyed(Op::Join { until: Some(_) } | Op::Quorum { until: Some(_), .. }) => {
                if let Some(watermark) = children.last_mut()
                    && let (Logical::Forget, [ordered]) = (self.head(*watermark), self.children(*watermark))
                {
                    *watermark = *ordered;
                }
            }
            _ => {}
        }
        let next = self.heads.len() as u32;
        let head = *self.head_ids.entry(head).or_insert_with_key(|head| {
            self.heads.push(head.clone());
            next
        });
        let node = Node { head, children };
        if let Some(known) = self.node_ids.get(&node) {
            return Ok(*known);
        }
        let id = TermId(u32::try_from(self.nodes.len()).map_err(|_| Refusal::Limit { limit: "TERMS_MAX" })?);
        self.nodes.push(node.clone());
        self.node_ids.insert(node, id);
        Ok(id)
    }

    fn flattened(&mut self, children: &[TermId]) -> Result<Vec<TermId>, Refusal> {
        let mut flat = Vec::new();
        for child in children {
            match self.head(*child) {
                Logical::Union => flat.extend_from_slice(self.children(*child)),
                _ => flat.push(*child),
            }
        }
        flat.sort();
        self.union_children += flat.len();
        if self.union_children > limits::UNION_CHILDREN_MAX {
            return Err(Refusal::Limit { limit: "UNION_CHILDREN_MAX" });
        }
        Ok(flat)
    }

    /// All of them, children before parents.
    pub fn ids(&self) -> impl Iterator<Item = TermId> + use<> {
        (0..self.nodes.len() as u32).map(TermId)
    }

    /// The head of `term`.
    pub fn head(&self, term: TermId) -> &Logical {
        &self.heads[self.head_id(term) as usize]
    }

    /// The head of `term` as a number.
    pub fn head_id(&self, term: TermId) -> u32 {
        self.nodes[term.index()].head
    }

    /// The children of `term`.
    pub fn children(&self, term: TermId) -> &[TermId] {
        &self.nodes[term.index()].children
    }
}
