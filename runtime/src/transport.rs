//! TCP and Unix sockets behind one face. An address says which.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream, tcp, unix};

/// Where a process listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `host:port`.
    Tcp(String),
    /// `unix:PATH`.
    Unix(PathBuf),
}

/// A text that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address: host:port or unix:PATH")]
pub struct AddressError(String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("unix:").filter(|path| !path.is_empty()) {
            return Ok(Address::Unix(path.into()));
        }
        let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
        if let Some(Ok(_)) = port { Ok(Address::Tcp(text.into())) } else { Err(AddressError(text.into())) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(address) => f.write_str(address),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A socket that waits for others.
#[derive(Debug)]
pub enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// The half of a connection that is read.
#[derive(Debug)]
pub enum Reading {
    /// Of a TCP connection.
    Tcp(tcp::OwnedReadHalf),
    /// Of a Unix socket.
    Unix(unix::OwnedReadHalf),
}

/// The half of a connection that is written.
#[derive(Debug)]
pub enum Writing {
    /// Of a TCP connection.
    Tcp(tcp::OwnedWriteHalf),
    /// Of a Unix socket.
    Unix(unix::OwnedWriteHalf),
}

impl Listener {
    /// Listens. A socket file that nobody listens at any more is replaced.
    pub async fn bind(address: &Address) -> io::Result<Listener> {
        match address {
            Address::Tcp(address) => TcpListener::bind(address).await.map(Listener::Tcp),
            Address::Unix(path) => match UnixListener::bind(path) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && UnixStream::connect(path).await.is_err() => {
                    std::fs::remove_file(path)?;
                    UnixListener::bind(path).map(Listener::Unix)
                }
                bound => bound.map(Listener::Unix),
            },
        }
    }

    /// Where it listens, port 0 replaced by the port that it got.
    pub fn address(&self, asked: &Address) -> io::Result<Address> {
        match self {
            Listener::Tcp(listener) => Ok(Address::Tcp(listener.local_addr()?.to_string())),
            Listener::Unix(_) => Ok(asked.clone()),
        }
    }

    /// The next connection.
    pub async fn accept(&self) -> io::Result<(Reading, Writing)> {
        match self {
            Listener::Tcp(listener) => split_tcp(listener.accept().await?.0),
            Listener::Unix(listener) => Ok(split_unix(listener.accept().await?.0)),
        }
    }
}

/// Connects.
///
/// # Errors
/// What the system says.
pub async fn connect(address: &Address) -> io::Result<(Reading, Writing)> {
    match address {
        Address::Tcp(address) => split_tcp(TcpStream::connect(address).await?),
        Address::Unix(path) => Ok(split_unix(UnixStream::connect(path).await?)),
    }
}

fn split_tcp(stream: TcpStream) -> io::Result<(Reading, Writing)> {
    stream.set_nodelay(true)?;
    let (reading, writing) = stream.into_split();
    Ok((Reading::Tcp(reading), Writing::Tcp(writing)))
}

fn split_unix(stream: UnixStream) -> (Reading, Writing) {
    let (reading, writing) = stream.into_split();
    (Reading::Unix(reading), Writing::Unix(writing))
}

// Not `try_read`: only a poll takes a short read for the news that there is nothing more, which saves the read that
// would say so.
impl AsyncRead for Reading {
    #[inline]
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Reading::Tcp(half) => Pin::new(half).poll_read(context, buffer),
            Reading::Unix(half) => Pin::new(half).poll_read(context, buffer),
        }
    }
}

impl Writing {
    /// Writes what fits, without waiting.
    ///
    /// # Errors
    /// `WouldBlock` where nothing fits, else what the system says.
    #[inline]
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Writing::Tcp(half) => half.try_write(bytes),
            Writing::Unix(half) => half.try_write(bytes),
        }
    }

    /// Until something may fit again.
    ///
    /// # Errors
    /// What the system says.
    pub async fn writable(&self) -> io::Result<()> {
        match self {
            Writing::Tcp(half) => half.writable().await,
            Writing::Unix(half) => half.writable().await,
        }
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// What the system says; `WriteZero` where the other side takes nothing more.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.try_write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.writable().await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
