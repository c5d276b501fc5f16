//! The runtime's own sources, so that a generated workspace is complete by itself.

use crate::workspace::Files;

const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
const MANIFEST: &str = include_str!("../../runtime/Cargo.toml");

/// The crate `suki-runtime`, without its tests.
pub(crate) fn files() -> Files {
    let sources = SOURCES.iter().map(|(path, text)| (format!("runtime/{path}"), text.to_string()));
    let manifest = MANIFEST.split("\n[dev-dependencies]").next().unwrap_or(MANIFEST).trim_end();
    sources.chain([(String::from("runtime/Cargo.toml"), format!("{manifest}\n"))]).collect()
}
