//! `suki-baselines ROLE ..`: one process of a protocol written by hand.

use clap::Parser;
use std::io::Read;
use std::process::ExitCode;
use suki_baselines::cli::Cli;
use suki_baselines::client::Event;

fn main() -> ExitCode {
    let cli = Cli::parse();
    std::thread::spawn(end_with_parent);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.and_then(|runtime| tokio::task::LocalSet::new().block_on(&runtime, cli.run(print)));
    match outcome {
        Ok(Some(report)) => {
            let right = report.is_right();
            print(&Event::Result(report));
            if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Ok(None) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(event: &Event) {
    println!("{}", serde_json::to_string(event).expect("events have a form in JSON"));
}

/// The input is a pipe from whoever has started this: nobody leaves processes behind.
fn end_with_parent() {
    let mut input = std::io::stdin().lock();
    let mut some = [0; 64];
    while input.read(&mut some).is_ok_and(|bytes| bytes > 0) {}
    std::process::exit(0);
}
