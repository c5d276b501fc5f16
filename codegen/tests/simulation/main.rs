//! Generated programs are compiled without a warning and run under random schedules: what they answer is checked.
//!
//! All of them lie in one workspace, so that the runtime is compiled once. `source` is the program as written, `plan`
//! what the optimizer made of it.

mod world;

use std::path::{Path, PathBuf};
use std::process::Command;
use suki_codegen::{Files, Manifest, Mirror, Options, Source, Types, manifest, mirror, rust};
use suki_ir::Program;

/// Lines of generated code for Paxos, without the runtime.
const PAXOS_LINES_MAX: usize = 6_000;

struct Case {
    name: String,
    files: Files,
    manifest: Manifest,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulation")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parsed(text: &str) -> Program {
    let (program, diagnostics) = suki_ir::parse(text);
    let errors: Vec<_> =
        diagnostics.iter().chain(&suki_ir::check(&program)).filter(|d| d.is_error()).cloned().collect();
    assert_eq!(errors, []);
    program
}

/// The types of a program, from rustc where the checks do not know them.
fn types(program: &Program, name: &str) -> Types {
    if let Some(types) = Types::inferred(program) {
        return types;
    }
    let mirror = mirror(program);
    let (text, binary) = (folder().join(format!("{name}.mirror.rs")), folder().join(format!("{name}.mirror")));
    std::fs::write(&text, &mirror.text).expect("the folder can be written");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--crate-name", Mirror::CRATE_NAME, "--error-format=json", "-Awarnings", "-o"]);
    let ended = rustc.arg(&binary).arg(&text).output().expect("rustc can be started");
    assert!(ended.status.success(), "{name}: {:#?}", mirror.diagnostics(&String::from_utf8_lossy(&ended.stderr)));
    let printed = Command::new(&binary).output().expect("the mirror can be started");
    mirror.read(program, &String::from_utf8_lossy(&printed.stdout)).expect("all types are known")
}

fn case(name: &str, path: &Path) -> Case {
    let text = read(path);
    let program = parsed(&text);
    let types = types(&program, name);
    let file = path.file_name().and_then(|name| name.to_str()).expect("a name");
    let options = Options { source: Source { name: file, text: &text }, library: false };
    let files = rust(&program, &types, &options);
    assert_eq!(files, rust(&program, &types, &options), "the same program gives the same files");
    Case { name: name.to_string(), files, manifest: manifest(&program, &types, &options) }
}

fn cases() -> Vec<Case> {
    let mut cases = vec![case("operators", &root().join("codegen/tests/simulation/programs/operators.ir"))];
    for name in ["voting", "kvs", "two_pc", "paxos"] {
        cases.push(case(&format!("{name}_source"), &root().join(format!("examples/{name}.ir"))));
        cases.push(case(&format!("{name}_plan"), &root().join(format!("tests/golden/{name}.plan.ir"))));
    }
    cases
}

/// A manifest with a package name that no other case has, the runtime of this repository, and no patience for warnings.
fn adapted(case: &str, folder: &str, manifest: &str, has_library: bool) -> String {
    let runtime = root().join("runtime").canonicalize().expect("it exists");
    let mut text = String::new();
    for line in manifest.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        match line {
            _ if line.starts_with("name = ") => text.push_str(&format!("name = \"{case}_{folder}\"")),
            _ if name == "suki-runtime" => {
                text.push_str(&format!("suki-runtime = {{ path = {:?} }}", runtime.display().to_string()));
            }
            _ if line.contains("path = \"../") => {
                text.push_str(&format!("{name} = {{ package = \"{case}_{name}\", path = \"../{name}\" }}"));
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    let library = if has_library { format!("\n[lib]\nname = \"{folder}\"\n") } else { String::new() };
    format!("{text}{library}\n[lints.rust]\nwarnings = \"deny\"\n\n[lints.clippy]\nall = \"deny\"\n")
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
    // Untouched files are not compiled again.
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::write(path, text).expect("files can be written");
    }
}

/// Writes a case into the workspace; its packages.
fn write_case(case: &Case) -> Vec<String> {
    let base = folder().join(&case.name);
    let mut packages = Vec::new();
    for (path, text) in case.files.iter().filter(|(path, _)| !path.starts_with("runtime/") && *path != "Cargo.toml") {
        match path.strip_suffix("/Cargo.toml") {
            Some(package) => {
                let has_library = case.files.contains_key(&format!("{package}/src/lib.rs"));
                write(&base.join(path), &adapted(&case.name, package, text, has_library));
                packages.push(format!("{}/{package}", case.name));
            }
            None => write(&base.join(path), text),
        }
    }
    let crates = case.manifest.roles.iter().filter_map(|role| role.crate_name.clone());
    let dependencies: String = crates
        .chain([String::from("closures"), String::from("messages")])
        .map(|name| format!("{name} = {{ package = \"{}_{name}\", path = \"../{name}\" }}\n", case.name))
        .collect();
    let runtime = root().join("runtime").canonicalize().expect("it exists");
    let head = format!("[package]\nname = \"{}_simulation\"\nversion = \"0.0.0\"\nedition = \"2024\"\n", case.name);
    let runtime = format!("suki-runtime = {{ path = {:?} }}\n", runtime.display().to_string());
    write(&base.join("simulation/Cargo.toml"), &format!("{head}\n[dependencies]\n{dependencies}{runtime}"));
    write(&base.join("simulation/src/main.rs"), &world::main(&case.manifest));
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/clients");
    write(&base.join("simulation/src/client.rs"), &read(&client.join(format!("{}.rs", case.manifest.program))));
    packages.push(format!("{}/simulation", case.name));
    packages
}

fn cargo(arguments: &[&str]) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder()).args(arguments).args(["--offline", "--quiet"]);
    cargo.env("CARGO_TARGET_DIR", folder().join("target")).env_remove("RUSTFLAGS");
    let ended = cargo.output().expect("cargo can be started");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "cargo {arguments:?}:\n{said}\n{}", String::from_utf8_lossy(&ended.stdout));
}

#[test]
fn generated_programs_compile_and_answer() {
    std::fs::create_dir_all(folder()).expect("folders can be made");
    let cases = cases();
    let packages: Vec<String> = cases.iter().flat_map(write_case).map(|package| format!("\"{package}\"")).collect();
    let profile = "[profile.dev]\ndebug = 0\n";
    let workspace =
        format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[workspace.lints]\n\n{profile}", packages.join(", "));
    write(&folder().join("Cargo.toml"), &workspace);
    write(&folder().join("Cargo.lock"), &read(&root().join("Cargo.lock")));
    cargo(&["clippy", "--workspace"]);
    for case in &cases {
        cargo(&["run", "-p", &format!("{}_simulation", case.name)]);
    }
    for case in cases.iter().filter(|case| case.manifest.program == "paxos") {
        let code = case.files.iter().filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("runtime/"));
        let lines: usize = code.map(|(_, text)| text.lines().count()).sum();
        assert!(lines < PAXOS_LINES_MAX, "{} has {lines} lines", case.name);
    }
}
