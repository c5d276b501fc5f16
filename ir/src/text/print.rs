//! Canonical printing: the same program, the same text.

use super::canonicalize::{canonicalize, is_named};
use super::statement::Statements;
use super::trees::Trees;
use crate::{AffinityKind, Clause, Item, LocationKind, Program, Wishes, Workload};
use std::fmt::{self, Display, Formatter, Write};

/// The canonical text of a program; reading it back gives an equal program.
///
/// A program that lacks names which its text needs is printed as [`canonicalize`](crate::canonicalize) would name it.
impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let trees = Trees::new(self);
        if is_named(self, &trees) {
            return f.write_str(&text(self, &trees));
        }
        let canonical = canonicalize(self.clone());
        f.write_str(&text(&canonical, &Trees::new(&canonical)))
    }
}

fn text(program: &Program, trees: &Trees) -> String {
    let mut text = Sections::default();
    text.section(&docs(program));
    text.section(&items(&program.items));
    text.section(&declarations(program));
    let statements = Statements::new(program, trees);
    text.section(&trees.roots().into_iter().map(|root| statements.statement(root)).collect::<String>());
    if let Some(workload) = &program.workload {
        text.section(&workload_text(workload));
    }
    text.0
}

/// Text of sections with a blank line between them.
#[derive(Default)]
struct Sections(String);

impl Sections {
    fn section(&mut self, section: &str) {
        if !section.is_empty() && !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(section);
    }
}

fn docs(program: &Program) -> String {
    program.docs.iter().map(|line| format!("//! {line}").trim_end().to_string() + "\n").collect()
}

/// Items of one line and one sort stand together, others apart.
fn items(items: &[Item]) -> String {
    let mut text = String::new();
    let word = |item: &Item| item.text.split_whitespace().next().unwrap_or_default().to_string();
    for (at, item) in items.iter().enumerate() {
        let together = at > 0 && {
            let before = &items[at - 1];
            !before.text.contains('\n') && !item.text.contains('\n') && word(before) == word(item)
        };
        if at > 0 && !together {
            text.push('\n');
        }
        text.push_str(&item.text);
        text.push('\n');
    }
    text
}

fn declarations(program: &Program) -> String {
    let mut lines = Vec::new();
    for location in &program.locations {
        let name = &location.name;
        lines.push(wishes(&location.wishes));
        lines.push(match &location.kind {
            LocationKind::Process => format!("process {name};\n"),
            LocationKind::Cluster { count, .. } => format!("cluster {name}[{count}];\n"),
            LocationKind::External => format!("external {name};\n"),
            LocationKind::Helper { of, parts } => {
                format!("helper {name} of {}[{parts}];\n", program.location(*of).name)
            }
        });
    }
    for tick in &program.ticks {
        lines.push(format!("tick {} at {};\n", tick.name, program.location(tick.at).name));
    }
    for affinity in &program.affinities {
        let word = affinity_word(affinity.kind);
        let names: Vec<_> = affinity.locations.iter().map(|id| program.location(*id).name.as_str()).collect();
        lines.push(format!("{word}({});\n", names.join(", ")));
    }
    lines.concat()
}

/// The keyword of an affinity.
pub(crate) fn affinity_word(kind: AffinityKind) -> &'static str {
    match kind {
        AffinityKind::Colocate => "colocate",
        AffinityKind::Separate => "separate",
        AffinityKind::Fuse => "fuse",
    }
}

/// The attributes of a location, in one order, on a line of their own.
fn wishes(wishes: &Wishes) -> String {
    let Wishes { machine, region, cpu_milli, memory_mib } = wishes;
    let attributes: Vec<String> = [
        machine.as_ref().map(|machine| format!("#[machine({machine:?})]")),
        region.as_ref().map(|region| format!("#[region({region:?})]")),
        cpu_milli.map(|cpu_milli| format!("#[cpu({:?})]", f64::from(cpu_milli) / 1_000.0)),
        memory_mib.map(|memory_mib| format!("#[memory_mib({memory_mib})]")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if attributes.is_empty() { String::new() } else { attributes.join(" ") + "\n" }
}

fn workload_text(workload: &Workload) -> String {
    if workload.clauses.is_empty() {
        return "workload {}\n".into();
    }
    let mut text = String::from("workload {\n");
    for clause in &workload.clauses {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {};", clause_text(clause));
    }
    text.push_str("}\n");
    text
}

pub(crate) fn clause_text(clause: &Clause) -> String {
    match clause {
        Clause::Drive { port, make } => format!("drive({port:?}, {make})"),
        Clause::Answer { input, output, matches } => format!("answer({input:?}, {output:?}, {matches})"),
        Clause::Redirect { port, target } => format!("redirect({port:?}, {target})"),
        Clause::RetryAfter { after_ms } => format!("retry_after({})", duration(*after_ms)),
        Clause::Observe { port, view } => format!("observe({port:?}, {})", view.name()),
        Clause::Linearizable { key: Some(key), init, apply, value } => {
            format!("linearizable({key}, {init}, {apply}, {value})")
        }
        Clause::Linearizable { key: None, init, apply, value } => format!("linearizable({init}, {apply}, {value})"),
        Clause::Atomic { logs } => {
            format!("atomic({})", logs.iter().map(|log| format!("{log:?}")).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A duration in the largest unit that needs no fraction.
pub(super) fn duration(ms: u64) -> String {
    if ms.is_multiple_of(1_000) { format!("{}s", ms / 1_000) } else { format!("{ms}ms") }
}
