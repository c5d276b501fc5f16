//! What is printed: the only place that writes to standard output and standard error.
//!
//! Products go to standard output, everything else to standard error.

mod cost;
pub mod defect;
mod difference;
mod differences;
mod explanation;
mod html;
mod json;
mod live;
mod number;
mod page;
mod paint;
mod place;
mod rule;
mod run;
mod simulation;
mod snippet;
mod table;
mod why;
pub mod words;

use crate::args::MessageFormat;
use crate::cmd::Problem;
use crate::cmd::explain::plan::Explanation;
use crate::cmd::plan::Planned;
use crate::cmd::read::Text;
use crate::cmd::report::Report;
use crate::cmd::run::report::Report as Run;
use crate::cmd::side::Cost;
use crate::cmd::simulate::Report as Simulation;
use clap::ColorChoice;
pub use live::Live;
use paint::Paint;
use std::io::{ErrorKind, IsTerminal, Write};
use suki_ir::compare::Difference;
use suki_ir::limits::DIAGNOSTICS_MAX;
use suki_ir::{Diagnostic, Page, Severity, Sources};
use suki_rewrites::rule::Rule;

/// The terminal, or what stands for it.
pub struct Ui {
    format: MessageFormat,
    /// Colours of standard output.
    product: Paint,
    /// Colours of standard error.
    talk: Paint,
}

impl Ui {
    /// A voice that speaks as asked.
    pub fn new(format: MessageFormat, color: ColorChoice) -> Self {
        let paint = |is_terminal| Paint::new(paint::wanted(color, is_terminal));
        Self { format, product: paint(std::io::stdout().is_terminal()), talk: paint(std::io::stderr().is_terminal()) }
    }

