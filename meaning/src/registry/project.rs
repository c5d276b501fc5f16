//! Closures that only take elements apart, as plans have them for keys.

use crate::{Trouble, Value};

/// `|x| x.1.id` or `|x| (x.0, x.1.id)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Projection {
    /// Names of fields, from the outside in.
    Field(Vec<String>),
    /// A tuple of projections.
    Tuple(Vec<Projection>),
}

impl Projection {
    /// From a closure's text without white space; none if it is anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (name, body) = text.strip_prefix('|')?.split_once('|')?;
        Self::expression(body, name)
    }

    fn expression(text: &str, name: &str) -> Option<Self> {
        let text = text.strip_suffix(".clone()").unwrap_or(text);
        if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
            let parts = split(inner);
            let parts: Option<Vec<Projection>> = parts.iter().map(|part| Self::expression(part, name)).collect();
            return parts.map(Projection::Tuple);
        }
        let path = text.trim_start_matches(['*', '&']).strip_prefix(name)?;
        let fields: Vec<String> = path.split('.').skip(1).map(str::to_string).collect();
        let plain = path.is_empty() || path.starts_with('.');
        let named =
            fields.iter().all(|field| !field.is_empty() && field.chars().all(|c| c.is_alphanumeric() || c == '_'));
        (plain && named).then_some(Projection::Field(fields))
    }

    pub fn of(&self, value: &Value) -> Result<Value, Trouble> {
        match self {
            Projection::Tuple(parts) => {
                Ok(Value::Sequence(parts.iter().map(|part| part.of(value)).collect::<Result<_, _>>()?))
            }
            Projection::Field(fields) => {
                let mut at = value;
                for field in fields {
                    at = component(at, field).ok_or_else(|| Trouble::new(format!("{at} has no field `{field}`")))?;
                }
                Ok(at.clone())
            }
        }
    }
}

fn component<'v>(value: &'v Value, field: &str) -> Option<&'v Value> {
    match value {
        Value::Record(_, fields) => fields.iter().find(|(name, _)| name == field).map(|(_, value)| value),
        Value::Sequence(items) => items.get(field.parse::<usize>().ok()?),
        _ => None,
    }
}

/// At commas that are in no parentheses; a last comma counts for nothing.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_takes_apart_needs_no_entry() {
        let record = Value::Record("R".into(), vec![("id".into(), Value::number(4))]);
        let value = Value::pair(Value::number(9), record);
        let of = |text: &str| Projection::read(text).map(|projection| projection.of(&value).unwrap().to_string());
        assert_eq!(of("|x|x.1.id.clone()").as_deref(), Some("4"));
        assert_eq!(of("|x|(x.1.id.clone(),x.0)").as_deref(), Some("(4, 9)"));
        assert_eq!(of("|vote|vote").as_deref(), Some("(9, R { id: 4 })"));
        assert_eq!((of("|x|x.0+1"), of("|x|xy"), of("|x|f(x)")), (None, None, None));
    }
}
