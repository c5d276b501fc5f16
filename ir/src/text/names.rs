//! What each name of a text stands for.

use super::cursor::Name;
use crate::suggest::closest;
use crate::{Code, Diagnostic, LocationId, Span, TickId};
use std::collections::HashMap;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entity {
    Stream,
    Location(LocationId),
    Tick(TickId),
    /// Its declaration has an error; uses of it are not errors again.
    Broken,
}

impl Entity {
    pub(super) fn is_broken(self) -> bool {
        self == Entity::Broken
    }

    fn noun(self) -> &'static str {
        match self {
            Entity::Stream => "a stream",
            Entity::Location(_) => "a location",
            Entity::Tick(_) => "a tick",
            Entity::Broken => "broken",
        }
    }
}

/// All names that statements declare; streams, locations and ticks share one name space.
#[derive(Default)]
pub(super) struct Names {
    table: HashMap<String, (Entity, Span)>,
}

impl Names {
    /// Declares a name.
    ///
    /// # Errors
    /// When it is declared already.
    pub(super) fn declare(&mut self, name: &Name, entity: Entity) -> Result<(), Diagnostic> {
        if let Some((before, first)) = self.table.get(&name.text) {
            if *before == Entity::Broken {
                return Ok(());
            }
            return Err(duplicate(&name.text, name.span, *first));
        }
        self.table.insert(name.text.clone(), (entity, name.span));
        Ok(())
    }

    /// Remembers that a name's declaration is broken.
    pub(super) fn mark_broken(&mut self, name: String) {
        self.table.entry(name).or_insert((Entity::Broken, Span::NONE)).0 = Entity::Broken;
    }

    pub(super) fn get(&self, name: &str) -> Option<Entity> {
        self.table.get(name).map(|(entity, _)| *entity)
    }

    /// The location `name`; `None` when an error about it has been reported before.
    ///
    /// # Errors
    /// When it is unknown or something else.
    pub(super) fn location(&self, name: &Name) -> Result<Option<LocationId>, Diagnostic> {
        match self.get(&name.text) {
            Some(Entity::Location(id)) => Ok(Some(id)),
            Some(Entity::Broken) => Ok(None),
            Some(other) => Err(self.wrong(name, other, "a location")),
            None => Err(self.unknown(name, "location", |entity| matches!(entity, Entity::Location(_)))),
        }
    }

    /// The tick `name`; `None` when an error about it has been reported before.
    ///
    /// # Errors
    /// When it is unknown or something else.
    pub(super) fn tick(&self, name: &Name) -> Result<Option<TickId>, Diagnostic> {
        match self.get(&name.text) {
            Some(Entity::Tick(id)) => Ok(Some(id)),
            Some(Entity::Broken) => Ok(None),
            Some(other) => Err(self.wrong(name, other, "a tick")),
            None => Err(self.unknown(name, "tick", |entity| matches!(entity, Entity::Tick(_)))),
        }
    }

    /// An error about a name that nothing declares.
    pub(super) fn unknown(&self, name: &Name, noun: &str, wanted: impl Fn(Entity) -> bool) -> Diagnostic {
        let candidates = self.table.iter().filter(|(_, (entity, _))| wanted(*entity)).map(|(name, _)| name.as_str());
        let error = Diagnostic::new(Code::UnknownName, name.span, format!("no {noun} is called `{}`", name.text))
            .label("not declared");
        match closest(&name.text, candidates) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => error,
        }
    }

    /// An error about a name that is something other than `expected`.
    pub(super) fn wrong(&self, name: &Name, found: Entity, expected: &str) -> Diagnostic {
        let error = Diagnostic::new(
            Code::WrongLocation,
            name.span,
            format!("`{}` is {}, but {expected} is expected here", name.text, found.noun()),
        )
        .label(format!("expected {expected}"));
        match self.table.get(&name.text) {
            Some((_, span)) => error.note(*span, "declared here"),
            None => error,
        }
    }
}

/// The error that `name` is declared twice.
pub(super) fn duplicate(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateName, span, format!("`{name}` is declared twice"))
        .label("declared again here")
        .note(first, "first declared here")
}
