//! The operator graph as the passes walk it. Tolerates dangling ids, which texts with errors may leave behind.

use crate::{Kind, LocationId, LocationKind, Op, Operator, OperatorId, Program, Span, TickId, Ty};
use std::collections::HashMap;

/// Operators that [`Graph::describe`] looks back for a name.
const DESCRIBE_STEPS_MAX: usize = 100;

/// A program with its edges in both directions.
pub(super) struct Graph<'a> {
    /// The program.
    pub program: &'a Program,
    /// Who reads each operator.
    consumers: Vec<Vec<OperatorId>>,
    /// Locations by name.
    locations: HashMap<&'a str, LocationId>,
    /// A tick at each location that has one.
    ticks: HashMap<LocationId, TickId>,
    /// Every operator once, inputs before their users wherever no cycle prevents it.
    pub order: Vec<OperatorId>,
}

impl<'a> Graph<'a> {
    /// The graph of `program`.
    pub fn of(program: &'a Program) -> Self {
        let mut consumers = vec![Vec::new(); program.operators.len()];
        for id in program.operator_ids() {
            for input in &program.operator(id).inputs {
                if let Some(readers) = consumers.get_mut(input.index()) {
                    readers.push(id);
                }
            }
        }
        let locations = program.location_ids().map(|id| (program.location(id).name.as_str(), id)).collect();
        let ticks = program.ticks.iter().enumerate().rev().map(|(i, tick)| (tick.at, TickId::new(i))).collect();
        let mut graph = Self { program, consumers, locations, ticks, order: Vec::new() };
        graph.order = graph.inputs_first();
        graph
    }

    /// Depth first, on a stack of our own: chains may be longer than the machine's stack is deep.
    fn inputs_first(&self) -> Vec<OperatorId> {
        let mut order = Vec::with_capacity(self.program.operators.len());
        let mut seen = vec![false; self.program.operators.len()];
        let mut stack = Vec::new();
        for root in self.program.operator_ids() {
            if !std::mem::replace(&mut seen[root.index()], true) {
                stack.push((root, 0));
            }
            while let Some((id, next)) = stack.pop() {
                if next == self.op(id).inputs.len() {
                    order.push(id);
                    continue;
                }
                stack.push((id, next + 1));
                if let Some(input) = self.input(id, next)
                    && !std::mem::replace(&mut seen[input.index()], true)
                {
                    stack.push((input, 0));
                }
            }
        }
        order
    }

