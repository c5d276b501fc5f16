//! Reading what the command line names.

use super::suggest::mend;
use super::{Line, Problem};
use crate::ui::Ui;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use suki_cost_model::{Profile, Target};
use suki_ir::limits::TEXT_BYTES_MAX;
use suki_ir::text::Reading;
use suki_ir::{Program, Sources, json};

/// A text with the name that messages call it by.
pub struct Text {
    /// The path as given; `<stdin>` for standard input.
    pub name: String,
    /// All of it.
    pub text: String,
}

impl Text {
    /// The text alone, for messages.
    pub fn sources(&self) -> Sources {
        Sources::of(&self.name, &self.text)
    }
}

/// The program of `path`; `-` is standard input. A program in JSON is read as the text that it stands for.
pub fn source(path: &Path) -> Result<Text, Problem> {
    let file = text(path)?;
    // No text of the language begins with a brace.
    if !file.text.trim_start().starts_with('{') {
        return Ok(file);
    }
    match json::read(&file.text) {
        Ok(program) => Ok(Text { name: format!("{} (as text)", file.name), text: program.to_string() }),
        Err(error) => Err(json_problem(file, &error)),
    }
}

fn json_problem(file: Text, error: &json::JsonError) -> Problem {
    let problem = Problem::failed(format!("{} is no program: {error}", file.name));
    match error.place {
        Some((number, _)) => problem.at(Line { path: file.name, text: file.text, number }),
        None => problem.help("ir/schema/program-v1.json describes every field"),
    }
}

/// What the program in `path` is called: the file's name without its ending.
pub fn stem(path: &Path) -> String {
    match path.file_stem().map(|stem| stem.to_string_lossy()) {
        Some(stem) if stem != "-" && !stem.starts_with("<stdin>") => stem.into_owned(),
        Some(_) | None => "stdin".into(),
    }
}

/// The text of `path`; `-` is standard input.
pub fn text(path: &Path) -> Result<Text, Problem> {
    let name = if path == Path::new("-") { "<stdin>".to_string() } else { path.display().to_string() };
    let bytes = bytes(path).map_err(|error| {
        let problem = Problem::could_not_run(format!("could not read {name}: {}", reason(&error)));
        match error.kind() {
            std::io::ErrorKind::NotFound => problem.help(missing(path)),
            std::io::ErrorKind::IsADirectory => problem.help("name a file in it"),
            _ => problem,
        }
    })?;
    if bytes.len() > TEXT_BYTES_MAX {
        let mib = TEXT_BYTES_MAX >> 20;
        return Err(Problem::could_not_run(format!("could not read {name}: it is larger than {mib} MiB")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem::could_not_run(format!("could not read {name}: it is not UTF-8, from line {line} on"))
            .help("programs are UTF-8 text")
    })?;
    Ok(Text { name, text })
}

/// The program in `source` and in the files that it uses, and all that is wrong with it.
pub fn program(source: &Text) -> Reading {
    suki_ir::text::read(&source.name, &source.text, &mut used_file)
}

/// The text of a file that a program uses, or why there is none.
pub fn used_file(name: &str) -> Result<String, String> {
    let bytes = bytes(Path::new(name)).map_err(|error| reason(&error))?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_string())
}

/// The program in `source`, when it has no errors. Everything that is wrong with it is said; `verb` is what it is for.
pub fn usable(source: &Text, verb: &str, ui: &Ui) -> Result<Program, Problem> {
    let Reading { program, diagnostics, sources, .. } = program(source);
    ui.diagnostics(&sources, &diagnostics);
    match diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count() {
        0 => Ok(program),
        errors => Err(Problem::failed(format!("could not {verb} {}: {}", source.name, counted(errors, "error")))),
    }
}

/// `1 error`, `2 errors`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// At most one byte more than a text may have, so that a device does not fill the memory.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let bytes_max = TEXT_BYTES_MAX as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin().lock().take(bytes_max).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(bytes_max).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Why, without the number that the platform gives it.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = words.chars();
    characters.next().map_or(String::new(), |first| first.to_lowercase().chain(characters).collect())
}

fn missing(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return format!("there is no folder {}", folder.display());
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let close = |known: Vec<&str>| suki_ir::closest(&name, known).map(str::to_string);
    if let Some(verb) = close(super::Verb::NAMES.to_vec()) {
        return format!("did you mean `suki-opt {verb}`?");
    }
    match close(names.iter().map(String::as_str).collect()) {
        Some(near) => format!("did you mean {}?", path.with_file_name(near).display()),
        None => "programs are .ir files, and `-` reads standard input".into(),
    }
}

/// The target of that name, or in that file.
pub fn target(word: &str) -> Result<Target, Problem> {
    if let Some(target) = Target::shipped(word) {
        return Ok(target);
    }
    if !word.ends_with(".toml") && !Path::new(word).exists() {
        let help = mend(word, "targets that are built in", &Target::names());
        return Err(Problem::could_not_run(format!("no target is called `{word}`"))
            .help(format!("{help}; or a TOML file as cost-model/TARGETS.md describes it")));
    }
    let file = text(Path::new(word))?;
    Target::parse(&file.text).map_err(|error| {
        toml_problem(file, error.line, &error.message, "cost-model/TARGETS.md describes every field of a target")
    })
}

/// The profile in that file; without a file nothing is measured.
pub fn profile(path: Option<&Path>) -> Result<Profile, Problem> {
    let Some(path) = path else { return Ok(Profile::default()) };
    let file = text(path)?;
    let help = "a profile says `NAME = { rate = 3.0, bytes = 8 }` under `[streams]`, one line for each stream";
    Profile::parse(&file.text).map_err(|error| toml_problem(file, error.line, &error.message, help))
}

fn toml_problem(file: Text, number: usize, message: &str, help: &str) -> Problem {
    let first = message.lines().next().unwrap_or_default();
    let rest: Vec<String> = message.lines().skip(1).map(str::to_string).collect();
    Problem::could_not_run(first).at(Line { path: file.name, text: file.text, number }).notes(rest).help(help)
}
