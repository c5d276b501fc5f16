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
        let name = self.plan.name(place).replace('/', "-");
        let address = |end: &str| match self.tcp {
            true => Address::Tcp("127.0.0.1:0".into()),
            false => Address::Unix(self.folder.path().join(name.clone() + end)),
        };
        options.listen = Some(address(".sock"));
        options.admin = Some(address(".admin.sock"));
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
        self.connect_file(&self.plan.name(place).replace('/', "-"))
    }

    /// A connection to the address in a file of the folder, as soon as it is there and somebody listens.
    fn connect_file(&self, name: &str) -> Socket {
        eventually(name, || {
            let text = std::fs::read_to_string(self.folder.path().join(name)).ok()?;
            Socket::new(&text.trim().parse().expect("it is an address")).ok()
        })
    }

    /// A client that is welcome.
    pub fn client(&self, place: Place, role: u16, number: u64) -> Socket {
        self.welcome(self.connect(place), place, role, number)
    }

    /// The same where the process's address is in no file.
    pub fn client_at(&self, address: &Address, place: Place, role: u16, number: u64) -> Socket {
        let socket = eventually("the process", || Socket::new(address).ok());
        self.welcome(socket, place, role, number)
    }

    fn welcome(&self, mut socket: Socket, place: Place, role: u16, number: u64) -> Socket {
        let from = From::Client { role, client: ClientId::new(number) };
        socket.hello(&Hello { plan: self.plan.hash, to: place, from }).expect("it is welcome");
        socket
    }

    /// A connection to the admin address.
    pub fn admin(&self, place: Place) -> Socket {
        self.connect_file(&(self.plan.name(place).replace('/', "-") + ".admin"))
    }

    /// What the admin address answers.
    pub fn get(&self, place: Place, path: &str) -> String {
        let mut socket = self.admin(place);
        socket.write(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).expect("it is connected");
        socket.rest()
    }

    /// One of the numbers of `/counters`.
    pub fn counter(&self, place: Place, name: &str) -> u64 {
        // An admin address with too many connections answers nothing.
        let text = eventually(name, || Some(self.get(place, "/counters")).filter(|text| !text.is_empty()));
        let value = text.split(&format!("\"{name}\":")).nth(1).expect("it is there");
        value.split([',', '}']).next().and_then(|value| value.parse().ok()).expect("it is a number")
    }

    /// Until a counter is at least so much.
    pub fn wait_counter(&self, place: Place, name: &str, least: u64) {
        eventually(name, || (self.counter(place, name) >= least).then_some(()));
    }

    /// Until `/health` says this.
    pub fn wait_health(&self, place: Place, text: &str) {
        eventually(text, || self.get(place, "/health").contains(text).then_some(()));
    }
}

/// Asks again and again, but not for ever.
pub fn eventually<T>(what: &str, ask: impl Fn() -> Option<T>) -> T {
    let end = std::time::Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(std::time::Instant::now() < end, "{what}: it does not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A client's socket.
pub enum Socket {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Socket {
    pub fn new(address: &Address) -> io::Result<Socket> {
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

    pub fn try_clone(&self) -> Socket {
        match self {
            Socket::Unix(socket) => Socket::Unix(socket.try_clone().expect("a handle")),
            Socket::Tcp(socket) => Socket::Tcp(socket.try_clone().expect("a handle")),
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

    /// Everything until the end of the connection.
    pub fn rest(&mut self) -> String {
        let mut text = Vec::new();
        let read = match self {
            Socket::Unix(socket) => socket.read_to_end(&mut text),
            Socket::Tcp(socket) => socket.read_to_end(&mut text),
        };
        // Closed with bytes unread: a reset is an end like any other.
        assert!(read.is_ok() || read.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionReset));
        String::from_utf8_lossy(&text).into_owned()
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
