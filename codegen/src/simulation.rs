//! The `simulation` crate: all processes of a program as modules, and what `suki-simulator` has to know of them.

use crate::manifest::Manifest;
use crate::names::crate_name;
use crate::network::{self, Process};
use crate::plan::Plan;
use crate::workspace::{Files, package};
use crate::{glue, print};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

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
    quote! {
        #![doc = #docs]
        #![allow(unused_imports)]

        #(mod #modules;)*

        use messages::*;
        use std::process::ExitCode;
        use suki_runtime::{Node, Place};
        use suki_simulator::Subject;

        fn node(place: Place) -> Box<dyn Node> {
            match place.process { #(#nodes)* other => unreachable!("there is no process {other}") }
        }

        fn show(channel: u16, payload: &[u8]) -> String {
            match channel { #(#shown)* _ => suki_simulator::hexadecimal(payload) }
        }

        fn main() -> ExitCode {
            let subject = Subject { plan: &PLAN, ordered: &[#(#ordered),*], node, show };
            let arguments = std::env::args().skip(1);
            let (said, code) = suki_simulator::main(&subject, client::Clients, client::spec, arguments);
            println!("{said}");
            ExitCode::from(code)
        }
    }
}
