//! Values that grow outside ticks, lattices, and operators that take turns; snapshots of them inside ticks.

use super::Transducer;
use super::element::{Element, Hold, Part};
use crate::closures;
use crate::types::pair;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use suki_ir::{Closure, Op, OperatorId};
use syn::Type;

impl Transducer<'_> {
    /// The type of an aggregate's state, and its first value.
    pub(super) fn aggregate(&self, id: OperatorId) -> (TokenStream, TokenStream) {
        let own = self.element_type(id);
        let keyed = self.plan.is_keyed(id);
        if keyed {
            let (key, value) = pair(own);
            return (quote!(suki_runtime::op::Groups<#key, #value>), quote!(suki_runtime::op::Groups::new()));
        }
        match self.plan.op(id) {
            Op::Fold { init, .. } => {
                let state = self.plan.types.state(id);
                (quote!(#state), self.first(id, init))
            }
            Op::Count => (quote!(u64), quote!(0)),
            _ => (quote!(Option<#own>), quote!(None)),
        }
    }

    /// Code that takes an element into an aggregate that is at `place`.
    pub(super) fn accumulate(&self, id: OperatorId, place: &TokenStream, element: &Element, ty: &Type) -> TokenStream {
        if self.plan.is_keyed(id) {
            return self.accumulate_keyed(id, place, element, ty);
        }
        let whole = self.take(element, ty);
        match self.plan.op(id) {
            Op::Fold { step, .. } => {
                let call = self.call(id, "", step, &[quote!(&mut #place), whole]);
                quote!(#call;)
            }
            Op::Reduce(step) => {
                let call = self.call(id, "", step, &[quote!(so_far), quote!(next)]);
                quote! {
                    let next = #whole;
                    match &mut #place {
                        Some(so_far) => #call,
                        none => *none = Some(next),
                    }
                }
            }
            Op::Max => quote! {
                let candidate = #whole;
                if #place.as_ref().is_none_or(|max| *max < candidate) { #place = Some(candidate); }
            },
            Op::Min => quote! {
                let candidate = #whole;
                if #place.as_ref().is_none_or(|min| *min > candidate) { #place = Some(candidate); }
            },
            Op::First => quote! {
                if #place.is_none() { #place = Some(#whole); }
            },
            Op::Last => quote!(#place = Some(#whole);),
            Op::Count => quote!(#place += 1;),
            _ => TokenStream::new(),
        }
    }

    fn accumulate_keyed(&self, id: OperatorId, place: &TokenStream, element: &Element, ty: &Type) -> TokenStream {
        let (bind, key, value) = self.split(element, ty);
        let (key_type, value_type) = pair(ty);
        let (key, value) = (self.take_part(&key, &key_type), self.take_part(&value, &value_type));
        let update = match self.plan.op(id) {
            Op::Fold { init, step } => {
                let first = self.init(id, init);
                let call = self.call(id, "", step, &[quote!(#place.state(#key, #first)), value]);
                quote!(#call;)
            }
            Op::Count => quote!(*#place.state(#key, || 0) += 1;),
            Op::Reduce(step) => {
                let call = self.call(id, "", step, &[quote!(so_far), quote!(next)]);
                quote!(#place.reduce(#key, #value, |so_far, next| #call);)
            }
            Op::Max => quote!(#place.reduce(#key, #value, |max, next| if *max < next { *max = next; });),
            _ => quote!(#place.reduce(#key, #value, |min, next| if *min > next { *min = next; });),
        };
        let bind = if matches!(self.plan.op(id), Op::Count) && !bind.is_empty() {
            let whole = self.take(element, ty);
            quote!(let (key, _) = #whole;)
        } else {
            bind
        };
        quote!(#bind #update)
    }

    /// A function that makes the first state of a key.
    pub(super) fn init(&self, id: OperatorId, init: &Closure) -> TokenStream {
        let name = closures::name(self.plan, id, "init");
        if closures::asks_for_self(init) {
            // A copy, since the table is borrowed while it is called.
            let me = self.me();
            return quote!({ let me = #me; move || closures::#name(me) });
        }
        quote!(closures::#name)
    }

    /// Code for an element of a running value.
    pub(super) fn running(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let (state, first) = self.aggregate(id);
        let field = self.field(self.plan.names.get(id), state, first);
        let update = self.accumulate(id, &quote!(self.#field), element, ty);
        let due = self.plan.edges(id).iter().map(|edge| self.wakes(edge.reader));
        quote!(#update #(#due)*)
    }

    /// Code for a lattice point: the join so far goes on when it has grown.
    pub(super) fn merge(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let field = self.field(self.plan.names.get(id), quote!(Option<#ty>), quote!(None));
        let (whole, name) = (self.take(element, ty), self.ident(id));
        let pushed: Vec<_> =
            self.readers(id).into_iter().filter(|edge| !matches!(self.plan.op(edge.reader), Op::Snapshot(_))).collect();
        let wakes: TokenStream = self.plan.edges(id).iter().map(|edge| self.wakes(edge.reader)).collect();
        let next = (!pushed.is_empty()).then(|| {
            let next = self.give(id, &pushed, &Element::owned(&name));
            quote!(if let Some(#name) = self.#field.clone() { #next })
        });
        Self::when_grown(&quote!(self.#field), &whole, &quote!(#wakes #next))
    }

    /// Code for a point of a lattice stream that is no merge and that a snapshot reads.
    pub(super) fn observed(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let (whole, place, wake) = (self.take(element, ty), self.observed_place(id), self.wakes(id));
        Self::when_grown(&place, &whole, &wake)
    }

    fn when_grown(place: &TokenStream, point: &TokenStream, then: &TokenStream) -> TokenStream {
        let grow = quote!(suki_runtime::lattice::grow(&mut #place, #point));
        if then.is_empty() { quote!(#grow;) } else { quote!(if #grow { #then }) }
    }

    /// Where the value is that a snapshot reads.
    pub(super) fn observed_place(&self, id: OperatorId) -> TokenStream {
        let source = self.plan.input(id, 0);
        let (ty, first, name) = match self.plan.op(source) {
            Op::Fold { .. } | Op::Reduce(_) | Op::Count | Op::Max | Op::Min => {
                let (ty, first) = self.aggregate(source);
                (ty, first, self.plan.names.get(source))
            }
            Op::Merge => {
                let own = self.element_type(source);
                (quote!(Option<#own>), quote!(None), self.plan.names.get(source))
            }
            _ => {
                let own = self.element_type(id);
                (quote!(Option<#own>), quote!(None), self.plan.names.get(id))
            }
        };
        let field = self.field(name, ty, first);
        quote!(self.#field)
    }

    /// Code that makes a tick due which nothing but snapshots can start.
    fn wakes(&self, reader: OperatorId) -> TokenStream {
        let Op::Snapshot(tick) = self.plan.op(reader) else { return TokenStream::new() };
        let batch = |id: OperatorId| matches!(self.plan.op(id), Op::Batch(other) if other == tick) && self.is_here(id);
        if self.plan.order().any(batch) {
            return TokenStream::new();
        }
        let due = self.due(&format_ident!("tick_{}", self.plan.program.tick(*tick).name));
        quote!(self.#due = true;)
    }

    /// The flag of a tick without batches.
    pub(super) fn due(&self, tick: &Ident) -> Ident {
        self.field(&format!("{tick}_is_due"), quote!(bool), quote!(false))
    }

    /// Code that gives an element to the member whose turn it is.
    pub(super) fn deal(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let Op::Deal { among } = self.plan.op(id) else { return TokenStream::new() };
        let turn = self.field(self.plan.names.get(id), quote!(u32), quote!(0));
        let members = Literal::u32_unsuffixed(self.plan.program.members(*among));
        let (whole, name) = (self.take(element, ty), self.ident(id));
        let next = self.emit(id, &Element::owned(&name));
        quote! {
            let #name = (MemberId::new(self.#turn), #whole);
            self.#turn = (self.#turn + 1) % #members;
            #next
        }
    }

    /// Outside ticks: a join of everything with everything.
    pub(super) fn cross_product(&self, id: OperatorId, position: usize, element: &Element, ty: &Type) -> TokenStream {
        let (left, right) = pair(self.element_type(id));
        let field = self.field(
            self.plan.names.get(id),
            quote!(suki_runtime::op::Join<(), #left, #right>),
            quote!(suki_runtime::op::Join::new()),
        );
        let side = if position == 0 { quote!(left) } else { quote!(right) };
        let (whole, name) = (self.take(element, ty), self.ident(id));
        let next = self.emit(id, &Element::owned(&name));
        quote!(self.#field.#side((), #whole); while let Some(((), #name)) = self.#field.pop() { #next })
    }

    /// A key and a value that are borrowed from a table.
    pub(super) fn borrowed_pair() -> Element {
        let part = |variable: TokenStream| Part { variable, hold: Hold::Borrowed };
        Element::Pair(part(quote!(group_key)), part(quote!(group_value)))
    }

    /// A key and a value that a table gives away.
    pub(super) fn owned_pair() -> Element {
        let part = |variable: TokenStream| Part { variable, hold: Hold::Owned };
        Element::Pair(part(quote!(group_key)), part(quote!(group_value)))
    }
}
