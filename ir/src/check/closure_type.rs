//! A small reader of closures: from the types of the arguments to the type of the result.
//!
//! It knows patterns, literals of structs and tuples, fields, arithmetic, and calls of what the program declares.
//! Whatever else it meets is unknown, never a guess; rustc judges the generated code in the end.

use super::Vocabulary;
use crate::Ty;
use std::rc::Rc;
use syn::{BinOp, Expr};

/// How deep expressions are read.
const EXPRESSION_DEPTH_MAX: usize = 128;
/// Expressions read for one operator; closures that are called in closures are read once for each call.
const EXPRESSIONS_MAX: usize = 200_000;
/// Types with more nodes than this are unknown; chains of `|x| (x, x)` double them.
const TYPE_NODES_MAX: usize = 256;
/// The type of any iterator, with its items; no program can name it.
pub(super) const ITERATOR: &str = "impl Iterator";
/// The type of `out`, the third parameter of a scan's step; no program can name it.
const OUT: &str = "out of scan";

/// The type of a closure that has a name; its argument is the closure's number.
const CLOSURE: &str = "closure of program";

/// What a closure says that cannot be, given its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A field that a known type does not have.
    NoField {
        /// The type.
        of: Ty,
        /// The missing field.
        field: String,
    },
    /// A pattern that a known type cannot match.
    Pattern {
        /// What the pattern is for.
        pattern: String,
        /// The type.
        found: Ty,
    },
    /// A parameter whose annotation contradicts the argument.
    Parameter {
        /// As annotated.
        annotated: Ty,
        /// As passed.
        found: Ty,
    },
}

