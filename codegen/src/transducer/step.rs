//! The `step` function: what has come is pushed through, then ticks run until none has a batch.

use super::Transducer;
use super::element::Element;
use super::tick::Tick;
use crate::types::is_unit;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use suki_ir::{Op, OperatorId};

impl Transducer<'_> {
    pub(super) fn step(&self, ticks: &[Tick]) -> TokenStream {
        let mut body: TokenStream = self.entries().into_iter().map(|id| self.arrival(id)).collect();
        let runs: Vec<(TokenStream, TokenStream)> = ticks.iter().map(|tick| self.run(tick)).collect();
        match runs.as_slice() {
            [] => {}
            [(pending, run)] => body.extend(quote!(while #pending { #run })),
            several => {
                let branches = several.iter().map(|(pending, run)| quote!(if #pending { #run } else));
                body.extend(quote!(loop { #(#branches)* { break; } }));
            }
        }
        let inputs = if uses(&body, "inputs") { quote!(inputs) } else { quote!(_inputs) };
        let outputs = if uses(&body, "outputs") { quote!(outputs) } else { quote!(_outputs) };
        quote! {
            #[doc = " Takes in what has come and says what there is to say."]
            pub fn step(&mut self, #inputs: &mut Inputs, #outputs: &mut Outputs) { #body }
        }
    }

    /// Code for what comes by one field of `Inputs`.
    fn arrival(&self, id: OperatorId) -> TokenStream {
        let (name, note) = (self.ident(id), self.note(id));
        if matches!(self.plan.op(id), Op::Interval { .. }) {
            let next = self.emit(id, &Element::owned(quote!(())));
            return quote!(#note for _ in 0..std::mem::take(&mut inputs.#name) { #next });
        }
        if matches!(self.plan.op(id), Op::SourceIter { .. }) {
            let (items, next) = (crate::closures::name(self.plan, id, ""), self.emit(id, &Element::owned(&name)));
            return quote! {
                #note
                if std::mem::take(&mut inputs.#name) {
                    for #name in closures::#items() { #next }
                }
            };
        }
        if let [edge] = self.readers(id).as_slice()
            && matches!(self.plan.op(edge.reader), Op::Batch(_))
        {
            let batch = self.buffer(self.plan.names.get(edge.reader), self.element_type(id));
            let count = self.count(id, &quote!(inputs.#name.len()));
            return quote!(#note #count self.#batch.append(&mut inputs.#name););
        }
        let next = self.emit(id, &Element::owned(&name));
        quote!(#note for #name in inputs.#name.drain(..) { #next })
    }

    /// When a tick is due, and what is done then.
    fn run(&self, Tick { name, batches, leaving, .. }: &Tick) -> (TokenStream, TokenStream) {
        let pending = match batches.as_slice() {
            [] => {
                let due = self.due(name);
                quote!(std::mem::take(&mut self.#due))
            }
            [one] => quote!(!self.#one.is_empty()),
            several => quote!(!(#(self.#several.is_empty())&&*)),
        };
        let pushed = leaving.iter().map(|id| {
            let name = self.ident(*id);
            let next = self.emit(*id, &Element::owned(&name));
            quote! {
                let mut left = std::mem::take(&mut self.#name);
                for #name in left.drain(..) { #next }
                self.#name = left;
            }
        });
        (pending, quote!(self.#name(outputs); #(#pushed)*))
    }

    /// The methods of streams that come from several places, or from outside.
    pub(super) fn methods(&self) -> TokenStream {
        let mut ids: Vec<OperatorId> = self.plan.order().filter(|id| self.is_method(*id)).collect();
        ids.sort();
        let method = |id: OperatorId| {
            let (name, ty) = (self.ident(id), self.element_type(id));
            let body = self.fan_out(id, &Element::owned(&name));
            let outputs = if uses(&body, "outputs") { quote!(outputs) } else { quote!(_outputs) };
            let docs =
                format!(" `{}`, {}.", self.plan.names.get(id), self.plan.source.place(self.plan.operator(id).span));
            let parameter = if is_unit(ty) { quote!(()) } else { quote!(#name) };
            quote!(#[doc = #docs] #[inline] fn #name(&mut self, #parameter: #ty, #outputs: &mut Outputs) { #body })
        };
        ids.into_iter().map(method).collect()
    }
}

/// Whether a name occurs in the code.
pub(super) fn uses(code: &TokenStream, name: &str) -> bool {
    code.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => uses(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