    /// The operator `id`.
    pub fn op(&self, id: OperatorId) -> &'a Operator {
        self.program.operator(id)
    }

    /// Where the operator's argument at `position` comes from.
    pub fn input(&self, id: OperatorId, position: usize) -> Option<OperatorId> {
        let input = *self.op(id).inputs.get(position)?;
        (input.index() < self.program.operators.len()).then_some(input)
    }

    /// All arguments of an operator that lead somewhere.
    pub fn inputs(&self, id: OperatorId) -> impl Iterator<Item = OperatorId> + '_ {
        (0..self.op(id).inputs.len()).filter_map(move |position| self.input(id, position))
    }

    /// Who reads the operator.
    pub fn consumers(&self, id: OperatorId) -> &[OperatorId] {
        &self.consumers[id.index()]
    }

    /// The kind of the source location whose family `id` belongs to, and that location.
    pub fn family(&self, id: LocationId) -> Option<(LocationId, &'a LocationKind)> {
        let location = self.program.locations.get(id.index())?;
        match &location.kind {
            LocationKind::Helper { of, .. } => match &self.program.locations.get(of.index())?.kind {
                LocationKind::Helper { .. } => None,
                kind => Some((*of, kind)),
            },
            kind => Some((id, kind)),
        }
    }

    /// Instances of `id` for each member of its family.
    pub fn parts(&self, id: LocationId) -> u32 {
        match self.program.locations.get(id.index()).map(|location| &location.kind) {
            Some(LocationKind::Helper { parts, .. }) => *parts,
            _ => 1,
        }
    }

    /// Whether `id` is a helper.
    pub fn is_helper(&self, id: LocationId) -> bool {
        matches!(self.program.locations.get(id.index()).map(|one| &one.kind), Some(LocationKind::Helper { .. }))
    }

    /// The name of a location.
    pub fn location_name(&self, id: LocationId) -> &'a str {
        self.program.locations.get(id.index()).map_or("?", |location| &location.name)
    }

    /// The name of a tick domain.
    pub fn tick_name(&self, id: TickId) -> &'a str {
        self.program.ticks.get(id.index()).map_or("?", |tick| &tick.name)
    }

    /// Where a tick domain ticks.
    pub fn tick_at(&self, id: TickId) -> Option<LocationId> {
        let at = self.program.ticks.get(id.index())?.at;
        (at.index() < self.program.locations.len()).then_some(at)
    }

    /// A tick at a location, if one is declared.
    pub fn tick_of(&self, at: LocationId) -> Option<TickId> {
        self.ticks.get(&at).copied()
    }

    /// The location that the sender in `(MemberId<..>, _)` is a member of.
    pub fn sender(&self, element: &Ty) -> Option<(&'a str, &'a LocationKind)> {
        let Ty::Tuple(items) = element.peeled() else { return None };
        let Ty::Path(_, arguments) = items.first()?.peeled() else { return None };
        let [Ty::Path(name, _)] = arguments.as_slice() else { return None };
        let location = self.program.location(*self.locations.get(name.as_str())?);
        Some((&location.name, &location.kind))
    }

    /// Whether the `let` that the operator stands in begins with `_`: its author knows what a warning would say.
    pub fn is_meant(&self, id: OperatorId) -> bool {
        let mut here = id;
        for _ in 0..DESCRIBE_STEPS_MAX {
            match (&self.op(here).name, self.consumers(here)) {
                (Some(name), _) => return name.starts_with('_'),
                (None, [next]) => here = *next,
                (None, _) => return false,
            }
        }
        false
    }

    /// Where the operator stands.
    pub fn span(&self, id: OperatorId) -> Span {
        self.op(id).span
    }

    /// How messages call the operator's result: by its name, else by the nearest name before it.
    pub fn describe(&self, id: OperatorId) -> String {
        let mut calls = Vec::new();
        let mut here = id;
        let base = loop {
            let operator = self.op(here);
            if let Some(name) = &operator.name {
                break name.clone();
            }
            match &operator.op {
                Op::Input { port, at, .. } => break format!("{}.input(\"{port}\")", self.location_name(*at)),
                Op::FirstTick(tick) => break format!("{}.first_tick()", self.tick_name(*tick)),
                op if op.kind() == Kind::Source => {
                    let at = op.stands_at().map_or("?", |at| self.location_name(at));
                    break format!("{at}.{}(..)", op.name());
                }
                op => calls.push((op.name(), arguments(op))),
            }
            match self.input(here, 0) {
                Some(input) if calls.len() < DESCRIBE_STEPS_MAX => here = input,
                _ => break String::from(".."),
            }
        };
        match calls.as_slice() {
            [] => format!("`{base}`"),
            [(one, inside)] => format!("`{base}.{one}({inside})`"),
            [(two, last), (one, inside)] => format!("`{base}.{one}({inside}).{two}({last})`"),
            [(last, inside), ..] => format!("`{base}. .. .{last}({inside})`"),
        }
    }
}

/// What stands between the parentheses of an operator, in messages.
fn arguments(op: &Op) -> &'static str {
    match op {
        Op::Values | Op::Unique | Op::ArrivalOrder | Op::AllTicks | Op::DeferTick { init: None } => "",
        Op::Persist | Op::Max | Op::Min | Op::First | Op::Last | Op::Count | Op::Enumerate => "",
        Op::Keys
        | Op::Entries
        | Op::Unordered
        | Op::Merge
        | Op::Sort
        | Op::Delta
        | Op::AllTicksAtomic
        | Op::EndAtomic => "",
        _ => "..",
    }
}
