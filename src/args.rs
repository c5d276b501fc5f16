//! What can be written on the command line.

use crate::cmd::{Verb, plan};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ColorChoice, CommandFactory, FromArgMatches, Id, Parser, ValueEnum};
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use suki_cost_model::Flush;
use suki_optimizer::Objective;

/// Finds a faster plan for a distributed program, and proves that it means the same.
///
/// Reads one program, moves and multiplies its work over more machines, and prints the best plan found, with the
/// throughput that the cost model predicts. A plan is printed only when its certificate has been checked.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, override_usage = USAGE)]
#[command(subcommand_negates_reqs = true, disable_help_subcommand = true, subcommand_help_heading = "Verbs")]
pub struct Args {
    /// What else to do than to plan.
    #[command(subcommand)]
    pub verb: Option<Verb>,

    /// What to plan when there is no verb.
    #[command(flatten)]
    pub plan: plan::Args,

    /// How to speak.
    #[command(flatten)]
    pub voice: Voice,
}

/// How errors and products are written, whatever is done.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Voice {
    /// How errors, and the plan, are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub message_format: MessageFormat,

    /// Colours; `auto` has them on terminals unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// What a plan is looked for with: whatever plans has these flags.
#[derive(Debug, clap::Args)]
pub struct Search {
    /// Machines and network: the name of a target that is built in, or a TOML file
    #[arg(long, value_name = "NAME|FILE.toml", default_value = "emulated-cluster")]
    pub target: String,

    /// Measured rates and sizes of streams, a TOML file
    #[arg(long, value_name = "FILE.toml")]
    pub profile: Option<PathBuf>,

    /// What better means
    #[arg(long, default_value = "throughput")]
    pub objective: Goal,

    /// Machines that the plan may use, all together [default: as the target says, else 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_machines: Option<u32>,

    /// When processes write: `each` message by itself, or once a `turn` of their event loop
    #[arg(long, value_name = "WHEN", default_value = "each")]
    pub flush: When,

    /// Locations that may share a process though the program does not say so; may be repeated
    #[arg(long, value_name = "A,B")]
    pub colocate: Vec<Group>,
}

const USAGE: &str = "suki-opt [OPTIONS] <FILE>\n       suki-opt <VERB> ..";
const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 the program has errors or there is no plan, 2 the command could not run.
The product goes to standard output, everything else to standard error.";

/// The arguments of this process. Ends it when they are wrong, or ask for help.
pub fn parse() -> Args {
    let mut command = Args::command().color(color_asked(std::env::args_os()));
    let matches = command.get_matches_mut();
    let voice = ["message_format", "color", "Voice"];
    let given = |id: &Id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
    let misplaced = matches.ids().any(|id| !voice.contains(&id.as_str()) && given(id));
    if let (Some(verb), true) = (matches.subcommand_name(), misplaced) {
        let message = format!("`{verb}` takes nothing that stands before it but --message-format and --color");
        command.error(ErrorKind::ArgumentConflict, message).exit();
    }
    Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// What `--color` says, before anything is parsed: errors of parsing must heed it too.
fn color_asked(args: impl Iterator<Item = OsString>) -> ColorChoice {
    let words: Vec<String> = args.map(|word| word.to_string_lossy().into_owned()).collect();
    let apart = words.windows(2).find(|pair| pair[0] == "--color").map(|pair| pair[1].as_str());
    let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
    joined.or(apart).and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// One product, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emit {
    /// What.
    pub kind: Product,
    /// Where; none: standard output.
    pub path: Option<PathBuf>,
}

impl FromStr for Emit {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let (kind, path) = match word.split_once('=') {
            Some((_, "")) => return Err("a path is missing after `=`".into()),
            Some((kind, "-")) => (kind, None),
            Some((kind, path)) => (kind, Some(PathBuf::from(path))),
            None => (word, None),
        };
        let kinds = || Product::ALL.iter().map(|kind| kind.as_str());
        let known = Product::ALL.iter().copied().find(|product| product.as_str() == kind);
        let known = known.ok_or_else(|| match suki_ir::closest(kind, kinds()) {
            Some(near) => format!("nothing is called `{kind}`: did you mean `{near}`?"),
            None => format!("nothing is called `{kind}`: there are {}", kinds().collect::<Vec<_>>().join(", ")),
        });
        Ok(Emit { kind: known?, path })
    }
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// What was found, in one screen for people; with `--message-format json` for tools.
    Plan,
    /// The plan as a program.
    Ir,
    /// The plan as a program in JSON: `ir/schema/program-v1.json`.
    Json,
    /// Why the plan means the same, as JSON.
    Certificate,
    /// What each location and stream costs, as written and as planned.
    Cost,
    /// The plan as a graph for Graphviz.
    Dot,
    /// The plan as a graph for Markdown pages.
    Mermaid,
    /// The plan as a picture.
    Svg,
    /// Program and plan side by side, with every step between them, as a page for a browser.
    Html,
    /// The plan as a Cargo workspace, in a folder.
    Rust,
}