/// Reads the closures of one operator.
pub(super) struct Reader<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// The type of `self_id()`.
    self_id: Ty,
    /// Names in scope, innermost last.
    pub(super) bindings: Vec<(String, Ty)>,
    depth: usize,
    expressions: usize,
    /// Closures that are values, each with the number of bindings where it stands.
    closures: Vec<(Rc<syn::ExprClosure>, usize)>,
    /// Whether the closure being read leaves early.
    returns: bool,
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
        for (i, pattern) in closure.inputs.iter().enumerate() {
            self.bind(pattern, arguments.get(i).unwrap_or(&Ty::Unknown));
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

    /// The element type that a scan's step pushes to its third parameter.
    pub fn step(&mut self, closure: &syn::ExprClosure, state: Ty, element: Ty) -> Ty {
        let out = Ty::Ref(Box::new(Ty::path(OUT)));
        self.call(closure, &[Ty::Ref(Box::new(state)), element, out]);
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

    fn control_flow(&mut self, expression: &Expr) -> Ty {
        match expression {
            Expr::Block(block) => self.block(&block.block),
            Expr::If(branch) => self.in_scope(|reader| reader.branch(branch)),
            Expr::Match(branches) => self.branches(branches),
            Expr::Let(condition) => {
                let matched = self.expression(&condition.expr);
                self.bind(&condition.pat, &matched);
                Ty::path("bool")
            }
            Expr::While(repeat) => self.in_scope(|reader| {
                reader.expression(&repeat.cond);
                reader.block(&repeat.body);
                Ty::unit()
            }),
            Expr::ForLoop(repeat) => self.in_scope(|reader| {
                let items = reader.expression(&repeat.expr);
                reader.bind(&repeat.pat, &item_of(&items));
                reader.block(&repeat.body);
                Ty::unit()
            }),
            Expr::Loop(repeat) => {
                self.block(&repeat.body);
                Ty::Unknown
            }
            Expr::Assign(assign) => {
                self.expression(&assign.left);
                self.expression(&assign.right);
                Ty::unit()
            }
            Expr::Return(leave) => {
                self.returns = true;
                self.read(leave.expr.as_deref())
            }
            Expr::Break(leave) => self.read(leave.expr.as_deref()),
            Expr::Closure(closure) => {
                self.call(closure, &vec![Ty::Unknown; closure.inputs.len()]);
                self.closures.push((Rc::new(closure.clone()), self.bindings.len()));
                Ty::Path(CLOSURE.into(), vec![Ty::path(&(self.closures.len() - 1).to_string())])
            }
            Expr::Index(index) => {
                let base = self.expression(&index.expr);
                let position = self.expression(&index.index);
                if position == Ty::path("usize") { item_of(&base) } else { Ty::Unknown }
            }
            Expr::Try(attempt) => {
                self.returns = true;
                match self.expression(&attempt.expr) {
                    Ty::Path(name, arguments) if matches!(name.as_str(), "Option" | "Result") => {
                        arguments.into_iter().next().unwrap_or(Ty::Unknown)
                    }
                    _ => Ty::Unknown,
                }
            }
            Expr::Range(range) => {
                self.read(range.start.as_deref());
                self.read(range.end.as_deref())
            }
            _ => Ty::Unknown,
        }
    }

    /// Reads an expression for what it does, not for its value.
    fn read(&mut self, expression: Option<&Expr>) -> Ty {
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

    fn in_scope(&mut self, read: impl FnOnce(&mut Self) -> Ty) -> Ty {
        let scope = self.bindings.len();
        let ty = read(self);
        self.bindings.truncate(scope);
        ty
    }

    fn branch(&mut self, branch: &syn::ExprIf) -> Ty {
        self.expression(&branch.cond);
        let then = self.block(&branch.then_branch);
        match &branch.else_branch {
            Some((_, otherwise)) => common(vec![then, self.expression(otherwise)]),
            None => Ty::unit(),
        }
    }

    fn branches(&mut self, branches: &syn::ExprMatch) -> Ty {
        let matched = self.expression(&branches.expr);
        let arms = branches.arms.iter().map(|arm| {
            self.in_scope(|reader| {
                reader.bind(&arm.pat, &matched);
                if let Some((_, guard)) = &arm.guard {
                    reader.expression(guard);
                }
                reader.expression(&arm.body)
            })
        });
        let arms = arms.collect();
        common(arms)
    }

    fn block(&mut self, block: &syn::Block) -> Ty {
        self.in_scope(|reader| {
            let mut last = Ty::unit();
            for statement in &block.stmts {
                last = reader.statement(statement);
            }
            last
        })
    }

    fn statement(&mut self, statement: &syn::Stmt) -> Ty {
        match statement {
            syn::Stmt::Local(local) => {
                let mut ty = Ty::Unknown;
                if let Some(init) = &local.init {
                    ty = self.expression(&init.expr);
                    if let Some((_, diverge)) = &init.diverge {
                        self.expression(diverge);
                    }
                }
                self.bind(&local.pat, &ty);
                Ty::unit()
            }
            syn::Stmt::Expr(expression, semicolon) => {
                let ty = self.expression(expression);
                let leaves = matches!(expression, Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Loop(_));
                if semicolon.is_some() && !leaves { Ty::unit() } else { ty }
            }
            syn::Stmt::Macro(mac) => {
                let ty = self.macro_call(&mac.mac);
                if mac.semi_token.is_some() { Ty::Unknown } else { ty }
            }
            syn::Stmt::Item(_) => Ty::unit(),
        }
    }

    fn path(&mut self, path: &syn::Path) -> Ty {
        let Some(last) = path.segments.last() else { return Ty::Unknown };
        let name = last.ident.to_string();
        if path.segments.len() > 1 {
            let owner = path.segments[path.segments.len() - 2].ident.to_string();
            let known = self.vocabulary.variant(&owner, &name).is_some();
            return if known { self.vocabulary.declared(&owner) } else { Ty::Unknown };
        }
        if let Some((_, ty)) = self.bindings.iter().rev().find(|(bound, _)| *bound == name) {
            return ty.clone();
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

pub(super) fn member_name(member: &syn::Member) -> String {
    match member {
        syn::Member::Named(name) => name.to_string(),
        syn::Member::Unnamed(index) => index.index.to_string(),
    }
}

/// Several types of one place, as one type; those that contradict the earlier ones are left out.
pub(super) fn common(types: Vec<Ty>) -> Ty {
    types.into_iter().fold(Ty::Unknown, |all, ty| if all.agrees(&ty) { all.merged(&ty) } else { all })
}

/// The type of what a collection or an option yields.
pub(super) fn item_of(ty: &Ty) -> Ty {
    const SEQUENCES: [&str; 7] = ["Option", "Vec", "VecDeque", "BTreeSet", "HashSet", "BinaryHeap", ITERATOR];
    match ty {
        Ty::Array(item, _) => (**item).clone(),
        Ty::Path(name, arguments) if SEQUENCES.contains(&name.as_str()) => {
            arguments.first().cloned().unwrap_or(Ty::Unknown)
        }
        Ty::Path(name, arguments) if matches!(name.as_str(), "BTreeMap" | "HashMap") => Ty::Tuple(arguments.clone()),
        _ => Ty::Unknown,
    }
}

fn literal_type(literal: &syn::Lit) -> Ty {
    match literal {
        syn::Lit::Int(number) if !number.suffix().is_empty() => Ty::path(number.suffix()),
        syn::Lit::Float(number) if !number.suffix().is_empty() => Ty::path(number.suffix()),
        syn::Lit::Bool(_) => Ty::path("bool"),
        syn::Lit::Char(_) => Ty::path("char"),
        syn::Lit::Byte(_) => Ty::path("u8"),
        syn::Lit::Str(_) => Ty::Ref(Box::new(Ty::path("str"))),
        _ => Ty::Unknown,
    }
}

fn unary_type(op: &syn::UnOp, operand: Ty) -> Ty {
    match (op, operand) {
        (syn::UnOp::Deref(_), Ty::Ref(inner)) => *inner,
        (syn::UnOp::Deref(_), _) => Ty::Unknown,
        (_, operand) if is_number(operand.peeled()) || *operand.peeled() == Ty::path("bool") => {
            operand.peeled().clone()
        }
        _ => Ty::Unknown,
    }
}

fn binary_type(op: &BinOp, left: &Ty, right: &Ty) -> Ty {
    let number = |ty: &Ty| is_number(ty.peeled()).then(|| ty.peeled().clone());
    match op {
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => Ty::path("bool"),
        BinOp::And(_) | BinOp::Or(_) => Ty::path("bool"),
        BinOp::Shl(_) | BinOp::Shr(_) => number(left).unwrap_or(Ty::Unknown),
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => {
            number(left).or_else(|| number(right)).unwrap_or(Ty::Unknown)
        }
        BinOp::BitAnd(_) | BinOp::BitOr(_) | BinOp::BitXor(_) => match number(left).or_else(|| number(right)) {
            Some(number) => number,
            None if *left.peeled() == Ty::path("bool") => Ty::path("bool"),
            None => Ty::Unknown,
        },
        _ => Ty::unit(),
    }
}

/// Whether it is a number type of the language.
pub(super) fn is_number(ty: &Ty) -> bool {
    const NUMBERS: [&str; 14] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];
    matches!(ty, Ty::Path(name, arguments) if arguments.is_empty() && NUMBERS.contains(&name.as_str()))
}

/// The number of nodes of a type, counted up to `limit`.
fn size(ty: &Ty, limit: usize) -> usize {
    let mut nodes = 0;
    let mut stack = vec![ty];
    while let Some(ty) = stack.pop() {
        nodes += 1;
        if nodes > limit {
            break;
        }
        match ty {
            Ty::Tuple(items) | Ty::Path(_, items) => stack.extend(items),
            Ty::Array(item, _) | Ty::Ref(item) => stack.push(item),
            Ty::Unknown => {}
        }
    }
    nodes
}

/// The type, or unknown when it is too large to be worth knowing.
pub(super) fn bounded(ty: Ty) -> Ty {
    if size(&ty, TYPE_NODES_MAX) > TYPE_NODES_MAX { Ty::Unknown } else { ty }
}
