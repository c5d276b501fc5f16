//! `--watch`: plans again whenever a file that the plan depends on is saved.

use super::Problem;
use super::plan::Args;
use super::read;
use crate::ui::Ui;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often it is looked whether something was saved.
const BEAT: Duration = Duration::from_millis(200);

/// When a file was written last, and its size: together they change with every save.
type Stamp = Option<(SystemTime, u64)>;

/// Does `once`, and again after each save, until the process is ended. What is wrong with the program is said, and ends
/// nothing.
pub fn watch(args: &Args, ui: &Ui, once: impl Fn() -> Result<(), Problem>) -> Result<(), Problem> {
    if args.file() == Path::new("-") {
        return Err(Problem::could_not_run("standard input cannot be watched").help("name a file"));
    }
    loop {
        let files = files(args);
        let seen: Vec<Stamp> = files.iter().map(|file| stamp(file)).collect();
        if let Err(problem) = once() {
            ui.problem(&problem);
        }
        ui.say(&format!("watching {}", read::counted(files.len(), "file")));
        while files.iter().zip(&seen).all(|(file, seen)| stamp(file) == *seen) {
            std::thread::sleep(BEAT);
        }
    }
}

/// The program, what it uses, the target, the profile.
fn files(args: &Args) -> Vec<PathBuf> {
    let mut files = vec![args.file().to_path_buf()];
    if let Ok(source) = read::source(args.file()) {
        let reading = read::program(&source);
        files.extend(reading.sources.files().iter().skip(1).map(|file| PathBuf::from(&file.name)));
    }
    let target = PathBuf::from(&args.search.target);
    files.extend(Some(target).filter(|target| target.exists()).into_iter().chain(args.search.profile.clone()));
    files
}

fn stamp(file: &Path) -> Stamp {
    let about = std::fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}
