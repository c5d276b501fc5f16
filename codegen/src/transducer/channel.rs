//! What comes in and what goes out: the fields of `Inputs` and `Outputs`.

use super::Transducer;
use super::element::Element;
use crate::closures::payload;
use crate::names::identifier;
use crate::print;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use suki_ir::{Op, OperatorId};
use syn::Type;

impl Transducer<'_> {
    /// The field of `Outputs` that an operator fills.
    pub(super) fn outgoing(&self, id: OperatorId) -> Ident {
        match self.plan.op(id) {
            Op::Output { port, .. } => print::ident(&identifier(port)),
            _ => self.ident(id),
        }
    }

    /// What one element of the outgoing field is.
    fn outgoing_type(&self, id: OperatorId) -> TokenStream {
        let sent = payload(self.plan, id);
        match self.plan.op(id) {
            Op::Send { key: Some(_), .. } | Op::Broadcast { key: Some(_), .. } | Op::Exchange { .. } => {
                quote!((u32, #sent))
            }
            Op::Demux { to, key } => {
                let to = print::ident(self.plan.location_name(self.plan.program.family(*to)));
                if key.is_some() { quote!((MemberId<#to>, u32, #sent)) } else { quote!((MemberId<#to>, #sent)) }
            }
            _ => quote!(#sent),
        }
    }

    /// Code that puts an element into the buffer of its channel.
    pub(super) fn leave(&self, id: OperatorId, element: &Element, ty: &Type) -> TokenStream {
        let (field, whole) = (self.outgoing(id), self.take(element, ty));
        let op = self.plan.op(id);
        let key = match op {
            Op::Send { key, .. } | Op::Broadcast { key, .. } | Op::Demux { key, .. } => key.as_ref(),
            Op::Exchange { key, .. } => Some(key),
            _ => None,
        };
        let (Some(key), Some(to)) = (key, op.target()) else { return quote!(outputs.#field.push(#whole);) };
        let parts = proc_macro2::Literal::u32_unsuffixed(self.plan.program.parts(to));
        let is_demux = matches!(op, Op::Demux { .. });
        let from_member = !matches!(op, Op::Exchange { .. }) && self.plan.is_cluster(self.at);
        // The key is that of an element as it arrives: with its sender, without its receiver.
        let (bind, arrived) = match (is_demux, from_member) {
            (false, false) => (quote!(let sent = #whole;), quote!(&sent)),
            (false, true) => {
                let me = self.me();
                (quote!(let sent = (#me, #whole);), quote!(&sent))
            }
            (true, false) => (quote!(let (member, sent) = #whole;), quote!(&sent)),
            (true, true) => {
                let me = self.me();
                (quote!(let (member, sent) = #whole; let sent = (#me, sent);), quote!(&sent))
            }
        };
        let route = self.call(id, "route", key, &[arrived]);
        let sent = if from_member { quote!(sent.1) } else { quote!(sent) };
        let addressed = if is_demux { quote!((member, part, #sent)) } else { quote!((part, #sent)) };
        quote! {
            #bind
            let part = suki_runtime::route::part_of(&#route, #parts);
            outputs.#field.push(#addressed);
        }
    }

    /// Operators whose elements come from outside the pipelines, in textual order.
    pub(super) fn entries(&self) -> Vec<OperatorId> {
        let mut entries: Vec<OperatorId> = self.plan.order().filter(|id| self.is_arrival(*id)).collect();
        entries.sort();
        entries
    }

    /// Whether elements of the operator come from `Inputs`.
    fn is_arrival(&self, id: OperatorId) -> bool {
        let op = self.plan.op(id);
        let arrives = self.plan.is_channel(id) || matches!(op, Op::Interval { .. } | Op::PersistTo { .. });
        arrives && self.is_here(id) && !self.plan.edges(id).is_empty()
    }

    /// Operators that leave from here, in textual order.
    pub(super) fn exits(&self) -> Vec<OperatorId> {
        let leaves = |id: &OperatorId| {
            let op = self.plan.op(*id);
            let sends = self.plan.is_channel(*id) || matches!(op, Op::Output { .. } | Op::PersistTo { .. });
            sends && self.plan.from(*id) == self.at
        };
        let mut exits: Vec<OperatorId> = self.plan.order().filter(leaves).collect();
        exits.sort();
        exits
    }

    /// The struct `Inputs`.
    pub(super) fn inputs(&self) -> TokenStream {
        let fields = self.entries().into_iter().map(|id| {
            let (name, ty) = (self.ident(id), self.element_type(id));
            let place = self.plan.source.place(self.plan.operator(id).span);
            match self.plan.op(id) {
                Op::Interval { period_ms, .. } => {
                    let docs = format!(" How often the timer of {period_ms} ms has fired, {place}.");
                    quote!(#[doc = #docs] pub #name: u32)
                }
                Op::PersistTo { log } => {
                    let docs = format!(" On disk in log `{log}` by now, {place}.");
                    quote!(#[doc = #docs] pub #name: Vec<#ty>)
                }
                _ => {
                    let docs = format!(" Arrived from `{}`, {place}.", self.plan.location_name(self.plan.from(id)));
                    quote!(#[doc = #docs] pub #name: Vec<#ty>)
                }
            }
        });
        quote! {
            #[doc = " What has come since the last step, which drains it."]
            #[derive(Clone, Debug, Default)]
            pub struct Inputs { #(#fields,)* }
        }
    }

    /// The struct `Outputs`.
    pub(super) fn outputs(&self) -> TokenStream {
        let fields = self.exits().into_iter().map(|id| {
            let (name, ty) = (self.outgoing(id), self.outgoing_type(id));
            let place = self.plan.source.place(self.plan.operator(id).span);
            let what = match self.plan.op(id) {
                Op::Output { port, .. } => format!("Leaves by port `{port}`"),
                Op::PersistTo { log } => format!("Goes to disk, to log `{log}`"),
                op => {
                    let to = op.target().map_or("", |to| self.plan.location_name(to));
                    match op {
                        Op::Broadcast { key: None, .. } => format!("A copy to each of `{to}`"),
                        Op::Broadcast { .. } => format!("A copy to this part of each of `{to}`"),
                        Op::Demux { .. } => format!("Each to its member of `{to}`"),
                        Op::Replicate { .. } => format!("A copy to each part of `{to}`"),
                        Op::Exchange { .. } | Op::Send { key: Some(_), .. } => format!("Each to its part of `{to}`"),
                        _ => format!("To `{to}`"),
                    }
                }
            };
            let docs = format!(" {what}, {place}.");
            quote!(#[doc = #docs] pub #name: Vec<#ty>)
        });
        quote! {
            #[doc = " What the steps since it was last emptied have to say."]
            #[derive(Clone, Debug, Default)]
            pub struct Outputs { #(#fields,)* }
        }
    }
}
