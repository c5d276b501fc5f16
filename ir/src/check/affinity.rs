//! `colocate`, `separate` and `fuse` must not contradict one another.

use crate::{Affinity, AffinityKind, Code, Diagnostic, LocationId, Program};
use std::collections::HashMap;

/// Pairs of locations compared; more than any deployment has.
const PAIRS_MAX: usize = 1 << 20;

/// Reports pairs that are both kept apart and put together.
pub(super) fn check(program: &Program) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let allowed = pairs(program.affinities.iter().filter(|one| one.kind == AffinityKind::Colocate));
    let fused = fused(program);
    for forbidden in program.affinities.iter().filter(|one| one.kind == AffinityKind::Separate) {
        for ((a, b), _) in pairs(std::iter::once(forbidden)) {
            let merged = match (fused.get(&a), fused.get(&b)) {
                (Some((group, why)), Some((other, _))) if group == other => Some(*why),
                _ => allowed.get(&(a, b)).copied(),
            };
            diagnostics.extend(merged.map(|merged| contradiction(program, forbidden, merged, (a, b))));
        }
    }
    diagnostics
}

/// Every unordered pair that the affinities name, with the first that names it.
fn pairs<'a>(affinities: impl Iterator<Item = &'a Affinity>) -> HashMap<(LocationId, LocationId), &'a Affinity> {
    let mut pairs = HashMap::new();
    for affinity in affinities {
        for (i, a) in affinity.locations.iter().enumerate() {
            for b in affinity.locations[i + 1..].iter().filter(|b| *b != a) {
                if pairs.len() >= PAIRS_MAX {
                    return pairs;
                }
                pairs.entry((*a.min(b), *a.max(b))).or_insert(affinity);
            }
        }
    }
    pairs
}

/// The fused group of each location, called by its first member, and an affinity that made it.
fn fused(program: &Program) -> HashMap<LocationId, (LocationId, &Affinity)> {
    let mut parent: HashMap<LocationId, LocationId> = HashMap::new();
    let mut made_by: HashMap<LocationId, &Affinity> = HashMap::new();
    for affinity in program.affinities.iter().filter(|one| one.kind == AffinityKind::Fuse) {
        for location in &affinity.locations {
            made_by.entry(*location).or_insert(affinity);
            let (a, b) = (root(&mut parent, affinity.locations[0]), root(&mut parent, *location));
            parent.insert(a.max(b), a.min(b));
        }
    }
    made_by.into_iter().map(|(location, affinity)| (location, (root(&mut parent, location), affinity))).collect()
}

fn root(parent: &mut HashMap<LocationId, LocationId>, location: LocationId) -> LocationId {
    let mut here = location;
    while let Some(up) = parent.get(&here).copied().filter(|up| *up != here) {
        let above = parent.get(&up).copied().unwrap_or(up);
        parent.insert(here, above);
        here = up;
    }
    here
}

fn name(program: &Program, id: LocationId) -> &str {
    program.locations.get(id.index()).map_or("?", |location| &location.name)
}

fn verb(kind: AffinityKind) -> &'static str {
    match kind {
        AffinityKind::Colocate => "colocate",
        AffinityKind::Separate => "separate",
        AffinityKind::Fuse => "fuse",
    }
}

fn contradiction(
    program: &Program,
    forbidden: &Affinity,
    merged: &Affinity,
    pair: (LocationId, LocationId),
) -> Diagnostic {
    let (a, b) = (name(program, pair.0), name(program, pair.1));
    let verb = verb(merged.kind);
    Diagnostic::new(
        Code::AffinityConflict,
        forbidden.span,
        format!("`{a}` and `{b}` are kept apart here, and together elsewhere"),
    )
    .label(format!("expected no `{verb}` of the two"))
    .note(merged.span, format!("`{verb}` puts them together"))
    .help("remove one of the two statements")
}
