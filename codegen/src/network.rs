//! The plan as the runtime knows it: roles, processes, channels, timers and logs by number.

use crate::names::{crate_name, identifier};
use crate::plan::Plan;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use suki_ir::{AffinityKind, Fact, Kind, LocationId, Op, OperatorId};

/// What runs as one process: one location, or several that are fused member by member.
pub(crate) struct Process {
    /// The name of its crate.
    pub name: String,
    pub locations: Vec<LocationId>,
    pub members: u32,
    pub parts: u32,
}

/// All processes; the index is the runtime's number for one.
pub(crate) fn processes(plan: &Plan) -> Vec<Process> {
    let program = plan.program;
    let fused = program.groups(AffinityKind::Fuse);
    let mut processes: Vec<Process> = Vec::new();
    for at in program.location_ids().filter(|at| !plan.is_external(*at)) {
        if processes.iter().any(|process| process.locations.contains(&at)) {
            continue;
        }
        let group = fused.iter().find(|group| group.contains(&at));
        let locations = group.cloned().unwrap_or_else(|| vec![at]);
        let names: Vec<String> = locations.iter().map(|at| crate_name(plan.location_name(*at))).collect();
        let members = locations.iter().map(|at| program.members(*at)).max().unwrap_or(1);
        processes.push(Process { name: names.join("_"), members, parts: program.parts(at), locations });
    }
    processes
}

/// The role of a location.
pub(crate) fn role(at: LocationId) -> u16 {
    number(at.index())
}

/// The channel of a hop, a move or an output.
pub(crate) fn channel(plan: &Plan, id: OperatorId) -> u16 {
    position(&channels(plan), id)
}

/// The timer of an interval.
pub(crate) fn timer(plan: &Plan, id: OperatorId) -> u16 {
    position(&timers(plan), id)
}

/// The log of a `persist_to`.
pub(crate) fn log(plan: &Plan, id: OperatorId) -> u16 {
    position(&logs(plan), id)
}

/// Hops, moves and outputs in textual order.
pub(crate) fn channels(plan: &Plan) -> Vec<OperatorId> {
    of(plan, |op| matches!(op.kind(), Kind::Hop | Kind::Move) || matches!(op, Op::Output { .. }))
}

/// Intervals and random sources in textual order.
pub(crate) fn timers(plan: &Plan) -> Vec<OperatorId> {
    of(plan, |op| matches!(op, Op::Interval { .. } | Op::Random { .. }))
}

/// Logs in textual order.
pub(crate) fn logs(plan: &Plan) -> Vec<OperatorId> {
    of(plan, |op| matches!(op, Op::PersistTo { .. }))
}

/// Where a channel leads to.
pub(crate) fn target(plan: &Plan, id: OperatorId) -> LocationId {
    match plan.op(id) {
        Op::Output { to, .. } => *to,
        op => op.target().unwrap_or_else(|| plan.at(id)),
    }
}

/// What a channel is called.
pub(crate) fn channel_name(plan: &Plan, id: OperatorId) -> String {
    match plan.op(id) {
        Op::Output { port, .. } => identifier(port),
        _ => plan.names.get(id).to_string(),
    }
}

/// Whether a location takes up again what it has on disk.
pub(crate) fn is_restartable(plan: &Plan, at: LocationId) -> bool {
    plan.order().any(|id| matches!(plan.op(id), Op::Recover { at: here, .. } if *here == at))
}

/// Whether elements of a channel may be lost.
pub(crate) fn is_lossy(plan: &Plan, id: OperatorId) -> bool {
    plan.operator(id).facts.contains(&Fact::Lossy)
}

/// The hash of the plan: FNV-1a over its canonical text.
pub(crate) fn hash(plan: &Plan) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    plan.program.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

fn number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn position(all: &[OperatorId], id: OperatorId) -> u16 {
    number(all.iter().position(|one| *one == id).unwrap_or(usize::from(u16::MAX)))
}

fn of(plan: &Plan, wanted: impl Fn(&Op) -> bool) -> Vec<OperatorId> {
    let mut all: Vec<OperatorId> = plan.order().filter(|id| wanted(plan.op(*id))).collect();
    all.sort();
    all
}

/// `pub static PLAN`, for the `messages` crate.
pub(crate) fn constant(plan: &Plan) -> TokenStream {
    let all = processes(plan);
    let (program, hash) = (plan.source.stem(), Literal::u64_unsuffixed(hash(plan)));
    let wide = Literal::u32_unsuffixed;
    let small = Literal::u16_unsuffixed;
    let processes = all.iter().map(|process| {
        let (name, members, parts) = (&process.name, wide(process.members), wide(process.parts));
        quote!(suki_runtime::Process { name: #name, members: #members, parts: #parts })
    });
    let roles = plan.program.location_ids().map(|at| {
        let name = plan.location_name(at);
        let process = all.iter().position(|process| process.locations.contains(&at));
        let process = process.map_or(quote!(None), |index| {
            let index = small(number(index));
            quote!(Some(#index))
        });
        let (members, parts) = (wide(plan.program.members(at)), wide(plan.program.parts(at)));
        let (family, restartable) = (small(role(plan.program.family(at))), is_restartable(plan, at));
        quote!(suki_runtime::Role {
            name: #name, process: #process, members: #members, parts: #parts, family: #family, restartable: #restartable
        })
    });
    let channels = channels(plan).into_iter().map(|id| {
        let (name, lossy) = (channel_name(plan, id), is_lossy(plan, id));
        let (from, to) = (small(role(plan.from(id))), small(role(target(plan, id))));
        let reach = if plan.op(id).kind() == Kind::Move { quote!(Family) } else { quote!(Everyone) };
        quote!(suki_runtime::Channel {
            name: #name, from: #from, to: #to, reach: suki_runtime::Reach::#reach, lossy: #lossy
        })
    });
    let timers = timers(plan).into_iter().map(|id| {
        let period = match plan.op(id) {
            Op::Interval { period_ms, .. } | Op::Random { period_ms, .. } => *period_ms,
            _ => 0,
        };
        let (name, role, period) = (plan.names.get(id), small(role(plan.at(id))), Literal::u64_unsuffixed(period));
        quote!(suki_runtime::Timer { name: #name, role: #role, period_ms: #period })
    });
    let logs = logs(plan).into_iter().map(|id| {
        let name = if let Op::PersistTo { log } = plan.op(id) { log } else { "" };
        let role = small(role(plan.from(id)));
        quote!(suki_runtime::Log { name: #name, role: #role })
    });
    quote! {
        #[doc = " The plan as the runtime knows it."]
        pub static PLAN: suki_runtime::Plan = suki_runtime::Plan {
            program: #program,
            hash: #hash,
            processes: &[#(#processes),*],
            roles: &[#(#roles),*],
            channels: &[#(#channels),*],
            timers: &[#(#timers),*],
            logs: &[#(#logs),*],
        };
    }
}
