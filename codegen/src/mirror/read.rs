//! What the mirror and rustc say, led back to the program.

use super::Mirror;
use crate::types::Types;
use suki_ir::{Code, Diagnostic, OperatorId, Program, Span};
use syn::visit_mut::VisitMut;

/// Types of the standard library by the path that `type_name` prints, with the path that they can be named by.
const STANDARD: &[(&str, &str)] = &[
    ("alloc::vec::Vec", "Vec"),
    ("alloc::string::String", "String"),
    ("alloc::boxed::Box", "Box"),
    ("alloc::rc::Rc", "std::rc::Rc"),
    ("alloc::sync::Arc", "std::sync::Arc"),
    ("core::option::Option", "Option"),
    ("core::result::Result", "Result"),
    ("core::cmp::Reverse", "std::cmp::Reverse"),
    ("core::cmp::Ordering", "std::cmp::Ordering"),
    ("core::time::Duration", "std::time::Duration"),
    ("core::marker::PhantomData", "std::marker::PhantomData"),
    ("core::num::nonzero::NonZero", "std::num::NonZero"),
    ("core::num::wrapping::Wrapping", "std::num::Wrapping"),
    ("core::ops::range::Range", "std::ops::Range"),
    ("core::ops::range::RangeInclusive", "std::ops::RangeInclusive"),
    ("alloc::collections::btree::map::BTreeMap", "std::collections::BTreeMap"),
    ("alloc::collections::btree::set::BTreeSet", "std::collections::BTreeSet"),
    ("alloc::collections::vec_deque::VecDeque", "std::collections::VecDeque"),
    ("alloc::collections::binary_heap::BinaryHeap", "std::collections::BinaryHeap"),
    ("alloc::collections::linked_list::LinkedList", "std::collections::LinkedList"),
    ("std::collections::hash::map::HashMap", "std::collections::HashMap"),
    ("std::collections::hash::set::HashSet", "std::collections::HashSet"),
];

impl Mirror {
    /// The types that the mirror of `program` has printed.
    ///
    /// # Errors
    /// What is missing or has no name that generated code could write, at its operator.
    pub fn read(&self, program: &Program, printed: &str) -> Result<Types, Vec<Diagnostic>> {
        let mut types = Types::empty(program);
        let mut diagnostics = Vec::new();
        for line in printed.lines() {
            let mut words = line.splitn(3, ' ');
            let (Some(id), Some(what), Some(name)) = (words.next(), words.next(), words.next()) else { continue };
            let Some(id) = id.parse().ok().map(OperatorId).filter(|id| self.operators.contains(id)) else { continue };
            match syn::parse_str::<syn::Type>(name) {
                Ok(mut ty) => {
                    Renamed.visit_type_mut(&mut ty);
                    if what == "state" { types.set_state(id, ty) } else { types.set_element(id, ty) }
                }
                Err(_) => diagnostics.push(unnamed(program, id, name)),
            }
        }
        if diagnostics.is_empty() && !types.is_complete(program) {
            diagnostics.push(Diagnostic::new(Code::TypeMismatch, Span::NONE, "the mirror has not printed every type"));
        }
        if diagnostics.is_empty() { Ok(types) } else { Err(diagnostics) }
    }

    /// rustc's errors (one JSON object a line, `--error-format=json`) at the places of the program that they are about.
    pub fn diagnostics(&self, messages: &str) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = messages.lines().filter_map(|line| self.diagnostic(line)).collect();
        found.dedup();
        found
    }

    fn diagnostic(&self, line: &str) -> Option<Diagnostic> {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let text = message["message"].as_str()?;
        if message["level"] != "error" || text.starts_with("aborting due to") {
            return None;
        }
        let spans = message["spans"].as_array()?;
        let primary = spans.iter().find(|span| span["is_primary"] == true);
        let place = |span: &serde_json::Value| self.origin(span["line_start"].as_u64().unwrap_or(0));
        let mut diagnostic = Diagnostic::new(Code::TypeMismatch, primary.map_or(Span::NONE, place), text.to_string());
        if let Some(label) = primary.and_then(|span| span["label"].as_str()) {
            diagnostic = diagnostic.label(label);
        }
        for span in spans.iter().filter(|span| span["is_primary"] != true) {
            let origin = place(span);
            if let (Some(label), true) = (span["label"].as_str(), origin != Span::NONE) {
                diagnostic = diagnostic.note(origin, label.to_string());
            }
        }
        let help = message["children"].as_array().into_iter().flatten().find(|child| child["level"] == "help");
        if let Some(help) = help.and_then(|help| help["message"].as_str()) {
            diagnostic = diagnostic.help(help.to_string());
        }
        Some(diagnostic)
    }

    /// Where the line with this number, from 1, comes from.
    fn origin(&self, line: u64) -> Span {
        let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        index.and_then(|index| self.lines.get(index)).copied().unwrap_or(Span::NONE)
    }
}

fn unnamed(program: &Program, id: OperatorId, name: &str) -> Diagnostic {
    let operator = program.operator(id);
    Diagnostic::new(Code::TypeMismatch, operator.span, format!("`{name}` is a type that generated code cannot name"))
        .label("elements of such a type cannot be stored or sent")
        .help("make it a struct, a tuple or a collection")
}

/// Replaces printed paths by such as can be written.
struct Renamed;

impl VisitMut for Renamed {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        syn::visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() < 2 {
            return;
        }
        let Some(last) = path.segments.pop().map(syn::punctuated::Pair::into_value) else { return };
        let public = match names[0].as_str() {
            Mirror::CRATE_NAME => names.last().cloned().unwrap_or_default(),
            _ => {
                let printed = names.join("::");
                let standard = STANDARD.iter().find(|(path, _)| *path == printed);
                let guess = || printed.replacen("alloc::", "std::", 1).replacen("core::", "std::", 1);
                standard.map_or_else(guess, |(_, public)| public.to_string())
            }
        };
        if let Ok(mut renamed) = syn::parse_str::<syn::Path>(&public) {
            if let Some(segment) = renamed.segments.last_mut() {
                segment.arguments = last.arguments;
            }
            *path = renamed;
        }
    }
}
