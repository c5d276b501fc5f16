//! `impl Program`: which input goes where, and which channel brings which output.

use super::ports::{Port, Ports};
use crate::closures;
use crate::plan::Plan;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use suki_ir::{Clause, Closure, LocationId, Op, OperatorId};

/// `impl Program for Clients`.
pub(super) fn tokens(plan: &Plan, ports: &Ports) -> TokenStream {
    let role = ports.external.map_or(0, |external| crate::network::role(external));
    let role = Literal::u16_unsuffixed(role);
    let sends = ports.inputs.iter().map(|port| {
        let (variant, leaves) = (&port.variant, leaves(plan, port.id));
        quote!(ClientInput::#variant(element) => { let element = element.clone(); #leaves })
    });
    let arrives = ports.outputs.iter().map(|port| {
        let (variant, channel) = (&port.variant, channel(plan, port.id));
        quote!(#channel => Ok(ClientOutput::#variant(decode(payload)?)))
    });
    let reads = ports
        .inputs
        .iter()
        .map(|Port { name, variant, .. }| quote!(#name => Ok(ClientInput::#variant(json::read(value)?))));
    let writes = ports
        .outputs
        .iter()
        .map(|Port { name, variant, .. }| quote!(ClientOutput::#variant(element) => (#name, json::write(element))));
    let names: Vec<String> = ports.inputs.iter().map(|port| format!("`{}`", port.name)).collect();
    let unknown = format!("there is no input `{{port}}`: there are {}", names.join(", "));
    let groups =
        plan.program.workload.iter().flat_map(|workload| &workload.clauses).filter_map(|clause| match clause {
            Clause::Atomic { logs } => Some(quote!(&[#(#logs),*])),
            _ => None,
        });
    let atomic: Vec<TokenStream> = groups.collect();
    let atomic = (!atomic.is_empty())
        .then(|| quote!(fn atomic(&self) -> &'static [&'static [&'static str]] { &[#(#atomic),*] }));
    quote! {
        impl Program for Clients {
            fn plan(&self) -> &'static Plan { &messages::PLAN }
            fn role(&self) -> u16 { #role }
            fn send(&self, client: ClientId, request: &ClientInput, out: &mut impl Outbox) {
                match request { #(#sends)* }
            }
            fn receive(&self, channel: u16, payload: &[u8]) -> Result<ClientOutput, WireError> {
                match channel { #(#arrives,)* other => Err(WireError::Channel(other)) }
            }
            #atomic
            fn read_json(&self, port: &str, value: &str) -> Result<ClientInput, String> {
                match port { #(#reads,)* _ => Err(format!(#unknown)) }
            }
            fn write_json(&self, reply: &ClientOutput) -> (&'static str, String) {
                match reply { #(#writes,)* }
            }
        }
    }
}

fn channel(plan: &Plan, id: OperatorId) -> Literal {
    Literal::u16_unsuffixed(crate::network::channel(plan, id))
}

/// What happens to `element`, a result of operator `id` at the client.
fn leaves(plan: &Plan, id: OperatorId) -> TokenStream {
    let readers = plan.edges(id);
    let all = readers.iter().enumerate().map(|(position, edge)| {
        let passed = if position + 1 < readers.len() { quote!(element.clone()) } else { quote!(element) };
        let then = reads(plan, edge.reader);
        quote!({ let element = #passed; #then })
    });
    quote!(#(#all)*)
}

/// What operator `id` does with `element`.
fn reads(plan: &Plan, id: OperatorId) -> TokenStream {
    let function = |part| closures::name(plan, id, part);
    let op = plan.op(id);
    match op {
        Op::Send { to, key } => sent(plan, id, *to, key.as_ref(), quote!(0)),
        Op::Demux { to, key } => {
            let sent = sent(plan, id, *to, key.as_ref(), quote!(member.index()));
            quote!(let (member, element) = element; #sent)
        }
        Op::Broadcast { to, key } => {
            let members = Literal::u32_unsuffixed(plan.program.members(*to));
            let sent = sent(plan, id, *to, key.as_ref(), quote!(member));
            quote!(for member in 0..#members { let element = element.clone(); #sent })
        }
        Op::Map(_) => {
            let (function, then) = (function(""), leaves(plan, id));
            quote!(let element = closures::#function(element); #then)
        }
        Op::Filter(_) => {
            let (function, then) = (function(""), leaves(plan, id));
            quote!(if closures::#function(&element) { #then })
        }
        Op::FilterMap(_) => {
            let (function, then) = (function(""), leaves(plan, id));
            quote!(if let Some(element) = closures::#function(element) { #then })
        }
        Op::FlatMap(_) => {
            let (function, then) = (function(""), leaves(plan, id));
            quote!(for element in closures::#function(element) { #then })
        }
        Op::Union => leaves(plan, id),
        // Whatever keeps state cannot be outside.
        _ => quote!(),
    }
}

/// One message to `member`, or to the part of it that the key says.
fn sent(plan: &Plan, id: OperatorId, to: LocationId, key: Option<&Closure>, member: TokenStream) -> TokenStream {
    let channel = channel(plan, id);
    let role = Literal::u16_unsuffixed(crate::network::role(to));
    if key.is_none() {
        return quote!(out.send(#channel, Instance::new(#role, #member, 0), &element););
    }
    let route = closures::name(plan, id, "route");
    let parts = Literal::u32_unsuffixed(plan.program.parts(to));
    quote! {
        let arrived = (client, element);
        let part = suki_runtime::route::part_of(&closures::#route(&arrived), #parts);
        out.send(#channel, Instance::new(#role, #member, part), &arrived.1);
    }
}
