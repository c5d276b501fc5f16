//! Operators outside ticks that keep state for each key.

use super::Transducer;
use super::element::{Element, Hold, Part};
use crate::types::{components, pair};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use suki_ir::{LocationKind, Op, OperatorId, Shape};
use syn::Type;

/// Members that one machine word counts.
const WORD_BITS: u32 = 64;

impl Transducer<'_> {
    pub(super) fn unique(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let field = self.field(
            self.plan.names.get(id),
            quote!(suki_runtime::op::Unique<#ty>),
            quote!(suki_runtime::op::Unique::new()),
        );
        let (lent, next) = (self.lend(element, ty), self.emit(id, element));
        quote!(if self.#field.insert(#lent) { #next })
    }

    pub(super) fn join(&self, id: OperatorId, position: usize, element: &Element, ty: &Type) -> TokenStream {
        let (key, sides) = pair(self.element_type(id));
        let (left, right) = pair(&sides);
        let kind = if self.plan.frees[id.index()] { quote!(UniqueJoin) } else { quote!(Join) };
        let name = self.plan.names.get(id);
        let field = self.field(
            name,
            quote!(suki_runtime::op::#kind<#key, #left, #right>),
            quote!(suki_runtime::op::#kind::new()),
        );
        if position == 2 {
            return self.advance(id, &field, element, ty);
        }
        let side = if position == 0 { quote!(left) } else { quote!(right) };
        let (bind, key_part, value) = self.split(element, ty);
        let (key, value) = (self.take_part(&key_part, &key), self.take_part(&value, [&left, &right][position]));
        let joined = self.ident(id);
        let next = self.emit(id, &Element::owned(&joined));
        let frees = self.plan.frees[id.index()];
        let Op::Join { until: Some(until) } = self.plan.op(id) else {
            return if frees {
                quote!(#bind if let Some(#joined) = self.#field.#side(#key, #value) { #next })
            } else {
                quote!(#bind self.#field.#side(#key, #value); while let Some(#joined) = self.#field.pop() { #next })
            };
        };
        let variable = &key_part.variable;
        let lent = if key_part.hold == Hold::Borrowed { quote!(#variable) } else { quote!(&#variable) };
        let mark = self.call(id, "until", until, &[lent]);
        let low = self.watermark(id, 2);
        if frees {
            let joined = quote!(let Some(#joined) = self.#field.#side(#key, #value));
            quote!(#bind if self.#low.passes(&#mark) && #joined { #next })
        } else {
            quote! {
                #bind
                if self.#low.passes(&#mark) {
                    self.#field.#side(#key, #value);
                    while let Some(#joined) = self.#field.pop() { #next }
                }
            }
        }
    }

    pub(super) fn quorum(&self, id: OperatorId, position: usize, element: &Element, ty: &Type) -> TokenStream {
        let Op::Quorum { key, members: count, until, .. } = self.plan.op(id) else { return TokenStream::new() };
        let own = self.element_type(id);
        let members = self.voters(id).max(*count);
        let (wanted, all) = (Literal::u32_unsuffixed(*count), Literal::u32_unsuffixed(members));
        let voters = if members <= WORD_BITS { None } else { Some(quote!(, suki_runtime::op::Many)) };
        let field = self.field(
            self.plan.names.get(id),
            quote!(suki_runtime::op::Quorum<#own #voters>),
            quote!(suki_runtime::op::Quorum::new(#wanted, #all)),
        );
        if position == 1 {
            return self.advance(id, &field, element, ty);
        }
        let lent = self.lend(element, ty);
        let call = self.call(id, "", key, &[quote!(vote)]);
        let name = self.ident(id);
        let next = self.emit(id, &Element::owned(&name));
        let bind = quote!(let (member, vote) = #lent; let key = #call;);
        let Some(until) = until else {
            return quote!(#bind if let Some(#name) = self.#field.vote(key, member.index()) { #next });
        };
        let mark = self.call(id, "until", until, &[quote!(&key)]);
        let low = self.watermark(id, 1);
        quote! {
            #bind
            if self.#low.passes(&#mark) && let Some(#name) = self.#field.vote(key, member.index()) { #next }
        }
    }

    /// How many members can vote.
    fn voters(&self, id: OperatorId) -> u32 {
        let votes = self.element_type(self.plan.input(id, 0));
        let voter = components(votes, 2).and_then(|items| items.into_iter().next());
        let name = match &voter {
            Some(Type::Path(path)) => path
                .path
                .segments
                .last()
                .and_then(|last| crate::types::arguments(last).next().map(|ty| quote!(#ty).to_string())),
            _ => None,
        };
        let at = name.and_then(|name| self.plan.program.location_named(&name));
        match at.map(|at| &self.plan.program.location(at).kind) {
            Some(LocationKind::Cluster { members, .. }) => *members,
            _ => 0,
        }
    }

    /// The field of an operator's watermark, its argument at `position`.
    fn watermark(&self, id: OperatorId, position: usize) -> proc_macro2::Ident {
        let ty = self.element_type(self.plan.input(id, position));
        let name = self.plan.names.part(id, "until");
        self.field(&name, quote!(suki_runtime::op::Until<#ty>), quote!(suki_runtime::op::Until::new()))
    }

    /// Code for a watermark: what is below is forgotten.
    fn advance(&self, id: OperatorId, field: &proc_macro2::Ident, element: &Element, ty: &Type) -> TokenStream {
        let position = if matches!(self.plan.op(id), Op::Join { .. }) { 2 } else { 1 };
        let low = self.watermark(id, position);
        let (mark, until) = (self.take(element, ty), crate::closures::name(self.plan, id, "until"));
        quote!(self.#low.advance(#mark, &mut self.#field, closures::#until);)
    }

    pub(super) fn scan(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let Op::Scan { init, step } = self.plan.op(id) else { return TokenStream::new() };
        let state = self.plan.types.state(id);
        let name = self.plan.names.get(id);
        let item = self.ident(id);
        let keyed = self.plan.shape(id) == Shape::Keyed;
        let out_type = if keyed { pair(self.element_type(id)).1 } else { self.element_type(id).clone() };
        let out = self.buffer(&self.plan.names.part(id, "out"), &out_type);
        let (bind, state, argument, made) = if keyed {
            let key_type = pair(ty).0;
            let field = self.field(
                name,
                quote!(suki_runtime::op::Keyed<#key_type, #state>),
                quote!(suki_runtime::op::Keyed::new()),
            );
            let (bind, key, value) = self.split(element, ty);
            let argument = self.take_part(&value, &pair(ty).1);
            let variable = &key.variable;
            let lent = if key.hold == Hold::Borrowed { quote!(#variable) } else { quote!(&#variable) };
            let init_name = crate::closures::name(self.plan, id, "init");
            let (me, init) = if crate::closures::asks_for_self(init) {
                let me = self.me();
                (Some(quote!(let me = #me;)), quote!(|| closures::#init_name(me)))
            } else {
                (None, quote!(closures::#init_name))
            };
            let key =
                Part { variable: key.variable, hold: if key.hold == Hold::Owned { Hold::Shared } else { key.hold } };
            let made = Element::Pair(key, Part { variable: quote!(#item), hold: Hold::Owned });
            (quote!(#bind #me), quote!(self.#field.state(#lent, #init)), argument, made)
        } else {
            let first = self.first(id, init);
            let field = self.field(name, quote!(#state), first);
            (TokenStream::new(), quote!(&mut self.#field), self.take(element, ty), Element::owned(&item))
        };
        let call = self.call(id, "", step, &[state, argument, quote!(&mut out)]);
        let next = self.emit(id, &made);
        quote! {
            #bind
            let mut out = std::mem::take(&mut self.#out);
            #call;
            for #item in out.drain(..) { #next }
            self.#out = out;
        }
    }
}
