//! Running the binary, and goldens.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs the binary in the package's folder.
pub fn suki_opt(args: &[&str]) -> Run {
    run(&mut command(args))
}

/// The command, without colours from the environment.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suki-opt"));
    command.args(args).current_dir(root()).env_remove("NO_COLOR").env("TERM", "xterm").stdin(Stdio::null());
    command
}

/// Runs `command` to its end.
pub fn run(command: &mut Command) -> Run {
    finished(&command.output().expect("the binary is built"))
}

/// Runs the binary with `input` as standard input.
pub fn with_stdin(args: &[&str], input: &[u8]) -> Run {
    let mut command = command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary is built");
    let mut stdin = child.stdin.take().expect("it is piped");
    // A run that ends before it has read everything closes the pipe.
    let _ = stdin.write_all(input);
    drop(stdin);
    finished(&child.wait_with_output().expect("it ends"))
}

fn finished(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    Run { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// A file for this test run.
pub fn scratch(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("the folder can be written");
    path
}

/// `actual` must be what the file `golden`, below the package's folder, says.
#[track_caller]
pub fn check_golden(golden: &str, actual: &str) {
    let path = root().join(golden);
    if std::env::var_os("SUKI_BLESS").is_some() {
        std::fs::write(&path, actual).expect("goldens can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    let differs = (0..).find(|line| expected.lines().nth(*line) != actual.lines().nth(*line)).unwrap_or(0);
    let line = |text: &str| text.lines().nth(differs).map_or("(nothing)".to_string(), str::to_string);
    panic!(
        "{golden} differs from line {} on:\n  golden: {}\n  actual: {}\n\nall of it:\n{actual}\n\
         If the change is meant: SUKI_BLESS=1 cargo test --test cli",
        differs + 1,
        line(&expected),
        line(actual),
    );
}
