//! Ticks: all that has come is one batch, and singletons are complete before anything reads them.

use super::Transducer;
use super::element::{Element, Hold, Part};
use super::schedule::{Schedule, is_complete, is_group};
use super::step::uses;
use crate::plan::Edge;
use crate::types::{borrows, pair};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use suki_ir::{Kind, Op, OperatorId, TickId};
use syn::Type;

/// The code of one tick.
pub(super) struct Tick {
    /// The name of its method.
    pub name: Ident,
    /// Buffers that start it when one of them is not empty.
    pub batches: Vec<Ident>,
    /// Streams that are pushed on after it.
    pub leaving: Vec<OperatorId>,
    pub method: TokenStream,
}

impl Transducer<'_> {
    /// Whether a reader gets the elements of a stream later than they are made.
    pub(super) fn is_cut(&self, id: OperatorId, edge: Edge) -> bool {
        let schedule = self.schedule.borrow();
        schedule.as_ref().is_some_and(|schedule| schedule.has(id) && schedule.is_cut(self.plan, id, edge))
    }

    /// The code of all ticks here, in order of their declaration.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let ticks = (0..self.plan.program.ticks.len()).map(TickId::new);
        let here = |tick: &TickId| self.plan.order().any(|id| self.is_here(id) && self.plan.clock(id) == Some(*tick));
        ticks.filter(here).map(|tick| self.tick(tick)).collect()
    }

    fn tick(&self, tick: TickId) -> Tick {
        let schedule = Schedule::of(self.plan, self.at, tick);
        let (order, last) = (schedule.order.clone(), schedule.last());
        *self.schedule.borrow_mut() = Some(schedule);
        let before = self.leaving.borrow().len();
        let mut body = TokenStream::new();
        for id in &order {
            body.extend(self.start_value(*id));
        }
        let mut strata = self.values_of(&order, 0);
        for stratum in 0..=last {
            for id in &order {
                strata.extend(self.release(*id, stratum));
            }
            strata.extend(self.values_of(&order, stratum + 1));
        }
        // Which streams wait is known now: their local buffers stand before everything.
        for id in order.iter().filter(|id| self.waits_locally(**id)) {
            let held = self.held_name(*id);
            if uses(&strata, &held.to_string()) {
                body.extend(quote!(let mut #held = Vec::new();));
            }
        }
        body.extend(strata);
        for id in &order {
            body.extend(self.end_value(*id));
        }
        *self.schedule.borrow_mut() = None;
        self.values.borrow_mut().clear();
        let declared = self.plan.program.tick(tick);
        let name = crate::print::ident(&format!("tick_{}", declared.name));
        let docs = format!(" One tick of `{}`, {}.", declared.name, self.plan.source.place(declared.span));
        let outputs = if uses(&body, "outputs") { quote!(outputs) } else { quote!(_outputs) };
        let is_batch = |id: &&OperatorId| matches!(self.plan.op(**id), Op::Batch(_));
        let batches =
            order.iter().filter(is_batch).map(|id| self.buffer(self.plan.names.get(*id), self.element_type(*id)));
        Tick {
            name: name.clone(),
            batches: batches.collect(),
            leaving: self.leaving.borrow()[before..].to_vec(),
            method: quote!(#[doc = #docs] fn #name(&mut self, #outputs: &mut Outputs) { #body }),
        }
    }

    fn waits_locally(&self, id: OperatorId) -> bool {
        !self.plan.is_value(id) && borrows(self.element_type(id))
    }

    fn held_name(&self, id: OperatorId) -> Ident {
        crate::print::ident(&self.plan.names.part(id, "held"))
    }

    /// Where the elements of a stream wait.
    fn waiting(&self, id: OperatorId) -> TokenStream {
        let ty = self.element_type(id);
        match self.plan.op(id) {
            Op::Batch(_) | Op::DeferTick { .. } => {
                let field = self.buffer(self.plan.names.get(id), ty);
                quote!(self.#field)
            }
            Op::Snapshot(_) => self.observed_place(id),
            _ if is_group(self.plan, id) => {
                let name = self.ident(id);
                quote!(#name)
            }
            Op::Persist => {
                let field = self.buffer(&self.plan.names.part(id, "all"), ty);
                quote!(self.#field)
            }
            _ if self.waits_locally(id) => {
                let held = self.held_name(id);
                quote!(#held)
            }
            _ => {
                let field = self.buffer(&self.plan.names.part(id, "held"), ty);
                quote!(self.#field)
            }
        }
    }

    /// Code that keeps an element for a later stratum.
    pub(super) fn hold_back(&self, id: OperatorId, element: &Element) -> TokenStream {
        let (place, whole) = (self.waiting(id), self.take(element, self.element_type(id)));
        quote!(#place.push(#whole);)
    }

    /// Code that gives what waits of a stream to those readers that are due in this stratum.
    fn release(&self, id: OperatorId, stratum: usize) -> TokenStream {
        if self.plan.is_value(id) {
            return TokenStream::new();
        }
        let edges: Vec<Edge> = self.readers(id).into_iter().filter(|edge| self.is_cut(id, *edge)).collect();
        let due =
            |edge: &Edge| self.schedule.borrow().as_ref().map_or(0, |schedule| schedule.due(self.plan, id, *edge));
        let now: Vec<Edge> = edges.iter().copied().filter(|edge| due(edge) == stratum).collect();
        if now.is_empty() {
            return TokenStream::new();
        }
        let is_first = edges.iter().all(|edge| due(edge) >= stratum);
        let (place, name) = (self.waiting(id), self.ident(id));
        let sort = (is_first && matches!(self.plan.op(id), Op::Sort)).then(|| quote!(#place.sort();));
        let op = self.plan.op(id);
        let stays = matches!(op, Op::Persist | Op::Snapshot(_)) || edges.iter().any(|edge| due(edge) > stratum);
        let is_table = is_group(self.plan, id) || matches!(op, Op::Snapshot(_));
        let (from, element) = match (is_table, stays) {
            (true, true) => (quote!(#place.iter()), Self::borrowed_pair()),
            (true, false) => (quote!(#place.drain()), Self::owned_pair()),
            (false, true) => (quote!(&#place), Element::borrowed(&name)),
            (false, false) => (quote!(#place.drain(..)), Element::owned(&name)),
        };
        let body = self.give(id, &now, &element);
        let bound =
            |name: &str| if uses(&body, name) { crate::print::ident(name).into_token_stream() } else { quote!(_) };
        let (key, value) = (bound("group_key"), bound("group_value"));
        let pattern = if is_table { quote!((#key, #value)) } else { quote!(#name) };
        quote!(#sort for #pattern in #from { #body })
    }

    /// What an operator that is no value needs at the start of a tick; none if nothing.
    pub(super) fn start_of_tick(&self, id: OperatorId) -> Option<TokenStream> {
        let name = self.ident(id);
        match self.plan.op(id) {
            _ if is_group(self.plan, id) => {
                let (ty, first) = self.aggregate(id);
                Some(quote!(let mut #name: #ty = #first;))
            }
            Op::Unique => Some(quote!(let mut #name = suki_runtime::op::Unique::new();)),
            Op::CrossProduct => Some(quote!(let mut #name = Vec::new();)),
            Op::AntiJoin => Some(quote!(let mut #name = suki_runtime::op::Unique::new();)),
            Op::Join { .. } => Some(quote!(let mut #name = suki_runtime::op::Side::new();)),
            _ => None,
        }
    }

    /// Code for an element of the side that must be complete.
    fn in_side(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let name = self.ident(id);
        match self.plan.op(id) {
            Op::CrossProduct => {
                let whole = self.take(element, ty);
                quote!(#name.push(#whole);)
            }
            Op::AntiJoin => {
                let lent = self.lend(element, ty);
                quote!(#name.insert(#lent);)
            }
            _ => {
                let (bind, key, value) = self.split(element, ty);
                let (key_type, value_type) = pair(ty);
                let (key, value) = (self.take_part(&key, &key_type), self.take_part(&value, &value_type));
                quote!(#bind #name.insert(#key, #value);)
            }
        }
    }

    /// Code for an operator's element within a tick.
    pub(super) fn in_tick(&self, id: OperatorId, position: usize, element: &Element, ty: &Type) -> TokenStream {
        if position == 1 && is_complete(self.plan, Edge { reader: id, position }) {
            return self.in_side(id, element, ty);
        }
        let name = self.ident(id);
        let take = || self.take(element, ty);
        match self.plan.op(id) {
            Op::Persist => self.emit(id, element),
            op if op.kind() == Kind::Aggregate || matches!(op, Op::First | Op::Last) => {
                self.accumulate(id, &self.place(id), element, ty)
            }
            Op::Sort => self.hold_back(id, element),
            Op::Unique => {
                let (lent, next) = (self.lend(element, ty), self.emit(id, element));
                quote!(if #name.insert(#lent) { #next })
            }
            Op::Delta => {
                let new = quote!(suki_runtime::op::Delta);
                let field = self.field(self.plan.names.get(id), quote!(#new<#ty>), quote!(#new::new()));
                let (lent, next) = (self.lend(element, ty), self.emit(id, element));
                quote!(if self.#field.is_new(#lent) { #next })
            }
            Op::CrossProduct | Op::AntiJoin | Op::Join { .. } => self.meet(id, element, ty),
            Op::Enumerate => {
                let (position, whole) = (crate::print::ident(&self.plan.names.part(id, "position")), take());
                let next = self.emit(id, &Element::owned(&name));
                quote!(let #name = (#position, #whole); #position += 1; #next)
            }
            Op::DeferTick { .. } => {
                let (buffer, whole) = (self.buffer(&self.plan.names.part(id, "next"), ty), take());
                quote!(self.#buffer.push(#whole);)
            }
            Op::CrossSingleton => {
                let single = self.plan.input(id, 1);
                let place = self.place(single);
                let whole = take();
                let next = self.emit(id, &Element::owned(&name));
                if self.is_optional(single) {
                    return quote!(if let Some(single) = &#place { let #name = (#whole, single); #next });
                }
                quote!(let #name = (#whole, &#place); #next)
            }
            Op::FilterIfSome | Op::FilterIfNone => {
                let place = self.place(self.plan.input(id, 1));
                let next = self.emit(id, element);
                let test = if matches!(self.plan.op(id), Op::FilterIfSome) { quote!(is_some) } else { quote!(is_none) };
                quote!(if #place.#test() { #next })
            }
            _ => TokenStream::new(),
        }
    }

    /// Code for an element that meets the side that is complete.
    fn meet(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let name = self.ident(id);
        match self.plan.op(id) {
            Op::CrossProduct => {
                let right = Part { variable: quote!(right), hold: Hold::Borrowed };
                let pair = self.take_part(&right, self.element_type(self.plan.input(id, 1)));
                let whole = self.take(&element.shared(), ty);
                let next = self.emit(id, &Element::owned(&name));
                quote!(for right in &#name { let #name = (#whole, #pair); #next })
            }
            Op::AntiJoin => {
                let (bind, key, value) = self.split(element, ty);
                let variable = &key.variable;
                let lent = if key.hold == Hold::Borrowed { quote!(#variable) } else { quote!(&#variable) };
                let next = self.emit(id, &Element::Pair(key.clone(), value));
                quote!(#bind if !#name.contains(#lent) { #next })
            }
            Op::Join { .. } => {
                let (bind, key, value) = self.split(element, ty);
                let (key_type, value_type) = pair(ty);
                let variable = &key.variable;
                let lent = if key.hold == Hold::Borrowed { quote!(#variable) } else { quote!(&#variable) };
                let share =
                    |part: Part| Part { hold: if part.hold == Hold::Owned { Hold::Shared } else { part.hold }, ..part };
                let (key, value) =
                    (self.take_part(&share(key.clone()), &key_type), self.take_part(&share(value), &value_type));
                let right = Part { variable: quote!(right), hold: Hold::Borrowed };
                let right = self.take_part(&right, &pair(self.element_type(self.plan.input(id, 1))).1);
                let next = self.emit(id, &Element::owned(&name));
                let pattern = if uses(&right, "right") { quote!(right) } else { quote!(_) };
                quote!(#bind for #pattern in #name.get(#lent) { let #name = (#key, (#value, #right)); #next })
            }
            _ => TokenStream::new(),
        }
    }

    /// Code for an element that leaves its tick: on its way if that is short, else by way of a buffer.
    pub(super) fn leave_tick(&self, id: OperatorId, element: &Element) -> TokenStream {
        let readers = self.readers(id);
        if readers.iter().all(|edge| self.keeps(edge.reader)) {
            return self.fan_out(id, element);
        }
        if !self.leaving.borrow().contains(&id) {
            self.leaving.borrow_mut().push(id);
        }
        let ty = self.element_type(id);
        let (buffer, whole) = (self.buffer(self.plan.names.get(id), ty), self.take(element, ty));
        quote!(self.#buffer.push(#whole);)
    }

    /// Whether the operator puts what it gets into a buffer.
    fn keeps(&self, id: OperatorId) -> bool {
        let op = self.plan.op(id);
        self.plan.is_channel(id) || matches!(op, Op::Batch(_) | Op::Output { .. } | Op::PersistTo { .. })
    }
}
