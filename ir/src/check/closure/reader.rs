//! The reader's state, and expressions that decide nothing.

use super::Flaw;
use super::operand::{TYPE_NODES_MAX, binary_type, bounded, common, literal_type, size, unary_type};
use crate::Ty;
use crate::check::Vocabulary;
use std::rc::Rc;
use syn::Expr;

/// How deep expressions are read.
const EXPRESSION_DEPTH_MAX: usize = 128;
/// Expressions read for one operator; closures that are called in closures are read once for each call.
const EXPRESSIONS_MAX: usize = 200_000;
/// The type of `out`, the third parameter of a scan's step; no program can name it.
const OUT: &str = "out of scan";

/// The type of a closure that has a name; its argument is the closure's number.
pub(super) const CLOSURE: &str = "closure of program";

/// A name in scope.
pub(super) struct Binding {
    /// As written.
    pub name: String,
    /// What it is.
    pub ty: Ty,
    /// Whether it is the accumulator, or a part of it.
    pub of_state: bool,
}

/// Reads the closures of one operator.
pub(in crate::check) struct Reader<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// The type of `self_id()`.
    self_id: Ty,
    /// Names in scope, innermost last.
    pub(super) bindings: Vec<Binding>,
    /// Whether the names being bound are parts of an accumulator that several elements change.
    pub(super) binds_state: bool,
    /// Whether the closure says that the order of elements does not matter.
    pub(super) commutative: bool,
    depth: usize,
    expressions: usize,
    /// Closures that are values, each with the number of bindings where it stands.
    pub(super) closures: Vec<(Rc<syn::ExprClosure>, usize)>,
    /// Whether the closure being read leaves early.
    pub(super) returns: bool,
    /// What is pushed to `out`.
    pushed: Ty,
    /// Everything that cannot be.
    pub flaws: Vec<Flaw>,
}

impl<'a> Reader<'a> {
    /// A reader for an operator where `self_id()` has this type.
    pub fn new(vocabulary: &'a Vocabulary, self_id: Ty) -> Self {
        Self {
            vocabulary,
            self_id,
            bindings: Vec::new(),
            binds_state: false,
            commutative: false,
            depth: 0,
            expressions: 0,
            closures: Vec::new(),
            returns: false,
            pushed: Ty::Unknown,
            flaws: Vec::new(),
        }
    }

    /// The type that the closure yields for arguments of these types.
    pub fn call(&mut self, closure: &syn::ExprClosure, arguments: &[Ty]) -> Ty {
        let outer_returns = std::mem::replace(&mut self.returns, false);
        let scope = self.bindings.len();
        let accumulates = std::mem::replace(&mut self.binds_state, false);
        for (i, pattern) in closure.inputs.iter().enumerate() {
            self.bind_part(pattern, arguments.get(i).unwrap_or(&Ty::Unknown), accumulates && i == 0);
        }
        let mut result = self.expression(&closure.body);
        if let syn::ReturnType::Type(_, written) = &closure.output {
            result = self.vocabulary.ty(written);
        } else if self.returns && result == Ty::unit() {
            result = Ty::Unknown;
        }
        self.bindings.truncate(scope);
        self.returns = outer_returns;
        result
    }

    /// Like [`Reader::call`], for a closure whose first argument is an accumulator.
    pub fn accumulate(&mut self, closure: &syn::ExprClosure, arguments: &[Ty]) -> Ty {
        let says = |attribute: &syn::Attribute| attribute.path().is_ident("commutative");
        self.commutative = closure.attrs.iter().any(says);
        self.binds_state = true;
        let result = self.call(closure, arguments);
        self.commutative = false;
        result
    }

    /// The element type that a scan's step pushes to its third parameter.
    pub fn step(&mut self, closure: &syn::ExprClosure, state: Ty, element: Ty) -> Ty {
        let out = Ty::Ref(Box::new(Ty::path(OUT)));
        self.accumulate(closure, &[Ty::Ref(Box::new(state)), element, out]);
        std::mem::replace(&mut self.pushed, Ty::Unknown)
    }

    /// What a closure that is a value yields, where it stands.
    pub(super) fn call_value(&mut self, closure: &Ty, arguments: &[Ty]) -> Option<Ty> {
        let Ty::Path(name, number) = closure.peeled() else { return None };
        let (CLOSURE, [Ty::Path(number, _)]) = (name.as_str(), number.as_slice()) else { return None };
        let (closure, scope) = self.closures.get(number.parse::<usize>().ok()?)?.clone();
        let later = self.bindings.split_off(scope.min(self.bindings.len()));
        let result = self.call(&closure, arguments);
        self.bindings.extend(later);
        Some(result)
    }

    /// Whether this is the type of a scan's `out`.
    pub(super) fn is_out(ty: &Ty) -> bool {
        matches!(ty.peeled(), Ty::Path(name, _) if name == OUT)
    }

    /// Notes that an element of this type is pushed to `out`.
    pub(super) fn push(&mut self, ty: &Ty) {
        if self.pushed.agrees(ty) {
            self.pushed = self.pushed.merged(ty);
        }
    }

