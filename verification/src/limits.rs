//! Every limit of the checker, with its name. A certificate that exceeds one is refused, never half checked.

/// Terms of one certificate.
pub const TERMS_MAX: usize = 4_000_000;
/// Instances of one certificate.
pub const INSTANCES_MAX: usize = 4_000_000;
/// Children of all unions together, after flattening: shared unions would double with every level.
pub const UNION_CHILDREN_MAX: usize = 1_000_000;
/// Terms, children and stages that matching and closure may look at.
pub const WORK_MAX: usize = 100_000_000;
/// Parts of one key, and their nesting.
pub const KEY_PARTS_MAX: usize = 64;
/// Values that reading one closure may make.
pub const LINEAGE_FUEL: u32 = 20_000;
/// Nested expressions, patterns and values that the closure reader follows.
pub const LINEAGE_DEPTH_MAX: u32 = 96;
/// Ways through the branches of one closure.
pub const LINEAGE_WAYS_MAX: usize = 64;
/// Parts of a value that functional dependencies are followed through.
pub const DEPENDENCY_VALUE_MAX: u32 = 256;
/// Nested types that the reader of key types follows.
pub const TYPE_DEPTH_MAX: u32 = 64;
/// Instances of a certificate that is sliced.
pub const SLICED_INSTANCES_MAX: usize = 32;
/// Refusals of one check; finding more adds nothing.
pub const REFUSALS_MAX: usize = 100;
/// Stack of one check; the limits on nesting keep what a program can use far below it.
pub const STACK_BYTES: usize = 32 << 20;
