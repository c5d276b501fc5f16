//! One connection of one client.

use crate::client::program::Outbox;
use crate::transport::Writing;
use crate::wire::frame;
use crate::{Flush, Instance, Place, Plan};
use serde::Serialize;
use std::io;
use std::rc::Rc;

/// Bytes that may wait for a process that does not read. Beyond it requests are dropped; a client asks again.
const QUEUE_BYTES_MAX: usize = 8 << 20;

/// The near end of a connection: what is to be written to it.
#[derive(Default)]
pub(super) struct Link {
    out: Vec<u8>,
    /// None while there is no connection.
    writing: Option<Rc<Writing>>,
    /// It is in the list of those to be written to.
    is_dirty: bool,
    /// Somebody waits until it can be written to.
    is_blocked: bool,
}

/// Whether all that was to be written is.
pub(super) enum Flushed {
    /// It is, or there is nobody to write to.
    All,
    /// The rest has to wait until this can be written to.
    Blocked(Rc<Writing>),
}

impl Link {
    /// A connection has been made.
    pub fn connected(&mut self, writing: Writing) {
        *self = Link { writing: Some(Rc::new(writing)), ..Link::default() };
    }

    /// The connection is gone, with all that was on its way.
    pub fn lost(&mut self) {
        *self = Link::default();
    }

    /// Somebody has waited for it: it can be written to again.
    pub fn unblocked(&mut self) {
        self.is_blocked = false;
    }

    /// Writes what fits, unless somebody waits already until something may fit.
    pub fn flush(&mut self) -> Flushed {
        self.is_dirty = false;
        if self.is_blocked {
            return Flushed::All;
        }
        let flushed = self.write();
        self.is_blocked = matches!(flushed, Flushed::Blocked(_));
        flushed
    }

    fn write(&mut self) -> Flushed {
        let Some(writing) = &self.writing else { return Flushed::All };
        let mut written = 0;
        while written < self.out.len() {
            match writing.try_write(&self.out[written..]) {
                Ok(count) => written += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.out.drain(..written);
                    return Flushed::Blocked(Rc::clone(writing));
                }
                // The reading half sees the end as well, and says so.
                Err(_) => break,
            }
        }
        self.out.clear();
        Flushed::All
    }
}

/// Which of a client's connections leads to an instance.
pub(super) struct Routes {
    plan: &'static Plan,
    /// By process: the first of its connections, when there are any.
    first: Vec<Option<usize>>,
    /// All processes that clients speak with.
    pub places: Vec<Place>,
}

impl Routes {
    /// To all processes that take inputs from, or give outputs to, the external location `role`.
    pub fn new(plan: &'static Plan, role: u16) -> Self {
        let spoken_with = |place: Place| {
            let at = |role: u16| plan.roles[role as usize].process == Some(place.process);
            let between = |from: u16, to: u16| (from == role && at(to)) || (to == role && at(from));
            plan.channels.iter().any(|channel| between(channel.from, channel.to))
        };
        let places: Vec<Place> = plan.places().filter(|place| spoken_with(*place)).collect();
        let first = |process| places.iter().position(|place| place.process == process);
        let first = (0..plan.processes.len() as u16).map(first).collect();
        Routes { plan, first, places }
    }

    #[inline]
    fn link(&self, to: Instance) -> Option<usize> {
        let place = self.plan.place(to)?;
        let parts = self.plan.processes[place.process as usize].parts;
        Some(self.first[place.process as usize]? + (place.member * parts + place.part) as usize)
    }
}

/// Puts requests on the connections of one client.
pub(super) struct Post<'a> {
    pub routes: &'a Routes,
    pub links: &'a mut [Link],
    pub flush: Flush,
    /// Connections to be written to later, by position.
    pub dirty: &'a mut Vec<(u32, u32)>,
    pub client: u32,
}

impl Outbox for Post<'_> {
    #[inline]
    fn send<T: Serialize + ?Sized>(&mut self, channel: u16, to: Instance, value: &T) {
        let Some(position) = self.routes.link(to) else { return };
        let link = &mut self.links[position];
        if link.writing.is_none() || link.out.len() > QUEUE_BYTES_MAX {
            return;
        }
        // What has no encoding, or is too long for a frame, is not sent: it counts as lost.
        if frame::append(&mut link.out, channel, value).is_err() || link.is_dirty || link.is_blocked {
            return;
        }
        if self.flush == Flush::Each && matches!(link.write(), Flushed::All) {
            return;
        }
        link.is_dirty = true;
        self.dirty.push((self.client, position as u32));
    }
}
