//! Whether a ground instance is one of its rule.

use super::terms::{TermId, Terms};
use crate::limits;
use crate::refusal::Refusal;
use suki_ir::{LocationKind, Op, Program};
use suki_rewrites::{Certificate, HopKind, Logical};

/// The equalities that the instances of a certificate claim, each checked against its rule. Refusals go to `refusals`.
pub fn equalities(
    source: &Program,
    terms: &Terms,
    table: &[TermId],
    certificate: &Certificate,
    refusals: &mut Vec<Refusal>,
) -> Vec<(TermId, TermId)> {
    let own_id_in_items = source.items.iter().any(|item| item.text.contains("self_id"));
    let (mut found, mut work) = (Vec::new(), 0);
    for (index, instance) in certificate.instances.iter().enumerate() {
        let sides = (table.get(instance.left as usize), table.get(instance.right as usize));
        let checked = match sides {
            (Some(left), Some(right)) => {
                work += stages(terms, *left) + stages(terms, *right) + 1;
                let rules = Rules { source, terms, own_id_in_items };
                rules.check(&instance.rule, *left, *right).map(|()| (*left, *right))
            }
            _ => Err("a side is not in the term table"),
        };
        if work > limits::WORK_MAX {
            refusals.push(Refusal::Limit { limit: "WORK_MAX" });
            break;
        }
        match checked {
            Ok(pair) => found.push(pair),
            Err(reason) => {
                let (rule, reason) = (instance.rule.clone(), reason.to_string());
                refusals.push(Refusal::Instance { index, rule, reason });
            }
        }
    }
    found
}

fn stages(terms: &Terms, term: TermId) -> usize {
    let own = |term: TermId| match terms.head(term) {
        Logical::Stateless(stages) => stages.len(),
        _ => 0,
    };
    own(term) + terms.children(term).first().map_or(0, |child| own(*child))
}

struct Rules<'a> {
    source: &'a Program,
    terms: &'a Terms,
    own_id_in_items: bool,
}

impl Rules<'_> {
    /// All rules are equalities, so an instance may be written either way round.
    fn check(&self, rule: &str, left: TermId, right: TermId) -> Result<(), &'static str> {
        let holds = |left, right| match rule {
            "fuse-stateless" => self.fuse_stateless(left, right),
            "push-down" => self.push_down(left, right),
            "forget-early" => self.forget_early(left, right),
            _ => Err("no such rule"),
        };
        holds(left, right).or_else(|reason| holds(right, left).map_err(|_| reason))
    }

    /// The only child of a term, with the term's head.
    fn unary(&self, term: TermId) -> Result<(&Logical, TermId), &'static str> {
        match self.terms.children(term) {
            [child] => Ok((self.terms.head(term), *child)),
            _ => Err("a side has not exactly one child"),
        }
    }

    fn same(&self, left: TermId, right: TermId) -> Result<(), &'static str> {
        if left == right { Ok(()) } else { Err("the sides are over different terms") }
    }

    /// `Stateless(b)(Stateless(a)(x)) = Stateless(a ++ b)(x)`: composition of functions of one element.
    fn fuse_stateless(&self, left: TermId, right: TermId) -> Result<(), &'static str> {
        let (outer, middle) = self.unary(left)?;
        let (inner, x) = self.unary(middle)?;
        let (fused, y) = self.unary(right)?;
        let (Logical::Stateless(b), Logical::Stateless(a), Logical::Stateless(all)) = (outer, inner, fused) else {
            return Err("a side is not made of stateless operators");
        };
        if !a.iter().chain(b).eq(all) {
            return Err("the stages of one side are not those of the other");
        }
        self.same(x, y)
    }

    /// `Stateless(p)(Hop(x)) = Hop(Stateless(p)(x))`, when each element yields at most one, arrives as it was sent,
    /// and does not see who computes it. Two elements of one message would be lost together or not at all.
    fn push_down(&self, left: TermId, right: TermId) -> Result<(), &'static str> {
        let (outer, middle) = self.unary(left)?;
        let (inner, x) = self.unary(middle)?;
        let (hop, below) = self.unary(right)?;
        let (pushed, y) = self.unary(below)?;
        let (Logical::Stateless(p), Logical::Hop { kind, from, .. }) = (outer, inner) else {
            return Err("the left side is no stateless operator on a hop");
        };
        if hop != inner || pushed != outer {
            return Err("the right side is not the same hop of the same operators");
        }
        if !matches!(kind, HopKind::Send | HopKind::Broadcast) {
            return Err("a demux consumes the member that its element names");
        }
        let sender = self.source.locations.get(from.index()).map(|location| &location.kind);
        if sender != Some(&LocationKind::Process) {
            return Err("the hop is not from a process: elements arrive tagged with their sender");
        }
        for stage in p {
            let (Op::Map(f) | Op::Filter(f) | Op::FilterMap(f)) = stage else {
                return Err("a stage may yield more than one element for each input, or changes the shape");
            };
            if self.own_id_in_items || f.text().contains("self_id") {
                return Err("a closure asks for its own member's id");
            }
        }
        self.same(x, y)
    }

    /// `Forget(Stateless(p)(x)) = Stateless(p)(Forget(x))`: the bag of results needs only the bag of elements.
    fn forget_early(&self, left: TermId, right: TermId) -> Result<(), &'static str> {
        let (outer, middle) = self.unary(left)?;
        let (inner, x) = self.unary(middle)?;
        let (moved, below) = self.unary(right)?;
        let (forget, y) = self.unary(below)?;
        if *outer != Logical::Forget || *forget != Logical::Forget {
            return Err("no order is forgotten");
        }
        if !matches!(inner, Logical::Stateless(_)) || inner != moved {
            return Err("the sides are not the same stateless operators");
        }
        // A forgotten order cannot be forgotten again: then both sides are over the one `Forget`.
        if x == below { Ok(()) } else { self.same(x, y) }
    }
}
