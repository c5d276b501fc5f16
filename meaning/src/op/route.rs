//! Hops and moves: to which instances an element goes, and as what it arrives.

use super::Site;
use crate::{Trouble, ValueId};
use suki_ir::{LocationKind, Op};

/// The member and the part that an element goes to, each none for all, and what arrives there.
type Addresses = (Option<u32>, Option<u32>, ValueId);

/// Where an element that is sent goes, and what arrives there. `from` is the family of the sender, `parts` how many
/// instances the target has for each member.
pub(crate) fn addresses(
    site: &mut Site,
    from: &LocationKind,
    member: u32,
    parts: u32,
    x: ValueId,
) -> Result<Addresses, Trouble> {
    let (to, payload) = match &site.unit.op {
        Op::Demux { .. } => {
            let to = site.world.store.component(x, 0);
            (Some(small(site, to)), site.world.store.component(x, 1))
        }
        Op::Broadcast { .. } => (None, x),
        Op::Send { .. } => (Some(0), x),
        _ => (Some(member), x),
    };
    let crosses = matches!(site.unit.op, Op::Send { .. } | Op::Broadcast { .. } | Op::Demux { .. });
    let arrived = match from {
        // Who sends is the member of the source program, or the client.
        LocationKind::Cluster { .. } | LocationKind::External if crosses => {
            let sender = site.world.store.number(member.into());
            site.world.store.pair(sender, payload)
        }
        LocationKind::Process | LocationKind::Cluster { .. } | LocationKind::External | LocationKind::Helper { .. } => {
            payload
        }
    };
    let part = match &site.unit.op {
        Op::Replicate { .. } => None,
        _ if site.unit.functions.is_empty() => Some(0),
        _ => {
            let key = site.result(0, &[arrived])?;
            Some(u32::try_from(site.world.store.spread(key) % u64::from(parts.max(1))).unwrap_or(0))
        }
    };
    Ok((to, part, arrived))
}

fn small(site: &Site, member: ValueId) -> u32 {
    u32::try_from(site.world.store.as_number(member)).unwrap_or(u32::MAX)
}
