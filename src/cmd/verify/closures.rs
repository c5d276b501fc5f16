//! The closures of a program, compiled, in a process of their own that calls them on request.

use crate::cmd::read::{self, Text};
use crate::cmd::run::build::{self, Profile};
use crate::cmd::run::child::Started;
use crate::cmd::run::folder::Folder;
use crate::cmd::run::signals::Asked;
use crate::cmd::{Problem, cache, generate, workspace};
use crate::ui::Ui;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use suki_codegen::CLOSURES_ON_REQUEST;
use suki_ir::{Closure, OperatorId, Program};
use suki_meaning::{Closures, FunctionId, Registry, Trouble, Value, bytes};

/// Asks for the names of all closures.
const NAMES: u32 = u32::MAX;
/// Asks for an element of the workload.
const ELEMENT: u32 = u32::MAX - 1;
/// Of which seed elements are.
const SEED: u64 = 1;
/// Functions that need no compiled code have numbers from here on.
const PLAIN: u32 = 1 << 31;

/// Keys by operator and position of the closure.
type Keys = HashMap<(OperatorId, usize), Key>;

/// Closures on request.
pub struct OnRequest {
    requests: ChildStdin,
    answers: ChildStdout,
    /// By text, place and types: the function of the source's closure.
    known: HashMap<String, FunctionId>,
    /// By text alone, for plans in which less is known of a type, or which send by a key; none where several are alike.
    alike: HashMap<String, Option<FunctionId>>,
    /// Keys of plans, which only take elements apart.
    plain: Registry,
    /// What is known of the program that is asked about: which one, and what its closures are called here.
    asked: Option<(*const Program, Keys)>,
    _process: Started,
    _folder: Folder,
}

impl OnRequest {
    /// Compiles the closures of `program`, which was parsed from `source`, and starts them.
    pub fn start(file: &Path, program: &Program, source: &Text, profile: Profile, ui: &Ui) -> Result<Self, Problem> {
        let failed = |what: String| Problem::could_not_run(format!("closures: {what}"));
        let asked = Asked::listen().map_err(|error| failed(read::reason(&error)))?;
        let folder = Folder::new()?;
        compile(file, program, source, profile, &folder, &asked, ui)?;
        let mut command = Command::new(folder.program(CLOSURES_ON_REQUEST));
        command.stdout(Stdio::piped());
        let started = Started::new(CLOSURES_ON_REQUEST.into(), command, folder.log(CLOSURES_ON_REQUEST));
        let mut process = started.map_err(|error| failed(read::reason(&error)))?;
        let (Some(requests), Some(answers)) = (process.child.stdin.take(), process.child.stdout.take()) else {
            return Err(failed("it has no pipes".into()));
        };
        let (known, alike, plain) = (HashMap::new(), HashMap::new(), Registry::default());
        let mut closures =
            OnRequest { requests, answers, known, alike, plain, asked: None, _process: process, _folder: folder };
        let names = closures.ask(NAMES, &[]).map_err(|trouble| failed(trouble.to_string()))?;
        let positions: HashMap<String, u32> = (0u32..)
            .zip(names.items())
            .filter_map(|(number, name)| match name {
                Value::Text(name) => Some((name.clone(), number)),
                _ => None,
            })
            .collect();
        let called = generate::closure_names(program, source, &cache::root(), ui)?;
        let keys = keys(program);
        for (id, names) in called {
            for (position, name) in names.iter().enumerate() {
                if let (Some(key), Some(number)) = (keys.get(&(id, position)), positions.get(name)) {
                    let function = FunctionId(*number);
                    closures.known.insert(key.full(), function);
                    closures
                        .alike
                        .entry(key.written.clone())
                        .and_modify(|other| *other = None)
                        .or_insert(Some(function));
                }
            }
        }
        Ok(closures)
    }

    /// An element of the workload, with the input that it goes to.
    pub fn element(&mut self, i: u64) -> Result<(String, Value), Trouble> {
        match self.ask(ELEMENT, &[Value::number(i), Value::number(SEED)])?.items() {
            [Value::Text(port), element] => Ok((port.clone(), element.clone())),
            _ => Err(Trouble::new("an element is a port and a value")),
        }
    }

