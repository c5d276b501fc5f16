//! Programs in, programs out; errors; random programs, tokens and mutations.

mod errors;
mod flows;
pub(crate) mod generated;
mod grammar;
mod hostile;
mod modules;
mod mutations;
mod spacing;

use crate::{Program, parse};

/// The four programs of the examples.
pub(crate) const PROGRAMS: [(&str, &str); 4] = [
    ("voting", include_str!("../../../../examples/voting.ir")),
    ("two_pc", include_str!("../../../../examples/two_pc.ir")),
    ("kvs", include_str!("../../../../examples/kvs.ir")),
    ("paxos", include_str!("../../../../examples/paxos.ir")),
];

/// Declarations that small test texts lean on.
const PRELUDE: &str = "const F: usize = 1;
process leader; process log; cluster acceptors[2 * F + 1]; external clients;
helper fan of leader[4]; helper fans of acceptors[2]; helper one of leader[1];
tick round at leader;
let requests = clients.input::<u64>(\"requests\").send(leader);
";

/// The program of a text without diagnostics.
#[track_caller]
fn sound(text: &str) -> Program {
    let (program, diagnostics) = parse(text);
    assert_eq!(diagnostics, [], "{text}");
    program
}

/// Reads, prints and reads again.
#[track_caller]
fn round_trip(program: &Program) {
    let printed = program.to_string();
    let (again, diagnostics) = parse(&printed);
    assert_eq!(diagnostics, [], "{printed:.2000}");
    assert!(&again == program, "{printed:.2000}");
    assert_eq!(again.to_string(), printed);
}