impl Product {
    /// All of them.
    pub const ALL: [Product; 10] = [
        Product::Plan,
        Product::Ir,
        Product::Json,
        Product::Certificate,
        Product::Cost,
        Product::Dot,
        Product::Mermaid,
        Product::Svg,
        Product::Html,
        Product::Rust,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Product::Plan => "plan",
            Product::Ir => "ir",
            Product::Json => "json",
            Product::Certificate => "certificate",
            Product::Cost => "cost",
            Product::Dot => "dot",
            Product::Mermaid => "mermaid",
            Product::Svg => "svg",
            Product::Html => "html",
            Product::Rust => "rust",
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a generated workspace is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A program for each location, and a client.
    Programs,
    /// `State` and `step` of each location alone, for a loop of your own.
    Library,
}

/// How errors, and the plan, are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people: excerpts of the program, tables.
    Human,
    /// One line each.
    Short,
    /// One JSON object each.
    Json,
}

/// The objectives by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Goal {
    /// As many requests per second as possible, then as few machines.
    Throughput,
}

impl From<Goal> for Objective {
    fn from(goal: Goal) -> Self {
        match goal {
            Goal::Throughput => Objective::Throughput,
        }
    }
}

/// The flush policies by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// One write and one read for each message.
    Each,
    /// Everything of one turn of the event loop in one write for each peer.
    Turn,
}

impl When {
    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            When::Each => "each",
            When::Turn => "turn",
        }
    }
}

impl From<When> for Flush {
    fn from(when: When) -> Self {
        match when {
            When::Each => Flush::Each,
            When::Turn => Flush::Turn,
        }
    }
}

/// Names of locations that may share a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group(pub Vec<String>);

impl FromStr for Group {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let names: Vec<String> = word.split(',').map(|name| name.trim().to_string()).collect();
        if names.iter().any(String::is_empty) || names.len() < 2 {
            return Err("expected two or more locations with commas between them".into());
        }
        if let Some(twice) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)) {
            return Err(format!("`{}` is named twice", twice.1));
        }
        Ok(Group(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Args::command().debug_assert();
        assert_eq!(suki_optimizer::limits::MACHINES_DEFAULT, 20, "the help of --max-machines says so");
    }

    #[test]
    fn emit_takes_a_path() {
        let check = |word: &str, kind, path: Option<&str>| {
            assert_eq!(word.parse(), Ok(Emit { kind, path: path.map(PathBuf::from) }), "{word}");
        };
        check("plan", Product::Plan, None);
        check("ir=a=b.ir", Product::Ir, Some("a=b.ir"));
        check("certificate=-", Product::Certificate, None);
        assert_eq!("plam".parse::<Emit>().unwrap_err(), "nothing is called `plam`: did you mean `plan`?");
        assert!("ir=".parse::<Emit>().is_err());
    }

    #[test]
    fn groups_have_two_names() {
        assert_eq!("a, b".parse(), Ok(Group(vec!["a".into(), "b".into()])));
        for wrong in ["a", "a,", ",", "a,b,a"] {
            assert!(wrong.parse::<Group>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn color_is_known_before_parsing() {
        let check = |words: &[&str], expect| {
            assert_eq!(color_asked(words.iter().map(|word| word.into())), expect, "{words:?}");
        };
        check(&["x", "--color", "never"], ColorChoice::Never);
        check(&["x", "--color=always", "f"], ColorChoice::Always);
        check(&["x", "--color"], ColorChoice::Auto);
    }
}