    fn ask(&mut self, number: u32, arguments: &[Value]) -> Result<Value, Trouble> {
        let mut request = number.to_le_bytes().to_vec();
        bytes::put(&Value::Sequence(arguments.to_vec()), &mut request);
        let mut frame = Vec::new();
        bytes::put_u32(request.len(), &mut frame);
        frame.extend(request);
        let ended = |error: std::io::Error| Trouble::new(format!("closures: {}", read::reason(&error)));
        self.requests.write_all(&frame).map_err(ended)?;
        let mut length = [0; 4];
        self.answers.read_exact(&mut length).map_err(ended)?;
        let mut answer = vec![0; u32::from_le_bytes(length) as usize];
        self.answers.read_exact(&mut answer).map_err(ended)?;
        let Some((status, mut rest)) = answer.split_first() else {
            return Err(Trouble::new("closures: an answer without a word"));
        };
        if *status == 0 { bytes::get(&mut rest) } else { Err(Trouble::new(bytes::get_text(&mut rest)?)) }
    }
}

impl Closures for OnRequest {
    fn function(
        &mut self,
        program: &Program,
        id: OperatorId,
        position: usize,
        closure: &Closure,
    ) -> Result<FunctionId, Trouble> {
        if self.asked.as_ref().is_none_or(|(of, _)| *of != std::ptr::from_ref(program)) {
            self.asked = Some((program, keys(program)));
        }
        let key = self.asked.as_ref().and_then(|(_, keys)| keys.get(&(id, position)));
        let known = key.and_then(|key| {
            let alike = || self.alike.get(&key.written).copied().flatten();
            self.known.get(&key.full()).copied().or_else(alike)
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let FunctionId(number) = self.plain.function(program, id, position, closure)?;
        Ok(FunctionId(PLAIN + number))
    }

    fn call(&mut self, function: FunctionId, arguments: &mut [Value]) -> Result<Value, Trouble> {
        if function.0 >= PLAIN {
            return self.plain.call(FunctionId(function.0 - PLAIN), arguments);
        }
        let answer = self.ask(function.0, arguments)?;
        let [result, after] = answer.items() else { return Err(Trouble::new("closures: no result")) };
        arguments.clone_from_slice(after.items());
        Ok(result.clone())
    }
}

/// What tells the closures of a program apart, in source and plan alike.
struct Key {
    /// Its text, and whose member it may ask for.
    written: String,
    /// What it is for, and the types that it is given.
    place: String,
}

impl Key {
    fn full(&self) -> String {
        format!("{} {}", self.place, self.written)
    }
}

fn keys(program: &Program) -> HashMap<(OperatorId, usize), Key> {
    let (streams, _) = suki_ir::infer(program);
    let mut keys = HashMap::new();
    for id in program.operator_ids() {
        let operator = program.operator(id);
        let given: Vec<String> =
            operator.inputs.iter().map(|input| streams[input.index()].element.to_string()).collect();
        let at = program.family(streams[id.index()].at);
        for (position, closure) in operator.op.closures().into_iter().enumerate() {
            let mut written = closure.text().to_string();
            if closure.text().contains("self_id") {
                written.push_str(&program.location(at).name);
            }
            let place = format!("{} {position} [{}]", operator.op.name(), given.join(", "));
            keys.insert((id, position), Key { written, place });
        }
    }
    keys
}

fn compile(
    file: &Path,
    program: &Program,
    source: &Text,
    profile: Profile,
    folder: &Folder,
    asked: &Asked,
    ui: &Ui,
) -> Result<(), Problem> {
    let cache = cache::root();
    let there = cache::folder(file, "closures", None);
    let target = cache.join("target");
    let _lock = cache::lock(&cache, &target)?;
    let mut files = cache::share(&cache, generate::closures(program, source, &cache, ui)?)?;
    cache::mark(&there, &mut files);
    workspace::write(&there, &files)?;
    let live = ui.live();
    let built = build::build(&there, &target, profile, asked, |what| live.say(&format!("compiling {what}")));
    drop(live);
    match built {
        Ok(programs) => folder.take(&programs, &[CLOSURES_ON_REQUEST.to_string()]),
        Err(build::Failure::Other(problem)) => Err(problem),
        Err(build::Failure::Code(complaints)) => Err(build::problem(&complaints, &there, source)),
    }
}
