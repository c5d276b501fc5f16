//! From chains as written to operators with ids: receiver first, then arguments, then the operator.

use super::chain::{Chain, Step, Value, misused};
use super::cursor::Name;
use super::flow::Flow;
use super::names::{Entity, duplicate};
use super::operators::Values;
use super::reader::Reader;
use crate::{Code, Diagnostic, LocationId, LocationKind, Op, Operator, OperatorId, Span};
use std::collections::HashMap;

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
    Stream(Source),
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

    /// The operators of all `flows`; some inputs are wrong when an error has been reported.
    pub(super) fn run(mut self, flows: Vec<Flow>) -> Vec<Operator> {
        for flow in flows {
            let Source::Operator(id) = self.chain(flow.chain, flow.is_output) else { continue };
            let operator = &mut self.operators[id.index()];
            operator.annotation = flow.annotation;
            operator.facts = flow.facts;
            if let Some(name) = flow.name {
                operator.name = Some(name.text.clone());
                self.named.insert(name.text, id);
            }
        }
        for (operator, sources) in self.operators.iter_mut().zip(self.sources) {
            operator.inputs = sources
                .into_iter()
                .map(|source| match source {
                    Source::Operator(id) => id,
                    Source::Stream(name) => self.named.get(&name).copied().unwrap_or(OperatorId(0)),
                    Source::Broken => OperatorId(0),
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
            (Start::Stream(source), _) => source,
            (Start::Location(at), Some(step)) if step.spec.at_location => {
                let Some(step) = steps.next() else { return Source::Broken };
                if step.spec.name == "output" && (!is_output || steps.peek().is_some()) {
                    self.reader.report(output_inside(&step));
                    return Source::Broken;
                }
                self.operator(step, None, Some(at), Vec::new())
            }
            (Start::Location(id), Some(step)) => {
                let noun = self.reader.noun(id);
                let message = format!("`{}` is applied to a stream, but `{}` is {noun}", step.spec.name, first_name.text);
                self.reader.report(Diagnostic::new(Code::WrongLocation, first_name.span, message));
                Source::Broken
            }
            (Start::Location(_), None) => {
                let message = format!("a stream is expected, but `{}` is a location", first_name.text);
                self.reader.report(Diagnostic::new(Code::WrongLocation, first_name.span, message));
                Source::Broken
            }
        };
        while let Some(step) = steps.next() {
            if step.spec.at_location {
                self.reader.report(if step.spec.name == "output" { output_inside(&step) } else { not_at_location(&step) });
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
            source = self.operator(step, Some(source), None, until.into_iter().collect());
        }
        source
    }

    fn start(&mut self, chain: &Chain) -> Start {
        let name = &chain.start;
        match self.reader.names.get(&name.text) {
            Some(Entity::Stream) => Start::Stream(Source::Stream(name.text.clone())),
            Some(Entity::Location(id)) => Start::Location(id),
            Some(Entity::Broken) => Start::Stream(Source::Broken),
            Some(Entity::Tick(_)) => {
                let error = self.reader.names.wrong(name, Entity::Tick(crate::TickId(0)), "a stream");
                self.reader.report(error);
                Start::Stream(Source::Broken)
            }
            None => {
                let at_location = chain.steps.first().is_some_and(|step| step.spec.at_location);
                self.unknown(name, at_location);
                Start::Stream(Source::Broken)
            }
        }
    }

    fn unknown(&mut self, name: &Name, at_location: bool) {
        let noun = if at_location { "location" } else { "stream" };
        let wanted = |entity| match entity {
            Entity::Location(_) => at_location,
            Entity::Stream => !at_location,
            _ => false,
        };
        let error = match self.reader.is_full() {
            true => Diagnostic::new(Code::UnknownName, name.span, format!("no {noun} is called `{}`", name.text)),
            false => self.reader.names.unknown(name, noun, wanted),
        };
        self.reader.report(error);
    }

    /// Lays out one operator after its inputs.
    fn operator(&mut self, step: Step, receiver: Option<Source>, at: Option<LocationId>, until: Vec<Step>) -> Source {
        if step.spec.at_location && at.is_none() {
            return Source::Broken;
        }
        let span = until.last().map_or(step.span, |until| step.span.to(until.span));
        let (spec, name_span) = (step.spec, step.name_span);
        let mut values = Values { at, ..Values::default() };
        let mut sources: Vec<Source> = receiver.into_iter().collect();
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
                Value::Count(count, members) => values.count = Some((count, members)),
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
        if let Op::Input { port, .. } | Op::Output { port, .. } = op {
            if let Some(first) = self.ports.insert((op.name(), port.clone()), span) {
                self.reader.report(duplicate(&format!("{} {port:?}", op.name()), span, first));
            }
        }
    }
}

fn output_inside(step: &Step) -> Diagnostic {
    Diagnostic::new(Code::Syntax, step.name_span, "`output` is a statement of its own")
        .help("write `clients.output(\"port\", x);`")
}

fn not_at_location(step: &Step) -> Diagnostic {
    Diagnostic::new(Code::WrongLocation, step.name_span, format!("`{}` starts at a location, not at a stream", step.spec.name))
        .help(format!("write it like `{}`", step.spec.usage))
}

impl Reader {
    /// Checks that an operator fits the kind of its location; `place` is how the text names that.
    ///
    /// # Errors
    /// When it does not, with what to use instead.
    fn placed(&self, op: &Op, place: &Name) -> Result<(), Diagnostic> {
        let wrong = |message: String| Diagnostic::new(Code::WrongLocation, place.span, message);
        if let Op::Input { at, .. } | Op::Output { to: at, .. } | Op::Interval { at, .. } = op {
            let wants_external = !matches!(op, Op::Interval { .. });
            let external = self.program.location(*at).kind == LocationKind::External;
            let (name, noun) = (&self.program.location(*at).name, self.noun(*at));
            return match (wants_external, external) {
                (true, false) => Err(wrong(format!("`{}` is for external locations, but `{name}` is {noun}", op.name()))),
                (false, true) => Err(wrong(format!("`{}` is for processes and clusters, but `{name}` is external", op.name()))),
                _ => Ok(()),
            };
        }
        let Some(to) = op.target() else { return Ok(()) };
        let kind = &self.program.location(to).kind;
        let is = format!("`{}` is {}", place.text, self.noun(to));
        match op {
            Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } if *kind == LocationKind::External => {
                let help = format!("write `{}.output(\"port\", ..);`", place.text);
                Err(wrong(format!("`{}` cannot leave the system, but {is}", op.name())).help(help))
            }
            Op::Send { key, .. } => {
                self.hop(op, to, key.is_some(), place, false, "use `broadcast` or `demux`")
            }
            Op::Broadcast { key, .. } | Op::Demux { key, .. } => {
                self.hop(op, to, key.is_some(), place, true, "use `send`")
            }
            Op::Exchange { .. } | Op::Replicate { .. } if !matches!(kind, LocationKind::Helper { .. }) => {
                Err(wrong(format!("`{}` leads to a helper, but {is}", op.name())))
            }
            Op::Gather { .. } => match kind {
                LocationKind::External => Err(wrong(format!("`gather` stays in the system, but {is}"))),
                LocationKind::Helper { parts, .. } if *parts != 1 => {
                    let message = format!("`gather` leads to one instance, but `{}` has {parts} parts", place.text);
                    Err(wrong(message).help("use `exchange` with a key"))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Checks a hop: to clusters or to processes, and with a key exactly when it leads to a helper.
    fn hop(&self, op: &Op, to: LocationId, key: bool, place: &Name, clusters: bool, instead: &str) -> Result<(), Diagnostic> {
        let wrong = |message: String| Diagnostic::new(Code::WrongLocation, place.span, message);
        let location = self.program.location(to);
        let helper = matches!(location.kind, LocationKind::Helper { .. });
        let family = self.program.location(self.program.family(to));
        let (name, op) = (&place.text, op.name());
        let is_cluster = matches!(family.kind, LocationKind::Cluster { .. });
        if is_cluster != clusters && family.kind != LocationKind::External {
            let noun = if is_cluster { "a cluster" } else { "a process" };
            let whose = if helper { format!("a helper of `{}`, {noun}", family.name) } else { noun.to_string() };
            let expected = if clusters { "a cluster" } else { "a process" };
            return Err(wrong(format!("`{op}` leads to {expected}, but `{name}` is {whose}")).help(instead));
        }
        match (helper, key) {
            (true, false) => {
                let help = format!("write `x.{op}({name}, |x| key)`");
                Err(wrong(format!("`{name}` is a helper, so `{op}` needs a key that chooses its part")).help(help))
            }
            (false, true) => {
                let help = format!("write `x.{op}({name})`");
                Err(wrong(format!("`{name}` is no helper, so `{op}` takes no key")).help(help))
            }
            _ => Ok(()),
        }
    }
}
