//! Names in generated code, from the names of the program.

use std::collections::BTreeSet;
use suki_ir::{Op, OperatorId, Program};

/// Words that streams may be called but fields and crates of generated code may not.
const RESERVED: &[&str] = &["me", "log", "inputs", "outputs", "state", "own_id"];
/// Words that locations may be called but crates of the workspace may not.
const RESERVED_CRATES: &[&str] = &[
    "messages",
    "closures",
    "client",
    "simulation",
    "simulator",
    "suki_simulator",
    "runtime",
    "suki_runtime",
    "core",
    "alloc",
    "std",
    "serde",
    "test",
    "proc_macro",
];

/// A name for each operator, unique among them.
pub(crate) struct Names(Vec<String>);

impl Names {
    /// A stream's own name; what has none is called after the stream that it leads to.
    pub fn of(program: &Program) -> Self {
        let mut taken: BTreeSet<String> = RESERVED.iter().map(ToString::to_string).collect();
        let mut names = vec![String::new(); program.operators.len()];
        for (name, operator) in names.iter_mut().zip(&program.operators) {
            if let Some(given) = &operator.name {
                *name = free(given.clone(), &mut taken);
            }
        }
        let mut leads_to = String::from("stream");
        for id in program.operator_ids().collect::<Vec<_>>().into_iter().rev() {
            let operator = program.operator(id);
            match (&operator.name, &operator.op) {
                (Some(_), _) => leads_to = names[id.index()].clone(),
                (None, Op::Output { port, .. }) => {
                    leads_to = identifier(port);
                    names[id.index()] = free(leads_to.clone(), &mut taken);
                }
                (None, op) => names[id.index()] = free(format!("{leads_to}_{}", op.name()), &mut taken),
            }
        }
        Self(names)
    }

    /// The operator's name.
    pub fn get(&self, id: OperatorId) -> &str {
        &self.0[id.index()]
    }
}

/// The name, with a number if it is taken.
fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let candidates = std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}_{number}")));
    let free = candidates.into_iter().find(|candidate| !taken.contains(candidate)).unwrap_or(name);
    taken.insert(free.clone());
    free
}

/// A port's or log's name, which may be any text, as an identifier.
pub(crate) fn identifier(text: &str) -> String {
    let mut name: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || syn::parse_str::<syn::Ident>(&name).is_err() {
        name.insert_str(0, "port_");
    }
    name
}

/// The name of a location's crate.
pub(crate) fn crate_name(location: &str) -> String {
    let reserved = RESERVED_CRATES.contains(&location);
    if reserved { format!("{location}_location") } else { location.to_string() }
}

impl Names {
    /// The name of something that belongs to the operator: a buffer, a watermark.
    pub fn part(&self, id: OperatorId, part: &str) -> String {
        let name = format!("{}_{part}", self.get(id));
        if self.0.contains(&name) { format!("{name}_of_{}", id.0) } else { name }
    }
}
