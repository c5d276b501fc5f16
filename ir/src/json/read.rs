//! From JSON to a program: its shape here, its meaning by reading the text that it stands for.

use super::document::{AffinityForm, Document, KindForm, LocationForm, OperatorForm, TickForm};
use super::error::JsonError;
use super::{FORMAT_VERSION, operator};
use crate::limits::TEXT_BYTES_MAX;
use crate::text::{Fragment, canonical_text, on_a_stack};
use crate::{
    Affinity, Clause, Diagnostic, Item, Location, LocationId, LocationKind, Operator, OperatorId, Program, Quoted,
    Span, Tick, Workload, canonicalize, parse,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads the JSON form of a program, with everything that reading its text would check.
///
/// # Errors
/// The first thing that is wrong, with its place or its path. No text makes it panic.
///
/// ```
/// let error = suki_ir::json::read("{\"format_version\": 1, \"locations\": [], \"operators\": [{\"op\": \"mpa\"}]}");
/// assert_eq!(error.unwrap_err().to_string(), "`operators[0]`: no operator is called `mpa`");
/// ```
pub fn read(text: &str) -> Result<Program, JsonError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(JsonError::at("", format!("a text of {} bytes; at most {TEXT_BYTES_MAX} are allowed", text.len())));
    }
    let document: Value = serde_json::from_str(text).map_err(|error| JsonError::serde("", &error))?;
    check_version(&document)?;
    let document: Document = serde_json::from_value(document).map_err(|error| JsonError::serde("", &error))?;
    let program = canonicalize(on_a_stack(|| shaped(&document))?);
    let (read, diagnostics) = parse(&program.to_string());
    if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Err(meaningless(&program, error));
    }
    match first_difference(&program, &read) {
        None => Ok(read),
        Some(path) => Err(JsonError::at(path, "this is not what its text would read as")),
    }
}

fn check_version(document: &Value) -> Result<(), JsonError> {
    match document.get("format_version").map(Value::as_u64) {
        Some(Some(version)) if version == u64::from(FORMAT_VERSION) => Ok(()),
        Some(Some(version)) => Err(JsonError::at(
            "format_version",
            format!("this is version {version}; version {FORMAT_VERSION} can be read"),
        )),
        Some(None) => Err(JsonError::at("format_version", "expected a number")),
        None if document.is_object() => {
            Err(JsonError::at("format_version", format!("missing; write `\"format_version\": {FORMAT_VERSION}`")))
        }
        None => Err(JsonError::at("", "expected an object")),
    }
}

fn shaped(document: &Document) -> Result<Program, JsonError> {
    let item = |(at, text): (usize, &String)| {
        let text = canonical_item(text).map_err(|message| JsonError::at(format!("items[{at}]"), message))?;
        Ok(Item { text, span: Span::NONE })
    };
    let mut program = Program {
        docs: document.docs.clone(),
        items: document.items.iter().enumerate().map(item).collect::<Result<_, _>>()?,
        ..Program::default()
    };
    let locations: Vec<LocationForm> = forms(&document.locations, "locations")?;
    let names: Vec<String> = locations.iter().map(|location| location.name.clone()).collect();
    let find = |name: &str, path: String| {
        let at = names.iter().position(|known| known == name).map(LocationId::new);
        at.ok_or_else(|| JsonError::at(path, format!("no location is called `{name}`")))
    };
    for (at, form) in locations.into_iter().enumerate() {
        program.locations.push(location(form, &format!("locations[{at}]"), &find)?);
    }
    for (at, form) in forms::<TickForm>(&document.ticks, "ticks")?.into_iter().enumerate() {
        let path = format!("ticks[{at}].at");
        program.ticks.push(Tick { name: form.name, at: find(&form.at, path)?, span: Span::NONE });
    }
    for (at, form) in forms::<AffinityForm>(&document.affinities, "affinities")?.into_iter().enumerate() {
        let ids = form.locations.iter().map(|name| find(name, format!("affinities[{at}].locations")));
        let locations = ids.collect::<Result<_, _>>()?;
        program.affinities.push(Affinity { kind: form.kind, locations, span: Span::NONE });
    }
    let operators: Vec<OperatorForm> = forms(&document.operators, "operators")?;
    let count = operators.len();
    for (at, form) in operators.into_iter().enumerate() {
        let operator = operator(form, &format!("operators[{at}]"), count, &program)?;
        program.operators.push(operator);
    }
    if let Some(clauses) = &document.workload {
        program.workload = Some(Workload { clauses: clauses_of(clauses)? });
    }
    Ok(program)
}

/// Each value of a list; an error names the one that it is about.
fn forms<T: DeserializeOwned>(values: &[Value], list: &str) -> Result<Vec<T>, JsonError> {
    let form = |(at, value): (usize, &Value)| {
        T::deserialize(value).map_err(|error| JsonError::serde(format!("{list}[{at}]"), &error))
    };
    values.iter().enumerate().map(form).collect()
}

