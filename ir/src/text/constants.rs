//! Constants of a text and the value of constant expressions.

use super::cursor::{Cursor, Name};
use super::fragment::{self, Expression};
use crate::suggest::closest;
use crate::{Code, Constant, Diagnostic, Quoted, Span};
use std::cell::Cell;
use std::collections::HashMap;

/// How many constants may stand on one another.
const REFERENCES_MAX: usize = 64;

/// The value of a constant expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    fn float(self) -> f64 {
        match self {
            Number::Integer(value) => value as f64,
            Number::Float(value) => value,
        }
    }
}

/// Why an expression has no value.
enum Trouble {
    At(Code, Span, String),
    /// Reported where the constant is declared.
    Reported,
}

struct Entry {
    definition: Option<Expression>,
    /// The type as written, when it is a name.
    ty: String,
    /// The value, once it has been computed: constants may be used many times by one another.
    value: Cell<Option<Number>>,
}

/// All `const` items of a text.
#[derive(Default)]
pub(super) struct Constants {
    table: HashMap<String, Entry>,
    /// Whether constants that are not declared are errors: not when a file is missing.
    pub(super) is_complete: bool,
    /// Parameters of a flow at one use, as integers and as floating-point numbers.
    bound: HashMap<String, [Option<Number>; 2]>,
}

