//! Targets: what machines, messages and operators cost. The schema for people is in `TARGETS.md`.

use crate::Regions;
use crate::toml_error::line_and_message;
use serde::{Deserialize, Deserializer, Serialize};

/// Machines and a network, as a TOML file describes them.
///
/// ```
/// let target = suki_cost_model::Target::shipped("emulated-cluster").unwrap();
/// assert_eq!(target.machine.share, 0.05);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What it is called.
    pub name: String,
    /// What a fault domain is.
    pub isolation: Isolation,
    /// Machines that a plan may use; none: as many as it likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machines_max: Option<u32>,
    /// One machine.
    pub machine: Machine,
    /// Messages between two processes.
    pub link: Link,
    /// Operators.
    pub operators: Operators,
    /// Regions; none: everything stands in one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Regions>,
}

/// What a fault domain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Isolation {
    /// A machine: every process has one of its own.
    Machine,
    /// A process: one box for development, whose cores all processes share.
    Process,
    /// Nothing: one box, and any two locations may be merged.
    None,
}

/// One machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Cores. Processes are single-threaded, so more than one helps only where processes share the machine.
    #[serde(deserialize_with = "positive")]
    pub cores: f64,
    /// The fraction of one core that a process may use, above 0, at most 1.
    #[serde(deserialize_with = "fraction")]
    pub share: f64,
    /// US dollars for an hour of one machine; none: nobody pays.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_negative_if_any")]
    pub price_per_hour: Option<f64>,
}

/// Messages between two processes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// One write system call.
    #[serde(deserialize_with = "not_negative")]
    pub write_ns: f64,
    /// One read system call.
    #[serde(deserialize_with = "not_negative")]
    pub read_ns: f64,
    /// Encoding or decoding one small message.
    #[serde(deserialize_with = "not_negative")]
    pub codec_ns: f64,
    /// What each byte of a message adds, at either end.
    #[serde(deserialize_with = "not_negative")]
    pub codec_ns_per_byte: f64,
    /// From the end of the write to the begin of the read, median.
    #[serde(deserialize_with = "not_negative")]
    pub delay_ns_p50: f64,
    /// Handing one element over a queue inside one process, both ends together.
    #[serde(deserialize_with = "not_negative")]
    pub queue_ns: f64,
    /// System calls for each message when a process flushes once per turn, at saturation.
    pub turn: Turn,
    /// System calls at low load, when their receivers sleep; none: as at high load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<Calls>,
}

/// One system call for a small message.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// One write.
    #[serde(deserialize_with = "not_negative")]
    pub write_ns: f64,
    /// One read.
    #[serde(deserialize_with = "not_negative")]
    pub read_ns: f64,
}

impl Link {
    /// The same at low load.
    pub(crate) fn at_low_load(mut self) -> Self {
        if let Some(Calls { write_ns, read_ns }) = self.idle {
            (self.write_ns, self.read_ns) = (write_ns, read_ns);
        }
        self
    }
}

/// System calls for each message when a process flushes once per turn, at saturation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Writes for each message sent.
    #[serde(deserialize_with = "not_negative")]
    pub writes_per_message: f64,
    /// Reads for each message received.
    #[serde(deserialize_with = "not_negative")]
    pub reads_per_message: f64,
    /// One of these calls: it comes with waiting for the next and with waking whoever gets it; none: as `write_ns` and
    /// `read_ns`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_negative_if_any")]
    pub call_ns: Option<f64>,
    /// The same between a process and its clients, of whom each has few messages; none: as between processes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clients: Option<Clients>,
}

/// System calls for each message between a process and its clients, at saturation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clients {
    /// Writes for each message sent by one process that has all clients; where several members answer in turn, each
    /// of them shares its writes among fewer.
    #[serde(deserialize_with = "not_negative")]
    pub writes_per_message: f64,
    /// Reads for each message received.
    #[serde(deserialize_with = "not_negative")]
    pub reads_per_message: f64,
    /// One write to a client, which has time and sleeps.
    #[serde(deserialize_with = "not_negative")]
    pub write_ns: f64,
}

