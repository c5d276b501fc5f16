//! What may happen from outside.

use crate::Value;
use suki_ir::View;

/// What may happen from outside: what clients send, how often timers fire, who may crash.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// For each client, what it sends, in its order: ports and elements. When it does is nobody's choice but its own.
    pub inputs: Vec<Vec<(String, Value)>>,
    /// How often each timer of each instance may fire.
    pub beats_max: u32,
    /// What a random source may yield.
    pub randoms: Vec<u64>,
    /// Who may crash: names of source locations with members.
    pub crashes: Vec<(String, u32)>,
    /// How many of them at most.
    pub crashes_max: u32,
    /// Names of source locations that share a process, member by member, and crash together.
    pub fused: Vec<Vec<String>>,
    /// What is observed of outputs, where that is not what the program itself says.
    pub views: Vec<(String, View)>,
}
