//! From chains as written to operators with ids: receiver first, then arguments, then the operator.

use super::binding::Binding;
use super::chain::{Chain, Step, Value, misused};
use super::cursor::Name;
use super::names::{Entity, duplicate};
use super::operators::{StartsAt, Values};
use super::reader::Reader;
use crate::limits::MEMBERS_MAX;
use crate::{Code, Diagnostic, LocationId, Op, Operator, OperatorId, Span, TickId};
use std::collections::HashMap;

/// Where inputs come from that are missing; the checks know nothing of it.
const NOWHERE: OperatorId = OperatorId(u32::MAX);

/// Where an input comes from, before all names have their operators.
enum Source {
    Operator(OperatorId),
    Stream(String),
    /// Its error has been reported.
    Broken,
}

/// What a chain starts from.
enum Start {
    Location(LocationId),
    Tick(TickId),
    Stream(Source),
    /// An error about it has been reported.
    Missing,
}

impl Start {
    /// Whether an operator that starts at `expected` may be applied to it.
    fn begins(&self, expected: StartsAt) -> bool {
        match self {
            Start::Location(_) => expected == StartsAt::Location,
            Start::Tick(_) => expected == StartsAt::Tick,
            Start::Stream(_) => false,
            Start::Missing => expected != StartsAt::Stream,
        }
    }
}

