//! Where products go.

use super::Problem;
use super::plan::Args;
use super::read::reason;
use crate::args::Emit;
use crate::ui::Ui;
use std::path::Path;

/// Whether all products have a place of their own.
pub fn check(args: &Args) -> Result<(), Problem> {
    if let Some(second) = args.emit.iter().filter(|emit| emit.path.is_none()).nth(1) {
        let kind = second.kind;
        return Err(Problem::could_not_run("only one product can go to standard output")
            .help(format!("write the others to files: --emit {},{kind}=PATH", args.emit[0].kind)));
    }
    for (position, emit) in args.emit.iter().enumerate() {
        let Some(path) = &emit.path else { continue };
        if args.emit[..position].iter().any(|earlier| earlier.path.as_ref() == Some(path)) {
            return Err(Problem::could_not_run(format!("two products go to {}", path.display())));
        }
        if same_file(path, args.file()) {
            return Err(Problem::could_not_run(format!("{} would overwrite the program itself", emit.kind))
                .help(format!("choose another path than {}", path.display())));
        }
    }
    Ok(())
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Puts a product where it belongs.
pub fn deliver(emit: &Emit, product: &str, ui: &Ui) -> Result<(), Problem> {
    let written = match &emit.path {
        Some(path) => std::fs::write(path, product),
        None => ui.product(product),
    };
    written.map_err(|error| {
        let place = emit.path.as_ref().map_or("standard output".to_string(), |path| path.display().to_string());
        Problem::could_not_run(format!("could not write {} to {place}: {}", emit.kind, reason(&error)))
    })
}
