//! `suki-opt completions`: what a shell needs to complete commands.

use super::Problem;
use super::read;
use crate::args::Args as Command;
use crate::ui::Ui;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints completions for a shell: bash, zsh, fish, elvish or powershell
///
/// For bash: suki-opt completions bash > ~/.local/share/bash-completion/completions/suki-opt
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Puts the completions on standard output.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Command::command(), "suki-opt", &mut script);
    ui.product(&String::from_utf8_lossy(&script)).map_err(|error| {
        Problem::could_not_run(format!("could not write to standard output: {}", read::reason(&error)))
    })?;
    Ok(())
}
