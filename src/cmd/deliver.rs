//! Where products go.

use super::plan::{Args, Made};
use super::read::reason;
use super::{Problem, workspace};
use crate::args::{Emit, Product};
use crate::ui::Ui;
use std::path::Path;

/// The products with their places, once all have one of their own.
pub fn places(args: &Args) -> Result<Vec<Emit>, Problem> {
    let emits: Vec<Emit> = args.emit.iter().map(|emit| placed(emit, args.out.as_deref())).collect();
    let mut homeless = args.emit.iter().filter(|emit| emit.path.is_none());
    let (first, second) = (homeless.next(), homeless.next());
    if let Some(second) = second {
        let (place, kind) = (if args.out.is_some() { "the path of -o" } else { "standard output" }, second.kind);
        return Err(Problem::could_not_run(format!("only one product can go to {place}"))
            .help(format!("name the files of the others: --emit {},{kind}=PATH", args.emit[0].kind)));
    }
    if first.is_none() && args.out.is_some() {
        return Err(Problem::could_not_run("-o names a path, but each product has one already"));
    }
    if args.form.is_some() && emits.iter().all(|emit| emit.kind != Product::Rust) {
        return Err(Problem::could_not_run("--as says what a generated workspace is for, but none is asked for")
            .help("add --emit rust=DIR"));
    }
    for (position, emit) in emits.iter().enumerate() {
        let Some(path) = &emit.path else { continue };
        if emits[..position].iter().any(|earlier| earlier.path.as_ref() == Some(path)) {
            return Err(Problem::could_not_run(format!("two products go to {}", path.display())));
        }
        if same_file(path, args.file()) {
            return Err(Problem::could_not_run(format!("{} would overwrite the program itself", emit.kind))
                .help(format!("choose another path than {}", path.display())));
        }
    }
    match emits.iter().find(|emit| emit.kind == Product::Rust) {
        Some(Emit { path: Some(folder), .. }) => workspace::check(folder)?,
        Some(Emit { path: None, .. }) => {
            return Err(Problem::could_not_run("`rust` is a workspace of many files, and needs a folder")
                .help("name one: --emit rust=DIR"));
        }
        None => {}
    }
    Ok(emits)
}

/// The product, at the path of `-o` if it has none.
fn placed(emit: &Emit, out: Option<&Path>) -> Emit {
    let out = out.filter(|out| *out != Path::new("-"));
    Emit { kind: emit.kind, path: emit.path.clone().or(out.map(Path::to_path_buf)) }
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Puts a product where it belongs.
pub fn deliver(emit: &Emit, product: &Made, ui: &Ui) -> Result<(), Problem> {
    let written = match (product, &emit.path) {
        (Made::Text(text), Some(path)) => std::fs::write(path, text),
        (Made::Text(text), None) => ui.product(text),
        (Made::Workspace(files), folder) => {
            // `places` has seen to it that there is one.
            return folder.as_ref().map_or(Ok(()), |folder| workspace::write(folder, files));
        }
    };
    written.map_err(|error| {
        let place = emit.path.as_ref().map_or("standard output".to_string(), |path| path.display().to_string());
        Problem::could_not_run(format!("could not write {} to {place}: {}", emit.kind, reason(&error)))
    })
}
