//! Puts a copy of a flow in the place of each use: its statements with names of their own, then its results.

mod copy;

use super::substitute::Substitution;
use super::{Call, Definition, Given, Part};
use crate::limits::{CONSTANT_ARGUMENT_BYTES_MAX, EXPANDED_BYTES_MAX, EXPANDED_OPERATORS_MAX, FLOW_DEPTH_MAX};
use crate::source::Sources;
use crate::text::binding::Binding;
use crate::text::chain::{Chain, Step, Value};
use crate::text::cursor::Name;
use crate::text::fragment::Expression;
use crate::text::names::Entity;
use crate::text::reader::Reader;
use crate::{Code, Diagnostic, Span, Tick, TickId};
use std::collections::HashMap;

/// What a name of a flow stands for at one use.
#[derive(Clone)]
enum Meaning {
    /// A stream, location or tick of another name.
    Name(String),
    Constant(Box<Expression>),
    /// Its error has been reported.
    Broken,
}

/// Expands the uses of flows.
pub(in crate::text) struct Expander<'a, 't> {
    reader: &'a mut Reader,
    sources: &'a mut Sources,
    definitions: &'a [Option<Definition<'t>>],
    expanded: Vec<Binding>,
    operators: usize,
    bytes: usize,
    exhausted: bool,
    /// The next number to try for a name that is taken.
    numbers: HashMap<String, u32>,
}

/// One use of a flow while it is expanded.
struct Use<'d, 't> {
    definition: &'d Definition<'t>,
    meanings: HashMap<String, Meaning>,
    substitution: Substitution,
    /// How far its places are from the flow's.
    shift: u32,
}