/// Lays out the operators of all statements.
pub(super) struct Lowering<'a> {
    reader: &'a mut Reader,
    operators: Vec<Operator>,
    /// For each operator its inputs.
    sources: Vec<Vec<Source>>,
    named: HashMap<String, OperatorId>,
    /// Ports of inputs and outputs, with where they are declared.
    ports: HashMap<(&'static str, String), Span>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(reader: &'a mut Reader) -> Self {
        Self { reader, operators: Vec::new(), sources: Vec::new(), named: HashMap::new(), ports: HashMap::new() }
    }

    /// The operators of all `bindings`; inputs whose error has been reported lead to [`NOWHERE`].
    pub(super) fn run(mut self, bindings: Vec<Binding>) -> Vec<Operator> {
        for binding in bindings {
            let Source::Operator(id) = self.chain(binding.chain, binding.is_output) else { continue };
            let operator = &mut self.operators[id.index()];
            operator.annotation = binding.annotation;
            operator.facts = binding.facts;
            if let Some(name) = binding.name {
                operator.name = Some(name.text.clone());
                self.named.insert(name.text, id);
            }
        }
        for (operator, sources) in self.operators.iter_mut().zip(self.sources) {
            operator.inputs = sources
                .into_iter()
                .map(|source| match source {
                    Source::Operator(id) => id,
                    Source::Stream(name) => self.named.get(&name).copied().unwrap_or(NOWHERE),
                    Source::Broken => NOWHERE,
                })
                .collect();
        }
        self.operators
    }

    /// Lays out a chain. Recursion is bounded by the nesting of its arguments.
    fn chain(&mut self, chain: Chain, is_output: bool) -> Source {
        let start = self.start(&chain);
        let first_name = chain.start;
        let mut steps = chain.steps.into_iter().peekable();
        let mut source = match (start, steps.peek()) {
            (start, Some(step)) if start.begins(step.spec.starts_at) => {
                let Some(step) = steps.next() else { return Source::Broken };
                if step.spec.name == "output" && (!is_output || steps.peek().is_some()) {
                    self.reader.report(output_inside(&step));
                    return Source::Broken;
                }
                self.operator(step, start, Vec::new())
            }
            (Start::Stream(source), _) => source,
            (Start::Missing, _) => Source::Broken,
            (Start::Location(id), step) => {
                let (name, noun) = (&first_name.text, self.reader.noun(id));
                let message = match step {
                    Some(step) => format!("`{}` is applied to a stream, but `{name}` is {noun}", step.spec.name),
                    None => format!("a stream is expected, but `{name}` is {noun}"),
                };
                self.reader.report(Diagnostic::new(Code::NotAtLocation, first_name.span, message));
                Source::Broken
            }
            (Start::Tick(id), _) => {
                let error = self.reader.names.wrong(&first_name, Entity::Tick(id), "a stream");
                self.reader.report(error);
                Source::Broken
            }
        };
        while let Some(step) = steps.next() {
            if step.spec.starts_at != StartsAt::Stream {
                self.reader.report(if step.spec.name == "output" {
                    output_inside(&step)
                } else {
                    not_at_stream(&step)
                });
                source = Source::Broken;
                continue;
            }
            let bounded = matches!(step.spec.name, "join" | "quorum");
            let until = steps.next_if(|next| bounded && next.spec.name == "until");
            if step.spec.name == "until" {
                self.reader.report(misused(step.spec, step.name_span, "it must follow `join` or `quorum` directly"));
                source = Source::Broken;
                continue;
            }
            source = self.operator(step, Start::Stream(source), until.into_iter().collect());
        }
        source
    }

    fn start(&mut self, chain: &Chain) -> Start {
        let name = &chain.start;
        match self.reader.names.get(&name.text) {
            Some(Entity::Stream) => Start::Stream(Source::Stream(name.text.clone())),
            Some(Entity::Location(id)) => Start::Location(id),
            Some(Entity::Broken) => Start::Missing,
            Some(Entity::Tick(id)) => Start::Tick(id),
            None => {
                let first = chain.steps.first().map_or(StartsAt::Stream, |step| step.spec.starts_at);
                self.unknown(name, first);
                Start::Missing
            }
        }
    }

    fn unknown(&mut self, name: &Name, expected: StartsAt) {
        let noun = match expected {
            StartsAt::Stream => "stream",
            StartsAt::Location => "location",
            StartsAt::Tick => "tick",
        };
        let wanted = |entity| match entity {
            Entity::Location(_) => expected == StartsAt::Location,
            Entity::Stream => expected == StartsAt::Stream,
            Entity::Tick(_) => expected == StartsAt::Tick,
            Entity::Broken => false,
        };
        let error = match self.reader.is_full() {
            true => Diagnostic::new(Code::UnknownName, name.span, format!("no {noun} is called `{}`", name.text)),
            false => self.reader.names.unknown(name, noun, wanted),
        };
        self.reader.report(error);
    }

    /// Lays out one operator after its inputs.
    fn operator(&mut self, step: Step, start: Start, until: Vec<Step>) -> Source {
        let span = until.last().map_or(step.span, |until| step.span.to(until.span));
        let (spec, name_span) = (step.spec, step.name_span);
        let mut values = Values::default();
        let mut sources: Vec<Source> = Vec::new();
        match start {
            Start::Location(at) => values.at = Some(at),
            Start::Tick(tick) => values.tick = Some(tick),
            Start::Stream(source) => sources.push(source),
            Start::Missing => {}
        }
        let mut target = None;
        for value in step.values.into_iter().chain(until.into_iter().flat_map(|until| until.values)) {
            match value {
                Value::Chain(chain) => sources.push(self.chain(chain, false)),
                Value::Location(name) => {
                    let found = self.reader.names.location(&name);
                    let Some(Some(id)) = self.reader.checked(found) else { return Source::Broken };
                    values.location = Some(id);
                    target = Some(name);
                }
                Value::Tick(name) => {
                    let found = self.reader.names.tick(&name);
                    let Some(Some(id)) = self.reader.checked(found) else { return Source::Broken };
                    values.tick = Some(id);
                }
                Value::Type(element) => values.element = Some(element),
                Value::Closure(closure) => values.closures.push_back(closure),
                Value::Text(text) => values.text = Some(text),
                Value::Duration(duration_ms) => values.duration_ms = Some(duration_ms),
                Value::Count(count) => {
                    let members = self.reader.constants.members(&count, MEMBERS_MAX);
                    let Some(Some(members)) = self.reader.checked(members) else { return Source::Broken };
                    values.count = Some((count.quoted, members));
                }
                Value::Broken => return Source::Broken,
            }
        }
        let place = target.unwrap_or(Name { text: String::new(), span: name_span });
        let Some(op) = (spec.make)(&mut values) else { return Source::Broken };
        if let Err(error) = self.reader.placed(&op, &place) {
            self.reader.report(error);
        }
        self.port(&op, name_span);
        let id = OperatorId::new(self.operators.len());
        self.operators.push(Operator { span, ..Operator::new(op, Vec::new()) });
        self.sources.push(sources);
        Source::Operator(id)
    }

    /// Reports a port of an input or output that is taken.
    fn port(&mut self, op: &Op, span: Span) {
        if let Op::Input { port, .. } | Op::Output { port, .. } = op
            && let Some(first) = self.ports.insert((op.name(), port.clone()), span)
        {
            self.reader.report(duplicate(&format!("{} {port:?}", op.name()), span, first));
        }
    }
}

fn output_inside(step: &Step) -> Diagnostic {
    Diagnostic::new(Code::Syntax, step.name_span, "`output` is a statement of its own")
        .help("write `clients.output(\"port\", x);`")
}

fn not_at_stream(step: &Step) -> Diagnostic {
    let start = if step.spec.starts_at == StartsAt::Tick { "tick" } else { "location" };
    let message = format!("`{}` starts at a {start}, not at a stream", step.spec.name);
    Diagnostic::new(Code::NotAtLocation, step.name_span, message).help(format!("write it like `{}`", step.spec.usage))
}
