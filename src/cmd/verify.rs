//! `suki-opt verify`: what was proved, checked again.

mod certificate;

use super::Problem;
use crate::args::Group;
use crate::ui::Ui;
use std::path::PathBuf;

/// Checks that a plan may replace its source, from the certificate that `--emit certificate` has written
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The certificate
    #[arg(value_name = "CERTIFICATE.json")]
    file: PathBuf,

    /// The program that was planned
    #[arg(long, value_name = "FILE.ir")]
    source: PathBuf,

    /// The plan, as `--emit ir` has written it
    #[arg(long, value_name = "FILE.ir")]
    plan: PathBuf,

    /// Locations that may share a process though the source does not say so; may be repeated
    #[arg(long, value_name = "A,B")]
    colocate: Vec<Group>,
}

/// Reads all three and checks.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    certificate::run(args, ui)
}
