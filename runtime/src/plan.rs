//! What the runtime has to know of a plan: generated code holds one [`Plan`] as a constant, the same in every process.

use crate::Instance;

/// A plan as far as it concerns the network. Everything is referred to by its index.
#[derive(Debug)]
pub struct Plan {
    /// The name of the program.
    pub program: &'static str,
    /// Processes with another hash are refused.
    pub hash: u64,
    /// What runs as one process: a location, or several that are fused.
    pub processes: &'static [Process],
    /// The locations, externals included.
    pub roles: &'static [Role],
    /// The streams between locations; the index is the channel's number on the wire.
    pub channels: &'static [Channel],
    /// The timers; the index is what [`Node::fire`](crate::Node::fire) gets.
    pub timers: &'static [Timer],
    /// The logs on disk; the index is what [`Net::persist`](crate::Net::persist) takes.
    pub logs: &'static [Log],
}

/// One kind of process; it runs `members * parts` times.
#[derive(Debug)]
pub struct Process {
    /// Its name, as in the membership.
    pub name: &'static str,
    /// Members; those of the largest location where several are fused member by member.
    pub members: u32,
    /// Processes for each member.
    pub parts: u32,
}

/// One location.
#[derive(Debug)]
pub struct Role {
    /// Its name in the program.
    pub name: &'static str,
    /// Index of its process in [`Plan::processes`]; none for clients outside.
    pub process: Option<u16>,
    /// Members of the source program.
    pub members: u32,
    /// Parts of each member.
    pub parts: u32,
    /// The role that is the home of its family; its own index if it is a home.
    pub family: u16,
    /// Whether another incarnation of it may come back: it recovers its state from disk.
    pub restartable: bool,
}

/// One stream between two roles.
#[derive(Debug)]
pub struct Channel {
    /// The stream's name.
    pub name: &'static str,
    /// Index of the sending role.
    pub from: u16,
    /// Index of the receiving role.
    pub to: u16,
    /// Which members it connects.
    pub reach: Reach,
    /// Whether elements may be dropped where a queue is full; then nobody is declared crashed for it.
    pub lossy: bool,
}

/// Which members of two roles a channel connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every member of one with every member of the other.
    Everyone,
    /// Home and parts of the same member.
    Family,
}

/// A source of ticks by time.
#[derive(Debug)]
pub struct Timer {
    /// The stream's name.
    pub name: &'static str,
    /// Index of the role that it is at.
    pub role: u16,
    /// Its period.
    pub period_ms: u64,
}

/// Elements that are on disk before they go on.
#[derive(Debug)]
pub struct Log {
    /// Its name; the name of its file.
    pub name: &'static str,
    /// Index of the role that it is at.
    pub role: u16,
}

/// One process that runs: a [`Process`] with its member and part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index in [`Plan::processes`].
    pub process: u16,
    /// Its member.
    pub member: u32,
    /// Its part.
    pub part: u32,
}

impl Plan {
    /// Whether this process is one of the plan's.
    pub fn has(&self, place: Place) -> bool {
        self.processes
            .get(place.process as usize)
            .is_some_and(|process| place.member < process.members && place.part < process.parts)
    }

    /// All processes, in order: the index in this order is what the runtime calls a peer by.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.processes.iter().enumerate().flat_map(|(index, process)| {
            (0..process.members).flat_map(move |member| {
                (0..process.parts).map(move |part| Place { process: index as u16, member, part })
            })
        })
    }

    /// The process that an instance runs in; none for clients, and for members that there are not.
    pub fn place(&self, instance: Instance) -> Option<Place> {
        let role = self.roles.get(instance.role as usize)?;
        let process = role.process?;
        (instance.member < role.members && instance.part < role.parts).then_some(Place {
            process,
            member: instance.member,
            part: instance.part,
        })
    }

    /// The roles that run in `place`.
    pub fn roles_at(&self, place: Place) -> impl Iterator<Item = (u16, &'static Role)> + '_ {
        self.roles.iter().enumerate().map(|(index, role)| (index as u16, role)).filter(move |(_, role)| {
            role.process == Some(place.process) && place.member < role.members && place.part < role.parts
        })
    }

    /// Whether this role writes a log.
    pub fn has_log(&self, role: u16) -> bool {
        self.logs.iter().any(|log| log.role == role)
    }

    /// Whether all that runs in `place` may come back as another incarnation.
    pub fn is_restartable(&self, place: Place) -> bool {
        self.roles_at(place).all(|(_, role)| role.restartable)
    }

    /// What the membership, files and logs call a process: `name/member/part`.
    pub fn name(&self, place: Place) -> String {
        let name = self.processes.get(place.process as usize).map_or("?", |process| process.name);
        format!("{name}/{}/{}", place.member, place.part)
    }
}
