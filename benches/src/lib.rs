//! Measurements.
//!
//! **In this room**: the criterion benches in `benches/`, run by `cargo bench -p suki-benches`; today `plan`, the time
//! that planning takes.
//! **Not in this room**: the harness that runs generated programs on machines and measures their throughput, since
//! nothing is generated yet. Every throughput that suki-opt prints is a prediction of `suki-cost-model`.
