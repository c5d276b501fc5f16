//! The counters as text: for Prometheus, and as one JSON object.

use crate::log::escape;
use crate::net::{Net, Peer, State};
use crate::profile;
use crate::slow_cpu::process_cpu_ns;
use crate::wire::hello::Refusal;
use std::fmt::Write as _;

/// A number that only grows: its name, what it is.
type Total = (&'static str, &'static str, u64);

fn totals(net: &Net) -> [Total; 14] {
    let counters = &net.counters;
    [
        ("cpu_ns", "CPU time of the process", process_cpu_ns()),
        ("turns", "turns of the loop", counters.turns),
        ("reads", "successful reads from connections", counters.reads),
        ("read_bytes", "bytes of these reads", counters.read_bytes),
        ("writes", "successful writes to connections", counters.writes),
        ("written_bytes", "bytes of these writes", counters.written_bytes),
        ("syncs", "writes to logs, each synced", counters.syncs),
        ("dropped", "messages for peers that have crashed, or clients that are gone", counters.dropped),
        ("bad_frames", "connections closed for bytes that are no message", counters.bad_frames),
        ("slow", "connections closed because a hello or frame took too long", counters.slow),
        ("crowded", "connections closed because there were too many, or too large frames at once", counters.crowded),
        ("clients_overflowed", "connections closed because their client did not read", counters.clients_overflowed),
        ("reconnects", "connections to peers that were made again", counters.reconnects),
        ("crashed", "peers declared crashed", counters.crashed),
    ]
}

/// What things are like now, not what has happened.
fn gauges(net: &Net) -> [(&'static str, &'static str, u64); 3] {
    let missing = net.missing().count() as u64;
    [
        ("clients", "clients connected", net.clients.len() as u64),
        ("peers_missing", "peers without a connection", missing),
        ("family_stands", "whether all sessions of the family stand", u64::from(net.peers.family_stands())),
    ]
}

/// What goes over a channel, with the name of the direction.
fn traffic(net: &Net) -> impl Iterator<Item = (&'static str, [(&'static str, u64); 4])> {
    net.plan.channels.iter().zip(&net.counters.channels).map(|(channel, traffic)| {
        let numbers = [
            ("messages_in", traffic.messages_in),
            ("bytes_in", traffic.bytes_in),
            ("messages_out", traffic.messages_out),
            ("bytes_out", traffic.bytes_out),
        ];
        (channel.name, numbers)
    })
}

/// The peers that there is a session with, and how long their queues are.
fn queues(net: &Net) -> impl Iterator<Item = (&Peer, [(&'static str, usize); 2])> {
    let outbox = |peer: &Peer| (peer.line.outbox.unwritten().len(), peer.line.outbox.kept_bytes());
    net.peers.all.iter().filter(|peer| peer.wanted).map(move |peer| {
        let (unwritten, kept) = outbox(peer);
        (peer, [("queued_bytes", unwritten), ("kept_bytes", kept)])
    })
}

/// In the text format of Prometheus.
pub fn prometheus(net: &Net) -> String {
    let mut out = String::new();
    for (name, help, value) in totals(net) {
        let _ = writeln!(out, "# HELP suki_{name}_total {help}\n# TYPE suki_{name}_total counter");
        let _ = writeln!(out, "suki_{name}_total {value}");
    }
    for (name, help, value) in gauges(net) {
        let _ = writeln!(out, "# HELP suki_{name} {help}\n# TYPE suki_{name} gauge\nsuki_{name} {value}");
    }
    for (channel, numbers) in traffic(net) {
        for (name, value) in numbers {
            let _ = writeln!(out, "suki_channel_{name}_total{{channel=\"{}\"}} {value}", escape(channel));
        }
    }
    for (peer, numbers) in queues(net) {
        for (name, value) in numbers {
            let _ = writeln!(out, "suki_peer_{name}{{peer=\"{}\"}} {value}", escape(&peer.name));
        }
    }
    for (refusal, count) in refusals(net) {
        let _ = writeln!(out, "suki_hellos_refused_total{{why=\"{refusal}\"}} {count}");
    }
    out
}

/// As one JSON object.
pub fn json(net: &Net) -> String {
    let mut out = format!("{{\"process\":\"{}\"", escape(&net.plan.name(net.me)));
    for (name, _, value) in totals(net).into_iter().chain(gauges(net)) {
        let _ = write!(out, ",\"{name}\":{value}");
    }
    let channels = traffic(net).map(|(channel, numbers)| {
        let numbers = numbers.map(|(name, value)| format!(",\"{name}\":{value}")).concat();
        format!("{{\"name\":\"{}\"{numbers}}}", escape(channel))
    });
    let _ = write!(out, ",\"channels\":[{}]", channels.collect::<Vec<_>>().join(","));
    let peers = queues(net).map(|(peer, numbers)| {
        let state = match peer.state {
            State::Away => "away",
            State::Here => "here",
            State::Crashed => "crashed",
        };
        let numbers = numbers.map(|(name, value)| format!(",\"{name}\":{value}")).concat();
        format!("{{\"name\":\"{}\",\"state\":\"{state}\"{numbers}}}", escape(&peer.name))
    });
    let _ = write!(out, ",\"peers\":[{}]", peers.collect::<Vec<_>>().join(","));
    let refused = refusals(net).map(|(refusal, count)| format!("\"{refusal}\":{count}"));
    let _ = write!(out, ",\"hellos_refused\":{{{}}}", refused.collect::<Vec<_>>().join(","));
    let streams = profile::counted().map(|(stream, count)| format!("\"{stream}\":{count}"));
    let _ = write!(out, ",\"streams\":{{{}}}}}", streams.collect::<Vec<_>>().join(","));
    out
}

/// Whether the process can do its work, and which peers it misses.
pub fn health(net: &Net) -> (bool, String) {
    let missing: Vec<String> = net.missing().map(|peer| format!("\"{}\"", escape(&peer.name))).collect();
    let ready = missing.is_empty() && !net.stopping;
    let text = format!("{{\"ready\":{ready},\"stopping\":{},\"missing\":[{}]}}", net.stopping, missing.join(","));
    (ready, text)
}

fn refusals(net: &Net) -> impl Iterator<Item = (Refusal, u64)> {
    Refusal::ALL.into_iter().zip(net.counters.refused)
}
