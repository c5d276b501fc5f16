//! The conditions of the rules, by name, so that each can be shown to matter.

use serde::Serialize;

/// A condition that some rule needs. Each has a counter-example: a program that changes its meaning without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// Operators live in the family of their stream: a hop into a fault domain is implemented by that domain.
    StateInFamily,
    /// A stream of total order is never distributed, and one ordered per key only by what the key determines.
    OrderOnWire,
    /// State is split only by what its group key determines.
    KeyDetermined,
    /// The two sides of a join are distributed by the same part of the join key.
    SameKeyBothSides,
    /// An un-keyed choice is made in one place.
    OneOracleOneMachine,
    /// A tick group stays whole.
    TickGroupWhole,
    /// A timer stays at home with the state that hears it.
    TimerStays,
    /// A watermark reaches every part.
    WatermarkEverywhere,
    /// A key is built from types whose equality is equality of their encoding.
    CanonicalKey,
    /// The first hop from a client stays unless the input is `#[routed]`.
    ClientsDoNotChange,
    /// A stateless operator crosses a hop towards the sender only with at most one output per input.
    OneOutputPerInput,
    /// A closure that asks for its member's id stays with that member.
    OwnIdStays,
    /// Facts of a feedback variable's definition are not facts of the variable.
    InductiveFacts,
    /// Two fault domains are merged only with the author's word.
    AuthorAllowsFusion,
}

impl Condition {
    /// All conditions.
    pub const ALL: [Condition; 14] = [
        Condition::StateInFamily,
        Condition::OrderOnWire,
        Condition::KeyDetermined,
        Condition::SameKeyBothSides,
        Condition::OneOracleOneMachine,
        Condition::TickGroupWhole,
        Condition::TimerStays,
        Condition::WatermarkEverywhere,
        Condition::CanonicalKey,
        Condition::ClientsDoNotChange,
        Condition::OneOutputPerInput,
        Condition::OwnIdStays,
        Condition::InductiveFacts,
        Condition::AuthorAllowsFusion,
    ];
}

/// The conditions in force: all of them, except in a test that shows what one is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions(u32);

impl Default for Conditions {
    fn default() -> Self {
        Self::all()
    }
}

impl Conditions {
    /// All conditions. Nothing else is sound.
    pub fn all() -> Self {
        Self(u32::MAX)
    }

    /// All but `condition`: for tests that show that the wrong rewrite fires without it.
    pub fn without(self, condition: Condition) -> Self {
        Self(self.0 & !(1 << condition as u32))
    }

    /// Whether `condition` is in force.
    pub fn hold(self, condition: Condition) -> bool {
        self.0 & (1 << condition as u32) != 0
    }
}
