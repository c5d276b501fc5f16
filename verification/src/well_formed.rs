//! Whether a program is one: every id exists, every operator has its inputs, every stream one place and clock.
//!
//! The checker relies on `suki_ir::infer` for order, shape and type of a stream; where it is and what clock it has
//! is re-established here edge by edge, because placement rests on it.

use crate::refusal::{Refusal, Side, Site};
use suki_ir::{Fact, Kind, LocationId, LocationKind, Op, Operator, OperatorId, Program, Shape, Stream, TickId, infer};

/// The streams of `program`, or why it is no program.
pub fn streams(side: Side, program: &Program) -> Result<Vec<Stream>, Vec<Refusal>> {
    let malformed = |reason: String| Refusal::Malformed { side, reason };
    tables(program).map_err(|reason| vec![malformed(reason)])?;
    for id in program.operator_ids() {
        shape(program, id).map_err(|reason| vec![operator(side, program, id, reason)])?;
    }
    let (streams, diagnostics) = infer(program);
    let errors: Vec<Refusal> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| malformed(format!("{} {}", diagnostic.code.as_str(), diagnostic.message)))
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    if streams.len() != program.operators.len() {
        return Err(vec![malformed("some operator has no stream".into())]);
    }
    let wrong: Vec<Refusal> = program
        .operator_ids()
        .filter_map(|id| {
            let reason = edge(program, &streams, id).err()?;
            Some(operator(side, program, id, reason))
        })
        .collect();
    if wrong.is_empty() { Ok(streams) } else { Err(wrong) }
}

fn operator(side: Side, program: &Program, id: OperatorId, reason: &str) -> Refusal {
    Refusal::Operator { site: Site::of(side, program, id), reason: reason.into() }
}

fn tables(program: &Program) -> Result<(), String> {
    let known = |at: LocationId| at.index() < program.locations.len();
    for location in &program.locations {
        if let LocationKind::Helper { of, parts } = location.kind {
            let home = program.locations.get(of.index()).map(|home| &home.kind);
            if !matches!(home, Some(LocationKind::Process | LocationKind::Cluster { .. })) || parts == 0 {
                return Err(format!("helper {} has no parts, or helps neither process nor cluster", location.name));
            }
        }
    }
    let located = program.ticks.iter().all(|tick| known(tick.at));
    let wishes = program.affinities.iter().all(|wish| wish.locations.iter().all(|at| known(*at)));
    if located && wishes { Ok(()) } else { Err("a tick or a wish names a location that does not exist".into()) }
}

fn arity(op: &Op) -> usize {
    match op {
        Op::FirstTick(_) => 0,
        op if op.kind() == Kind::Source => 0,
        Op::Join { until } => 2 + usize::from(until.is_some()),
        Op::Quorum { until, .. } => 1 + usize::from(until.is_some()),
        Op::CrossProduct | Op::AntiJoin => 2,
        Op::Union | Op::UnwrapOr | Op::CrossSingleton | Op::FilterIfSome | Op::FilterIfNone => 2,
        _ => 1,
    }
}

/// What can be said of an operator without streams.
fn shape(program: &Program, id: OperatorId) -> Result<(), &'static str> {
    let operator = program.operator(id);
    if operator.inputs.len() != arity(&operator.op) {
        return Err("wrong number of inputs");
    }
    if operator.inputs.iter().any(|input| input.index() >= program.operators.len()) {
        return Err("an input that does not exist");
    }
    let kind = |at: LocationId| program.locations.get(at.index()).map(|location| &location.kind);
    let is_helper = |at: LocationId| matches!(kind(at), Some(LocationKind::Helper { .. }));
    let at = match &operator.op {
        Op::Deal { among } => Some(*among),
        op if op.tick().is_some_and(|TickId(tick)| tick as usize >= program.ticks.len()) => {
            return Err("an unknown tick");
        }
        op => op.stands_at().or(op.target()),
    };
    if at.is_some_and(|at| at.index() >= program.locations.len()) {
        return Err("an unknown location");
    }
    let home = |at: LocationId| kind(program.family(at));
    let fits = match &operator.op {
        Op::Input { at, .. } | Op::Output { to: at, .. } => kind(*at) == Some(&LocationKind::External),
        op if op.kind() == Kind::Source => op.stands_at().is_some_and(|at| kind(at) != Some(&LocationKind::External)),
        Op::Send { to, key } => home(*to) == Some(&LocationKind::Process) && key.is_some() == is_helper(*to),
        Op::Broadcast { to, key } | Op::Demux { to, key } => {
            matches!(home(*to), Some(LocationKind::Cluster { .. })) && key.is_some() == is_helper(*to)
        }
        Op::Exchange { to, .. } | Op::Replicate { to } => is_helper(*to),
        _ => true,
    };
    if fits { Ok(()) } else { Err("a location of the wrong kind, or a key where none is due or none where one is") }
}

/// Whether place and clock of a stream follow from those of its inputs.
fn edge(program: &Program, streams: &[Stream], id: OperatorId) -> Result<(), &'static str> {
    let operator = program.operator(id);
    let own = &streams[id.index()];
    let mut inputs = operator.inputs.iter().map(|input| &streams[input.index()]);
    let at_one_place = inputs.clone().all(|input| input.at == own.at);
    let together = match &operator.op {
        Op::Output { .. } => true,
        op if op.kind() == Kind::Source => op.stands_at() == Some(own.at),
        Op::FirstTick(tick) => own.at == program.tick(*tick).at,
        other => match other.target() {
            Some(to) => own.at == to,
            None => at_one_place,
        },
    };
    if !together {
        return Err("its inputs are at another place");
    }
    if !is_known(operator, own) {
        return Err("no rule speaks of it where it stands");
    }
    let in_clock = match (&operator.op, operator.op.kind()) {
        (Op::Batch(tick), _) => own.clock == Some(*tick) && inputs.all(|input| input.clock.is_none()),
        (Op::AllTicks, _) => own.clock.is_none() && inputs.all(|input| input.clock.is_some()),
        (_, Kind::InTick | Kind::Aggregate) => own.clock.is_some() && inputs.all(|input| input.clock == own.clock),
        (_, Kind::Source | Kind::Hop | Kind::Move | Kind::Sink) | (Op::ArrivalOrder | Op::PersistTo { .. }, _) => {
            own.clock.is_none() && inputs.all(|input| input.clock.is_none())
        }
        _ => inputs.all(|input| input.clock == own.clock),
    };
    if in_clock { Ok(()) } else { Err("its inputs have another clock") }
}

/// Whether some rule speaks of the operator. What no rule speaks of is refused, whatever a certificate says.
fn is_known(operator: &Operator, own: &Stream) -> bool {
    match &operator.op {
        Op::SourceIter { .. }
        | Op::Random { .. }
        | Op::Recover { .. }
        | Op::FirstTick(_)
        | Op::Keys
        | Op::Inspect(_)
        | Op::Unordered
        | Op::CrossProduct
        | Op::Deal { .. }
        | Op::Merge
        | Op::Snapshot(_)
        | Op::AllTicksAtomic
        | Op::EndAtomic
        | Op::Reduce(_)
        | Op::Min
        | Op::First
        | Op::Sort
        | Op::Delta
        | Op::AntiJoin => false,
        Op::Fold { .. } | Op::Count | Op::Max => own.clock.is_some() && own.shape != Shape::Keyed,
        Op::KeyBy(_) | Op::Values | Op::Join { .. } | Op::Unique => own.clock.is_none(),
        op => op.kind() != Kind::Hop || !operator.facts.contains(&Fact::Lossy),
    }
}
