//! What is known of the stream that an operator yields.

use crate::{LocationId, TickId};

/// The static description of one operator's result, found by [`infer`](crate::infer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Where it is.
    pub at: LocationId,
    /// The tick it belongs to; none outside ticks.
    pub clock: Option<TickId>,
    /// Collection, singleton, running value and so on.
    pub shape: Shape,
    /// The tick whose atomic region it is in.
    pub atomic: Option<TickId>,
    /// What order it has.
    pub order: Order,
    /// How often an element may come.
    pub retries: Retries,
    /// The element type as far as the text states it. A keyed stream's element is `(K, V)`.
    pub element: Ty,
}

/// The sort of collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A stream outside a tick, a batch inside one.
    Collection,
    /// A keyed stream: elements are `(K, V)`, order is per key.
    Keyed,
    /// Exactly one value in each tick.
    Singleton,
    /// At most one value in each tick.
    Optional,
    /// Outside ticks, one value that changes as its input grows; only `snapshot` reads it.
    RunningSingleton,
    /// Outside ticks, at most one value that changes as its input grows; only `snapshot` reads it.
    RunningOptional,
    /// Outside ticks, one value for each key, elements are `(K, V)`; only `snapshot` reads it.
    RunningKeyed,
    /// Points of a lattice; what counts of them is their join.
    Lattice,
}

impl Shape {
    /// Whether only `snapshot` may read it.
    pub fn is_running(self) -> bool {
        match self {
            Shape::RunningSingleton | Shape::RunningOptional | Shape::RunningKeyed => true,
            Shape::Collection | Shape::Keyed | Shape::Singleton | Shape::Optional | Shape::Lattice => false,
        }
    }
}

/// How strongly the history is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Order {
    /// A bag.
    None,
    /// A sequence for each key of a keyed stream.
    PerKey,
    /// A sequence.
    Total,
}

/// How strongly each element is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Retries {
    /// Each element one or more times: whoever counts would count wrong.
    AtLeastOnce,
    /// Each element once.
    ExactlyOnce,
}

/// An element type as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    /// Not stated; equal to nothing and in conflict with nothing.
    Unknown,
    /// `()` and longer tuples.
    Tuple(Vec<Ty>),
    /// A path with arguments: `u64`, `Option<Command>`, `MemberId<proposers>`.
    Path(String, Vec<Ty>),
    /// `[T; N]` with the length when it is a number.
    Array(Box<Ty>, Option<u64>),
    /// `&T`.
    Ref(Box<Ty>),
}

impl Ty {
    /// A path without arguments.
    pub fn path(name: &str) -> Ty {
        Ty::Path(name.to_string(), Vec::new())
    }

    /// `()`.
    pub fn unit() -> Ty {
        Ty::Tuple(Vec::new())
    }

    /// The type behind references.
    pub fn peeled(&self) -> &Ty {
        match self {
            Ty::Ref(inner) => inner.peeled(),
            other => other,
        }
    }

    /// Whether both could be one type; unknown parts agree with everything.
    pub fn agrees(&self, other: &Ty) -> bool {
        match (self, other) {
            (Ty::Unknown, _) | (_, Ty::Unknown) => true,
            (Ty::Tuple(a), Ty::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.agrees(b)),
            (Ty::Path(a, x), Ty::Path(b, y)) => {
                a == b && x.len() == y.len() && x.iter().zip(y).all(|(x, y)| x.agrees(y))
            }
            (Ty::Array(a, n), Ty::Array(b, m)) => (n.is_none() || m.is_none() || n == m) && a.agrees(b),
            (Ty::Ref(a), Ty::Ref(b)) => a.agrees(b),
            _ => false,
        }
    }

    /// What both say together; only for types that agree.
    pub fn merged(&self, other: &Ty) -> Ty {
        match (self, other) {
            (Ty::Unknown, known) | (known, Ty::Unknown) => known.clone(),
            (Ty::Tuple(a), Ty::Tuple(b)) if a.len() == b.len() => {
                Ty::Tuple(a.iter().zip(b).map(|(a, b)| a.merged(b)).collect())
            }
            (Ty::Path(a, x), Ty::Path(_, y)) if x.len() == y.len() => {
                Ty::Path(a.clone(), x.iter().zip(y).map(|(x, y)| x.merged(y)).collect())
            }
            (Ty::Array(a, n), Ty::Array(b, m)) => Ty::Array(Box::new(a.merged(b)), n.or(*m)),
            (Ty::Ref(a), Ty::Ref(b)) => Ty::Ref(Box::new(a.merged(b))),
            (a, _) => a.clone(),
        }
    }
}

impl std::fmt::Display for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |f: &mut std::fmt::Formatter<'_>, items: &[Ty]| {
            for (i, item) in items.iter().enumerate() {
                write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
            }
            Ok(())
        };
        match self {
            Ty::Unknown => f.write_str("_"),
            Ty::Tuple(items) => {
                f.write_str("(")?;
                list(f, items)?;
                f.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
            Ty::Path(name, arguments) if arguments.is_empty() => f.write_str(name),
            Ty::Path(name, arguments) => {
                write!(f, "{name}<")?;
                list(f, arguments)?;
                f.write_str(">")
            }
            Ty::Array(element, Some(length)) => write!(f, "[{element}; {length}]"),
            Ty::Array(element, None) => write!(f, "[{element}; _]"),
            Ty::Ref(inner) => write!(f, "&{inner}"),
        }
    }
}
