//! `suki-opt`: reads a program, finds a better plan for it, checks the plan's certificate, and says what was found.
//!
//! **In this room**: the command line ([`args`]), what each command does in which order ([`cmd`]), and everything that
//! is printed ([`ui`]).
//! **Not in this room**: how a plan is found, priced or checked; every decision is a library's.

mod args;
mod cmd;
mod ui;

use std::process::ExitCode;

/// Stack for the whole run. Programs may nest as deep as the language allows, and platforms differ in what the first
/// thread gets.
const STACK_BYTES: usize = 64 << 20;

fn main() -> ExitCode {
    ui::defect::install();
    let args = args::parse();
    let run = move || {
        let ui = ui::Ui::new(args.voice.message_format, args.voice.color);
        let done = match &args.verb {
            Some(verb) => verb.run(&ui),
            None => cmd::plan::run(&args.plan, &ui),
        };
        match done {
            Ok(()) => cmd::Exit::Done,
            Err(problem) => {
                ui.problem(&problem);
                problem.exit
            }
        }
    };
    let worker = std::thread::Builder::new().name("suki-opt".into()).stack_size(STACK_BYTES).spawn(run);
    let exit = worker.map_or(cmd::Exit::CouldNotRun, |worker| {
        // The hook has ended the process before a panic gets here.
        worker.join().unwrap_or(cmd::Exit::CouldNotRun)
    });
    ExitCode::from(exit as u8)
}
