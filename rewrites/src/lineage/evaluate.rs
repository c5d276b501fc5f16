//! Reading closures: what the result is made of.

use super::pattern::{Kind, Match, Scope, bind, forget_lets};
use super::{Value, member_name};
use syn::visit::Visit;
use syn::{Expr, Stmt};

/// Whether alternatives that yield `None` count: they do not where `None` means that no element leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Every alternative counts.
    Counts,
    /// Alternatives that yield `None` are left out.
    LeavesNothing,
}

/// The result of calling `closure` with `argument` as its first parameter.
pub fn call(closure: &syn::ExprClosure, argument: &Value, absent: Absent) -> Value {
    let mut scope = Scope::default();
    let Some(parameter) = closure.inputs.first() else { return Value::Unknown };
    if closure.inputs.len() != 1 || bind(parameter, argument, &mut scope, Kind::Irrefutable) != Match::Yes {
        return Value::Unknown;
    }
    if returns_early(&closure.body, absent) {
        return Value::Unknown;
    }
    evaluate(&closure.body, &scope, absent)
}

/// Whether some `return` may yield what the tail does not.
fn returns_early(body: &Expr, absent: Absent) -> bool {
    struct Returns {
        absent: Absent,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Returns {
        fn visit_expr_return(&mut self, exit: &'ast syn::ExprReturn) {
            let none = matches!(exit.expr.as_deref(), Some(Expr::Path(path)) if path.path.is_ident("None"));
            self.found |= !(none && self.absent == Absent::LeavesNothing);
            syn::visit::visit_expr_return(self, exit);
        }
    }
    let mut returns = Returns { absent, found: false };
    returns.visit_expr(body);
    returns.found
}

fn evaluate(expression: &Expr, scope: &Scope, absent: Absent) -> Value {
    let inner = |expression: &Expr| evaluate(expression, scope, Absent::Counts);
    match expression {
        Expr::Path(path) => variable(&path.path, scope),
        Expr::Field(field) => inner(&field.base).field(&member_name(&field.member)),
        Expr::Tuple(tuple) => Value::Tuple(tuple.elems.iter().map(inner).collect()),
        Expr::Paren(paren) => evaluate(&paren.expr, scope, absent),
        Expr::Group(group) => evaluate(&group.expr, scope, absent),
        Expr::Reference(reference) => inner(&reference.expr),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => inner(&unary.expr),
        Expr::Struct(made) => structure(made, scope),
        Expr::Call(call) => constructor_call(call, scope),
        Expr::MethodCall(call) => method(call, scope),
        Expr::Block(block) if block.label.is_none() => run(&block.block, scope, absent),
        Expr::If(branch) => conditional(branch, scope, absent),
        Expr::Match(choice) => choose(choice, scope, absent),
        _ => Value::Unknown,
    }
}

fn variable(path: &syn::Path, scope: &Scope) -> Value {
    let Some(last) = path.segments.last() else { return Value::Unknown };
    let name = last.ident.to_string();
    match scope.get(&name) {
        Some(value) if path.segments.len() == 1 => value.clone(),
        // A constant is written in capitals and may be anything; a variant or unit struct is itself.
        _ if name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase) => {
            Value::Made { name, fields: Vec::new() }
        }
        _ => Value::Unknown,
    }
}

fn structure(made: &syn::ExprStruct, scope: &Scope) -> Value {
    let Some(last) = made.path.segments.last() else { return Value::Unknown };
    if made.rest.is_some() {
        return Value::Unknown;
    }
    let fields =
        made.fields.iter().map(|field| (member_name(&field.member), evaluate(&field.expr, scope, Absent::Counts)));
    Value::Made { name: last.ident.to_string(), fields: fields.collect() }
}

fn constructor_call(call: &syn::ExprCall, scope: &Scope) -> Value {
    let Expr::Path(path) = &*call.func else { return Value::Unknown };
    let Some(last) = path.path.segments.last() else { return Value::Unknown };
    let name = last.ident.to_string();
    if !name.starts_with(char::is_uppercase) {
        return Value::Unknown;
    }
    let arguments = call.args.iter().enumerate();
    let fields = arguments.map(|(i, argument)| (i.to_string(), evaluate(argument, scope, Absent::Counts)));
    Value::Made { name, fields: fields.collect() }
}

