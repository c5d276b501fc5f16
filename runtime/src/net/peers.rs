//! The other processes of the program: which there are, and how each is doing.

use super::{Connection, Line, Net};
use crate::limits::{AWAY_BEATS_MAX, FAMILY_AWAY_BEATS_MAX, SILENT_BEATS_MAX, STALLED_BEATS_MAX};
use crate::log::Level;
use crate::session::Inbox;
use crate::wire::frame;
use crate::wire::hello::Refusal;
use crate::{Ended, Instance, Place, Plan, Reach};
use std::rc::Rc;
use tokio::sync::Notify;

/// All processes of the plan; a process is called by its position in [`Plan::places`].
#[derive(Debug)]
pub(crate) struct Peers {
    pub all: Vec<Peer>,
    /// This process itself.
    pub own: usize,
    /// By role: where its process begins in `all`, members and parts.
    rows: Vec<Row>,
    /// Members of the family whose session does not stand.
    family_missing: usize,
    /// Peers that read, but slower than we send.
    slow: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    base: usize,
    /// Parts of the process, which may have more than the role.
    stride: usize,
    members: u32,
    parts: u32,
}

/// One other process.
#[derive(Debug)]
pub(crate) struct Peer {
    pub place: Place,
    pub name: String,
    pub line: Line,
    pub inbox: Inbox,
    pub state: State,
    /// The incarnation that was met.
    pub met: Option<u64>,
    /// Whether there is a channel with it, or a family.
    pub wanted: bool,
    /// Whether it is of our family: it and we fail as one.
    pub family: bool,
    restartable: bool,
    /// Beats since a byte came.
    pub silent_beats: u32,
    away_beats: u32,
    stalled_beats: u32,
    /// Its queue was long when it was last written to.
    long: bool,
    /// That is so, and it still reads.
    slow: bool,
}

/// Whether we speak to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// There is no connection; it is kept what to say.
    Away,
    /// There is one.
    Here,
    /// It is never spoken to again.
    Crashed,
}

impl Peers {
    pub fn new(plan: &'static Plan, me: Place) -> Peers {
        let mut bases = vec![0; plan.processes.len()];
        for (index, process) in plan.processes.iter().enumerate().skip(1) {
            let before = &plan.processes[index - 1];
            bases[index] = bases[index - 1] + before.members as usize * before.parts as usize;
            debug_assert!(process.parts > 0);
        }
        let row = |role: &crate::Role| match role.process {
            None => Row::default(),
            Some(process) => Row {
                base: bases[process as usize],
                stride: plan.processes[process as usize].parts as usize,
                members: role.members,
                parts: role.parts,
            },
        };
        let rows = plan.roles.iter().map(row).collect();
        let all: Vec<Peer> = plan.places().map(|place| Peer::new(plan, me, place)).collect();
        let own = all.iter().position(|peer| peer.place == me).unwrap_or(usize::MAX);
        let family_missing = all.iter().filter(|peer| peer.family).count();
        Peers { all, own, rows, family_missing, slow: 0 }
    }

    /// The process that an instance runs in.
    #[inline]
    pub fn index(&self, to: Instance) -> Option<usize> {
        let row = self.rows.get(to.role as usize)?;
        let exists = to.member < row.members && to.part < row.parts;
        exists.then(|| row.base + to.member as usize * row.stride + to.part as usize)
    }

    /// All of them stand from now on, without connections.
    pub fn meet_all(&mut self) {
        (0..self.all.len()).for_each(|index| self.set(index, State::Here));
    }

    /// The process at a place.
    pub fn find(&self, place: Place) -> Option<usize> {
        self.all.iter().position(|peer| peer.place == place)
    }

    /// Whether all sessions of the family stand.
    #[inline]
    pub fn family_stands(&self) -> bool {
        self.family_missing == 0
    }

    /// Whether client inputs have to wait for a peer.
    #[inline]
    pub fn are_slow(&self) -> bool {
        self.slow > 0
    }

    /// Notes whether the queue of a peer is long.
    #[inline]
    pub fn queued(&mut self, index: usize, long: bool, relief: &Notify) {
        let peer = &mut self.all[index];
        peer.long = long;
        let slow = long && peer.state == State::Here && peer.stalled_beats < STALLED_BEATS_MAX;
        if slow != peer.slow {
            peer.slow = slow;
            if slow {
                self.slow += 1;
            } else {
                self.slow -= 1;
                relief.notify_waiters();
            }
        }
    }

    fn set(&mut self, index: usize, state: State) {
        let peer = &mut self.all[index];
        if peer.family {
            self.family_missing += usize::from(peer.state == State::Here && state != State::Here);
            self.family_missing -= usize::from(peer.state != State::Here && state == State::Here);
        }
        peer.state = state;
    }
}

impl Peer {
    fn new(plan: &Plan, me: Place, place: Place) -> Peer {
        let family = place != me && is_family(plan, me, place);
        Peer {
            place,
            name: plan.name(place),
            line: Line::default(),
            inbox: Inbox::default(),
            state: State::Away,
            met: None,
            wanted: place != me && (family || plan.channels.iter().any(|channel| connects(plan, channel, me, place))),
            family,
            restartable: plan.is_restartable(place),
            silent_beats: 0,
            away_beats: 0,
            stalled_beats: 0,
            long: false,
            slow: false,
        }
    }