impl Constants {
    /// Declares a constant.
    pub(super) fn declare(&mut self, item: &syn::ItemConst, definition: Expression) {
        let ty = match &*item.ty {
            syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        let entry = Entry { definition: Some(definition), ty: ty.unwrap_or_default(), value: Cell::new(None) };
        self.table.entry(item.ident.to_string()).or_insert(entry);
    }

    /// The constant of a name, as an expression.
    pub(super) fn get(&self, name: &Name) -> Option<Expression> {
        self.table.get(&name.text)?;
        let path = syn::Path::from(syn::parse_str::<syn::Ident>(&name.text).ok()?);
        let tree = syn::Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path });
        Some(Expression { tree, quoted: Quoted::from_canonical(name.text.clone(), name.span), offset: None })
    }

    /// Whether a constant has this name.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// Lets names stand for the values of expressions, until [`Constants::unbind`].
    pub(super) fn bind(&mut self, names: &HashMap<String, Expression>) {
        let value = |expression, float| self.value(expression, float, 0).ok();
        self.bound = names.iter().map(|(name, one)| (name.clone(), [value(one, false), value(one, true)])).collect();
    }

    /// Ends [`Constants::bind`].
    pub(super) fn unbind(&mut self) {
        self.bound.clear();
    }

    /// Remembers that a constant's declaration is broken.
    pub(super) fn mark_broken(&mut self, name: String) {
        self.table
            .entry(name)
            .or_insert(Entry { definition: None, ty: String::new(), value: Cell::new(None) })
            .definition = None;
    }

    /// Reads a count from the front of `cursor`: a constant integer expression between 1 and `max`.
    /// `None` when the error has been reported before.
    ///
    /// # Errors
    /// When it is no expression, has no value or is out of range.
    pub(super) fn count(&self, cursor: &mut Cursor, max: u64) -> Result<Option<(Constant, u32)>, Diagnostic> {
        let expression = fragment::expression(cursor)?;
        Ok(self.members(&expression, max)?.map(|members| (expression.quoted, members)))
    }

    /// The value of an integer expression between 1 and `max`; `None` when the error has been reported before.
    ///
    /// # Errors
    /// When it has no value or is out of range.
    pub(super) fn members(&self, expression: &Expression, max: u64) -> Result<Option<u32>, Diagnostic> {
        let quoted = &expression.quoted;
        let value = match self.value(expression, false, 0) {
            Ok(Number::Integer(value)) => value,
            Ok(Number::Float(_)) => return Err(bad(quoted.span(), "an integer is expected here")),
            Err(Trouble::Reported) => return Ok(None),
            Err(Trouble::At(code, span, message)) => return Err(bad(span, message).code(code)),
        };
        let members = u32::try_from(value).ok().filter(|members| (1..=max).contains(&u64::from(*members)));
        match members {
            Some(members) => Ok(Some(members)),
            None => {
                let message = format!("`{}` is {value}; it must be between 1 and {max}", quoted.text());
                Err(out_of_range(quoted.span(), message))
            }
        }
    }

    /// The value of an integer expression that is not negative; `None` when the error has been reported before.
    ///
    /// # Errors
    /// When it has no value or is out of range.
    pub(super) fn integer(&self, expression: &Expression) -> Result<Option<u64>, Diagnostic> {
        let span = expression.quoted.span();
        match self.value(expression, false, 0) {
            Ok(Number::Integer(value)) => match u64::try_from(value) {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(out_of_range(span, format!("this is {value}; it must be between 0 and {}", u64::MAX))),
            },
            Ok(Number::Float(_)) => Err(bad(span, "an integer is expected here")),
            Err(Trouble::Reported) => Ok(None),
            Err(Trouble::At(code, span, message)) => Err(bad(span, message).code(code)),
        }
    }

    /// The value of an expression as a number that is finite and not negative, computed without rounding to
    /// integers: `1 / 1_000` is 0.001. `None` when the error has been reported before.
    ///
    /// # Errors
    /// When it has no value or is out of range.
    pub(super) fn number(&self, expression: &Expression) -> Result<Option<f64>, Diagnostic> {
        let span = expression.quoted.span();
        match self.value(expression, true, 0).map(Number::float) {
            // The sum turns -0.0 into 0.0, which prints without a sign.
            Ok(value) if value.is_finite() && value >= 0.0 => Ok(Some(value + 0.0)),
            Ok(value) => Err(out_of_range(span, format!("this is {value}; it must be finite and not negative"))),
            Err(Trouble::Reported) => Ok(None),
            Err(Trouble::At(code, span, message)) => Err(bad(span, message).code(code)),
        }
    }

    /// Recursion is bounded: by the limit on fragments within one constant, by `REFERENCES_MAX` between them.
    fn value(&self, expression: &Expression, float: bool, references: usize) -> Result<Number, Trouble> {
        self.part(&expression.tree, expression, float, references)
    }

    /// The value of a part of the expression `of`.
    fn part(&self, tree: &syn::Expr, of: &Expression, float: bool, references: usize) -> Result<Number, Trouble> {
        use syn::spanned::Spanned;
        let span = || of.place(tree.span());
        match tree {
            syn::Expr::Paren(inner) => self.part(&inner.expr, of, float, references),
            syn::Expr::Group(inner) => self.part(&inner.expr, of, float, references),
            syn::Expr::Cast(cast) => self.part(&cast.expr, of, float, references),
            syn::Expr::Lit(literal) => literal_value(&literal.lit, float).ok_or_else(|| not_constant(span())),
            syn::Expr::Unary(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) => {
                match self.part(expr, of, float, references)? {
                    Number::Integer(value) => {
                        let negative = value.checked_neg().map(Number::Integer);
                        negative.ok_or_else(|| Trouble::At(Code::BadConstant, span(), "this overflows".into()))
                    }
                    Number::Float(value) => Ok(Number::Float(-value)),
                }
            }
            syn::Expr::Binary(binary) => {
                let left = self.part(&binary.left, of, float, references)?;
                let right = self.part(&binary.right, of, float, references)?;
                combine(&binary.op, left, right, span)
            }
            syn::Expr::Path(path) => match path.path.get_ident() {
                Some(name) => {
                    let name = Name { text: name.to_string(), span: span() };
                    match self.bound.get(&name.text) {
                        Some(values) => values[usize::from(float)].ok_or(Trouble::Reported),
                        None => self.lookup(&name, references),
                    }
                }
                None => Err(not_constant(span())),
            },
            _ => Err(not_constant(span())),
        }
    }

    fn lookup(&self, name: &Name, references: usize) -> Result<Number, Trouble> {
        let Some(entry) = self.table.get(&name.text) else {
            if !self.is_complete {
                return Err(Trouble::Reported);
            }
            let help = closest(&name.text, self.table.keys().map(String::as_str));
            let hint = help.map(|similar| format!("; did you mean `{similar}`?")).unwrap_or_default();
            return Err(Trouble::At(
                Code::UnknownConstant,
                name.span,
                format!("no constant is called `{}`{hint}", name.text),
            ));
        };
        if let Some(value) = entry.value.get() {
            return Ok(value);
        }
        let ty = &entry.ty;
        let Some(definition) = &entry.definition else { return Err(Trouble::Reported) };
        if references >= REFERENCES_MAX {
            let message = format!("`{}` stands on itself, or on more than {REFERENCES_MAX} constants", name.text);
            return Err(Trouble::At(Code::BadConstant, name.span, message));
        }
        let float = matches!(ty.as_str(), "f64" | "f32");
        let value = self.value(definition, float, references + 1).map_err(|trouble| match trouble {
            Trouble::At(code, _, message) if references == 0 => {
                Trouble::At(code, name.span, format!("`{}`: {message}", name.text))
            }
            other => other,
        })?;
        match value {
            Number::Integer(value) if !fits(value, ty) => Err(Trouble::At(
                Code::OutOfRange,
                name.span,
                format!("`{}` is {value}, which no `{ty}` can be", name.text),
            )),
            value => {
                entry.value.set(Some(value));
                Ok(value)
            }
        }
    }
}

