//! The loop of one process: connections are read as bytes come, a turn steps over all that has come, then each peer is
//! written once. All on one thread, so nothing is locked and a turn sees no change but its own.

mod accept;
mod admin;
mod beat;
mod buffer;
mod dial;
mod reader;
mod stop;
mod timers;
mod turn;

use crate::journal::Journal;
use crate::log::Level;
use crate::net::Net;
use crate::slow_cpu::SlowCpu;
use crate::transport::Listener;
use crate::{Address, Ended, Flush, Node, Options, Place, Plan, ServeError, flags};
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, RandomState};
use std::process::ExitCode;
use std::rc::Rc;
use tokio::sync::Notify;
use tokio::task::{LocalSet, spawn_local};

/// Everything that the tasks of a process share. Borrows never last across an `await`.
pub(crate) struct Core {
    pub plan: &'static Plan,
    pub me: Place,
    pub options: Options,
    pub node: RefCell<Box<dyn Node>>,
    pub net: RefCell<Net>,
    /// Something has arrived: there is reason for a turn.
    pub turn: Notify,
    /// Whether what comes over one connection is answered before the next one is read, instead of all together.
    pub at_once: bool,
    /// What a slower CPU would need, where one is played.
    pub slow_cpu: Option<RefCell<SlowCpu>>,
    /// Connections that have not said hello yet.
    pub handshakes: Cell<usize>,
    /// Bytes of the clients' read buffers.
    pub client_buffers: Rc<Cell<usize>>,
}

/// The `main` of a generated process: reads the flags, runs, and says how it ended by the exit code.
pub fn serve<N: Node + 'static>(plan: &'static Plan, process: u16, node: impl FnOnce(Place) -> N) -> ExitCode {
    let options = match flags::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            crate::log::plain(&format!("{error}\n\n{}", flags::USAGE));
            return ExitCode::from(2);
        }
    };
    let place = Place { process, member: options.member, part: options.part };
    if let Some(Err(error)) = options.scratch.as_deref().map(crate::scratch::watch) {
        crate::log::plain(&format!("{}: no thread: {error}", plan.name(place)));
        return ExitCode::FAILURE;
    }
    match run(plan, process, options, node(place)) {
        Ok(ended) => ExitCode::from(ended.code()),
        Err(error) => {
            crate::log::plain(&format!("{}: {error}", plan.name(place)));
            ExitCode::FAILURE
        }
    }
}

/// Runs one process of `plan` on this thread until it ends.
///
/// # Errors
/// Where it cannot start.
pub fn run<N: Node + 'static>(
    plan: &'static Plan,
    process: u16,
    options: Options,
    node: N,
) -> Result<Ended, ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Loop)?;
    LocalSet::new().block_on(&runtime, start(plan, process, options, Box::new(node)))
}

async fn start(
    plan: &'static Plan,
    process: u16,
    options: Options,
    mut node: Box<dyn Node>,
) -> Result<Ended, ServeError> {
    let me = Place { process, member: options.member, part: options.part };
    if !plan.has(me) {
        return Err(ServeError::Place(plan.name(me)));
    }
    let (journal, recovered) = Journal::open(plan, me, options.data.as_deref())?;
    node.start(&recovered)?;
    let net = Net::new(plan, me, draw_incarnation(), options.flush, journal);
    let asked = match &options.listen {
        Some(address) => address.clone(),
        None => options.membership.address(plan, me)?.unwrap_or_else(|| Address::Tcp("127.0.0.1:0".into())),
    };
    let (listener, address) = listen(&asked).await?;
    let admin = match &options.admin {
        Some(asked) => Some(listen(asked).await?),
        None => None,
    };
    options.membership.announce(plan, me, &address, admin.as_ref().map(|(_, address)| address))?;
    net.log.line(Level::Info, "listening", &[("address", &address), ("program", &plan.program)]);
    let core = Rc::new(Core {
        plan,
        me,
        // Elements on their way to disk share one sync, so they wait for one another.
        at_once: options.flush == Flush::Each && !plan.roles_at(me).any(|(role, _)| plan.has_log(role)),
        slow_cpu: options.slow_cpu.map(|share| RefCell::new(SlowCpu::new(share))),
        options,
        node: RefCell::new(node),
        net: RefCell::new(net),
        turn: Notify::new(),
        handshakes: Cell::new(0),
        client_buffers: Rc::default(),
    });
    spawn_local(accept::accept(core.clone(), listener));
    if let Some((listener, address)) = admin {
        core.net.borrow().log.line(Level::Info, "admin", &[("address", &address)]);
        spawn_local(admin::answer(core.clone(), listener));
    }
    dial::dial_all(&core);
    timers::start(&core);
    spawn_local(beat::beat(core.clone()));
    spawn_local(turn::turns(core.clone()));
    let stop = core.options.stop.clone();
    spawn_local(stop::stop_when(core.clone(), async move { stop.asked().await }));
    spawn_local(stop::stop_when(core.clone(), stop::terminated()));
    core.turn.notify_one();
    let end = core.net.borrow().end.clone();
    end.notified().await;
    let ended = core.net.borrow_mut().ended.take();
    Ok(ended.unwrap_or(Ended::Stopped))
}

async fn listen(asked: &Address) -> Result<(Listener, Address), ServeError> {
    let refused = |error| ServeError::Listen { address: asked.clone(), error };
    let listener = Listener::bind(asked).await.map_err(refused)?;
    let address = listener.address(asked).map_err(refused)?;
    Ok((listener, address))
}

/// Not 0, which stands for none.
fn draw_incarnation() -> u64 {
    RandomState::new().hash_one(std::process::id()).max(1)
}
