//! The `simulation` crate: all processes of a program as modules, and what `suki-simulator` has to know of them.

use crate::manifest::{ChannelEntry, Manifest};
use crate::names::crate_name;
use crate::network::{self, Process};
use crate::plan::Plan;
use crate::vocabulary::items;
use crate::workspace::{Files, package};
use crate::{glue, print};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use suki_ir::{Fact, OperatorId};

const SIMULATOR: &str = "suki-simulator = { path = \"../simulator\" }\n";

/// The crate's files.
pub(crate) fn files(plan: &Plan) -> Files {
    let processes = network::processes(plan);
    let locations = processes.iter().flat_map(|process| &process.locations);
    let crates = locations.map(|at| crate_name(plan.location_name(*at)));
    let dependencies: String = crates
        .chain([String::from("messages"), String::from("client")])
        .map(|name| format!("{name} = {{ path = \"../{name}\" }}\n"))
        .collect();
    let mut files = Files::new();
    files.insert("simulation/Cargo.toml".into(), package("simulation", &format!("{dependencies}{SIMULATOR}")));
    files.insert("simulation/src/main.rs".into(), print::file(main(plan, &processes), &[]));
    for process in &processes {
        let path = format!("simulation/src/{}.rs", module(process));
        files.insert(path, glue::file(plan, process, glue::Use::Simulation));
    }
    files
}

fn module(process: &Process) -> Ident {
    format_ident!("process_{}", process.name)
}

fn main(plan: &Plan, processes: &[Process]) -> TokenStream {
    let docs = format!(" All processes of `{}`, simulated.", plan.source.name);
    let modules: Vec<Ident> = processes.iter().map(module).collect();
    let nodes = modules.iter().enumerate().map(|(index, module)| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#index => #module::node(place),)
    });
    let channels = Manifest::of(plan).channels;
    let ordered = channels.iter().map(|channel| channel.ordered);
    let shown = channels.iter().enumerate().filter_map(|(index, channel)| {
        let ty = syn::parse_str::<syn::Type>(&channel.element).ok()?;
        let index = Literal::usize_unsuffixed(index);
        Some(quote!(#index => suki_simulator::text::<#ty>(payload),))
    });
    let (claimed, claims) = claims(plan, &channels);
    quote! {
        #![doc = #docs]
        #![allow(unused_imports)]

        #(mod #modules;)*

        use messages::*;
        use std::process::ExitCode;
        use suki_runtime::{Node, Place};
        use suki_simulator::{Claim, Subject};

        fn node(place: Place) -> Box<dyn Node> {
            match place.process { #(#nodes)* other => unreachable!("there is no process {other}") }
        }

        fn show(channel: u16, payload: &[u8]) -> String {
            match channel { #(#shown)* _ => suki_simulator::hexadecimal(payload) }
        }

        fn claims(channel: u16, payload: &[u8]) -> Vec<Claim> {
            match channel { #(#claims)* _ => Vec::new() }
        }

        fn main() -> ExitCode {
            let subject =
                Subject { plan: &PLAN, ordered: &[#(#ordered),*], claimed: &[#(#claimed),*], node, show, claims };
            suki_simulator::main(&subject, client::Clients, client::spec)
        }
    }
}

/// By channel: whether facts speak of what it carries; and code that says what they claim of an element.
///
/// A fact of the hop itself speaks of all that arrives, one of the stream that is sent of what one member sends. Only
/// fields of structs that are sent as they are can be read here; other facts are not checked.
fn claims(plan: &Plan, channels: &[ChannelEntry]) -> (Vec<bool>, Vec<TokenStream>) {
    let (mut claimed, mut code) = (Vec::new(), Vec::new());
    for (index, (id, channel)) in network::channels(plan).into_iter().zip(channels).enumerate() {
        let all = claims_of(plan, id, true).chain(claims_of(plan, plan.input(id, 0), false));
        let fields = fields(plan, &channel.element);
        let made: Vec<TokenStream> = all
            .filter(|claim| claim.fields().all(|name| fields.contains(name)))
            .map(|Claim { text, determinant, dependent, of_all }| {
                let determinant = determinant.iter().map(|name| print::ident(name));
                let dependent = match dependent {
                    None => quote!(None),
                    Some(names) => {
                        let names = names.iter().map(|name| print::ident(name));
                        quote!(Some(suki_simulator::encoded(&(#(&x.#names,)*))))
                    }
                };
                quote!(Claim {
                    fact: #text,
                    of_all: #of_all,
                    determinant: suki_simulator::encoded(&(#(&x.#determinant,)*)),
                    dependent: #dependent
                })
            })
            .collect();
        claimed.push(!made.is_empty());
        if let (false, Ok(ty)) = (made.is_empty(), syn::parse_str::<syn::Type>(&channel.element)) {
            let index = Literal::usize_unsuffixed(index);
            code.push(quote! {
                #index => match suki_runtime::wire::decode::<#ty>(payload) {
                    Ok(x) => vec![#(#made),*],
                    Err(_) => Vec::new(),
                },
            });
        }
    }
    (claimed, code)
}

/// One fact, as far as it can be seen on a channel.
struct Claim {
    text: String,
    determinant: Vec<String>,
    /// None: the determinant never comes again.
    dependent: Option<Vec<String>>,
    /// It speaks of what all senders say together.
    of_all: bool,
}

impl Claim {
    fn fields(&self) -> impl Iterator<Item = &String> {
        self.determinant.iter().chain(self.dependent.iter().flatten())
    }
}

fn claims_of(plan: &Plan, id: OperatorId, of_all: bool) -> impl Iterator<Item = Claim> {
    plan.operator(id).facts.iter().filter_map(move |fact| match fact {
        Fact::Unique(names) => {
            let text = format!("unique({})", names.join(", "));
            Some(Claim { text, determinant: names.clone(), dependent: None, of_all })
        }
        Fact::Fd { determinant, dependent } => Some(Claim {
            text: format!("fd({} -> {})", determinant.join(", "), dependent.join(", ")),
            determinant: determinant.clone(),
            dependent: Some(dependent.clone()),
            of_all,
        }),
        Fact::Rate(_)
        | Fact::Selectivity(_)
        | Fact::Bytes(_)
        | Fact::Routed
        | Fact::Balanced
        | Fact::AtLeastOnce
        | Fact::Lossy => None,
    })
}

/// The fields of a struct of the program; none where the type is no such.
fn fields(plan: &Plan, element: &str) -> Vec<String> {
    let all = items(plan.program);
    let found = all.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == element => Some(&item.fields),
        _ => None,
    });
    let names = found.into_iter().flatten().filter_map(|field| field.ident.as_ref());
    names.map(ToString::to_string).collect()
}
