//! The glue of a simulation: all instances of a program in one process, with messages delivered in random order.
//!
//! Elements of an ordered channel between two instances keep their order; nothing else does.

use std::fmt::Write;
use suki_codegen::{ChannelKind, Manifest, RoleEntry};

/// `src/main.rs` of a crate that runs a program under random schedules; `client` is the module that asks and checks.
pub fn main(manifest: &Manifest) -> String {
    let mut text = String::from(PRELUDE);
    let role = |name: &str| manifest.roles.iter().find(|role| role.name == name).expect("roles have names");
    let inner = || manifest.roles.iter().filter(|role| !role.is_external());
    let krate = |role: &RoleEntry| role.crate_name.clone().unwrap_or_default();

    text.push_str("#[derive(Default)]\nstruct Channels {\n");
    let inside: Vec<(usize, &suki_codegen::ChannelEntry)> =
        manifest.channels.iter().enumerate().filter(|(_, channel)| channel.kind != ChannelKind::Reply).collect();
    for (index, _) in &inside {
        writeln!(text, "c{index}: Queue<{}>,", carried(manifest, *index)).expect("text");
    }
    text.push_str("}\n\nstruct World {\n");
    for role in inner() {
        let krate = krate(role);
        writeln!(text, "{krate}: Vec<(::{krate}::State, ::{krate}::Inputs, ::{krate}::Outputs)>,").expect("text");
    }
    text.push_str("channels: Channels,\nclient: Client,\nbeats: u32,\n}\n\nimpl World {\nfn new() -> Self { World {\n");
    for role in inner() {
        let (krate, parts) = (krate(role), role.parts);
        let instances = role.members * parts;
        writeln!(
            text,
            "{krate}: (0..{instances}u32).map(|i| (::{krate}::State::new(MemberId::new(i / {parts})), \
             Default::default(), Default::default())).collect(),"
        )
        .expect("text");
    }
    text.push_str("channels: Channels::default(), client: Client::default(), beats: 0 } }\n\n");

    // One step of one instance, and what it says.
    for sender in inner() {
        let (krate, parts) = (krate(sender), sender.parts);
        writeln!(text, "fn step_{krate}(&mut self, i: usize) {{").expect("text");
        writeln!(text, "let (state, inputs, outputs) = &mut self.{krate}[i]; state.step(inputs, outputs);").expect("text");
        writeln!(text, "let (_member, _part) = (i / {parts}, i % {parts});").expect("text");
        for (index, channel) in manifest.channels.iter().enumerate().filter(|(_, channel)| channel.from == sender.name) {
            let to = role(&channel.to);
            let (members, to_parts, name) = (to.members, to.parts as usize, &channel.name);
            let put = |to: String| format!("self.channels.c{index}.put(i, {to}, x);");
            let copies = |range: String, to: String| {
                format!("for other in {range} {{ let x = x.clone(); {} }}", put(to))
            };
            let (pattern, send) = match (channel.kind, channel.keyed) {
                (ChannelKind::Reply, _) => ("(client, x)", format!("self.client.{name}(client, x);")),
                (ChannelKind::Send, false) => ("x", put("0".into())),
                (ChannelKind::Send, true) => ("(part, x)", put("part as usize".into())),
                (ChannelKind::Demux, false) => ("(member, x)", put(format!("member.index() as usize * {to_parts}"))),
                (ChannelKind::Demux, true) => {
                    ("(member, part, x)", put(format!("member.index() as usize * {to_parts} + part as usize")))
                }
                (ChannelKind::Broadcast, false) => {
                    ("x", copies(format!("0..{members}usize"), format!("other * {to_parts}")))
                }
                (ChannelKind::Broadcast, true) => {
                    ("(part, x)", copies(format!("0..{members}usize"), format!("other * {to_parts} + part as usize")))
                }
                (ChannelKind::Exchange, _) => ("(part, x)", put(format!("_member * {to_parts} + part as usize"))),
                (ChannelKind::Gather, _) => ("x", put(format!("_member * {to_parts}"))),
                (ChannelKind::Replicate, _) => {
                    ("x", copies(format!("0..{to_parts}"), format!("_member * {to_parts} + other")))
                }
            };
            writeln!(text, "for {pattern} in outputs.{name}.drain(..) {{ {send} }}").expect("text");
        }
        for log in manifest.logs.iter().filter(|log| log.role == sender.name) {
            let field = &log.field;
            writeln!(text, "inputs.{field}.append(&mut outputs.{field});").expect("text");
        }
        text.push_str("}\n\n");
    }

    // One message of one channel.
    text.push_str("fn deliver(&mut self, rng: &mut Rng) -> bool {\nlet waiting = [");
    for (index, _) in &inside {
        write!(text, "self.channels.c{index}.items.len(), ").expect("text");
    }
    text.push_str("];\nlet Some(choice) = rng.choose(&waiting) else { return false };\nmatch choice {\n");
    for (position, (index, channel)) in inside.iter().enumerate() {
        let (from, to) = (role(&channel.from), role(&channel.to));
        let (krate, name) = (krate(to), &channel.name);
        let cluster = from.is_cluster && !is_move(channel.kind);
        let wrapped = if cluster { format!("(MemberId::new((from / {}) as u32), x)", from.parts) } else { "x".into() };
        writeln!(
            text,
            "{position} => if let Some((from, to, x)) = self.channels.c{index}.take({}, rng) {{ \
             let _ = from; self.{krate}[to].1.{name}.push({wrapped}); if rng.below(2) == 0 {{ self.step_{krate}(to); }} }},",
            channel.ordered
        )
        .expect("text");
    }
    text.push_str("_ => {}\n}\ntrue\n}\n\n");

    // Clients.
    text.push_str("fn ask(&mut self, rng: &mut Rng) -> bool {\nlet mut asked = false;\n");
    for (index, channel) in inside.iter().filter(|(_, channel)| role(&channel.from).is_external()) {
        let (name, to) = (&channel.name, role(&channel.to));
        let parts = to.parts;
        let route = if channel.keyed {
            format!("suki_runtime::route::part_of(&closures::{name}_route(&(client, x.clone())), {parts}) as usize")
        } else {
            String::from("0")
        };
        let port = manifest.ports.iter().find(|port| port.channels.contains(&(*index as u16))).expect("a port");
        let method = if channel.kind == ChannelKind::Demux { name.as_str() } else { port.name.as_str() };
        let (pattern, at) = match channel.kind {
            ChannelKind::Demux => ("(client, (member, x))", format!("member.index() as usize * {parts} + {route}")),
            _ => ("(client, x)", route),
        };
        writeln!(
            text,
            "if let Some({pattern}) = self.client.{method}(rng) {{ let to = {at}; \
             self.channels.c{index}.put(0, to, (client, x)); asked = true; }}"
        )
        .expect("text");
    }
    text.push_str("asked\n}\n\nfn beat(&mut self, rng: &mut Rng) -> bool {\n");
    text.push_str("if self.beats >= client::BEATS { return false; }\nself.beats += 1;\nlet _ = rng;\n");
    for timer in &manifest.timers {
        let krate = krate(role(&timer.role));
        let name = &timer.name;
        writeln!(text, "for i in 0..self.{krate}.len() {{ if rng.below(3) > 0 {{ self.{krate}[i].1.{name} += 1; self.step_{krate}(i); }} }}")
            .expect("text");
    }
    text.push_str("true\n}\n\nfn settle(&mut self) {\n");
    for role in inner() {
        let krate = krate(role);
        writeln!(text, "for i in 0..self.{krate}.len() {{ self.step_{krate}(i); self.step_{krate}(i); self.step_{krate}(i); }}").expect("text");
    }
    text.push_str("}\n}\n");
    text
}

