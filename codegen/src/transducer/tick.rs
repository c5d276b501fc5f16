//! Ticks: all that has come is one batch, and singletons are complete before anything reads them.
//!
//! Work is cut into strata at compile time. A singleton is ready one stratum after all that it is made from; an
//! operator that reads it runs in that stratum or later, as late as its readers allow. Where a stream is needed in a
//! later stratum than it is made in, it waits in a buffer.

use super::Transducer;
use super::element::Element;
use super::step::uses;
use crate::plan::{Edge, Plan};
use crate::types::borrows;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};
use suki_ir::{LocationId, Op, OperatorId, TickId};
use syn::Type;

/// What is known of one tick before its code is made.
pub(super) struct Schedule {
    /// The tick's operators here, arguments first.
    order: Vec<OperatorId>,
    /// The stratum in which a stream is made.
    stratum: BTreeMap<OperatorId, usize>,
    /// The stratum from which a singleton or optional can be read.
    ready: BTreeMap<OperatorId, usize>,
    /// Streams that wait in a buffer for every reader.
    buffered: BTreeSet<OperatorId>,
}

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

impl Schedule {
    fn of(plan: &Plan, at: LocationId, tick: TickId) -> Self {
        let order = plan.order().filter(|id| plan.at(*id) == at && plan.clock(*id) == Some(tick)).collect();
        let mut schedule =
            Schedule { order, stratum: BTreeMap::new(), ready: BTreeMap::new(), buffered: BTreeSet::new() };
        for id in schedule.order.clone() {
            schedule.early(plan, id);
        }
        for id in schedule.order.clone().into_iter().rev() {
            schedule.late(plan, id);
        }
        schedule
    }

    /// The first stratum that is possible.
    fn early(&mut self, plan: &Plan, id: OperatorId) {
        let op = plan.op(id);
        let input = |schedule: &Self, at: &OperatorId| {
            let known = schedule.ready.get(at).or_else(|| schedule.stratum.get(at));
            known.copied().unwrap_or(0)
        };
        let waits = !matches!(op, Op::Batch(_) | Op::DeferTick { .. });
        let inputs = plan.operator(id).inputs.iter().filter(|_| waits);
        let earliest = inputs.map(|at| input(self, at)).max().unwrap_or(0);
        if plan.is_value(id) {
            self.ready.insert(id, earliest + usize::from(is_accumulator(plan, id)));
        } else {
            self.stratum.insert(id, earliest);
            if !waits {
                self.buffered.insert(id);
            }
        }
    }

    /// The last stratum that its readers allow; no later than needed.
    fn late(&mut self, plan: &Plan, id: OperatorId) {
        let Some(early) = self.stratum.get(&id).copied() else { return };
        if self.buffered.contains(&id) {
            return;
        }
        let wanted = plan.edges(id).iter().filter_map(|edge| self.deadline(plan, edge.reader)).min();
        self.stratum.insert(id, wanted.unwrap_or(early).max(early));
        let several = matches!(plan.op(id), Op::Union);
        if several && !self.is_short(plan, id) {
            self.buffered.insert(id);
        }
    }

    /// The stratum in which a reader wants its elements; none if it does not matter.
    fn deadline(&self, plan: &Plan, reader: OperatorId) -> Option<usize> {
        if is_accumulator(plan, reader) {
            return self.ready.get(&reader).map(|ready| ready.saturating_sub(1));
        }
        match plan.op(reader) {
            Op::AllTicks | Op::DeferTick { .. } => None,
            _ => self.stratum.get(&reader).copied(),
        }
    }

    /// Whether what follows is so little that every argument of a union may have its own copy of the code.
    fn is_short(&self, plan: &Plan, id: OperatorId) -> bool {
        plan.edges(id).iter().all(|edge| match plan.op(edge.reader) {
            Op::Persist => plan.edges(edge.reader).iter().all(|next| is_accumulator(plan, next.reader)),
            Op::AllTicks | Op::DeferTick { .. } => true,
            Op::Union => !self.buffered.contains(&edge.reader) && plan.edges(id).len() == 1,
            _ => is_accumulator(plan, edge.reader) || self.stratum.get(&edge.reader) > self.stratum.get(&id),
        })
    }

    fn is_cut(&self, plan: &Plan, id: OperatorId, reader: OperatorId) -> bool {
        if self.buffered.contains(&id) {
            return true;
        }
        if matches!(plan.op(id), Op::Persist) {
            return !is_accumulator(plan, reader);
        }
        self.deadline(plan, reader) > self.stratum.get(&id).copied() && !is_accumulator(plan, reader)
    }

    /// When a buffered stream is given to a reader.
    fn due(&self, plan: &Plan, id: OperatorId, reader: OperatorId) -> usize {
        let own = self.stratum.get(&id).copied().unwrap_or(0);
        self.deadline(plan, reader).unwrap_or(own).max(own)
    }

    /// The stratum from which a singleton or optional can be read.
    pub fn ready_at(&self, id: OperatorId) -> Option<usize> {
        self.ready.get(&id).copied()
    }

    fn last(&self) -> usize {
        self.stratum.values().chain(self.ready.values()).copied().max().unwrap_or(0)
    }
}

/// Whether an operator makes one value from all elements.
pub(super) fn is_accumulator(plan: &Plan, id: OperatorId) -> bool {
    matches!(plan.op(id), Op::Fold { .. } | Op::Max | Op::Last | Op::Count) && plan.is_value(id)
}

impl Transducer<'_> {
    /// Whether a reader gets the elements of a stream later than they are made.
    pub(super) fn is_cut(&self, id: OperatorId, edge: Edge) -> bool {
        let schedule = self.schedule.borrow();
        schedule
            .as_ref()
            .is_some_and(|schedule| schedule.stratum.contains_key(&id) && schedule.is_cut(self.plan, id, edge.reader))
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
        let due = |edge: &Edge| {
            self.schedule.borrow().as_ref().map_or(0, |schedule| schedule.due(self.plan, id, edge.reader))
        };
        let now: Vec<Edge> = edges.iter().copied().filter(|edge| due(edge) == stratum).collect();
        if now.is_empty() {
            return TokenStream::new();
        }
        let stays = matches!(self.plan.op(id), Op::Persist) || edges.iter().any(|edge| due(edge) > stratum);
        let (place, name) = (self.waiting(id), self.ident(id));
        if stays {
            let body = self.give(id, &now, &Element::borrowed(&name));
            quote!(for #name in &#place { #body })
        } else {
            let body = self.give(id, &now, &Element::owned(&name));
            quote!(for #name in #place.drain(..) { #body })
        }
    }

    /// Code for an operator's element within a tick.
    pub(super) fn in_tick(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let name = self.ident(id);
        let take = || self.take(element, ty);
        match self.plan.op(id) {
            Op::Persist => self.emit(id, element),
            Op::Fold { step, .. } => {
                let place = self.place(id);
                let call = self.call(id, "", step, &[quote!(&mut #place), take()]);
                quote!(#call;)
            }
            Op::Max => {
                let (place, whole) = (self.place(id), take());
                quote! {
                    let candidate = #whole;
                    if #place.as_ref().is_none_or(|max| *max < candidate) { #place = Some(candidate); }
                }
            }
            Op::Last => {
                let (place, whole) = (self.place(id), take());
                quote!(#place = Some(#whole);)
            }
            Op::Count => {
                let place = self.place(id);
                quote!(#place += 1;)
            }
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
