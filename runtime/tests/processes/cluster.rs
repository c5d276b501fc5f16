//! Processes on threads, and a client that speaks bytes.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use suki_runtime::wire::frame::{self, HEADER_BYTES};
use suki_runtime::wire::hello::{From, Hello, Refusal, WELCOME_BYTES, decode_answer};
use suki_runtime::{Address, ClientId, Ended, Membership, Node, Options, Place, Plan, Stop, run};

/// Nothing in these tests takes so long unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A folder of its own, gone at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("suki-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the folder for temporary files can be written");
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The processes of one plan that run.
pub struct Cluster {
    pub plan: &'static Plan,
    pub folder: Folder,
    tcp: bool,
}

/// One of them.
pub struct Running {
    pub stop: Stop,
    thread: Option<JoinHandle<Ended>>,
}

impl Running {
    /// Asks it to stop, and how it ended.
    pub fn stop(self) -> Ended {
        self.stop.ask();
        self.ended()
    }

    /// How it ended.
    pub fn ended(mut self) -> Ended {
        self.thread.take().expect("nobody has asked before").join().expect("no panic")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.ask();
    }
}

impl Cluster {
    pub fn new(plan: &'static Plan, tcp: bool) -> Cluster {
        Cluster { plan, folder: Folder::new(), tcp }
    }

    pub fn options(&self, place: Place) -> Options {
        let membership = Membership::read(self.folder.path()).expect("it is a folder");
        let mut options = Options::new(place.member, place.part, membership);
        if !self.tcp {
            let name = self.plan.name(place).replace('/', "-") + ".sock";
            options.listen = Some(Address::Unix(self.folder.path().join(name)));
        }
        options
    }

    pub fn start<N: Node + 'static>(&self, place: Place, node: impl FnOnce() -> N + Send + 'static) -> Running {
        self.start_with(place, |_| {}, node)
    }

    pub fn start_with<N: Node + 'static>(
        &self,
        place: Place,
        change: impl FnOnce(&mut Options) + Send + 'static,
        node: impl FnOnce() -> N + Send + 'static,
    ) -> Running {
        let (plan, stop) = (self.plan, Stop::default());
        let path = self.folder.path().to_path_buf();
        let (tcp, asked) = (self.tcp, stop.clone());
        let thread = std::thread::spawn(move || {
            let cluster = std::mem::ManuallyDrop::new(Cluster { plan, folder: Folder(path), tcp });
            let mut options = cluster.options(place);
            options.stop = asked;
            change(&mut options);
            run(plan, place.process, options, node()).expect("it starts")
        });
        Running { stop, thread: Some(thread) }
    }

    /// A connection without a hello, as soon as the process listens.
    pub fn connect(&self, place: Place) -> Socket {
        let membership = Membership::read(self.folder.path()).expect("it is a folder");
        let end = std::time::Instant::now() + PATIENCE;
        loop {
            if let Ok(Some(address)) = membership.address(self.plan, place) {
                return Socket::new(&address).expect("it listens");
            }
            assert!(std::time::Instant::now() < end, "{} does not start", self.plan.name(place));
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// A client that is welcome.
    pub fn client(&self, place: Place, role: u16, number: u64) -> Socket {
        let mut socket = self.connect(place);
        let from = From::Client { role, client: ClientId::new(number) };
        socket.hello(&Hello { plan: self.plan.hash, to: place, from }).expect("it is welcome");
        socket
    }
}

/// A client's socket.
pub enum Socket {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Socket {
    fn new(address: &Address) -> io::Result<Socket> {
        match address {
            Address::Unix(path) => {
                let socket = UnixStream::connect(path)?;
                socket.set_read_timeout(Some(PATIENCE))?;
                Ok(Socket::Unix(socket))
            }
            Address::Tcp(address) => {
                let socket = TcpStream::connect(address)?;
                socket.set_read_timeout(Some(PATIENCE))?;
                Ok(Socket::Tcp(socket))
            }
        }
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Socket::Unix(socket) => socket.write_all(bytes),
            Socket::Tcp(socket) => socket.write_all(bytes),
        }
    }

    pub fn read<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_into(&mut bytes)?;
        Ok(bytes)
    }

    pub fn read_into(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        match self {
            Socket::Unix(socket) => socket.read_exact(bytes),
            Socket::Tcp(socket) => socket.read_exact(bytes),
        }
    }

    /// Says hello and reads the answer.
    pub fn hello(&mut self, hello: &Hello) -> Result<(), Refusal> {
        self.write(&hello.encode()).expect("it is connected");
        let answer: [u8; WELCOME_BYTES] = self.read().expect("it answers");
        decode_answer(&answer).map(|_| ())
    }

    /// Sends one message.
    pub fn send<T: serde::Serialize>(&mut self, channel: u16, value: &T) {
        let mut bytes = Vec::new();
        frame::append(&mut bytes, channel, value).expect("it has an encoding");
        self.write(&bytes).expect("it is connected");
    }

    /// Receives one message.
    pub fn receive<T: serde::de::DeserializeOwned>(&mut self) -> io::Result<(u16, T)> {
        let header: [u8; HEADER_BYTES] = self.read()?;
        let mut bytes = header.to_vec();
        bytes.resize(frame::length(&header).expect("the header is there"), 0);
        self.read_into(&mut bytes[HEADER_BYTES..])?;
        let frame = frame::first(&bytes).expect("it is a frame").expect("it is all there");
        Ok((frame.channel, suki_runtime::wire::decode(frame.payload).expect("it is a message")))
    }
}