fn literal_value(literal: &syn::Lit, float: bool) -> Option<Number> {
    match literal {
        syn::Lit::Int(digits) if float => digits.base10_digits().parse().ok().map(Number::Float),
        syn::Lit::Int(digits) => digits.base10_parse().ok().map(Number::Integer),
        syn::Lit::Float(digits) => digits.base10_parse().ok().map(Number::Float),
        _ => None,
    }
}

fn combine(op: &syn::BinOp, left: Number, right: Number, span: impl Fn() -> Span) -> Result<Number, Trouble> {
    use syn::BinOp::{Add, Div, Mul, Rem, Sub};
    let value = match (left, right) {
        (Number::Integer(a), Number::Integer(b)) => match op {
            Add(_) => a.checked_add(b),
            Sub(_) => a.checked_sub(b),
            Mul(_) => a.checked_mul(b),
            Div(_) => a.checked_div(b),
            Rem(_) => a.checked_rem(b),
            _ => return Err(not_constant(span())),
        }
        .map(Number::Integer),
        (a, b) => {
            let (a, b) = (a.float(), b.float());
            let value = match op {
                Add(_) => a + b,
                Sub(_) => a - b,
                Mul(_) => a * b,
                Div(_) => a / b,
                Rem(_) => a % b,
                _ => return Err(not_constant(span())),
            };
            value.is_finite().then_some(Number::Float(value))
        }
    };
    value.ok_or_else(|| Trouble::At(Code::BadConstant, span(), "this divides by zero or overflows".into()))
}

fn fits(value: i128, ty: &str) -> bool {
    let (min, max) = match ty {
        "u8" => (0, i128::from(u8::MAX)),
        "u16" => (0, i128::from(u16::MAX)),
        "u32" => (0, i128::from(u32::MAX)),
        "u64" | "usize" => (0, i128::from(u64::MAX)),
        "u128" => (0, i128::MAX),
        "i8" => (i128::from(i8::MIN), i128::from(i8::MAX)),
        "i16" => (i128::from(i16::MIN), i128::from(i16::MAX)),
        "i32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
        "i64" | "isize" => (i128::from(i64::MIN), i128::from(i64::MAX)),
        _ => (i128::MIN, i128::MAX),
    };
    (min..=max).contains(&value)
}

fn not_constant(span: Span) -> Trouble {
    Trouble::At(Code::BadConstant, span, "not a constant: numbers, constants, `+ - * / %` and parentheses are".into())
}

fn bad(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::BadConstant, span, message)
}

fn out_of_range(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::OutOfRange, span, message)
}
