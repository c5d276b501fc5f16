//! From a program to D-terms.
//!
//! Feedback is cut at hops: every hop that lies on a cycle becomes a variable with one definition. Moves of a plan
//! disappear and helpers stand for their family, so a plan encodes to the logic of its source.

use crate::condition::{Condition, Conditions};
use crate::facts::{Context, Dependency, Facts, Graph, StreamFacts};
use crate::language::{Head, Node, Payloads};
use crate::limits::HELPERS_PER_FAMILY;
use crate::rule::Demand;
use crate::{Distribution, HopKind, Key, Logical, Role};
use egg::Id;
use petgraph::graph::DiGraph;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::rc::Rc;
use suki_ir::check::Vocabulary;
use suki_ir::{Fact, Kind, Op, OperatorId, Order, Program, Shape, Stream, TickId};

/// A program in the e-graph.
pub struct Encoded {
    /// The e-graph.
    pub graph: Graph,
    /// The class of each operator's stream; none for operators that no output needs.
    pub classes: Vec<Option<Id>>,
    /// The classes of all sinks, in order of the operators, and of logs and inspections that nothing reads.
    pub sinks: Vec<Id>,
    /// Each feedback variable with the class of its definition, ascending.
    pub definitions: Vec<(OperatorId, Id)>,
    /// The conditions that rules must obey.
    pub conditions: Conditions,
    /// The items of the program.
    pub vocabulary: Vocabulary,
    /// Types whose equality is written by hand, which makes them no keys.
    pub own_equality: BTreeSet<String>,
    /// Helper roles of each sort that a family may use.
    pub helpers: u8,
    keys_asked: FxHashMap<(Role, Id), Vec<Key>>,
}

impl Encoded {
    /// The source program.
    pub fn program(&self) -> &Program {
        &self.graph.analysis.program
    }

    /// What inference found for each operator of the source program.
    pub fn streams(&self) -> &[Stream] {
        &self.graph.analysis.streams
    }

    /// The head of a node of sort D.
    pub fn logical(&self, node: &Node) -> Option<&Logical> {
        match node.head {
            Head::Logical(id) => Some(self.graph.analysis.payloads.logical(id)),
            _ => None,
        }
    }

    /// Whether some output needs the operator.
    pub fn is_needed(&self, operator: OperatorId) -> bool {
        self.classes[operator.index()].is_some()
    }

    /// Whether the stream defines a feedback variable: then it is executed as the hop that buffers the cycle.
    pub fn is_definition(&self, stream: Id) -> bool {
        self.definitions.iter().any(|(_, definition)| self.graph.find(*definition) == self.graph.find(stream))
    }

    /// The head for a logical operator.
    pub fn intern(&mut self, logical: Logical) -> Head {
        Head::Logical(self.graph.analysis.payloads.intern_logical(logical))
    }

    /// Whether the stream is a hop that the client library may route.
    pub fn is_routed(&self, stream: Id) -> bool {
        let routed = |id: &OperatorId| self.program().operator(*id).facts.contains(&Fact::Routed);
        let same = |id: &OperatorId| {
            self.classes[id.index()].map(|class| self.graph.find(class)) == Some(self.graph.find(stream))
        };
        self.program().operator_ids().filter(routed).any(|id| same(&id))
    }

    /// The keys by which the stream has been asked for at the role.
    pub fn keys_asked(&self, role: Role, stream: Id) -> &[Key] {
        self.keys_asked.get(&(role, stream)).map_or(&[], Vec::as_slice)
    }

    /// Remembers that the stream is asked for; whether that is news for whoever does not mind the key.
    pub fn ask(&mut self, demand: &Demand) -> bool {
        let Distribution::Hash(key) = &demand.place.distribution else { return false };
        let keys = self.keys_asked.entry((demand.place.role, demand.stream)).or_default();
        let news = !keys.contains(key);
        if news {
            keys.push(key.clone());
        }
        news
    }
}

