//! Limits of the client. What goes beyond one is counted and said, never kept.

/// Requests of one client that may be unanswered at a time.
pub const OUTSTANDING_MAX: usize = 1 << 16;

/// Answered requests that a client remembers, to tell a repeated reply from one that answers nothing.
pub const ANSWERED_MAX: usize = 4_096;

/// Operations on one key that may be concurrent: more make a history's verdict unknown.
pub const CONCURRENT_MAX: usize = 256;

/// Ways to order the operations of one key that are followed at a time: more make the verdict unknown.
pub const WAYS_MAX: usize = 4_096;

/// Operations whose order is not yet decided, over all keys. Beyond it the oldest unanswered one is given up.
pub const UNDECIDED_MAX: usize = 1 << 20;
