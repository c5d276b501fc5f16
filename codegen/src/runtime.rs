//! The sources of the runtime and the simulator, so that a generated workspace is complete by itself.

use crate::workspace::Files;

type Sources = &'static [(&'static str, &'static str)];

const RUNTIME: Sources = include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
const RUNTIME_MANIFEST: &str = include_str!("../../runtime/Cargo.toml");
const SIMULATOR: Sources = include!(concat!(env!("OUT_DIR"), "/simulator.rs"));
const SIMULATOR_MANIFEST: &str = include_str!("../../simulator/Cargo.toml");

/// The crate `suki-runtime`, without its tests.
pub(crate) fn files() -> Files {
    embedded("runtime", RUNTIME, RUNTIME_MANIFEST)
}

/// The crate `suki-simulator`, without its tests.
pub(crate) fn simulator() -> Files {
    embedded("simulator", SIMULATOR, SIMULATOR_MANIFEST)
}

fn embedded(name: &str, sources: Sources, manifest: &str) -> Files {
    let sources = sources.iter().map(|(path, text)| (format!("{name}/{path}"), text.to_string()));
    let manifest = manifest.split("\n[dev-dependencies]").next().unwrap_or(manifest).trim_end();
    sources.chain([(format!("{name}/Cargo.toml"), format!("{manifest}\n"))]).collect()
}
