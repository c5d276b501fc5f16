//! From a selection back to a program: a plan is an `.ir` text like any other.

mod helpers;
mod names;
mod region;

use crate::encode::Encoded;
use crate::rule::Means;
use crate::space::{Choice, Selection, SiteIndex, Space};
use crate::{Distribution, HopKind, Key, Logical, Origin, Placement, Role};
use egg::Id;
use helpers::Helpers;
use names::Names;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{Affinity, AffinityKind, Closure, Kind, LocationId, Op, Operator, OperatorId, Program, Span};

/// A plan as a program, with what its certificate says about each operator.
pub struct Decoded {
    /// The plan.
    pub program: Program,
    /// One for each operator of the plan.
    pub placements: Vec<Placement>,
    /// Which operator of the source an operator of the plan is.
    pub origins: Vec<Origin>,
}

/// What of a plan is not in its selection.
pub struct Layout<'a> {
    /// Parts of each helper role that the plan uses.
    pub parts: &'a BTreeMap<Role, u32>,
    /// Locations that share their processes.
    pub fused: &'a [Vec<LocationId>],
}

/// Writes a selection down as a program.
pub fn decode(encoded: &Encoded, space: &Space, selection: &Selection, layout: &Layout) -> Decoded {
    let mut plan = encoded.program().clone();
    plan.operators.clear();
    plan.locations.retain(|location| !matches!(location.kind, suki_ir::LocationKind::Helper { .. }));
    plan.affinities.retain(|affinity| affinity.kind != AffinityKind::Fuse);
    for group in layout.fused {
        plan.affinities.push(Affinity { kind: AffinityKind::Fuse, locations: group.clone(), span: Span::NONE });
    }
    let helpers = Helpers::declare(&mut plan, space, selection, layout.parts);
    let mut decoder = Decoder {
        encoded,
        space,
        selection,
        names: Names::of(encoded),
        helpers,
        plan,
        wires: Vec::new(),
        placements: Vec::new(),
        origins: Vec::new(),
        done: FxHashMap::default(),
        definitions: FxHashMap::default(),
        regions: FxHashMap::default(),
        suggestions: BTreeMap::new(),
    };
    for root in &space.roots {
        decoder.emit(*root);
    }
    decoder.define();
    decoder.finish()
}

/// Where an operand comes from while operators are still being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Wire {
    /// An operator that stands.
    Operator(OperatorId),
    /// A feedback variable as its definition's site yields it.
    Variable(SiteIndex, OperatorId),
    /// What a tick defers, by region site and `defer_tick`.
    Deferred(SiteIndex, OperatorId),
}

struct Decoder<'a> {
    encoded: &'a Encoded,
    space: &'a Space,
    selection: &'a Selection,
    names: Names,
    helpers: Helpers,
    plan: Program,
    /// Operands of each operator of the plan.
    wires: Vec<Vec<Wire>>,
    placements: Vec<Placement>,
    origins: Vec<Origin>,
    /// What stands for each site.
    done: FxHashMap<SiteIndex, Wire>,
    /// Definitions of variables that something reads: none while they are to be written.
    definitions: FxHashMap<(SiteIndex, OperatorId), Option<OperatorId>>,
    regions: FxHashMap<SiteIndex, region::Bodies>,
    /// Names for operators that carry a copy of a named stream.
    suggestions: BTreeMap<OperatorId, String>,
}