    /// The type of an expression; reads everything inside it on the way.
    pub(super) fn expression(&mut self, expression: &Expr) -> Ty {
        if self.depth >= EXPRESSION_DEPTH_MAX || self.expressions >= EXPRESSIONS_MAX {
            return Ty::Unknown;
        }
        self.depth += 1;
        self.expressions += 1;
        let ty = bounded(self.value(expression));
        self.depth -= 1;
        ty
    }

    fn value(&mut self, expression: &Expr) -> Ty {
        match expression {
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Group(inner) => self.expression(&inner.expr),
            Expr::Lit(literal) => literal_type(&literal.lit),
            Expr::Path(path) if path.qself.is_none() => self.path(&path.path),
            Expr::Tuple(tuple) => Ty::Tuple(self.all(&tuple.elems)),
            Expr::Array(array) => {
                let items = self.all(&array.elems);
                Ty::Array(Box::new(common(items)), Some(array.elems.len() as u64))
            }
            Expr::Repeat(repeat) => Ty::Array(Box::new(self.expression(&repeat.expr)), None),
            Expr::Struct(literal) => self.struct_literal(literal),
            Expr::Field(field) => {
                let base = self.expression(&field.base);
                self.field(&base, &field.member)
            }
            Expr::Reference(reference) => Ty::Ref(Box::new(self.expression(&reference.expr))),
            Expr::Unary(unary) => {
                let operand = self.expression(&unary.expr);
                unary_type(&unary.op, operand)
            }
            Expr::Binary(binary) => {
                let (left, right) = (self.expression(&binary.left), self.expression(&binary.right));
                self.compound(binary, &left, &right);
                binary_type(&binary.op, &left, &right)
            }
            Expr::Cast(cast) => {
                self.expression(&cast.expr);
                self.vocabulary.ty(&cast.ty)
            }
            Expr::Call(call) => self.call_expression(call),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Macro(mac) => self.macro_call(&mac.mac),
            other => self.control_flow(other),
        }
    }

    /// Reads an expression for what it does, not for its value.
    pub(super) fn read(&mut self, expression: Option<&Expr>) -> Ty {
        if let Some(expression) = expression {
            self.expression(expression);
        }
        Ty::Unknown
    }

    pub(super) fn all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expr>) -> Vec<Ty> {
        let mut nodes = 0;
        let mut types = Vec::new();
        for expression in expressions {
            let ty = self.expression(expression);
            nodes += size(&ty, TYPE_NODES_MAX);
            types.push(if nodes > TYPE_NODES_MAX { Ty::Unknown } else { ty });
        }
        types
    }

    fn path(&mut self, path: &syn::Path) -> Ty {
        let Some(last) = path.segments.last() else { return Ty::Unknown };
        let name = last.ident.to_string();
        if path.segments.len() > 1 {
            let owner = path.segments[path.segments.len() - 2].ident.to_string();
            let known = self.vocabulary.variant(&owner, &name).is_some();
            return if known { self.vocabulary.declared(&owner) } else { Ty::Unknown };
        }
        if let Some(binding) = self.bindings.iter().rev().find(|binding| binding.name == name) {
            return binding.ty.clone();
        }
        match self.vocabulary.constant_types.get(&name) {
            Some(ty) => ty.clone(),
            None if name == "None" => Ty::Path("Option".into(), vec![Ty::Unknown]),
            None if self.vocabulary.structs.get(&name).is_some_and(Vec::is_empty) => self.vocabulary.declared(&name),
            None => Ty::Unknown,
        }
    }

    fn struct_literal(&mut self, literal: &syn::ExprStruct) -> Ty {
        for field in &literal.fields {
            self.expression(&field.expr);
        }
        self.read(literal.rest.as_deref());
        let names: Vec<String> = literal.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let (ty, fields) = match names.as_slice() {
            [.., owner, variant] if self.vocabulary.enums.contains_key(owner) => {
                (self.vocabulary.declared(owner), self.vocabulary.variant(owner, variant))
            }
            [name] => (self.vocabulary.declared(name), self.vocabulary.structs.get(name)),
            _ => return Ty::Unknown,
        };
        let Some(fields) = fields else { return Ty::Unknown };
        for written in &literal.fields {
            let name = member_name(&written.member);
            if !fields.iter().any(|(field, _)| *field == name) {
                self.flaws.push(Flaw::NoField { of: ty.clone(), field: name });
            }
        }
        ty
    }

    /// The type of a field; through smart pointers nothing is known.
    pub(super) fn field(&mut self, base: &Ty, member: &syn::Member) -> Ty {
        let name = member_name(member);
        let fields = self.vocabulary.fields_of(base).unwrap_or_default();
        if let Some((_, ty)) = fields.into_iter().find(|(field, _)| *field == name) {
            return ty;
        }
        if self.vocabulary.is_closed(base) {
            self.flaws.push(Flaw::NoField { of: base.peeled().clone(), field: name });
        }
        Ty::Unknown
    }

    /// The type of `self_id()`.
    pub(super) fn self_id(&self) -> Ty {
        self.self_id.clone()
    }
}

/// How a field is called: by its name or its position.
pub(in crate::check) fn member_name(member: &syn::Member) -> String {
    match member {
        syn::Member::Named(name) => name.to_string(),
        syn::Member::Unnamed(index) => index.index.to_string(),
    }
}
