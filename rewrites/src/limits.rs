//! Every limit of the rewriter, with its name. What a limit cuts off is reported, never called saturation.

/// Functional dependencies kept per stream.
pub const DEPENDENCIES_MAX: usize = 16;
/// Keys tried for one keyed operator: the whole key and its parts.
pub const KEYS_PER_OPERATOR_MAX: usize = 8;
/// How deep in the group key of a keyed operator a field may be to be tried.
pub const KEY_DEPTH_MAX: usize = 2;
/// E-nodes of one program.
pub const NODES_MAX: usize = 4_000_000;
/// Helper roles of one instance, and of many, tried for each family.
pub const HELPERS_PER_FAMILY: u8 = 1;
/// Operators that are looked through to see whether a key is shared by most elements.
pub const SHARED_DEPTH_MAX: usize = 64;