impl Decoder<'_> {
    fn choice(&self, site: SiteIndex) -> &Choice {
        self.selection.at(self.space, site).expect("a selection has a choice at every site that it needs")
    }

    /// Writes what fills `root`, with everything below it.
    fn emit(&mut self, root: SiteIndex) -> Wire {
        let mut stack = vec![root];
        while let Some(&site) = stack.last() {
            if self.done.contains_key(&site) {
                stack.pop();
                continue;
            }
            let needs = self.choice(site).strong_needs();
            let missing: Vec<SiteIndex> = needs.iter().copied().filter(|need| !self.done.contains_key(need)).collect();
            if missing.is_empty() {
                let wire = self.fill(site);
                self.done.insert(site, wire);
                stack.pop();
            } else {
                stack.extend(missing);
            }
        }
        self.done[&root]
    }

    fn fill(&mut self, site: SiteIndex) -> Wire {
        let choice = self.choice(site).clone();
        match choice.means {
            Means::Execute(id) => {
                let logical = self.encoded.graph.analysis.payloads.logical(id).clone();
                self.execute(site, &choice, &logical)
            }
            Means::Enter(id) => {
                let logical = self.encoded.graph.analysis.payloads.logical(id).clone();
                self.enter(site, &choice, &logical)
            }
            Means::Move => self.relocate(site, &choice),
            Means::Widen => self.done[&choice.needs[0]],
            Means::Refer(variable) => {
                let definition = choice.needs[0];
                self.definitions.entry((definition, variable)).or_insert(None);
                Wire::Variable(definition, variable)
            }
        }
    }

    fn push(&mut self, rule: &str, op: Op, wires: Vec<Wire>, distribution: Distribution) -> OperatorId {
        let id = OperatorId::new(self.plan.operators.len());
        self.plan.operators.push(Operator::new(op, Vec::new()));
        self.wires.push(wires);
        self.placements.push(Placement { rule: rule.to_string(), distribution });
        id
    }

    /// How the stream of a site is spread in the plan: a helper that has got one part has all of it.
    fn spread(&self, site: SiteIndex) -> Distribution {
        let place = &self.space.sites[site].place;
        if self.plan.parts(self.helpers.location(place.role)) > 1 {
            place.distribution.clone()
        } else {
            Distribution::One
        }
    }

    fn origin(&mut self, plan: OperatorId, source: OperatorId) {
        self.origins.push(Origin { plan, source });
    }

    /// Gives the operator that yields a site's stream the name and facts that the source gives it.
    fn christen(&mut self, id: OperatorId, stream: Id, moved: bool) {
        let operator = &mut self.plan.operators[id.index()];
        if let Some(name) = self.names.christen(self.encoded, operator, stream, moved)
            && let Some(to) = operator.op.target()
        {
            self.suggestions.insert(id, format!("{name}_at_{}", self.plan.location(to).name));
        }
    }

    /// Names copies of a named stream after the place that they are at, where several operators read them.
    fn name_copies(&mut self) {
        let readers = self.plan.consumers();
        let mut taken: BTreeSet<String> =
            self.plan.operators.iter().filter_map(|operator| operator.name.clone()).collect();
        taken.extend(self.plan.locations.iter().map(|location| location.name.clone()));
        taken.extend(self.plan.ticks.iter().map(|tick| tick.name.clone()));
        for (id, name) in &self.suggestions {
            if readers[id.index()].len() > 1 && taken.insert(name.clone()) {
                self.plan.operators[id.index()].name = Some(name.clone());
            }
        }
    }

    fn execute(&mut self, site: SiteIndex, choice: &Choice, logical: &Logical) -> Wire {
        let inputs: Vec<Wire> = choice.needs.iter().map(|need| self.done[need]).collect();
        let distribution = self.spread(site);
        let id = match logical {
            Logical::Stateless(stages) => self.stages(choice.rule, stages, inputs[0], distribution),
            Logical::Union => inputs[1..].iter().fold(inputs[0], |left, right| {
                Wire::Operator(self.push(choice.rule, Op::Union, vec![left, *right], distribution.clone()))
            }),
            Logical::Forget => return inputs[0],
            Logical::Region { .. } => return self.region(site, choice, logical),
            Logical::Project { output } => self.project(choice, *output),
            Logical::Source { op, .. }
            | Logical::Keyed(op)
            | Logical::Whole(op)
            | Logical::Scan { op, .. }
            | Logical::Deal { op, .. }
            | Logical::Effect { op, .. } => Wire::Operator(self.push(choice.rule, op.clone(), inputs, distribution)),
            // Its distribution is that of what it puts out, which may still come.
            Logical::Sink { op, .. } => Wire::Operator(self.push(choice.rule, op.clone(), inputs, Distribution::One)),
            Logical::ArrivalOrder { .. } => {
                Wire::Operator(self.push(choice.rule, Op::ArrivalOrder, inputs, distribution))
            }
            Logical::Variable { .. }
            | Logical::Hop { .. }
            | Logical::Argument { .. }
            | Logical::Deferred { .. }
            | Logical::InTick(_) => {
                unreachable!("no rule offers to execute it")
            }
        };
        if let Wire::Operator(id) = id {
            if let Some(origin) = logical.origin() {
                self.origin(id, origin);
            }
            self.christen(id, self.space.sites[site].stream, false);
        }
        id
    }

    /// A run of stateless operators, one by one, each with the distribution that the next one asks for.
    fn stages(&mut self, rule: &str, stages: &[Op], input: Wire, distribution: Distribution) -> Wire {
        (1..=stages.len()).fold(input, |wire, length| {
            let distribution = match &distribution {
                Distribution::Hash(key) => {
                    let before = self.encoded.graph.analysis.lineage.pull_back(key, &stages[length..]);
                    before.map_or_else(|| Distribution::Any, Distribution::Hash)
                }
                other => other.clone(),
            };
            let id = self.push(rule, stages[length - 1].clone(), vec![wire], distribution);
            self.names.stage_facts(self.encoded, &mut self.plan.operators[id.index()]);
            Wire::Operator(id)
        })
    }

    fn enter(&mut self, site: SiteIndex, choice: &Choice, logical: &Logical) -> Wire {
        let input = self.done[&choice.needs[0]];
        Wire::Operator(self.arrival(site, choice, logical, input))
    }

    fn arrival(&mut self, site: SiteIndex, choice: &Choice, logical: &Logical, input: Wire) -> OperatorId {
        let place = self.space.sites[site].place.clone();
        let (to, key) = (self.helpers.location(place.role), hop_key(place.role, &place.distribution));
        let Logical::Hop { kind, .. } = logical else { unreachable!("only hops enter") };
        let op = match kind {
            HopKind::Send => Op::Send { to, key },
            HopKind::Broadcast => Op::Broadcast { to, key },
            HopKind::Demux => Op::Demux { to, key },
        };
        let id = self.push(choice.rule, op, vec![input], self.spread(site));
        self.christen(id, self.space.sites[site].stream, false);
        id
    }

    fn relocate(&mut self, site: SiteIndex, choice: &Choice) -> Wire {
        let place = self.space.sites[site].place.clone();
        let to = self.helpers.location(place.role);
        let op = match &place.distribution {
            Distribution::Hash(key) => Op::Exchange { to, key: closure(key) },
            Distribution::Replicated => Op::Replicate { to },
            Distribution::One | Distribution::Any => Op::Gather { to },
        };
        let input = self.done[&choice.needs[0]];
        let id = self.push(choice.rule, op, vec![input], self.spread(site));
        self.christen(id, self.space.sites[site].stream, true);
        Wire::Operator(id)
    }

    /// Writes the definitions of all variables that something reads, until no more turn up.
    fn define(&mut self) {
        loop {
            let mut open: Vec<(SiteIndex, OperatorId)> =
                self.definitions.iter().filter(|(_, done)| done.is_none()).map(|(key, _)| *key).collect();
            open.sort();
            let Some((site, variable)) = open.first().copied() else { return };
            let id = self.definition(site, variable);
            self.definitions.insert((site, variable), Some(id));
        }
    }

    /// The hop that defines a variable. Each variable has its own, even where two hops carry the same stream.
    fn definition(&mut self, site: SiteIndex, variable: OperatorId) -> OperatorId {
        let choice = self.choice(site).clone();
        let id = match &choice.means {
            Means::Enter(id) => {
                let input = self.emit(choice.needs[0]);
                let logical = self.encoded.graph.analysis.payloads.logical(*id).clone();
                self.arrival(site, &choice, &logical, input)
            }
            // The definition arrives elsewhere and is moved: the hop is written for the other place.
            _ => return self.moved_definition(site, &choice, variable),
        };
        self.origin(id, variable);
        id
    }

    fn moved_definition(&mut self, site: SiteIndex, choice: &Choice, variable: OperatorId) -> OperatorId {
        let inner = choice.needs[0];
        let input = match self.definitions.get(&(inner, variable)) {
            Some(Some(id)) => *id,
            _ => {
                let id = self.definition(inner, variable);
                self.definitions.insert((inner, variable), Some(id));
                id
            }
        };
        if choice.means == Means::Widen {
            return input;
        }
        self.done.insert(inner, Wire::Operator(input));
        match self.relocate(site, choice) {
            Wire::Operator(id) => id,
            Wire::Variable(..) | Wire::Deferred(..) => unreachable!("a move is an operator"),
        }
    }

    fn resolve(&self, wire: Wire) -> OperatorId {
        match wire {
            Wire::Operator(id) => id,
            Wire::Variable(site, variable) => self.definitions[&(site, variable)].expect("all definitions are written"),
            Wire::Deferred(site, defer) => self.resolve(self.regions[&site].deferred(defer)),
        }
    }

    fn finish(mut self) -> Decoded {
        for (position, wires) in self.wires.iter().enumerate() {
            let inputs = wires.iter().map(|wire| self.resolve(*wire)).collect();
            self.plan.operators[position].inputs = inputs;
            // Canonical order is another one: the span carries the present position across.
            self.plan.operators[position].span = Span { start: position as u32, end: 0 };
        }
        for position in 0..self.plan.operators.len() {
            let operator = &self.plan.operators[position];
            if operator.op.kind() == Kind::Sink {
                self.placements[position].distribution =
                    self.placements[operator.inputs[0].index()].distribution.clone();
            }
        }
        self.name_copies();
        let mut program = suki_ir::canonicalize(self.plan);
        let old: Vec<usize> = program.operators.iter().map(|operator| operator.span.start as usize).collect();
        let mut new = vec![OperatorId(0); old.len()];
        for (position, old) in old.iter().enumerate() {
            new[*old] = OperatorId::new(position);
        }
        program.operators.iter_mut().for_each(|operator| operator.span = Span::NONE);
        let placements = old.iter().map(|old| self.placements[*old].clone()).collect();
        let mut origins: Vec<Origin> = self
            .origins
            .iter()
            .map(|origin| Origin { plan: new[origin.plan.index()], source: origin.source })
            .collect();
        origins.sort_by_key(|origin| (origin.plan, origin.source));
        origins.dedup();
        Decoded { program, placements, origins }
    }
}

/// The key by which a hop chooses the part of a helper; none at home.
fn hop_key(role: Role, distribution: &Distribution) -> Option<Closure> {
    match (role, distribution) {
        (Role::Home(_), _) => None,
        (_, Distribution::Hash(key)) => Some(closure(key)),
        // A helper of one part has it all, whatever the key.
        _ => Some(closure(&Key::Tuple(Vec::new()))),
    }
}

fn closure(key: &Key) -> Closure {
    let text = key.to_closure_text();
    let tokens = text.parse().map_or_else(|_| text.clone(), suki_ir::text::tokens);
    Closure::from_canonical(tokens, Span::NONE)
}