fn is_move(kind: ChannelKind) -> bool {
    matches!(kind, ChannelKind::Exchange | ChannelKind::Gather | ChannelKind::Replicate)
}

/// What one element of a queue is.
fn carried(manifest: &Manifest, index: usize) -> String {
    let channel = &manifest.channels[index];
    let external = manifest.roles.iter().any(|role| role.name == channel.from && role.is_external());
    if external { format!("(ClientId, {})", channel.element) } else { channel.element.clone() }
}

const PRELUDE: &str = r#"#![allow(unused, clippy::all)]
mod client;
use client::Client;
use messages::*;

pub struct Rng(u64);
impl Rng {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
    fn choose(&mut self, weights: &[usize]) -> Option<usize> {
        let total: usize = weights.iter().map(|weight| (*weight).min(3)).sum();
        if total == 0 {
            return None;
        }
        let mut at = self.below(total as u64) as usize;
        weights.iter().position(|weight| {
            let weight = (*weight).min(3);
            let found = at < weight;
            at = at.saturating_sub(weight);
            found
        })
    }
}

struct Queue<T> {
    items: Vec<(usize, usize, T)>,
}
impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue { items: Vec::new() }
    }
}
impl<T> Queue<T> {
    fn put(&mut self, from: usize, to: usize, x: T) {
        self.items.push((from, to, x));
    }
    fn take(&mut self, ordered: bool, rng: &mut Rng) -> Option<(usize, usize, T)> {
        if self.items.is_empty() {
            return None;
        }
        let mut at = rng.below(self.items.len() as u64) as usize;
        if ordered {
            let (from, to) = (self.items[at].0, self.items[at].1);
            at = self.items.iter().position(|item| (item.0, item.1) == (from, to))?;
        }
        Some(self.items.remove(at))
    }
}

fn main() {
    for seed in 1..=20u64 {
        println!("seed {seed}");
        let mut rng = Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut world = World::new();
        let mut idle = 0;
        while idle < 200 {
            let mut busy = world.deliver(&mut rng);
            if rng.below(4) == 0 || !busy {
                busy |= world.ask(&mut rng);
            }
            if !busy || rng.below(200) == 0 {
                world.settle();
                busy |= world.deliver(&mut rng) | world.beat(&mut rng);
            }
            idle = if busy { 0 } else { idle + 1 };
        }
        world.client.check();
    }
}

"#;