fn location(
    form: LocationForm,
    path: &str,
    find: &impl Fn(&str, String) -> Result<LocationId, JsonError>,
) -> Result<Location, JsonError> {
    let extra = |field: &str| JsonError::at(format!("{path}.{field}"), "a location of this kind has no such field");
    let given = [
        ("count", form.count.is_some()),
        ("members", form.members.is_some()),
        ("of", form.of.is_some()),
        ("parts", form.parts.is_some()),
    ];
    let allowed: &[&str] = match form.kind {
        KindForm::Process | KindForm::External => &[],
        KindForm::Cluster => &["count", "members"],
        KindForm::Helper => &["of", "parts"],
    };
    if let Some((field, _)) = given.iter().find(|(field, given)| *given && !allowed.contains(field)) {
        return Err(extra(field));
    }
    if let Some(field) = allowed.iter().find(|field| given.iter().any(|(name, given)| name == *field && !given)) {
        return Err(JsonError::at(format!("{path}.{field}"), "missing"));
    }
    let kind = match (form.kind, form.count, form.members, form.of, form.parts) {
        (KindForm::Cluster, Some(count), Some(members), ..) => {
            let count = quoted(&count, Fragment::Expression, &format!("{path}.count"))?;
            LocationKind::Cluster { count, members }
        }
        (KindForm::Helper, _, _, Some(of), Some(parts)) => {
            LocationKind::Helper { of: find(&of, format!("{path}.of"))?, parts }
        }
        (KindForm::External, ..) => LocationKind::External,
        _ => LocationKind::Process,
    };
    Ok(Location { wishes: form.wishes.unwrap_or_default(), ..Location::new(form.name, kind) })
}

fn operator(form: OperatorForm, path: &str, count: usize, program: &Program) -> Result<Operator, JsonError> {
    if let Some((at, input)) = form.inputs.iter().enumerate().find(|(_, input)| **input >= count) {
        return Err(JsonError::at(format!("{path}.inputs[{at}]"), format!("there is no operator {input}")));
    }
    let op = operator::op(&form.op, &form.parameters, program, path)?;
    let annotation = form.ty.map(|ty| quoted(&ty, Fragment::Type, &format!("{path}.type"))).transpose()?;
    let inputs = form.inputs.into_iter().map(OperatorId::new).collect();
    Ok(Operator { name: form.name, annotation, facts: form.facts, ..Operator::new(op, inputs) })
}

fn clauses_of(values: &[Value]) -> Result<Vec<Clause>, JsonError> {
    let mut canonical_values = values.to_vec();
    for (at, clause) in canonical_values.iter_mut().enumerate() {
        let Some(fields) = clause.as_object_mut() else { continue };
        let closures = ["make", "matches", "target", "key", "init", "apply", "value"];
        for (field, value) in fields.iter_mut().filter(|(field, _)| closures.contains(&field.as_str())) {
            let Some(text) = value.as_str() else { continue };
            let text = canonical_text(text, Fragment::Closure)
                .map_err(|error| JsonError::at(format!("workload[{at}].{field}"), error.message))?;
            *value = Value::String(text);
        }
    }
    forms(&canonical_values, "workload")
}

fn quoted(text: &str, fragment: Fragment, path: &str) -> Result<Quoted, JsonError> {
    let text = canonical_text(text, fragment).map_err(|error| JsonError::at(path, error.message))?;
    Ok(Quoted::from_canonical(text, Span::NONE))
}

/// The text of an item as reading it gives it.
fn canonical_item(text: &str) -> Result<String, String> {
    let (program, diagnostics) = parse(text);
    match (program.items.as_slice(), diagnostics.first()) {
        ([item], None) => Ok(item.text.clone()),
        (_, Some(error)) if error.code != crate::Code::NoOutput => Err(error.message.clone()),
        _ => Err("expected one Rust item".into()),
    }
}

/// An error of the text that a document stands for.
fn meaningless(program: &Program, error: &Diagnostic) -> JsonError {
    let text = program.to_string();
    let excerpt = text.get(error.span.start as usize..error.span.end as usize).unwrap_or_default();
    let names = |operator: &Operator| operator.name.as_deref() == Some(excerpt);
    let path = program.operators.iter().position(names).map_or(String::new(), |at| format!("operators[{at}]"));
    let place = if excerpt.is_empty() { String::new() } else { format!(", in `{excerpt:.80}`") };
    JsonError::at(path, format!("{}{place}", error.message))
}

/// The path of the first value that differs.
fn first_difference(one: &Program, other: &Program) -> Option<String> {
    fn position<T: PartialEq>(list: &str, one: &[T], other: &[T]) -> Option<String> {
        let differs = (0..one.len().max(other.len())).find(|at| one.get(*at) != other.get(*at))?;
        Some(format!("{list}[{differs}]"))
    }
    let clauses = |program: &Program| program.workload.clone().map_or(Vec::new(), |workload| workload.clauses);
    position("docs", &one.docs, &other.docs)
        .or_else(|| position("items", &one.items, &other.items))
        .or_else(|| position("locations", &one.locations, &other.locations))
        .or_else(|| position("ticks", &one.ticks, &other.ticks))
        .or_else(|| position("affinities", &one.affinities, &other.affinities))
        .or_else(|| position("operators", &one.operators, &other.operators))
        .or_else(|| position("workload", &clauses(one), &clauses(other)))
        .or_else(|| (one != other).then(|| "workload".to_string()))
}
