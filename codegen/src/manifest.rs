//! `manifest.json`: who talks to whom, for tools that start, watch and drive a generated workspace.

use crate::names::crate_name;
use crate::network::{self, channel_name, target};
use crate::plan::Plan;
use quote::ToTokens;
use serde::{Deserialize, Serialize};
use suki_ir::{Op, OperatorId};

/// The manifest of one generated workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this format: [`Manifest::FORMAT`].
    pub format: u32,
    /// The name of the program.
    pub program: String,
    /// The hash of the plan, 16 hexadecimal digits; processes with another hash refuse one another.
    pub hash: String,
    /// What runs as one process, in the runtime's order.
    pub processes: Vec<ProcessEntry>,
    /// Locations, externals included, in the runtime's order.
    pub roles: Vec<RoleEntry>,
    /// Streams between locations; the index is the number on the wire.
    pub channels: Vec<ChannelEntry>,
    /// Timers in the runtime's order.
    pub timers: Vec<TimerEntry>,
    /// Logs in the runtime's order.
    pub logs: Vec<LogEntry>,
    /// The ports of clients.
    pub ports: Vec<PortEntry>,
}

/// One kind of process; it runs `members * parts` times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessEntry {
    /// Its name: that of its crate and binary.
    pub name: String,
    /// Members.
    pub members: u32,
    /// Processes for each member.
    pub parts: u32,
    /// The names of the roles in it.
    pub roles: Vec<String>,
}

/// One location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleEntry {
    /// Its name in the program.
    pub name: String,
    /// The crate of its transducer; none for clients outside.
    pub crate_name: Option<String>,
    /// The name of the source location whose family it belongs to: its own unless it is a helper.
    pub family: String,
    /// Whether its family is a cluster: what its members send arrives with their ids.
    pub is_cluster: bool,
    /// Members of the source program; 0 for clients.
    pub members: u32,
    /// Parts of each member.
    pub parts: u32,
    /// Whether another incarnation may take up what is on disk.
    pub restartable: bool,
}

/// How a channel chooses its receivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// To a process, or to the part of its helper that the key names.
    Send,
    /// To all members, or to one part of each member's helper.
    Broadcast,
    /// To the member that the element names, or to one part of it.
    Demux,
    /// Within a family, to the part that the key names.
    Exchange,
    /// Within a family, to its one receiver.
    Gather,
    /// Within a family, to all parts.
    Replicate,
    /// To a client.
    Reply,
}

/// One stream between two roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelEntry {
    /// Its name: the field of the receiver's `Inputs`, or of the sender's `Outputs`, that it fills.
    pub name: String,
    /// The sending role.
    pub from: String,
    /// The receiving role.
    pub to: String,
    /// How receivers are chosen.
    pub kind: ChannelKind,
    /// Whether the part of the receiver is chosen by a key.
    pub keyed: bool,
    /// Whether elements arrive in the order in which they were sent.
    pub ordered: bool,
    /// Whether elements may be lost.
    pub lossy: bool,
    /// The Rust type of an element on the wire.
    pub element: String,
    /// Where it stands in the program.
    pub place: String,
}

/// One timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerEntry {
    /// The field of `Inputs` that counts its beats.
    pub name: String,
    /// The role that it is at.
    pub role: String,
    /// Its period.
    pub period_ms: u64,
}

/// One log on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its name in the program.
    pub name: String,
    /// The field of `Outputs` with what goes to it, and of `Inputs` with what is on disk.
    pub field: String,
    /// The role that it is at.
    pub role: String,
}

/// One port of clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortEntry {
    /// Its name.
    pub name: String,
    /// The external role.
    pub role: String,
    /// Whether clients send by it; else they receive.
    pub is_input: bool,
    /// The Rust type of an element: what a client sends, or what it gets.
    pub element: String,
    /// The channels that it feeds, or the one that feeds it.
    pub channels: Vec<u16>,
}

impl Manifest {
    /// The version of the format that this crate writes.
    pub const FORMAT: u32 = 1;