/// Encodes `program`, whose `streams` are those that [`suki_ir::infer`] found without errors.
///
/// ```
/// let (program, _) = suki_ir::parse(
///     r#"
///     process server;
///     external clients;
///     let requests = clients.input::<u64>("requests").send(server);
///     clients.output("replies", requests);
///     "#,
/// );
/// let (streams, _) = suki_ir::infer(&program);
/// let encoded = suki_rewrites::encode(&program, &streams);
/// assert_eq!(encoded.sinks.len(), 1);
/// // input, hop, sink
/// assert_eq!(encoded.graph.number_of_classes(), 3);
/// ```
pub fn encode(program: &Program, streams: &[Stream]) -> Encoded {
    encode_with(program, streams, Conditions::all())
}

/// Encodes with some conditions dropped: for tests that show what they are for.
pub fn encode_with(program: &Program, streams: &[Stream], conditions: Conditions) -> Encoded {
    let program = Rc::new(program.clone());
    let context =
        Context { payloads: Payloads::default(), program: program.clone(), streams: Rc::new(streams.to_vec()) };
    let mut encoder = Encoder {
        graph: Graph::new(context),
        variables: feedback(&program),
        ticks: ticks(&program, streams),
        classes: vec![None; program.operators.len()],
        definitions: Vec::new(),
        conditions,
        vocabulary: Vocabulary::of(&program),
        program,
    };
    let consumers = encoder.program.consumers();
    let mut sinks = Vec::new();
    for id in encoder.program.operator_ids() {
        let op = &encoder.program.operator(id).op;
        let unread_effect =
            op.kind() == Kind::Effect && consumers[id.index()].is_empty() && streams[id.index()].group().is_none();
        if op.kind() == Kind::Sink || unread_effect {
            sinks.push(encoder.build(id));
        }
    }
    encoder.define_variables();
    encoder.graph.rebuild();
    Encoded {
        graph: encoder.graph,
        classes: encoder.classes,
        sinks,
        definitions: encoder.definitions,
        conditions,
        own_equality: own_equality(&encoder.program),
        vocabulary: encoder.vocabulary,
        helpers: HELPERS_PER_FAMILY,
        keys_asked: FxHashMap::default(),
    }
}

/// The types for which some item implements equality, order or hashing by hand.
fn own_equality(program: &Program) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in &program.items {
        let Ok(syn::Item::Impl(block)) = syn::parse_str(&item.text) else { continue };
        let Some((_, path, _)) = &block.trait_ else { continue };
        let by_hand = path
            .segments
            .last()
            .is_some_and(|last| ["PartialEq", "Eq", "PartialOrd", "Ord", "Hash"].iter().any(|name| last.ident == name));
        if let (true, syn::Type::Path(ty)) = (by_hand, &*block.self_ty)
            && let Some(last) = ty.path.segments.last()
        {
            found.insert(last.ident.to_string());
        }
    }
    found
}

/// The boundary operators of one tick domain, each ascending.
#[derive(Clone, Debug, Default)]
struct TickOperators {
    batches: Vec<OperatorId>,
    outputs: Vec<OperatorId>,
    deferred: Vec<OperatorId>,
}

fn ticks(program: &Program, streams: &[Stream]) -> Vec<TickOperators> {
    let mut ticks = vec![TickOperators::default(); program.ticks.len()];
    for id in program.operator_ids() {
        let operator = program.operator(id);
        match &operator.op {
            Op::Batch(tick) => ticks[tick.index()].batches.push(id),
            Op::Snapshot(tick) if is_own_snapshot(program, streams, id) => ticks[tick.index()].deferred.push(id),
            Op::Snapshot(tick) => ticks[tick.index()].batches.push(id),
            Op::AllTicks | Op::EndAtomic => {
                if let Some(tick) = streams[operator.inputs[0].index()].group() {
                    ticks[tick.index()].outputs.push(id);
                }
            }
            Op::DeferTick { .. } => {
                if let Some(tick) = streams[id.index()].clock {
                    ticks[tick.index()].deferred.push(id);
                }
            }
            _ => {}
        }
    }
    ticks
}