fn method(call: &syn::ExprMethodCall, scope: &Scope) -> Value {
    let name = call.method.to_string();
    match (name.as_str(), call.args.first()) {
        ("clone" | "to_owned", None) => evaluate(&call.receiver, scope, Absent::Counts),
        ("then_some", Some(value)) => made_some(evaluate(value, scope, Absent::Counts)),
        ("then", Some(Expr::Closure(closure))) if closure.inputs.is_empty() => {
            made_some(evaluate(&closure.body, scope, Absent::Counts))
        }
        _ => Value::Unknown,
    }
}

fn made_some(value: Value) -> Value {
    Value::Made { name: "Some".to_string(), fields: vec![("0".to_string(), value)] }
}

fn is_none(value: &Value) -> bool {
    matches!(value, Value::Made { name, fields } if name == "None" && fields.is_empty())
}

fn merge(alternatives: impl IntoIterator<Item = Value>, absent: Absent) -> Value {
    let counted = alternatives.into_iter().filter(|value| absent == Absent::Counts || !is_none(value));
    counted.reduce(Value::or).unwrap_or(Value::Unknown)
}

fn run(block: &syn::Block, scope: &Scope, absent: Absent) -> Value {
    let mut scope = scope.clone();
    let Some((last, statements)) = block.stmts.split_last() else { return Value::Tuple(Vec::new()) };
    for statement in statements {
        let Stmt::Local(local) = statement else { return Value::Unknown };
        let value = match &local.init {
            Some(init) if init.diverge.is_none() => evaluate(&init.expr, &scope, Absent::Counts),
            _ => Value::Unknown,
        };
        let kind = match &local.init {
            Some(init) if init.diverge.is_some() => Kind::Refutable,
            _ => Kind::Irrefutable,
        };
        if bind(&local.pat, &value, &mut scope, kind) == Match::No {
            return Value::Unknown;
        }
    }
    match last {
        Stmt::Expr(expression, None) => evaluate(expression, &scope, absent),
        _ => Value::Unknown,
    }
}

fn conditional(branch: &syn::ExprIf, scope: &Scope, absent: Absent) -> Value {
    let Some((_, otherwise)) = &branch.else_branch else { return Value::Unknown };
    let mut inner = scope.clone();
    let fits = match &*branch.cond {
        Expr::Let(condition) => {
            let value = evaluate(&condition.expr, scope, Absent::Counts);
            bind(&condition.pat, &value, &mut inner, Kind::Refutable)
        }
        condition => {
            forget_lets(condition, &mut inner);
            Match::Maybe
        }
    };
    match fits {
        Match::Yes => run(&branch.then_branch, &inner, absent),
        Match::No => evaluate(otherwise, scope, absent),
        Match::Maybe => merge([run(&branch.then_branch, &inner, absent), evaluate(otherwise, scope, absent)], absent),
    }
}

fn choose(choice: &syn::ExprMatch, scope: &Scope, absent: Absent) -> Value {
    let value = evaluate(&choice.expr, scope, Absent::Counts);
    let kind = match choice.arms.as_slice() {
        [only] if only.guard.is_none() => Kind::Irrefutable,
        _ => Kind::Refutable,
    };
    let mut alternatives = Vec::new();
    for arm in &choice.arms {
        let mut inner = scope.clone();
        if let Some((_, guard)) = &arm.guard {
            forget_lets(guard, &mut inner);
        }
        let fits = match (bind(&arm.pat, &value, &mut inner, kind), &arm.guard) {
            (Match::Yes, Some(_)) => Match::Maybe,
            (fits, _) => fits,
        };
        if fits == Match::No {
            continue;
        }
        alternatives.push(evaluate(&arm.body, &inner, absent));
        if fits == Match::Yes {
            break;
        }
    }
    merge(alternatives, absent)
}
