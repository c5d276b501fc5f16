//! Conditions, matches and blocks: every branch that may be taken counts.

use super::pattern::{Match, Names};
use super::{Lineage, Value};
use crate::limits;

impl Lineage<'_> {
    pub(super) fn then_some(&self, call: &syn::ExprMethodCall, names: &Names, depth: u32) -> Vec<Value> {
        self.condition(&call.receiver, names, depth);
        let payload = match (call.method == "then_some", call.args.first()) {
            (true, Some(argument)) => self.value(argument, names, depth),
            (false, Some(syn::Expr::Closure(closure))) if closure.inputs.is_empty() => {
                self.value(&closure.body, names, depth)
            }
            _ => Value::Unknown,
        };
        let some = Value::Made { name: "Option::Some".into(), fields: vec![("0".into(), payload)] };
        vec![some, Value::Made { name: "Option::None".into(), fields: Vec::new() }]
    }

    /// How a condition may hold, with what it binds.
    pub(super) fn condition(&self, condition: &syn::Expr, names: &Names, depth: u32) -> Match {
        match condition {
            syn::Expr::Let(binding) => {
                let value = self.value(&binding.expr, names, depth);
                self.notice(&value);
                self.bind(&binding.pat, &value, depth)
            }
            // A chain of `let`s would need the names of one side in the other.
            syn::Expr::Binary(binary) if contains_let(&binary.left) || contains_let(&binary.right) => {
                self.blind.set(true);
                self.fuel.set(0);
                Match::perhaps()
            }
            other => {
                self.notice(&self.value(other, names, depth));
                Match::perhaps()
            }
        }
    }

    /// Remembers that the way taken depends on something that is not known.
    fn notice(&self, value: &Value) {
        if !value.is_known() {
            self.blind.set(true);
        }
    }

    pub(super) fn choice(&self, choice: &syn::ExprMatch, names: &Names, depth: u32) -> Vec<Value> {
        let value = self.value(&choice.expr, names, depth);
        self.notice(&value);
        let mut results = Vec::new();
        for arm in &choice.arms {
            let bound = self.bind(&arm.pat, &value, depth);
            if arm.guard.is_some() {
                self.blind.set(true);
            }
            results.extend(self.in_each_way(&bound, names, &arm.body, depth));
            if results.len() > limits::LINEAGE_WAYS_MAX {
                return vec![Value::Unknown];
            }
            if bound.sure && arm.guard.is_none() {
                break;
            }
        }
        results
    }

    /// A block of plain `let`s with a tail; any other statement might change what a name stands for.
    pub(super) fn block(&self, block: &syn::Block, names: &Names, depth: u32) -> Vec<Value> {
        let Some((syn::Stmt::Expr(tail, None), statements)) = block.stmts.split_last() else {
            return vec![Value::Unknown];
        };
        let mut inner = names.clone();
        for statement in statements {
            let syn::Stmt::Local(local) = statement else { return vec![Value::Unknown] };
            let Some(init) = local.init.as_ref().filter(|init| init.diverge.is_none()) else {
                return vec![Value::Unknown];
            };
            let value = self.value(&init.expr, &inner, depth);
            let mut bound = self.bind(&local.pat, &value, depth);
            let (Some(way), true) = (bound.ways.pop(), bound.ways.is_empty()) else { return vec![Value::Unknown] };
            inner.extend(way);
        }
        self.tail(tail, &inner, depth)
    }
}

fn contains_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => contains_let(&binary.left) || contains_let(&binary.right),
        _ => false,
    }
}