/// Whether a snapshot reads a value of its own tick's atomic region: it has all of the ticks before.
pub(crate) fn is_own_snapshot(program: &Program, streams: &[Stream], id: OperatorId) -> bool {
    let operator = program.operator(id);
    match operator.op {
        Op::Snapshot(tick) => streams[operator.inputs[0].index()].atomic == Some(tick),
        _ => false,
    }
}

/// Which operators are hops on a cycle. What is read with one tick's delay is no edge of the cycle.
fn feedback(program: &Program) -> Vec<bool> {
    let mut graph = DiGraph::<OperatorId, ()>::new();
    let nodes: Vec<_> = program.operator_ids().map(|id| graph.add_node(id)).collect();
    for id in program.operator_ids() {
        for input in &program.operator(id).inputs {
            graph.add_edge(nodes[input.index()], nodes[id.index()], ());
        }
    }
    let mut on_cycle = vec![false; program.operators.len()];
    for component in petgraph::algo::kosaraju_scc(&graph) {
        let own = component[0];
        if component.len() > 1 || graph.contains_edge(own, own) {
            for node in component {
                on_cycle[graph[node].index()] = program.operator(graph[node]).op.kind() == Kind::Hop;
            }
        }
    }
    on_cycle
}

struct Encoder {
    graph: Graph,
    program: Rc<Program>,
    variables: Vec<bool>,
    ticks: Vec<TickOperators>,
    classes: Vec<Option<Id>>,
    definitions: Vec<(OperatorId, Id)>,
    conditions: Conditions,
    vocabulary: Vocabulary,
}

impl Encoder {
    /// The class of `root`, with everything below it, in an order that a deep program cannot overflow the stack with.
    fn build(&mut self, root: OperatorId) -> Id {
        let mut stack = vec![root];
        while let Some(&id) = stack.last() {
            if self.classes[id.index()].is_some() {
                stack.pop();
                continue;
            }
            let missing: Vec<OperatorId> =
                self.needs(id).into_iter().filter(|need| self.classes[need.index()].is_none()).collect();
            if missing.is_empty() {
                let class = self.term(id);
                self.seed(id, class);
                self.classes[id.index()] = Some(class);
                stack.pop();
            } else {
                stack.extend(missing);
            }
        }
        self.classes[root.index()].expect("built above")
    }

    /// The operators whose classes the term of `id` is made of.
    fn needs(&self, id: OperatorId) -> Vec<OperatorId> {
        let operator = self.program.operator(id);
        match &operator.op {
            Op::Batch(_) | Op::Snapshot(_) | Op::DeferTick { .. } => Vec::new(),
            Op::AllTicks | Op::EndAtomic => self.region_of(id).map_or_else(Vec::new, |tick| self.region_parts(tick)),
            _ if self.variables[id.index()] => Vec::new(),
            _ => operator.inputs.clone(),
        }
    }

    fn region_of(&self, output: OperatorId) -> Option<TickId> {
        self.ticks.iter().position(|tick| tick.outputs.contains(&output)).map(TickId::new)
    }

    /// The inputs of all boundary operators of a tick: batched streams, bodies of outputs, bodies of deferred values.
    fn region_parts(&self, tick: TickId) -> Vec<OperatorId> {
        let operators = &self.ticks[tick.index()];
        let all = operators.batches.iter().chain(&operators.outputs).chain(&operators.deferred);
        all.map(|id| self.program.operator(*id).inputs[0]).collect()
    }

    fn class(&self, id: OperatorId) -> Id {
        self.classes[id.index()].expect("needed operators are built first")
    }

    fn add(&mut self, logical: Logical, children: Vec<Id>) -> Id {
        let head = Head::Logical(self.graph.analysis.payloads.intern_logical(logical));
        self.graph.add(Node { head, children })
    }

