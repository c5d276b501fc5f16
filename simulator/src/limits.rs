//! Every limit of the simulator, with its name.

/// Steps of one seed. Beyond it nothing is decided, which counts as a failure.
pub const STEPS_MAX: u64 = 2_000_000;
/// Virtual time without faults and without answers until what is still unanswered counts as lost.
pub const SETTLE_US_MAX: u64 = 10_000_000;
/// The same where a crash may have taken the answers along: nothing is lost then, it is only seen what still comes.
pub const SETTLE_CRASHED_US_MAX: u64 = 1_000_000;
/// Steps that a program may take until it is quiet, once timers are silent. Some never are: a token goes round for ever.
pub const DRAIN_STEPS_MAX: u64 = 1_000;
/// The same where logs are compared, which need it quiet.
pub const DRAIN_LOGS_STEPS_MAX: u64 = 200_000;
/// Faults of one seed, mostly.
pub const FAULTS_MAX: u32 = 6;
/// Faults of a seed with a storm.
pub const FAULTS_STORM_MAX: u32 = 24;
/// Requests of all clients that wait at a time: what is never answered may have happened at any time, or not at all, and
/// all of these ways have to be followed.
pub const WAITING_MAX: u32 = 8;
/// Simulations that shrinking one failure may take.
pub const SHRINK_RUNS_MAX: usize = 400;
/// Steps of all of them.
pub const SHRINK_STEPS_MAX: u64 = 20_000_000;
/// Characters of a message that a trace shows.
pub const SHOWN_CHARS_MAX: usize = 160;
/// Lines of a trace that a report keeps: the last ones.
pub const TRACE_LINES_MAX: usize = 10_000;
/// Seeds that one thread takes at a time.
pub const SEEDS_PER_TURN: u64 = 8;
