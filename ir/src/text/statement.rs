//! The text of one statement: on one line when it fits, else one operator on each.

use super::print::duration;
use super::trees::{Trees, is_output};
use crate::{Closure, Fact, Op, OperatorId, Program};

/// Columns of a line.
const WIDTH_CHARS: usize = 110;
const INDENT: usize = 4;

/// Prints the statements of one program.
pub(super) struct Statements<'a> {
    program: &'a Program,
    trees: &'a Trees,
}

/// One method call of a chain.
struct Call {
    /// With the dot: `.map`.
    head: String,
    arguments: Vec<Argument>,
}

enum Argument {
    Chain(OperatorId),
    Text(String),
}

impl<'a> Statements<'a> {
    pub(super) fn new(program: &'a Program, trees: &'a Trees) -> Self {
        Self { program, trees }
    }

    /// The statement of `root`, its facts before it, with a line end.
    pub(super) fn statement(&self, root: OperatorId) -> String {
        let operator = self.program.operator(root);
        let facts: Vec<_> = operator.facts.iter().map(fact).collect();
        let facts = if facts.is_empty() { String::new() } else { facts.join(" ") + "\n" };
        let prefix = match (&operator.name, &operator.annotation) {
            (Some(name), _) if is_output(&operator.op) || name.is_empty() => String::new(),
            (Some(name), Some(annotation)) => format!("let {name}: {annotation} = "),
            (Some(name), None) => format!("let {name} = "),
            (None, _) => String::new(),
        };
        let line = format!("{prefix}{};", self.inline(root));
        if fits(&line, 0) {
            return format!("{facts}{line}\n");
        }
        format!("{facts}{prefix}{};\n", self.broken(root, 0))
    }

    /// The chain that ends with `last`, from its start.
    fn chain(&self, last: OperatorId) -> (String, Vec<OperatorId>) {
        let mut steps = vec![last];
        let mut at = last;
        loop {
            let operator = self.program.operator(at);
            let receiver = match &operator.op {
                Op::FirstTick(tick) => {
                    steps.reverse();
                    return (self.program.tick(*tick).name.clone(), steps);
                }
                op if op.stands_at().is_some() => {
                    steps.reverse();
                    let name = op.stands_at().map(|at| self.program.location(at).name.clone());
                    return (name.unwrap_or_default(), steps);
                }
                _ => operator.inputs.first().copied(),
            };
            match receiver {
                Some(input) if self.trees.is_inlined(input) => {
                    steps.push(input);
                    at = input;
                }
                input => {
                    steps.reverse();
                    return (input.map(|input| self.name(input)).unwrap_or_default(), steps);
                }
            }
        }
    }

    fn name(&self, id: OperatorId) -> String {
        self.program.operator(id).name.clone().unwrap_or_default()
    }

    /// The chain that ends with `last`, on one line.
    fn inline(&self, last: OperatorId) -> String {
        let (mut text, steps) = self.chain(last);
        for call in steps.into_iter().flat_map(|step| self.calls(step)) {
            text.push_str(&self.inline_call(&call));
        }
        text
    }

    fn inline_call(&self, call: &Call) -> String {
        let arguments = call.arguments.iter().map(|argument| match argument {
            Argument::Chain(id) => self.inline_argument(*id),
            Argument::Text(text) => text.clone(),
        });
        format!("{}({})", call.head, arguments.collect::<Vec<_>>().join(", "))
    }

    fn inline_argument(&self, id: OperatorId) -> String {
        if self.trees.is_inlined(id) { self.inline(id) } else { self.name(id) }
    }

    /// The chain that ends with `last` on several lines; the first stands at `indent` already.
    fn broken(&self, last: OperatorId, indent: usize) -> String {
        let (mut text, steps) = self.chain(last);
        let at_location = !matches!(self.program.operator(steps[0]).op, Op::Output { .. })
            && self.program.operator(steps[0]).inputs.is_empty();
        let output = is_output(&self.program.operator(last).op);
        for (position, call) in steps.into_iter().flat_map(|step| self.calls(step)).enumerate() {
            // What starts at a location stays beside it.
            if output || (position == 0 && at_location) {
                text.push_str(&self.broken_call(&call, indent));
            } else {
                text.push_str(&new_line(indent + INDENT));
                text.push_str(&self.broken_call(&call, indent + INDENT));
            }
        }
        text
    }

    fn broken_call(&self, call: &Call, indent: usize) -> String {
        let line = self.inline_call(call);
        let chains = call.arguments.iter().any(|argument| match argument {
            Argument::Chain(id) => self.trees.is_inlined(*id),
            Argument::Text(_) => false,
        });
        if !chains || (call.head != ".output" && fits(&line, indent)) {
            return line;
        }
        let mut text = format!("{}(", call.head);
        for argument in &call.arguments {
            text.push_str(&new_line(indent + INDENT));
            match argument {
                Argument::Text(argument) => text.push_str(argument),
                Argument::Chain(id) => {
                    let line = self.inline_argument(*id);
                    if self.trees.is_inlined(*id) && !fits(&line, indent + INDENT + 1) {
                        text.push_str(&self.broken(*id, indent + INDENT));
                    } else {
                        text.push_str(&line);
                    }
                }
            }
            text.push(',');
        }
        text.push_str(&new_line(indent));
        text.push(')');
        text
    }