    fn term(&mut self, id: OperatorId) -> Id {
        let program = self.program.clone();
        let operator = program.operator(id);
        if self.variables[id.index()] {
            return self.add(Logical::Variable { origin: id }, Vec::new());
        }
        let op = home_op(&program, &operator.op);
        if let Some(kind) = HopKind::of(&op) {
            return self.hop(id, kind);
        }
        let in_group = self.graph.analysis.streams[id.index()].group().is_some();
        let inputs: Vec<Id> = match op {
            Op::Batch(_) | Op::Snapshot(_) | Op::DeferTick { .. } | Op::AllTicks | Op::EndAtomic => Vec::new(),
            _ => operator.inputs.iter().map(|input| self.class(*input)).collect(),
        };
        match op {
            Op::Snapshot(_) if is_own_snapshot(&program, &self.graph.analysis.streams, id) => {
                self.add(Logical::Deferred { defer: id }, inputs)
            }
            Op::Batch(_) | Op::Snapshot(_) => self.add(Logical::Argument { batch: id }, inputs),
            Op::DeferTick { .. } => self.add(Logical::Deferred { defer: id }, inputs),
            Op::AllTicks | Op::EndAtomic => self.project(id),
            Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => inputs[0],
            ref op if op.kind() == Kind::Effect => self.add(Logical::Effect { origin: id, op: op.clone() }, inputs),
            _ if in_group => self.add(Logical::InTick(op), inputs),
            ref op if op.kind() == Kind::Source => self.add(Logical::Source { origin: id, op: op.clone() }, inputs),
            Op::Output { .. } => self.add(Logical::Sink { origin: id, op }, inputs),
            Op::ArrivalOrder => {
                let keyed = self.keyed(id);
                self.add(Logical::ArrivalOrder { origin: id, keyed }, inputs)
            }
            Op::Scan { .. } => {
                let keyed = self.keyed(id);
                self.add(Logical::Scan { op, keyed }, inputs)
            }
            Op::Deal { .. } => self.add(Logical::Deal { origin: id, op }, inputs),
            Op::Union => self.union(&operator.inputs),
            Op::Join { .. } | Op::Quorum { .. } | Op::Unique => {
                let children = self.all_forgotten(&operator.inputs);
                self.add(Logical::Keyed(op), children)
            }
            Op::Merge | Op::CrossProduct => {
                let children = self.all_forgotten(&operator.inputs);
                self.add(Logical::Whole(op), children)
            }
            ref op if op.kind() == Kind::Aggregate => self.add(Logical::Whole(op.clone()), inputs),
            _ => self.add(Logical::Stateless(vec![op]), inputs),
        }
    }

    fn keyed(&self, id: OperatorId) -> bool {
        self.graph.analysis.streams[id.index()].shape == Shape::Keyed
    }

    fn hop(&mut self, id: OperatorId, kind: HopKind) -> Id {
        let operator = self.program.operator(id);
        let input = operator.inputs[0];
        let from = self.program.family(self.graph.analysis.streams[input.index()].at);
        let to = operator.op.target().map_or(from, |to| self.program.family(to));
        let child = self.class(input);
        self.add(Logical::Hop { kind, from, to }, vec![child])
    }

    /// The input of an operator that does not see its order. A watermark is read as a running maximum: its order
    /// does not matter either.
    fn forgotten(&mut self, input: OperatorId) -> Id {
        let class = self.class(input);
        match self.graph.analysis.streams[input.index()].order {
            Order::None => class,
            Order::PerKey | Order::Total => self.add(Logical::Forget, vec![class]),
        }
    }

    fn all_forgotten(&mut self, inputs: &[OperatorId]) -> Vec<Id> {
        inputs.iter().map(|input| self.forgotten(*input)).collect()
    }

    fn union(&mut self, inputs: &[OperatorId]) -> Id {
        let mut children = Vec::new();
        for class in self.all_forgotten(inputs) {
            let nested = self.graph[class].nodes.iter().find(|node| self.is_union(node)).cloned();
            match nested {
                Some(node) => children.extend(node.children),
                None => children.push(class),
            }
        }
        children.sort();
        self.add(Logical::Union, children)
    }

    fn is_union(&self, node: &Node) -> bool {
        matches!(node.head, Head::Logical(id) if *self.graph.analysis.payloads.logical(id) == Logical::Union)
    }

