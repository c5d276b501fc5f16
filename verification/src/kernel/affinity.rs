//! Which fault domains a plan may merge.

use crate::Permissions;
use crate::refusal::Refusal;
use suki_ir::{AffinityKind, LocationId, LocationKind, Program};

/// Wishes must be the same; fault domains are merged only with the author's word, and never against it. Member `i` of
/// each location of a group is in process `i`, so the numbers of members need not be the same.
pub fn affinities(
    source: &Program,
    plan: &Program,
    families: &[LocationId],
    permissions: &Permissions,
    refusals: &mut Vec<Refusal>,
) {
    let mut refuse = |reason: String| refusals.push(Refusal::Declaration { reason });
    for kind in [AffinityKind::Colocate, AffinityKind::Separate] {
        let wishes = |program: &Program, family: &dyn Fn(LocationId) -> LocationId| {
            let wishes = program.affinities.iter().filter(|wish| wish.kind == kind);
            let mut wishes: Vec<Vec<LocationId>> =
                wishes.map(|wish| wish.locations.iter().map(|at| family(*at)).collect()).collect();
            wishes.iter_mut().for_each(|wish| wish.sort());
            wishes.sort();
            wishes
        };
        if wishes(source, &|at| at) != wishes(plan, &|at| families[at.index()]) {
            refuse(format!("the {kind:?} wishes of plan and source differ"));
        }
    }
    let mut allowed = source.clone();
    for locations in &permissions.colocate {
        let known = |at: &LocationId| at.index() < source.locations.len();
        if locations.iter().all(known) {
            let (kind, span) = (AffinityKind::Colocate, suki_ir::Span::NONE);
            allowed.affinities.push(suki_ir::Affinity { kind, locations: locations.clone(), span });
        }
    }
    let allowed = allowed.groups(AffinityKind::Colocate);
    for group in plan.groups(AffinityKind::Fuse) {
        let name = |at: &LocationId| plan.location(*at).name.clone();
        let names = group.iter().map(name).collect::<Vec<_>>().join(", ");
        let fused: Vec<LocationId> = group.iter().map(|at| families[at.index()]).collect();
        let helper = group.iter().any(|at| plan.family(*at) != *at);
        let external = fused.iter().any(|at| source.location(*at).kind == LocationKind::External);
        if helper || external {
            refuse(format!("{names} cannot be fused: only processes and clusters can"));
        }
        if !allowed.iter().any(|allowed| fused.iter().all(|at| allowed.contains(at))) {
            refuse(format!("{names} are fused without the author's word"));
        }
        let apart = source.affinities.iter().filter(|wish| wish.kind == AffinityKind::Separate);
        if apart.into_iter().any(|wish| wish.locations.iter().filter(|at| fused.contains(at)).count() > 1) {
            refuse(format!("{names} are fused against the author's word"));
        }
    }
}
