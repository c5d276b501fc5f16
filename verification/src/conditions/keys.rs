//! Keys: what they compute, whether their types may be hashed, what determines them.

use crate::items::Items;
use crate::limits;
use crate::lineage::{Lineage, Value};
use std::collections::BTreeSet;
use suki_ir::{Program, Ty};
use suki_rewrites::{Distribution, Key};

/// What keys and closures of one plan mean.
pub struct Keys<'a> {
    items: &'a Items,
    lineage: Lineage<'a>,
    closures: BTreeSet<&'a str>,
}

impl<'a> Keys<'a> {
    /// Keys over `items` and the closures of both programs.
    pub fn new(items: &'a Items, source: &'a Program, plan: &'a Program) -> Self {
        let operators = source.operators.iter().chain(&plan.operators);
        let closures = operators.flat_map(|operator| operator.op.closures()).map(|closure| closure.text());
        Self { items, lineage: Lineage::new(items), closures: closures.collect() }
    }

    /// Whether a claimed key is small, and made only of closures that one of the programs contains: a certificate
    /// brings no code of its own.
    pub fn is_admissible(&self, distribution: &Distribution) -> Result<(), String> {
        let Distribution::Hash(key) = distribution else { return Ok(()) };
        let (mut open, mut parts) = (vec![key], 0);
        while let Some(key) = open.pop() {
            parts += 1;
            match key {
                Key::Path(path) => parts += path.len(),
                Key::Tuple(keys) => open.extend(keys),
                Key::Closure(closure) if self.closures.contains(closure.text()) => {}
                Key::Closure(_) => return Err("the key is a closure that neither program contains".into()),
            }
            if parts + open.len() > limits::KEY_PARTS_MAX {
                return Err("KEY_PARTS_MAX is exceeded".into());
            }
        }
        Ok(())
    }

    /// `key` of `element`; an error when it cannot be read.
    pub fn of(&self, key: &Key, element: &Value) -> Result<Value, String> {
        let value = self.lineage.key(key, element);
        if value.is_known() { Ok(value) } else { Err(format!("the key `{key}` cannot be read from its input")) }
    }

    /// Whether both keys are one function of the element.
    pub fn same(&self, a: &Key, b: &Key) -> Result<(), String> {
        if self.of(a, &Value::Element)? == self.of(b, &Value::Element)? {
            return Ok(());
        }
        Err(format!("distributed by `{a}` on one side and by `{b}` on the other"))
    }

    /// Whether `key` is what the closure of a move or hop computes.
    pub fn computed_by(&self, key: &Key, closure: &str) -> Result<(), String> {
        let computed = self.lineage.result(closure, &Value::Element);
        if computed.is_known() && computed == self.of(key, &Value::Element)? {
            return Ok(());
        }
        Err(format!("the key `{key}` is not what `{closure}` computes"))
    }

    /// Whether `key` of everything in `results` is `before` of the element.
    pub fn pulled_back(&self, key: &Key, results: &[Value], before: &Value) -> Result<(), String> {
        for result in results {
            if self.of(key, result)? != *before {
                return Err(format!("the key `{key}` is not the key of the input, pulled back through the closure"));
            }
        }
        Ok(())
    }

    /// Everything that a closure may yield for the element.
    pub fn results(&self, closure: &str, element: &Value) -> Vec<Value> {
        self.lineage.results(closure, element)
    }

    /// What a closure yields for the element, as one value.
    pub fn result(&self, closure: &str, element: &Value) -> Value {
        self.lineage.result(closure, element)
    }

    /// Everything that a filtering closure may let through.
    pub fn payloads(&self, closure: &str) -> Vec<Value> {
        self.lineage.payloads(closure, &Value::Element)
    }

    /// Whether `key` depends on nothing but the first component: the key of a keyed stream or of a join.
    pub fn determined_by_first(&self, key: &Key) -> Result<(), String> {
        if self.of(key, &Value::Element)?.is_determined_by_first() {
            return Ok(());
        }
        Err(format!("`{key}` is not determined by the group key"))
    }

    /// Whether the key of elements of type `element` may be hashed.
    pub fn canonical(&self, key: &Key, element: &Ty) -> Result<(), String> {
        self.canonical_type(&self.of(key, &Value::Element)?.ty(self.items, element))
    }

    /// Whether equality of a type is equality of its encoding.
    pub fn canonical_type(&self, ty: &Ty) -> Result<(), String> {
        if self.items.is_canonical(ty) {
            return Ok(());
        }
        Err(format!("`{ty}` is no type for a key: its equality may differ from equality of its encoding"))
    }

    /// The type of the first component.
    pub fn first(&self, element: &Ty) -> Ty {
        self.items.field_type(element, "0")
    }
}