impl<'a, 't> Expander<'a, 't> {
    pub(in crate::text) fn new(
        reader: &'a mut Reader,
        sources: &'a mut Sources,
        definitions: &'a [Option<Definition<'t>>],
    ) -> Self {
        let numbers = HashMap::new();
        let (expanded, operators, bytes, exhausted) = (Vec::new(), 0, 0, false);
        Self { reader, sources, definitions, expanded, operators, bytes, exhausted, numbers }
    }

    /// The bindings without uses of flows.
    pub(in crate::text) fn run(mut self, bindings: Vec<Binding>) -> Vec<Binding> {
        if self.definitions.is_empty() && bindings.iter().all(|binding| binding.names.len() <= 1) {
            return bindings;
        }
        for binding in bindings {
            self.binding(binding, 0);
        }
        self.expanded
    }

    /// Expands one binding. What it would have named is broken when an error has been reported.
    fn binding(&mut self, binding: Binding, depth: usize) {
        if !has_calls(&binding.chain) && binding.names.len() <= 1 {
            self.expanded.push(binding);
            return;
        }
        let names: Vec<String> = binding.names.iter().map(|name| name.text.clone()).collect();
        if self.named(binding, depth).is_none() {
            names.into_iter().for_each(|name| self.reader.names.mark_broken(name));
        }
    }

    fn named(&mut self, binding: Binding, depth: usize) -> Option<()> {
        let Binding { names, is_output, annotation, facts, chain } = binding;
        let base = match (names.first(), chain.calls.first()) {
            (Some(name), _) => name.text.clone(),
            (None, Some(call)) => self.reader.flows[call.flow].name.text.clone(),
            (None, None) => chain.start.text.clone(),
        };
        let span = chain.start.span;
        let results = self.chain(chain, &base, depth, &names)?;
        if is_output {
            let chain = self.single(results, span)?;
            self.expanded.push(Binding { names, is_output, annotation, facts, chain });
            return Some(());
        }
        if results.len() != names.len() {
            let message = format!("{} here, but the flow has {}", streams(names.len()), streams(results.len()));
            let error = Diagnostic::new(Code::FlowResult, names.first().map_or(span, |name| name.span), message);
            self.reader.report(error.help(match results.len() {
                1 => "bind it with `let name = ..`".to_string(),
                count => format!("bind them with `let ({}) = ..`", ["a", "b", "c", ".."][..count.min(4)].join(", ")),
            }));
            return None;
        }
        if names.len() > 1 && (annotation.is_some() || !facts.is_empty()) {
            let error = Diagnostic::new(Code::WrongAttribute, names[0].span, "facts and types are about one stream");
            self.reader.report(error.help("state them in the flow, where each stream has its `let`"));
            return None;
        }
        for (name, chain) in names.into_iter().zip(results) {
            if !chain.steps.is_empty() {
                let (annotation, facts) = (annotation.clone(), facts.clone());
                self.expanded.push(Binding { names: vec![name], is_output, annotation, facts, chain });
                continue;
            }
            if chain.start.text != name.text {
                self.reader.report(super::super::binding::alias(&name, &chain.start));
                return None;
            }
            // The stream has this name already; what is said of it here is said of it there.
            let named = |binding: &&mut Binding| binding.names.first().is_some_and(|one| one.text == name.text);
            if let Some(inner) = self.expanded.iter_mut().rev().find(named) {
                inner.annotation = annotation.clone().or(inner.annotation.take());
                let repeated = facts.iter().any(|fact| super::super::attributes::repeats(&inner.facts, fact));
                inner.facts.extend(facts.iter().cloned());
                if repeated {
                    let error =
                        Diagnostic::new(Code::WrongAttribute, name.span, "this fact is stated in the flow, too");
                    self.reader.report(error.help("state it once"));
                    return None;
                }
            }
        }
        Some(())
    }

    /// Expands a chain into the results of the use that it ends with, or into one chain. A result that is a stream of
    /// the flow gets its name of `targets`.
    fn chain(&mut self, chain: Chain, base: &str, depth: usize, targets: &[Name]) -> Option<Vec<Chain>> {
        let Chain { start, steps, calls } = chain;
        let mut steps = self.arguments(steps, base, depth)?.into_iter();
        let count = calls.len();
        let mut done = Chain { start, steps: Vec::new(), calls: Vec::new() };
        let mut taken = 0;
        for (number, call) in calls.into_iter().enumerate() {
            let before = call.at - taken;
            done.steps.extend(steps.by_ref().take(before));
            taken = call.at;
            let last = number + 1 == count && steps.len() == 0;
            let span = call.span;
            let receiver = call.has_receiver.then_some(done);
            let results = self.call(call, receiver, base, depth, if last { targets } else { &[] })?;
            if last {
                return Some(results);
            }
            done = self.single(results, span)?;
        }
        done.steps.extend(steps);
        Some(vec![done])
    }

    fn arguments(&mut self, mut steps: Vec<Step>, base: &str, depth: usize) -> Option<Vec<Step>> {
        for value in steps.iter_mut().flat_map(|step| &mut step.values) {
            if let Value::Chain(inner) = value
                && has_calls(inner)
            {
                let span = inner.start.span;
                let results = self.chain(inner.clone(), base, depth, &[])?;
                *inner = self.single(results, span)?;
            }
        }
        Some(steps)
    }

    fn single(&mut self, results: Vec<Chain>, span: Span) -> Option<Chain> {
        match <[Chain; 1]>::try_from(results) {
            Ok([chain]) => Some(chain),
            Err(results) => {
                let message = format!("one stream is expected here, but the flow has {}", streams(results.len()));
                let error = Diagnostic::new(Code::FlowResult, span, message);
                self.reader.report(error.help("bind its results first: `let (a, b) = ..;`"));
                None
            }
        }
    }

    /// Expands one use.
    fn call(
        &mut self,
        call: Call,
        receiver: Option<Chain>,
        base: &str,
        depth: usize,
        targets: &[Name],
    ) -> Option<Vec<Chain>> {
        let definition = self.definitions[call.flow].as_ref()?;
        self.admit(definition, &call, depth)?;
        let mut meanings = HashMap::new();
        let receiver = receiver.map(Given::Chain).into_iter();
        for (parameter, given) in definition.signature.parameters.iter().zip(receiver.chain(call.arguments)) {
            let meaning = self.meaning(&parameter.text, given, base, depth)?;
            meanings.insert(parameter.text.clone(), meaning);
        }
        let shift = self.sources.used(&definition.signature.name.text, definition.span, call.span);
        let mut one = Use { definition, meanings, substitution: Substitution::default(), shift };
        one.write_arguments();
        self.inner_names(&mut one, base, targets);
        for part in &definition.body {
            if let Part::Let { binding, attributes } = part {
                let mut copy = self.copy_binding(&one, binding)?;
                if !attributes.is_empty() {
                    self.reader.constants.bind(&one.substitution.constants);
                    copy.facts = self.reader.facts(*attributes);
                    self.reader.constants.unbind();
                }
                self.binding(copy, depth + 1);
            }
        }
        if let [result] = definition.results.as_slice() {
            let result = self.copy_chain(&one, result)?;
            return self.chain(result, base, depth + 1, targets);
        }
        let mut results = Vec::new();
        for (number, result) in definition.results.iter().enumerate() {
            let copy = self.copy_chain(&one, result)?;
            let span = copy.start.span;
            let base = targets.get(number).map_or(base, |target| &target.text);
            let inner = self.chain(copy, base, depth + 1, targets.get(number).map_or(&[], std::slice::from_ref))?;
            results.push(self.single(inner, span)?);
        }
        Some(results)
    }

    /// Whether the limits admit one more copy of a flow.
    fn admit(&mut self, definition: &Definition, call: &Call, depth: usize) -> Option<()> {
        if self.exhausted {
            return None;
        }
        let bytes = (definition.span.end - definition.span.start) as usize;
        self.operators += definition.operators + 1;
        self.bytes += bytes;
        let message = if depth >= FLOW_DEPTH_MAX {
            format!("flows use one another {FLOW_DEPTH_MAX} deep; no more is allowed")
        } else if self.operators > EXPANDED_OPERATORS_MAX {
            format!("flows add up to more than {EXPANDED_OPERATORS_MAX} operators")
        } else if self.bytes > EXPANDED_BYTES_MAX {
            format!("flows add up to more than {EXPANDED_BYTES_MAX} bytes")
        } else {
            return Some(());
        };
        self.exhausted = true;
        let error = Diagnostic::new(Code::Limit, call.span, message).label("no use after this one is read");
        self.reader.report(error.note(definition.place(), "the flow is declared here"));
        None
    }

    /// What a parameter stands for. A chain becomes a stream with a name.
    fn meaning(&mut self, parameter: &str, given: Given, base: &str, depth: usize) -> Option<Meaning> {
        match given {
            Given::Constant(constant) if constant.quoted.text().len() > CONSTANT_ARGUMENT_BYTES_MAX => {
                let message = format!("a constant of more than {CONSTANT_ARGUMENT_BYTES_MAX} bytes");
                let error = Diagnostic::new(Code::Limit, constant.quoted.span(), message);
                self.reader.report(error.help("give it a name: `const N: usize = ..;`"));
                None
            }
            Given::Constant(constant) => Some(Meaning::Constant(Box::new(constant))),
            Given::Chain(chain) => {
                let span = chain.start.span;
                let results = self.chain(chain, base, depth, &[])?;
                let chain = self.single(results, span)?;
                if chain.steps.is_empty() {
                    return self.meaning(parameter, Given::Name(chain.start), base, depth);
                }
                let name = self.fresh(&format!("{base}_{parameter}"), span, Entity::Stream);
                let binding =
                    Binding { names: vec![name.clone()], is_output: false, annotation: None, facts: vec![], chain };
                self.expanded.push(binding);
                Some(Meaning::Name(name.text))
            }
            Given::Name(name) => {
                let constant = self.reader.constants.get(&name);
                match (self.reader.names.get(&name.text), constant) {
                    (Some(_), _) => Some(Meaning::Name(name.text)),
                    (None, Some(constant)) => Some(Meaning::Constant(Box::new(constant))),
                    (None, None) => {
                        let error = self.reader.names.unknown(&name, "stream, location, tick or constant", |_| true);
                        self.reader.report(error);
                        None
                    }
                }
            }
        }
    }

    /// Gives the names that the flow declares names of the program.
    fn inner_names(&mut self, one: &mut Use, base: &str, targets: &[Name]) {
        for (number, result) in one.definition.results.iter().enumerate() {
            let plain = result.steps.is_empty() && result.calls.is_empty();
            let is_inner = one.definition.lets().any(|name| name.text == result.start.text);
            if let Some(target) = targets.get(number)
                && plain
                && is_inner
            {
                let meaning = Meaning::Name(target.text.clone());
                one.meanings.entry(result.start.text.clone()).or_insert(meaning);
            }
        }
        let mut declared: HashMap<&str, Span> = HashMap::new();
        for part in &one.definition.body {
            let names = match part {
                Part::Let { binding, .. } => binding.names.as_slice(),
                Part::Tick { name, .. } => std::slice::from_ref(name),
            };
            for name in names {
                let is_parameter = one.definition.signature.parameters.iter().find(|one| one.text == name.text);
                let first = declared.insert(&name.text, name.span).or(is_parameter.map(|parameter| parameter.span));
                if let Some(first) = first {
                    self.reader.report(super::super::names::duplicate(&name.text, name.span, first));
                    one.meanings.insert(name.text.clone(), Meaning::Broken);
                    continue;
                }
                if one.meanings.contains_key(&name.text) {
                    continue;
                }
                let wanted = format!("{base}_{}", name.text);
                let entity = match part {
                    Part::Let { .. } => Entity::Stream,
                    Part::Tick { at, .. } => match self.tick_of_flow(one, at, &wanted) {
                        Some(entity) => entity,
                        None => Entity::Broken,
                    },
                };
                let fresh = self.fresh(&wanted, shifted(name.span, one.shift), entity);
                if let Entity::Tick(id) = entity {
                    self.reader.program.ticks[id.index()].name.clone_from(&fresh.text);
                }
                one.meanings.insert(name.text.clone(), Meaning::Name(fresh.text));
            }
        }
    }

    /// Declares a tick of a flow; its name is set when it is known.
    fn tick_of_flow(&mut self, one: &Use, at: &Name, name: &str) -> Option<Entity> {
        let at = self.copy_name(one, at)?;
        let at = self.reader.tick_location(&at);
        let at = self.reader.checked(at)??;
        let id = TickId::new(self.reader.program.ticks.len());
        self.reader.program.ticks.push(Tick {
            name: name.to_string(),
            at,
            span: shifted(one.definition.span, one.shift),
        });
        Some(Entity::Tick(id))
    }

    /// Declares a name that nothing else has: `wanted`, or with a number after it.
    fn fresh(&mut self, wanted: &str, span: Span, entity: Entity) -> Name {
        self.bytes += wanted.len();
        let mut text = wanted.to_string();
        while self.reader.names.get(&text).is_some() || self.reader.constants.is_declared(&text) {
            let number = self.numbers.entry(wanted.to_string()).or_insert(1);
            *number += 1;
            text = format!("{wanted}_{number}");
        }
        let name = Name { text, span };
        let declared = self.reader.names.declare(&name, entity);
        self.reader.checked(declared);
        name
    }
}

