//! One global dataflow program, or a plan for it: a program with helpers and moves.

use crate::{
    Affinity, AffinityKind, ElementType, Fact, Location, LocationId, LocationKind, Op, OperatorId, Span, TickId,
    Workload,
};

/// A program. Tables are in textual order; ids are positions in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The `//!` lines at the top, without the marker.
    pub docs: Vec<String>,
    /// Rust items that pass through to the generated code.
    pub items: Vec<Item>,
    /// All locations.
    pub locations: Vec<Location>,
    /// All tick domains.
    pub ticks: Vec<Tick>,
    /// `colocate`, `separate` and `fuse`.
    pub affinities: Vec<Affinity>,
    /// All operators; the operators of one statement stand together, inputs that are not named before their user.
    pub operators: Vec<Operator>,
    /// How to drive it.
    pub workload: Option<Workload>,
}

/// A Rust item: `use`, `const`, `struct`, `enum`, `impl`, `fn`.
#[derive(Clone, Debug)]
pub struct Item {
    /// Formatted Rust source.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Item {}

/// A tick domain: `tick elect at proposers;`.
#[derive(Clone, Debug)]
pub struct Tick {
    /// The declared name.
    pub name: String,
    /// Where it ticks.
    pub at: LocationId,
    /// Where it is declared.
    pub span: Span,
}

impl PartialEq for Tick {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.at == other.at
    }
}
impl Eq for Tick {}

/// One operator in its place.
#[derive(Clone, Debug)]
pub struct Operator {
    /// What it does.
    pub op: Op,
    /// Where its inputs come from, in argument order; may point forwards.
    pub inputs: Vec<OperatorId>,
    /// The name of the `let` whose result it is.
    pub name: Option<String>,
    /// The `let`'s type annotation, the element type of the result.
    pub annotation: Option<ElementType>,
    /// What the `let`'s attributes say of the result.
    pub facts: Vec<Fact>,
    /// Where the operator's name and arguments stand.
    pub span: Span,
}

impl PartialEq for Operator {
    fn eq(&self, other: &Self) -> bool {
        self.op == other.op
            && self.inputs == other.inputs
            && self.name == other.name
            && self.annotation == other.annotation
            && self.facts == other.facts
    }
}

impl Operator {
    /// An operator without name, facts or text.
    pub fn new(op: Op, inputs: Vec<OperatorId>) -> Self {
        Self { op, inputs, name: None, annotation: None, facts: Vec::new(), span: Span::NONE }
    }
}

impl Program {
    /// The operator `id`.
    pub fn operator(&self, id: OperatorId) -> &Operator {
        &self.operators[id.index()]
    }

    /// The location `id`.
    pub fn location(&self, id: LocationId) -> &Location {
        &self.locations[id.index()]
    }

    /// The tick domain `id`.
    pub fn tick(&self, id: TickId) -> &Tick {
        &self.ticks[id.index()]
    }

    /// Ids of all operators in textual order.
    pub fn operator_ids(&self) -> impl Iterator<Item = OperatorId> + use<> {
        (0..self.operators.len()).map(OperatorId::new)
    }

    /// Ids of all locations in textual order.
    pub fn location_ids(&self) -> impl Iterator<Item = LocationId> + use<> {
        (0..self.locations.len()).map(LocationId::new)
    }

    /// The location called `name`.
    pub fn location_named(&self, name: &str) -> Option<LocationId> {
        self.locations.iter().position(|location| location.name == name).map(LocationId::new)
    }

    /// The source location whose family `id` belongs to: itself unless it is a helper.
    pub fn family(&self, id: LocationId) -> LocationId {
        match self.location(id).kind {
            LocationKind::Helper { of, .. } => of,
            _ => id,
        }
    }

    /// Members of the family of `id`: 1 for a process, the count of a cluster, 0 for externals.
    pub fn members(&self, id: LocationId) -> u32 {
        match self.location(self.family(id)).kind {
            LocationKind::Process => 1,
            LocationKind::Cluster { members, .. } => members,
            LocationKind::External => 0,
            LocationKind::Helper { .. } => unreachable!("a family is never a helper"),
        }
    }

    /// Instances of `id` for each member of its family.
    pub fn parts(&self, id: LocationId) -> u32 {
        match self.location(id).kind {
            LocationKind::Helper { parts, .. } => parts,
            _ => 1,
        }
    }

    /// Who reads each operator, in order of the readers.
    pub fn consumers(&self) -> Vec<Vec<OperatorId>> {
        let mut consumers = vec![Vec::new(); self.operators.len()];
        for id in self.operator_ids() {
            for input in &self.operator(id).inputs {
                consumers[input.index()].push(id);
            }
        }
        consumers
    }

    /// The groups of locations that affinities of `kind` connect, each sorted, in order of their first member.
    pub fn groups(&self, kind: AffinityKind) -> Vec<Vec<LocationId>> {
        let mut groups: Vec<Vec<LocationId>> = Vec::new();
        for affinity in self.affinities.iter().filter(|affinity| affinity.kind == kind) {
            let mut merged = affinity.locations.clone();
            groups.retain(|group| {
                let touches = group.iter().any(|location| merged.contains(location));
                if touches {
                    merged.extend(group.iter().copied());
                }
                !touches
            });
            merged.sort();
            merged.dedup();
            groups.push(merged);
        }
        groups.sort();
        groups
    }
}