/// What an operator costs for each element that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operators {
    /// `map`, `filter`, `filter_map`, `flat_map`, `union`, `key_by`, `values`, `arrival_order`; hashing a key
    /// to a part.
    #[serde(deserialize_with = "not_negative")]
    pub stateless_ns: f64,
    /// `join`, `quorum`, `unique`.
    #[serde(deserialize_with = "not_negative")]
    pub hash_ns: f64,
    /// `scan`.
    #[serde(deserialize_with = "not_negative")]
    pub scan_ns: f64,
    /// Tick boundaries and operators inside ticks.
    #[serde(deserialize_with = "not_negative")]
    pub tick_ns: f64,
    /// `persist_to`: CPU for one record.
    #[serde(deserialize_with = "not_negative")]
    pub disk_ns: f64,
    /// `persist_to`: until a record is on disk, median.
    #[serde(deserialize_with = "not_negative")]
    pub disk_delay_ns_p50: f64,
}

/// A target file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TargetError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

const SHIPPED: [(&str, &str); 4] = [
    ("aws-three-regions", include_str!("../targets/aws-three-regions.toml")),
    ("emulated-cluster", include_str!("../targets/emulated-cluster.toml")),
    ("gcp-n2-standard-4", include_str!("../targets/gcp-n2-standard-4.toml")),
    ("loopback", include_str!("../targets/loopback.toml")),
];

impl Target {
    /// Reads a target file.
    pub fn parse(text: &str) -> Result<Target, TargetError> {
        toml::from_str(text).map_err(|error| {
            let (line, message) = line_and_message(text, &error);
            TargetError { line, message }
        })
    }

    /// The target of that name that comes with suki-opt.
    ///
    /// # Panics
    /// Never: a test reads every shipped file.
    pub fn shipped(name: &str) -> Option<Target> {
        let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
        Some(Target::parse(text).expect("shipped targets are read by a test"))
    }

    /// The names of the shipped targets, sorted.
    pub fn names() -> Vec<&'static str> {
        SHIPPED.iter().map(|(name, _)| *name).collect()
    }
}

fn number<'de, D: Deserializer<'de>>(from: D, allowed: fn(f64) -> bool, expected: &str) -> Result<f64, D::Error> {
    let value = f64::deserialize(from)?;
    if value.is_finite() && allowed(value) {
        return Ok(value);
    }
    Err(serde::de::Error::custom(format!("{value} is out of range: {expected}")))
}

fn not_negative<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    number(from, |value| value >= 0.0, "expected 0 or more")
}

fn not_negative_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    not_negative(from).map(Some)
}

fn positive<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    number(from, |value| value > 0.0, "expected more than 0")
}

fn fraction<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    number(from, |value| value > 0.0 && value <= 1.0, "expected more than 0, at most 1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_targets_carry_their_names() {
        for name in Target::names() {
            let target = Target::shipped(name).unwrap();
            assert_eq!(target.name, name);
            assert_eq!(Target::parse(&toml::to_string(&target).unwrap()).unwrap(), target);
        }
        assert_eq!(Target::shipped("nowhere"), None);
        assert!(Target::names().is_sorted());
    }

    #[test]
    fn emulated_cluster_has_the_measured_constants() {
        let target = Target::shipped("emulated-cluster").unwrap();
        assert_eq!(target.isolation, Isolation::Machine);
        let link = target.link;
        assert_eq!((link.write_ns, link.read_ns, link.codec_ns, link.codec_ns_per_byte), (1900.0, 750.0, 35.0, 0.1));
        assert_eq!((link.turn.writes_per_message, link.turn.reads_per_message), (0.003, 0.003));
    }

    #[test]
    fn errors_name_the_line() {
        let text = include_str!("../targets/loopback.toml");
        let check = |from: &str, to: &str, expect: &str| {
            let line = 1 + text.lines().position(|line| line.contains(from)).unwrap();
            let error = Target::parse(&text.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.contains(expect), "{error}");
        };
        check("write_ns = 1900", "write_ns = -1", "expected 0 or more");
        check("write_ns = 1900", "writes_ns = 1900", "unknown field `writes_ns`");
        check("share = 1.0", "share = 2", "at most 1");
        check("share = 1.0", "share = nan", "out of range");
        check("cores = 2", "cores = 0", "more than 0");
        check("isolation = \"process\"", "isolation = \"room\"", "unknown variant");
        check("hash_ns = 40", "hash_ns = = 40", "");
    }
}
