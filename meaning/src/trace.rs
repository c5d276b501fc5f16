//! What an observer sees, and how it is written.

use crate::{Store, ValueId};

/// Something that an observer sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A client sends an element.
    In {
        /// The client.
        client: u32,
        /// The input's name.
        port: String,
        /// What it sends.
        element: ValueId,
    },
    /// A client gets an element; of a lattice, the join so far.
    Out {
        /// The output's name.
        port: String,
        /// The client and what it gets.
        element: ValueId,
    },
    /// A member of a location stops for good.
    Crash {
        /// The location's name.
        location: String,
        /// The member.
        member: u32,
    },
}

impl Event {
    /// One line: `c0 > requests: 7`, `c0 < replies: 7`, `crash acceptors[1]`.
    pub fn line(&self, store: &Store) -> String {
        match self {
            Event::In { client, port, element } => format!("c{client} > {port}: {}", store.value(*element)),
            Event::Out { port, element } => {
                let client = store.as_number(store.component(*element, 0));
                format!("c{client} < {port}: {}", store.value(store.component(*element, 1)))
            }
            Event::Crash { location, member } => format!("crash {location}[{member}]"),
        }
    }
}

/// A trace as text, a line for each event: the one written form of traces.
pub fn written(trace: &[Event], store: &Store) -> String {
    trace.iter().map(|event| event.line(store) + "\n").collect()
}
