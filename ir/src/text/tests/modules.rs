//! Random programs of flows and several files: the laws hold for what they become.

use super::{PRELUDE, round_trip};
use crate::text::operators::{OPERATORS, ROUND_ROBIN};
use crate::text::{format, read};
use crate::{Program, canonicalize, json, parse};
use proptest::prelude::*;

/// Steps of chains in flows, every operator on streams among them. What is in capitals is put in: the
/// parameters of the flow, or what they stand for outside of flows. Other names are those of the program.
const STEPS: [&str; 51] = [
    ".send(HOME)",
    ".send(fan, |v: &(ClientId, u64)| v.1 + COUNT)",
    ".broadcast(FAR)",
    ".demux(FAR)",
    ".map(|v| v)",
    ".map(|(a, n): (MemberId<FAR>, u64)| (n, a))",
    ".filter(|v| v.1 < COUNT)",
    ".filter_map(|v| { let n = v; Some(n) })",
    ".flat_map(|v| vec![v; COUNT])",
    ".union(STREAM)",
    ".key_by(|v| v.0)",
    ".values()",
    ".keys()",
    ".entries()",
    ".inspect(|v| format!(\"saw {v:?} of {COUNT}\"))",
    ".unordered()",
    ".join(STREAM)",
    ".join(STREAM.unique()).until(STREAM, |k| *k - COUNT)",
    ".quorum(|v| v.1, COUNT)",
    ".quorum(|v| v.1, 2 * COUNT).until(STREAM, |k| *k)",
    ".cross_product(STREAM)",
    ".unique()",
    ".arrival_order()",
    ".scan(|| COUNT, |s, v, out| { *s += COUNT; out.push((*s, v)); })",
    ".deal(FAR)",
    ".round_robin(FAR)",
    ".merge()",
    ".persist_to(\"log\")",
    ".batch(AT)",
    ".snapshot(round)",
    ".all_ticks()",
    ".all_ticks_atomic()",
    ".end_atomic()",
    ".persist()",
    ".fold(|| 0, |a, v| *a += v.1)",
    ".reduce(#[commutative] |a, v| *a = (*a).max(v))",
    ".count()",
    ".max()",
    ".min()",
    ".first()",
    ".last()",
    ".sort()",
    ".delta()",
    ".anti_join(STREAM)",
    ".enumerate()",
    ".unwrap_or(STREAM)",
    ".defer_tick(|| COUNT)",
    ".cross_singleton(STREAM).filter_if_some(STREAM).filter_if_none(STREAM)",
    ".exchange(fan, |v| v.1 + COUNT)",
    ".gather(one)",
    ".replicate(fan)",
];
/// Beginnings of chains without an argument.
const SOURCES: [&str; 5] = [
    "HOME.interval(20ms)",
    "HOME.source_iter(|| vec![COUNT; 3])",
    "FAR.random(1s)",
    "HOME.recover::<(MemberId<FAR>, u64)>(\"log\")",
    "AT.first_tick()",
];
const FACTS: [&str; 4] = ["", "#[rate(COUNT / 4)] ", "#[unique(id)] #[lossy] ", ""];
const FILES: [&str; 3] = ["main.ir", "lib/a.ir", "lib/b.ir"];
/// What the words in capitals stand for: a process, a cluster, a tick, a number.
const PARAMETERS: [&str; 4] = ["home", "far", "at", "n"];
const ARGUMENTS: [&str; 4] = ["leader", "acceptors", "round", "(F + 1)"];

/// Random numbers from which one statement is made.
type Line = (prop::sample::Index, prop::sample::Index, prop::sample::Index, u8);

#[derive(Clone, Debug)]
struct Flow {
    lines: Vec<Line>,
    file: usize,
    has_tick: bool,
}

#[derive(Clone, Debug)]
struct Seed {
    flows: Vec<Flow>,
    main: Vec<Line>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let line = || any::<Line>();
    let flow = (prop::collection::vec(line(), 1..5), 0..FILES.len(), any::<bool>());
    let flow = flow.prop_map(|(lines, file, has_tick)| Flow { lines, file, has_tick });
    (prop::collection::vec(flow, 1..5), prop::collection::vec(line(), 1..6))
        .prop_map(|(flows, main)| Seed { flows, main })
}

/// Whether the flow of that number has two results.
fn is_double(number: usize) -> bool {
    number % 3 == 2
}

