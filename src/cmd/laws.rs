//! `suki-opt check --laws`: tests the laws of the lattices that a program implements.

use super::read::reason;
use super::{Line, Problem};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use suki_codegen::{Laws, laws};
use suki_ir::text::Reading;

/// How long the tests of one program may take, in seconds; a merge that does not end is wrong too.
const SECONDS_MAX: u64 = 60;
/// How often it is looked whether they have ended.
const BEAT: Duration = Duration::from_millis(20);

/// What breaks a law, in a program without errors. The first lattice that does is told.
pub fn check(reading: &Reading) -> Result<(), Problem> {
    let Some(laws) = laws(&reading.program) else { return Ok(()) };
    let folder = std::env::temp_dir().join(format!("suki-laws-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| cannot(&reason(&error)))?;
    let printed = compile(&laws, &folder).and_then(|()| run(&folder));
    // What is left there does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    match printed?.lines().next() {
        Some(line) => Err(broken(&laws, line, reading)),
        None => Ok(()),
    }
}

fn cannot(why: &str) -> Problem {
    Problem::could_not_run(format!("could not test the laws of lattices: {why}"))
}

fn compile(laws: &Laws, folder: &Path) -> Result<(), Problem> {
    let file = folder.join("laws.rs");
    std::fs::write(&file, &laws.text).map_err(|error| cannot(&reason(&error)))?;
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    // As generated code is compiled: numbers wrap.
    rustc.args(["--edition", "2024", "-Copt-level=1", "-Cdebuginfo=0", "-Coverflow-checks=off", "-Awarnings", "-o"]);
    let ended = rustc.arg(folder.join("laws")).arg(&file).output().map_err(|error| {
        cannot(&format!("rustc does not start: {}", reason(&error))).help("install a toolchain, https://rustup.rs")
    })?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let errors = said.lines().filter(|line| line.starts_with("error")).take(5).map(str::to_string).collect();
    Err(Problem::failed("the program's items do not compile, or values of a lattice cannot be made")
        .notes(errors)
        .help("a type that holds what cannot be made needs `fn sample(n: u64) -> Self`, which makes a value for each number"))
}

fn run(folder: &Path) -> Result<String, Problem> {
    let output = std::fs::File::create(folder.join("output")).map_err(|error| cannot(&reason(&error)))?;
    let mut command = Command::new(folder.join("laws"));
    command.stdin(Stdio::null()).stdout(output).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| cannot(&reason(&error)))?;
    let ended = waited(&mut child);
    let output = std::fs::read_to_string(folder.join("output")).map_err(|error| cannot(&reason(&error)))?;
    match ended {
        Some(true) => Ok(output),
        _ if !output.is_empty() => Ok(output),
        Some(false) => Err(Problem::failed("the test of the laws of lattices ended early")
            .help("a merge overflows the stack or aborts: take what cannot happen out of the type's values")),
        None => Err(Problem::failed(format!("the laws of lattices are not tested within {SECONDS_MAX} s"))
            .help("a merge may not end; give the type a `fn sample(n: u64) -> Self` that makes small values")),
    }
}

/// Whether it ended well; none when it had to be ended.
fn waited(child: &mut Child) -> Option<bool> {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(SECONDS_MAX) {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => std::thread::sleep(BEAT),
            Err(_) => break,
        }
    }
    // It may have ended just now.
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// What a line of the test's output says.
fn broken(laws: &Laws, line: &str, reading: &Reading) -> Problem {
    let mut parts = line.split('\t');
    let number: usize = parts.next().and_then(|number| number.parse().ok()).unwrap_or(0);
    let (law, values) = (parts.next().unwrap_or_default(), parts.collect::<Vec<_>>());
    let (name, span) = &laws.lattices[number.min(laws.lattices.len() - 1)];
    let (what, mend) = match law {
        "idempotent" => (
            "is not idempotent",
            "a point that is merged again must change nothing: keep who said what, or a largest value, instead of a sum",
        ),
        "commutative" => (
            "is not commutative",
            "both orders must give the same point: decide by the values, never by which came first",
        ),
        "associative" => (
            "is not associative",
            "points are merged in any groups: decide each part of the point by that part of the other",
        ),
        "honest" => ("says wrongly whether it grew", "return whether `self` is another point than before"),
        "panics" => (
            "panics",
            "merge any two points; or give the type a `fn sample(n: u64) -> Self` that makes only possible ones",
        ),
        _ => ("cannot be tested: `sample` panics", "let `sample` make a value for each number"),
    };
    let problem = Problem::failed(format!("the `merge` of `{name}` {what}")).notes(example(law, &values)).help(mend);
    match reading.sources.locate(*span) {
        Some((file, local)) => {
            let number = file.text[..local.start as usize].matches('\n').count() + 1;
            problem.at(Line { path: file.name.clone(), text: file.text.clone(), number })
        }
        None => problem,
    }
}

/// The counter-example in words.
fn example(law: &str, values: &[&str]) -> Vec<String> {
    let points = ["a", "b", "c"].iter().zip(values).map(|(name, value)| format!("{name} = {value}"));
    let given = |count: usize| points.clone().take(count).collect::<Vec<_>>();
    let said = match (law, values) {
        ("idempotent", [_, join]) => (1, vec![format!("a merged with a = {join}")]),
        ("commutative", [_, _, ab, ba]) => {
            (2, vec![format!("a merged with b = {ab}"), format!("b merged with a = {ba}")])
        }
        ("associative", [_, _, _, left, right]) => {
            (3, vec![format!("a with b, then with c = {left}"), format!("a with what b with c gives = {right}")])
        }
        ("honest", [_, _, join, grew]) => (2, vec![format!("a merged with b = {join}, and `merge` returned {grew}")]),
        _ => (values.len(), Vec::new()),
    };
    given(said.0).into_iter().chain(said.1).collect()
}
