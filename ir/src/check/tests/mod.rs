//! Tables of texts with what the checks say of them.

mod closures;
mod commutative;
mod data;
mod flow;
mod lattice;
mod operators;
mod place;
mod places;
mod programs;
mod purity;
mod recover;
mod retries;
mod robust;
mod running;
mod statement;
mod types;
mod vocabulary;

use crate::{Diagnostic, Order, Program, Retries, Shape, Span, Stream, infer, parse};

/// Everything that parser and checks say of a text, one line for each sentence.
fn said(text: &str) -> Vec<String> {
    let (program, mut diagnostics) = parse(text);
    if !diagnostics.iter().any(Diagnostic::is_error) {
        diagnostics.extend(infer(&program).1);
    }
    diagnostics.iter().flat_map(|diagnostic| lines(text, diagnostic)).collect()
}

fn lines(text: &str, diagnostic: &Diagnostic) -> Vec<String> {
    let excerpt = |span: Span| text.get(span.start as usize..span.end as usize).unwrap_or("?").to_string();
    let mut lines = vec![format!("{} {}", diagnostic.code.as_str(), diagnostic.message)];
    let label = if diagnostic.label.is_empty() { String::new() } else { format!(" -- {}", diagnostic.label) };
    lines.push(format!("at {}{label}", excerpt(diagnostic.span)));
    lines.extend(diagnostic.notes.iter().map(|(span, note)| format!("see {} -- {note}", excerpt(*span))));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines
}

/// Declarations that the tables share; they say nothing by themselves.
const PRELUDE: &str = r#"
struct Request { id: u64, key: u64 }
struct Vote { id: u64 }
process leader; process other; cluster members[3]; external clients;
tick t at leader; tick u at leader; tick m at members;
#[unique(id)]
let requests = clients.input::<Request>("requests").send(leader);
let sorted = requests.arrival_order();
let votes = requests.map(|(_, r)| r).broadcast(members).map(|r| Vote { id: r.id }).send(leader);
let batch = sorted.batch(t);
let _unused = votes.union(batch.all_ticks().map(|(_, r)| r).broadcast(members).map(|r| Vote { id: r.id }).send(leader));
let _used = u.first_tick(); let _too = m.first_tick(); let _here = other.interval(1s);
clients.output("replies", requests);
"#;

/// What is said of `text` after the prelude.
fn check(text: &str, expect: &str) {
    let found = said(&format!("{PRELUDE}{text}"));
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(found == expect, "\n{text}\n{}\n", found.join("\n"));
}

/// Streams by name: `location tick shape order element`; nothing is said of the program.
fn streams(text: &str, expect: &[(&str, &str)]) {
    let said = said(text);
    assert!(said.is_empty(), "{}", said.join("\n"));
    described(text, expect);
}

/// Streams by name, whatever is said of the program besides errors.
fn described(text: &str, expect: &[(&str, &str)]) {
    let (program, errors) = parse(text);
    assert_eq!(errors, []);
    let (streams, diagnostics) = infer(&program);
    assert!(!diagnostics.iter().any(Diagnostic::is_error), "{}", said(text).join("\n"));
    for (name, expect) in expect {
        let id = program.operators.iter().position(|operator| operator.name.as_deref() == Some(name));
        let stream = &streams[id.unwrap_or_else(|| panic!("no stream `{name}`"))];
        assert_eq!(description(&program, stream), *expect, "{name}");
    }
}

fn description(program: &Program, stream: &Stream) -> String {
    let clock = match (stream.clock, stream.atomic) {
        (Some(tick), _) => program.tick(tick).name.clone(),
        (None, Some(tick)) => format!("after({})", program.tick(tick).name),
        (None, None) => String::from("-"),
    };
    let shape = match stream.shape {
        Shape::Collection => "collection",
        Shape::Keyed => "keyed",
        Shape::Singleton => "singleton",
        Shape::Optional => "optional",
        Shape::RunningSingleton => "running-singleton",
        Shape::RunningOptional => "running-optional",
        Shape::RunningKeyed => "running-keyed",
        Shape::Lattice => "lattice",
    };
    let order = match stream.order {
        Order::None => "unordered",
        Order::PerKey => "per-key",
        Order::Total => "ordered",
    };
    let repeated = if stream.retries == Retries::AtLeastOnce { " repeated" } else { "" };
    let at = &program.location(stream.at).name;
    format!("{at} {clock} {shape} {order} {}{repeated}", stream.element)
}
