//! Every limit of the language, with its name. A text that exceeds one gets an error that names it.

/// Bytes of one source file.
pub const TEXT_BYTES_MAX: usize = 16 << 20;
/// Tokens of one source file.
pub const TEXT_TOKENS_MAX: usize = 8 << 20;
/// Nested delimiters, checked on tokens before any recursive parser sees them.
pub const NESTING_MAX: usize = 64;
/// Tokens of one statement or item.
pub const STATEMENT_TOKENS_MAX: usize = 20_000;
/// Consecutive prefix punctuation (`!!!!x`, `&&&&x`), which recursive parsers recurse on.
pub const PREFIX_RUN_MAX: usize = 64;
/// Operators in one method chain.
pub const CHAIN_OPERATORS_MAX: usize = 1_000;
/// How deep flows may use one another.
pub const FLOW_DEPTH_MAX: usize = 64;
/// Operators that all uses of flows add up to.
pub const EXPANDED_OPERATORS_MAX: usize = 200_000;
/// Bytes that all uses of flows add up to.
pub const EXPANDED_BYTES_MAX: usize = 16 << 20;
/// Bytes of a constant that is passed to a flow.
pub const CONSTANT_ARGUMENT_BYTES_MAX: usize = 1_024;
/// Files that one program is read from.
pub const FILES_MAX: usize = 256;
/// Bytes of all files of one program.
pub const FILES_BYTES_MAX: usize = 64 << 20;
/// Members of one cluster, and parts of one helper.
pub const MEMBERS_MAX: u64 = 10_000;
/// Cores that a location may wish for, in thousandths.
pub const CPU_MILLI_MAX: u32 = 1_000_000;
/// Diagnostics of one run; one more line says how many were left out.
pub const DIAGNOSTICS_MAX: usize = 100;
/// Stack that a recursive parser may need for one fragment of Rust, in KiB, as estimated from its tokens; threads have 2 MiB.
pub const RECURSION_KIB_MAX: usize = 1_200;
/// Operators in one card of a picture.
pub const CARD_OPERATORS_MAX: usize = 12;
