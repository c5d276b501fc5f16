//! Functional dependencies: through closures, and what a group of fields determines.

use crate::facts::Dependency;
use crate::lineage::{self, Value};
use suki_ir::Op;

/// The dependencies of a stateless operator's output that follow from those of its input.
pub fn image(dependencies: &[Dependency], stage: &Op) -> Vec<Dependency> {
    if dependencies.is_empty() {
        return Vec::new();
    }
    let value = lineage::result(stage);
    let mut places = Vec::new();
    positions(&value, &mut Vec::new(), &mut places);
    let renamed = |path: &Vec<String>| -> Option<Vec<String>> {
        places
            .iter()
            .find_map(|(out, field)| path.strip_prefix(field.as_slice()).map(|rest| [out.as_slice(), rest].concat()))
    };
    dependencies
        .iter()
        .filter_map(|dependency| {
            let determinant = dependency.determinant.iter().map(renamed).collect::<Option<Vec<_>>>()?;
            Some(Dependency { determinant, dependent: renamed(&dependency.dependent)? })
        })
        .collect()
}

/// Where the fields of the argument are in a value: position in the value, field of the argument.
fn positions(value: &Value, at: &mut Vec<String>, found: &mut Vec<(Vec<String>, Vec<String>)>) {
    let parts: Vec<(String, &Value)> = match value {
        Value::Field(path) => {
            found.push((at.clone(), path.clone()));
            return;
        }
        Value::Tuple(items) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
        Value::Made { fields, .. } => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Unknown => return,
    };
    for (name, part) in parts {
        at.push(name);
        positions(part, at, found);
        at.pop();
    }
}

/// Whether `group` determines `path`: it is one of them, lies inside one, or follows by `dependencies`.
pub fn determines(group: &[Vec<String>], path: &[String], dependencies: &[Dependency]) -> bool {
    let mut known = group.to_vec();
    loop {
        if known.iter().any(|field| path.starts_with(field)) {
            return true;
        }
        let follows = dependencies.iter().find(|dependency| {
            let determined = |field: &Vec<String>| known.iter().any(|known| field.starts_with(known));
            dependency.determinant.iter().all(determined) && !determined(&dependency.dependent)
        });
        match follows {
            Some(dependency) => known.push(dependency.dependent.clone()),
            None => return false,
        }
    }
}
