//! The programs that are measured, built.

use super::{Args, Cell};
use crate::cmd::Problem;
use crate::cmd::compile::Compile;
use crate::cmd::read::{self, Text, usable};
use crate::cmd::run::folder::Folder;
use crate::cmd::run::signals::Asked;
use crate::ui::Ui;
use std::path::Path;
use suki_benches::generated::Generated;

/// The source, and each plan once.
pub struct Sides {
    /// The program as it is written.
    pub source: Generated,
    /// Plans.
    pub plans: Vec<Generated>,
    /// For each cell the index of its plan.
    pub of_cell: Vec<usize>,
}

/// Builds all that `cells` need; the programs end up in the run's own folder.
pub fn build(
    args: &Args,
    source: &Text,
    cells: &[Cell],
    folder: &Folder,
    asked: &Asked,
    ui: &Ui,
) -> Result<Sides, Problem> {
    let mut texts: Vec<&str> = Vec::new();
    let mut of_cell = Vec::with_capacity(cells.len());
    for cell in cells {
        let known = texts.iter().position(|text| *text == cell.plan);
        of_cell.push(known.unwrap_or(texts.len()));
        if known.is_none() {
            texts.push(&cell.plan);
        }
    }
    let compile = Compile { file: &args.file, profile: args.build, emit: suki_codegen::rust, asked, ui };
    let side = |text: &Text, which: &str| {
        let own = args.keep.as_deref().unwrap_or(folder.path()).join(which);
        compile.build(&usable(text, "measure", ui)?, text, which, &own)?;
        Generated::read(&own, &own).map_err(|error| Problem::could_not_run(error.to_string()))
    };
    let source_side = side(source, "source")?;
    let mut plans = Vec::with_capacity(texts.len());
    for (number, text) in texts.iter().enumerate() {
        let of_plan = cells.iter().zip(&of_cell).filter(|(_, plan)| **plan == number);
        let mut names = of_plan.map(|(cell, _)| format!("plan-{}-{}", cell.budget, cell.flush.as_str()));
        let first = names.next().unwrap_or_default();
        let plan = Text { name: format!("{}.plan.ir", name(args)), text: (*text).to_string() };
        plans.push(side(&plan, &first)?);
        if let Some(keep) = &args.keep {
            names.try_for_each(|name| link(&first, &keep.join(name)))?;
        }
    }
    Ok(Sides { source: source_side, plans, of_cell })
}

/// The same plan by another name.
fn link(first: &str, also: &Path) -> Result<(), Problem> {
    // What an earlier run has called so.
    let _ = std::fs::remove_file(also).or_else(|_| std::fs::remove_dir_all(also));
    std::os::unix::fs::symlink(first, also).map_err(|error| super::unwritten(also, &error))
}

/// The program's name.
pub fn name(args: &Args) -> String {
    read::stem(&args.file)
}
