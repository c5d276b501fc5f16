//! Reports arguments that are at the wrong place: another location, another tick, another shape.

use super::graph::Graph;
use super::place::{Clock, Place, lives_anywhere, may_be_atomic};
use super::shape;
use crate::{Code, Diagnostic, Kind, LocationId, LocationKind, Op, OperatorId, Shape, TickId};

/// What is wrong with the places of an operator's arguments: one error at most, the first.
pub(super) fn check(graph: &Graph, places: &[Place], id: OperatorId) -> Option<Diagnostic> {
    let context = Context { graph, places, id };
    context.location().or_else(|| context.clock()).or_else(|| context.shape()).or_else(|| context.first_value())
}

struct Context<'a> {
    graph: &'a Graph<'a>,
    places: &'a [Place],
    id: OperatorId,
}

impl Context<'_> {
    fn op(&self) -> &Op {
        &self.graph.op(self.id).op
    }

    fn error(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::new(code, self.graph.span(self.id), message)
    }

    /// Arguments with their places.
    fn arguments(&self) -> impl Iterator<Item = (OperatorId, Place)> + '_ {
        self.graph.inputs(self.id).map(|input| (input, self.places[input.index()]))
    }

    fn location(&self) -> Option<Diagnostic> {
        let kind = self.op().kind();
        if kind == Kind::Hop {
            return None;
        }
        if let Some((input, _)) =
            self.arguments().find(|(input, _)| matches!(self.graph.op(*input).op, Op::Input { .. }))
        {
            return Some(self.at_clients(input));
        }
        if kind == Kind::Move {
            return self.other_family();
        }
        if let Op::Batch(tick) | Op::Snapshot(tick) = self.op() {
            let (input, place) = self.arguments().next()?;
            let (at, due) = (place.at?, self.graph.tick_at(*tick)?);
            return (at != due).then(|| self.wrong_tick_location(input, *tick, at, due));
        }
        let mut located = self.arguments().filter_map(|(input, place)| Some((input, place.at?)));
        let (first, at) = located.next()?;
        let (second, other) = located.find(|(_, other)| *other != at)?;
        Some(self.missing_send((first, at), (second, other)))
    }

    fn at_clients(&self, input: OperatorId) -> Diagnostic {
        let name = self.op().name();
        let (clients, stream) = match &self.graph.op(input).op {
            Op::Input { at, .. } => (self.graph.location_name(*at), self.graph.describe(input)),
            _ => ("clients", self.graph.describe(input)),
        };
        self.error(Code::MissingSend, format!("`{name}` would run at `{clients}`, outside the system"))
            .label("expected a stream at a process or cluster")
            .note(self.graph.span(input), format!("{stream} is at `{clients}`"))
            .help("add `.send(..)` or `.demux(..)` before it")
    }

    fn other_family(&self) -> Option<Diagnostic> {
        let (input, place) = self.arguments().next()?;
        let (from, to) = (place.at?, self.op().target()?);
        let (family, _) = self.graph.family(from)?;
        if self.graph.family(to)?.0 == family {
            return None;
        }
        let (name, from, to) = (self.op().name(), self.graph.location_name(from), self.graph.location_name(to));
        let stream = self.graph.describe(input);
        Some(
            self.error(
                Code::MissingSend,
                format!("`{name}` stays within one family: {stream} is at `{from}`, not in the family of `{to}`"),
            )
            .label(format!("expected a location of the family of `{}`", self.graph.location_name(family)))
            .note(self.graph.span(input), format!("{stream} is at `{from}`"))
            .help(format!("use {} instead", self.hop(self.op().target()?))),
        )
    }

    fn wrong_tick_location(&self, input: OperatorId, tick: TickId, at: LocationId, due: LocationId) -> Diagnostic {
        let (at, due_name, tick) =
            (self.graph.location_name(at), self.graph.location_name(due), self.graph.program.tick(tick));
        let stream = self.graph.describe(input);
        self.error(Code::MissingSend, format!("{stream} is at `{at}`, tick `{}` at `{due_name}`", tick.name))
            .label(format!("expected a stream at `{due_name}`"))
            .note(self.graph.span(input), format!("this is at `{at}`"))
            .note(tick.span, format!("`{}` ticks at `{due_name}`", tick.name))
            .help(format!("add {} before `.batch({})`", self.hop(due), tick.name))
    }

    fn missing_send(&self, first: (OperatorId, LocationId), second: (OperatorId, LocationId)) -> Diagnostic {
        let (x, y) = (self.graph.describe(first.0), self.graph.describe(second.0));
        let (here, there) = (self.graph.location_name(first.1), self.graph.location_name(second.1));
        let family = |at| self.graph.family(at).map(|(family, _)| family);
        let mend = if family(first.1) == family(second.1) && first.1 != second.1 {
            match self.graph.parts(first.1) {
                1 => format!("`.gather({here})`"),
                _ => format!("`.exchange({here}, |x| ..)`"),
            }
        } else {
            self.hop(first.1)
        };
        self.error(Code::MissingSend, format!("{x} is at `{here}`, {y} at `{there}`"))
            .label(format!("`{}` needs both at one location", self.op().name()))
            .note(self.graph.span(first.0), format!("{x} is at `{here}`"))
            .note(self.graph.span(second.0), format!("{y} is at `{there}`"))
            .help(format!("add {mend} to {y}"))
    }

    /// The hop that leads to a location.
    fn hop(&self, to: LocationId) -> String {
        let name = self.graph.location_name(to);
        let key = if self.graph.is_helper(to) { ", |x| .." } else { "" };
        match self.graph.family(to) {
            Some((_, LocationKind::Cluster { .. })) => format!("`.broadcast({name}{key})` or `.demux({name}{key})`"),
            _ => format!("`.send({name}{key})`"),
        }
    }

    fn clock(&self) -> Option<Diagnostic> {
        let op = self.op();
        let inside = op.kind() == Kind::InTick || matches!(op, Op::AllTicks | Op::AllTicksAtomic);
        if !may_be_atomic(op)
            && let Some((input, tick)) = self.arguments().find_map(|(input, place)| match place.clock {
                Clock::Atomic(tick) => Some((input, tick)),
                _ => None,
            })
        {
            return Some(self.not_atomic(input, self.graph.tick_name(tick)));
        }
        if !inside && !lives_anywhere(op) {
            return self.arguments().find_map(|(input, place)| match (place.clock, op) {
                (Clock::Inside(tick), _) => Some(self.must_leave(input, self.graph.tick_name(tick))),
                (Clock::Atomic(tick), Op::Snapshot(other)) if tick != *other => {
                    Some(self.other_region(input, self.graph.tick_name(tick)))
                }
                (Clock::Outside, Op::EndAtomic) => Some(self.no_region(input)),
                _ => None,
            });
        }
        if inside && let Some((input, _)) = self.arguments().find(|(_, place)| place.clock == Clock::Outside) {
            return Some(self.must_enter(input));
        }
        let mut clocked = self.arguments().filter(|(_, place)| place.clock != Clock::Unknown);
        let (first, place) = clocked.next()?;
        let (second, other) = clocked.find(|(_, other)| other.clock != place.clock)?;
        Some(self.two_clocks((first, place.clock), (second, other.clock)))
    }

    fn must_leave(&self, input: OperatorId, tick: &str) -> Diagnostic {
        let (name, stream) = (self.op().name(), self.graph.describe(input));
        let (message, mend) = match self.op() {
            Op::Batch(again) if self.graph.tick_name(*again) == tick => {
                (format!("{stream} is in tick `{tick}` already"), format!("leave `.batch({tick})` out"))
            }
            _ => (
                format!("`{name}` works outside ticks, and {stream} is in tick `{tick}`"),
                format!("add `.all_ticks()` to {stream}"),
            ),
        };
        self.error(Code::WrongClock, message)
            .label("expected a stream outside ticks")
            .note(self.graph.span(input), format!("{stream} is in tick `{tick}`"))
            .help(mend)
    }

    fn not_atomic(&self, input: OperatorId, tick: &str) -> Diagnostic {
        let (name, stream) = (self.op().name(), self.graph.describe(input));
        self.error(Code::WrongClock, format!("`{name}` cannot be in the atomic region of tick `{tick}`"))
            .label("expected one element at a time, or a running value")
            .note(self.graph.span(input), format!("{stream} is in the region"))
            .help(format!("add `.end_atomic()` to {stream}"))
    }

    fn other_region(&self, input: OperatorId, tick: &str) -> Diagnostic {
        let stream = self.graph.describe(input);
        self.error(Code::WrongClock, format!("{stream} belongs to tick `{tick}`: another tick cannot read it"))
            .label(format!("expected `.snapshot({tick})`"))
            .note(self.graph.span(input), format!("{stream} is in the atomic region of `{tick}`"))
            .help(format!("write `.snapshot({tick})`, or end the region before the running value: `.end_atomic()`"))
    }

    fn no_region(&self, input: OperatorId) -> Diagnostic {
        let stream = self.graph.describe(input);
        self.error(Code::WrongClock, format!("{stream} is in no atomic region"))
            .label("expected a stream in an atomic region")
            .note(self.graph.span(input), format!("{stream} is outside ticks"))
            .help("leave `.end_atomic()` out, or leave the tick with `.all_ticks_atomic()`")
    }

    fn must_enter(&self, input: OperatorId) -> Diagnostic {
        let (name, stream) = (self.op().name(), self.graph.describe(input));
        let tick = match self.places[self.id.index()].clock {
            Clock::Inside(tick) => Some(tick),
            _ => self.places[input.index()].at.and_then(|at| self.graph.tick_of(at)),
        };
        let at = self.places[input.index()].at.map_or("..", |at| self.graph.location_name(at));
        let mend = match self.op() {
            Op::AllTicks => String::from("leave `.all_ticks()` out"),
            _ if tick.is_none() => format!("declare `tick t at {at};` and add `.batch(t)` to {stream}"),
            _ => format!("add `.batch({})` to {stream}", tick.map_or("t", |tick| self.graph.tick_name(tick))),
        };
        self.error(Code::OutsideTick, format!("`{name}` works inside a tick, and {stream} is in none"))
            .label("expected a stream inside a tick")
            .note(self.graph.span(input), format!("{stream} is outside ticks"))
            .help(mend)
    }

    fn two_clocks(&self, first: (OperatorId, Clock), second: (OperatorId, Clock)) -> Diagnostic {
        let (x, y) = (self.graph.describe(first.0), self.graph.describe(second.0));
        let words = |clock| match clock {
            Clock::Inside(tick) => format!("in tick `{}`", self.graph.tick_name(tick)),
            Clock::Atomic(tick) => format!("in the atomic region of `{}`", self.graph.tick_name(tick)),
            _ => String::from("outside ticks"),
        };
        let mend = match (first.1, second.1) {
            (Clock::Inside(tick), Clock::Inside(_)) => {
                format!("add `.all_ticks().batch({})` to {y}", self.graph.tick_name(tick))
            }
            (_, Clock::Atomic(_)) => format!("add `.end_atomic()` to {y}"),
            (Clock::Atomic(_), _) => format!("add `.end_atomic()` to {x}"),
            (Clock::Inside(tick), _) => {
                format!("add `.batch({})` to {y}, or `.all_ticks()` to {x}", self.graph.tick_name(tick))
            }
            _ => format!("add `.all_ticks()` to {y}"),
        };
        self.error(Code::TwoClocks, format!("{x} is {}, {y} {}", words(first.1), words(second.1)))
            .label(format!("`{}` needs both in one", self.op().name()))
            .note(self.graph.span(first.0), format!("{x} is {}", words(first.1)))
            .note(self.graph.span(second.0), format!("{y} is {}", words(second.1)))
            .help(mend)
    }

    fn shape(&self) -> Option<Diagnostic> {
        for position in 0..self.graph.op(self.id).inputs.len() {
            let Some(input) = self.graph.input(self.id, position) else { continue };
            let Some(found) = self.places[input.index()].shape else { continue };
            let accepted = shape::accepted(self.op(), position);
            if !accepted.contains(&found) {
                return Some(self.wrong_shape(input, found, accepted));
            }
        }
        None
    }

    fn wrong_shape(&self, input: OperatorId, found: Shape, accepted: &[Shape]) -> Diagnostic {
        let (name, stream) = (self.op().name(), self.graph.describe(input));
        let (expected, found_noun) = (shape::nouns(accepted), shape::noun(found));
        self.error(Code::WrongShape, format!("`{name}` takes {expected}, and {stream} is {found_noun}"))
            .label(format!("expected {expected}"))
            .note(self.graph.span(input), format!("{stream} is {found_noun}"))
            .help(shape::mend(found, accepted))
    }

    /// A deferred singleton needs a value for the first tick; others start empty.
    fn first_value(&self) -> Option<Diagnostic> {
        let Op::DeferTick { init } = self.op() else { return None };
        let (input, place) = self.arguments().next()?;
        let stream = self.graph.describe(input);
        match (place.shape?, init) {
            (Shape::Singleton, None) => Some(
                self.error(Code::FirstValue, format!("{stream} is a singleton, and has no value in the first tick"))
                    .label("expected a closure that makes the first value")
                    .help("write `.defer_tick(|| ..)`"),
            ),
            (found @ (Shape::Collection | Shape::Optional), Some(_)) => Some(
                self.error(
                    Code::FirstValue,
                    format!("{stream} is {}, and empty in the first tick", shape::noun(found)),
                )
                .label("expected no first value")
                .help("write `.defer_tick()`"),
            ),
            _ => None,
        }
    }
}
