//! The files of a workspace.

use crate::manifest::Manifest;
use crate::names::crate_name;
use crate::network::{self, Process};
use crate::plan::Plan;
use crate::{client, closures, glue, messages, readme, runtime, simulation, transducer};
use std::collections::BTreeMap;

/// Generated files: path relative to the workspace, and text.
pub type Files = BTreeMap<String, String>;

const SERDE: &str = "serde = { version = \"1\", features = [\"derive\"] }\n";
const MESSAGES: &str = "messages = { path = \"../messages\" }\n";
const CLOSURES: &str = "closures = { path = \"../closures\" }\n";
const DYNAMIC: &str = "\n[features]\n# The closures as functions of values, for interpreters.\ndynamic = []\n";

/// What every workspace says of itself: warnings of the runtime's own lints are not the reader's, and builds are as
/// quick as fast code allows.
const WORKSPACE: &str = "\n[workspace.lints]\n\n[profile.release]\ncodegen-units = 4\npanic = \"abort\"\n\n\
    # What is measured: the fastest code, built at leisure.\n\
    [profile.measure]\ninherits = \"release\"\nlto = \"fat\"\ncodegen-units = 1\n";

/// What a workspace is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Processes and their load driver.
    Processes,
    /// Transducers alone.
    Library,
    /// All processes in one, simulated.
    Simulation,
}

pub(crate) fn files(plan: &Plan, form: Form) -> Files {
    let mut files = runtime::files();
    let mut add = |path: String, text: String| files.insert(path, text);
    let mut members = vec![String::from("closures"), String::from("messages"), String::from("runtime")];
    if form != Form::Simulation {
        add("README.md".into(), readme::file(plan, form == Form::Library));
    }
    add("manifest.json".into(), Manifest::of(plan).json());
    add(plan.source.name.to_string(), plan.source.text.to_string());
    add("messages/Cargo.toml".into(), package("messages", SERDE));
    add("messages/src/lib.rs".into(), messages::file(plan, form == Form::Simulation));
    add("closures/Cargo.toml".into(), format!("{}{DYNAMIC}", package("closures", &format!("{MESSAGES}{SERDE}"))));
    add("closures/src/lib.rs".into(), closures::file(plan));
    let code = format!("{CLOSURES}{MESSAGES}");
    for (index, process) in network::processes(plan).iter().enumerate() {
        for at in &process.locations {
            let name = crate_name(plan.location_name(*at));
            add(format!("{name}/Cargo.toml"), package(&name, &code));
            add(format!("{name}/src/lib.rs"), transducer::file(plan, *at));
            members.push(name);
        }
        if form != Form::Processes {
            continue;
        }
        if process.locations.len() > 1 {
            add(format!("{}/Cargo.toml", process.name), package(&process.name, &fused(plan, process)));
            members.push(process.name.clone());
        }
        add(format!("{}/src/main.rs", process.name), glue::file(plan, process, glue::Use::Process(index)));
    }
    if form != Form::Library && client::exists(plan) {
        add("client/Cargo.toml".into(), package("client", &format!("{code}{SERDE}")));
        add("client/src/lib.rs".into(), client::file(plan));
        if form == Form::Processes {
            add("client/src/main.rs".into(), client::main());
        }
        members.push("client".into());
    }
    if form == Form::Simulation {
        for (path, text) in simulation::files(plan).into_iter().chain(runtime::simulator()) {
            add(path, text);
        }
        members.extend(["simulation".into(), "simulator".into()]);
    }
    members.sort();
    let members: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
    let head = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    let profile = if form == Form::Simulation { SIMULATION } else { WORKSPACE };
    add("Cargo.toml".into(), format!("{head}{profile}"));
    files
}

/// The same for simulations, where a panic is something to report.
const SIMULATION: &str = "\n[workspace.lints]\n\n[profile.release]\ncodegen-units = 4\nopt-level = 2\n";

/// The dependencies of a process that runs several locations.
fn fused(plan: &Plan, process: &Process) -> String {
    let names = process.locations.iter().map(|at| crate_name(plan.location_name(*at)));
    let lines = names.map(|name| format!("{name} = {{ path = \"../{name}\" }}\n"));
    format!("{MESSAGES}{}", lines.collect::<String>())
}

/// A manifest; every crate links the runtime.
pub(crate) fn package(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n{dependencies}suki-runtime = {{ path = \"../runtime\" }}\n"
    )
}