/// Statements that use the streams `known` and the first `flows` flows; more streams are known then.
fn statements(lines: &[Line], flows: usize, words: &[&str; 4], known: &mut Vec<String>, prefix: &str) -> String {
    let meant = |text: &str| {
        let capitals = ["HOME", "FAR", "AT", "COUNT"].into_iter().zip(words);
        capitals.fold(text.to_string(), |text, (capital, word)| text.replace(capital, word))
    };
    let arguments = words.join(", ");
    let mut text = String::new();
    for (number, (first, second, third, choice)) in lines.iter().enumerate() {
        let name = format!("{prefix}{number}");
        let stream = |index: &prop::sample::Index| known[index.index(known.len())].clone();
        let step =
            |index: &prop::sample::Index| meant(STEPS[index.index(STEPS.len())]).replace("STREAM", &stream(first));
        let fact = meant(FACTS[usize::from(*choice) / 8 % FACTS.len()]);
        let end = step(third);
        let uses = if flows == 0 { 0 } else { choice % 4 };
        let flow = second.index(flows.max(1));
        let call = match uses {
            1 => format!("f{flow}({}, {}, {arguments})", stream(first), stream(third)),
            _ => format!("{}{}.f{flow}({}, {arguments})", stream(first), step(second), stream(third)),
        };
        let statement = match (uses, is_double(flow)) {
            (1 | 2, true) => {
                known.push(format!("{name}_too"));
                format!("let ({name}, {name}_too) = {call};\n")
            }
            (1, false) => format!("{fact}let {name} = {call};\n"),
            (2, false) => format!("{fact}let {name}: u64 = {call}{end};\n"),
            _ if *choice > 200 => {
                format!("{fact}let {name} = {}{end};\n", meant(SOURCES[second.index(SOURCES.len())]))
            }
            _ => format!("{fact}let {name} = {}{}{end};\n", stream(first), step(second)),
        };
        text.push_str(&statement);
        known.push(name);
    }
    text
}

impl Flow {
    fn text(&self, number: usize) -> String {
        let mut known = vec!["x".to_string(), "y".to_string()];
        let tick = if self.has_tick { "tick at at home;\n" } else { "" };
        let parameters = if self.has_tick { "home, far, given, n" } else { "home, far, at, n" };
        let body = statements(&self.lines, number, &PARAMETERS, &mut known, "v");
        let result = match (is_double(number), &known[2..]) {
            (true, [.., last]) => format!("({last}, x.unique())"),
            (_, [.., last]) => format!("{last}.union(y)"),
            (_, []) => "x.unique()".into(),
        };
        format!("flow f{number}(x, y, {parameters}) {{\n{tick}{body}{result}\n}}\n")
    }
}

impl Seed {
    /// The program in one text.
    fn whole(&self) -> String {
        let flows: String = self.flows.iter().enumerate().map(|(number, flow)| flow.text(number)).collect();
        format!("{PRELUDE}{}{flows}", self.main())
    }

    fn main(&self) -> String {
        let mut known = vec!["requests".to_string(), "more".to_string()];
        let text = statements(&self.main, self.flows.len(), &ARGUMENTS, &mut known, "m");
        let last = known.pop().unwrap_or_default();
        format!("let more = requests.unique();\n{text}clients.output(\"out\", {last});\n")
    }

    /// The program in several files.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = FILES.iter().map(|name| (name.to_string(), String::new())).collect();
        files[0].1 = format!("use \"lib/a.ir\";\n{PRELUDE}{}", self.main());
        files[1].1 = "use \"b.ir\";\n".into();
        for (number, flow) in self.flows.iter().enumerate() {
            files[flow.file].1.push_str(&flow.text(number));
        }
        files
    }
}

/// The program of some files, which may break rules of checks, but none of the grammar.
fn program_of(files: &[(String, String)]) -> Program {
    let mut load = |name: &str| {
        let file = files.iter().find(|(known, _)| known == name);
        file.map(|(_, text)| text.clone()).ok_or_else(|| "not found".to_string())
    };
    let reading = read(&files[0].0, &files[0].1, &mut load);
    assert!(!reading.program.operators.is_empty(), "{files:#?}\n{:#?}", reading.diagnostics);
    reading.program
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn programs_of_flows_and_files_obey_the_laws(seed in seed()) {
        let whole = seed.whole();
        let (program, diagnostics) = parse(&whole);
        prop_assert_eq!(&diagnostics, &[], "{}", whole);
        round_trip(&program);
        prop_assert!(canonicalize(program.clone()) == program, "{}", whole);
        let through_json = json::read(&json::write(&program));
        prop_assert!(through_json.as_ref() == Ok(&program), "{}\n{:?}", whole, through_json.err());

        let files = seed.files();
        prop_assert!(program_of(&files) == program, "files say something else: {:#?}", files);

        let formatted = |text: &str| format(text).map_err(|errors| TestCaseError::fail(format!("{errors:?}\n{text}")));
        let mut laid_out = Vec::new();
        for (name, text) in files {
            let once = formatted(&text)?;
            prop_assert_eq!(&formatted(&once)?, &once, "not idempotent: {}", text);
            laid_out.push((name, once));
        }
        prop_assert!(program_of(&laid_out) == program, "formatting changed {:#?}", laid_out);
    }
}

#[test]
fn every_operator_is_among_the_steps() {
    let written = |name: &str| {
        let call = [format!(".{name}("), format!(".{name}::<")];
        STEPS.iter().chain(&SOURCES).any(|step| call.iter().any(|call| step.contains(call)))
    };
    let main = ["input", "output"];
    let names = OPERATORS.iter().map(|spec| spec.name).filter(|name| !main.contains(name));
    let missing: Vec<&str> = names.filter(|name| !written(name)).collect();
    assert!(missing.is_empty() && written(ROUND_ROBIN), "no flow has {missing:?}");
}
