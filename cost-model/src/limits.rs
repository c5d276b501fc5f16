//! Every limit and threshold of the cost model, with its name.

/// Rounds over one cycle of streams before its rates count as growing without end.
pub const CYCLE_ROUNDS_MAX: usize = 2_000;
/// Change of a rate, relative to the rate, below which a cycle counts as settled.
pub const CYCLE_CHANGE_MIN: f64 = 1e-7;
/// Elements per unit of workload above which a cycle counts as growing without end.
pub const CYCLE_RATE_MAX: f64 = 1e6;
/// Nested types that the encoded size looks into; deeper ones get [`UNKNOWN_BYTES`].
pub const TYPE_DEPTH_MAX: usize = 16;
/// Assumed encoded size of what has no size in the text: strings, vectors, maps, unknown types.
pub const UNKNOWN_BYTES: f64 = 32.0;
/// Elements per unit of workload below which a stream is no part of the median latency.
pub const LATENCY_RATE_MIN: f64 = 0.05;