    /// Whether nothing may be appended for it: it has crashed, or it lags and the channel may lose elements.
    #[inline]
    pub fn is_closed_for(&self, channel: u16, plan: &Plan) -> bool {
        match self.state {
            State::Crashed => true,
            State::Here if !self.long => false,
            State::Here | State::Away => plan.channels.get(channel as usize).is_some_and(|channel| channel.lossy),
        }
    }

    /// Whether there is still reason to wait for it.
    pub fn may_come(&self) -> bool {
        self.state != State::Crashed || (self.restartable && !self.family)
    }

    /// The other side has said which incarnation it is.
    pub fn check(&self, incarnation: u64) -> Result<(), Refusal> {
        match (self.state, self.met) {
            _ if !self.wanted => Err(Refusal::Stranger),
            (_, Some(met)) if met != incarnation && (self.family || !self.restartable) => Err(Refusal::Incarnation),
            (State::Crashed, Some(met)) if met == incarnation || !self.restartable => Err(Refusal::Fenced),
            (State::Crashed, None) => Err(Refusal::Fenced),
            _ => Ok(()),
        }
    }
}

/// Whether a home and a part of one member, or two parts of it, are in the two places.
fn is_family(plan: &Plan, a: Place, b: Place) -> bool {
    let families = |place| plan.roles_at(place).map(|(_, role)| role.family).collect::<Vec<u16>>();
    let home = |place: Place| plan.roles_at(place).any(|(index, role)| index == role.family);
    let shared = families(a).iter().any(|family| families(b).contains(family));
    // Parts need no session with one another: each has one with its home.
    a.member == b.member && shared && (home(a) || home(b))
}

fn connects(plan: &Plan, channel: &crate::Channel, a: Place, b: Place) -> bool {
    let at = |place, role| plan.roles_at(place).any(|(index, _)| index == role);
    let ends = (at(a, channel.from) && at(b, channel.to)) || (at(b, channel.from) && at(a, channel.to));
    ends && (channel.reach == Reach::Everyone || a.member == b.member)
}

impl Net {
    /// A connection with a peer stands, and the other side has all before `position`.
    pub(crate) fn peer_connected(
        &mut self,
        index: usize,
        incarnation: u64,
        position: u64,
        connection: Rc<Connection>,
    ) -> Result<(), Refusal> {
        let peer = &mut self.peers.all[index];
        peer.check(incarnation)?;
        if peer.met.is_some_and(|met| met != incarnation) {
            peer.line.outbox.reset();
            peer.inbox.reset();
        }
        peer.line.outbox.resume(position).map_err(|_| Refusal::Resume)?;
        self.counters.reconnects += u64::from(peer.met == Some(incarnation));
        peer.met = Some(incarnation);
        peer.line.close();
        peer.line.connection = Some(connection);
        (peer.silent_beats, peer.away_beats, peer.stalled_beats) = (0, 0, 0);
        self.log.line(Level::Info, "peer_connected", &[("peer", &peer.name)]);
        self.peers.set(index, State::Here);
        Ok(())
    }

    /// The connection is gone, unless another one has replaced it.
    pub(crate) fn peer_disconnected(&mut self, index: usize, connection: &Rc<Connection>) {
        let peer = &mut self.peers.all[index];
        if peer.state == State::Here && peer.line.uses(connection) {
            peer.line.connection = None;
            self.log.line(Level::Info, "peer_disconnected", &[("peer", &peer.name)]);
            self.peers.set(index, State::Away);
            self.peers.queued(index, false, &self.relief);
        }
    }

    /// Never speaks to a peer again. If it is of our family we have crashed with it.
    #[cold]
    pub(crate) fn crash(&mut self, index: usize, why: &str) {
        let peer = &mut self.peers.all[index];
        if peer.state == State::Crashed {
            return;
        }
        peer.line.close();
        peer.line.outbox.reset();
        self.counters.crashed += 1;
        self.log.line(Level::Warn, "peer_crashed", &[("peer", &peer.name), ("why", &why)]);
        let (name, family) = (peer.name.clone(), peer.family);
        self.peers.set(index, State::Crashed);
        self.peers.queued(index, false, &self.relief);
        // While all of them are being stopped, the first to go is not a loss.
        if family && !self.stopping {
            self.finish(Ended::FamilyLost(name));
        }
    }

    /// Keeps the house: pings the family, finds who is silent, away or stalled.
    pub(crate) fn beat_peers(&mut self) {
        for index in 0..self.peers.all.len() {
            let peer = &mut self.peers.all[index];
            if !peer.wanted || peer.state == State::Crashed || peer.met.is_none() {
                continue;
            }
            if peer.state == State::Away {
                peer.away_beats += 1;
                if peer.away_beats > if peer.family { FAMILY_AWAY_BEATS_MAX } else { AWAY_BEATS_MAX } {
                    self.crash(index, "it did not come back");
                }
                continue;
            }
            let stalled = !peer.line.outbox.unwritten().is_empty() && !peer.line.moved;
            peer.stalled_beats = if stalled { peer.stalled_beats + 1 } else { 0 };
            peer.line.moved = false;
            if peer.family {
                peer.silent_beats += 1;
                if peer.silent_beats > SILENT_BEATS_MAX {
                    self.crash(index, "it is silent");
                    continue;
                }
                frame::append_bytes(peer.line.outbox.end(), frame::PING, &[]);
            }
            self.flush_one(super::Target::Peer(index));
        }
    }
}
