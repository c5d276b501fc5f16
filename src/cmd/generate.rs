//! From a program to a Cargo workspace.

use super::Problem;
use super::read::{Text, reason};
use crate::args::Form;
use crate::ui::Ui;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;
use suki_codegen::{Files, Mirror, Options, Source, Types, mirror, rust, simulation};
use suki_ir::{Diagnostic, Program};

/// The versions of the dependencies that the runtime was tested with.
pub const LOCK: &str = include_str!("../../Cargo.lock");

/// The workspace of `program`, which was parsed from `source`. What rustc knows of its types is kept in `cache`.
pub fn workspace(program: &Program, source: &Text, form: Form, cache: &Path, ui: &Ui) -> Result<Files, Problem> {
    let types = types(program, source, cache, ui)?;
    Ok(rust(program, &types, &Options { source: named(source), library: form == Form::Library }))
}

/// The same for a simulation.
pub fn simulated(program: &Program, source: &Text, cache: &Path, ui: &Ui) -> Result<Files, Problem> {
    let types = types(program, source, cache, ui)?;
    simulation(program, &types, named(source)).ok_or_else(|| {
        Problem::failed(format!("{} has no clients: there is nobody to ask and to observe", source.name))
    })
}

fn named(source: &Text) -> Source<'_> {
    Source { name: source.name.rsplit('/').next().unwrap_or(&source.name), text: &source.text }
}

fn types(program: &Program, source: &Text, cache: &Path, ui: &Ui) -> Result<Types, Problem> {
    match Types::inferred(program) {
        Some(types) => Ok(types),
        None => mirrored(program, source, cache, ui),
    }
}

/// The types as rustc infers them.
fn mirrored(program: &Program, source: &Text, cache: &Path, ui: &Ui) -> Result<Types, Problem> {
    let mirror = mirror(program);
    let mut hasher = DefaultHasher::new();
    (&mirror.text, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    let kept = cache.join(format!("types-{:016x}", hasher.finish()));
    let printed = match std::fs::read_to_string(&kept) {
        Ok(printed) => printed,
        Err(_) => {
            let printed = compiled(&mirror, source, cache, ui)?;
            // Without it the next run asks again.
            let _ = std::fs::write(&kept, &printed);
            printed
        }
    };
    mirror.read(program, &printed).map_err(|diagnostics| complain(source, &diagnostics, ui))
}

/// What the mirror prints when it runs.
fn compiled(mirror: &Mirror, source: &Text, cache: &Path, ui: &Ui) -> Result<String, Problem> {
    let io = |error: std::io::Error| {
        Problem::could_not_run(format!("could not write {}: {}", cache.display(), reason(&error)))
    };
    let folder = cache.join(format!("mirror-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(io)?;
    let printed = run(mirror, &folder, source, ui);
    std::fs::remove_dir_all(&folder).map_err(io)?;
    printed
}

fn run(mirror: &Mirror, folder: &Path, source: &Text, ui: &Ui) -> Result<String, Problem> {
    let (file, program) = (folder.join("mirror.rs"), folder.join("mirror"));
    std::fs::write(&file, &mirror.text).map_err(|error| Problem::could_not_run(reason(&error)))?;
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-name", Mirror::CRATE_NAME, "--error-format", "json", "-Awarnings"]);
    let ended = rustc.arg("-Cdebuginfo=0").arg("-o").arg(&program).arg(&file).output().map_err(|error| {
        Problem::could_not_run(format!("could not start rustc: {}", reason(&error)))
            .help("generated code is Rust: install a toolchain, https://rustup.rs")
    })?;
    if !ended.status.success() {
        let messages = String::from_utf8_lossy(&ended.stderr);
        return Err(complain(source, &mirror.diagnostics(&messages), ui));
    }
    let printed = Command::new(&program).output();
    let printed = printed.map_err(|error| Problem::could_not_run(format!("types: {}", reason(&error))))?;
    Ok(String::from_utf8_lossy(&printed.stdout).into_owned())
}

fn complain(source: &Text, diagnostics: &[Diagnostic], ui: &Ui) -> Problem {
    ui.diagnostics(&source.sources(), diagnostics);
    let count = super::read::counted(diagnostics.len(), "error");
    Problem::failed(format!("could not generate code for {}: {count} of types", source.name))
}
