//! The `closures_on_request` crate: the closures of a program and its workload, for an interpreter in another process.

use crate::client::input_variants;
use crate::closures::function_names;
use crate::plan::Plan;
use crate::print;
use crate::workspace::{Files, package};
use quote::quote;
use suki_ir::OperatorId;

/// The program that serves.
pub const NAME: &str = "closures_on_request";
const DEPENDENCIES: &str = "messages = { path = \"../messages\" }\n\
     closures = { path = \"../closures\", features = [\"dynamic\"] }\n";

/// The crate's files; `workload` where there is one to draw elements from.
pub(crate) fn files(plan: &Plan, workload: bool) -> Files {
    let client = if workload { "client = { path = \"../client\" }\n" } else { "" };
    let mut files = Files::new();
    files.insert(format!("{NAME}/Cargo.toml"), package(NAME, &format!("{DEPENDENCIES}{client}")));
    files.insert(format!("{NAME}/src/main.rs"), main(plan, workload));
    files
}

fn main(plan: &Plan, workload: bool) -> String {
    let docs = format!(" The closures of `{}`, called on request.", plan.source.name);
    let arms = input_variants(plan)
        .into_iter()
        .map(|(port, variant)| quote!(client::ClientInput::#variant(element) => Ok((#port, to_value(&element)?))));
    let element = if workload {
        quote! {
            use suki_runtime::client::rng::Rng;
            use suki_runtime::client::workload::{Call, Workload};
            let call = Call { i, acked: 0, attempt: 0, target: 0 };
            // Few keys, so that requests meet one another.
            let mut rng = Rng::new(seed, 0, i).within(2);
            match client::Clients.request(&call, &mut rng) { #(#arms,)* }
        }
    } else {
        quote!(Err(ValueError::new("there is no workload")))
    };
    print::file(
        quote! {
            #![doc = #docs]
            #![allow(unused)]

            use suki_runtime::value::{Value, ValueError, to_value};

            fn element(i: u64, seed: u64) -> Result<(&'static str, Value), ValueError> { #element }

            fn main() -> std::process::ExitCode {
                suki_runtime::value::serve_pipes(closures::dynamic::CLOSURES, element)
            }
        },
        &[],
    )
}

/// For each operator that code is generated for, the names of its closures in the order of `Op::closures`.
pub(crate) fn names(plan: &Plan) -> Vec<(OperatorId, Vec<String>)> {
    plan.order().map(|id| (id, function_names(plan, id))).collect()
}
