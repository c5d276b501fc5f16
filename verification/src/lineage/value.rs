//! Symbolic values: what a closure makes of an element.

use suki_ir::Ty;

use super::pattern::payload;
use crate::items::Items;

/// A function of one element, in a normal form: equal values are equal functions, unknown ones equal nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The element itself.
    Element,
    /// A field of a struct or tuple.
    Field(Box<Value>, String),
    /// A field of a value when it is of one variant.
    Payload {
        /// The value.
        of: Box<Value>,
        /// `Enum::Variant`.
        variant: String,
        /// The field.
        field: String,
    },
    /// A tuple.
    Tuple(Vec<Value>),
    /// A struct or variant with its fields.
    Made {
        /// `Struct` or `Enum::Variant`.
        name: String,
        /// The fields.
        fields: Vec<(String, Value)>,
    },
    /// A literal or a constant.
    Constant(String),
    /// A cast or an operation on primitive values, by its tokens.
    Operation(String, Vec<Value>),
    /// A closure whose branches differ, with what they yield.
    Choice {
        /// The closure's text.
        text: String,
        /// What it is applied to.
        argument: Box<Value>,
        /// What it may yield.
        results: Vec<Value>,
    },
    /// Anything else.
    Unknown,
}

impl Value {
    /// The field `name`.
    pub fn field(&self, name: &str) -> Value {
        match self {
            Value::Tuple(items) => {
                let index = name.parse::<usize>().ok();
                index.and_then(|index| items.get(index)).cloned().unwrap_or(Value::Unknown)
            }
            Value::Made { fields, .. } => {
                fields.iter().find(|(field, _)| field == name).map_or(Value::Unknown, |(_, value)| value.clone())
            }
            Value::Constant(_) | Value::Operation(..) | Value::Choice { .. } | Value::Unknown => Value::Unknown,
            Value::Element | Value::Field(..) | Value::Payload { .. } => {
                Value::Field(Box::new(self.clone()), name.to_string())
            }
        }
    }

    /// The values it is made of.
    pub fn parts(&self) -> Vec<&Value> {
        match self {
            Value::Element | Value::Constant(_) | Value::Unknown => Vec::new(),
            Value::Field(of, _) | Value::Payload { of, .. } => vec![of],
            Value::Tuple(items) | Value::Operation(_, items) => items.iter().collect(),
            Value::Made { fields, .. } => fields.iter().map(|(_, value)| value).collect(),
            Value::Choice { argument, results, .. } => std::iter::once(&**argument).chain(results).collect(),
        }
    }

    /// The same function of something that is `element` of another element.
    pub fn over(&self, element: &Value) -> Value {
        let all = |items: &[Value]| items.iter().map(|item| item.over(element)).collect();
        match self {
            Value::Element => element.clone(),
            Value::Field(of, name) => of.over(element).field(name),
            Value::Payload { of, variant, field } => match of.over(element) {
                Value::Made { name, fields } if name == *variant => Value::Made { name, fields }.field(field),
                other => payload(&other, variant, field),
            },
            Value::Tuple(items) => Value::Tuple(all(items)),
            Value::Made { name, fields } => {
                let fields = fields.iter().map(|(field, value)| (field.clone(), value.over(element)));
                Value::Made { name: name.clone(), fields: fields.collect() }
            }
            Value::Constant(_) => self.clone(),
            Value::Operation(tokens, items) => Value::Operation(tokens.clone(), all(items)),
            Value::Choice { .. } | Value::Unknown => Value::Unknown,
        }
    }

    /// How many values it is made of.
    pub fn size(&self) -> u32 {
        self.parts().iter().fold(1, |size, part| size.saturating_add(part.size()))
    }

    /// Whether it is a function of the element that the reader has seen whole.
    pub fn is_known(&self) -> bool {
        *self != Value::Unknown && self.parts().iter().all(|part| part.is_known())
    }

    /// Whether it depends on nothing but the first component of the element, and on that.
    pub fn is_determined_by_first(&self) -> bool {
        fn only_first(value: &Value) -> bool {
            match value {
                Value::Element | Value::Unknown => false,
                Value::Field(of, name) if **of == Value::Element => name == "0",
                other => other.parts().iter().all(|part| only_first(part)),
            }
        }
        only_first(self)
    }

    /// Its type, given the element's.
    pub fn ty(&self, items: &Items, element: &Ty) -> Ty {
        match self {
            Value::Element => element.peeled().clone(),
            Value::Field(of, name) => items.field_type(&of.ty(items, element), name).peeled().clone(),
            Value::Payload { of, variant, field } => match (variant.as_str(), of.ty(items, element)) {
                ("Option::Some", Ty::Path(name, arguments)) if name == "Option" && arguments.len() == 1 => {
                    arguments[0].peeled().clone()
                }
                _ => items.field(variant, field).map_or(Ty::Unknown, |ty| ty.peeled().clone()),
            },
            Value::Tuple(parts) => Ty::Tuple(parts.iter().map(|part| part.ty(items, element)).collect()),
            Value::Made { name, .. } if !name.contains("::") => Ty::path(name),
            Value::Choice { results, .. } => {
                let mut types = results.iter().map(|result| result.ty(items, element));
                let first = types.next().unwrap_or(Ty::Unknown);
                if types.all(|ty| ty == first) { first } else { Ty::Unknown }
            }
            Value::Made { .. } | Value::Constant(_) | Value::Operation(..) | Value::Unknown => Ty::Unknown,
        }
    }
}
