//! `README.md` of a workspace: what is where, how to build it, and how to start or call it.

use crate::client;
use crate::manifest::{Manifest, ProcessEntry, RoleEntry};
use crate::plan::Plan;
use std::fmt::Write;

/// The page.
pub(crate) fn file(plan: &Plan, is_library: bool) -> String {
    let manifest = Manifest::of(plan);
    let (program, source) = (&manifest.program, plan.source.name);
    let mut page = format!("# {program}\n\nGenerated from `{source}`, whose lines the comments name.\n\n");
    page.push_str("| folder | what is in it |\n| --- | --- |\n");
    for role in &manifest.roles {
        let Some(name) = &role.crate_name else { continue };
        let _ = writeln!(page, "| `{name}/` | `State` and `step` of {} |", described(role));
    }
    page.push_str("| `messages/` | the types that travel, and the plan as a constant |\n");
    page.push_str("| `closures/` | the program's closures as functions, one for each operator |\n");
    page.push_str("| `runtime/` | what the rest links: the state of operators, connections, logs |\n");
    match is_library {
        true => library(&manifest, &mut page),
        false => programs(plan, &manifest, &mut page),
    }
    page
}

fn described(role: &RoleEntry) -> String {
    let RoleEntry { name, family, members, parts, .. } = role;
    let count = |count: u32, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let of = if name == family { String::new() } else { format!(" of `{family}`") };
    match parts {
        1 => format!("`{name}`{of}: {}", count(*members, "member")),
        parts => format!("`{name}`{of}: {} with {} each", count(*members, "member"), count(*parts, "part")),
    }
}

fn programs(plan: &Plan, manifest: &Manifest, page: &mut String) {
    for process in manifest.processes.iter().filter(|process| process.roles.len() > 1) {
        let ProcessEntry { name, roles, .. } = process;
        let _ = writeln!(page, "| `{name}/` | one program for {} |", roles.join(", "));
    }
    if client::exists(plan) {
        page.push_str("| `client/` | the inputs and outputs, and a program that drives and checks the others |\n");
    }
    page.push_str("\n`cargo build --release` builds all programs; `--profile measure` takes longer and builds the\n");
    page.push_str(
        "fastest. Each process writes its address into a folder that all of them share:\n\n```sh\nmkdir at\n",
    );
    for ProcessEntry { name, members, parts, .. } in &manifest.processes {
        let mut line = format!("target/release/{name} --member $member --part $part --membership at --data data &");
        for (what, count) in [("part", *parts), ("member", *members)] {
            line = match count {
                1 => line.replace(&format!(" --{what} ${what}"), ""),
                count => {
                    format!("for {what} in $(seq 0 {}); do {line} done", count - 1).replace("done done", "done; done")
                }
            };
        }
        let _ = writeln!(page, "{line}");
    }
    if client::exists(plan) {
        page.push_str("target/release/client --membership at --seconds 5\n");
    }
    page.push_str("```\n\nA program that is started with a flag that it does not know prints those that it does.\n");
}

fn library(manifest: &Manifest, page: &mut String) {
    let Some(name) = manifest.roles.iter().find_map(|role| role.crate_name.as_ref()) else { return };
    let _ = write!(
        page,
        "\nNothing here reads, writes, waits, or asks for the time: put what has arrived into `Inputs`, call `step`,\n\
         and send what is in `Outputs`.\n\n\
         ```rust,ignore\n\
         let mut state = {name}::State::new(messages::MemberId::new(0));\n\
         let (mut inputs, mut outputs) = ({name}::Inputs::default(), {name}::Outputs::default());\n\
         state.step(&mut inputs, &mut outputs);\n\
         ```\n\n\
         `manifest.json` says which field of `Outputs` goes to which field of `Inputs`, and whether elements have to keep\n\
         their order. Messages between two instances arrive exactly once; the parts of a member fail as one.\n"
    );
}
