//! The files of a workspace.

use crate::plan::Plan;
use crate::{closures, messages, runtime, transducer};
use std::collections::BTreeMap;

/// Generated files: path relative to the workspace, and text.
pub type Files = BTreeMap<String, String>;

const HEAD: &str = "[package]\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n";

pub(crate) fn files(plan: &Plan) -> Files {
    let mut files = runtime::files();
    let locations: Vec<_> = plan.program.location_ids().filter(|at| !plan.is_external(*at)).collect();
    let mut members = vec![String::from("closures"), String::from("messages"), String::from("runtime")];
    members.extend(locations.iter().map(|at| transducer::crate_of(plan, *at)));
    files.insert(String::from("Cargo.toml"), workspace(&members));
    files.insert(
        String::from("messages/Cargo.toml"),
        package("messages", "serde = { version = \"1\", features = [\"derive\"] }\n"),
    );
    files.insert(String::from("messages/src/lib.rs"), messages::file(plan));
    files.insert(
        String::from("closures/Cargo.toml"),
        package("closures", "messages = { path = \"../messages\" }\nserde = \"1\"\n"),
    );
    files.insert(String::from("closures/src/lib.rs"), closures::file(plan));
    for at in locations {
        let name = transducer::crate_of(plan, at);
        let dependencies = "closures = { path = \"../closures\" }\nmessages = { path = \"../messages\" }\n";
        files.insert(format!("{name}/Cargo.toml"), package(&name, dependencies));
        files.insert(format!("{name}/src/lib.rs"), transducer::file(plan, at));
    }
    files
}

fn workspace(members: &[String]) -> String {
    let members: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[workspace.lints]\n\n[profile.release]\ncodegen-units = 4\n",
        members.join(", ")
    )
}

/// A manifest; every crate links the runtime.
fn package(name: &str, dependencies: &str) -> String {
    let head = HEAD.replacen('\n', &format!("\nname = \"{name}\"\n"), 1);
    format!("{head}\n[dependencies]\n{dependencies}suki-runtime = {{ path = \"../runtime\" }}\n")
}
