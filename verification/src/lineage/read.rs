//! Expressions.

use super::pattern::{Match, Names};
use super::{Lineage, Value};
use crate::limits;
use quote::ToTokens;

impl Lineage<'_> {
    /// Pays for copying `value`; false when reading this closure has cost enough.
    pub(super) fn spend(&self, value: &Value) -> bool {
        let left = self.fuel.get().checked_sub(value.size());
        self.fuel.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Everything that a closure of one parameter may yield.
    pub(super) fn applied(&self, closure: &syn::ExprClosure, argument: Value, depth: u32) -> Vec<Value> {
        let mut parameters = closure.inputs.iter();
        let (Some(parameter), None, None) = (parameters.next(), parameters.next(), &closure.asyncness) else {
            return vec![Value::Unknown];
        };
        let bound = self.bind(parameter, &argument, depth);
        self.in_each_way(&bound, &Names::new(), &closure.body, depth)
    }

    pub(super) fn in_each_way(&self, bound: &Match, names: &Names, body: &syn::Expr, depth: u32) -> Vec<Value> {
        let mut results = Vec::new();
        for way in &bound.ways {
            let inner: Names = names.iter().chain(way).cloned().collect();
            if !inner.iter().all(|(_, value)| self.spend(value)) {
                return vec![Value::Unknown];
            }
            results.extend(self.tail(body, &inner, depth));
            if results.len() > limits::LINEAGE_WAYS_MAX {
                return vec![Value::Unknown];
            }
        }
        results
    }

    /// Everything that an expression in tail position may yield.
    pub(super) fn tail(&self, expression: &syn::Expr, names: &Names, depth: u32) -> Vec<Value> {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.spend(&Value::Unknown)) else {
            return vec![Value::Unknown];
        };
        match expression {
            syn::Expr::Paren(inner) => self.tail(&inner.expr, names, depth),
            syn::Expr::Group(inner) => self.tail(&inner.expr, names, depth),
            syn::Expr::Block(block) if block.label.is_none() => self.block(&block.block, names, depth),
            syn::Expr::If(branch) => {
                let taken = self.condition(&branch.cond, names, depth);
                let body = syn::Expr::Block(syn::ExprBlock {
                    attrs: Vec::new(),
                    label: None,
                    block: branch.then_branch.clone(),
                });
                let mut results = self.in_each_way(&taken, names, &body, depth);
                match &branch.else_branch {
                    Some((_, other)) if !taken.sure => results.extend(self.tail(other, names, depth)),
                    None if !taken.sure => results.push(Value::Unknown),
                    _ => {}
                }
                results
            }
            syn::Expr::Match(choice) => self.choice(choice, names, depth),
            syn::Expr::MethodCall(call) if matches!(call.method.to_string().as_str(), "then_some" | "then") => {
                self.then_some(call, names, depth)
            }
            syn::Expr::Call(call) => match unwrapped(&call.func) {
                syn::Expr::Closure(closure) if call.args.len() == 1 => {
                    let argument = self.value(&call.args[0], names, depth);
                    // The inner closure may read names of the outer one.
                    let Some(parameter) = closure.inputs.first() else { return vec![Value::Unknown] };
                    self.in_each_way(&self.bind(parameter, &argument, depth), names, &closure.body, depth)
                }
                _ => vec![self.made(call, names, depth)],
            },
            other => vec![self.simple(other, names, depth)],
        }
    }

    /// The one value of an expression.
    pub(super) fn value(&self, expression: &syn::Expr, names: &Names, depth: u32) -> Value {
        let results = self.tail(expression, names, depth);
        match results.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => first.clone(),
            _ => Value::Unknown,
        }
    }

    fn simple(&self, expression: &syn::Expr, names: &Names, depth: u32) -> Value {
        match expression {
            syn::Expr::Reference(inner) if inner.mutability.is_none() => self.value(&inner.expr, names, depth),
            syn::Expr::Unary(unary) => {
                let value = self.value(&unary.expr, names, depth);
                match unary.op {
                    syn::UnOp::Deref(_) => value,
                    other => Value::Operation(other.to_token_stream().to_string(), vec![value]),
                }
            }
            syn::Expr::Path(path) if path.qself.is_none() => self.path(&path.path, names),
            syn::Expr::Lit(literal) => Value::Constant(literal.to_token_stream().to_string()),
            syn::Expr::Tuple(tuple) => {
                Value::Tuple(tuple.elems.iter().map(|element| self.value(element, names, depth)).collect())
            }
            syn::Expr::Field(field) => {
                let of = self.value(&field.base, names, depth);
                match &field.member {
                    syn::Member::Named(name) => of.field(&name.to_string()),
                    syn::Member::Unnamed(index) => of.field(&index.index.to_string()),
                }
            }
            syn::Expr::MethodCall(call) if call.args.is_empty() && call.turbofish.is_none() => {
                match call.method.to_string().as_str() {
                    "clone" | "to_owned" => self.value(&call.receiver, names, depth),
                    _ => Value::Unknown,
                }
            }
            syn::Expr::Struct(record) if record.rest.is_none() && record.qself.is_none() => {
                let Some(name) = self.items.constructor(&record.path) else { return Value::Unknown };
                let fields = record
                    .fields
                    .iter()
                    .map(|field| (field.member.to_token_stream().to_string(), self.value(&field.expr, names, depth)));
                Value::Made { name, fields: fields.collect() }
            }
            syn::Expr::Cast(cast) => {
                let value = self.value(&cast.expr, names, depth);
                Value::Operation(format!("as {}", cast.ty.to_token_stream()), vec![value])
            }
            syn::Expr::Binary(binary) if !is_assignment(&binary.op) => {
                let sides = [&binary.left, &binary.right].map(|side| self.value(side, names, depth));
                Value::Operation(binary.op.to_token_stream().to_string(), sides.to_vec())
            }
            _ => Value::Unknown,
        }
    }

    fn path(&self, path: &syn::Path, names: &Names) -> Value {
        if let Some(ident) = path.get_ident() {
            let name = ident.to_string();
            if let Some((_, value)) = names.iter().rev().find(|(known, _)| *known == name) {
                return if self.spend(value) { value.clone() } else { Value::Unknown };
            }
            if self.items.is_constant(&name) {
                return Value::Constant(name);
            }
        }
        match self.items.constructor(path) {
            Some(name) if name == "Option::None" || self.items.fields(&name).is_some_and(Vec::is_empty) => {
                Value::Made { name, fields: Vec::new() }
            }
            _ => Value::Unknown,
        }
    }

    /// A call of a constructor; any other function is unknown.
    fn made(&self, call: &syn::ExprCall, names: &Names, depth: u32) -> Value {
        let syn::Expr::Path(path) = unwrapped(&call.func) else { return Value::Unknown };
        let Some(name) = self.items.constructor(&path.path) else { return Value::Unknown };
        let field = |(index, argument)| (usize::to_string(&index), self.value(argument, names, depth));
        Value::Made { name, fields: call.args.iter().enumerate().map(field).collect() }
    }
}

fn unwrapped(expression: &syn::Expr) -> &syn::Expr {
    match expression {
        syn::Expr::Paren(inner) => unwrapped(&inner.expr),
        syn::Expr::Group(inner) => unwrapped(&inner.expr),
        other => other,
    }
}

fn is_assignment(op: &syn::BinOp) -> bool {
    op.to_token_stream().to_string().ends_with('=')
        && !matches!(op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_) | syn::BinOp::Le(_) | syn::BinOp::Ge(_))
}
