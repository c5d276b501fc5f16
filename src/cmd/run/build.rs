//! Compiling what was generated.

use super::child::Started;
use super::signals::Asked;
use crate::cmd::read::Text;
use crate::cmd::{Line, Problem};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Complaints of the compiler that are shown.
const COMPLAINTS_MAX: usize = 5;

/// How to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// Fast code.
    Release,
    /// Quickly compiled code, for trying things out.
    Dev,
    /// The fastest code, for figures; it takes long to compile.
    Measure,
}

impl Profile {
    /// The flag of cargo, and the folder that it builds in.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Profile::Release => ("release", "release"),
            Profile::Dev => ("dev", "debug"),
            Profile::Measure => ("measure", "measure"),
        }
    }
}

/// A complaint of the compiler.
pub struct Complaint {
    /// The generated file, from the folder of the workspace; the line in it.
    pub place: Option<(String, usize)>,
    /// As the compiler writes it.
    pub text: String,
}

/// Why there is nothing to run.
pub enum Failure {
    /// The compiler does not accept the code.
    Code(Vec<Complaint>),
    /// Something else.
    Other(Problem),
}

/// Compiles the workspace in `folder`; `target` is the cache that all workspaces share. Where the programs are.
///
/// It goes without the network first: what generated code depends on is what we depend on.
pub fn build(
    folder: &Path,
    target: &Path,
    profile: Profile,
    asked: &Asked,
    mut progress: impl FnMut(&str),
) -> Result<PathBuf, Failure> {
    let offline = cargo(folder, target, profile, true, asked, &mut progress);
    let ended = match offline {
        Err(Ended::Code(complaints)) => return Err(Failure::Code(complaints)),
        Err(Ended::Other(words)) if words.iter().any(|line| line.contains("offline")) => {
            progress("fetching dependencies");
            cargo(folder, target, profile, false, asked, &mut progress)
        }
        ended => ended,
    };
    match ended {
        Ok(()) => Ok(target.join(profile.names().1)),
        Err(Ended::Code(complaints)) => Err(Failure::Code(complaints)),
        Err(Ended::Other(words)) => {
            Err(Failure::Other(Problem::could_not_run("cargo could not build the generated code").notes(words)))
        }
        Err(Ended::Asked(word)) => Err(Failure::Other(Problem::could_not_run(word))),
        Err(Ended::NoCargo(error)) => Err(Failure::Other(
            Problem::could_not_run(format!("could not start cargo: {error}"))
                .help("generated code is Rust: install a toolchain, https://rustup.rs"),
        )),
    }
}

enum Ended {
    Code(Vec<Complaint>),
    Other(Vec<String>),
    Asked(&'static str),
    NoCargo(std::io::Error),
}

fn cargo(
    folder: &Path,
    target: &Path,
    profile: Profile,
    offline: bool,
    asked: &Asked,
    progress: &mut impl FnMut(&str),
) -> Result<(), Ended> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).args(["build", "--workspace", "--bins", "--message-format", "json", "--target-dir"]);
    command.arg(target).stdout(Stdio::piped());
    // What the caller's own build was told is not meant for this one.
    for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER"]
    {
        command.env_remove(variable);
    }
    command.args(["--profile", profile.names().0]);
    if offline {
        command.arg("--offline");
    }
    let mut cargo = Started::new("cargo".into(), command, folder.join("cargo.log")).map_err(Ended::NoCargo)?;
    let mut complaints = Vec::new();
    let (lines, received) = std::sync::mpsc::channel();
    if let Some(stdout) = cargo.child.stdout.take() {
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| lines.send(line))
        });
    }
    loop {
        match received.recv_timeout(super::BEAT) {
            Ok(line) => match serde_json::from_str::<Value>(&line) {
                Ok(message) => read(&message, &mut complaints, progress),
                Err(_) => continue,
            },
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
        }
        if let Some(word) = asked.to_stop() {
            cargo.kill();
            return Err(Ended::Asked(word));
        }
    }
    let status = cargo.child.wait().map_err(Ended::NoCargo)?;
    match (status.success(), complaints.is_empty()) {
        (true, _) => Ok(()),
        (false, false) => Err(Ended::Code(complaints)),
        (false, true) => Err(Ended::Other(cargo.last_words())),
    }
}

fn read(message: &Value, complaints: &mut Vec<Complaint>, progress: &mut impl FnMut(&str)) {
    match message["reason"].as_str() {
        Some("compiler-artifact") if message["fresh"] == false => {
            progress(message["target"]["name"].as_str().unwrap_or_default());
        }
        Some("compiler-message") if message["message"]["level"] == "error" && complaints.len() < COMPLAINTS_MAX => {
            let message = &message["message"];
            let spans = message["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
            let place = spans.iter().find(|span| span["is_primary"] == true).and_then(|span| {
                Some((span["file_name"].as_str()?.to_string(), span["line_start"].as_u64()? as usize))
            });
            let text = message["rendered"].as_str().unwrap_or_default().trim_end().to_string();
            // "aborting due to .." says nothing.
            if place.is_some() {
                complaints.push(Complaint { place, text });
            }
        }
        _ => {}
    }
}

/// What the compiler does not accept, at the lines of the program that the generated code names in its comments.
pub fn problem(complaints: &[Complaint], workspace: &Path, source: &Text) -> Problem {
    let notes: Vec<String> =
        complaints.iter().flat_map(|complaint| complaint.text.lines().map(str::to_string)).collect();
    let problem = Problem::failed(format!("the code generated for {} does not compile", source.name)).notes(notes);
    let origin = complaints.iter().find_map(|complaint| {
        let (file, line) = complaint.place.as_ref()?;
        let generated = std::fs::read_to_string(workspace.join(file)).ok()?;
        line_of_program(&generated, *line, source)
    });
    match origin {
        Some(number) => problem.at(Line { path: source.name.clone(), text: source.text.clone(), number }),
        None => problem,
    }
    .help(format!("the generated code is in {}", workspace.display()))
}

/// The line of the program that the last comment above line `line` of generated code names.
fn line_of_program(generated: &str, line: usize, source: &Text) -> Option<usize> {
    let mark = format!("{}:", source.name.rsplit('/').next()?);
    let above: Vec<&str> = generated.lines().take(line).collect();
    let number = |text: &str| {
        let after = text.trim_start().strip_prefix("//")?.split(&mark).nth(1)?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    above.into_iter().rev().find_map(number).filter(|number| *number <= source.text.lines().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_are_led_back_to_the_program() {
        let source = Text { name: "some/where/a.ir".into(), text: "one\ntwo\nthree\n".into() };
        let generated = "// a.ir:2 .map(..)\nlet x = 1;\n/// a.ir:3\nlet y = 2;\n// b.ir:1\nlet z = 3;\n";
        let check = |line, expect| assert_eq!(line_of_program(generated, line, &source), expect, "{line}");
        check(2, Some(2));
        check(4, Some(3));
        check(6, Some(3));
        check(0, None);
        assert_eq!(line_of_program("// a.ir:9\nx", 2, &source), None, "the program has no such line");
    }
}
