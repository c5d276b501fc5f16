//! Locations, ticks and affinities.

use super::cursor::{Cursor, Name};
use super::lex::Delimiter;
use super::names::Entity;
use super::reader::Reader;
use super::split::Statement;
use crate::limits::MEMBERS_MAX;
use crate::{
    Affinity, AffinityKind, Code, Constant, Diagnostic, Location, LocationId, LocationKind, Span, Tick, TickId,
};

impl Reader {
    /// Declares all locations; helpers may stand before the location that they help.
    pub(super) fn locations<'a>(&mut self, statements: impl Iterator<Item = &'a Statement<'a>>) {
        let mut helpers = Vec::new();
        // Helpers stand behind all source locations, so that a plan's ids are those of its source.
        let mut statements: Vec<&Statement> = statements.collect();
        statements.sort_by_key(|statement| statement.body().word().is_some_and(|word| word.text == "helper"));
        for statement in statements {
            let wishes = self.wishes(statement.attributes());
            match self.location(statement) {
                Ok((location, of)) => {
                    let location = Location { wishes, ..location };
                    let name = Name { text: location.name.clone(), span: location.span };
                    let id = LocationId::new(self.program.locations.len());
                    if self.declare(&name, Entity::Location(id)) {
                        self.program.locations.push(location);
                        helpers.extend(of.map(|of| (id, of)));
                    }
                }
                Err(error) => {
                    self.report_unless_silent(error);
                    self.give_up(statement);
                }
            }
        }
        for (id, of) in helpers {
            match self.helped(&of) {
                Ok(Some(found)) => {
                    if let LocationKind::Helper { of, .. } = &mut self.program.locations[id.index()].kind {
                        *of = found;
                    }
                }
                Ok(None) => {}
                Err(error) => self.report(error),
            }
        }
    }

    fn report_unless_silent(&mut self, error: Option<Diagnostic>) {
        if let Some(error) = error {
            self.report(error);
        }
    }

    /// One location, and for a helper whom it helps. The error is `None` when it has been reported before.
    fn location(&mut self, statement: &Statement) -> Result<(Location, Option<Name>), Option<Diagnostic>> {
        let mut cursor = statement.body();
        let word = cursor.word().map(|word| word.text).unwrap_or_default();
        let name = declared_name(&mut cursor, &word)?;
        let mut of = None;
        let kind = match word.as_str() {
            "process" => LocationKind::Process,
            "external" => LocationKind::External,
            "cluster" => {
                let (count, members) =
                    self.count(&mut cursor, "the number of members, as in `cluster replicas[3];`")?;
                LocationKind::Cluster { count, members }
            }
            _ => {
                let example = "`of`, as in `helper fan of leader[4];`";
                if !cursor.keyword("of") {
                    return Err(Some(expected(example, &cursor)));
                }
                of = Some(cursor.name().ok_or_else(|| Some(expected("a location", &cursor)))?);
                let (_, parts) = self.count(&mut cursor, "the number of parts, as in `helper fan of leader[4];`")?;
                LocationKind::Helper { of: LocationId(0), parts }
            }
        };
        if !cursor.is_empty() {
            return Err(Some(expected("`;`", &cursor)));
        }
        Ok((Location { span: name.span, ..Location::new(name.text, kind) }, of))
    }

    /// `[EXPR]`.
    fn count(&mut self, cursor: &mut Cursor, example: &str) -> Result<(Constant, u32), Option<Diagnostic>> {
        let group = cursor.group(Delimiter::Bracket).ok_or_else(|| Some(expected(example, cursor)))?;
        let mut inner = group.inner;
        if inner.is_empty() {
            return Err(Some(expected(example, &inner)));
        }
        let count = self.constants.count(&mut inner, MEMBERS_MAX).map_err(Some)?.ok_or(None)?;
        if !inner.is_empty() {
            return Err(Some(expected("`]`", &inner)));
        }
        Ok(count)
    }

    fn helped(&self, of: &Name) -> Result<Option<LocationId>, Diagnostic> {
        let Some(id) = self.names.location(of)? else { return Ok(None) };
        match self.program.location(id).kind {
            LocationKind::Process | LocationKind::Cluster { .. } => Ok(Some(id)),
            _ => Err(Diagnostic::new(
                Code::WrongLocation,
                of.span,
                format!("a helper helps a process or a cluster, but `{}` is {}", of.text, self.noun(id)),
            )),
        }
    }

    /// Declares a tick: `tick NAME at LOCATION;`.
    pub(super) fn tick(&mut self, statement: &Statement) {
        self.no_attributes(statement.attributes(), "a tick");
        let mut cursor = statement.body();
        cursor.advance(1);
        match self.tick_parts(&mut cursor) {
            Ok((name, Some(at))) => {
                let id = TickId::new(self.program.ticks.len());
                if self.declare(&name, Entity::Tick(id)) {
                    self.program.ticks.push(Tick { name: name.text, at, span: name.span });
                }
            }
            Ok((_, None)) => self.give_up(statement),
            Err(error) => {
                self.report(error);
                self.give_up(statement);
            }
        }
    }

    fn tick_parts(&self, cursor: &mut Cursor) -> Result<(Name, Option<LocationId>), Diagnostic> {
        let name = declared_name(cursor, "tick")?;
        if !cursor.keyword("at") {
            return Err(expected("`at`, as in `tick round at leader;`", cursor));
        }
        let at = cursor.name().ok_or_else(|| expected("a location", cursor))?;
        if !cursor.is_empty() {
            return Err(expected("`;`", cursor));
        }
        let id = self.names.location(&at)?;
        match id {
            Some(id) if self.program.location(id).kind == LocationKind::External => {
                let message = format!("a tick is at a process or a cluster, but `{}` is {}", at.text, self.noun(id));
                Err(Diagnostic::new(Code::WrongLocation, at.span, message))
            }
            id => Ok((name, id)),
        }
    }

    /// Declares `colocate(a, b);` and its like.
    pub(super) fn affinity(&mut self, statement: &Statement) {
        self.no_attributes(statement.attributes(), "an affinity");
        let mut cursor = statement.body();
        let Some(word) = cursor.word() else { return };
        let kind = match word.text.as_str() {
            "colocate" => AffinityKind::Colocate,
            "separate" => AffinityKind::Separate,
            _ => AffinityKind::Fuse,
        };
        let example = format!("locations, as in `{}(leader, acceptors);`", word.text);
        let Some(group) = cursor.group(Delimiter::Parenthesis) else {
            self.report(expected(&example, &cursor));
            return;
        };
        if !self.expect_end(&cursor, "`;`") {
            return;
        }
        let Some(locations) = self.affine(group.inner, &example) else { return };
        if locations.len() < 2 {
            let message = format!("`{}` is about two or more different locations", word.text);
            self.report(Diagnostic::new(Code::AffinityNames, statement.body().rest_span(), message));
            return;
        }
        self.program.affinities.push(Affinity { kind, locations, span: statement.span });
    }

    /// A list of locations that affinities may speak of. `None` when an error has been reported.
    fn affine(&mut self, mut cursor: Cursor, example: &str) -> Option<Vec<LocationId>> {
        let mut locations = Vec::new();
        let mut sound = true;
        while !cursor.is_empty() {
            let Some(name) = cursor.name() else {
                self.report(expected(example, &cursor));
                return None;
            };
            if !cursor.is_empty() && !cursor.punct(",") {
                self.report(expected("`,`", &cursor));
                return None;
            }
            let found = self.names.location(&name);
            let Some(Some(id)) = self.checked(found) else {
                sound = false;
                continue;
            };
            if let Err(error) = self.may_be_affine(id, &name, &locations) {
                self.report(error);
                sound = false;
            }
            locations.push(id);
        }
        sound.then_some(locations)
    }

    fn may_be_affine(&self, id: LocationId, name: &Name, before: &[LocationId]) -> Result<(), Diagnostic> {
        if before.contains(&id) {
            return Err(Diagnostic::new(Code::AffinityNames, name.span, format!("`{}` is named twice", name.text)));
        }
        match self.program.location(id).kind {
            LocationKind::Process | LocationKind::Cluster { .. } => Ok(()),
            _ => {
                let message = format!("a process or a cluster is expected, but `{}` is {}", name.text, self.noun(id));
                Err(Diagnostic::new(Code::WrongLocation, name.span, message))
            }
        }
    }

    /// What sort of location it is, in words.
    pub(super) fn noun(&self, id: LocationId) -> &'static str {
        match self.program.location(id).kind {
            LocationKind::Process => "a process",
            LocationKind::Cluster { .. } => "a cluster",
            LocationKind::External => "external",
            LocationKind::Helper { .. } => "a helper",
        }
    }
}

/// The name after a declaring keyword.
fn declared_name(cursor: &mut Cursor, word: &str) -> Result<Name, Diagnostic> {
    cursor.name().ok_or_else(|| expected(&format!("a name after `{word}`"), cursor))
}

pub(super) fn expected(what: &str, cursor: &Cursor) -> Diagnostic {
    let span: Span = cursor.span();
    Diagnostic::new(Code::Syntax, span, format!("expected {what}, found {}", cursor.found()))
}