impl Use<'_, '_> {
    /// Names and constants that closures and types may speak of.
    fn write_arguments(&mut self) {
        for parameter in &self.definition.signature.parameters {
            match self.meanings.get(&parameter.text) {
                Some(Meaning::Name(name)) => {
                    self.substitution.locations.insert(parameter.text.clone(), name.clone());
                }
                Some(Meaning::Constant(constant)) => {
                    self.substitution.constants.insert(parameter.text.clone(), (**constant).clone());
                }
                Some(Meaning::Broken) | None => {}
            }
        }
    }
}

impl Definition<'_> {
    /// The names that its `let`s declare.
    fn lets(&self) -> impl Iterator<Item = &Name> {
        self.body.iter().flat_map(|part| match part {
            Part::Let { binding, .. } => binding.names.as_slice(),
            Part::Tick { .. } => &[],
        })
    }
}

/// Whether a flow is used in a chain or its arguments. Recursion is bounded by the nesting of arguments.
fn has_calls(chain: &Chain) -> bool {
    let inner = |value: &Value| matches!(value, Value::Chain(chain) if has_calls(chain));
    !chain.calls.is_empty() || chain.steps.iter().any(|step| step.values.iter().any(inner))
}

fn shifted(span: Span, shift: u32) -> Span {
    Span { start: span.start + shift, end: span.end + shift }
}

fn streams(count: usize) -> String {
    if count == 1 { "1 stream".into() } else { format!("{count} streams") }
}
