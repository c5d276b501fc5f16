//! Reads a text: declarations first, then streams, since names may be used before their definition.

use super::constants::Constants;
use super::cursor::{Cursor, Name, shortened};
use super::fragment::Fragments;
use super::groups::Tokens;
use super::lower::Lowering;
use super::names::{Entity, Names};
use super::split::{AFFINITY_WORDS, Head, LOCATION_WORDS, Statement};
use super::suggest::closest;
use super::{bounds, split};
use crate::limits::DIAGNOSTICS_MAX;
use crate::{Code, Diagnostic, Program, Span};
use std::collections::HashMap;

/// What is known of a text while it is read.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) program: Program,
    pub(super) constants: Constants,
    pub(super) names: Names,
    /// Types and functions of the items, with where they are declared.
    pub(super) item_names: HashMap<String, Span>,
    pub(super) workload_span: Option<Span>,
    pub(super) fragments: Fragments,
    diagnostics: Vec<Diagnostic>,
    /// Diagnostics beyond the limit.
    left_out: usize,
}

impl Reader {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < DIAGNOSTICS_MAX {
            self.diagnostics.push(diagnostic);
        } else {
            self.left_out += 1;
        }
    }

    /// The value, or nothing after its error has been reported.
    pub(super) fn checked<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.report(error);
                None
            }
        }
    }

    /// Whether more errors would be left out anyway, so that nothing should be spent on them.
    pub(super) fn is_full(&self) -> bool {
        self.left_out > 0
    }

    pub(super) fn declare(&mut self, name: &Name, entity: Entity) -> bool {
        let item = self.item_names.get(&name.text).copied();
        if let (Some(first), Entity::Location(_) | Entity::Tick(_)) = (item, entity) {
            self.report(super::names::duplicate(&name.text, name.span, first));
            self.names.mark_broken(name.text.clone());
            return false;
        }
        let declared = self.names.declare(name, entity);
        self.checked(declared).is_some()
    }

    /// Gives up on a statement: uses of what it declares are not errors.
    pub(super) fn give_up(&mut self, statement: &Statement) {
        for name in statement.declared() {
            self.constants.mark_broken(name.clone());
            self.names.mark_broken(name);
        }
    }

    /// Reads a whole text.
    pub(super) fn read(mut self, text: &str) -> (Program, Vec<Diagnostic>) {
        let mut broken = Vec::new();
        let tokens = Tokens::of(text, 0, &mut |error| self.report(error), &mut broken);
        for name in broken {
            self.constants.mark_broken(name.clone());
            self.names.mark_broken(name);
        }
        self.statements(&tokens);
        self.finish()
    }

    fn statements(&mut self, tokens: &Tokens) {
        let statements = split::statements(tokens, 0, tokens.list.len(), &mut |error| self.report(error));
        let mut sound = Vec::new();
        for statement in &statements {
            match bounds::statement(statement) {
                Ok(()) if tokens.has_invalid(statement.start..statement.end) => self.give_up(statement),
                Ok(()) => sound.push(statement),
                Err(error) => {
                    self.report(error);
                    self.give_up(statement);
                }
            }
        }
        self.docs(tokens);
        let of = |head| sound.iter().copied().filter(move |statement| statement.head == head);
        of(Head::Inner).for_each(|statement| self.inner_attribute(statement));
        of(Head::Item).for_each(|statement| self.item(statement));
        of(Head::Unknown).for_each(|statement| self.unknown(statement));
        self.locations(of(Head::Location));
        of(Head::Tick).for_each(|statement| self.tick(statement));
        of(Head::Affinity).for_each(|statement| self.affinity(statement));
        let bindings = sound.iter().filter(|statement| matches!(statement.head, Head::Let | Head::Chain));
        let mut bindings: Vec<_> = bindings.filter_map(|statement| self.binding(statement)).collect();
        for binding in &mut bindings {
            binding.name = binding.name.take().filter(|name| self.declare(name, Entity::Stream));
        }
        self.program.operators = Lowering::new(self).run(bindings);
        of(Head::Workload).for_each(|statement| self.workload(statement));
    }

    fn docs(&mut self, tokens: &Tokens) {
        let first = tokens.list.first().map_or(u32::MAX, |first| first.start);
        for place in &tokens.docs {
            let range = place.start as usize..place.end as usize;
            if place.start > first {
                let error =
                    Diagnostic::new(Code::Syntax, tokens.place(range), "`//!` lines stand at the top of a program");
                self.report(error.help("write `//` here"));
            } else {
                self.program.docs.extend(super::items::doc_lines(&tokens.text[range]));
            }
        }
    }

    fn inner_attribute(&mut self, statement: &Statement) {
        let error = Diagnostic::new(Code::WrongAttribute, statement.span, "a program takes no inner attributes");
        self.report(error.help("only `//!` lines may stand here"));
    }

    fn unknown(&mut self, statement: &Statement) {
        self.give_up(statement);
        let body = statement.body();
        let error = |message: String| Diagnostic::new(Code::Syntax, body.span(), message);
        let Some(word) = body.peek_word() else {
            let found = body.found();
            self.report(error(format!("expected a statement, found {found}")));
            return;
        };
        if word.text == "flow" {
            self.report(error("`flow` modules are no part of this version of the language".into()));
            return;
        }
        let known = LOCATION_WORDS
            .iter()
            .chain(&AFFINITY_WORDS)
            .chain(&["let", "tick", "workload", "const", "struct", "enum", "impl", "fn", "type", "use"]);
        let error = error(format!("`{}` begins no statement", shortened(&word.text)));
        self.report(match closest(&word.text, known.copied()) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => error.label("expected a declaration, a Rust item, `let`, an output or `workload`"),
        });
    }

    fn finish(mut self) -> (Program, Vec<Diagnostic>) {
        // Ids of what is missing would lead nowhere, so a broken program has nothing that refers to anything.
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            let Program { docs, items, .. } = std::mem::take(&mut self.program);
            self.program = Program { docs, items, ..Program::default() };
        }
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        if self.left_out > 0 {
            let message = format!("{} more errors are not shown", self.left_out);
            self.diagnostics.push(Diagnostic::new(Code::Limit, Span::NONE, message));
        }
        (self.program, self.diagnostics)
    }

    /// Reports what is left in `cursor`, which should be empty. Whether it is.
    pub(super) fn expect_end(&mut self, cursor: &Cursor, expected: &str) -> bool {
        if !cursor.is_empty() {
            let message = format!("expected {expected}, found {}", cursor.found());
            self.report(Diagnostic::new(Code::Syntax, cursor.span(), message));
        }
        cursor.is_empty()
    }
}
