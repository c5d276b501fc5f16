//! Pushing one element from operator to operator.

use super::element::{Element, Hold, Part};
use super::step::uses;
use super::{Transducer, schedule};
use crate::closures;
use crate::plan::Edge;
use crate::types::is_unit;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use suki_ir::{Closure, Kind, Op, OperatorId};
use syn::Type;

impl Transducer<'_> {
    /// Code for an element that operator `id` has made.
    pub(super) fn emit(&self, id: OperatorId, element: &Element) -> TokenStream {
        if self.is_method(id) {
            let (name, whole) = (self.ident(id), self.take(element, self.element_type(id)));
            return quote!(self.#name(#whole, outputs););
        }
        self.fan_out(id, element)
    }

    /// Code that gives an element of stream `id` to all its readers here; the last one gets it for good.
    pub(super) fn fan_out(&self, id: OperatorId, element: &Element) -> TokenStream {
        let (now, later): (Vec<Edge>, Vec<Edge>) =
            self.readers(id).into_iter().partition(|edge| !self.is_cut(id, *edge));
        if later.is_empty() {
            return self.give(id, &now, element);
        }
        let mut code = self.give(id, &now, &element.shared());
        code.extend(self.hold_back(id, element));
        code
    }

    /// Code that gives an element of stream `id` to these readers; the last one gets it for good.
    pub(super) fn give(&self, id: OperatorId, edges: &[Edge], element: &Element) -> TokenStream {
        let Some((last, others)) = edges.split_last() else { return TokenStream::new() };
        let mut code = TokenStream::new();
        for edge in others {
            let part = self.consume(*edge, id, &element.shared());
            // What one reader calls its variables is no concern of the next.
            let is_simple = !uses(&part, "let");
            code.extend(if is_simple { part } else { quote!({ #part }) });
        }
        code.extend(self.consume(*last, id, element));
        code
    }

    /// The readers of a stream whose work is done here.
    pub(super) fn readers(&self, id: OperatorId) -> Vec<Edge> {
        let here = |edge: &&Edge| self.plan.is_channel(edge.reader) || self.is_here(edge.reader);
        self.plan.edges(id).iter().filter(here).copied().collect()
    }

    /// Whether elements of `id` come from several places and have more than one short way to go.
    pub(super) fn is_method(&self, id: OperatorId) -> bool {
        if self.plan.clock(id).is_some() || !self.is_here(id) {
            return false;
        }
        let is_entry = self.is_entry(id) && !leaves_tick(self.plan.op(id));
        let several = match self.plan.op(id) {
            Op::Union | Op::Join { .. } | Op::CrossProduct => true,
            Op::AllTicks | Op::AllTicksAtomic => self.leaving.borrow().contains(&id),
            _ => is_entry,
        };
        several && !self.is_leaf(id)
    }

    /// Whether the elements come from outside of the pipelines: by a channel, from a timer, from disk, out of a tick.
    pub(super) fn is_entry(&self, id: OperatorId) -> bool {
        let op = self.plan.op(id);
        matches!(op.kind(), Kind::Hop | Kind::Move | Kind::Source)
            || matches!(op, Op::PersistTo { .. } | Op::AllTicks | Op::AllTicksAtomic)
    }

    /// Whether every reader of the stream keeps the element at once.
    pub(super) fn is_leaf(&self, id: OperatorId) -> bool {
        let keeps = |edge: &Edge| match self.plan.op(edge.reader) {
            Op::Batch(_) | Op::Output { .. } | Op::PersistTo { .. } => true,
            Op::Union | Op::ArrivalOrder | Op::Unordered | Op::Entries => {
                self.is_method(edge.reader) || self.is_leaf(edge.reader)
            }
            op => matches!(op.kind(), Kind::Hop | Kind::Move) && !has_key(op),
        };
        let readers = self.readers(id);
        readers.len() <= 1 && readers.iter().all(keeps)
    }

    /// Code for one reader of an element of stream `id`.
    fn consume(&self, edge: Edge, id: OperatorId, element: &Element) -> TokenStream {
        let code = self.consumed(edge, id, element);
        let note = self.note(edge.reader);
        quote!(#note #code)
    }

    fn consumed(&self, Edge { reader, position }: Edge, id: OperatorId, element: &Element) -> TokenStream {
        let ty = self.element_type(id);
        if self.plan.clock(reader).is_some() && schedule::is_special(self.plan.op(reader)) {
            return self.in_tick(reader, position, element, ty);
        }
        let take = || self.take(element, ty);
        match self.plan.op(reader) {
            Op::Map(_) | Op::Filter(_) | Op::FilterMap(_) | Op::FlatMap(_) => self.called(reader, element, ty),
            Op::KeyBy(_) | Op::Values | Op::Keys | Op::Inspect(_) => self.called(reader, element, ty),
            Op::Union | Op::ArrivalOrder | Op::Unordered | Op::Entries | Op::EndAtomic => self.emit(reader, element),
            Op::Batch(_) => {
                let buffer = self.buffer(self.plan.names.get(reader), self.element_type(reader));
                let whole = take();
                quote!(self.#buffer.push(#whole);)
            }
            Op::Output { .. } | Op::PersistTo { .. } => {
                let (field, whole) = (self.outgoing(reader), take());
                quote!(outputs.#field.push(#whole);)
            }
            Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. } => self.leave(reader, element, ty),
            Op::Exchange { .. } | Op::Gather { .. } | Op::Replicate { .. } => self.leave(reader, element, ty),
            Op::Join { .. } => self.join(reader, position, element, ty),
            Op::CrossProduct => self.cross_product(reader, position, element, ty),
            Op::Merge => self.merge(reader, element, ty),
            Op::Deal { .. } => self.deal(reader, element, ty),
            Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => self.running(reader, element, ty),
            Op::Snapshot(_) => self.observed(reader, element, ty),
            Op::Quorum { .. } => self.quorum(reader, position, element, ty),
            Op::Unique => self.unique(reader, element, ty),
            Op::Scan { .. } => self.scan(reader, element, ty),
            Op::AllTicks | Op::AllTicksAtomic => self.leave_tick(reader, element),
            Op::Persist
            | Op::First
            | Op::Last
            | Op::Enumerate
            | Op::Sort
            | Op::Delta
            | Op::AntiJoin
            | Op::UnwrapOr
            | Op::DeferTick { .. }
            | Op::CrossSingleton
            | Op::FilterIfSome
            | Op::FilterIfNone => self.in_tick(reader, position, element, ty),
            // Nothing is pushed into a source.
            Op::Input { .. }
            | Op::Interval { .. }
            | Op::SourceIter { .. }
            | Op::Random { .. }
            | Op::Recover { .. }
            | Op::FirstTick(_) => TokenStream::new(),
        }
    }

    /// Code for an operator that looks at one element and keeps nothing.
    fn called(&self, reader: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let take = || self.take(element, ty);
        let name = self.ident(reader);
        let next = || self.emit(reader, &Element::owned(&name));
        match self.plan.op(reader) {
            Op::Map(f) => {
                let call = self.call(reader, "", f, &[take()]);
                if is_unit(self.element_type(reader)) {
                    let next = next();
                    return quote!(#call; #next);
                }
                let next = next();
                quote!(let #name = #call; #next)
            }
            Op::Filter(f) => {
                let call = self.call(reader, "", f, &[self.lend(element, ty)]);
                let next = self.emit(reader, element);
                quote!(if #call { #next })
            }
            Op::FilterMap(f) => {
                let (call, next) = (self.call(reader, "", f, &[take()]), next());
                quote!(if let Some(#name) = #call { #next })
            }
            Op::FlatMap(f) => {
                let (call, next) = (self.call(reader, "", f, &[take()]), next());
                quote!(for #name in #call { #next })
            }
            Op::KeyBy(f) => {
                let call = self.call(reader, "", f, &[self.lend(element, ty)]);
                let key = Part { variable: quote!(key), hold: Hold::Owned };
                let whole = take();
                let (bind, value) = match element {
                    Element::One(part) if part.hold == Hold::Owned => (None, part.clone()),
                    _ => (Some(quote!(let value = #whole;)), Part { variable: quote!(value), hold: Hold::Owned }),
                };
                let next = self.emit(reader, &Element::Pair(key, value));
                let bind = bind.filter(|_| uses(&next, "value"));
                quote!(let key = #call; #bind #next)
            }
            Op::Values | Op::Keys => {
                let (bind, key, value) = self.split(element, ty);
                let (pattern, part) = match self.plan.op(reader) {
                    Op::Values => (quote!((_, value)), value),
                    _ => (quote!((key, _)), key),
                };
                let bind = (!bind.is_empty()).then(|| {
                    let whole = take();
                    quote!(let #pattern = #whole;)
                });
                let next = self.emit(reader, &Element::One(part));
                quote!(#bind #next)
            }
            Op::Inspect(f) => {
                let call = self.call(reader, "", f, &[self.lend(element, ty)]);
                let next = self.emit(reader, element);
                quote!(outputs.log.push(#call); #next)
            }
            _ => TokenStream::new(),
        }
    }

    /// A call of one of an operator's closures.
    pub(super) fn call(&self, id: OperatorId, part: &str, closure: &Closure, arguments: &[TokenStream]) -> TokenStream {
        let name = closures::name(self.plan, id, part);
        if closures::asks_for_self(closure) {
            let me = self.me();
            return quote!(closures::#name(#me, #(#arguments),*));
        }
        quote!(closures::#name(#(#arguments),*))
    }

    /// A closure without arguments, called while the state is made.
    pub(super) fn first(&self, id: OperatorId, closure: &Closure) -> TokenStream {
        let name: Ident = closures::name(self.plan, id, "init");
        if closures::asks_for_self(closure) {
            self.asks_at_first.set(true);
            return quote!(closures::#name(me));
        }
        quote!(closures::#name())
    }
}

/// Whether an operator takes elements out of a tick.
pub(super) fn leaves_tick(op: &Op) -> bool {
    matches!(op, Op::AllTicks | Op::AllTicksAtomic)
}

/// Whether a channel chooses a part by a key.
pub(super) fn has_key(op: &Op) -> bool {
    match op {
        Op::Send { key, .. } | Op::Broadcast { key, .. } | Op::Demux { key, .. } => key.is_some(),
        Op::Exchange { .. } => true,
        _ => false,
    }
}
