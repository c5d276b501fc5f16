//! From a plan to generated code. Nothing is generated yet.
//!
//! **In this room**, when it is filled: a plan (a `suki_ir::Program` with helpers) becomes one Rust crate for each
//! location, a transducer from the messages that come in to the messages that go out; `deploy`, with one file for
//! each platform, says where the processes run.
//! **Not in this room**: whether a plan is right or fast (other crates decide that before), and what generated code
//! links (`suki-runtime`, which knows none of our crates).
