//! Reads a text: declarations first, then streams, since names may be used before their definition.

use super::constants::Constants;
use super::cursor::{Cursor, Name, shortened};
use super::flow::{Definition, Expander, Signature, refuse_cycles};
use super::fragment::Fragments;
use super::groups::Tokens;
use super::lower::Lowering;
use super::names::{Entity, Names};
use super::split::{AFFINITY_WORDS, Head, LOCATION_WORDS, Statement};
use super::using::Load;
use super::{bounds, split, using};
use crate::limits::DIAGNOSTICS_MAX;
use crate::source::Sources;
use crate::suggest::closest;
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
    /// The heads of all flows, and where each is in the table.
    pub(super) flows: Vec<Signature>,
    pub(super) flow_names: HashMap<String, usize>,
    /// Whether a file could not be read, so that what nothing declares may be in it.
    pub(super) is_missing_files: bool,
    diagnostics: Vec<Diagnostic>,
    /// Diagnostics beyond the limit.
    left_out: usize,
}

/// What was read. Operators whose error has been reported are missing, and inputs that lead to them lead nowhere.
pub(super) struct Read {
    pub(super) program: Program,
    pub(super) diagnostics: Vec<Diagnostic>,
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

    /// Reads the texts of a program, the first of which is the program's own.
    pub(super) fn read(mut self, sources: &mut Sources, load: &mut Load) -> Read {
        let mut found = Vec::new();
        using::load(sources, load, &mut |error| found.push(error));
        self.is_missing_files = !found.is_empty();
        self.constants.is_complete = found.is_empty();
        found.into_iter().for_each(|error| self.report(error));
        let texts: Vec<String> = sources.files().iter().map(|file| file.text.clone()).collect();
        let mut broken = Vec::new();
        let mut files = Vec::with_capacity(texts.len());
        for (file, text) in texts.iter().enumerate() {
            files.push(Tokens::of(text, sources.base(file), &mut |error| self.report(error), &mut broken));
        }
        for name in broken {
            self.constants.mark_broken(name.clone());
            self.names.mark_broken(name);
        }
        self.statements(&files, sources);
        self.finish(sources)
    }

    fn statements(&mut self, files: &[Tokens], sources: &mut Sources) {
        let mut sound = Vec::new();
        // What a file uses stands before what it says itself.
        for (file, tokens) in files.iter().enumerate().rev() {
            for statement in split::statements(tokens, 0, tokens.list.len(), &mut |error| self.report(error)) {
                match self.admit(&statement, file > 0) {
                    Ok(true) => sound.push(statement),
                    Ok(false) => self.give_up(&statement),
                    Err(error) => {
                        self.report(error);
                        self.give_up(&statement);
                    }
                }
            }
        }
        self.docs(&files[0]);
        let of = |head| sound.iter().filter(move |statement| statement.head == head);
        of(Head::Inner).for_each(|statement| self.inner_attribute(statement));
        of(Head::Use).for_each(|statement| self.use_statement(statement));
        of(Head::Item).for_each(|statement| self.item(statement));
        of(Head::Unknown).for_each(|statement| self.unknown(statement));
        self.locations(of(Head::Location));
        of(Head::Tick).for_each(|statement| self.tick(statement));
        of(Head::Affinity).for_each(|statement| self.affinity(statement));
        of(Head::Flow).for_each(|statement| self.flow_head(statement));
        let definitions = self.flow_definitions(of(Head::Flow));
        let bindings = sound.iter().filter(|statement| matches!(statement.head, Head::Let | Head::Chain));
        let mut bindings: Vec<_> = bindings.filter_map(|statement| self.binding(statement)).collect();
        for binding in &mut bindings {
            binding.names.retain(|name| self.declare(name, Entity::Stream));
        }
        let bindings = Expander::new(self, sources, &definitions).run(bindings);
        self.program.operators = Lowering::new(self).run(bindings);
        of(Head::Workload).for_each(|statement| self.workload(statement));
    }

    /// Whether a statement is to be read; not when an error about it has been reported.
    ///
    /// # Errors
    /// A limit; in files that others use, a statement that is no item and no flow.
    fn admit(&self, statement: &Statement, is_used: bool) -> Result<bool, Diagnostic> {
        if statement.tokens.has_invalid(statement.start..statement.end) {
            return Ok(false);
        }
        let reusable = matches!(statement.head, Head::Use | Head::Item | Head::Flow | Head::Unknown | Head::Inner);
        if is_used && !reusable {
            let error =
                Diagnostic::new(Code::UsedStatement, statement.span, "a file that others use cannot contain this");
            return Err(error
                .label("expected a `flow`, a Rust item or `use`")
                .help("make it a part of a flow, or move it to the file that uses this one"));
        }
        // Statements of a flow are limited one by one.
        if statement.head != Head::Flow {
            bounds::statement(statement)?;
        }
        Ok(true)
    }

    fn flow_definitions<'s, 't: 's>(
        &mut self,
        statements: impl Iterator<Item = &'s Statement<'t>>,
    ) -> Vec<Option<Definition<'t>>> {
        let declared = self.flows.clone();
        let heads: HashMap<u32, usize> =
            declared.iter().enumerate().map(|(at, signature)| (signature.name.span.start, at)).collect();
        let mut definitions: Vec<Option<Definition>> = declared.iter().map(|_| None).collect();
        for statement in statements {
            // The name follows the word `flow`; a head that is broken declares nothing.
            let name = statement.tokens.span((statement.first + 1).min(statement.end - 1));
            if let Some(at) = heads.get(&name.start) {
                definitions[*at] = self.flow_body(statement, &declared[*at]);
            }
        }
        refuse_cycles(self, &mut definitions);
        definitions
    }

    fn use_statement(&mut self, statement: &Statement) {
        self.no_attributes(statement.attributes(), "`use` of a file");
        if using::used(statement).is_none() {
            let error = Diagnostic::new(Code::Syntax, statement.span, "`use` of a file is not written like this");
            self.report(error.help("write it like `use \"cells/quorum.ir\";`"));
        }
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
        let error = |message: String| Diagnostic::new(Code::UnknownStatement, body.span(), message);
        let Some(word) = body.peek_word() else {
            let found = body.found();
            self.report(error(format!("expected a statement, found {found}")));
            return;
        };
        let known = LOCATION_WORDS
            .iter()
            .chain(&AFFINITY_WORDS)
            .chain(&["let", "tick", "flow", "workload", "const", "struct", "enum", "impl", "fn", "type", "use"]);
        let error = error(format!("`{}` begins no statement", shortened(&word.text)));
        self.report(match closest(&word.text, known.copied()) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => error.label("expected a declaration, a Rust item, `let`, an output or `workload`"),
        });
    }

    fn finish(mut self, sources: &Sources) -> Read {
        let mut diagnostics: Vec<Diagnostic> =
            self.diagnostics.into_iter().map(|diagnostic| sources.resolved(diagnostic)).collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        // A flow is wrong once, however often it is used.
        diagnostics
            .dedup_by(|next, first| (next.span, next.code, &next.message) == (first.span, first.code, &first.message));
        if self.left_out > 0 {
            let message = format!("{} more errors are not shown", self.left_out);
            diagnostics.push(Diagnostic::new(Code::Limit, Span::NONE, message));
        }
        Read { program: std::mem::take(&mut self.program), diagnostics }
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