    /// The calls of one operator: itself, and `until` after it.
    fn calls(&self, id: OperatorId) -> Vec<Call> {
        let operator = self.program.operator(id);
        let mut calls = vec![Call { head: format!(".{}", operator.op.name()), arguments: self.arguments(id) }];
        let closures = |closures: &[&Option<Closure>]| {
            let given = closures.iter().filter_map(|closure| closure.as_ref());
            given.map(|closure| Argument::Text(closure.to_string())).collect::<Vec<_>>()
        };
        match &operator.op {
            Op::Input { element, .. } | Op::Recover { element, .. } => {
                calls[0].head = format!(".{}::<{element}>", operator.op.name());
            }
            Op::Join { until: Some(until) } | Op::Quorum { until: Some(until), .. } => {
                let watermark = operator.inputs.last().map(|id| Argument::Chain(*id));
                let arguments = watermark.into_iter().chain([Argument::Text(until.to_string())]).collect();
                calls.push(Call { head: ".until".into(), arguments });
            }
            Op::DeferTick { init } => calls[0].arguments = closures(&[init]),
            _ => {}
        }
        calls
    }

    fn arguments(&self, id: OperatorId) -> Vec<Argument> {
        let operator = self.program.operator(id);
        let text = |text: String| vec![Argument::Text(text)];
        let place = |to: &crate::LocationId, key: Option<&Closure>| {
            let name = Argument::Text(self.program.location(*to).name.clone());
            std::iter::once(name).chain(key.map(|key| Argument::Text(key.to_string()))).collect()
        };
        match &operator.op {
            Op::Input { port, .. } => text(format!("{port:?}")),
            Op::Interval { period_ms, .. } | Op::Random { period_ms, .. } => text(duration(*period_ms)),
            Op::Send { to, key } | Op::Broadcast { to, key } | Op::Demux { to, key } => place(to, key.as_ref()),
            Op::Exchange { to, key } => place(to, Some(key)),
            Op::Gather { to } | Op::Replicate { to } => place(to, None),
            Op::Map(f) | Op::Filter(f) | Op::FilterMap(f) | Op::FlatMap(f) | Op::KeyBy(f) => text(f.to_string()),
            Op::Inspect(f) | Op::Reduce(f) | Op::SourceIter { items: f, .. } => text(f.to_string()),
            Op::Deal { among } => place(among, None),
            Op::Union
            | Op::Join { .. }
            | Op::CrossProduct
            | Op::AntiJoin
            | Op::UnwrapOr
            | Op::CrossSingleton
            | Op::FilterIfSome
            | Op::FilterIfNone => operator.inputs.iter().skip(1).take(1).map(|id| Argument::Chain(*id)).collect(),
            Op::Quorum { key, count, .. } => vec![Argument::Text(key.to_string()), Argument::Text(count.to_string())],
            Op::Scan { init, step } | Op::Fold { init, step } => {
                vec![Argument::Text(init.to_string()), Argument::Text(step.to_string())]
            }
            Op::PersistTo { log } | Op::Recover { log, .. } => text(format!("{log:?}")),
            Op::Output { port, .. } => {
                let streams = operator.inputs.iter().map(|id| Argument::Chain(*id));
                std::iter::once(Argument::Text(format!("{port:?}"))).chain(streams).collect()
            }
            Op::Batch(tick) | Op::Snapshot(tick) => text(self.program.tick(*tick).name.clone()),
            Op::FirstTick(_)
            | Op::Values
            | Op::Keys
            | Op::Entries
            | Op::Unordered
            | Op::Merge
            | Op::Unique
            | Op::ArrivalOrder
            | Op::AllTicks
            | Op::AllTicksAtomic
            | Op::EndAtomic
            | Op::Persist
            | Op::Max
            | Op::Min
            | Op::First
            | Op::Sort
            | Op::Delta
            | Op::Last
            | Op::Count
            | Op::Enumerate
            | Op::DeferTick { .. } => Vec::new(),
        }
    }
}

fn fits(line: &str, indent: usize) -> bool {
    indent + line.chars().count() <= WIDTH_CHARS
}

fn new_line(indent: usize) -> String {
    format!("\n{}", " ".repeat(indent))
}

pub(crate) fn fact(fact: &Fact) -> String {
    let fields = |fields: &[String]| match fields {
        [field] => field.clone(),
        fields => format!("({})", fields.join(", ")),
    };
    match fact {
        // The shortest decimal that reads as the same number.
        Fact::Rate(rate) => format!("#[rate({rate:?})]"),
        Fact::Selectivity(selectivity) => format!("#[selectivity({selectivity:?})]"),
        Fact::Bytes(bytes) => format!("#[bytes({bytes})]"),
        Fact::Fd { determinant, dependent } => format!("#[fd({} -> {})]", fields(determinant), fields(dependent)),
        Fact::Unique(unique) => format!("#[unique({})]", fields(unique)),
        Fact::Routed => "#[routed]".into(),
        Fact::Balanced => "#[balanced]".into(),
        Fact::AtLeastOnce => "#[at_least_once]".into(),
        Fact::Lossy => "#[lossy]".into(),
    }
}
