//! `suki-opt man`: the manual page, or one for each verb.

use super::Problem;
use super::read;
use crate::args::Args as Command;
use crate::ui::Ui;
use clap::CommandFactory;
use std::path::PathBuf;

/// Prints the manual page; with --dir writes one for each verb
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the pages are written, one for each verb: suki-opt.1, suki-opt-check.1, ..
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Puts the page on standard output, or all pages into a folder.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let unwritten = |place: String| {
        move |error: std::io::Error| {
            Problem::could_not_run(format!("could not write {place}: {}", read::reason(&error)))
        }
    };
    let command = Command::command();
    match &args.dir {
        Some(dir) => clap_mangen::generate_to(command, dir).map_err(unwritten(format!("to {}", dir.display())))?,
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(unwritten("the page".into()))?;
            ui.product(&String::from_utf8_lossy(&page)).map_err(unwritten("to standard output".into()))?;
        }
    }
    Ok(())
}