    pub(crate) fn of(plan: &Plan) -> Self {
        let program = plan.program;
        let name = |at| plan.location_name(at).to_string();
        let processes = network::processes(plan).into_iter().map(|process| ProcessEntry {
            name: process.name,
            members: process.members,
            parts: process.parts,
            roles: process.locations.iter().map(|at| name(*at)).collect(),
        });
        let roles = program.location_ids().map(|at| RoleEntry {
            name: name(at),
            crate_name: (!plan.is_external(at)).then(|| crate_name(plan.location_name(at))),
            family: name(program.family(at)),
            is_cluster: plan.is_cluster(at),
            members: program.members(at),
            parts: program.parts(at),
            restartable: network::is_restartable(plan, at),
        });
        let timers = network::timers(plan).into_iter().map(|id| TimerEntry {
            name: plan.names.get(id).to_string(),
            role: name(plan.at(id)),
            period_ms: match plan.op(id) {
                Op::Interval { period_ms, .. } | Op::Random { period_ms, .. } => *period_ms,
                _ => 0,
            },
        });
        let logs = network::logs(plan).into_iter().map(|id| LogEntry {
            name: if let Op::PersistTo { log } = plan.op(id) { log.clone() } else { String::new() },
            field: plan.names.get(id).to_string(),
            role: name(plan.at(id)),
        });
        Self {
            format: Self::FORMAT,
            program: plan.source.stem().to_string(),
            hash: format!("{:016x}", network::hash(plan)),
            processes: processes.collect(),
            roles: roles.collect(),
            channels: network::channels(plan).into_iter().map(|id| channel(plan, id)).collect(),
            timers: timers.collect(),
            logs: logs.collect(),
            ports: plan.order().filter_map(|id| port(plan, id)).collect(),
        }
    }

    pub(crate) fn json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a manifest has no maps with other keys than text");
        json.push('\n');
        json
    }
}

fn channel(plan: &Plan, id: OperatorId) -> ChannelEntry {
    let op = plan.op(id);
    let (kind, keyed) = match op {
        Op::Send { key, .. } => (ChannelKind::Send, key.is_some()),
        Op::Broadcast { key, .. } => (ChannelKind::Broadcast, key.is_some()),
        Op::Demux { key, .. } => (ChannelKind::Demux, key.is_some()),
        Op::Exchange { .. } => (ChannelKind::Exchange, true),
        Op::Gather { .. } => (ChannelKind::Gather, false),
        Op::Replicate { .. } => (ChannelKind::Replicate, false),
        _ => (ChannelKind::Reply, false),
    };
    let sent = if kind == ChannelKind::Reply {
        crate::types::pair(plan.types.element(id)).1
    } else {
        crate::closures::payload(plan, id)
    };
    ChannelEntry {
        name: channel_name(plan, id),
        from: plan.location_name(plan.from(id)).to_string(),
        to: plan.location_name(target(plan, id)).to_string(),
        kind,
        keyed,
        ordered: plan.is_ordered(id),
        lossy: network::is_lossy(plan, id),
        element: written(&sent),
        place: plan.source.place(plan.operator(id).span),
    }
}

fn port(plan: &Plan, id: OperatorId) -> Option<PortEntry> {
    let role = |at| plan.location_name(at).to_string();
    match plan.op(id) {
        Op::Input { port, at, .. } => {
            // Clients do what stands between the port and the hop themselves.
            let hops = network::channels(plan).into_iter().filter(|hop| plan.is_external(plan.from(*hop)));
            let fed = hops.filter(|hop| plan.leads_to(id, *hop)).map(|hop| network::channel(plan, hop)).collect();
            let element = written(plan.types.element(id));
            Some(PortEntry { name: port.clone(), role: role(*at), is_input: true, element, channels: fed })
        }
        Op::Output { port, to } => Some(PortEntry {
            name: port.clone(),
            role: role(*to),
            is_input: false,
            element: written(&crate::types::pair(plan.types.element(id)).1),
            channels: vec![network::channel(plan, id)],
        }),
        _ => None,
    }
}

/// A type as text.
fn written(ty: &syn::Type) -> String {
    suki_ir::text::tokens(ty.to_token_stream())
}

impl RoleEntry {
    /// Whether it stands for clients outside.
    pub fn is_external(&self) -> bool {
        self.crate_name.is_none()
    }
}

impl Plan<'_> {
    /// Whether what `id` makes reaches `target` without leaving its location.
    fn leads_to(&self, id: OperatorId, target: OperatorId) -> bool {
        self.edges(id)
            .iter()
            .any(|edge| edge.reader == target || (!self.is_channel(edge.reader) && self.leads_to(edge.reader, target)))
    }
}
