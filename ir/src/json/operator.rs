//! Operators: the parameters of each row of the table by their names, locations and ticks by theirs.

use super::error::JsonError;
use crate::text::{Fragment, canonical_text};
use crate::{Op, Program};
use serde_json::{Map, Value};

/// Fields that name a location.
const LOCATIONS: [&str; 3] = ["at", "to", "among"];
/// The only parameter of rows that have no names for theirs.
const TICK: &str = "tick";
const CLOSURE: &str = "closure";
/// Fields that are plain text.
const TEXTS: [&str; 2] = ["port", "log"];

/// The parameters of an operator.
pub(super) fn parameters(op: &Op, program: &Program) -> Map<String, Value> {
    let inner = match serde_json::to_value(op) {
        Ok(Value::Object(variant)) => variant.into_iter().next().map(|(_, inner)| inner),
        _ => None,
    };
    let mut fields = match inner {
        Some(Value::Object(fields)) => fields,
        Some(only) => {
            let name = if op.tick().is_some() { TICK } else { CLOSURE };
            Map::from_iter([(name.to_string(), only)])
        }
        None => Map::new(),
    };
    fields.retain(|_, value| !value.is_null());
    for (name, value) in &mut fields {
        let Some(index) = value.as_u64().and_then(|index| usize::try_from(index).ok()) else { continue };
        let declared = match name.as_str() {
            TICK => program.ticks.get(index).map(|tick| &tick.name),
            name if LOCATIONS.contains(&name) => program.locations.get(index).map(|location| &location.name),
            _ => continue,
        };
        *value = declared.map_or(Value::Null, |name| Value::String(name.clone()));
    }
    fields
}

/// The operator called `name` with these parameters; `program` has the locations and ticks.
///
/// # Errors
/// An operator or parameter that does not exist or is missing, a name that nothing declares, Rust that is none.
pub(super) fn op(name: &str, given: &Map<String, Value>, program: &Program, path: &str) -> Result<Op, JsonError> {
    let mut fields = Map::new();
    for (field, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let value =
            resolved(field, value, program).map_err(|message| JsonError::at(format!("{path}.{field}"), message))?;
        fields.insert(field.clone(), value);
    }
    let op = made(name, fields).map_err(|error| JsonError::at(path, error))?;
    let known = parameters(&op, program);
    match given.keys().find(|field| !known.contains_key(*field) && !given[*field].is_null()) {
        Some(field) => Err(JsonError::at(format!("{path}.{field}"), format!("`{name}` has no such field"))),
        None => Ok(op),
    }
}

/// A name becomes the index it stands for, Rust its canonical text.
fn resolved(field: &str, value: &Value, program: &Program) -> Result<Value, String> {
    let Some(text) = value.as_str() else {
        let must_be_text = field == TICK || LOCATIONS.contains(&field);
        return if must_be_text { Err("expected a name".into()) } else { Ok(value.clone()) };
    };
    let found = |index: Option<usize>, what: &str| {
        index.map(Value::from).ok_or_else(|| format!("no {what} is called `{text}`"))
    };
    match field {
        TICK => found(program.ticks.iter().position(|tick| tick.name == text), "tick"),
        _ if LOCATIONS.contains(&field) => {
            found(program.locations.iter().position(|location| location.name == text), "location")
        }
        _ if TEXTS.contains(&field) => Ok(value.clone()),
        _ => {
            let fragment = match field {
                "element" => Fragment::Type,
                "count" => Fragment::Expression,
                _ => Fragment::Closure,
            };
            canonical_text(text, fragment).map(Value::String).map_err(|error| error.message)
        }
    }
}

/// Rows are written as serde sees them: bare, with named fields, or around one value.
fn made(name: &str, fields: Map<String, Value>) -> Result<Op, String> {
    let variant = variant(name);
    let around = |inner: Value| Value::Object(Map::from_iter([(variant.clone(), inner)]));
    let only = fields.get(TICK).or(fields.get(CLOSURE)).cloned();
    let is_empty = fields.is_empty();
    let forms =
        [is_empty.then(|| Value::String(variant.clone())), only.map(around), Some(around(Value::Object(fields)))];
    let mut why = String::new();
    for form in forms.into_iter().flatten() {
        match serde_json::from_value(form) {
            Ok(op) => return Ok(op),
            Err(error) => why = error.to_string(),
        }
    }
    if why.starts_with("unknown variant") {
        return Err(format!("no operator is called `{name}`"));
    }
    Err(format!("these are not the fields of `{name}`: {why}"))
}

/// `arrival_order` is `ArrivalOrder`.
fn variant(name: &str) -> String {
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
    };
    name.split('_').map(capital).collect()
}
