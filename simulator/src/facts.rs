//! What a program claims of its streams, `#[unique(..)]` and `#[fd(..)]`: the optimizer believes it, so it is checked here.

use crate::oracle::{Oracle, Violation};
use crate::subject::Claim;
use rustc_hash::FxHashMap;

/// Which elements a fact speaks of: a channel, who sent (none: all together), who gets it, and which fact.
type Scope = (u16, Option<u32>, u32, &'static str);

/// Everything claimed so far.
#[derive(Debug, Default)]
pub struct Facts {
    seen: FxHashMap<(Scope, Vec<u8>), Option<Vec<u8>>>,
}

impl Facts {
    /// An element goes from a member, `unit`, to a party.
    ///
    /// # Errors
    /// Where the fact does not hold.
    pub fn check(&mut self, channel: u16, unit: Option<u32>, to: u32, claim: Claim) -> Result<(), Violation> {
        let Claim { fact, of_all, determinant, dependent } = claim;
        let scope = (channel, unit.filter(|_| !of_all), to, fact);
        match self.seen.entry((scope, determinant)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(dependent);
                Ok(())
            }
            std::collections::hash_map::Entry::Occupied(before) => {
                if dependent.is_some() && *before.get() == dependent {
                    return Ok(());
                }
                Err(Violation::new(Oracle::Fact, format!("#[{fact}] does not hold")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_kept_apart_by_who_says_what_to_whom() {
        let mut facts = Facts::default();
        let claim = |of_all, key: u8, dependent: Option<u8>| Claim {
            fact: "it",
            of_all,
            determinant: vec![key],
            dependent: dependent.map(|value| vec![value]),
        };
        let mut check = |unit, to, claim| facts.check(1, Some(unit), to, claim).is_ok();
        assert!(check(0, 5, claim(false, 1, None)));
        assert!(check(1, 5, claim(false, 1, None)), "another member");
        assert!(check(0, 6, claim(false, 1, None)), "another receiver");
        assert!(!check(0, 5, claim(false, 1, None)), "it comes again");
        assert!(check(0, 5, claim(true, 2, Some(7))) && check(1, 5, claim(true, 2, Some(7))));
        assert!(!check(1, 5, claim(true, 2, Some(8))), "it determines something else");
    }
}
