//! Every limit of the runtime, with its name. What a limit refuses is counted and logged.

/// Payload of one frame.
pub const FRAME_BYTES_MAX: usize = 1 << 20;
/// Bytes kept for one peer, written or not, until it acknowledges them. Beyond it the peer is declared crashed.
pub const QUEUE_BYTES_MAX: usize = 64 << 20;
/// Unwritten bytes for a peer that still reads; above it client inputs wait.
pub const QUEUE_BYTES_HIGH: usize = 4 << 20;
/// Bytes not yet read by one client. Above half of it its inputs wait, beyond it the connection is closed.
pub const CLIENT_QUEUE_BYTES_MAX: usize = 8 << 20;
/// Bytes not yet read by all clients together.
pub const CLIENT_QUEUES_BYTES_MAX: usize = 512 << 20;
/// Read buffers of all clients together, above what each one has anyway.
pub const CLIENT_BUFFERS_BYTES_MAX: usize = 256 << 20;
/// Bytes received from a peer before it is told how far we are.
pub const ACKNOWLEDGE_EVERY_BYTES: u64 = 32 << 10;
/// What a connection's read buffer starts with.
pub const READ_BYTES_MIN: usize = 4 << 10;
/// What one read takes at most, unless a frame is longer.
pub const READ_BYTES_MAX: usize = 64 << 10;
/// Connections of clients.
pub const CLIENTS_MAX: usize = 10_000;
/// Connections that have not said hello yet.
pub const HANDSHAKES_MAX: usize = 256;
/// How long a hello, and its answer, may take.
pub const HELLO_MS_MAX: u64 = 5_000;
/// Between two attempts to reach a peer: first, and at most.
pub const REDIAL_MS: (u64, u64) = (5, 200);
/// How often the house is kept: pings, silence, slow connections.
pub const BEAT_MS: u64 = 250;
/// Beats without a byte from a member of one's family before it counts as lost.
pub const SILENT_BEATS_MAX: u32 = 12;
/// Beats that a member of one's family may be without a connection before it counts as lost.
pub const FAMILY_AWAY_BEATS_MAX: u32 = 4;
/// Beats that a peer once met may be away before it is declared crashed.
pub const AWAY_BEATS_MAX: u32 = 40;
/// Beats that a frame may take from its first byte to its last.
pub const FRAME_BEATS_MAX: u32 = 40;
/// Beats without a byte taken from a long queue before client inputs stop waiting for that peer.
pub const STALLED_BEATS_MAX: u32 = 2;
/// How long nothing may happen before a stopping process takes itself for drained.
pub const DRAIN_QUIET_MS: u64 = 20;
/// How long queues may drain after SIGTERM.
pub const DRAIN_MS_MAX: u64 = 2_000;
/// Lines about refused bytes and connections in one beat; all are counted.
pub const REFUSAL_LINES_PER_BEAT_MAX: u32 = 8;
/// Bytes of an HTTP request on the admin address.
pub const REQUEST_BYTES_MAX: usize = 8 << 10;
/// Connections on the admin address.
pub const ADMIN_CONNECTIONS_MAX: usize = 16;
/// Instances in all: so many peers a process may have.
pub const INSTANCES_MAX: usize = 100_000;
/// Bytes of a membership file.
pub const MEMBERSHIP_BYTES_MAX: u64 = 16 << 20;
/// Streams of one program that are counted, in processes that count.
pub const STREAMS_COUNTED_MAX: usize = 4_096;
