//! Inputs from a file instead of the workload's: lines of JSON `{"port": "requests", "client": 0, "value": ..}`.

use super::load::Load;
use super::program::Program;
use serde::Deserialize;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Clients that a script may speak of.
const CLIENTS_MAX: u32 = 10_000;
/// Lines of a script.
const LINES_MAX: usize = 1_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    port: String,
    #[serde(default)]
    client: u32,
    value: Value,
}

/// What a script asks for, in order, and by whom.
pub(super) type Script<Q> = Vec<(u32, Q)>;

/// Reads the script that `load` names; `load` gets as many clients as it speaks of.
pub(super) fn read<P: Program>(program: &P, path: &Path, load: &mut Load) -> Result<Script<P::Request>, String> {
    let place = |number: usize| format!("{}:{number}", path.display());
    let file = std::fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut script = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate().map(|(number, line)| (number + 1, line)) {
        let line = line.map_err(|error| format!("{}: {error}", place(number)))?;
        if line.trim().is_empty() {
            continue;
        }
        if number > LINES_MAX {
            return Err(format!("{}: more than {LINES_MAX} lines", path.display()));
        }
        let line: Line = serde_json::from_str(&line).map_err(|error| format!("{}: {error}", place(number)))?;
        if line.client >= CLIENTS_MAX {
            return Err(format!("{}: clients are numbers below {CLIENTS_MAX}", place(number)));
        }
        let request = program.read_json(&line.port, &line.value.to_string());
        script.push((line.client, request.map_err(|error| format!("{}: {error}", place(number)))?));
    }
    load.connections = 1 + script.iter().map(|(client, _)| *client).max().unwrap_or(0);
    Ok(script)
}
