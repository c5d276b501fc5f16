//! Which operator of one program is which of another: by name, then by shape and neighbourhood.

use crate::{Kind, Op, OperatorId, Program};
use std::collections::{HashMap, VecDeque};

/// A partial one-to-one correspondence of the operators of two programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twins {
    /// For each operator of the first program, that of the second.
    pub forth: Vec<Option<OperatorId>>,
    /// For each operator of the second program, that of the first.
    pub back: Vec<Option<OperatorId>>,
}

/// The correspondence between `a` and `b`. Operators that only move a stream within a family are looked through: they
/// have no twin but another move, and what is behind them is compared with what is before them.
///
/// ```
/// let read = |text: &str| suki_ir::parse(text).0;
/// let program = read("process p; external c; let n = c.input::<u64>(\"in\").send(p); c.output(\"out\", n);");
/// let twins = suki_ir::compare::twins(&program, &program);
/// assert!(program.operator_ids().all(|id| twins.forth[id.index()] == Some(id)));
/// ```
pub fn twins(a: &Program, b: &Program) -> Twins {
    let mut search = Search {
        sides: [Side::of(a), Side::of(b)],
        twins: Twins { forth: vec![None; a.operators.len()], back: vec![None; b.operators.len()] },
        queue: VecDeque::new(),
    };
    search.by(|side, id| side.program.operator(id).name.clone().filter(|name| !name.is_empty()));
    search.by(|side, id| port(&side.program.operator(id).op));
    search.spread();
    search.by(|side, id| Some(side.shapes[id.index()].clone()));
    search.spread();
    search.in_order();
    search.twins
}

/// What an operator does, without where: its name, what it is given, and the source location that it leads to.
pub(super) fn shape(program: &Program, id: OperatorId) -> String {
    let op = &program.operator(id).op;
    let keyed = matches!(op, Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. });
    let closures = op.closures().into_iter().filter(|_| !keyed).map(|closure| closure.text());
    let target = op.target().map(|to| program.location(program.family(to)).name.as_str());
    let tick = op.tick().map(|tick| program.tick(tick).name.as_str());
    let parameter = match op {
        Op::Interval { period_ms, .. } | Op::Random { period_ms, .. } => Some(period_ms.to_string()),
        Op::Quorum { members, .. } => Some(members.to_string()),
        Op::Recover { log, .. } | Op::PersistTo { log } => Some(log.clone()),
        Op::Input { element, .. } => Some(element.text().to_string()),
        _ => None,
    };
    let parts: Vec<&str> = closures.chain(target).chain(tick).chain(parameter.as_deref()).collect();
    format!("{}({})", op.name(), parts.join(", "))
}

fn port(op: &Op) -> Option<String> {
    match op {
        Op::Input { port, .. } => Some(format!("in {port}")),
        Op::Output { port, .. } => Some(format!("out {port}")),
        _ => None,
    }
}

struct Side<'a> {
    program: &'a Program,
    shapes: Vec<String>,
    /// Who reads each operator as which argument, moves looked through.
    readers: Vec<Vec<(OperatorId, usize)>>,
}

impl<'a> Side<'a> {
    fn of(program: &'a Program) -> Self {
        let mut readers = vec![Vec::new(); program.operators.len()];
        for id in program.operator_ids() {
            for (argument, input) in program.operator(id).inputs.iter().enumerate() {
                readers[origin(program, *input).index()].push((id, argument));
            }
        }
        Side { program, shapes: program.operator_ids().map(|id| shape(program, id)).collect(), readers }
    }

    fn inputs(&self, id: OperatorId) -> Vec<OperatorId> {
        self.program.operator(id).inputs.iter().map(|input| origin(self.program, *input)).collect()
    }
}

/// What a move moves.
fn origin(program: &Program, id: OperatorId) -> OperatorId {
    let mut at = id;
    // Moves of moves end: no chain is longer than the program.
    for _ in 0..program.operators.len() {
        let operator = program.operator(at);
        match operator.inputs.first() {
            Some(input) if operator.op.kind() == Kind::Move => at = *input,
            _ => break,
        }
    }
    at
}

struct Search<'a> {
    sides: [Side<'a>; 2],
    twins: Twins,
    queue: VecDeque<(OperatorId, OperatorId)>,
}

impl Search<'_> {
    fn pair(&mut self, a: OperatorId, b: OperatorId) {
        let kind = |side: usize, id: OperatorId| self.sides[side].program.operator(id).op.name();
        let is_free = self.twins.forth[a.index()].is_none() && self.twins.back[b.index()].is_none();
        if is_free && kind(0, a) == kind(1, b) {
            self.twins.forth[a.index()] = Some(b);
            self.twins.back[b.index()] = Some(a);
            self.queue.push_back((a, b));
        }
    }

    /// Pairs operators that have a key which no other operator of their program has.
    fn by(&mut self, key: impl Fn(&Side<'_>, OperatorId) -> Option<String>) {
        let index = |side: &Side<'_>, free: &[Option<OperatorId>]| {
            let mut index: HashMap<String, Option<OperatorId>> = HashMap::new();
            for id in side.program.operator_ids().filter(|id| free[id.index()].is_none()) {
                if let Some(key) = key(side, id) {
                    index.entry(key).and_modify(|only| *only = None).or_insert(Some(id));
                }
            }
            index
        };
        let (left, right) = (index(&self.sides[0], &self.twins.forth), index(&self.sides[1], &self.twins.back));
        let mut pairs: Vec<(OperatorId, OperatorId)> =
            left.iter().filter_map(|(key, a)| Some(((*a)?, (*right.get(key)?)?))).collect();
        pairs.sort_unstable();
        pairs.into_iter().for_each(|(a, b)| self.pair(a, b));
    }

    /// From pair to pair: what one reads and who reads it, where both do the same.
    fn spread(&mut self) {
        while let Some((a, b)) = self.queue.pop_front() {
            let inputs: Vec<_> = self.sides[0].inputs(a).into_iter().zip(self.sides[1].inputs(b)).collect();
            for (x, y) in inputs {
                if self.sides[0].shapes[x.index()] == self.sides[1].shapes[y.index()] {
                    self.pair(x, y);
                }
            }
            for (x, argument) in self.sides[0].readers[a.index()].clone() {
                let same = |(y, other): &&(OperatorId, usize)| {
                    let free = self.twins.back[y.index()].is_none();
                    free && *other == argument && self.sides[0].shapes[x.index()] == self.sides[1].shapes[y.index()]
                };
                let found = self.sides[1].readers[b.index()].iter().find(same).map(|(y, _)| *y);
                if let (Some(y), None) = (found, self.twins.forth[x.index()]) {
                    self.pair(x, y);
                }
            }
        }
    }

    /// What is left: equal shapes in textual order.
    fn in_order(&mut self) {
        let mut waiting: HashMap<String, VecDeque<OperatorId>> = HashMap::new();
        for id in self.sides[1].program.operator_ids().filter(|id| self.twins.back[id.index()].is_none()) {
            waiting.entry(self.sides[1].shapes[id.index()].clone()).or_default().push_back(id);
        }
        for id in self.sides[0].program.operator_ids() {
            if self.twins.forth[id.index()].is_some() {
                continue;
            }
            if let Some(twin) = waiting.get_mut(&self.sides[0].shapes[id.index()]).and_then(VecDeque::pop_front) {
                self.pair(id, twin);
            }
        }
    }
}
