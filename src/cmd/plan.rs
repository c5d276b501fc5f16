//! From a file to a checked plan.

use super::explain::plan::refused;
use super::read::{self, Text};
use super::report::Report;
use super::side::{Cost, Side};
use super::suggest::mend;
use super::{Problem, cache, deliver, generate, watch};
use crate::args::{Emit, Form, Product, Search};
use crate::ui::Ui;
use std::path::{Path, PathBuf};
use suki_codegen::Files;
use suki_cost_model::{Profile, Target};
use suki_ir::view;
use suki_ir::{AffinityKind, LocationId, LocationKind, Program};
use suki_optimizer::{Failure, Goal, Outcome, optimize};
use suki_rewrites::Certificate;
use suki_verification::{Checked, Permissions, check_with};

/// Planning, which needs no verb.
#[derive(Debug, clap::Args)]
#[group(id = "plan")]
pub struct Args {
    /// The program, an .ir file or its JSON form; `-` reads standard input
    // A verb does without, so that clap has none to give.
    #[arg(value_name = "FILE", required = true)]
    file: Option<PathBuf>,

    /// What to print: plan, ir, json, certificate, cost, dot, mermaid, svg, html, rust; `KIND=PATH`
    /// writes a file, several are separated by commas
    #[arg(long, value_name = "KIND[=PATH]", value_delimiter = ',', default_value = "plan")]
    pub emit: Vec<Emit>,

    /// Where the product goes that is asked for without a path; for `rust` a folder
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,

    /// What the workspace of `--emit rust` is for [default: programs]
    #[arg(long = "as", value_name = "WHAT")]
    pub form: Option<Form>,

    /// Plans again whenever the program, or what it uses, is saved
    #[arg(long)]
    watch: bool,

    /// What to plan with.
    #[command(flatten)]
    pub search: Search,
}

impl Args {
    /// The program; clap has seen to it that there is one.
    pub fn file(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("-"))
    }
}

/// Reads, plans, checks, and delivers what was asked for.
pub fn run(args: &Args, ui: &Ui) -> Result<(), Problem> {
    let emits = deliver::places(args)?;
    if args.watch { watch::watch(args, ui, || once(args, &emits, ui)) } else { once(args, &emits, ui) }
}

fn once(args: &Args, emits: &[Emit], ui: &Ui) -> Result<(), Problem> {
    let given = Given::read(args.file(), &args.search, ui)?;
    let all = given.plan()?;
    let form = args.form.unwrap_or(Form::Programs);
    let products: Vec<Made> =
        emits.iter().map(|emit| all.product(emit.kind, form, ui)).collect::<Result<_, Problem>>()?;
    emits.iter().zip(&products).try_for_each(|(emit, product)| deliver::deliver(emit, product, ui))
}

/// A program, and what a plan for it is looked for with.
pub struct Given {
    source: Text,
    program: Program,
    target: Target,
    profile: Profile,
    goal: Goal,
    permissions: Permissions,
    replanned: bool,
}

impl Given {
    /// Reads the program in `file`, and what `search` names.
    pub fn read(file: &Path, search: &Search, ui: &Ui) -> Result<Self, Problem> {
        Self::of(read::source(file)?, search, ui)
    }

    /// The program in `source`, and what `search` names.
    pub fn of(source: Text, search: &Search, ui: &Ui) -> Result<Self, Problem> {
        let target = read::target(&search.target)?;
        let profile = read::profile(search.profile.as_deref())?;
        let given = read::usable(&source, "plan", ui)?;
        let replanned = given.is_placed();
        let program = if replanned { given.without_placement() } else { given };
        unknown_streams(&program, &profile, ui);
        let goal = Goal {
            objective: search.objective.into(),
            machines_max: search.max_machines,
            flush: search.flush.into(),
            colocate: search.colocate.iter().map(|group| group.0.clone()).collect(),
        };
        let permissions = permissions(&program, &goal)?;
        Ok(Self { source, program, target, profile, goal, permissions, replanned })
    }

    /// The best plan that is found, once its certificate is checked.
    pub fn plan(&self) -> Result<Planned<'_>, Problem> {
        let Self { source, program, target, profile, goal, permissions, replanned } = self;
        let outcome = optimize(program, profile, target, goal).map_err(|failure| no_plan(source, program, failure))?;
        let checked = check_with(program, &outcome.plan, &outcome.certificate, permissions).map_err(|refusals| {
            Problem::failed(format!("the plan found for {} is not proved, so it is not shown", source.name))
                .notes(refusals.iter().map(ToString::to_string).collect())
                .help("this is a defect of suki-opt, not of the program: please report it with the program")
        })?;
        Ok(Planned { source, program, target, profile, goal, replanned: *replanned, outcome, checked })
    }
}

/// Warns of measured streams that the program does not have.
fn unknown_streams(program: &Program, profile: &Profile, ui: &Ui) {
    let known: Vec<&str> = program.operators.iter().filter_map(|operator| operator.name.as_deref()).collect();
    for name in profile.streams.keys().filter(|name| !known.contains(&name.as_str())) {
        let help = mend(name, "streams", &known);
        ui.warning(&format!("the profile measures `{name}`, which the program does not have"), &help);
    }
}

