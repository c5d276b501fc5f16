//! Singletons and optionals of a tick: variables, or fields where they outlive it.

use super::Transducer;
use super::element::Element;
use super::tick::is_accumulator;
use proc_macro2::TokenStream;
use quote::quote;
use suki_ir::{Op, OperatorId, Shape};

/// Where a value is.
#[derive(Clone)]
pub(super) struct Value {
    place: TokenStream,
    is_local: bool,
}

impl Transducer<'_> {
    pub(super) fn is_optional(&self, id: OperatorId) -> bool {
        self.plan.shape(id) == Shape::Optional
    }

    /// Whether an accumulator lives through all ticks.
    fn is_persisted(&self, id: OperatorId) -> bool {
        matches!(self.plan.op(self.plan.input(id, 0)), Op::Persist)
    }

    /// The expression that names the value.
    pub(super) fn place(&self, id: OperatorId) -> TokenStream {
        if let Some(value) = self.values.borrow().get(&id) {
            return value.place.clone();
        }
        let name = self.ident(id);
        quote!(#name)
    }

    fn set_value(&self, id: OperatorId, place: TokenStream, is_local: bool) {
        self.values.borrow_mut().insert(id, Value { place, is_local });
    }

    /// What must exist before the first element comes.
    pub(super) fn start_value(&self, id: OperatorId) -> TokenStream {
        let op = self.plan.op(id);
        let name = self.ident(id);
        if matches!(op, Op::Enumerate) {
            let position = crate::print::ident(&self.plan.names.part(id, "position"));
            return quote!(let mut #position = 0u64;);
        }
        let ty = self.element_type(id);
        if let (Op::DeferTick { init }, true) = (op, self.plan.is_value(id)) {
            let (ty, first) = match init {
                Some(init) => (quote!(#ty), self.first(id, init)),
                None => (quote!(Option<#ty>), quote!(None)),
            };
            let field = self.field(self.plan.names.get(id), ty, first);
            self.set_value(id, quote!(self.#field), false);
            return TokenStream::new();
        }
        if !is_accumulator(self.plan, id) {
            return TokenStream::new();
        }
        let (ty, first, fresh) = match op {
            Op::Fold { init, .. } => {
                let state = self.plan.types.state(id);
                let fresh = if self.is_persisted(id) { TokenStream::new() } else { self.call(id, "init", init, &[]) };
                let first = if self.is_persisted(id) { self.first(id, init) } else { TokenStream::new() };
                (quote!(#state), first, fresh)
            }
            Op::Count => (quote!(u64), quote!(0), quote!(0u64)),
            _ => (quote!(Option<#ty>), quote!(None), quote!(None)),
        };
        if self.is_persisted(id) {
            let field = self.field(self.plan.names.get(id), ty, first);
            self.set_value(id, quote!(self.#field), false);
            return TokenStream::new();
        }
        self.set_value(id, quote!(#name), true);
        quote!(let mut #name: #ty = #fresh;)
    }

    /// Code for the values that can be read from this stratum on.
    pub(super) fn values_of(&self, order: &[OperatorId], stratum: usize) -> TokenStream {
        let ready = |id: &&OperatorId| {
            let schedule = self.schedule.borrow();
            schedule.as_ref().and_then(|schedule| schedule.ready_at(**id)) == Some(stratum)
        };
        let due: Vec<OperatorId> = order.iter().filter(ready).copied().collect();
        due.into_iter().map(|id| self.value(id)).collect()
    }

    fn value(&self, id: OperatorId) -> TokenStream {
        let mut code = TokenStream::new();
        if !self.values.borrow().contains_key(&id) {
            let name = self.ident(id);
            let (note, made) = (self.note(id), self.made_value(id));
            code.extend(quote!(#note let #name = #made;));
            self.set_value(id, quote!(#name), true);
        }
        for edge in self.plan.edges(id) {
            if matches!(self.plan.op(edge.reader), Op::AllTicks) {
                let (whole, name) = (self.take_value(id), self.ident(id));
                let next = self.leave_tick(edge.reader, &Element::owned(&name));
                code.extend(if self.is_optional(id) {
                    quote!(if let Some(#name) = #whole { #next })
                } else {
                    quote!({ let #name = #whole; #next })
                });
            }
        }
        code
    }

    /// The expression that makes a value from others.
    fn made_value(&self, id: OperatorId) -> TokenStream {
        let input = |position| self.plan.input(id, position);
        let from_optional = self.is_optional(input(0));
        let whole = self.take_value(input(0));
        match self.plan.op(id) {
            Op::Map(f) if from_optional => {
                let call = self.call(id, "", f, &[quote!(value)]);
                quote!(#whole.map(|value| #call))
            }
            Op::Map(f) => self.call(id, "", f, &[whole]),
            Op::Filter(f) => {
                let call = self.call(id, "", f, &[quote!(value)]);
                if from_optional {
                    quote!(#whole.filter(|value| #call))
                } else {
                    quote!(Some(#whole).filter(|value| #call))
                }
            }
            Op::FilterMap(f) if from_optional => {
                let call = self.call(id, "", f, &[quote!(value)]);
                quote!(#whole.and_then(|value| #call))
            }
            Op::FilterMap(f) => self.call(id, "", f, &[whole]),
            Op::UnwrapOr => {
                let other = self.take_value(input(1));
                if self.plan.types.is_copy(self.element_type(id)) {
                    quote!(#whole.unwrap_or(#other))
                } else {
                    quote!(#whole.unwrap_or_else(|| #other))
                }
            }
            Op::CrossSingleton => {
                let other = self.place(input(1));
                match (from_optional, self.is_optional(input(1))) {
                    (false, false) => quote!((#whole, &#other)),
                    (true, false) => quote!(#whole.map(|value| (value, &#other))),
                    (false, true) => quote!(#other.as_ref().map(|other| (#whole, other))),
                    (true, true) => quote!(#whole.zip(#other.as_ref())),
                }
            }
            Op::FilterIfSome | Op::FilterIfNone => {
                let other = self.place(input(1));
                let some = matches!(self.plan.op(id), Op::FilterIfSome);
                let test = if some { quote!(#other.is_some()) } else { quote!(#other.is_none()) };
                if from_optional { quote!(#whole.filter(|_| #test)) } else { quote!(#test.then(|| #whole)) }
            }
            _ => whole,
        }
    }

    /// An expression that yields the value: a move for the only reader of a variable.
    fn take_value(&self, id: OperatorId) -> TokenStream {
        let place = self.place(id);
        let is_local = self.values.borrow().get(&id).is_some_and(|value| value.is_local);
        let moves = is_local && self.plan.edges(id).len() == 1;
        if moves || self.plan.types.is_copy(self.element_type(id)) { place } else { quote!(#place.clone()) }
    }

    /// Code that keeps what the next tick reads.
    pub(super) fn end_value(&self, id: OperatorId) -> TokenStream {
        if !matches!(self.plan.op(id), Op::DeferTick { .. }) {
            return TokenStream::new();
        }
        let field = self.ident(id);
        if self.plan.is_value(id) {
            let whole = self.take_value(self.plan.input(id, 0));
            return quote!(self.#field = #whole;);
        }
        let next = self.buffer(&self.plan.names.part(id, "next"), self.element_type(id));
        quote!(self.#field.clear(); std::mem::swap(&mut self.#field, &mut self.#next);)
    }
}
