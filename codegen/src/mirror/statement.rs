//! One statement of the mirror for each operator.

use super::Text;
use suki_ir::{Closure, LocationKind, Op, OperatorId, Program, Shape, Span, Stream};

pub(super) struct Statements<'a> {
    program: &'a Program,
    streams: Vec<Stream>,
    /// Operators whose variable exists already.
    forward: Vec<bool>,
    made: Vec<bool>,
}

impl<'a> Statements<'a> {
    pub fn new(program: &'a Program) -> Self {
        let none = vec![false; program.operators.len()];
        Self { program, streams: suki_ir::infer(program).0, forward: none.clone(), made: none }
    }

    /// Declares the arguments that a cycle makes later, with what is known of their types.
    pub fn forwards(&mut self, id: OperatorId, text: &mut Text) {
        for input in &self.program.operator(id).inputs {
            let at = input.index();
            if !self.made[at] && !std::mem::replace(&mut self.forward[at], true) {
                let known = self.streams[at].element.to_string();
                text.push(self.span(id), &format!("let o{at}: crate::rt::Stream<{known}> = crate::rt::source();"));
            }
        }
    }

    /// Makes the operator's stream and prints its types.
    pub fn operator(&mut self, id: OperatorId, text: &mut Text) {
        let at = id.index();
        let operator = self.program.operator(id);
        let (name, span) = (format!("o{at}"), operator.span);
        let name = if self.forward[at] { format!("{name}_made") } else { name };
        let annotation = operator.annotation.as_ref();
        let annotation = annotation.map_or("_", |ty| ty.text());
        let ty = format!("crate::rt::Stream<{annotation}>");
        if self.keeps_state(&operator.op) {
            text.push(span, &format!("let ({name}, state): ({ty}, _) ="));
        } else {
            text.push(span, &format!("let {name}: {ty} ="));
        }
        self.expression(id, text);
        text.push(span, ";");
        if self.keeps_state(&operator.op) {
            text.push(span, &format!("crate::rt::show_state({at}, state);"));
        }
        if self.forward[at] {
            text.push(span, &format!("crate::rt::same(o{at}, {name});"));
        }
        text.push(span, &format!("crate::rt::show({at}, {name});"));
        self.made[at] = true;
    }

    fn keeps_state(&self, op: &Op) -> bool {
        matches!(op, Op::Scan { .. } | Op::Fold { .. })
    }

    fn span(&self, id: OperatorId) -> Span {
        self.program.operator(id).span
    }