/// What the checker may take as allowed, though the text does not say so.
fn permissions(program: &Program, goal: &Goal) -> Result<Permissions, Problem> {
    let groups = goal.colocate.iter().map(|names| mergeable(program, names));
    Ok(Permissions { colocate: groups.collect::<Result<_, Problem>>()? })
}

/// The locations called `names`, when they can share their processes.
fn mergeable(program: &Program, names: &[String]) -> Result<Vec<LocationId>, Problem> {
    let has_process = |kind: &LocationKind| matches!(kind, LocationKind::Process | LocationKind::Cluster { .. });
    let places = program.locations.iter().filter(|location| has_process(&location.kind));
    let known: Vec<&str> = places.map(|location| location.name.as_str()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Problem::could_not_run(format!("--colocate: no process or cluster is called `{name}`"))
            .help(mend(name, "the program has", &known)));
    }
    let group: Vec<LocationId> = names.iter().filter_map(|name| program.location_named(name)).collect();
    let name = |id: LocationId| &program.location(id).name;
    for separate in program.groups(AffinityKind::Separate) {
        let both: Vec<LocationId> = separate.into_iter().filter(|id| group.contains(id)).collect();
        if let [one, other, ..] = both.as_slice() {
            let (one, other) = (name(*one), name(*other));
            let message = format!("--colocate: the program keeps `{one}` and `{other}` apart with `separate`");
            return Err(Problem::could_not_run(message));
        }
    }
    Ok(group)
}

fn no_plan(source: &Text, program: &Program, failure: Failure) -> Problem {
    let name = &source.name;
    match failure {
        Failure::Program(diagnostics) => {
            Problem::failed(format!("could not plan {name}: {} errors", diagnostics.len()))
        }
        Failure::Budget { budget, needed } => {
            let are = if budget == 1 { "machine does" } else { "machines do" };
            Problem::failed(format!("could not plan {name}: {budget} {are} not suffice"))
                .notes(vec![format!("the program as written needs {needed}, each member on a machine of its own")])
                .help(format!("allow at least that many: --max-machines {needed}"))
        }
        Failure::UnknownLocation(location) => {
            let known: Vec<&str> = program.locations.iter().map(|location| location.name.as_str()).collect();
            Problem::could_not_run(format!("no location is called `{location}`")).help(mend(
                &location,
                "the program has",
                &known,
            ))
        }
        Failure::Operator(op) => Problem::failed(format!("could not plan {name}: no rule speaks of `{op}`"))
            .help("the program checks, but it cannot be planned with this operator where it stands"),
        Failure::Plan(reason) => Problem::failed(format!("the plan found for {name} is no well-formed program"))
            .notes(reason.lines().take(1).map(str::to_string).collect())
            .help("this is a defect of suki-opt, not of the program: please report it with the program"),
    }
}

/// Everything that products are made of.
pub struct Planned<'a> {
    /// The text that was read.
    pub source: &'a Text,
    /// The program in it.
    pub program: &'a Program,
    /// The machines.
    pub target: &'a Target,
    /// What was measured.
    pub profile: &'a Profile,
    /// What was asked for.
    pub goal: &'a Goal,
    /// Whether the file was a plan already, whose placement was put aside.
    pub replanned: bool,
    /// What was found.
    pub outcome: Outcome,
    /// What was proved.
    pub checked: Checked,
}

/// A product, ready to be delivered.
pub enum Made {
    /// One text.
    Text(String),
    /// The files of a workspace.
    Workspace(Files),
}

impl Planned<'_> {
    fn product(&self, kind: Product, form: Form, ui: &Ui) -> Result<Made, Problem> {
        let certificate = json(&self.outcome.certificate)?;
        Ok(Made::Text(match kind {
            Product::Plan => {
                let refused = if ui.is_short() { None } else { refused(self, ui) };
                ui.plan(self, &Report::of(self, certificate.len(), refused))
            }
            Product::Ir => self.outcome.plan.to_string(),
            Product::Json => suki_ir::json::write(&self.outcome.plan),
            Product::Certificate => certificate + "\n",
            Product::Cost => ui.cost(&[Cost::of("program", &Side::source(self)), Cost::of("plan", &Side::plan(self))]),
            Product::Dot => view::dot::dot(&Side::plan(self).picture()),
            Product::Mermaid => view::mermaid::mermaid(&Side::plan(self).picture()),
            Product::Svg => view::svg::svg(&Side::plan(self).picture()),
            Product::Html => ui.html(self, &Report::of(self, certificate.len(), None)),
            Product::Rust => {
                let (program, text) = self.as_text("generate code for", ui)?;
                return Ok(Made::Workspace(generate::workspace(&program, &text, form, &cache::root(), ui)?));
            }
        }))
    }

    /// The plan as if it had been read from a file: generated code names the lines of this text.
    pub fn as_text(&self, verb: &str, ui: &Ui) -> Result<(Program, Text), Problem> {
        let name = format!("{}.plan.ir", read::stem(Path::new(&self.source.name)));
        let text = Text { name, text: self.outcome.plan.to_string() };
        Ok((read::usable(&text, verb, ui)?, text))
    }
}

fn json(certificate: &Certificate) -> Result<String, Problem> {
    serde_json::to_string(certificate)
        .map_err(|error| Problem::failed(format!("the certificate cannot be written as JSON: {error}")))
}
