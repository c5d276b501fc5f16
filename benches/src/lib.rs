//! Measurements.
//!
//! **In this room**: the criterion benches in `benches/`, run by `cargo bench -p suki-benches`: `plan`, the time that
//! planning takes; `runtime`, what frames and turns cost.
//! **Not in this room**: the harness that runs generated programs on machines and measures their throughput, since
//! nothing is generated yet. Every throughput that suki-opt prints is a prediction of `suki-cost-model`.
