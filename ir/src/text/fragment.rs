//! Fragments of Rust inside statements. Every call of syn is here, each behind the limits.

use super::bounds;
use super::cursor::Cursor;
use super::tokens::tokens;
use crate::{Code, Diagnostic, Quoted, Span};
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

/// Reads the tokens of `cursor` to their end.
///
/// # Errors
/// A limit, or what the parser says, at the place it says it.
pub(super) fn whole<T>(cursor: &Cursor, parser: impl Parser<Output = T>) -> Result<T, Diagnostic> {
    let stream = cursor.rest_stream();
    bounds::fragment(&stream, cursor.rest_span())?;
    parser.parse2(stream).map_err(|error| syntax(&error, cursor))
}

/// Reads an expression from the front of `cursor`.
///
/// # Errors
/// As for [`whole`].
pub(super) fn expression(cursor: &mut Cursor) -> Result<(syn::Expr, Quoted), Diagnostic> {
    let start = cursor.span();
    let (expression, text, span, count) = whole(cursor, |input: ParseStream| {
        let mut from = input.cursor();
        let expression = input.parse::<syn::Expr>()?;
        let mut taken = Vec::new();
        while from != input.cursor() {
            let Some((token, next)) = from.token_tree() else { break };
            taken.push(token);
            from = next;
        }
        let _rest: TokenStream = input.parse()?;
        let span = taken.last().map(|last| Span::from(last.span()));
        let count = taken.len();
        Ok((expression, tokens(taken.into_iter().collect()), span, count))
    })?;
    cursor.advance(count);
    Ok((expression, Quoted::from_canonical(text, span.map_or(start, |end| start.to(end)))))
}

/// Reads a closure from the front of `cursor`; anything else is an error that says what is `expected`.
///
/// # Errors
/// As for [`whole`], and when the expression is no closure or takes another number of parameters.
pub(super) fn closure(cursor: &mut Cursor, parameters: Parameters) -> Result<Quoted, Diagnostic> {
    let (expression, quoted) = expression(cursor)?;
    let syn::Expr::Closure(closure) = expression else {
        let error = Diagnostic::new(Code::ExpectedClosure, quoted.span(), "expected a closure")
            .label(format!("not a closure; expected `{}`", parameters.example()));
        return Err(match &expression {
            syn::Expr::Path(_) => error.help(format!("call it: `|x| {}(x)`", quoted.text())),
            _ => error,
        });
    };
    if let Some(word) = closure.asyncness.map(|word| word.span).or(closure.movability.map(|word| word.span)) {
        return Err(Diagnostic::new(Code::WrongArguments, word.into(), "closures here are neither async nor static"));
    }
    let found = closure.inputs.len();
    if !parameters.admits(found) {
        return Err(Diagnostic::new(
            Code::ClosureParameters,
            quoted.span(),
            format!("this closure takes {}, but {} expected", plural(found), parameters.expected()),
        )
        .label(format!("expected `{}`", parameters.example())));
    }
    super::attributes::closure_attributes(&closure.attrs)?;
    Ok(quoted)
}

/// The sorts of Rust that stand in a program as fragments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fragment {
    Closure,
    Type,
    Expression,
}

/// The canonical text of a fragment that no statement surrounds. To be called on a stack of its own.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn canonical(text: &str, fragment: Fragment) -> Result<String, Diagnostic> {
    let trees = super::lex::lex(text)?;
    let span = Span { start: 0, end: text.len() as u32 };
    bounds::statement(&trees, span)?;
    let mut cursor = Cursor::new(&trees, Span { start: span.end, end: span.end });
    let quoted = match fragment {
        Fragment::Type => return element_type(&cursor).map(|quoted| quoted.text().to_string()),
        Fragment::Closure => closure(&mut cursor, Parameters::AtLeast(0))?,
        Fragment::Expression => expression(&mut cursor)?.1,
    };
    match cursor.is_empty() {
        true => Ok(quoted.text().to_string()),
        false => Err(Diagnostic::new(Code::Syntax, cursor.span(), format!("unexpected {}", cursor.found()))),
    }
}

/// Reads a type: all of `cursor`.
///
/// # Errors
/// As for [`whole`].
pub(super) fn element_type(cursor: &Cursor) -> Result<Quoted, Diagnostic> {
    whole(cursor, <syn::Type as syn::parse::Parse>::parse)?;
    Ok(Quoted::from_canonical(tokens(cursor.rest_stream()), cursor.rest_span()))
}

/// How many parameters a closure must have.
#[derive(Clone, Copy)]
pub(super) enum Parameters {
    Exactly(usize),
    AtLeast(usize),
}

impl Parameters {
    fn admits(self, found: usize) -> bool {
        match self {
            Parameters::Exactly(count) => found == count,
            Parameters::AtLeast(count) => found >= count,
        }
    }

    fn expected(self) -> String {
        match self {
            Parameters::Exactly(1) => "1 is".into(),
            Parameters::Exactly(0) => "none is".into(),
            Parameters::Exactly(count) => format!("{count} are"),
            Parameters::AtLeast(count) => format!("at least {count} are"),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Parameters::Exactly(0) => "|| ..",
            Parameters::Exactly(1) => "|x| ..",
            Parameters::Exactly(2) => "|a, b| ..",
            Parameters::Exactly(_) => "|a, b, c| ..",
            Parameters::AtLeast(_) => "|a, ..| ..",
        }
    }
}

fn plural(count: usize) -> String {
    match count {
        0 => "no parameter".into(),
        1 => "1 parameter".into(),
        _ => format!("{count} parameters"),
    }
}

/// What syn says, placed in the source: at the end of `cursor` the error has no place of its own.
fn syntax(error: &syn::Error, cursor: &Cursor) -> Diagnostic {
    let span = Span::from(error.span());
    let span = if span == Span::NONE { cursor.end() } else { span };
    let message = error.to_string().replace("unexpected end of input, ", "");
    Diagnostic::new(Code::Syntax, span, message)
}
