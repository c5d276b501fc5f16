//! Limits of the interpreter.

/// Instances of all locations together.
pub const INSTANCES_MAX: usize = 256;
/// Channels between instances.
pub const CHANNELS_MAX: usize = 20_000;
/// Elements that one step may push through operators before the program is taken to run away.
pub const PUSHES_MAX: usize = 1_000_000;
