//! The first bytes of a connection: who is there, and whether it may stay.
//!
//! The side that dials sends a [`Hello`], the other answers with a [`Welcome`]. Both have a fixed length, so a peer that
//! speaks another protocol is found out after a few bytes. Integers are little-endian.

use crate::{ClientId, Place};

/// "suki" on the wire.
pub const MAGIC: [u8; 4] = *b"suki";
/// Changes with every change of a layout in this folder.
pub const VERSION: u16 = 1;
/// Length of a [`Hello`].
pub const HELLO_BYTES: usize = 60;
/// Length of a [`Welcome`].
pub const WELCOME_BYTES: usize = 24;

/// What the dialing side says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The plan that it runs.
    pub plan: u64,
    /// Whom it wants to speak to.
    pub to: Place,
    /// Who it is.
    pub from: From,
}

/// Who dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A process of the program.
    Peer {
        /// Which one.
        place: Place,
        /// Drawn at its start.
        incarnation: u64,
        /// The incarnation of the other side that it has met, 0 for none.
        met: u64,
        /// Bytes of the session that have arrived: the other side goes on after them.
        received: u64,
    },
    /// A client outside. Nothing is sent again to it.
    Client {
        /// The external location that it belongs to.
        role: u16,
        /// Its number.
        client: ClientId,
    },
}

/// The answer to a [`Hello`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// Drawn at the start of the side that answers.
    pub incarnation: u64,
    /// Bytes of the session that have arrived; 0 for a client.
    pub received: u64,
}

/// Why a hello is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// The first bytes are no hello.
    #[error("it speaks another protocol")]
    Magic,
    /// Another version of the protocol.
    #[error("it speaks another version of the protocol")]
    Version,
    /// It runs another plan.
    #[error("it runs another plan")]
    Plan,
    /// The hello is for another process.
    #[error("it looks for another process")]
    Address,
    /// There is no such peer or client.
    #[error("it has no channel with this process")]
    Stranger,
    /// It was met as another incarnation, and its location is not restartable.
    #[error("it is another incarnation of a process already met")]
    Incarnation,
    /// It has been declared crashed.
    #[error("it has been declared crashed")]
    Fenced,
    /// What it says to have received was never sent.
    #[error("it goes on where nothing was sent")]
    Resume,
    /// There are too many connections.
    #[error("there are too many connections")]
    Full,
    /// The process is about to stop.
    #[error("the process is stopping")]
    Stopping,
}

impl Refusal {
    /// All of them; a refusal is one more than its position on the wire.
    pub const ALL: [Refusal; 10] = [
        Refusal::Magic,
        Refusal::Version,
        Refusal::Plan,
        Refusal::Address,
        Refusal::Stranger,
        Refusal::Incarnation,
        Refusal::Fenced,
        Refusal::Resume,
        Refusal::Full,
        Refusal::Stopping,
    ];

    fn number(self) -> u8 {
        Self::ALL.iter().position(|one| *one == self).map_or(u8::MAX, |at| at as u8 + 1)
    }
}

impl Hello {
    /// Its bytes.
    pub fn encode(&self) -> [u8; HELLO_BYTES] {
        let mut out = Writer::new();
        out.put(&MAGIC).put(&VERSION.to_le_bytes());
        out.put(&[matches!(self.from, From::Client { .. }) as u8, 0]).put(&self.plan.to_le_bytes()).place(self.to);
        match self.from {
            From::Peer { place, incarnation, met, received } => {
                out.place(place);
                out.put(&incarnation.to_le_bytes()).put(&met.to_le_bytes()).put(&received.to_le_bytes());
            }
            From::Client { role, client } => {
                out.put(&role.to_le_bytes()).put(&client.number().to_le_bytes());
            }
        }
        out.bytes
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`Refusal::Magic`] for bytes that are no hello, [`Refusal::Version`] for one of another version.
    pub fn decode(bytes: &[u8; HELLO_BYTES]) -> Result<Hello, Refusal> {
        let mut input = Reader { bytes };
        head(&mut input)?;
        let [kind, zero] = input.take();
        let plan = u64::from_le_bytes(input.take());
        let to = input.place();
        let from = match (kind, zero) {
            (0, 0) => From::Peer {
                place: input.place(),
                incarnation: u64::from_le_bytes(input.take()),
                met: u64::from_le_bytes(input.take()),
                received: u64::from_le_bytes(input.take()),
            },
            (1, 0) => From::Client {
                role: u16::from_le_bytes(input.take()),
                client: ClientId::new(u64::from_le_bytes(input.take())),
            },
            _ => return Err(Refusal::Magic),
        };
        Ok(Hello { plan, to, from })
    }
}

/// The bytes of an answer.
pub fn encode_answer(answer: Result<Welcome, Refusal>) -> [u8; WELCOME_BYTES] {
    let mut out = Writer::<WELCOME_BYTES>::new();
    out.put(&MAGIC).put(&VERSION.to_le_bytes()).put(&[answer.err().map_or(0, Refusal::number), 0]);
    if let Ok(Welcome { incarnation, received }) = answer {
        out.put(&incarnation.to_le_bytes()).put(&received.to_le_bytes());
    }
    out.bytes
}

/// Reads an answer.
///
/// # Errors
/// The other side's refusal; our own [`Refusal::Magic`] or [`Refusal::Version`] for bytes that are no answer.
pub fn decode_answer(bytes: &[u8; WELCOME_BYTES]) -> Result<Welcome, Refusal> {
    let mut input = Reader { bytes };
    head(&mut input)?;
    match input.take() {
        [0, 0] => {
            Ok(Welcome { incarnation: u64::from_le_bytes(input.take()), received: u64::from_le_bytes(input.take()) })
        }
        [number, 0] => Err(Refusal::ALL.get(number as usize - 1).copied().unwrap_or(Refusal::Magic)),
        _ => Err(Refusal::Magic),
    }
}

fn head(input: &mut Reader<'_>) -> Result<(), Refusal> {
    if input.take() != MAGIC {
        return Err(Refusal::Magic);
    }
    if u16::from_le_bytes(input.take()) != VERSION {
        return Err(Refusal::Version);
    }
    Ok(())
}

/// Fills a fixed number of bytes; what is not written stays 0.
struct Writer<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> Writer<N> {
    fn new() -> Self {
        Writer { bytes: [0; N], at: 0 }
    }

    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
        self
    }

    fn place(&mut self, place: Place) {
        self.put(&place.process.to_le_bytes()).put(&place.member.to_le_bytes()).put(&place.part.to_le_bytes());
    }
}

/// Takes fixed pieces off the front; there are always enough, since the layouts above are.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (piece, rest) = self.bytes.split_first_chunk().expect("the layouts are shorter than the arrays");
        self.bytes = rest;
        *piece
    }

    fn place(&mut self) -> Place {
        Place {
            process: u16::from_le_bytes(self.take()),
            member: u32::from_le_bytes(self.take()),
            part: u32::from_le_bytes(self.take()),
        }
    }
}
