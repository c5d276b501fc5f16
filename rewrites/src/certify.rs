//! Writing certificates: the algebraic instances that a plan needs, and nothing else.

use crate::decode::Decoded;
use crate::encode::{Encoded, feedback};
use crate::language::{Head, Node};
use crate::rule::{Derived, Means, Side};
use crate::space::{Selection, Space};
use crate::{Certificate, FORMAT_VERSION, Instance, Logical, Term};
use egg::{Id, Language};
use rustc_hash::{FxHashMap, FxHashSet};

/// The certificate of a decoded selection, from the log of the driver.
pub fn certify(
    encoded: &Encoded,
    derivations: &[(&'static str, Derived)],
    space: &Space,
    selection: &Selection,
    decoded: &Decoded,
) -> Certificate {
    let mut writer = Writer::of(encoded, derivations);
    for site in selection.sites() {
        let Some(choice) = selection.at(space, site) else { continue };
        let head = match &choice.means {
            Means::Execute(id) | Means::Enter(id) => Head::Logical(*id),
            Means::Move | Means::Widen | Means::Refer(_) => continue,
        };
        for node in writer.nodes(space.sites[site].stream, head) {
            writer.justify(&node);
        }
    }
    let on_cycle = feedback(encoded.program());
    let variables = encoded.program().operator_ids().filter(|id| on_cycle[id.index()]).collect();
    let (terms, instances) = writer.sliced();
    Certificate {
        version: FORMAT_VERSION,
        terms,
        instances,
        variables,
        origins: decoded.origins.clone(),
        placements: decoded.placements.clone(),
    }
}

struct Writer<'a> {
    encoded: &'a Encoded,
    /// By derived node, with canonical children: how it was derived.
    derivations: FxHashMap<Node, (&'static str, &'a Derived)>,
    /// The first node of each class, which stands for it in terms.
    first: FxHashMap<Id, Node>,
    terms: Vec<Term>,
    index: FxHashMap<Term, u32>,
    instances: Vec<Instance>,
    seen: FxHashSet<Instance>,
    justified: FxHashSet<Node>,
}

impl<'a> Writer<'a> {
    fn of(encoded: &'a Encoded, derivations: &'a [(&'static str, Derived)]) -> Self {
        let mut first = FxHashMap::default();
        for (position, node) in encoded.graph.nodes().iter().enumerate() {
            if matches!(node.head, Head::Logical(_)) {
                first.entry(encoded.graph.find(Id::from(position))).or_insert_with(|| node.clone());
            }
        }
        let mut writer = Self {
            encoded,
            derivations: FxHashMap::default(),
            first,
            terms: Vec::new(),
            index: FxHashMap::default(),
            instances: Vec::new(),
            seen: FxHashSet::default(),
            justified: FxHashSet::default(),
        };
        for (rule, derived) in derivations {
            let node = writer.canonical(&derived.right.outer);
            writer.derivations.entry(node).or_insert((rule, derived));
        }
        writer
    }

    /// The instances with the terms that they are made of, and no others.
    fn sliced(self) -> (Vec<Term>, Vec<Instance>) {
        let mut kept = vec![false; self.terms.len()];
        for instance in &self.instances {
            kept[instance.left as usize] = true;
            kept[instance.right as usize] = true;
        }
        // Children come before parents.
        for index in (0..self.terms.len()).rev() {
            if kept[index] {
                self.terms[index].children.iter().for_each(|child| kept[*child as usize] = true);
            }
        }
        let mut place = vec![0; self.terms.len()];
        let mut terms = Vec::new();
        for (index, term) in self.terms.into_iter().enumerate().filter(|(index, _)| kept[*index]) {
            place[index] = terms.len() as u32;
            let children = term.children.iter().map(|child| place[*child as usize]).collect();
            terms.push(Term { head: term.head, children });
        }
        let moved = |instance: Instance| Instance {
            left: place[instance.left as usize],
            right: place[instance.right as usize],
            ..instance
        };
        (terms, self.instances.into_iter().map(moved).collect())
    }

    fn canonical(&self, node: &Node) -> Node {
        node.clone().map_children(|child| self.encoded.graph.find(child))
    }

    /// The nodes of a class with the given head.
    fn nodes(&self, class: Id, head: Head) -> Vec<Node> {
        self.encoded.graph[class].nodes.iter().filter(|node| node.head == head).cloned().collect()
    }

    /// Adds the instances by which `node` was derived, back to the source.
    fn justify(&mut self, node: &Node) {
        let node = self.canonical(node);
        if !self.justified.insert(node.clone()) {
            return;
        }
        self.spell_out(&node);
        let Some((rule, derived)) = self.derivations.get(&node).copied() else { return };
        let left = self.side(&derived.left);
        let right = self.side(&derived.right);
        self.instance(rule, left, right);
        self.justify(&derived.left.outer);
        for inner in derived.left.inner.iter().chain(&derived.right.inner) {
            self.justify(inner);
        }
    }

    /// A run of stateless operators is written one by one in a plan: that this is the same is an instance as well.
    fn spell_out(&mut self, node: &Node) {
        let Some(Logical::Stateless(stages)) = self.encoded.logical(node) else { return };
        let stages = stages.clone();
        let input = self.class(node.children[0]);
        for length in 2..=stages.len() {
            let head = |stages: &[suki_ir::Op]| Logical::Stateless(stages.to_vec());
            let inner = self.term(head(&stages[..length - 1]), vec![input]);
            let left = self.term(head(&stages[length - 1..length]), vec![inner]);
            let right = self.term(head(&stages[..length]), vec![input]);
            self.instance(crate::algebra::fuse_stateless::RULE.name, left, right);
        }
    }

    fn instance(&mut self, rule: &str, left: u32, right: u32) {
        let instance = Instance { rule: rule.to_string(), left, right };
        if left != right && self.seen.insert(instance.clone()) {
            self.instances.push(instance);
        }
    }

    fn side(&mut self, side: &Side) -> u32 {
        let Some(inner) = &side.inner else { return self.node(&side.outer) };
        let inner = self.node(inner);
        let mut children = vec![inner];
        for child in &side.outer.children[1..] {
            children.push(self.class(*child));
        }
        self.term(self.logical(&side.outer), children)
    }

    fn logical(&self, node: &Node) -> Logical {
        self.encoded.logical(node).expect("the algebra derives nodes of sort D").clone()
    }

    fn node(&mut self, node: &Node) -> u32 {
        let children = node.children.iter().map(|child| self.class(*child)).collect();
        self.term(self.logical(node), children)
    }

    /// The term that stands for a class: that of its first node, whose children are older than it.
    fn class(&mut self, class: Id) -> u32 {
        let node = self.first[&self.encoded.graph.find(class)].clone();
        self.node(&node)
    }

    fn term(&mut self, head: Logical, children: Vec<u32>) -> u32 {
        let term = Term { head, children };
        if let Some(index) = self.index.get(&term) {
            return *index;
        }
        let index = u32::try_from(self.terms.len()).expect("limits keep term tables below 2^32");
        self.index.insert(term.clone(), index);
        self.terms.push(term);
        index
    }
}