    fn project(&mut self, id: OperatorId) -> Id {
        let Some(tick) = self.region_of(id) else { unreachable!("checked programs leave only ticks that they are in") };
        let children = self.region_parts(tick).into_iter().map(|part| self.class(part)).collect::<Vec<_>>();
        let TickOperators { batches, outputs, deferred } = self.ticks[tick.index()].clone();
        let bodies = batches.len() + outputs.len();
        // A deferred value is defined by its operator over its input, a body like any other.
        let mut parts = children[..bodies].to_vec();
        for (defer, body) in deferred.iter().zip(&children[bodies..]) {
            let op = self.program.operator(*defer).op.clone();
            parts.push(self.add(Logical::InTick(op), vec![*body]));
        }
        let region = self.add(Logical::Region { tick, batches, outputs, deferred }, parts);
        self.add(Logical::Project { output: id }, vec![region])
    }

    /// Adds what inference and the author know of an operator's stream to its class.
    fn seed(&mut self, id: OperatorId, class: Id) {
        let Facts::Logical(mut facts) = self.graph[class].data.clone() else { return };
        let stream = &self.graph.analysis.streams[id.index()];
        facts.order = facts.order.max(stream.order);
        facts.element = facts.element.merged(&stream.element);
        self.declared(id, &mut facts);
        if self.graph[class].data != Facts::Logical(facts.clone()) {
            self.graph.set_analysis_data(class, Facts::Logical(facts));
        }
    }

    fn declared(&self, id: OperatorId, facts: &mut StreamFacts) {
        let path = |name: &String| self.vocabulary.field_path(&facts.element, name);
        let mut found = Vec::new();
        for fact in &self.program.operator(id).facts {
            let (determinant, dependent) = match fact {
                Fact::Fd { determinant, dependent } => (determinant, dependent.iter().map(path).collect()),
                Fact::Unique(fields) => (fields, vec![Some(Vec::new())]),
                _ => continue,
            };
            let Some(determinant) = determinant.iter().map(path).collect::<Option<Vec<_>>>() else { continue };
            for dependent in dependent.into_iter().flatten() {
                found.push(Dependency { determinant: determinant.clone(), dependent });
            }
        }
        for dependency in found {
            if !facts.dependencies.contains(&dependency) {
                facts.dependencies.push(dependency);
            }
        }
        facts.dependencies.truncate(crate::limits::DEPENDENCIES_MAX);
        facts.dependencies.sort();
    }

    /// Builds the definition of every variable that is reached, and of those that these reach.
    fn define_variables(&mut self) {
        loop {
            let next = self.program.operator_ids().find(|id| {
                let defined = self.definitions.iter().any(|(variable, _)| variable == id);
                self.variables[id.index()] && self.classes[id.index()].is_some() && !defined
            });
            let Some(id) = next else { break };
            let operator = self.program.operator(id);
            let Some(kind) = HopKind::of(&operator.op) else { unreachable!("only hops are cut") };
            self.build(self.program.operator(id).inputs[0]);
            let definition = self.hop(id, kind);
            self.definitions.push((id, definition));
            self.share_facts(id, definition);
        }
        self.definitions.sort();
    }

    /// The definition has the type of its variable; what else holds of it says nothing about the variable.
    fn share_facts(&mut self, id: OperatorId, definition: Id) {
        self.seed(id, definition);
        if !self.conditions.hold(Condition::InductiveFacts) {
            let variable = self.class(id);
            let (mut own, of) = (self.graph[variable].data.clone(), self.graph[definition].data.stream().clone());
            if let Facts::Logical(own) = &mut own {
                own.dependencies.extend(of.dependencies);
            }
            self.graph.set_analysis_data(variable, own);
        }
    }
}

/// The operator as its source has it: helpers stand for their family and keys of hops are gone.
fn home_op(program: &Program, op: &Op) -> Op {
    match op {
        Op::Send { to, .. } => Op::Send { to: program.family(*to), key: None },
        Op::Broadcast { to, .. } => Op::Broadcast { to: program.family(*to), key: None },
        Op::Demux { to, .. } => Op::Demux { to: program.family(*to), key: None },
        other => other.clone(),
    }
}
