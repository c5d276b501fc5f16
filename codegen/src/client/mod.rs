//! The `client` crate: the program's ports and its workload, for the load driver of `suki_runtime::client`.

mod answer;
mod ports;
mod send;
mod workload;

use crate::plan::Plan;
use crate::print;
use ports::Ports;
use quote::quote;

/// Whether the program has a client to generate: somebody outside who sends or gets something.
pub(crate) fn exists(plan: &Plan) -> bool {
    Ports::of(plan).external.is_some()
}

/// `client/src/lib.rs`.
pub(crate) fn file(plan: &Plan) -> String {
    let ports = Ports::of(plan);
    let docs = format!(" The clients of `{}`: what they send, and what must come back.", plan.source.name);
    let enums = ports.enums();
    let (workload, functions) = workload::tokens(plan, &ports);
    let program = send::tokens(plan, &ports);
    let spec = workload::spec(plan, &ports);
    print::file(
        quote! {
            #![doc = #docs]
            #![allow(non_snake_case, unused, clippy::all, reason = "closures are written as in the program")]

            use messages::*;
            use suki_runtime::client::check::{NoSpec, Sequential, Spec, View};
            use suki_runtime::client::json;
            use suki_runtime::client::program::{Outbox, Program};
            use suki_runtime::client::rng::Rng;
            use suki_runtime::client::workload::{Call, Meaning, Workload, key_of};
            use suki_runtime::wire::{WireError, decode};
            use suki_runtime::{Instance, Plan};

            #enums

            #[doc = " The clients outside."]
            #[derive(Clone, Copy, Debug, Default)]
            pub struct Clients;

            #workload
            #program
            #spec
            #(#functions)*
        },
        &[],
    )
}

/// `client/src/main.rs`.
pub(crate) fn main() -> String {
    let docs = " Drives the program, measures it, and checks what it answers.";
    print::file(
        quote! {
            #![doc = #docs]

            fn main() -> std::process::ExitCode {
                suki_runtime::client::main(client::Clients, client::spec())
            }
        },
        &[],
    )
}