    /// Puts a product on standard output. Whoever has read enough of it may hang up.
    pub fn product(&self, product: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(product.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Whether one line is all that is read.
    pub fn is_short(&self) -> bool {
        self.format == MessageFormat::Short
    }

    /// A word to people; tools are told nothing.
    pub fn say(&self, words: &str) {
        if self.format != MessageFormat::Json {
            self.talk(words);
        }
    }

    /// The plan, for the reader that was asked for.
    pub fn plan(&self, planned: &Planned<'_>, report: &Report) -> String {
        match self.format {
            MessageFormat::Human => page::page(planned, report, self.product),
            MessageFormat::Short => page::line(planned, report),
            MessageFormat::Json => json::line(report),
        }
    }

    /// What program and plan cost, for the reader that was asked for.
    pub fn cost(&self, costs: &[Cost]) -> String {
        match self.format {
            MessageFormat::Human => cost::page(costs, self.product),
            MessageFormat::Short => cost::lines(costs),
            MessageFormat::Json => costs.iter().map(json::object).collect(),
        }
    }

    /// Program and plan as a page for a browser.
    pub fn html(&self, planned: &Planned<'_>, report: &Report) -> String {
        html::page(planned, report)
    }

    /// What differs between two programs, for the reader that was asked for.
    pub fn differences(&self, before: &str, after: &str, found: &[Difference]) -> String {
        match self.format {
            MessageFormat::Human => differences::page(before, after, found, self.product),
            MessageFormat::Short => differences::lines(found),
            MessageFormat::Json => differences::objects(found),
        }
    }

    /// What formatting a text would change; empty when nothing.
    pub fn difference(&self, source: &Text, formatted: &str) -> String {
        match self.format {
            MessageFormat::Human => difference::lines(source, formatted, self.product),
            MessageFormat::Short if source.text == formatted => String::new(),
            MessageFormat::Short => format!("{}\n", source.name),
            MessageFormat::Json => difference::object(source, formatted),
        }
    }

    /// The page of an error code, with what is said of its example.
    pub fn explanation(&self, page: &Page, example: &Sources, diagnostics: &[Diagnostic]) -> String {
        match self.format {
            MessageFormat::Human => explanation::page(page, example, diagnostics, self.product),
            MessageFormat::Short => explanation::line(page),
            MessageFormat::Json => explanation::object(page),
        }
    }

    /// Why a plan is as it is, for the reader that was asked for.
    pub fn why(&self, explanation: &Explanation) -> String {
        match self.format {
            MessageFormat::Human => why::page(explanation, self.product),
            MessageFormat::Short => why::lines(explanation),
            MessageFormat::Json => json::object(explanation),
        }
    }

    /// A rule of the rule table, for the reader that was asked for.
    pub fn rule(&self, rule: &Rule) -> String {
        match self.format {
            MessageFormat::Human => rule::page(rule, self.product),
            MessageFormat::Short => rule::line(rule),
            MessageFormat::Json => json::object(rule),
        }
    }

    /// What a run has shown, for the reader that was asked for.
    pub fn run(&self, report: &Run) -> String {
        match self.format {
            MessageFormat::Human => run::page(report),
            MessageFormat::Short => run::line(report),
            MessageFormat::Json => json::object(report),
        }
    }

    /// What a simulation has shown, for the reader that was asked for.
    pub fn simulation(&self, report: &Simulation) -> String {
        match self.format {
            MessageFormat::Human => simulation::page(report),
            MessageFormat::Short => simulation::line(report),
            MessageFormat::Json => json::object(report),
        }
    }

    /// A line on the terminal that changes; nothing where nobody watches.
    pub fn live(&self) -> Live {
        Live::new(self.format == MessageFormat::Human && std::io::stderr().is_terminal())
    }

    /// Errors and warnings about a program, as many as are read anyway.
    pub fn diagnostics(&self, sources: &Sources, diagnostics: &[Diagnostic]) {
        // What stops the run goes before what does not, where there is no room for all.
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        let mut warnings_left = DIAGNOSTICS_MAX.saturating_sub(errors);
        let mut errors_left = DIAGNOSTICS_MAX;
        for diagnostic in diagnostics {
            let left = if diagnostic.is_error() { &mut errors_left } else { &mut warnings_left };
            if *left > 0 {
                *left -= 1;
                self.talk(&self.diagnostic(sources, diagnostic));
            }
        }
        if diagnostics.len() > DIAGNOSTICS_MAX && self.format != MessageFormat::Json {
            self.talk(&format!("{} more are not shown", diagnostics.len() - DIAGNOSTICS_MAX));
        }
    }

    fn diagnostic(&self, sources: &Sources, diagnostic: &Diagnostic) -> String {
        match self.format {
            MessageFormat::Human => snippet::diagnostic(sources, diagnostic, self.talk),
            MessageFormat::Json => json::diagnostic(sources, diagnostic),
            MessageFormat::Short => {
                let (name, place) = place::in_file(sources, diagnostic.span);
                let (level, code) = (level(diagnostic.code.severity()), diagnostic.code.as_str());
                let (line, column) = (place.line, place.column);
                format!("{name}:{line}:{column}: {level}[{code}]: {}", diagnostic.message)
            }
        }
    }

    /// Why the run ends here.
    pub fn problem(&self, problem: &Problem) {
        self.talk(&match self.format {
            MessageFormat::Human => snippet::problem(problem, self.talk),
            MessageFormat::Json => json::problem(problem),
            MessageFormat::Short => match &problem.line {
                Some(line) => format!("{}:{}: error: {}", line.path, line.number, problem.message),
                None => format!("error: {}", problem.message),
            },
        });
    }

    /// Something doubtful that is not in the program.
    pub fn warning(&self, message: &str, help: &str) {
        self.talk(&match self.format {
            MessageFormat::Human => snippet::warning(message, help, self.talk),
            MessageFormat::Json => json::warning(message, help),
            MessageFormat::Short => format!("warning: {message}"),
        });
    }

    fn talk(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        // Nobody is left to hear that nobody hears.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.write_all(b"\n"));
    }
}

/// How bad a diagnostic is, in a word.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
