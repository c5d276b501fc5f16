//! Certificates without what their proof can do without.

use crate::{Permissions, check_with, limits};
use suki_ir::Program;
use suki_rewrites::{Certificate, Instance, Term};

/// A certificate that holds, without instances that the proof does not need; as it is when it does not hold, or has more
/// than [`limits::SLICED_INSTANCES_MAX`]: each of them is a check.
pub fn slice(source: &Program, plan: &Program, certificate: Certificate, permissions: &Permissions) -> Certificate {
    let mut kept = certificate;
    let holds = |certificate: &Certificate| check_with(source, plan, certificate, permissions).is_ok();
    if kept.instances.len() > limits::SLICED_INSTANCES_MAX || !holds(&kept) {
        return kept;
    }
    for index in (0..kept.instances.len()).rev() {
        let less = without(&kept, index);
        if holds(&less) {
            kept = less;
        }
    }
    kept
}

/// The certificate without one instance, and without the terms that only this one was made of.
fn without(certificate: &Certificate, index: usize) -> Certificate {
    let mut instances = certificate.instances.clone();
    instances.remove(index);
    let mut used = vec![false; certificate.terms.len()];
    instances
        .iter()
        .for_each(|instance| [instance.left, instance.right].iter().for_each(|side| used[*side as usize] = true));
    // Children come before parents.
    for (index, term) in certificate.terms.iter().enumerate().rev() {
        if used[index] {
            term.children.iter().for_each(|child| used[*child as usize] = true);
        }
    }
    let mut place = vec![0; used.len()];
    let mut terms: Vec<Term> = Vec::new();
    for (index, term) in certificate.terms.iter().enumerate().filter(|(index, _)| used[*index]) {
        place[index] = terms.len() as u32;
        let children = term.children.iter().map(|child| place[*child as usize]).collect();
        terms.push(Term { head: term.head.clone(), children });
    }
    let moved = |instance: Instance| Instance {
        left: place[instance.left as usize],
        right: place[instance.right as usize],
        ..instance
    };
    let instances = instances.into_iter().map(moved).collect();
    Certificate { terms, instances, ..certificate.clone() }
}