    fn expression(&self, id: OperatorId, text: &mut Text) {
        let operator = self.program.operator(id);
        let span = operator.span;
        let input = |position: usize| format!("o{}", operator.inputs[position].index());
        let own = if operator.inputs.is_empty() { String::new() } else { input(0) };
        match &operator.op {
            Op::Input { element, .. } => {
                text.push(span, &format!("crate::rt::source::<{}>()", element.text()));
            }
            Op::SourceIter { items, .. } => self.call(id, "crate::rt::source_iter", &[items], text),
            Op::Recover { element, .. } => text.push(span, &format!("crate::rt::source::<{}>()", element.text())),
            Op::Interval { .. } | Op::FirstTick(_) => text.push(span, "crate::rt::source::<()>()"),
            Op::Random { .. } => text.push(span, "crate::rt::source::<u64>()"),
            Op::Send { key, .. } | Op::Broadcast { key, .. } => {
                text.push(span, &format!("{own}{}", self.sender(id)));
                self.route(id, key.as_ref(), text);
            }
            Op::Demux { to, key } => {
                let family = &self.program.location(self.program.family(*to)).name;
                text.push(span, &format!("crate::rt::to_member::<{family}, _>({own}){}", self.sender(id)));
                self.route(id, key.as_ref(), text);
            }
            Op::Exchange { key, .. } => {
                text.push(span, &own);
                self.route(id, Some(key), text);
            }
            Op::Map(f) | Op::Filter(f) | Op::FilterMap(f) | Op::FlatMap(f) | Op::KeyBy(f) => {
                self.call(id, &format!("{own}.{}", operator.op.name()), &[f], text);
            }
            Op::Union | Op::UnwrapOr => text.push(span, &format!("{own}.union({})", input(1))),
            Op::Values | Op::Keys | Op::Enumerate => text.push(span, &format!("{own}.{}()", operator.op.name())),
            Op::CrossSingleton | Op::CrossProduct | Op::AntiJoin => {
                text.push(span, &format!("{own}.{}({})", operator.op.name(), input(1)));
            }
            Op::Deal { among } => text.push(span, &format!("{own}.deal::<{}>()", self.program.location(*among).name)),
            Op::Join { until: None } => text.push(span, &format!("{own}.join({})", input(1))),
            Op::Join { until: Some(f) } => {
                self.call(id, &format!("{own}.join_until({}, {}, ", input(1), input(2)), &[f], text);
            }
            Op::Quorum { key, until, .. } => {
                self.call(id, &format!("{own}.quorum"), &[key], text);
                if let Some(until) = until {
                    self.call(id, &format!(".until({}, ", input(1)), &[until], text);
                }
            }
            Op::Scan { init, step } => {
                self.call(id, &format!("{own}.scan{}", self.keyed(id)), &[init, step], text);
            }
            Op::Fold { init, step } => self.call(id, &format!("{own}.fold{}", self.keyed(id)), &[init, step], text),
            Op::Reduce(step) => self.call(id, &format!("{own}.reduce{}", self.keyed(id)), &[step], text),
            Op::Count => text.push(span, &format!("{own}.count{}()", self.keyed(id))),
            Op::Inspect(f) => self.call(id, &format!("{own}.inspect"), &[f], text),
            Op::DeferTick { init: Some(init) } => self.call(id, &format!("{own}.starts_with"), &[init], text),
            Op::Unique | Op::ArrivalOrder | Op::PersistTo { .. } | Op::Output { .. } => text.push(span, &own),
            Op::Batch(_) | Op::Snapshot(_) | Op::AllTicks | Op::AllTicksAtomic | Op::EndAtomic => text.push(span, &own),
            Op::Persist | Op::Max | Op::Min | Op::First | Op::Last | Op::Sort | Op::Delta => text.push(span, &own),
            Op::Entries | Op::Unordered | Op::Merge => text.push(span, &own),
            Op::DeferTick { init: None } | Op::FilterIfSome | Op::FilterIfNone => text.push(span, &own),
            Op::Gather { .. } | Op::Replicate { .. } => text.push(span, &own),
        }
    }

    /// Whether the operator works per key, as a suffix of its method.
    fn keyed(&self, id: OperatorId) -> &'static str {
        if matches!(self.streams[id.index()].shape, Shape::Keyed | Shape::RunningKeyed) { "_keyed" } else { "" }
    }

    /// What a hop adds to an element: who has sent it.
    fn sender(&self, id: OperatorId) -> String {
        let from = self.streams[self.program.operator(id).inputs[0].index()].at;
        let family = self.program.location(self.program.family(from));
        match family.kind {
            LocationKind::Cluster { .. } => format!(".from_member::<{}>()", family.name),
            LocationKind::External => String::from(".from_client()"),
            LocationKind::Process | LocationKind::Helper { .. } => String::new(),
        }
    }

    fn route(&self, id: OperatorId, key: Option<&Closure>, text: &mut Text) {
        if let Some(key) = key {
            self.call(id, ".route", &[key], text);
        }
    }

    /// A call with closures, each on a line of its own; `head` may hold arguments already.
    fn call(&self, id: OperatorId, head: &str, closures: &[&Closure], text: &mut Text) {
        let open = if head.contains('(') { "" } else { "(" };
        text.push(self.span(id), &format!("{head}{open}"));
        for closure in closures {
            let parsed = closure.closure();
            let body = suki_ir::text::tokens(quote::ToTokens::to_token_stream(&without_attributes(parsed)));
            if closure.text().contains("self_id") {
                let family = self.program.family(self.streams[id.index()].at);
                let name = &self.program.location(family).name;
                text.push(closure.span(), "{");
                let own = format!("fn self_id() -> MemberId<{name}> {{ crate::rt::self_id() }}");
                text.push(closure.span(), &own);
                text.push(closure.span(), &body);
                text.push(closure.span(), "},");
            } else {
                text.push(closure.span(), &format!("{body},"));
            }
        }
        text.push(self.span(id), ")");
    }
}

fn without_attributes(mut closure: syn::ExprClosure) -> syn::ExprClosure {
    closure.attrs.clear();
    closure
}
