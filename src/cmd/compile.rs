//! A program as the programs that run: generated, built, and put where only this run sees them.

use super::generate::{self, Emit};
use super::read::Text;
use super::run::folder::take;
use super::run::signals::Asked;
use super::run::{build, fleet};
use super::{Problem, cache, read, workspace};
use crate::ui::Ui;
use std::path::Path;
use suki_ir::Program;

/// What a build needs besides the program.
pub struct Compile<'a> {
    /// The program's file: the cache knows workspaces by it.
    pub file: &'a Path,
    /// How to compile.
    pub profile: build::Profile,
    /// What makes the files.
    pub emit: Emit,
    /// Whether to stop.
    pub asked: &'a Asked,
    /// Who hears how it goes.
    pub ui: &'a Ui,
}

impl Compile<'_> {
    /// Builds `program`, which was parsed from `text`, in a workspace called `which`. Its manifest and programs end up in
    /// the folder `own`, where nobody builds something else meanwhile.
    pub fn build(&self, program: &Program, text: &Text, which: &str, own: &Path) -> Result<(), Problem> {
        let root = cache::root();
        let (folder, target) = (cache::folder(self.file, which, None), root.join("target"));
        let _lock = cache::lock(&root, &target)?;
        let files = generate::with(program, text, &root, self.ui, self.emit)?;
        let mut files = cache::share(&root, files)?;
        cache::mark(&folder, &mut files);
        workspace::write(&folder, &files)?;
        let live = self.ui.live();
        let built = build::build(&folder, &target, self.profile, self.asked, |what| {
            live.say(&format!("compiling {which}: {what}"));
        });
        drop(live);
        let built = built.map_err(|failure| match failure {
            build::Failure::Other(problem) => problem,
            build::Failure::Code(complaints) => build::problem(&complaints, &folder, text),
        })?;
        let copied = std::fs::create_dir_all(own)
            .and_then(|()| std::fs::copy(folder.join("manifest.json"), own.join("manifest.json")));
        copied.map_err(|error| {
            Problem::could_not_run(format!("could not write {}: {}", own.display(), read::reason(&error)))
        })?;
        take(&built, &fleet::programs(&workspace::manifest(own)?), own)
    }
}
