//! The inputs and outputs of a program, as variants of two enums.

use crate::names::identifier;
use crate::plan::Plan;
use crate::print;
use crate::types::components;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use suki_ir::{LocationId, Op, OperatorId};
use syn::Type;

/// One input or output.
pub(super) struct Port<'a> {
    pub name: &'a str,
    pub id: OperatorId,
    /// Its variant.
    pub variant: Ident,
    /// What one element is, to the client.
    pub element: Type,
}

/// All of them, in textual order.
pub(super) struct Ports<'a> {
    /// The external location; none: nobody is outside.
    pub external: Option<LocationId>,
    pub inputs: Vec<Port<'a>>,
    pub outputs: Vec<Port<'a>>,
}

impl<'a> Ports<'a> {
    pub fn of(plan: &'a Plan) -> Self {
        let mut ports = Ports { external: None, inputs: Vec::new(), outputs: Vec::new() };
        let mut ids: Vec<OperatorId> = plan.program.operator_ids().collect();
        ids.sort();
        for id in ids {
            match plan.op(id) {
                Op::Input { port, at, .. } => {
                    ports.external.get_or_insert(*at);
                    let element = plan.types.element(id).clone();
                    ports.inputs.push(Port { name: port, id, variant: variant(port, &ports.inputs), element });
                }
                Op::Output { port, to } => {
                    ports.external.get_or_insert(*to);
                    // Elements of outputs are `(ClientId, T)`; the client gets its own, without its name.
                    let sent = plan.types.element(plan.input(id, 0));
                    let element = components(sent, 2).and_then(|mut items| items.pop()).unwrap_or_else(|| sent.clone());
                    ports.outputs.push(Port { name: port, id, variant: variant(port, &ports.outputs), element });
                }
                _ => {}
            }
        }
        ports
    }

    pub fn input(&self, name: &str) -> Option<&Port<'a>> {
        self.inputs.iter().find(|port| port.name == name)
    }

    pub fn output(&self, name: &str) -> Option<&Port<'a>> {
        self.outputs.iter().find(|port| port.name == name)
    }

    /// The enums `ClientInput` and `ClientOutput`.
    pub fn enums(&self) -> TokenStream {
        let variants = |ports: &[Port], what: &str| {
            let variants: Vec<TokenStream> = ports
                .iter()
                .map(|Port { name, variant, element, .. }| {
                    let docs = format!(" {what} `{name}`.");
                    quote!(#[doc = #docs] #variant(#element))
                })
                .collect();
            variants
        };
        let inputs = variants(&self.inputs, "Of the input");
        let outputs = variants(&self.outputs, "Of the output");
        quote! {
            #[doc = " What a client sends."]
            #[derive(Clone, Debug)]
            pub enum ClientInput { #(#inputs,)* }

            #[doc = " What a client gets."]
            #[derive(Clone, Debug)]
            pub enum ClientOutput { #(#outputs,)* }
        }
    }
}

/// `lease-requests` becomes `LeaseRequests`; what is taken gets a number.
fn variant(port: &str, taken: &[Port]) -> Ident {
    let words = identifier(port);
    let words = words.trim_start_matches("r#").split('_').filter(|word| !word.is_empty());
    let name: String = words.map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let free = |name: &String| taken.iter().all(|port| port.variant != name.as_str());
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let name = std::iter::once(name.clone()).chain(numbered).find(free).unwrap_or_default();
    print::ident(&name)
}
